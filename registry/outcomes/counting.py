"""What is counted of one person, and in which cells she or he stands (pure; the time comes in as an argument)."""

from __future__ import annotations

import datetime as dt
import operator
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from registry import content
from registry.outcomes.measures import (
    BODY,
    CURRENT_BY,
    DECLARED,
    JOINT,
    REACHED_BY,
    SERVING,
    SUPPLY,
    UNKNOWN,
    By,
    spell,
)
from registry.people.names import fold
from registry.texts import CENTRAL_MEXICO

NONE = "none"
#: A cell: measure, breakdown, place.
Cell = tuple[str, str, str]
_CATALOGS = {
    "gender": "genders", "age_group": "age_groups", "study_level": "study_levels", "occupation": "occupations",
    "sector": "sectors", "employment_status": "employment_status", "company_size": "company_sizes",
    "study_field": "study_fields", "public_body": "public_bodies",
}  # fmt: skip


@dataclass(slots=True)  # not frozen: that would take longer than all else that is done with one of millions
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
    programs: Mapping[str, Sequence[str]],
    at: dt.datetime,
    *,
    has_curp: bool,
) -> tuple[Counted, dt.datetime | None] | None:
    """What a person with these awards counts for at a moment, and when that changes by itself (an end of validity).

    ``declared``: the newest declaration of each attribute, with a consent that stands. ``programs``: the
    measures of the programs that each standard counts for. None without any award yet.
    """
    seen = [one for one in awards if one.issued_at <= at]
    if not seen:
        return None
    current = [one for one in seen if one.state == "good" and (one.valid_until is None or one.valid_until > at)]
    kept = [one for one in seen if one.state != "revoked"]
    holds = _holds(tuple([(one.track, one.standard, one.profile) for one in current]))
    ends = [one.valid_until for one in current if one.valid_until]
    values = {**_values(current or kept or seen, declared), "curp": "yes" if has_curp else "no"}
    rows = [(one.standard, one.provider_kind, month(one.issued_at), _stands(one, at), one.corrections) for one in seen]
    rows.sort()
    return Counted(values, holds, _reached(kept, programs), tuple(rows)), min(ends, default=None)


@lru_cache(maxsize=4_096)
def _holds(current: tuple[tuple[str, str, str | None], ...]) -> tuple[str, ...]:
    """The measures of who holds these awards now, each by its track, standard and profile."""
    holds = {"current"} if current else set()
    for track, standard, profile in current:
        holds |= {f"current.track.{track}", f"current.standard.{standard}"}
        if profile:
            holds.add(f"current.profile.{profile}")
    return tuple(sorted(holds))


@lru_cache(maxsize=65_536)
def month(moment: dt.datetime) -> str:
    """The month in central Mexico: 2026-11."""
    return moment.astimezone(CENTRAL_MEXICO).strftime("%Y-%m")


def _stands(award: AwardSeen, at: dt.datetime) -> str:
    if award.state == "revoked":
        return f"revoked:{award.reason or UNKNOWN}"
    if award.state != "good":
        return award.state
    return "current" if award.valid_until is None or award.valid_until > at else "expired"


def _reached(kept: Sequence[AwardSeen], programs: Mapping[str, Sequence[str]]) -> dict[str, str]:
    first: dict[str, dt.datetime] = {}
    for one in kept:
        for program in programs.get(one.standard, ()):
            if program not in first or one.issued_at < first[program]:
                first[program] = one.issued_at
        if one.profile:
            id_ = _BY_MONTH + one.profile
            if id_ not in first or one.issued_at < first[id_]:
                first[id_] = one.issued_at
    return {id_: month(first[id_]) for id_ in sorted(first)}


def _values(awards: Sequence[AwardSeen], declared: Mapping[str, str]) -> dict[str, str]:
    newest = sorted(awards, key=_age, reverse=True) if len(awards) > 1 else awards
    home = next((one for one in newest if one.state_code), None)
    found = dict(_home(home.state_code, home.municipality) if home is not None else _home(None, None))
    found["chamber"] = _chamber(next((one.chamber for one in newest if one.chamber), None))
    found["cct"] = next((one.cct for one in newest if one.cct), NONE).replace(JOINT, " ").strip() or NONE
    if not declared:
        return {**found, **_NOTHING_DECLARED}
    for attribute in DECLARED:
        value = declared.get(attribute)
        found[attribute] = _declared(attribute, value) if value else UNKNOWN
    return found


def _age(award: AwardSeen) -> tuple[dt.datetime, bytes]:
    return award.issued_at, award.id


@lru_cache(maxsize=8_192)
def _home(code: str | None, municipality: str | None) -> Mapping[str, str]:
    """What the residence of an award says."""
    state = content.state(code) if code else None
    if state is None:
        return {"state": UNKNOWN, "connectivity": UNKNOWN, "pole": UNKNOWN}
    return {
        "state": state.code,
        "connectivity": "low" if state.low_connectivity else "rest",
        "pole": pole_of(state.code, municipality or ""),
    }


