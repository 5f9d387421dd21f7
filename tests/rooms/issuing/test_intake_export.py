"""The workbook to correct: what was wrong, what to write, and not one formula."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from registry.issuing.intake import (
    Outcome,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
    write_faulty_rows,
)
from registry.issuing.intake.fields import ADDED_COLUMNS, EXPORT_COLUMNS, UNUSED
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TODAY,
    Formula,
    csv_file,
    curp,
    judged,
    person,
    workbook,
    workbooks,
)


def exported(file: io.BytesIO, **options: object) -> tuple[io.BytesIO, int]:
    outcomes, mapping = judged(file)
    target = io.BytesIO()
    count = write_faulty_rows(target, outcomes, mapping, **options)  # type: ignore[arg-type]
    target.seek(0)
    return target, count


def table(file: io.BytesIO, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(file)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_writes_the_rejected_rows_as_they_came_with_what_to_write() -> None:
    file, count = exported(workbook([person(), person(1, CURP="MAL"), person(2, Correo_electrónico=None)]))
    headings, row = table(file, "Lista")
    assert count == 1
    assert headings == [*HEADINGS, *(title.es for title in ADDED_COLUMNS)]
    assert row[: len(HEADINGS)] == person(1, CURP="MAL")
    number, finding, remedy = row[len(HEADINGS) :]
    assert number == "3"
    assert "La CURP tiene 3 caracteres" in str(finding) and "characters" not in str(finding)
    assert "18 caracteres" in str(remedy) and "characters" not in str(remedy)
    english, _ = exported(workbook([person(1, CURP="MAL")]), language="en")
    headings, row = table(english, "Lista")
    assert headings[len(HEADINGS) :] == [title.en for title in ADDED_COLUMNS]
    assert set(headings[len(HEADINGS) :]) < EXPORT_COLUMNS
    assert "The CURP has 3 characters" in str(row[len(HEADINGS) + 1]) and "caracteres" not in str(row)


def test_writes_the_rows_to_confirm_when_asked() -> None:
    file, count = exported(
        workbook([person(), person(1, CURP="MAL"), person(2, Correo_electrónico=None)]),
        include={Outcome.REJECT, Outcome.WARN},
    )
    assert (count, len(table(file, "Lista"))) == (2, 3)


def test_keeps_the_sheets_apart() -> None:
    file, count = exported(
        workbooks({"A": [list(HEADINGS), person(CURP="x")], "B": [["t"], list(HEADINGS), person(1, CURP="y")]})
    )
    assert count == 2
    assert [len(table(file, name)) for name in ("A", "B")] == [2, 2]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://sitio.example","ver")', "\t=1", " =1"]
)
def test_never_writes_a_formula_back(text: str) -> None:
    file, count = exported(workbook([[*person(CURP="x"), text]], headings=(*HEADINGS, "Observaciones")))
    assert count == 1
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert "<f>" not in sheet and "<hyperlink" not in sheet
    assert 'quotePrefix="1"' in styles
    assert table(file, "Lista")[1][len(HEADINGS)] == text


def test_writes_the_result_of_a_formula_and_not_the_formula() -> None:
    rows = [[*person(CURP="x"), Formula('=HYPERLINK("https://sitio.example","ver")', "ver"), Formula("=1+1")]]
    file, _ = exported(workbook(rows, headings=(*HEADINGS, "Observaciones", "Otra")))
    with zipfile.ZipFile(file) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    assert table(file, "Lista")[1][len(HEADINGS) : len(HEADINGS) + 2] == ["ver", None]


def test_a_corrected_file_can_come_back() -> None:
    file, _ = exported(workbook([person(1, CURP="MAL"), person(2, Prueba_objetiva="ochenta")]))
    book = openpyxl.load_workbook(file)
    sheet = book["Lista"]
    sheet.cell(2, 5).value = curp(1)
    sheet.cell(3, 8).value = 80
    corrected = io.BytesIO()
    book.save(corrected)
    with open_book(corrected) as again:
        mapping = propose_mapping(survey(again, GENERAL), GENERAL)
        assert [column.field for column in mapping.sheets[0].columns[-3:]] == [UNUSED] * 3
        outcomes = list(judge_file(list_rows(again, mapping), mapping, GENERAL, today=TODAY))
    assert [each.outcome for each in outcomes] == [Outcome.READY, Outcome.READY]
    assert all(each.candidate and set(each.candidate.reference) == {"Matrícula"} for each in outcomes)


def test_writes_a_csv_back_as_a_workbook() -> None:
    head = "Nombre completo;CURP;Correo;Fecha de término;Prueba objetiva;Tarea práctica;Producto integrador\n"
    file, count = exported(csv_file(head + "Ana Gil Ruiz;MAL;a@x.example;19/06/26;81,3;80;80\n"))
    assert count == 1
    assert table(file, "Por corregir")[1][:5] == ["Ana Gil Ruiz", "MAL", "a@x.example", "19/06/26", "81,3"]


def test_writes_nothing_but_headings_when_nothing_is_wrong() -> None:
    file, count = exported(workbook([person()]))
    assert (count, len(table(file, "Lista"))) == (0, 1)
