"""What is counted of one person, and in which cells she or he stands (pure; the time comes in as an argument)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import orjson

from registry import content
from registry.curriculum.programs import Program
from registry.outcomes.measures import CURRENT_BY, DECLARED, JOINT, REACHED_BY, SUPPLY, UNKNOWN, By, spell
from registry.people.names import fold
from registry.texts import CENTRAL_MEXICO

NONE = "none"
#: A cell: measure, breakdown, place.
Cell = tuple[str, str, str]
_CATALOGS = {
    "gender": "genders", "age_group": "age_groups", "study_level": "study_levels", "occupation": "occupations",
    "sector": "sectors", "employment_status": "employment_status", "company_size": "company_sizes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AwardSeen:
    """One award as far as it is counted. ``corrections``: how often it was superseded by a corrected document."""

    id: bytes
    standard: str
    track: str
    profile: str | None
    provider_kind: str
    state: str
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    state_code: str | None = None
    municipality: str | None = None
    chamber: str | None = None
    cct: str | None = None
    reason: str | None = None
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one person. ``values`` by dimension; ``holds`` now; ``reached`` since which month; the awards
    by standard, kind of institution, month and state."""

    values: Mapping[str, str]
    holds: tuple[str, ...] = ()
    reached: Mapping[str, str] = field(default_factory=dict)
    awards: tuple[tuple[str, str, str, str, int], ...] = ()

    def text(self) -> str:
        """As it is kept."""
        return orjson.dumps([self.values, self.holds, self.reached, self.awards]).decode()

    @classmethod
    def read(cls, text: str) -> Counted:
        """What `text` wrote."""
        values, holds, reached, awards = orjson.loads(text)
        return cls(values, tuple(holds), reached, tuple(tuple(one) for one in awards))


def count(
    awards: Sequence[AwardSeen],
    declared: Mapping[str, str],
    programs: Sequence[Program],
    at: dt.datetime,
    *,
    has_curp: bool,
) -> tuple[Counted, dt.datetime | None] | None:
    """What a person with these awards counts for at a moment, and when that changes by itself (an end of validity).

    ``declared``: the newest declaration of each attribute, with a consent that stands. None without any award yet.
    """
    seen = [one for one in awards if one.issued_at <= at]
    if not seen:
        return None
    current = [one for one in seen if one.state == "good" and (one.valid_until is None or one.valid_until > at)]
    kept = [one for one in seen if one.state != "revoked"]
    holds = {"current"} if current else set()
    for one in current:
        holds |= {f"current.track.{one.track}", f"current.standard.{one.standard}"}
        if one.profile:
            holds.add(f"current.profile.{one.profile}")
    ends = [one.valid_until for one in seen if one.state == "good" and one.valid_until and one.valid_until > at]
    values = {**_values(current or kept or seen, declared), "curp": "yes" if has_curp else "no"}
    rows = tuple(sorted((one.standard, one.provider_kind, month(one.issued_at), _stands(one, at), one.corrections)
                        for one in seen))  # fmt: skip
    return Counted(values, tuple(sorted(holds)), _reached(kept, programs), rows), min(ends, default=None)


def month(moment: dt.datetime) -> str:
    """The month in central Mexico: 2026-11."""
    return moment.astimezone(CENTRAL_MEXICO).strftime("%Y-%m")


def _stands(award: AwardSeen, at: dt.datetime) -> str:
    if award.state == "revoked":
        return f"revoked:{award.reason or UNKNOWN}"
    if award.state != "good":
        return award.state
    return "current" if award.valid_until is None or award.valid_until > at else "expired"


def _reached(kept: Sequence[AwardSeen], programs: Sequence[Program]) -> dict[str, str]:
    first: dict[str, dt.datetime] = {}
    for one in kept:
        ids = [f"reached.program.{program.id}" for program in programs if one.standard in program.standards]
        for id_ in (*ids, *((f"reached.profile.{one.profile}",) if one.profile else ())):
            if id_ not in first or one.issued_at < first[id_]:
                first[id_] = one.issued_at
    return {id_: month(moment) for id_, moment in sorted(first.items())}


