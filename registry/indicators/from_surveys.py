"""The indicators that stand on what holders answered: of those who answered, never of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from registry.disclosure import MINIMUM_CELL, publishable
from registry.indicators import formulas, grouped, messages
from registry.indicators.made import BY_GROUP, Made, ratio, shares
from registry.indicators.periods import Period, of
from registry.indicators.shares import Part
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
    told = [one for one in sources.answers("six_months") if one.situation not in (None, "employment_undisclosed")]
    return _made(
        sources, "six_months", told, lambda one: one.situation in EMPLOYED, formulas.employed_share,
        (("gender", "gender"), ("starting_condition", "starting_situation"), ("state", "state")),
    )  # fmt: skip


def reskilled_share(sources: Sources) -> Made:
    """IND-A6: of those who began in a highly exposed occupation and answered all that is needed."""
    exposed = sources.exposed()
    told = [
        one
        for one in sources.answers("twelve_months")
        if one.starting_occupation in exposed
        and one.uses_learned is not None
        and (one.changed_duties is not None or one.occupation is not None)
    ]
    return _made(
        sources, "twelve_months", told, _reskilled, formulas.reskilled_share,
        (("gender", "gender"), ("occupation_from", "starting_occupation"), ("occupation_to", "occupation")),
    )  # fmt: skip


def _reskilled(one: Answer) -> bool:
    moved = one.occupation is not None and one.occupation != one.starting_occupation
    return bool(one.uses_learned) and (bool(one.changed_duties) or moved)


def weekly_use_share(sources: Sources) -> Made:
    """IND-B1: of the employed who answered."""
    told = [one for one in sources.answers("six_months") if one.situation in EMPLOYED and one.weekly_use is not None]
    return _made(
        sources, "six_months", told, lambda one: bool(one.weekly_use), formulas.weekly_use_share,
        (("gender", "gender"), ("occupation", "starting_occupation"), ("sector", "sector")),
    )  # fmt: skip


def time_freed(sources: Sources) -> Made:
    """IND-B2: median and quartiles, and what the time is used for."""
    told = [one for one in sources.answers("six_months") if one.hours_saved is not None]
    cells = [_median(told)]
    for by, name in (("profile", "profile"), ("sector", "sector")):
        grouped_ = _grouped(told, name)
        shown = publishable({key: len(each) for key, each in grouped_.items()}).cells
        cells += [
            (_median(each) if shown[key] is not None else Cell(SUPPRESSED)).at(by, key)
            for key, each in sorted(grouped_.items())
        ]
    cells += _uses(told)
    return _with_response(sources, "six_months", cells, (messages.NOTE_QUARTILES,))


def _median(told: Sequence[Answer]) -> Cell:
    if not told:
        return Cell(NO_DATA, reason=messages.NO_ANSWERS)
    if len(told) < MINIMUM_CELL:
        return Cell(SUPPRESSED)
    found = formulas.time_freed([one.hours_saved for one in told if one.hours_saved is not None])
    assert found is not None  # noqa: S101  somebody told
    return Cell(VALUE, found.median, denominator=len(told), spread=(found.first, found.third))


def _uses(told: Sequence[Answer]) -> list[Cell]:
    counts = {key: len(each) for key, each in _grouped(told, "time_used_for").items() if key != UNSAID}
    line = publishable(counts)
    return [
        ratio(count, line.total, lambda one, all_: formulas.per(one, all_, 100)).at("time_used_for", key)
        for key, count in sorted(line.cells.items())
    ]


def smes_with_a_running_case(sources: Sources) -> Made:
    """IND-B3: one SME for each holder of the SME profile who answered."""
    told = [one for one in sources.answers("six_months") if one.profile == SME_PROFILE and one.running_case is not None]
    return _made(
        sources, "six_months", told, lambda one: bool(one.running_case), formulas.smes_with_a_running_case,
        (("company_size", "company_size"), ("sector", "sector"), ("state", "state")),
    )  # fmt: skip


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


def _made(
    sources: Sources,
    wave: str,
    told: Sequence[Answer],
    counts: Callable[[Answer], bool],
    formula: Callable[[int, int], Fraction | None],
    groups: Groups,
) -> Made:
    """A share of those who told, and by groups; each breakdown is suppressed by itself, under the same total."""
    if not told:
        raise Lacking(messages.NO_ANSWERS)
    whole, _ = shares("", {"": Part(sum(map(counts, told)), len(told))}, formula)
    cells = [whole]
    for by, name in groups:
        parts = {key: Part(sum(map(counts, each)), len(each)) for key, each in _grouped(told, name).items()}
        cells += shares(by, parts, formula)[1]
    return _with_response(sources, wave, cells, ())


def _with_response(sources: Sources, wave: str, cells: Sequence[Cell], notes: Sequence[Text]) -> Made:
    asked, answered = sources.response(wave)
    if 0 < answered < MINIMUM_CELL or 0 < asked - answered < MINIMUM_CELL or 0 < asked < MINIMUM_CELL:
        return Made(tuple(cells), (*notes, messages.NOTE_SMALL_RESPONSE))
    percent = rounded(Fraction(100 * answered, asked), 1) if asked else "—"
    note = messages.NOTE_RESPONSE.format(answered=answered, asked=asked, percent=percent)
    return Made(tuple(cells), (*notes, note), answered=answered, asked=asked)


def _grouped(told: Sequence[Answer], name: str) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for one in told:
        found.setdefault(getattr(one, name) or UNSAID, []).append(one)
    return found


COMPUTED: Mapping[str, Callable[[Sources], Made]] = {
    "IND-A5": employed_share,
    "IND-A6": reskilled_share,
    "IND-B1": weekly_use_share,
    "IND-B2": time_freed,
    "IND-B3": smes_with_a_running_case,
    "IND-B5": income_difference,
}
