"""Find the heading row of each sheet under its titles, and show what stands below it.

Only the head of each sheet is read, so the mapping page answers at once whatever the size of the file.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from itertools import islice

from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow, column_letter
from registry.issuing.intake.errors import NoHeadings, NoRows
from registry.issuing.intake.reading import Book, SheetInfo
from registry.issuing.intake.recognition import STRONG, recognise
from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.wording import without_controls

HEAD_ROWS = 100
SEARCHED_ROWS = 40
SAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class SheetSurvey:
    """The head of one sheet. ``heading_row`` is None when nothing looks like headings; the sheet is then left out.

    ``headings`` are by column, empty where a column has none; ``samples`` hold five rows as a person reads them;
    ``evidence`` the same rows and more, as cells.
    """

    sheet: SheetInfo
    heading_row: int | None
    headings: tuple[str, ...]
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    sample_numbers: tuple[int, ...]
    evidence: tuple[SheetRow, ...]

    def column_cells(self, index: int) -> list[Cell]:
        """The cells under a heading, as far as they were read."""
        return [row.at(index) for row in self.evidence]

    def name_of(self, index: int) -> str:
        """What to call a column: its heading, or its letter when it has none."""
        heading = self.headings[index] if index < len(self.headings) else ""
        return heading or column_letter(index)


def survey(
    book: Book, requirements: Requirements, heading_rows: Dict[int, int] | None = None
) -> tuple[SheetSurvey, ...]:
    """The head of every sheet. ``heading_rows`` (sheet index → row number) overrides what would be found.

    Raises NoRows when every sheet is empty, NoHeadings when none has a heading row, and the refusals of reading.
    """
    surveys: list[SheetSurvey] = []
    for sheet in book.sheets:
        rows = list(islice(book.rows(sheet.index), HEAD_ROWS))
        surveys.append(_survey_sheet(sheet, rows, requirements, (heading_rows or {}).get(sheet.index)))
    if not any(each.evidence or each.titles or each.headings for each in surveys):
        raise NoRows
    if all(each.heading_row is None for each in surveys):
        raise NoHeadings
    if not any(each.evidence for each in surveys if each.heading_row is not None):
        raise NoRows
    return tuple(surveys)


def _survey_sheet(
    sheet: SheetInfo, rows: list[SheetRow], requirements: Requirements, chosen: int | None
) -> SheetSurvey:
    at = _position_of(rows, chosen) if chosen is not None else find_heading_row(rows, requirements)
    titles = tuple(
        " ".join(cell.text for cell in row.cells if cell.text) for row in rows[: at if at is not None else 5]
    )
    if at is None:
        return SheetSurvey(sheet, None, (), titles, (), (), ())
    below = rows[at + 1 :]
    width = max([len(rows[at].cells), *(len(row.cells) for row in below)])
    above = rows[at - 1] if at and rows[at - 1].number == rows[at].number - 1 else None
    headings = tuple(_heading(rows[at].at(index), above, index) for index in range(width))
    samples = below[:SAMPLE_ROWS]
    return SheetSurvey(
        sheet=sheet,
        heading_row=rows[at].number,
        headings=headings,
        titles=titles,
        samples=tuple(tuple(without_controls(row.at(index).text) for index in range(width)) for row in samples),
        sample_numbers=tuple(row.number for row in samples),
        evidence=tuple(below),
    )


def _heading(cell: Cell, above: SheetRow | None, index: int) -> str:
    """A heading as shown; in a two-row heading the empty lower cell takes the upper one's text.

    A title merged over the whole width stands only in the first column, where it is no heading of that column.
    """
    text = without_controls(cell.text)
    if text or above is None or sum(not each.is_blank for each in above.cells) < 2:
        return text
    return without_controls(above.at(index).text)


def _position_of(rows: list[SheetRow], number: int) -> int | None:
    return next((index for index, row in enumerate(rows) if row.number == number), None)


def find_heading_row(rows: list[SheetRow], requirements: Requirements) -> int | None:
    """The position of the row whose cells name the most fields, at least two; the first of equals."""
    best, best_score = None, 0.0
    for position, row in enumerate(rows[:SEARCHED_ROWS]):
        fields: dict[str, float] = {}
        for cell in row.cells:
            if cell is EMPTY_CELL or cell.kind is not CellKind.TEXT or len(cell.text) > 80:
                continue
            for field, confidence in recognise(cell.text, requirements, misspelt=False)[:1]:
                if confidence >= STRONG:
                    fields[field] = max(confidence, fields.get(field, 0))
        score = sum(fields.values())
        if len(fields) >= 2 and score > best_score:
            best, best_score = position, score
    return best
