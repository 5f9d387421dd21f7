"""The indicators that stand on what holders answered: of those who answered, never of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from registry.disclosure import MINIMUM_CELL, publishable
from registry.indicators import formulas, grouped, messages
from registry.indicators.made import BY_GROUP, Made, ratio, shares
from registry.indicators.periods import Period, of
from registry.indicators.shares import Part, publishable_parts
from registry.indicators.sources import Lacking, Sources
from registry.indicators.values import NO_DATA, SUPPRESSED, VALUE, Cell, rounded
from registry.surveys.queries import Answer
from registry.surveys.questions import EMPLOYED, INCOME_BRACKETS, SME_PROFILE
from registry.texts import Text

UNSAID = "unknown"
#: A breakdown: its name, and what of an answer it goes by.
Groups = Sequence[tuple[str, str]]


def employed_share(sources: Sources) -> Made:
    """IND-A5: of those who told their situation."""
    return _share(
        sources, "six_months", formulas.employed_share,
        base=lambda one: one.situation not in (None, "employment_undisclosed"),
        counts=lambda one: one.situation in EMPLOYED,
        groups=(("gender", "gender"), ("starting_condition", "starting_situation"), ("state", "state")),
    )  # fmt: skip


def reskilled_share(sources: Sources) -> Made:
    """IND-A6: of those who began in a highly exposed occupation and answered all that is needed."""
    exposed = sources.exposed()
    return _share(
        sources, "twelve_months", formulas.reskilled_share,
        base=lambda one: one.starting_occupation in exposed and one.uses_learned is not None
        and (one.changed_duties is not None or one.occupation is not None),
        counts=_reskilled,
        groups=(("gender", "gender"), ("occupation_from", "starting_occupation"), ("occupation_to", "occupation")),
    )  # fmt: skip


def _reskilled(one: Answer) -> bool:
    moved = one.occupation is not None and one.occupation != one.starting_occupation
    return bool(one.uses_learned) and (bool(one.changed_duties) or moved)


def weekly_use_share(sources: Sources) -> Made:
    """IND-B1: of the employed who answered."""
    return _share(
        sources, "six_months", formulas.weekly_use_share,
        base=lambda one: one.situation in EMPLOYED and one.weekly_use is not None,
        counts=lambda one: bool(one.weekly_use),
        groups=(("gender", "gender"), ("occupation", "starting_occupation"), ("sector", "sector")),
    )  # fmt: skip


def smes_with_a_running_case(sources: Sources) -> Made:
    """IND-B3: one SME for each holder of the SME profile who answered."""
    return _share(
        sources, "six_months", formulas.smes_with_a_running_case,
        base=lambda one: one.profile == SME_PROFILE and one.running_case is not None,
        counts=lambda one: bool(one.running_case),
        groups=(("company_size", "company_size"), ("sector", "sector"), ("state", "state")),
    )  # fmt: skip


def time_freed(sources: Sources) -> Made:
    """IND-B2: median and quartiles, and what the time is used for."""
    answers = sources.answers("six_months")
    if not any(one.hours_saved is not None for one in answers):
        raise Lacking(messages.NO_ANSWERS)
    cells = [_medians(answers, None)[""]]
    for by in ("profile", "sector"):
        cells += [cell.at(by, key) for key, cell in sorted(_medians(answers, by).items())]
    cells += _uses([one for one in answers if one.hours_saved is not None])
    return _with_response(sources, "six_months", cells, (messages.NOTE_QUARTILES,))


def _medians(answers: Sequence[Answer], name: str | None) -> dict[str, Cell]:
    """The median of each group; shown like a share, because how many told is published with it."""
    grouped_ = _grouped(answers, name)
    told = {key: [one.hours_saved for one in each if one.hours_saved is not None] for key, each in grouped_.items()}
    shown = publishable_parts({key: Part(len(told[key]), len(told[key]), len(each) - len(told[key]))
                               for key, each in grouped_.items()})  # fmt: skip
    return {key: _median(told[key]) if shown.parts[key] is not None else Cell(SUPPRESSED) for key in grouped_}


def _median(hours: Sequence[Fraction]) -> Cell:
    found = formulas.time_freed(hours)
    if found is None:
        return Cell(NO_DATA, reason=messages.NO_ANSWERS)
    return Cell(VALUE, found.median, denominator=len(hours), spread=(found.first, found.third))


def _uses(told: Sequence[Answer]) -> list[Cell]:
    counts = {key: len(each) for key, each in _grouped(told, "time_used_for").items()}
    line = publishable(counts)
    return [
        ratio(count, line.total, lambda one, all_: formulas.per(one, all_, 100)).at("time_used_for", key)
        for key, count in sorted(line.cells.items())
    ]


def income_difference(sources: Sources) -> Made:
    """IND-B5: by SINCO group and state, as its definition has it; a group needs ten who answered at either time."""
    before, after = sources.answers("entry"), sources.answers("twelve_months")
    now = sources.series("imp-enoe", _last_quarter(sources.period))
    then = sources.series("imp-enoe", _last_quarter(sources.period.previous))
    places = {(one.occupation, one.state) for one in (*before, *after) if one.occupation and one.state and one.income}
    cells = []
    for occupation, state in sorted(places):
        own = [[one.income for one in wave if (one.occupation, one.state) == (occupation, state) and one.income]
               for wave in (before, after)]  # fmt: skip
        reference = [each.get("median_income", occupation=occupation, state=state) for each in (then, now)]
        cells.append(_difference(own, reference).at("occupation|state", f"{occupation}|{state}"))
    if not cells:
        raise Lacking(messages.NO_ANSWERS)
    return _with_response(sources, "twelve_months", [BY_GROUP, *cells], ())


def _difference(own: Sequence[Sequence[str]], reference: Sequence[object]) -> Cell:
    if min(map(len, own)) < MINIMUM_CELL:
        return Cell(SUPPRESSED)
    medians = [grouped.median([INCOME_BRACKETS[name] for name in each]) for each in own]
    if None in medians or None in reference:
        return Cell(NO_DATA, reason=messages.NO_ANSWERS)
    first, second, third, fourth = (Fraction(str(one)) for one in (*medians, *reference))
    value = formulas.income_difference(first, second, third, fourth)
    return Cell(NO_DATA, reason=messages.NOBODY) if value is None else Cell(VALUE, value)


def _last_quarter(period: Period) -> Period:
    return of(period.ends, "quarterly")


def _share(
    sources: Sources,
    wave: str,
    formula: Callable[[int, int], Fraction | None],
    *,
    base: Callable[[Answer], bool],
    counts: Callable[[Answer], bool],
    groups: Groups,
) -> Made:
    """Of those in the base, the share that counts; the others who answered stand outside, and are protected too."""
    answers = sources.answers(wave)
    if not any(map(base, answers)):
        raise Lacking(messages.NO_ANSWERS)

    def part(some: Sequence[Answer]) -> Part:
        told = [one for one in some if base(one)]
        return Part(sum(map(counts, told)), len(told), len(some) - len(told))

    cells = [shares("", {"": part(answers)}, formula)[0]]
    for by, name in groups:
        cells += shares(by, {key: part(each) for key, each in _grouped(answers, name).items()}, formula)[1]
    return _with_response(sources, wave, cells, ())


def _with_response(sources: Sources, wave: str, cells: Sequence[Cell], notes: Sequence[Text]) -> Made:
    asked, answered = sources.response(wave)
    if 0 < answered < MINIMUM_CELL or 0 < asked - answered < MINIMUM_CELL or 0 < asked < MINIMUM_CELL:
        return Made(tuple(cells), (*notes, messages.NOTE_SMALL_RESPONSE))
    percent = rounded(Fraction(100 * answered, asked), 1) if asked else "—"
    note = messages.NOTE_RESPONSE.format(answered=answered, asked=asked, percent=percent)
    return Made(tuple(cells), (*notes, note), answered=answered, asked=asked)


def _grouped(answers: Sequence[Answer], name: str | None) -> dict[str, list[Answer]]:
    """Answers by a declared fact; all together, under "", without one."""
    found: dict[str, list[Answer]] = {}
    for one in answers:
        found.setdefault(getattr(one, name) or UNSAID if name else "", []).append(one)
    return found


COMPUTED: Mapping[str, Callable[[Sources], Made]] = {
    "IND-A5": employed_share,
    "IND-A6": reskilled_share,
    "IND-B1": weekly_use_share,
    "IND-B2": time_freed,
    "IND-B3": smes_with_a_running_case,
    "IND-B5": income_difference,
}