def _values(awards: Sequence[AwardSeen], declared: Mapping[str, str]) -> dict[str, str]:
    newest = sorted(awards, key=lambda one: (one.issued_at, one.id), reverse=True)
    home = next((one for one in newest if one.state_code), None)
    code = home.state_code if home is not None else None
    state = content.state(code) if code else None
    found = {
        "state": state.code if state else UNKNOWN,
        "connectivity": UNKNOWN if state is None else "low" if state.low_connectivity else "rest",
        "pole": pole_of(state.code, home.municipality or "") if state and home else UNKNOWN,
        "chamber": _chamber(next((one.chamber for one in newest if one.chamber), None)),
        "cct": next((one.cct for one in newest if one.cct), NONE).replace(JOINT, " ").strip() or NONE,
    }
    for attribute in DECLARED:
        found[attribute] = _declared(attribute, declared.get(attribute))
    return found


def _chamber(code: str | None) -> str:
    # The code is free text of institutions: what the catalogue does not know is counted, and not repeated.
    if not code:
        return NONE
    return code if code in content.identifiers()["chambers"] else "other"


def _declared(attribute: str, value: str | None) -> str:
    if not value:
        return UNKNOWN
    if attribute == "nationality":  # as it was written: whose it says is all that is counted
        return "mexican" if fold(value).startswith("mex") else "other"
    return value if value in content.identifiers()[_CATALOGS[attribute]] else UNKNOWN


@lru_cache(maxsize=1)
def _poles() -> Mapping[tuple[str, str], str]:
    return {(pole.state, fold(name)): pole.id for pole in content.poles() for name in pole.municipalities}


@lru_cache(maxsize=8_192)
def pole_of(state: str, municipality: str) -> str:
    """The pole of a municipality of a state; `UNKNOWN` without a municipality, "none" for one outside the poles."""
    name = fold(municipality)
    return _poles().get((state, name), NONE) if name else UNKNOWN


def cells(counted: Counted) -> Iterator[Cell]:
    """Every cell in which this person (or an award of hers or his) counts one. Some come more than once: awards."""
    values = counted.values
    if counted.holds:
        places = [(spell(by), _place(by, values)) for by in ((), *CURRENT_BY)]
        supply = (spell(SUPPLY), _place(SUPPLY, values))
        for measure in counted.holds:
            yield from ((measure, by, at) for by, at in places)
            if measure == "current" or measure.startswith("current.track."):
                yield (measure, *supply)
            elif measure == "current.profile.secondary_teachers":
                yield (measure, "cct", values["cct"])
    if counted.reached:
        places = [(spell(by), _place(by, values)) for by in ((), *REACHED_BY) if by != ("month",)]
        for measure, since in counted.reached.items():
            yield from ((measure, by, at) for by, at in places)
            yield measure, "month", since
            if measure.startswith("reached.profile."):
                yield measure, "state|month", f"{values['state']}|{since}"
    for standard, kind, issued, stands, corrections in counted.awards:
        yield from _award_cells("awards.issued", standard, kind, issued)
        if stands == "current":
            yield from _award_cells("awards.current", standard, kind, issued)
        elif stands.startswith("revoked:"):
            reason = stands.removeprefix("revoked:")
            yield from _award_cells("awards.revoked", standard, kind, issued)
            yield "awards.revoked", "reason", reason
            yield "awards.revoked", "standard|reason", f"{standard}|{reason}"
        if corrections:
            yield from _award_cells("awards.corrected", standard, kind, issued)


def _award_cells(measure: str, standard: str, kind: str, issued: str) -> Iterator[Cell]:
    yield measure, "", ""
    yield measure, "standard", standard
    yield measure, "provider_kind", kind
    yield measure, "month", issued
    yield measure, "standard|provider_kind", f"{standard}|{kind}"


def _place(by: By, values: Mapping[str, str]) -> str:
    return JOINT.join([values[one] for one in by])
