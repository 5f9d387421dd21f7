"""The credential card of a report: only what the signature covers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry import clock
from registry.content import label
from registry.curriculum import queries as curriculum
from registry.curriculum.standard import Standard
from registry.definitions import queries as definitions
from registry.documents.spelling import plain_number
from registry.texts import Text, same
from registry.trust.levels import in_both_languages
from registry.trust.remembered import seen
from registry.verification import Report, Verdict
from registry.verification.report import CredentialFacts
from registry.web import titles

STATES = {
    Verdict.VALID: "valid",
    Verdict.AUTHENTIC_NOT_CURRENT: "not_current",
    Verdict.INVALID: "invalid",
    Verdict.UNVERIFIABLE: "not_checked",
}


@dataclass(frozen=True, slots=True)
class OwnDefinition:
    """What a card shows of a definition of this registry beside what was signed."""

    id: uuid.UUID
    design: Mapping[str, Any]
    profile: str | None
    track: str
    standard: Standard


def _definition(uri: str | None) -> OwnDefinition | None:
    """The definition whose Achievement has this id, as it was at most a few seconds ago; None for every other one."""
    if uri is None:
        return None

    def load() -> OwnDefinition | None:
        found = definitions.by_uri(uri)
        if found is None:
            return None
        version = found.standard_version
        return OwnDefinition(found.id, found.design, found.profile, version.track, curriculum.typed(version))

    return seen(("shown", uri), load, clock.now()).value


def card_of(report: Report) -> dict[str, Any] | None:
    """What `credential_card` shows, or None while no signature covers anything."""
    facts = report.credential
    if facts is None:
        return None
    definition = _definition(facts.achievement)
    hours = plain_number(facts.hours) if facts.hours is not None else None
    mode = label("modes", facts.mode) if facts.mode else None
    return {
        **titles.shown(facts.name, definition),
        "holder": facts.holder,
        "track": definition.track if definition else None,
        "rosette": f"/definitions/{definition.id}/rosette.svg" if definition else None,
        "folio": facts.folio,
        "issuer": facts.issuer_name or facts.issuer,
        "standard": facts.standard,
        "hours": hours,
        "validity": _validity(report),
        "facts": [(term, value) for term, value in _more(facts, definition, mode) if value is not None],
        "state": {"kind": STATES[report.verdict], "text": report.word},
    }


def _more(
    facts: CredentialFacts, definition: OwnDefinition | None, mode: Text | None
) -> Iterator[tuple[Text, Text | None]]:
    # The document names its profile in the language it was issued in; a definition of ours has it in both.
    profile = label("profiles", definition.profile) if definition and definition.profile else None
    yield Text("Perfil", "Profile"), profile or (same(facts.profile) if facts.profile else None)
    yield Text("Parte", "Part"), same(facts.part) if facts.part else None
    yield Text("Modalidad", "Mode"), mode
    yield Text("Promedio", "Average"), same(f"{facts.average:.1f}") if facts.average is not None else None


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A signed level in the reader's language, with how it came about (``scored`` or ``declared``)."""

    competency: Text
    level: Text
    basis: str


def levels_of(report: Report) -> tuple[LevelShown, ...]:
    """The signed levels. The other language is the standard's own, and only for a name that was signed as it has it."""
    facts = report.credential
    if facts is None or not facts.levels:
        return ()
    definition = _definition(facts.achievement)
    standard = definition.standard if definition else None
    return tuple(LevelShown(*in_both_languages(one, standard), basis=one.basis) for one in facts.levels)


def _validity(report: Report) -> Text | None:
    facts = report.credential
    if facts is None:
        return None
    if facts.valid_until is None:
        return Text("Desde el {a}, sin fecha de término", "From {a}, with no end date").format(
            a=clock.day_of(facts.valid_from)
        )
    return Text("Del {a} al {b}", "{a} to {b}").format(
        a=clock.day_of(facts.valid_from), b=clock.day_of(facts.valid_until)
    )
