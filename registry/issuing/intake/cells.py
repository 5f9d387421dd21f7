"""What a file holds, before anybody decides what it means: cells and rows, numbered as a person sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class CellKind(StrEnum):
    """What the file itself says a cell is; a CSV only knows empty and text."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"


CellValue = str | Decimal | dt.date | bool | None


class Cell(NamedTuple):
    """One cell; a tuple, because a list has millions of them. ``formula`` is the text after and including «=»;
    ``value`` is then the stored result, if any.

    ``percent`` says that the sheet shows the number as a percentage: 0.87 is read by people as 87 %.
    """

    kind: CellKind = CellKind.EMPTY
    value: CellValue = None
    formula: str | None = None
    percent: bool = False

    @property
    def is_formula(self) -> bool:
        """Whether the cell computes its value."""
        return self.formula is not None

    @property
    def is_blank(self) -> bool:
        """Nothing that a person could read: neither a value nor a formula."""
        if self.formula is not None:
            return False
        return self.kind is CellKind.EMPTY or (self.kind is CellKind.TEXT and not self.text.strip())

    @property
    def lacks_value(self) -> bool:
        """A formula that nobody has computed: some programs write the formula and leave the result to Excel."""
        return self.formula is not None and not self.text.strip()

    @property
    def text(self) -> str:
        """The value as a person reads it in the sheet; empty for an empty cell. Never the formula."""
        value = self.value
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "VERDADERO" if value else "FALSO"
        if isinstance(value, Decimal):
            return plain_number(value * 100) + "%" if self.percent else plain_number(value)
        return f"{value:%d/%m/%Y}"


EMPTY_CELL = Cell()


def plain_number(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: ``81.25``, ``70``; the Mexican decimal mark is the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("", "-0") else "0"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds something. ``number`` counts from 1 as spreadsheets do, blank rows included."""

    sheet: str
    sheet_index: int
    number: int
    cells: tuple[Cell, ...]

    def at(self, index: int) -> Cell:
        """The cell in a column (0 for A), or an empty one past the end of the row."""
        return self.cells[index] if 0 <= index < len(self.cells) else EMPTY_CELL

    @property
    def is_blank(self) -> bool:
        """Whether nothing in the row can be read."""
        return all(cell.is_blank for cell in self.cells)


def column_letter(index: int) -> str:
    """The letters a spreadsheet shows over a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The inverse of `column_letter`. Raises ValueError when the letters are not a column."""
    index = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        index = index * 26 + ord(letter) - ord("A") + 1
    if index == 0:
        raise ValueError(letters)
    return index - 1
