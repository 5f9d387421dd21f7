"""The rows of an XLSX sheet, in one pass, in memory that does not grow with the sheet.

A cell is read with its formula and its stored result side by side: a formula without a result must be seen as such
and must never pass for an empty cell (PEERS pain 12: bulk imports that drop or corrupt rows without a word).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.datetime import from_excel

from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow, column_index
from registry.issuing.intake.errors import CellTooLong, RowTooLong, TooManyColumns, TooManyRows
from registry.issuing.intake.merged import MergedDown
from registry.issuing.intake.package import Package, SheetPart
from registry.issuing.intake.safe_xml import qualified, stream_events
from registry.issuing.intake.shared_strings import MAX_TEXT, SharedStrings

MAX_ROWS = 500_000
MAX_COLUMNS = 200
MAX_ROW_NUMBER = 1_048_576
# Rows are judged in batches, so what one row may hold bounds the memory that a batch takes.
MAX_ROW_TEXT = 50_000
# Excel keeps and shows fifteen significant digits; the rest is the shadow of binary arithmetic (8.199999999999999).
_FIFTEEN = Context(prec=15)
_TAGS = qualified("row", "c", "v", "f", "t", "is", "rPh")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def sheet_rows(
    package: Package, sheet: SheetPart, index: int, strings: SharedStrings, read: dict[int, int] | None = None
) -> Iterator[SheetRow]:
    """The rows that hold anything, as numbered in the sheet. ``read``: takes down how many bytes of it were read.

    Raises DamagedFile, UnsafeXml, TooManyColumns, TooManyRows, CellTooLong, RowTooLong.
    """
    merged = MergedDown(package, sheet)
    with package.open(sheet.path) as source:
        reader = _SheetReader(package, strings)
        count = 0
        for _ in stream_events(source, reader.start, reader.end, reader.text):
            if read is not None:
                read[index] = source.tell()
            for number, cells in reader.take():
                merged.fill(number, cells)
                row = SheetRow(sheet.name, index, number, tuple(cells))
                if row.is_blank:
                    continue
                count += 1
                if count > MAX_ROWS:
                    raise TooManyRows(limit=MAX_ROWS)
                yield row


class _SheetReader:
    """Collects cells from the events of a sheet; `take` hands over the rows completed so far."""

    def __init__(self, package: Package, strings: SharedStrings) -> None:
        self.package = package
        self.strings = strings
        self.rows: list[tuple[int, list[Cell]]] = []
        self.columns: dict[str, int] = {}
        self.shared_formulas: dict[str, tuple[str, str]] = {}
        self.number = 0
        self.cells: list[Cell] = []
        self.column = -1
        self.attributes: dict[str, str] = {}
        self.formula_attributes: dict[str, str] | None = None
        self.texts: dict[str, str] = {}
        self.target = ""
        self.length = 0
        self.row_text = 0
        self.phonetic = False

    def take(self) -> list[tuple[int, list[Cell]]]:
        rows, self.rows = self.rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == "c":
            self.attributes = attributes
            self.formula_attributes = None
            self.texts = {}
            self.length = 0
            self.column = self._column(attributes.get("r"))
        elif tag == "v" or tag == "f" or (tag == "t" and not self.phonetic):
            self.target = tag
            if tag == "f":
                self.formula_attributes = attributes
        elif tag == "row":
            self.number = self._row_number(attributes.get("r"))
            self.cells = []
            self.column = -1
            self.row_text = 0
        elif tag == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag in ("v", "f", "t"):
            self.target = ""
        elif tag == "c":
            cell = self._cell()
            if cell is not EMPTY_CELL:
                self._put(cell)
        elif tag == "row":
            self.rows.append((self.number, self.cells))
        elif tag == "rPh":
            self.phonetic = False

    def text(self, data: str) -> None:
        if self.target:
            self.length += len(data)
            if self.length > MAX_TEXT:
                raise CellTooLong(row=self.number, limit=MAX_TEXT)
            self.texts[self.target] = self.texts.get(self.target, "") + data

    def _put(self, cell: Cell) -> None:
        if self.column >= MAX_COLUMNS:
            raise TooManyColumns(row=self.number, limit=MAX_COLUMNS)
        if cell.kind is CellKind.TEXT:
            self.row_text += len(cell.text)
            if self.row_text > MAX_ROW_TEXT:
                raise RowTooLong(row=self.number, limit=MAX_ROW_TEXT)
        missing = self.column - len(self.cells)
        if missing < 0:
            self.cells[self.column] = cell
            return
        self.cells.extend([EMPTY_CELL] * missing)
        self.cells.append(cell)

    def _row_number(self, text: str | None) -> int:
        is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 9
        number = int(text) if text is not None and is_number else self.number + 1
        if number > MAX_ROW_NUMBER:
            raise TooManyRows(limit=MAX_ROWS)
        return number

    def _column(self, reference: str | None) -> int:
        letters = reference.rstrip("0123456789") if reference else ""
        if not letters:
            return self.column + 1
        known = self.columns.get(letters)
        if known is None:
            try:
                known = column_index(letters) if len(letters) <= 3 else MAX_COLUMNS
            except ValueError:
                known = self.column + 1
            if len(self.columns) < 20_000:
                self.columns[letters] = known
        return known

    def _cell(self) -> Cell:
        texts = self.texts
        if not texts and self.formula_attributes is None:
            return EMPTY_CELL
        raw = texts.get("v", "")
        kind = self.attributes.get("t", "n")
        cell = EMPTY_CELL
        if kind == "inlineStr":
            cell = _text_cell(texts.get("t", ""))
        elif raw:
            cell = self._valued(kind, raw)
        if self.formula_attributes is None:
            return cell
        formula = self._formula(texts.get("f", ""), has_value=bool(cell.text.strip()))
        return Cell(cell.kind, cell.value, formula, cell.percent)

    def _valued(self, kind: str, raw: str) -> Cell:
        if kind == "s":
            raw = raw.strip()
            return _text_cell(self.strings[int(raw) if raw.isascii() and raw.isdigit() else -1])
        if kind == "str":
            return _text_cell(raw)
        if kind == "b":
            return Cell(CellKind.BOOLEAN, raw.strip() in ("1", "true"))
        if kind == "e":
            return Cell(CellKind.ERROR, raw)
        if kind == "d":
            return _iso_date_cell(raw)
        style = self.attributes.get("s", "0")
        style_number = int(style) if style.isascii() and style.isdigit() else 0
        return _number_cell(raw, style_number, self.package)

    def _formula(self, text: str, *, has_value: bool) -> str:
        """The formula as the sheet shows it; a shared one is worked out for this cell only when no result is stored."""
        attributes = self.formula_attributes or {}
        here = self.attributes.get("r", "")
        group = attributes.get("si")
        if attributes.get("t") == "shared" and group is not None:
            if text:
                if len(self.shared_formulas) < 20_000:
                    self.shared_formulas[group] = (text, here)
            elif not has_value and group in self.shared_formulas and _REFERENCE.fullmatch(here):
                master, origin = self.shared_formulas[group]
                return _translated(master, origin, here)
        return "=" + text


def _translated(formula: str, origin: str, here: str) -> str:
    try:
        return str(Translator("=" + formula, origin).translate_formula(here))
    except (TranslatorError, TokenizerError, ValueError, IndexError, KeyError, TypeError, AttributeError):
        # An odd formula has no text for this cell; it is still known to be a formula, which is what matters.
        return "="


def _text_cell(text: str) -> Cell:
    if "_x" in text:
        text = _ESCAPED.sub(_unescaped, text)
    return Cell(CellKind.TEXT, text) if text else EMPTY_CELL


def _unescaped(match: re.Match[str]) -> str:
    """Excel writes control characters as ``_x000D_``; half of a surrogate pair would poison every later write."""
    code = int(match[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF else chr(code)


def _number_cell(raw: str, style: int, package: Package) -> Cell:
    try:
        value = _FIFTEEN.create_decimal(raw.strip())
    except InvalidOperation:
        return _text_cell(raw)
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return Cell(CellKind.ERROR, raw)
    if style in package.date_styles:
        return _serial_date(value, package.epoch)
    return Cell(CellKind.NUMBER, value, None, style in package.percent_styles)


def _serial_date(value: Decimal, epoch: dt.datetime) -> Cell:
    try:
        moment = from_excel(float(value), epoch)
    except (OverflowError, ValueError):
        return Cell(CellKind.NUMBER, value)
    if isinstance(moment, dt.datetime):
        return Cell(CellKind.DATE, moment.date())
    return Cell(CellKind.TEXT, str(moment))


def _iso_date_cell(raw: str) -> Cell:
    try:
        return Cell(CellKind.DATE, dt.datetime.fromisoformat(raw.strip()).date())
    except ValueError:
        return _text_cell(raw)