@lru_cache(maxsize=1_024)
def _chamber(code: str | None) -> str:
    # The code is free text of institutions: what the catalogue does not know is counted, and not repeated.
    if not code:
        return NONE
    return code if code in content.identifiers()["chambers"] else "other"


_NOTHING_DECLARED = dict.fromkeys(DECLARED, UNKNOWN)


@lru_cache(maxsize=4_096)
def _declared(attribute: str, value: str) -> str:
    if attribute == "nationality":  # as it was written: whose it says is all that is counted
        return "mexican" if fold(value).startswith("mex") else "other"
    if attribute == "formality":  # a job was described: the list says how each description counts
        return _formality().get(value, UNKNOWN)
    return value if value in content.identifiers()[_CATALOGS[attribute]] else UNKNOWN


@lru_cache(maxsize=1)
def _formality() -> Mapping[str, str]:
    return {one.id: str(one.more["formality"]) for one in content.catalog("formality_answers")}


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
    for measure in counted.holds:
        for by in ((), *CURRENT_BY):
            yield measure, spell(by), _place(by, values)
        if _has_supply(measure):
            yield measure, spell(SUPPLY), _place(SUPPLY, values)
        if measure == _SCHOOLED:
            yield measure, "cct", values["cct"]
        if measure == _SERVES:
            yield measure, spell(BODY), values["public_body"]
    for measure, since in counted.reached.items():
        for by in ((), *REACHED_BY):
            yield measure, spell(by), since if by == ("month",) else _place(by, values)
        if measure.startswith(_BY_MONTH):
            yield measure, "state|month", f"{values['state']}|{since}"
        if measure == _SERVED:
            yield measure, spell(BODY), values["public_body"]
    for award in counted.awards:
        yield from _cells_of_award(*award)


def tally(people: Iterable[Counted]) -> Counter[Cell]:
    """The cells of many people: what `cells` says of each, added up; people who hold the same are added up before their
    measures are told apart."""
    held: dict[tuple[str, ...], list[Mapping[str, str]]] = defaultdict(list)
    reached: dict[tuple[tuple[str, str], ...], list[Mapping[str, str]]] = defaultdict(list)
    awards: Counter[tuple[str, str, str, str, int]] = Counter()
    for one in people:
        if one.holds:
            held[one.holds].append(one.values)
        if one.reached:
            reached[tuple(one.reached.items())].append(one.values)
        awards.update(one.awards)
    found: Counter[Cell] = Counter()
    supply = spell(SUPPLY)
    for holds, everyone in held.items():
        for by, join, read in _CURRENT_PLACES:
            measures = _measured_by(by, holds, supply)
            if measures:
                for at, count in Counter(map(read, everyone)).items():
                    place = join(at)
                    for measure in measures:
                        found[measure, by, place] += count
    for since, everyone in reached.items():
        for by, join, read in _REACHED_PLACES:
            for at, count in Counter(map(read, everyone)).items():
                place = join(at)
                for measure, first in since:
                    if by == "public_body" and measure != _SERVED:
                        continue
                    found[measure, by, place] += count
                    if not by:
                        found[measure, "month", first] += count
                    elif by == "state" and measure.startswith(_BY_MONTH):
                        found[measure, "state|month", f"{place}|{first}"] += count
    for award, count in awards.items():
        for cell in _cells_of_award(*award):
            found[cell] += count
    return found


def _measured_by(by: str, holds: Sequence[str], supply: str) -> Sequence[str]:
    """Those of the measures that have this breakdown."""
    if by == "cct":
        return [one for one in holds if one == _SCHOOLED]
    if by == "public_body":
        return [one for one in holds if one == _SERVES]
    return [one for one in holds if _has_supply(one)] if by == supply else holds


def _reader(by: By) -> tuple[str, Callable[[Any], str], Callable[[Mapping[str, str]], Any]]:
    """A breakdown's name, how a place in it is written, and what reads a person's place."""
    if len(by) > 1:
        return spell(by), JOINT.join, operator.itemgetter(*by)
    return spell(by), str, operator.itemgetter(*by) if by else lambda _values: ""


_SCHOOLED = "current.profile.secondary_teachers"
_BY_MONTH = "reached.profile."
_SERVES, _SERVED = f"current.profile.{SERVING}", _BY_MONTH + SERVING
_CURRENT_PLACES = [_reader(by) for by in ((), *CURRENT_BY, SUPPLY, ("cct",), BODY)]
_REACHED_PLACES = [_reader(by) for by in ((), *REACHED_BY, BODY) if by != ("month",)]


def _has_supply(measure: str) -> bool:
    return measure == "current" or measure.startswith("current.track.")


def _cells_of_award(standard: str, kind: str, issued: str, stands: str, corrections: int) -> Iterator[Cell]:
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
