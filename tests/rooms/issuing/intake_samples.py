"""Small files such as institutions send, made in memory, and the requirements they are held to."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from registry.issuing.intake import (
    Finding,
    InstrumentRequirement,
    Mapping,
    Requirements,
    RowOutcome,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
)
from registry.issuing.intake.cells import column_letter
from registry.people.curp import check_digit
from registry.texts import Text

TODAY = dt.date(2026, 11, 22)
#: The example workbooks and their answer key stand beside the project, when they are there at all.
SHARED = Path(__file__).parents[3] / "../shared/domain"

HEADINGS = (
    "Matrícula", "Nombre(s)", "Apellido paterno", "Apellido materno", "CURP", "Correo electrónico", "Fecha de término",
    "Prueba objetiva", "Tarea práctica", "Producto integrador", "Promedio",
)  # fmt: skip


def requirements(test: object = 70, task: object = 75, capstone: object = 60, **more: Any) -> Requirements:
    """The literacy standard's three instruments, with the minimums of a profile."""
    return Requirements(
        standard_code="AIL",
        instruments=(
            instrument("AIL-TEST", "Prueba objetiva", "Objective test", test, 30, kind="test"),
            instrument(
                "AIL-TASK", "Tarea práctica con datos ficticios", "Practical task with fictitious data", task, 40
            ),
            instrument("AIL-CAPSTONE", "Producto integrador del perfil", "Profile capstone", capstone, 30),
        ),
        **more,
    )


def instrument(
    id_: str, es: str, en: str, minimum: object, weight: int, kind: Any = "rubric", **more: Any
) -> InstrumentRequirement:
    return InstrumentRequirement(id_, Text(es, en), kind, Decimal(str(minimum)), Decimal(weight), **more)


GENERAL = requirements(profile="general_workforce", profile_label=Text("Fuerza laboral general", "General workforce"))
TEACHERS = requirements(capstone=85, profile="secondary_teachers", needs_cct=True)


def curp(number: int = 0, letters: str = "GUGB") -> str:
    """A code of the right shape and check digit that nobody has: born abroad, no inner consonants."""
    day, rest = number % 28 + 1, number // 28
    month, year = rest % 12 + 1, rest // 12
    first = f"{letters}{year % 100:02d}{month:02d}{day:02d}HNEXXX{year // 100 % 10}"
    return first + check_digit(first)


def person(number: int = 0, **changes: object) -> list[object]:
    """The cells of one good row, by `HEADINGS`; ``changes`` by heading with underscores."""
    cells = (
        f"UF{number:06d}", "Begoña", "Güemes", "González", curp(number), f"persona{number}@uni.example",
        "19/06/2026", 80, 75, 60, 7.2,
    )  # fmt: skip
    row: dict[str, object] = dict(zip(HEADINGS, cells, strict=True))
    for name, value in changes.items():
        heading = next(each for each in HEADINGS if each.replace(" ", "_") == name)
        row[heading] = value
    return list(row.values())


def workbook(
    rows: Iterable[Sequence[object]], *, headings: Sequence[str] | None = HEADINGS, sheet: str = "Lista"
) -> io.BytesIO:
    """An XLSX with one sheet; real dates for dates, formulas for texts that begin with «=»."""
    return workbooks({sheet: [*([list(headings)] if headings else []), *rows]})


def workbooks(sheets: dict[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = ()) -> io.BytesIO:
    """An XLSX with several sheets, each given as its rows from row 1."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    percent = book.add_format({"num_format": "0%"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, Formula):
                    sheet.write_formula(number, column, value.text, None, value.stored)
                elif isinstance(value, Percent):
                    sheet.write_number(number, column, value.value, percent)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    target.seek(0)
    return target


class Formula:
    """A cell that computes; ``stored`` is the result kept in the file, none when empty."""

    def __init__(self, text: str, stored: object = "") -> None:
        self.text = text
        self.stored = stored


class Percent:
    """A number that the sheet shows as a percentage."""

    def __init__(self, value: float) -> None:
        self.value = value


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def raw_workbook(
    sheet_data: str, *, after: str = "", prolog: str = "", namespace: str = _MAIN, parts: dict[str, bytes] | None = None
) -> io.BytesIO:
    """An XLSX written by hand, for what no writer writes. ``sheet_data`` is the inside of ``<sheetData>``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": _rels(
                f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
            ),
            "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _rels(
                f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
                f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
                f'<Relationship Id="r3" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
            ),
            "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{namespace}"><cols><col min="1" max="2"/></cols>'
            f"<sheetData>{sheet_data}</sheetData>{after}</worksheet>",
        }.items():
            if name not in (parts or {}):
                archive.writestr(name, text)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    target.seek(0)
    return target


def _rels(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def raw_rows(rows: Iterable[Sequence[object]], first: int = 1) -> str:
    """Rows as the XML of a sheet: texts inline, numbers as they are."""
    lines = []
    for number, row in enumerate(rows, first):
        cells = "".join(
            f'<c r="{column_letter(index)}{number}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{column_letter(index)}{number}"><v>{value}</v></c>'
            for index, value in enumerate(row)
            if value is not None
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def csv_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def judged(file: io.BytesIO, held_to: Requirements = GENERAL, **options: Any) -> tuple[list[RowOutcome], Mapping]:
    """The whole way through a file with the mapping as proposed."""
    with open_book(file) as book:
        mapping = propose_mapping(survey(book, held_to), held_to)
        review = judge_file(list_rows(book, mapping), mapping, held_to, today=TODAY, **options)
        return list(review), mapping


def judged_person(held_to: Requirements = GENERAL, **changes: object) -> RowOutcome:
    """One person's row in a workbook of their own."""
    outcomes, _ = judged(workbook([person(**changes)]), held_to)
    return outcomes[0]


def findings(outcomes: Iterable[RowOutcome]) -> list[Finding]:
    return [finding for outcome in outcomes for finding in outcome.findings]


def codes(outcome: RowOutcome) -> set[str]:
    return {finding.code for finding in outcome.findings}
