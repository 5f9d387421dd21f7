"""Each indicator from its inputs: which counts, which series, which answers; the arithmetic is in `formulas`.

A missing input makes "no data" with its reason. A number that rests on a suppressed count is suppressed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from registry import facts
from registry.curriculum.indicators import Framework, Indicator
from registry.indicators import from_enrolments, from_records, from_surveys, messages
from registry.indicators.made import Made
from registry.indicators.periods import Period
from registry.indicators.sources import Lacking, Sources, late_days
from registry.indicators.values import NO_DATA, Cell, Statement

#: Who is late enough to say so: a count some days after a quarter is how statistics work.
LATE_DAYS = 20
COMPUTED: Mapping[str, Callable[[Sources], Made]] = {
    **from_records.COMPUTED,
    **from_enrolments.COMPUTED,
    **from_surveys.COMPUTED,
}


def compute(framework: Framework, indicator: Indicator, period: Period, *, definition: str) -> Statement:
    """The value of an indicator for a period, or "no data" with the reason. Reads; writes nothing."""
    sources = Sources(framework, indicator, period)
    function = COMPUTED.get(indicator.id)
    try:
        if function is None:
            raise Lacking(framework.not_computable)
        made = function(sources)
    except Lacking as lacking:
        made = Made((Cell(NO_DATA, reason=lacking.reason),))
    used = tuple(sources.used.values())
    as_of = sources.as_of
    late = late_days(period, as_of)
    notes = list(made.notes)
    if facts.get(facts.DEMO) is not None and any(one.kind in ("import", "survey") for one in used):
        notes.append(messages.NOTE_FICTITIOUS)
    if any(one.kind == "records" and one.id == "outcomes" for one in used) and late > LATE_DAYS:
        notes.append(messages.NOTE_LATE.format(days=late))
    return Statement(
        indicator.id, period.name, definition, as_of, made.cells, used, tuple(notes),
        known=made.known, of=made.of, answered=made.answered, asked=made.asked,
    )  # fmt: skip
