"""The rows of a CSV, whatever its encoding and separator."""

from __future__ import annotations

import contextlib
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow
from registry.issuing.intake.decoding import detect_encoding
from registry.issuing.intake.errors import CellTooLong, RowTooLong, TooManyColumns, TooManyRows, UnclosedQuote
from registry.issuing.intake.shared_strings import MAX_TEXT
from registry.issuing.intake.workbook import MAX_COLUMNS, MAX_ROW_NUMBER, MAX_ROW_TEXT, MAX_ROWS

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 1 << 16
_TEXT = CellKind.TEXT


class Delimited:
    """A CSV file: its encoding, its separator and its rows. It has one sheet, without a name."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._size = max(source.seek(0, 2), 1)
        self.encoding, self._skip = detect_encoding(source)
        text = self._text()
        sample = text.read(_SAMPLE_CHARACTERS)
        text.detach()
        self.has_separator_line = sample.startswith("sep=") and sample[4:5] in DELIMITERS
        self.delimiter = sample[4] if self.has_separator_line else guess_delimiter(sample)

    @property
    def fraction(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return min(self._source.tell() / self._size, 1.0)

    def rows(self) -> Iterator[SheetRow]:
        """The rows that hold anything, counted as a spreadsheet counts them.

        Raises UnclosedQuote, CellTooLong, TooManyColumns, TooManyRows.
        """
        text = self._text()
        count = 0
        number = 0
        width = 0
        reader = csv.reader(text, delimiter=self.delimiter, doublequote=True, strict=False)
        try:
            for number, values in enumerate(reader, 1):
                if not any(value and not value.isspace() for value in values):
                    continue
                if number > MAX_ROW_NUMBER:
                    raise TooManyRows(limit=MAX_ROWS)
                if number == 1 and self.has_separator_line:
                    continue
                self._refuse_runaway(values, number, width)
                width = max(width, len(values))
                count += 1
                if count > MAX_ROWS:
                    raise TooManyRows(limit=MAX_ROWS)
                yield SheetRow("", 0, number, _cells(values))
        except csv.Error as error:
            # The only limit of the reader is the length of a field, and only an open quotation mark reaches it.
            raise UnclosedQuote(row=number + 1) from error
        finally:
            # Rows that nobody reads to their end may outlive the stream, which then has nothing to be given back.
            with contextlib.suppress(ValueError):
                text.detach()

    def _text(self) -> io.TextIOWrapper:
        self._source.seek(self._skip)
        return io.TextIOWrapper(self._source, encoding=self.encoding, errors="replace", newline="")

    def _refuse_runaway(self, values: list[str], number: int, width: int) -> None:
        """Refuse what would lose people: a cell that holds whole rows, and cells beyond any limit."""
        if len(values) > MAX_COLUMNS and any(value.strip() for value in values[MAX_COLUMNS:]):
            raise TooManyColumns(row=number, limit=MAX_COLUMNS)
        if sum(map(len, values)) > MAX_ROW_TEXT and max(map(len, values)) <= MAX_TEXT:
            raise RowTooLong(row=number, limit=MAX_ROW_TEXT)
        needed = max(2, width - 2)
        for value in values:
            if len(value) > MAX_TEXT:
                raise CellTooLong(row=number, limit=MAX_TEXT)
            if "\n" in value and any(line.count(self.delimiter) >= needed for line in value.splitlines()[1:]):
                raise UnclosedQuote(row=number)


def _cells(values: list[str]) -> tuple[Cell, ...]:
    return tuple([Cell(_TEXT, value) if value else EMPTY_CELL for value in values[:MAX_COLUMNS]])


def guess_delimiter(sample: str) -> str:
    """The separator under which most lines of the sample have the same number of columns, more than one."""
    lines = sample.splitlines(keepends=True)
    if len(sample) >= _SAMPLE_CHARACTERS:
        lines = lines[:-1]  # the last one is cut
    best, best_score = DELIMITERS[0], (0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        widths.pop(1, None)
        if widths:
            width, times = max(widths.items(), key=lambda item: (item[0] * item[1], item[0]))
            if (score := (width * times, width)) > best_score:
                best, best_score = delimiter, score
    return best
