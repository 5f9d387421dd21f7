"""What one version of a standard asks of one profile or part: the single answer that designing, issuing and
verification all ask for. Pure.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from registry.curriculum.errors import NoSuchTarget
from registry.curriculum.standard import (
    Competency,
    Criterion,
    Hours,
    Instrument,
    InstrumentKind,
    Level,
    Outcome,
    Standard,
    Target,
)
from registry.texts import Text

#: An average goes from 0 to 10 while percentages and weights go to 100: sum(percent * weight) / 1000.
AVERAGE_DIVISOR = 1000


@dataclass(frozen=True, slots=True)
class InstrumentRequirement:
    """One instrument with the numbers of the chosen profile or part. ``minimum`` and ``weight`` are percentages."""

    id: str
    kind: InstrumentKind
    title: Text
    text: Text | None
    minimum: Decimal
    weight: Decimal
    hours: Decimal
    assessors: int
    external_assessors: int
    ai_use: str
    delivered_minimum: Decimal | None
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What must be taught and assessed, and what a person must reach.

    ``required_levels`` is by competency; ``minimum_scores`` by rubric criterion (1 to 4). ``outcomes`` are those that
    the profile or part covers, in the standard's order; ``levels`` the standard's whole scale, lowest first.
    """

    standard_id: str
    code: str
    version: str
    track: str
    profile: str
    part: str | None
    title: Text
    competencies: tuple[Competency, ...]
    outcomes: tuple[Outcome, ...]
    hours: Hours
    instruments: tuple[InstrumentRequirement, ...]
    levels: tuple[Level, ...]  # the standard's whole scale, lowest first
    required_levels: Mapping[str, Level]
    minimum_scores: Mapping[str, int]
    validity_months: int
    capstone: Text | None

    def __hash__(self) -> int:
        # Frozen, but it holds mappings, which have no hash.
        return hash((self.standard_id, self.version, self.profile, self.part))

    def instrument(self, identifier: str) -> InstrumentRequirement | None:
        """The instrument with this id."""
        return next((one for one in self.instruments if one.id == identifier), None)


def requirements(standard: Standard, profile: str | None = None, part: str | None = None) -> Requirements:
    """The requirements of a profile or, in a standard with parts, of a part.

    ``profile`` may be left out where the standard has one only. Raises NoSuchTarget for what the standard does not
    offer: an unknown name, a part of a standard without parts, or the whole of a standard that is certified by parts.
    """
    target = _target(standard, profile, part)
    chosen_profile = next(one for one in standard.profiles if one.id == target.profile)
    chosen_part = standard.part(target.part or "")
    competencies = tuple(
        competency
        for competency in standard.competencies
        if not chosen_part or competency.id in chosen_part.competencies
    )
    levels = {
        competency.id: level
        for competency in competencies
        if (level := standard.level(chosen_profile.required_levels[competency.id]))
    }
    instruments = tuple(
        _instrument(one, target.key) for one in (chosen_part.instruments if chosen_part else standard.instruments)
    )
    return Requirements(
        standard_id=standard.id,
        code=standard.code,
        version=standard.version,
        track=standard.track,
        profile=target.profile,
        part=target.part,
        title=chosen_part.title if chosen_part else standard.title,
        competencies=competencies,
        outcomes=tuple(
            outcome
            for competency in competencies
            for outcome in competency.outcomes
            if target.profile in outcome.profiles
        ),
        hours=chosen_part.hours if chosen_part else chosen_profile.hours,
        instruments=instruments,
        levels=standard.levels,
        required_levels=levels,
        minimum_scores={
            criterion.id: levels[criterion.competency].score for one in instruments for criterion in one.criteria
        },
        validity_months=standard.validity_months,
        capstone=None if chosen_part else chosen_profile.capstone,
    )


def average(percentages: Mapping[str, Decimal | Fraction], weights: Mapping[str, Decimal | Fraction]) -> Fraction:
    """The average from 0 to 10, exact: ``sum(percent * weight) / 1000`` (DOMAIN, section 4).

    Raises KeyError when a weighted instrument has no percentage.
    """
    return average_by(percentages, {one: weight.as_integer_ratio() for one, weight in weights.items()})


def average_by(percentages: Mapping[str, Decimal | Fraction], weights: Mapping[str, tuple[int, int]]) -> Fraction:
    """`average` with each weight as a ratio of whole numbers, for many people under the same weights."""
    # Whole numbers, reduced once: fractions would be reduced at every step.
    above, below = 0, AVERAGE_DIVISOR
    for one, (times, parts) in weights.items():
        top, bottom = percentages[one].as_integer_ratio()
        if bottom * parts == 1:
            above += top * times * (below // AVERAGE_DIVISOR)
        else:
            above = above * bottom * parts + top * times * (below // AVERAGE_DIVISOR)
            below *= bottom * parts
    return _reduced(above, below)


# Of whole percentages there are ten thousand averages; to reduce one takes longer than to find it.
_reduced = functools.lru_cache(maxsize=16_384)(Fraction)


def _instrument(one: Instrument, key: str) -> InstrumentRequirement:
    return InstrumentRequirement(
        id=one.id,
        kind=one.kind,
        title=one.title,
        text=one.text,
        minimum=one.minimums[key],
        weight=one.weight,
        hours=one.hours[key],
        assessors=one.assessors,
        external_assessors=one.external_assessors,
        ai_use=one.ai_use,
        delivered_minimum=one.delivered_minimum,
        criteria=one.criteria,
    )


def _target(standard: Standard, profile: str | None, part: str | None) -> Target:
    if profile is None and len(standard.profiles) == 1:
        profile = standard.profiles[0].id
    target = next((one for one in standard.targets if (one.profile, one.part) == (profile, part)), None)
    if target is None:
        raise NoSuchTarget(
            standard=f"{standard.code} {standard.version}",
            asked=part or profile or "-",
            offered=", ".join(one.key for one in standard.targets),
        )
    return target
