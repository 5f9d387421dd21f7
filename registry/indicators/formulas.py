"""One function per formula of the indicators (pure), exact: Fractions in and out, rounded only by whoever shows them.

Each answers None where its denominator is zero: no value, never zero. What may be shown of an answer is decided in
`registry.indicators.shares`. No function here adds indicators, of one family or of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

#: Levels of exposure that count as high, as the importing authority writes them (four gradients, after ILO's).
HIGH_EXPOSURE = ("level-3", "level-4")
EXPOSURE_LEVELS = ("none", "minimal", "level-1", "level-2", "level-3", "level-4")


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Median and interquartile range of what people stated."""

    first: Fraction
    median: Fraction
    third: Fraction


def per(count: int | Fraction, base: int | Fraction, scale: int) -> Fraction | None:
    """``scale`` times ``count`` for each of ``base``."""
    return None if base == 0 else scale * Fraction(count) / Fraction(base)


def per_hundred(count: int, base: int) -> Fraction | None:
    """A percentage."""
    return per(count, base, 100)


def training_coverage(holders_in_exposed: int, employed_in_exposed: int) -> Fraction | None:
    """IND-A1: holders in highly exposed occupations, per 100 employed in them."""
    return per(holders_in_exposed, employed_in_exposed, 100)


def exposure_of_participants(enrolled_by_level: Mapping[str, int]) -> dict[str, Fraction] | None:
    """IND-A2: enrolled people by level of exposure, as percentages of those whose occupation is known."""
    declared = sum(enrolled_by_level.values())
    if not declared:
        return None
    return {level: Fraction(100 * count, declared) for level, count in enrolled_by_level.items()}


def completion_at_risk(awarded_in_180_days: int, enrolled: int) -> Fraction | None:
    """IND-A3: of those enrolled from highly exposed occupations 180 days ago or more, the percentage awarded since."""
    return per(awarded_in_180_days, enrolled, 100)


def access_gap(
    holders_group: int, population_group: int, holders_reference: int, population_reference: int
) -> Fraction | None:
    """IND-A4: the group's rate of participation over that of the reference group; 1 is parity."""
    rate, reference = per(holders_group, population_group, 1), per(holders_reference, population_reference, 1)
    return None if rate is None or reference is None else per(rate, reference, 1)


def employed_share(employed: int, respondents: int) -> Fraction | None:
    """IND-A5: of those who answered at six months, the percentage employed."""
    return per(employed, respondents, 100)


def reskilled_share(reskilled: int, respondents_from_exposed: int) -> Fraction | None:
    """IND-A6: of those who answered at twelve months and began in a highly exposed occupation, the percentage that
    changed duties or SINCO group and uses what was learned."""
    return per(reskilled, respondents_from_exposed, 100)


def weekly_use_share(weekly: int, employed_respondents: int) -> Fraction | None:
    """IND-B1: of the employed who answered at six months, the percentage using AI weekly in their main task."""
    return per(weekly, employed_respondents, 100)


def time_freed(hours_saved: Sequence[Fraction]) -> Quartiles | None:
    """IND-B2: median and quartiles of weekly hours saved; negative hours count as stated."""
    if not hours_saved:
        return None
    ordered = sorted(hours_saved)
    return Quartiles(*(quantile(ordered, Fraction(step, 4)) for step in (1, 2, 3)))


def smes_with_a_running_case(with_case: int, smes_responding: int) -> Fraction | None:
    """IND-B3: of the SMEs declared by those of the SME profile who answered, the percentage with a running use case."""
    return per(with_case, smes_responding, 100)


def engineering_density(holders: int, employed: int) -> Fraction | None:
    """IND-B4: holders of a current engineering-track microcredential per 10,000 employed people."""
    return per(holders, employed, 10_000)


def income_difference(
    holders_before: Fraction, holders_after: Fraction, reference_before: Fraction, reference_after: Fraction
) -> Fraction | None:
    """IND-B5: the change of the holders' median income minus that of the reference group, in percentage points."""
    own = per(holders_after - holders_before, holders_before, 100)
    other = per(reference_after - reference_before, reference_before, 100)
    return None if own is None or other is None else own - other


def verifications_per_hundred(verifications: int, current_microcredentials: int) -> Fraction | None:
    """IND-B6: verifications made per 100 current microcredentials."""
    return per(verifications, current_microcredentials, 100)


def womens_share(women: int, gender_declared: int) -> Fraction | None:
    """IND-X1: women among holders whose gender is declared, as a percentage."""
    return per(women, gender_declared, 100)


def areas_reached(areas: Mapping[str, tuple[int, int]], threshold: int | Fraction) -> frozenset[str]:
    """IND-X2: the areas with at least ``threshold`` holders per 100,000 inhabitants; ``areas``: holders, population."""
    rates = {name: per(holders, population, 100_000) for name, (holders, population) in areas.items()}
    return frozenset(name for name, rate in rates.items() if rate is not None and rate >= threshold)


def revocations_per_ten_thousand(revoked: int, issued: int) -> Fraction | None:
    """IND-X3: revoked for error or fraud, per 10,000 issued."""
    return per(revoked, issued, 10_000)


def audit_agreement(same_decision: int, reviewed: int) -> Fraction | None:
    """IND-X4: of the records drawn and reviewed, the percentage in which another assessor decided the same."""
    return per(same_decision, reviewed, 100)


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The value below which a share of an ordered sequence lies, between neighbours in proportion (Hyndman and Fan's
    seventh definition, that of spreadsheets)."""
    place = (len(ordered) - 1) * share
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


#: Which function computes which indicator.
FORMULAS = {
    "IND-A1": training_coverage,
    "IND-A2": exposure_of_participants,
    "IND-A3": completion_at_risk,
    "IND-A4": access_gap,
    "IND-A5": employed_share,
    "IND-A6": reskilled_share,
    "IND-B1": weekly_use_share,
    "IND-B2": time_freed,
    "IND-B3": smes_with_a_running_case,
    "IND-B4": engineering_density,
    "IND-B5": income_difference,
    "IND-B6": verifications_per_hundred,
    "IND-X1": womens_share,
    "IND-X2": areas_reached,
    "IND-X3": revocations_per_ten_thousand,
    "IND-X4": audit_agreement,
}
