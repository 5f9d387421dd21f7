"""The words of audits."""

from __future__ import annotations

from collections.abc import Mapping

from registry.quality.rules import RecordState, Stage
from registry.texts import Text

#: Each with the kind of its mark on a page.
STAGES: Mapping[Stage, tuple[str, Text]] = {
    Stage.ANNOUNCED: ("info", Text("Anunciada", "Announced")),
    Stage.DRAWN: ("warning", Text("En curso", "Under way")),
    Stage.CLOSED: ("valid", Text("Cerrada", "Closed")),
    Stage.CALLED_OFF: ("not_checked", Text("Cancelada antes del sorteo", "Called off before the draw")),
}
RECORD_STATES: Mapping[RecordState, tuple[str, Text]] = {
    RecordState.ASKED: ("info", Text("Evidencia pedida", "Evidence asked for")),
    RecordState.ANSWERED: ("warning", Text("Por decidir", "To be decided")),
    RecordState.DECIDED: ("valid", Text("Decidido", "Decided")),
    RecordState.MISSING: ("invalid", Text("Sin evidencia a tiempo: no coincide", "No evidence in time: no agreement")),
    RecordState.REVOKED: ("invalid", Text("Revocado durante la auditoría: no coincide",
                                          "Revoked during the audit: no agreement")),
    RecordState.SET_ASIDE: ("not_checked", Text("Apartado; no cuenta", "Set aside; not counted")),
}  # fmt: skip
