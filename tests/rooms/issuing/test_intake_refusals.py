"""Files that are refused, each with its reason, and bytes of every kind, which never do worse."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.issuing.intake import IntakeRefusal, open_book
from registry.issuing.intake import errors as refusals
from registry.issuing.intake import shared_strings as shared_strings_module
from registry.issuing.intake.cells import Cell, SheetRow, column_index, column_letter
from registry.issuing.intake.decoding import detect_encoding
from registry.issuing.intake.delimited import guess_delimiter
from registry.issuing.intake.shared_strings import SharedStrings
from tests.rooms.issuing.intake_samples import (
    csv_file,
    person,
    raw_rows,
    raw_workbook,
    workbook,
)
from tests.support.effort import calls


def rows_of(file: io.BytesIO, sheet: int = 0) -> list[SheetRow]:
    with open_book(file) as book:
        return list(book.rows(sheet))


def cells_of(sheet_data: str, **parts: bytes) -> list[Cell]:
    named = {{"styles": "xl/styles.xml", "strings": "xl/sharedStrings.xml"}[key]: data for key, data in parts.items()}
    return list(rows_of(raw_workbook(sheet_data, parts=named))[0].cells)


# -- refusals


def ole(inside: bytes = b"") -> io.BytesIO:
    return io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + inside)


def archive(**parts: bytes) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        (io.BytesIO(b""), refusals.NoRows),
        (io.BytesIO(b" \r\n "), refusals.NoRows),
        (ole(), refusals.OldWorkbook),
        (ole("EncryptedPackage".encode("utf-16-le")), refusals.EncryptedWorkbook),
        (io.BytesIO(b"%PDF-1.7 ..."), refusals.NotAWorkbook),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n"), refusals.NotAWorkbook),
        (io.BytesIO(b"\r\n<html><table><tr><td>Nombre"), refusals.NotAWorkbook),
        (io.BytesIO(b"MZ\x90\0\3\0\0\0" * 40), refusals.NotAWorkbook),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), refusals.NotAWorkbook),
        (archive(**{"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"}), refusals.NotAWorkbook),
        (archive(**{"xl/workbook.bin": b"", "[Content_Types].xml": b"<t/>"}), refusals.NotAWorkbook),
        (archive(**{"foto.jpg": b""}), refusals.NotAWorkbook),
        (io.BytesIO(b"PK\3\4 cut"), refusals.DamagedFile),
    ],
)
def test_refuses_what_is_not_a_list(file: io.BytesIO, refusal: type[IntakeRefusal]) -> None:
    with pytest.raises(refusal) as caught:
        open_book(file)
    assert caught.value.said.es != caught.value.said.en


def test_refuses_a_file_over_the_limit() -> None:
    with pytest.raises(refusals.FileTooLarge):
        open_book(io.BytesIO(b"a" * 2_000_000), max_bytes=1_000_000)


def test_refuses_a_truncated_workbook() -> None:
    whole = workbook([person(number) for number in range(300)]).getvalue()
    with pytest.raises(refusals.DamagedFile):
        rows_of(io.BytesIO(whole[: len(whole) // 2]))


def test_refuses_a_sheet_that_breaks_off() -> None:
    parts = {
        "xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetD'
    }
    with pytest.raises(refusals.DamagedFile):
        rows_of(raw_workbook("", parts=parts))


def test_refuses_a_workbook_whose_checksum_is_false() -> None:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed,
        zipfile.ZipFile(raw_workbook(raw_rows([["Ana"]]))) as whole,
    ):
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
    with pytest.raises(refusals.DamagedFile):
        rows_of(io.BytesIO(target.getvalue().replace(b"<t>Ana</t>", b"<t>Eva</t>")))


def test_refuses_a_bomb() -> None:
    sheet = b"<row>" + b" " * (60 << 20)
    with pytest.raises(refusals.ExpandsTooMuch):
        open_book(raw_workbook("", parts={"xl/worksheets/sheet1.xml": sheet}))


def test_refuses_a_bomb_among_the_small_parts() -> None:
    styles = b"<styleSheet>" + bytes(range(32, 127)) * 200_000
    with pytest.raises(refusals.ExpandsTooMuch):
        open_book(raw_workbook("", parts={"xl/styles.xml": styles}))


@pytest.mark.parametrize("where", ["sheet", "workbook", "strings"])
def test_refuses_entities_wherever_they_stand(where: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    parts: dict[str, bytes] = {}
    if where == "workbook":
        parts["xl/workbook.xml"] = (bomb + "<workbook/>").encode()
    elif where == "strings":
        parts["xl/sharedStrings.xml"] = (bomb + "<sst/>").encode()
    file = raw_workbook(raw_rows([["a"]]), prolog=bomb if where == "sheet" else "", parts=parts)
    with pytest.raises(refusals.UnsafeXml):
        rows_of(file)


def test_refuses_too_many_columns() -> None:
    with pytest.raises(refusals.TooManyColumns):
        rows_of(raw_workbook('<row r="3"><c r="ZZ3"><v>1</v></c></row>'))
    with pytest.raises(refusals.TooManyColumns):
        rows_of(csv_file("a;b\n" + "x;" * 300 + "y"))


def test_ignores_empty_styled_cells_past_the_last_column() -> None:
    (row,) = rows_of(raw_workbook('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'))
    assert len(row.cells) == 1


def test_refuses_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.issuing.intake.workbook.MAX_ROWS", 10)
    monkeypatch.setattr("registry.issuing.intake.delimited.MAX_ROWS", 10)
    with pytest.raises(refusals.TooManyRows):
        rows_of(raw_workbook(raw_rows([["x"]] * 11)))
    with pytest.raises(refusals.TooManyRows):
        rows_of(csv_file("a;b\n" * 11))


def test_refuses_a_cell_without_end() -> None:
    with pytest.raises(refusals.CellTooLong):
        rows_of(raw_workbook(raw_rows([["x" * 50_000]])))
    with pytest.raises(refusals.CellTooLong):
        rows_of(csv_file("a;b\n" + "x" * 50_000 + ";y"))


def test_refuses_a_row_that_would_fill_the_memory() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + "x" * 30_000
        + "</t></si></sst>"
    )
    cells = '<c t="s"><v>0</v></c>' * 150
    with pytest.raises(refusals.RowTooLong):
        rows_of(raw_workbook(f"<row>{cells}</row>" * 500, parts={"xl/sharedStrings.xml": strings.encode()}))
    with pytest.raises(refusals.RowTooLong):
        rows_of(csv_file("a;b\n" + ";".join(["x" * 30_000] * 100)))


def test_refuses_a_table_of_endless_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings_module, "MAX_TEXTS", 10)
    table = SharedStrings()
    with pytest.raises(refusals.ExpandsTooMuch):
        for _ in range(11):
            table.append("x")
    assert len(table) == 10
    table.close()


@pytest.mark.parametrize(
    "after",
    [
        "<mergeCells>" + "<mergeCell " * 80_000,
        "<mergeCells>" + '<mergeCell ref="A1:A400"/>' * 20_000 + "</mergeCells>",
        "<mergeCells>" + "".join(f'<mergeCell ref="A{n}:ZZ9999999"/>' for n in range(1, 5_000)) + "</mergeCells>",
    ],
)
def test_spends_little_on_hostile_merges(after: str) -> None:
    data = raw_workbook(raw_rows([["x", n] for n in range(400)]), after=after).getvalue()
    assert calls(lambda: read_or_refuse(data)) < 3_000_000


def test_refuses_a_quotation_mark_that_swallows_people() -> None:
    people = "".join(f"{number};Ana;López;ana{number}@x.example\n" for number in range(20))
    with pytest.raises(refusals.UnclosedQuote) as caught:
        rows_of(csv_file(f'No;Nombre;Apellido;Correo\n0;"Ana;López;a@x.example\n{people}21;Luis";Pérez;l@x.example\n'))
    assert caught.value.details["row"] == 2


def test_refuses_a_quotation_mark_that_swallows_the_whole_file() -> None:
    people = "".join(f"{number};Ana;López;ana{number}@x.example\n" for number in range(9_000))
    with pytest.raises(refusals.UnclosedQuote):
        rows_of(csv_file(f'No;Nombre;Apellido;Correo\n0;"Ana;López;a@x.example\n{people}'))


def test_refuses_a_number_of_text_that_the_table_lacks() -> None:
    with pytest.raises(refusals.DamagedFile):
        cells_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')


# -- whatever comes


GOOD = workbook([person(number) for number in range(5)]).getvalue()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_answers_any_bytes_with_rows_or_a_refusal(data: bytes) -> None:
    read_or_refuse(data)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_answers_a_damaged_workbook_with_rows_or_a_refusal(at: int, noise: bytes) -> None:
    read_or_refuse(GOOD[:at] + noise + GOOD[at + len(noise) :])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from('<>/="cvrstf 0123456789ABZ:!&;inlineStr'), max_size=120))
def test_answers_any_sheet_xml_with_rows_or_a_refusal(inside: str) -> None:
    read_or_refuse(raw_workbook(f'<row r="1">{inside}</row>').getvalue())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_answers_any_text_with_rows_or_a_refusal(text: str, encoding: str) -> None:
    read_or_refuse(text.encode(encoding, "replace"))


def read_or_refuse(data: bytes) -> None:
    try:
        with open_book(io.BytesIO(data)) as book:
            for sheet in book.sheets:
                for row in book.rows(sheet.index):
                    assert row.number >= 1
    except IntakeRefusal as refusal:
        assert refusal.said.es and refusal.said.en


@given(st.binary(max_size=200))
def test_always_finds_an_encoding_that_decodes(data: bytes) -> None:
    name, mark = detect_encoding(io.BytesIO(data))
    data[mark:].decode(name, "replace")


@given(st.text(max_size=200))
def test_always_finds_a_separator(text: str) -> None:
    assert guess_delimiter(text) in ",;\t|"


@given(st.integers(0, 16_383))
def test_names_columns_as_spreadsheets_do(index: int) -> None:
    assert column_index(column_letter(index)) == index


def test_names_the_columns_around_the_ends_of_the_alphabet() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
