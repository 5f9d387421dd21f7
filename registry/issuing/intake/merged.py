"""Cells merged over several rows: the value of the first row stands for all of them.

Schools merge «Grupo A» over thirty people, and headings over two rows. The list of merges stands after the rows, so
the sheet is unpacked once to find it before it is parsed.
"""

from __future__ import annotations

import re

from registry.issuing.intake.cells import EMPTY_CELL, Cell, column_index
from registry.issuing.intake.package import Package, SheetPart
from registry.issuing.intake.safe_xml import BROKEN_ARCHIVE, CHUNK

MAX_MERGED = 5_000
MAX_TAIL = 1 << 20
MAX_COLUMN = 200
_ROWS_END = re.compile(rb"</(?:\w{1,20}:)?sheetData\s{0,9}>")
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^<>]{0,200}?\bref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"')


class MergedDown:
    """The merges of a sheet, applied to its rows as they pass; at most one is open per column."""

    def __init__(self, package: Package, sheet: SheetPart) -> None:
        self._coming = _areas(_after_rows(package, sheet))  # (first row, last row, column), the next one last
        self._open: dict[int, tuple[int, Cell]] = {}  # column → last row, value

    def fill(self, number: int, cells: list[Cell]) -> None:
        """Write the values that stand for this row into its blank cells."""
        while self._coming and self._coming[-1][0] <= number:
            first, last, column = self._coming.pop()
            if first == number and column < len(cells):
                self._open[column] = (last, cells[column])
        for column, (last, value) in list(self._open.items()):
            if last < number:
                del self._open[column]
                continue
            cells.extend([EMPTY_CELL] * (column + 1 - len(cells)))
            if cells[column].is_blank:
                cells[column] = value


def _after_rows(package: Package, sheet: SheetPart) -> bytes:
    tail = b""
    inside = False
    try:
        with package.open(sheet.path) as source:
            while chunk := source.read(CHUNK):
                tail += chunk
                if not inside:
                    closing = _ROWS_END.search(tail)
                    inside = closing is not None
                    tail = tail[closing.end() :] if closing else tail[-60:]
                elif len(tail) > MAX_TAIL:
                    break
    except BROKEN_ARCHIVE:
        return b""  # the parser meets the same break and refuses the file
    return tail if inside else b""


def _areas(tail: bytes) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for match in _MERGED.finditer(tail):
        first, last, column = int(match[2]), int(match[3]), column_index(match[1].decode())
        if last > first and column < MAX_COLUMN and len(found) < MAX_MERGED:
            found.append((first, last, column))
    return sorted(found, reverse=True)
