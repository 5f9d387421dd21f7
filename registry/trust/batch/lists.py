"""A CSV or workbook of links, folios or file names, with the names that are expected: read as a person made it.

Headings in Spanish or English, in any order, below title rows; without headings a link or folio is known by its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from registry.ids import read_folio
from registry.issuing.intake import open_book
from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.errors import UnclosedQuote
from registry.trust.batch.errors import BatchListTooLong, ListWithoutSubjects
from registry.verification.names import words

#: Title rows above the headings.
SEARCHED_ROWS = 20
LONGEST_CELL = 2_000
_HEADINGS = {
    "link": (
        "enlace", "liga", "link", "url", "vinculo", "direccion", "enlace de la microcredencial", "microcredencial",
        "credencial", "credential", "share link", "enlace compartido",
    ),
    "folio": ("folio", "folio number", "numero de folio", "no folio", "folio de la microcredencial"),
    "surname": (
        "primer apellido", "apellido", "apellidos", "apellido paterno", "surname", "surnames", "first surname",
        "last name", "family name",
    ),
    "second": ("segundo apellido", "apellido materno", "second surname"),
    "name": (
        "nombre completo", "nombre", "nombres", "nombre s", "name", "full name", "candidato", "candidata", "candidate",
        "persona", "person", "nombre de la persona", "expected name", "nombre esperado", "given name", "first name",
        "trabajador", "employee",
    ),
    "file": ("archivo", "file", "nombre del archivo", "nombre de archivo", "filename", "file name"),
}  # fmt: skip
_FIELD_OF = {heading: name for name, headings in _HEADINGS.items() for heading in headings}
_SUBJECTS = frozenset({"link", "folio", "file"})
_LINK_STARTS = ("http://", "https://")
_SEPARATORS = re.compile(r"[,;\t|]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: what to verify, and whom it should be of. ``number`` is the row as a spreadsheet shows it."""

    number: int
    link: str = ""
    folio: str = ""
    file: str = ""
    surname: str = ""
    name: str = ""

    @property
    def subject(self) -> str:
        """What the row is about, in a word."""
        return self.link or self.folio or self.file


@dataclass(slots=True)
class _Columns:
    at: dict[str, int] = field(default_factory=dict)

    def cell(self, row: SheetRow, name: str) -> str:
        index = self.at.get(name)
        return "" if index is None else row.at(index).text.strip()[:LONGEST_CELL]


def read_list(source: BinaryIO, *, name: str, limit: int) -> tuple[Listed, ...]:
    """The rows that name something to verify; a row without is left out.

    Raises `BatchListTooLong` beyond ``limit`` rows, `ListWithoutSubjects`, and the refusals of `issuing.intake`.
    """
    found: list[Listed] = []
    with open_book(source) as book:
        for sheet in book.sheets:
            if sheet.hidden:
                continue
            rows = book.rows(sheet.index)
            for one in _of_sheet(_unswallowed(rows) if book.format == "csv" else rows):
                found.append(one)
                if len(found) > limit:
                    raise BatchListTooLong(name=name, limit=limit)
    if not found:
        raise ListWithoutSubjects(name=name)
    return tuple(found)


def read_lines(text: str, *, limit: int) -> tuple[Listed, ...]:
    """Links or folios as somebody pastes them, one on each line; after a comma, semicolon or tab the person's name.

    Raises `BatchListTooLong`.
    """
    found: list[Listed] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.replace("\t", ",").replace(";", ",").split(",")]
        if any(cells):
            found.append(_by_form(number, cells) or Listed(number, link=cells[0][:LONGEST_CELL]))
        if len(found) > limit:
            raise BatchListTooLong(name="texto / text", limit=limit)
    return tuple(found)


def _unswallowed(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """The rows of a CSV. Raises `UnclosedQuote` where a cell holds a further row's link or folio.

    `issuing.intake` knows a swallowed row by its many separators; these lists may have two columns, or one.
    """
    for row in rows:
        if any(_holds_rows(cell.text) for cell in row.cells):
            raise UnclosedQuote(row=row.number)
        yield row


def _holds_rows(text: str) -> bool:
    cells = (cell.strip() for line in text.splitlines()[1:] for cell in _SEPARATORS.split(line))
    return any(cell.lower().startswith(_LINK_STARTS) or read_folio(cell) is not None for cell in cells)


def _of_sheet(rows: Iterator[SheetRow]) -> Iterator[Listed]:
    """Under headings by their columns, from the first row on by the form of the cells."""
    columns: _Columns | None = None
    for position, row in enumerate(rows):
        if columns is None and position < SEARCHED_ROWS:
            columns = _columns_of(row)
            if columns is not None:
                continue
        one = _by_columns(row, columns) if columns else _by_form(row.number, [cell.text.strip() for cell in row.cells])
        if one is not None:
            yield one


def _columns_of(row: SheetRow) -> _Columns | None:
    """The columns, when this row is the headings: one of them says what to verify."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        name = _FIELD_OF.get(" ".join(words(cell.text[:80])))
        if name is not None:
            found.setdefault(name, index)
    return _Columns(found) if _SUBJECTS & found.keys() else None


def _by_columns(row: SheetRow, columns: _Columns) -> Listed | None:
    surname, name = columns.cell(row, "surname"), columns.cell(row, "name")
    given = Listed(
        number=row.number,
        link=columns.cell(row, "link"),
        folio=columns.cell(row, "folio"),
        file=columns.cell(row, "file"),
        surname=surname,
        name=_whole(name, (surname, columns.cell(row, "second"))),
    )
    return given if given.subject else None


def _whole(name: str, surnames: Iterable[str]) -> str:
    """A full name, whether it came in one column or in three."""
    parts = [name] if name else []
    for surname in surnames:
        if name and surname and not set(words(surname)) <= set(words(" ".join(parts))):
            parts.append(surname)
    return " ".join(parts)


def _by_form(number: int, cells: list[str]) -> Listed | None:
    """A row without headings: its first link or folio, and the first other cell with letters as the person's name."""
    for index, cell in enumerate(cells):
        is_link = cell.lower().startswith(_LINK_STARTS)
        if not is_link and read_folio(cell) is None:
            continue
        others = [other for other in cells[:index] + cells[index + 1 :] if any(map(str.isalpha, other))]
        name = others[0][:LONGEST_CELL] if others else ""
        text = cell[:LONGEST_CELL]
        return Listed(number, link=text if is_link else "", folio="" if is_link else text, surname=name, name=name)
    return None
