"""The credential card of a report: only what the signature covers."""

from __future__ import annotations

from typing import Any

from registry.content import label
from registry.definitions import queries as definitions
from registry.documents.spelling import plain_number
from registry.texts import Text, same
from registry.verification import Report, Verdict

STATES = {
    Verdict.VALID: "valid",
    Verdict.AUTHENTIC_NOT_CURRENT: "not_current",
    Verdict.INVALID: "invalid",
    Verdict.UNVERIFIABLE: "not_checked",
}


def card_of(report: Report) -> dict[str, Any] | None:
    """What `credential_card` shows, or None while no signature covers anything."""
    facts = report.credential
    if facts is None:
        return None
    definition = definitions.by_uri(facts.achievement) if facts.achievement else None
    hours = plain_number(facts.hours) if facts.hours is not None else None
    mode = label("modes", facts.mode) if facts.mode else None
    return {
        "title": facts.name,
        "holder": facts.holder,
        "track": definition.standard_version.track if definition else None,
        "rosette": f"/definitions/{definition.id}/rosette.svg" if definition else None,
        "folio": facts.folio,
        "issuer": facts.issuer_name or facts.issuer,
        "standard": facts.standard,
        "hours": hours,
        "validity": _validity(report),
        "facts": [
            (Text("Perfil", "Profile"), label("profiles", facts.profile) if facts.profile else None),
            (Text("Parte", "Part"), same(facts.part) if facts.part else None),
            (Text("Modalidad", "Mode"), mode),
            (Text("Promedio", "Average"), same(f"{facts.average:.1f}") if facts.average is not None else None),
        ],
        "state": {"kind": STATES[report.verdict], "text": report.word},
    }


def _validity(report: Report) -> Text | None:
    facts = report.credential
    if facts is None:
        return None
    if facts.valid_until is None:
        return Text("Desde el {a}, sin fecha de término", "From {a}, with no end date").format(
            a=facts.valid_from.date()
        )
    return Text("Del {a} al {b}", "{a} to {b}").format(a=facts.valid_from.date(), b=facts.valid_until.date())
