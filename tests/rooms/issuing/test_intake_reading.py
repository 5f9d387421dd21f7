"""Files as they come: every shape that is read, and how little of it is held."""

from __future__ import annotations

import datetime as dt
import gc
import io
from decimal import Decimal

import pytest

from registry.issuing.intake import errors as refusals
from registry.issuing.intake import open_book
from registry.issuing.intake import shared_strings as shared_strings_module
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.shared_strings import SharedStrings
from tests.rooms.issuing.intake_samples import (
    Formula,
    Percent,
    csv_file,
    raw_rows,
    raw_workbook,
    workbooks,
)

STYLES = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1">'
    b'<numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="3"><xf numFmtId="0"/>'
    b'<xf numFmtId="170"/><xf numFmtId="9"/></cellXfs></styleSheet>'
)


def rows_of(file: io.BytesIO, sheet: int = 0) -> list[SheetRow]:
    with open_book(file) as book:
        return list(book.rows(sheet))


def cells_of(sheet_data: str, **parts: bytes) -> list[Cell]:
    named = {{"styles": "xl/styles.xml", "strings": "xl/sharedStrings.xml"}[key]: data for key, data in parts.items()}
    return list(rows_of(raw_workbook(sheet_data, parts=named))[0].cells)


# -- workbooks that are read


def test_numbers_rows_and_columns_as_a_person_sees_them() -> None:
    rows = rows_of(workbooks({"Uno": [[], ["título"], [], [None, "B4", None, "D4"]]}))
    assert [row.number for row in rows] == [2, 4]
    assert [cell.text for cell in rows[1].cells] == ["", "B4", "", "D4"]
    assert rows[1].at(50).kind is CellKind.EMPTY


def test_reads_every_sheet_and_tells_hidden_ones() -> None:
    file = workbooks({"A": [["a"]], "Catálogos": [["c"]], "B": [["b"]]}, hidden=["Catálogos"])
    with open_book(file) as book:
        assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
            ("A", False),
            ("Catálogos", True),
            ("B", False),
        ]
        assert [next(book.rows(sheet.index)).cells[0].text for sheet in book.sheets] == ["a", "c", "b"]


def test_shows_a_formula_beside_its_stored_result() -> None:
    (row,) = rows_of(workbooks({"Lista": [[Formula("=50+37.5", 87.5), Formula("=A1", ""), Formula('="x"', "texto")]]}))
    computed, empty, text = row.cells
    assert (computed.value, computed.formula, computed.lacks_value) == (Decimal("87.5"), "=50+37.5", False)
    assert (empty.text, empty.lacks_value, empty.is_blank) == ("", True, False)
    assert (text.text, text.is_formula) == ("texto", True)


def test_works_out_a_shared_formula_only_where_no_result_is_stored() -> None:
    cells = (
        '<row r="7"><c r="A7"><f t="shared" si="0" ref="A7:A9">B7*10</f><v/></c></row>'
        '<row r="8"><c r="A8"><f t="shared" si="0"/><v/></c></row>'
        '<row r="9"><c r="A9"><f t="shared" si="0"/><v>5</v></c></row>'
    )
    rows = rows_of(raw_workbook(cells))
    assert [row.cells[0].formula for row in rows] == ["=B7*10", "=B8*10", "="]
    assert [row.cells[0].lacks_value for row in rows] == [True, True, False]


def test_reads_real_dates_percentages_and_numbers_kept_as_text() -> None:
    (row,) = rows_of(workbooks({"Lista": [[dt.date(2026, 6, 19), Percent(0.8125), "85", 72.4, True]]}))
    assert [cell.kind for cell in row.cells] == [
        CellKind.DATE, CellKind.NUMBER, CellKind.TEXT, CellKind.NUMBER, CellKind.BOOLEAN,
    ]  # fmt: skip
    assert [cell.text for cell in row.cells] == ["19/06/2026", "81.25%", "85", "72.4", "VERDADERO"]


def test_reads_dates_of_the_1904_calendar() -> None:
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
        b'<sheets><sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {"xl/workbook.xml": book, "xl/styles.xml": STYLES}
    (row,) = rows_of(raw_workbook('<row r="1"><c r="A1" s="1"><v>44730</v></c></row>', parts=parts))
    assert row.cells[0].value == dt.date(2026, 6, 19)


def test_drops_the_shadow_of_binary_arithmetic() -> None:
    (cell,) = cells_of('<row r="1"><c r="A1"><v>69.99999999999999</v></c></row>')
    assert cell.value == Decimal(70)
    (cell,) = cells_of('<row r="1"><c r="A1"><v>8.199999999999999</v></c></row>')
    assert cell.text == "8.2"


