"""The indicators that stand on who began: exposure of participants, completion among people at risk.

A person counts once in a quarter, by the first enrolment of it whose occupation is known. What completion says of the
people of a quarter is held against what exposure said of them: a small difference between the two is protected as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.disclosure import publishable
from registry.enrolments.queries import Begun
from registry.indicators import formulas, messages
from registry.indicators.made import BY_GROUP, Made, ratio, shares
from registry.indicators.periods import Period
from registry.indicators.shares import Part, showable
from registry.indicators.sources import Lacking, Sources
from registry.indicators.values import SUPPRESSED, Cell
from registry.texts import Text

UNSAID = "unknown"
#: The cell of all people from highly exposed occupations.
HIGH = "high"
#: The two quarters after the one in which somebody began hold its 180 days.
LATER = 2


@dataclass(frozen=True, slots=True)
class Beginner:
    """One person of a quarter. ``earned``: one of the courses begun in it, within 180 days."""

    first: Begun
    earned: bool


def exposure_of_participants(sources: Sources) -> Made:
    """IND-A2: who began in the period, by exposure; by group the share that comes from highly exposed occupations."""
    people = [one.first for one in _people(sources.begun(sources.period))]
    levels, exposed = sources.exposure(), set(sources.exposed())
    known = [one for one in people if one.occupation is not None]

    def part(some: Sequence[Begun]) -> Part:
        told = [one for one in some if one.occupation is not None]
        return Part(sum(one.occupation in exposed for one in told), len(told), len(some) - len(told))

    if not known:
        raise Lacking(messages.NO_OCCUPATION_ON_ENTRY)
    whole = part(people)
    shown = showable(whole)
    cells = [BY_GROUP, *_levels(known, levels, exposed, shown=shown)]
    for by, of in _ENTRY.items():
        cells += shares(by, {key: part(each) for key, each in _grouped(people, of).items()}, formulas.per_hundred)[1]
    notes = [messages.NOTE_BEGUN, _institutions(sources, sources.period)]
    return Made(tuple(cells), tuple(notes), known=whole.base if shown else None, of=len(people) if shown else None)


def _levels(known: Sequence[Begun], levels: Mapping[str, str], exposed: set[str], *, shown: bool) -> list[Cell]:
    """Shares by level, and by occupation within its level. The high levels and the others each have a published total,
    and so has each level that is shown: every line is protected under its own."""
    by_level: dict[str, dict[str, int]] = {}
    for name, level in sorted(levels.items()):
        by_level.setdefault(level, {})[name] = sum(one.occupation == name for one in known)
    unlisted = sum(one.occupation not in levels for one in known)
    counts = {level: sum(each.values()) for level, each in by_level.items()}
    if unlisted:
        counts[UNSAID] = unlisted
    base, high = len(known), sum(one.occupation in exposed for one in known)
    if not shown:
        return [Cell(SUPPRESSED).at("exposure", one) for one in (HIGH, *_ordered(counts))]
    lines: dict[str, int | None] = {}
    for part in (formulas.HIGH_EXPOSURE, [one for one in counts if one not in formulas.HIGH_EXPOSURE]):
        lines |= publishable({one: counts[one] for one in part if one in counts}).cells
    cells = [_share(high, base).at("exposure", HIGH)]
    cells += [_share(lines[one], base).at("exposure", one) for one in _ordered(counts)]
    for level in (one for one in formulas.EXPOSURE_LEVELS if one in by_level):
        within = publishable(by_level[level]).cells if lines[level] is not None else dict.fromkeys(by_level[level])
        cells += [_share(count, base).at("occupation", name) for name, count in sorted(within.items())]
    return cells


def _ordered(counts: Iterable[str]) -> list[str]:
    known = [*formulas.EXPOSURE_LEVELS, UNSAID]
    return sorted(counts, key=known.index)


def _share(count: int | None, base: int) -> Cell:
    return ratio(count, base, formulas.per_hundred)


def completion_at_risk(sources: Sources) -> Made:
    """IND-A3: of those who began, two quarters before, in a highly exposed occupation; their 180 days are over."""
    cohort = sources.period
    for _ in range(LATER):
        cohort = cohort.previous
    begun = sources.begun(cohort)
    exposed = set(sources.exposed())
    counted = {one.first.person: one for one in _people(one for one in begun if not one.after_award)}
    # Whom IND-A2 counted when the quarter was over: who differs stands outside, and is protected.
    published = {one.first.person: one for one in _people(one for one in begun if one.handed_in_at < cohort.until)}
    at_risk = {key: one for key, one in counted.items() if one.first.occupation in exposed}
    before = {key: one for key, one in published.items() if one.first.occupation in exposed}
    if not at_risk:
        raise Lacking(messages.NOBODY_AT_RISK.format(period=cohort.said))
    differ = [(at_risk.get(key) or before[key]).first for key in sorted({*at_risk} ^ {*before}, key=str)]

    def parts(of: Callable[[Begun], str | None]) -> dict[str, Part]:
        outside = {key: len(each) for key, each in _grouped(differ, of).items()}
        groups: dict[str, list[Beginner]] = {}
        for one in at_risk.values():
            groups.setdefault(of(one.first) or UNSAID, []).append(one)
        return {
            key: Part(sum(one.earned for one in groups.get(key, ())), len(groups.get(key, ())), outside.get(key, 0))
            for key in {**groups, **outside}
        }

    cells = [shares("", parts(lambda _one: ""), formulas.completion_at_risk)[0]]
    for by, of in _GROUPS.items():
        cells += shares(by, parts(of), formulas.completion_at_risk)[1]
    notes = (messages.NOTE_COHORT.format(period=cohort.said), messages.NOTE_AFTER_AWARD, _institutions(sources, cohort))
    return Made(tuple(cells), notes)


#: What IND-A2 is broken down by besides the levels, and IND-A3.
_ENTRY: Mapping[str, Callable[[Begun], str | None]] = {
    "gender": lambda one: one.gender,
    "state": lambda one: one.state,
    "profile": lambda one: one.profile,
    "sector": lambda one: one.sector,
}
_GROUPS: Mapping[str, Callable[[Begun], str | None]] = {
    "gender": lambda one: one.gender,
    "age_group": lambda one: one.age_group,
    "mode": lambda one: one.mode,
    "sector": lambda one: one.sector,
}


def _people(begun: Iterable[Begun]) -> list[Beginner]:
    """Each person once: by the first enrolment whose occupation is known, or else the first."""
    found: dict[uuid.UUID | bytes, list[Begun]] = {}
    for one in begun:
        found.setdefault(one.person, []).append(one)
    return [
        Beginner(
            next((one for one in each if one.occupation is not None), each[0]), any(one.earned_in_time for one in each)
        )
        for each in found.values()
    ]


def _institutions(sources: Sources, period: Period) -> Text:
    return messages.NOTE_INSTITUTIONS.format(count=sources.enrolling(period))


def _grouped(begun: Iterable[Begun], of: Callable[[Begun], str | None]) -> dict[str, list[Begun]]:
    found: dict[str, list[Begun]] = {}
    for one in begun:
        found.setdefault(of(one) or UNSAID, []).append(one)
    return found


COMPUTED: Mapping[str, Callable[[Sources], Made]] = {
    "IND-A2": exposure_of_participants,
    "IND-A3": completion_at_risk,
}
