"""Accreditation criteria, typed, and how findings become a decision by the rules in their data. Pure.

A criterion applies to a provider when its condition holds. Reviewers find «meets» or «does not meet» for each that
applies; the first rule of the data that matches the counts decides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from registry.curriculum.errors import IncompleteFindings
from registry.texts import Text

ALWAYS = "always"


class Finding(StrEnum):
    """What a reviewer says of one criterion."""

    MEETS = "meets"
    DOES_NOT_MEET = "does_not_meet"
    NOT_APPLICABLE = "not_applicable"


class Result(StrEnum):
    """What a decision says, from the best for the provider to the worst."""

    ACCREDITED = "accredited"
    CONDITIONAL = "conditional"
    DENIED = "denied"


SEVERITY: Mapping[Result, int] = {result: rank for rank, result in enumerate(Result)}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing asked of a provider. ``computed_from`` is None, ``drafts`` or ``test_issuance``."""

    id: str
    group: str
    pillar: str
    mandatory: bool
    curable: bool
    applies_when: str
    computed_from: str | None
    text: Text
    evidence: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria about one subject."""

    id: str
    pillar: str
    title: Text
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is or is not so of a provider, on which criteria depend."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """One rule: a result, and the counts for which it holds. None: that count does not matter."""

    id: str
    result: Result
    label: Text
    non_curable_min: int | None = None
    mandatory_min: int | None = None
    mandatory_max: int | None = None

    def matches(self, *, mandatory: int, non_curable: int) -> bool:
        """Whether the rule holds for these numbers of failed criteria."""
        return (
            (self.non_curable_min is None or non_curable >= self.non_curable_min)
            and (self.mandatory_min is None or mandatory >= self.mandatory_min)
            and (self.mandatory_max is None or mandatory <= self.mandatory_max)
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """One version of the accreditation criteria. ``business_days`` and ``calendar_days`` are deadlines by name."""

    id: str
    version: str
    title: Text
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    finding_labels: Mapping[Finding, Text]
    rules: tuple[DecisionRule, ...]
    reviewers_min: int
    validity_months: int
    follow_up_months: int
    business_days: Mapping[str, int]
    calendar_days: Mapping[str, int]
    drafts: Text
    co_signers: Text
    source_note: Text | None
    sampling_percent: int
    sampling_min_records: int
    sampling_months: int
    mark_agreement_percent: int

    @property
    def every(self) -> tuple[Criterion, ...]:
        """All criteria, in order."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    def criterion(self, identifier: str) -> Criterion | None:
        """The criterion with this id."""
        return next((one for one in self.every if one.id == identifier), None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the data's rule makes of findings. ``failed_mandatory`` includes ``failed_non_curable``."""

    result: Result
    rule_id: str
    failed_mandatory: tuple[str, ...]
    failed_non_curable: tuple[str, ...]
    failed_recommended: tuple[str, ...] = field(default=())


def conditions_of(*, tracks: Collection[str], country: str, declared: Mapping[str, object]) -> frozenset[str]:
    """The ids of the conditions that hold for a provider.

    ``tracks`` are those applied for, ``country`` is its ISO code, ``declared`` what it says of itself
    (``Provider.traits``: ``holds_own_keys``, ``serves_minors``, ``low_connectivity_program``).
    """
    holds = {ALWAYS} | {name for name, value in declared.items() if value is True}
    holds -= {"track_engineering", "domestic_provider"}  # facts of the application, not declarations
    if "engineering" in tracks:
        holds.add("track_engineering")
    if country.upper() == "MX":
        holds.add("domestic_provider")
    return frozenset(holds)


def applicable(criteria: Criteria, traits: Collection[str]) -> tuple[Criterion, ...]:
    """The criteria whose condition holds; ``traits`` are ids of conditions, as `conditions_of` gives them."""
    return tuple(one for one in criteria.every if one.applies_when == ALWAYS or one.applies_when in traits)


def decide(criteria: Criteria, findings: Mapping[str, str], traits: Collection[str]) -> Decision:
    """The decision that the data's rules give for one reviewer's findings, by criterion id.

    Criteria that do not apply are not counted, whatever is found of them. Raises IncompleteFindings when one that
    applies has no finding, or is said not to apply: a mandatory criterion cannot be waved away.
    """
    applying = applicable(criteria, traits)
    missing = [one.id for one in applying if findings.get(one.id) not in (Finding.MEETS, Finding.DOES_NOT_MEET)]
    if missing:
        raise IncompleteFindings(criteria=", ".join(missing))
    failed = [one for one in applying if findings[one.id] == Finding.DOES_NOT_MEET]
    mandatory = tuple(one.id for one in failed if one.mandatory)
    non_curable = tuple(one.id for one in failed if one.mandatory and not one.curable)
    rule = next(rule for rule in criteria.rules if rule.matches(mandatory=len(mandatory), non_curable=len(non_curable)))
    return Decision(
        result=rule.result,
        rule_id=rule.id,
        failed_mandatory=mandatory,
        failed_non_curable=non_curable,
        failed_recommended=tuple(one.id for one in failed if not one.mandatory),
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """What the reviewers' decisions amount to. ``decision`` is None while more reviewers are needed."""

    decision: Decision | None
    reviewers_needed: int


def panel(criteria: Criteria, decisions: Sequence[Decision]) -> Panel:
    """Two reviewers who agree decide; if they differ a third is called, and then the middle result holds.

    The middle of three is the majority where there is one; where all three differ it is the one that two of them hold
    the provider to be at least as good as, and two at most as good as. Failed criteria are those that any reviewer
    with the deciding result found.
    """
    if len(decisions) < criteria.reviewers_min:
        return Panel(None, criteria.reviewers_min - len(decisions))
    results = sorted((decision.result for decision in decisions), key=lambda result: SEVERITY[result])
    if len(set(results)) > 1 and len(decisions) <= criteria.reviewers_min:
        return Panel(None, 1)
    result = results[len(results) // 2]
    return Panel(_merged(criteria, [decision for decision in decisions if decision.result == result]), 0)


def _merged(criteria: Criteria, agreeing: Sequence[Decision]) -> Decision:
    order = [one.id for one in criteria.every]
    rules = [rule.id for rule in criteria.rules]

    def union(sets: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(sorted({name for names in sets for name in names}, key=order.index))

    return Decision(
        result=agreeing[0].result,
        rule_id=min((decision.rule_id for decision in agreeing), key=rules.index),
        failed_mandatory=union([decision.failed_mandatory for decision in agreeing]),
        failed_non_curable=union([decision.failed_non_curable for decision in agreeing]),
        failed_recommended=union([decision.failed_recommended for decision in agreeing]),
    )
