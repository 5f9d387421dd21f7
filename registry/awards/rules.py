"""Who is competent, at what level, with what average (pure): the standard's minimums applied to one person."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from registry import clock
from registry.awards.errors import DateNotAcceptable, RequirementsNotMet, ScoreMissing
from registry.curriculum.requirements import InstrumentRequirement, Requirements, average_by
from registry.documents.credential import LevelBasis, LevelReached
from registry.errors import RegistryError
from registry.texts import Text

#: How far ``validFrom`` may lie from the moment of issue (DESIGN 8).
VALID_FROM_PAST = dt.timedelta(minutes=10)
VALID_FROM_FUTURE = dt.timedelta(days=366)
#: Decimals of an average in a document: it is exact in the rules, and a document needs a finite number.
AVERAGE_PLACES = Decimal("0.000001")


class ValidFromRefused(RegistryError):
    """``validFrom`` outside the permitted window."""

    code = "valid_from_refused"
    text = Text(
        "La vigencia no puede empezar el {day}: va desde este momento hasta un año después.",
        "Validity cannot start on {day}: it may start now or up to a year from now.",
    )


def check_scores(requirements: Requirements, scores: Mapping[str, Decimal], *, name: str) -> None:
    """Raise `ScoreMissing` or `RequirementsNotMet` for the first instrument whose minimum is not reached."""
    for instrument in requirements.instruments:
        score = scores.get(instrument.id)
        if score is None or not 0 <= score <= 100:
            raise ScoreMissing(name=name, instrument=instrument.title)
        if score < instrument.minimum:
            raise RequirementsNotMet(name=name, instrument=instrument.title, score=score, minimum=instrument.minimum)


def check_dates(
    awarded_on: dt.date, valid_from: dt.datetime | None, *, at: dt.datetime, today: dt.date, name: str
) -> None:
    """Raise `DateNotAcceptable` or `ValidFromRefused`."""
    if awarded_on > today:
        raise DateNotAcceptable(name=name, day=awarded_on)
    if valid_from is not None and not at - VALID_FROM_PAST <= valid_from <= at + VALID_FROM_FUTURE:
        raise ValidFromRefused(day=clock.day_of(valid_from))


def exact_average(requirements: Requirements, scores: Mapping[str, Decimal]) -> Fraction:
    """The unrounded average from 0 to 10."""
    return exact_averages(requirements, [scores])[0]


def exact_averages(requirements: Requirements, many: Iterable[Mapping[str, Decimal]]) -> list[Fraction]:
    """`exact_average` of each."""
    weights = {one.id: one.weight.as_integer_ratio() for one in requirements.instruments}
    return [average_by(scores, weights) for scores in many]


def written_average(value: Fraction) -> Decimal:
    """The average as a finite decimal: exact up to six places, which percentages with decimals do not exceed."""
    return _written(value.numerator, value.denominator)


@functools.lru_cache(maxsize=16_384)  # of whole percentages there are ten thousand averages
def _written(above: int, below: int) -> Decimal:
    return (Decimal(above) / Decimal(below)).quantize(AVERAGE_PLACES).normalize()


def levels_reached(requirements: Requirements, criterion_scores: Mapping[str, int]) -> tuple[LevelReached, ...]:
    """The level in each competency: the lowest of its criteria where all were scored, else the required level as the
    provider declares it (the standard's ``scores_handed_in``); what is declared is said to be declared."""
    criteria = [criterion for one in requirements.instruments for criterion in one.criteria]
    reached: list[LevelReached] = []
    for competency_id, required in requirements.required_levels.items():
        own = [one for one in criteria if one.competency == competency_id]
        given = [criterion_scores[one.id] for one in own if one.id in criterion_scores]
        if own and len(given) == len(own):
            level = _level_of_score(requirements, min(given)) or required.id
            reached.append(LevelReached(competency_id, level, LevelBasis.SCORED))
        else:
            reached.append(LevelReached(competency_id, required.id, LevelBasis.DECLARED))
    return tuple(reached)


def check_criteria(requirements: Requirements, criterion_scores: Mapping[str, int], *, name: str) -> None:
    """Raise `RequirementsNotMet` where a rubric score handed in lies below what the profile requires."""
    if not criterion_scores:
        return
    for instrument in requirements.instruments:
        for criterion in instrument.criteria:
            score = criterion_scores.get(criterion.id)
            minimum = requirements.minimum_scores[criterion.id]
            if score is not None and score < minimum:
                raise RequirementsNotMet(name=name, instrument=criterion.title, score=score, minimum=minimum)


def _level_of_score(requirements: Requirements, score: int) -> str | None:
    known = {level.score: level.id for level in requirements.levels}
    return known.get(score)


@functools.lru_cache(maxsize=256)  # a list begins at one moment
def validity(start: dt.datetime, months: int) -> tuple[dt.datetime, dt.datetime]:
    """The whole second from which something is valid, and its end so many calendar months later."""
    begins = clock.whole_second(start)
    return begins, end_of_validity(begins, months)


def end_of_validity(start: dt.datetime, months: int) -> dt.datetime:
    """So many calendar months later, the day kept where the month has it (31 August + 6 months = 28 February)."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def instrument(requirements: Requirements, identifier: str) -> InstrumentRequirement | None:
    """The instrument with this id."""
    return requirements.instrument(identifier)
