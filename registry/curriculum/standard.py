"""A curriculum standard, typed: competencies, outcomes, hours, instruments, profiles and parts. Pure.

`registry.curriculum.parsing` makes it from a file's content. Hours and percentages are exact (`Decimal`); hours are
clock hours, percentages go from 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from registry.texts import Text

InstrumentKind = Literal["test", "labs", "rubric"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the standard's scale. ``rank`` counts from 1, the lowest; ``score`` is the rubric score it takes."""

    id: str
    name: Text
    descriptor: Text
    rank: int
    score: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of learning and of assessment; ``total`` is their sum."""

    learning: Decimal
    assessment: Decimal

    @property
    def total(self) -> Decimal:
        """Both together."""
        return self.learning + self.assessment


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that a person can show. ``profiles`` are those it is required of; ``assessed_by`` names instruments."""

    id: str
    competency: str
    text: Text
    profiles: tuple[str, ...]
    assessed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Competency:
    """A group of outcomes, reached at one level. ``learning_hours`` are by profile; ``related`` names frameworks with
    a similar topic and claims no equivalence."""

    id: str
    title: Text
    outcomes: tuple[Outcome, ...]
    learning_hours: Mapping[str, Decimal]
    related: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a rubric: observes outcomes of one competency, scored 1 to 4 with a text for each score."""

    id: str
    competency: str
    outcomes: tuple[str, ...]
    title: Text
    scores: Mapping[int, Text]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A way of assessing. ``minimums`` (percent) and ``hours`` are by target: a profile's id, or the part's own.

    ``weight`` is a percentage of the average of its profile or part. ``criteria`` are those of a rubric.
    """

    id: str
    kind: InstrumentKind
    title: Text
    text: Text | None
    minimums: Mapping[str, Decimal]
    weight: Decimal
    hours: Mapping[str, Decimal]
    assessors: int
    external_assessors: int
    ai_use: str  # forbidden | declared
    delivered_minimum: Decimal | None = None  # percent of the labs that must be handed in
    items: Mapping[str, int] | None = None
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """For whom: hours, the level required in each competency, and the product that closes the course."""

    id: str
    hours: Hours
    required_levels: Mapping[str, str]
    capstone: Text | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a standard that is assessed and certified by itself, with its own instruments."""

    id: str
    title: Text
    competencies: tuple[str, ...]
    hours: Hours
    instruments: tuple[Instrument, ...]


@dataclass(frozen=True, slots=True)
class RenewalWindow:
    """In how many calendar months before and after its end a microcredential can be renewed."""

    months_before: int
    months_after: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """How a microcredential is renewed. ``window`` is None where the standard sets no dates."""

    hours: Hours
    assessed_by: tuple[str, ...]
    text: Text
    window: RenewalWindow | None = None


@dataclass(frozen=True, slots=True)
class FullCredential:
    """The microcredential that the parts make together, without another assessment."""

    id: str
    title: Text
    required: tuple[str, ...]
    hours: Decimal
    text: Text


@dataclass(frozen=True, slots=True)
class SecondProfile:
    """What the holder of one profile still needs for another."""

    required: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Stacking:
    """How microcredentials of this standard add up. They never do across tracks."""

    second_profile: SecondProfile | None
    full_credential: FullCredential | None


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """What holds for every instrument. Days are natural unless they say business."""

    pass_rule: Text
    scores_handed_in: Text
    identity_documents: tuple[str, ...]
    identity_text: Text
    prior_learning: Text
    adjustments: tuple[str, ...]
    attempts: int
    wait_days: int
    feedback_business_days: int
    appeal_business_days: int
    evidence_kept_months: int
    sampling_audit_percent: Decimal
    integrity: Text | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the standard stands in other frameworks and classifications."""

    mnc_level: str | None
    conocer_ec: tuple[str, ...]
    risk_frameworks: tuple[str, ...]
    sinco: str | None
    scian: str | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class Target:
    """What a provider can design and issue: a profile or, where the standard has parts, one part."""

    profile: str
    part: str | None = None

    @property
    def key(self) -> str:
        """The id under which instruments state their minimums and hours."""
        return self.part or self.profile


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of a standard."""

    id: str
    code: str
    version: str
    status: str  # of its values: proposed | adopted
    track: str
    title: Text
    purpose: Text
    scope: Text
    entry: Text
    academic_requirement: bool
    validity_months: int
    review_months: int
    hours_per_credit: Decimal | None
    levels: tuple[Level, ...]
    level_rule: Text
    profiles: tuple[Profile, ...]
    competencies: tuple[Competency, ...]
    instruments: tuple[Instrument, ...]  # of the whole standard; empty where the parts have their own
    parts: tuple[Part, ...]
    assessment: AssessmentRules
    renewal: Renewal
    stacking: Stacking
    alignment: Placement

    def __hash__(self) -> int:
        # Frozen, but it holds mappings, which have no hash.
        return hash((self.id, self.version))

    @property
    def standard_id(self) -> str:
        """The id, under the name that rows use."""
        return self.id

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every outcome, in the standard's order."""
        return tuple(outcome for competency in self.competencies for outcome in competency.outcomes)

    @property
    def every_instrument(self) -> tuple[Instrument, ...]:
        """The instruments of the standard and of its parts."""
        return self.instruments + tuple(instrument for part in self.parts for instrument in part.instruments)

    @property
    def targets(self) -> tuple[Target, ...]:
        """What providers can design: each part where there are parts, else each profile."""
        if self.parts:
            return tuple(Target(profile.id, part.id) for profile in self.profiles for part in self.parts)
        return tuple(Target(profile.id) for profile in self.profiles)

    def profile(self, identifier: str) -> Profile | None:
        """The profile with this id."""
        return next((profile for profile in self.profiles if profile.id == identifier), None)

    def part(self, identifier: str) -> Part | None:
        """The part with this id."""
        return next((part for part in self.parts if part.id == identifier), None)

    def level(self, identifier: str) -> Level | None:
        """The level with this id."""
        return next((level for level in self.levels if level.id == identifier), None)

    def instrument(self, identifier: str) -> Instrument | None:
        """The instrument with this id, of the standard or of one of its parts."""
        return next((one for one in self.every_instrument if one.id == identifier), None)

    def competency(self, identifier: str) -> Competency | None:
        """The competency with this id."""
        return next((competency for competency in self.competencies if competency.id == identifier), None)
