"""The answer as a file: CSV and XLSX, in the reader's language, no cell of it a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

import xlsxwriter

from registry.content import label
from registry.documents.spelling import plain_number
from registry.texts import Language, Text
from registry.trust.batch import messages
from registry.trust.batch.rows import Row

Cell = str | int | Decimal | dt.date | None
#: Whatever begins so, a spreadsheet may compute (OWASP, CSV injection); with a blank before it, too.
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_MAX_CELL = 32_000
_WIDTHS = {
    "reasons": 60,
    "remedy": 45,
    "levels": 45,
    "label": 34,
    "title": 34,
    "issuer": 30,
    "holder": 28,
    "expected": 28,
}
_USUAL_WIDTH = 16


def cells(row: Row, language: Language) -> tuple[Cell, ...]:
    """The cells of a row, in the order of `messages.COLUMNS`."""
    values: dict[str, Cell] = {
        "number": row.number,
        "label": row.label,
        "row": row.row,
        "word": row.word.in_(language),
        "reasons": " ".join(reason.in_(language) for reason in row.reasons),
        "remedy": row.remedy.in_(language) if row.remedy else None,
        "expected": row.expected,
        "holder": row.holder,
        "compared": compared(row).in_(language) if row.expected else None,
        "title": row.title,
        "issuer": row.issuer,
        "folio": row.folio,
        "track": label("tracks", row.track).in_(language) if row.track else None,
        "levels": "; ".join(level.in_(language) for level in row.levels) or None,
        "hours": row.hours,
        "achieved_on": row.achieved_on,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "code": row.code,
    }
    return tuple(values[name] for name in messages.COLUMNS)


def compared(row: Row) -> Text:
    """What came of comparing the expected name."""
    return messages.COMPARED.get(row.compared or "", messages.NOT_COMPARED)


def as_csv(rows: Iterable[Row], *, language: Language, checked_at: dt.datetime) -> bytes:
    """UTF-8 with a byte order mark, because Excel reads nothing else right; days as 2026-11-22."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([heading.in_(language) for heading in messages.COLUMNS.values()])
    for row in rows:
        writer.writerow([_plain(cell) for cell in cells(row, language)])
    writer.writerow([messages.CHECKED_AT.format(at=checked_at).in_(language)])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return plain_number(cell)
    if isinstance(cell, int):
        return str(cell)
    return "'" + cell if _computes(cell) else cell


def _computes(text: str) -> bool:
    return text.startswith(_STARTS_A_FORMULA) or text.lstrip().startswith(_STARTS_A_FORMULA)


def as_xlsx(rows: Iterable[Row], *, language: Language, checked_at: dt.datetime) -> bytes:
    """A workbook with a filter over its headings; every text is written as text."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    # The quote keeps a text a text when somebody edits the cell.
    quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    day = workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    sheet = workbook.add_worksheet(messages.SHEET.in_(language))
    for place, (name, words) in enumerate(messages.COLUMNS.items()):
        sheet.set_column(place, place, _WIDTHS.get(name, _USUAL_WIDTH))
        sheet.write_string(0, place, words.in_(language), heading)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(cells(row, language)):
            if isinstance(cell, str):
                sheet.write_string(last, place, cell[:_MAX_CELL], quoted if _computes(cell) else text)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(last, place, cell, day)
            elif cell is not None:
                sheet.write_number(last, place, float(cell), text)
    sheet.autofilter(0, 0, last, len(messages.COLUMNS) - 1)
    sheet.write_string(last + 2, 1, messages.CHECKED_AT.format(at=checked_at).in_(language))
    workbook.close()
    return target.getvalue()


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many of each outcome, every outcome named."""
    found = dict.fromkeys(messages.OUTCOMES, 0)
    for row in rows:
        found[row.outcome] += 1
    return found


def names_that_differ(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows whose credential is of somebody else, by its name."""
    return (row for row in rows if row.compared == "different")
