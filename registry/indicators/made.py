"""What computing an indicator gives before it is a statement, and cells from counts that may be suppressed (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from registry.indicators import messages, values
from registry.indicators.shares import Part, publishable_parts
from registry.indicators.values import NO_DATA, SUPPRESSED, VALUE, Cell
from registry.texts import Text

#: The whole of an indicator that has a number for each group and none for all.
BY_GROUP = Cell(values.BY_GROUP, reason=messages.BY_GROUP)


@dataclass(frozen=True, slots=True)
class Made:
    """Cells (the whole first) and what is said beside them."""

    cells: tuple[Cell, ...]
    notes: tuple[Text, ...] = ()
    known: int | None = None
    of: int | None = None
    answered: int | None = None
    asked: int | None = None


def ratio(numerator: int | None, denominator: int | None, formula: Callable[[int, int], Fraction | None]) -> Cell:
    """A cell from released counts: suppressed when one of them is, no data when the denominator is zero."""
    if numerator is None or denominator is None:
        return Cell(SUPPRESSED, denominator=denominator)
    value = formula(numerator, denominator)
    if value is None:
        return Cell(NO_DATA, numerator=numerator, denominator=denominator, reason=messages.NOBODY)
    return Cell(VALUE, value, numerator, denominator)


def shares(
    by: str, parts: Mapping[str, Part], formula: Callable[[int, int], Fraction | None]
) -> tuple[Cell, list[Cell]]:
    """The whole, and the groups of one breakdown, from exact counts of people: suppressed together where needed."""
    shown = publishable_parts(parts)
    whole = Cell(SUPPRESSED) if shown.total is None else ratio(shown.total.count, shown.total.base, formula)
    groups = [
        (Cell(SUPPRESSED) if one is None else ratio(one.count, one.base, formula)).at(by, key)
        for key, one in sorted(shown.parts.items())
    ]
    return whole, groups
