"""Put a remark at a field's column of a row, for findings that come from outside the row."""

from __future__ import annotations

from registry.issuing.intake.cells import SheetRow, column_letter
from registry.issuing.intake.fields import BY_ID
from registry.issuing.intake.findings import Finding, Remark
from registry.issuing.intake.mapping import Mapping
from registry.issuing.intake.wording import quoted
from registry.people.curp import masked_curp

_NAMES = ("full_name", "given_name", "first_surname", "surnames")


def place_at(remark: Remark, row: SheetRow, mapping: Mapping, field: str) -> Finding:
    """The finding at the field's column; when no column fills it, or its cell is empty, at the person's name."""
    sheet = mapping.sheet(row.sheet_index)
    columns = {each.field: each for each in sheet.columns} if sheet else {}
    column = columns.get(field)
    if column is None or row.at(column.index).is_blank:
        column = next((columns[each] for each in _NAMES if each in columns), column)
    if column is None:
        label = BY_ID[field].label.es if field in BY_ID else field
        return remark.at(row.sheet, row.number, label, "", "")
    cell = f"{column_letter(column.index)}{row.number}"
    text = row.at(column.index).text
    return remark.at(
        row.sheet, row.number, column.name, cell, masked_curp(text) if column.field == "curp" else quoted(text)
    )
