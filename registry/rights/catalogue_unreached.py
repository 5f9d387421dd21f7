"""The tables with personal data whose rows are not found by person (see `registry.rights.catalogue`)."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

_ENROLMENT_LIST = (
    "id provider_id definition_version_id file_name file_digest sealed state rows enrolled created_by created_at "
    "handed_in_at ended_at"
)

#: Personal, and not to be found by person: what it holds and when it is gone.
NOT_REACHED: Mapping[str, tuple[str, Text]] = {
    "batch_file": (
        "batch_id number sealed",
        Text("Listas subidas, selladas; se borran al emitir", "Lists as uploaded, sealed; deleted when issued"),
    ),
    "enrolment_list": (
        _ENROLMENT_LIST,
        Text("Listas de inscripciones, selladas; se borran al entregarlas o a los 30 días",
             "Lists of enrolments, sealed; deleted when handed in, or after 30 days"),
    ),
    "kept_answer": (
        "key_digest request_digest status body kept_at",
        Text("Respuestas a programas; un día", "Answers to programs; one day"),
    ),
    "blocked_box": (
        "request_id person_id sealed made_at",
        Text("Lo bloqueado, sellado; se borra a su plazo", "What is blocked, sealed; deleted when its time is over"),
    ),
    "selection": (
        "id cohort_id stage_id made_at taken cut_average admitted_codes waiting_codes line inputs_digest answer_days",
        Text("Códigos de selección, sin nombres", "Codes of a selection, without names"),
    ),
}  # fmt: skip
