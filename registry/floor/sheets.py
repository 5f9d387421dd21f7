"""Small CSV files as authorities send them: UTF-8 or Windows, comma or semicolon. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.floor.errors import FileUnreadable
from registry.texts import Text

MOST_BYTES = 2_000_000
MOST_ROWS = 20_000
_EMPTY = Text("está vacío.", "it is empty.")
_LARGE = Text("pasa de 2 MB o de 20,000 filas.", "it is over 2 MB or 20,000 rows.")
_BINARY = Text("no es texto.", "it is not text.")
_LACKING = Text("le faltan columnas.", "it lacks columns.")
_QUOTES = Text("tiene comillas sin cerrar.", "it has quotes that are not closed.")


@dataclass(frozen=True, slots=True)
class Row:
    """One line, by canonical column; ``line`` is where it stands in the file, from 1."""

    line: int
    cells: Mapping[str, str]


def read(body: bytes, columns: Mapping[str, Sequence[str]], optional: Sequence[str] = ()) -> list[Row]:
    """The rows under the headings. ``columns``: canonical name → headings that mean it. Raises `FileUnreadable`."""
    named = Text(*(", ".join(names[0] for names in columns.values()) for _ in range(2)))

    def refuse(problem: Text) -> FileUnreadable:
        return FileUnreadable(problem=problem, columns=named)

    if len(body) > MOST_BYTES:
        raise refuse(_LARGE)
    if b"\0" in body:
        raise refuse(_BINARY)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    if not first.strip():
        raise refuse(_EMPTY)
    lines = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    try:
        headings = [_folded(one) for one in next(lines)]
        places = {name: _place(headings, names) for name, names in columns.items()}
        if any(place is None and name not in optional for name, place in places.items()):
            raise refuse(_LACKING)
        rows = list(_rows(lines, {name: place for name, place in places.items() if place is not None}))
    except csv.Error:
        raise refuse(_QUOTES) from None
    if not rows:
        raise refuse(_EMPTY)
    if len(rows) > MOST_ROWS:
        raise refuse(_LARGE)
    return rows


def _rows(lines: Any, places: Mapping[str, int]) -> Iterator[Row]:
    for cells in lines:
        if any(cell.strip() for cell in cells):
            yield Row(lines.line_num, {n: cells[p].strip() if p < len(cells) else "" for n, p in places.items()})


def _place(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((headings.index(_folded(name)) for name in names if _folded(name) in headings), None)


def _folded(heading: str) -> str:
    plain = heading.strip().lower().translate(str.maketrans("áéíóúüñ", "aeiouun"))
    return plain.replace(" ", "_").replace("-", "_")


def whole(text: str) -> int | None:
    """A whole number as people write it: ``1,200`` or ``1 200``; None for anything else. May be negative."""
    plain = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
