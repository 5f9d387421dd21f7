"""Write the faulty rows back as a workbook to correct: the columns as they came, and beside them what to write.

Nothing is ever written as a formula: a cell that begins with = + - @ is text, and is marked as text so that it stays
so when somebody edits the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.issuing.intake.candidates import RowOutcome
from registry.issuing.intake.cells import Cell, CellKind
from registry.issuing.intake.fields import ADDED_COLUMNS
from registry.issuing.intake.findings import Finding, Outcome
from registry.issuing.intake.mapping import Mapping, SheetMapping
from registry.texts import Language, Text

FAULTY = frozenset({Outcome.REJECT})
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CSV_SHEET = Text("Por corregir", "To correct")
_MAX_TEXT = 32_000
# What a spreadsheet shows as a plain number; longer ones (card numbers, keys) would lose digits.
_MAX_DIGITS = 15


def write_faulty_rows(
    target: BinaryIO,
    outcomes: Iterable[RowOutcome],
    mapping: Mapping,
    *,
    include: Collection[Outcome] = FAULTY,
    language: Language = "es",
) -> int:
    """Write the rows whose outcome is in ``include`` to an XLSX, sheet by sheet, and return how many there were.

    The workbook can be corrected and uploaded again: its headings are those of the original, and the added columns
    are recognised and left out.
    """
    workbook = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    formats = _Formats(workbook)
    sheets: dict[int, _FaultySheet] = {}
    for sheet in mapping.sheets:
        if sheet.included:
            name = sheet.sheet or _CSV_SHEET.in_(language)
            sheets[sheet.index] = _FaultySheet(workbook.add_worksheet(name), sheet, formats, language)
    written = 0
    for outcome in outcomes:
        place = sheets.get(outcome.source.sheet_index)
        if place is not None and outcome.outcome in include:
            place.write(outcome)
            written += 1
    workbook.close()
    return written


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = workbook.add_format({"num_format": "@"})
        self.quoted = workbook.add_format({"num_format": "@", "quote_prefix": True})
        self.finding = workbook.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FDF1DC"})
        self.faulty = workbook.add_format({"num_format": "@", "bg_color": "#FBE7E7"})
        self.date = workbook.add_format({"num_format": "dd/mm/yyyy"})


class _FaultySheet:
    """One sheet of the corrections, written row after row."""

    def __init__(self, worksheet: Worksheet, sheet: SheetMapping, formats: _Formats, language: Language) -> None:
        self.worksheet = worksheet
        self.language = language
        self.sheet = sheet
        self.formats = formats
        self.next_row = 1
        width = len(sheet.columns)
        worksheet.set_column(0, max(width - 1, 0), 18)
        worksheet.set_column(width, width, 12)
        worksheet.set_column(width + 1, width + 2, 60)
        worksheet.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            worksheet.write_string(0, place, column.name, formats.heading)
        for place, title in enumerate(ADDED_COLUMNS):
            worksheet.write_string(0, width + place, title.in_(language), formats.heading)

    def write(self, outcome: RowOutcome) -> None:
        faulty = {finding.column for finding in outcome.findings}
        for place, column in enumerate(self.sheet.columns):
            cell = outcome.source.at(column.index)
            self._write_cell(place, cell, self.formats.faulty if column.name in faulty else None)
        width = len(self.sheet.columns)
        self._text(width, str(outcome.row_number), self.formats.text)
        self._text(width + 1, self._lines(outcome, lambda each: each.message), self.formats.finding)
        self._text(width + 2, self._lines(outcome, lambda each: each.remedy), self.formats.finding)
        self.next_row += 1

    def _write_cell(self, place: int, cell: Cell, marked: Format | None) -> None:
        value = cell.value
        if cell.kind is CellKind.EMPTY or value is None:
            if marked is not None:
                self.worksheet.write_blank(self.next_row, place, None, marked)
            return
        if isinstance(value, dt.date):
            self.worksheet.write_datetime(self.next_row, place, value, self.formats.date)
        elif isinstance(value, Decimal) and not cell.percent and len(value.as_tuple().digits) <= _MAX_DIGITS:
            self.worksheet.write_number(self.next_row, place, float(value))
        else:
            self._text(place, cell.text, marked or self.formats.text)

    def _text(self, place: int, text: str, style: Format) -> None:
        if text.lstrip().startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA):
            style = self.formats.quoted
        self.worksheet.write_string(self.next_row, place, text[:_MAX_TEXT], style)

    def _lines(self, outcome: RowOutcome, part: Callable[[Finding], Text]) -> str:
        """Each finding on a line of its own, under the name of its column."""
        return "\n".join(f"{each.column}: {part(each).in_(self.language)}" for each in outcome.findings)
