"""The average of the instruments, computed here and kept unrounded; the sheet's own is only compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction

from registry.issuing.intake import messages as say
from registry.issuing.intake.cells import Cell, CellKind, SheetRow, plain_number
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.formulas import evaluate
from registry.issuing.intake.mapping import ColumnMapping
from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.wording import quoted

# Scores have at most fifteen digits and weights few more, so these sums and products are exact.
_EXACT = Context(prec=60)
_THOUSAND = Decimal(1000)
# Sheets round to one decimal, and some cut: 8.78 is written 8.8 or 8.7.
_ROUNDING = Decimal("0.1")
_SAME = Fraction(1, 10**9)


def average_of(scores: Mapping[str, Decimal], requirements: Requirements) -> Decimal | None:
    """``sum(percent × weight) / 1000``, from 0 to 10, or None when a score is missing."""
    total = Decimal(0)
    for instrument in requirements.instruments:
        if instrument.id not in scores:
            return None
        total = _EXACT.add(total, _EXACT.multiply(scores[instrument.id], instrument.weight))
    return _EXACT.divide(total, _THOUSAND)


def average_remark(row: SheetRow, column: ColumnMapping | None, average: Decimal | None) -> Remark | None:
    """What to say about the sheet's own average; nothing when there is none to compare or they agree."""
    if column is None or average is None:
        return None
    cell = row.at(column.index)
    if cell.formula is not None:
        result = evaluate(cell.formula, row.number, lambda index: _number(row.at(index)))
        if result is not None and not _matches(result, Fraction(average)):
            return say.AVERAGE_OTHER.remark(average=plain_number(average))
        if cell.lacks_value:
            return say.AVERAGE_FORMULA.remark(average=plain_number(average))
        return None
    written = _number(cell)
    if written is None or abs(written - average) <= _ROUNDING or abs(written - average * 10) <= _ROUNDING * 10:
        return None
    return say.AVERAGE_DIFFERS.remark(value=quoted(cell.text, 20), average=plain_number(average))


def _matches(result: Fraction, average: Fraction) -> bool:
    """On either scale, 0 to 10 or 0 to 100."""
    return abs(result - average) < _SAME or abs(result - average * 10) < _SAME


def _number(cell: Cell) -> Decimal | None:
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        return cell.value
    text = cell.text.strip().replace(",", ".")
    if len(text) <= 20 and text.replace(".", "", 1).isdigit() and text.isascii():
        return Decimal(text)
    return None
