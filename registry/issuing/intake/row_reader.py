"""Read one row of a list by the meaning of its columns, and place findings where they belong. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from registry.issuing.intake import messages as say
from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow, column_letter
from registry.issuing.intake.fields import BY_ID, REFERENCE
from registry.issuing.intake.findings import Finding, Remark
from registry.issuing.intake.lens import SheetLens
from registry.issuing.intake.mapping import ColumnMapping, Mapping
from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.vocabulary import EVERYDAY, Vocabulary
from registry.issuing.intake.wording import quoted
from registry.people.curp import masked_curp


@dataclass(frozen=True, slots=True)
class RowContext:
    """What a row is held to. ``keep_demographics``: the provider has stated that it holds each person's consent.

    ``chamber_codes``: those that chambers gave out, and whether each is still in use; None: nobody asks.
    """

    requirements: Requirements
    mapping: Mapping
    today: dt.date
    vocabulary: Vocabulary = EVERYDAY
    keep_demographics: bool = False
    chamber_codes: Dict[str, bool] | None = None
    _lenses: dict[int, SheetLens] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def lens(self, sheet_index: int) -> SheetLens:
        """The sheet's mapping, indexed. Raises KeyError when the sheet is not in the mapping."""
        lens = self._lenses.get(sheet_index)
        if lens is None:
            sheet = self.mapping.sheet(sheet_index)
            if sheet is None:
                raise KeyError(sheet_index)
            lens = self._lenses[sheet_index] = SheetLens.of(sheet)
        return lens


class RowReader:
    """One row's cells by field, and the findings placed at them."""

    def __init__(self, row: SheetRow, lens: SheetLens, context: RowContext) -> None:
        self.row = row
        self.lens = lens
        self.context = context
        self.columns = lens.columns
        self.findings: list[Finding] = []

    def cell(self, field: str) -> Cell:
        """The cell of a mapped field; `EMPTY_CELL` when no column fills it."""
        column = self.columns.get(field)
        return self.row.at(column.index) if column else EMPTY_CELL

    def named(self, index: int) -> ColumnMapping:
        """The column at an index, mapped or not."""
        return self.lens.by_index.get(index) or ColumnMapping(index, "", REFERENCE)

    def place(self, remark: Remark, column: ColumnMapping, value: str) -> None:
        """Place a remark at a column of this row; ``value`` is what stands there, as it may be shown."""
        where = f"{column_letter(column.index)}{self.row.number}"
        self.findings.append(remark.at(self.row.sheet, self.row.number, column.name, where, value))

    def add(self, remark: Remark | None, field: str) -> None:
        """Place a remark at the field's column, or under the field's name when no column fills it."""
        if remark is None:
            return
        column = self.columns.get(field)
        if column is not None:
            text = self.row.at(column.index).text
            # Findings are stored in the clear; a CURP never is.
            self.place(remark, column, masked_curp(text) if field == "curp" else quoted(text))
            return
        label = BY_ID[field].label.es if field in BY_ID else field
        self.findings.append(remark.at(self.row.sheet, self.row.number, label, "", ""))

    def usable(self, field: str) -> Cell:
        """A mapped cell; one that has no value to read is reported and then read as empty."""
        cell = self.cell(field)
        if cell is EMPTY_CELL:
            return cell
        if cell.lacks_value:
            self.add(say.FORMULA_NO_VALUE.remark(), field)
        elif cell.kind is CellKind.ERROR:
            self.add(say.CELL_ERROR.remark(value=quoted(cell.text)), field)
        else:
            return cell
        return EMPTY_CELL