def test_joins_the_runs_of_a_text_and_leaves_phonetics_out() -> None:
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>Mu</t></r><r><t>\xc3\xb1oz</t>'
        b"</r><rPh><t>no</t></rPh></si><si><t>_x0041_na_x000D_</t></si></sst>"
    )
    data = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    assert [cell.text for cell in cells_of(data, strings=strings)] == ["Muñoz", "Ana\r"]


def test_reads_cells_and_rows_without_references_and_the_strict_namespace() -> None:
    data = '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row><row><c><v>2</v></c></row>'
    file = raw_workbook(data, namespace="http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert [(row.number, [cell.text for cell in row.cells]) for row in rows_of(file)] == [(1, ["a", "1"]), (2, ["2"])]


def test_repeats_a_value_merged_over_several_rows() -> None:
    data = raw_rows([["Grupo A", "Ana"], [None, "Luis"], [None, "Eva"], ["Grupo B", "Iñaki"]])
    merges = '<mergeCells count="1"><mergeCell ref="A1:A3"/></mergeCells>'
    rows = rows_of(raw_workbook(data, after=merges))
    assert [row.at(0).text for row in rows] == ["Grupo A", "Grupo A", "Grupo A", "Grupo B"]


def test_does_not_spread_a_title_merged_over_one_row() -> None:
    rows = rows_of(
        raw_workbook(raw_rows([["Título"], ["a", "b"]]), after='<mergeCells><mergeCell ref="A1:F1"/></mergeCells>')
    )
    assert [cell.text for cell in rows[0].cells] == ["Título"]


def test_shows_an_error_cell_as_an_error() -> None:
    (cell,) = cells_of('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')
    assert (cell.kind, cell.text) == (CellKind.ERROR, "#REF!")


def test_keeps_the_text_table_on_disk_when_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings_module, "IN_MEMORY_BYTES", 100)
    table = SharedStrings()
    for number in range(500):
        table.append(f"persona número {number}")
    assert table._file._rolled  # type: ignore[attr-defined]
    assert (table[0], table[499], len(table)) == ("persona número 0", "persona número 499", 500)
    with pytest.raises(refusals.DamagedFile):
        table[500]
    table.close()


# -- CSV


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_reads_every_encoding_and_separator(encoding: str, delimiter: str) -> None:
    lines = [
        ["Nombre", "Correo", "Prueba"],
        ["Begoña Güemes Íñiguez", "b@uni.example", "81"],
        ["Ángel Núñez", "a@x.example", "7"],
    ]
    file = csv_file("\r\n".join(delimiter.join(line) for line in lines), encoding)
    with open_book(file) as book:
        assert book.delimiter == delimiter
        assert [[cell.text for cell in row.cells] for row in book.rows(0)] == lines


def test_counts_rows_as_a_spreadsheet_does() -> None:
    rows = rows_of(csv_file('Título, con coma\n\nNombre;Nota\n"Ana\nMaría";"dijo ""sí"""\nLuis;x\n'))
    assert [(row.number, row.cells[0].text) for row in rows] == [
        (1, "Título, con coma"), (3, "Nombre"), (4, "Ana\nMaría"), (5, "Luis"),
    ]  # fmt: skip
    assert rows[2].cells[1].text == 'dijo "sí"'


def test_obeys_a_separator_line() -> None:
    file = csv_file("sep=|\nNombre, apellidos|Nota\nAna, López|5\n")
    assert [[cell.text for cell in row.cells] for row in rows_of(file)] == [
        ["Nombre, apellidos", "Nota"],
        ["Ana, López", "5"],
    ]


def test_reads_a_csv_twice_and_from_the_middle() -> None:
    with open_book(csv_file("a;b\n1;2\n3;4\n")) as book:
        half = book.rows(0)
        next(half)
        half.close()
        assert len(list(book.rows(0))) == len(list(book.rows(0))) == 3


# -- memory


def alive(kind: type) -> int:
    return sum(type(each) is kind for each in gc.get_objects())


@pytest.mark.parametrize("shape", ["xlsx", "csv"])
def test_holds_a_few_rows_of_fifty_thousand_at_a_time(shape: str) -> None:
    people = [[number, f"Persona {number}", f"p{number}@x.example"] for number in range(50_000)]
    file = (
        raw_workbook(raw_rows(people))
        if shape == "xlsx"
        else csv_file("\n".join(";".join(str(cell) for cell in row) for row in people))
    )
    del people
    # What other tests of this process still hold (a fixture's rows) is not this reader's.
    rows_before, cells_before = alive(SheetRow), alive(Cell)
    rows_held, cells_held, count = 0, 0, 0
    with open_book(file) as book:
        for row in book.rows(0):
            count += 1
            if row.number % 10_000 == 5_000:
                rows_held = max(rows_held, alive(SheetRow) - rows_before)
                cells_held = max(cells_held, alive(Cell) - cells_before)
    assert count == 50_000
    assert rows_held <= 2, "rows gone by are still held"
    assert cells_held <= 10_000, "more of the sheet is held than the piece being read"
