"""A list as a personnel department makes it, and the candidates that a request comes to."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from registry.errors import RegistryError
from registry.trust.batch.lists import Listed, read_lines, read_list
from registry.trust.batch.planning import Item, Upload, plan, plan_items
from tests.support.archives import encrypted, zipped

FOLIO = "7Q4K-M2ZT-9XW3-H6"
REAL = "FYVR-RY2W-6PJW-W4"
LINK = "https://registro.example/s/AbCdEf"


def listed(text: str, encoding: str = "utf-8", limit: int = 100) -> tuple[Listed, ...]:
    return read_list(io.BytesIO(text.encode(encoding)), name="lista.csv", limit=limit)


def upload(name: str, data: bytes) -> Upload:
    return Upload(name, io.BytesIO(data))


def refusal(*uploads: Upload, text: str = "", limit: int = 100) -> RegistryError:
    with pytest.raises(RegistryError) as caught:
        plan(uploads, text, limit=limit)
    assert "{" not in caught.value.said.es + caught.value.said.en
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_reads_columns_by_their_headings(encoding: str, separator: str) -> None:
    rows = (
        ("Lista de candidatos 2026",),
        ("Nombre completo", "Primer apellido", "FOLIO", "Enlace", "Archivo"),
        ("Ana Sofía Ñúñez Pérez", "Ñúñez", REAL, "", ""),
        ("Luis Cruz", "", "", LINK, ""),
        ("", "", "", "", "cruz.pdf"),
        ("Nadie", "", "", "", ""),
    )
    text = "\r\n".join(separator.join(row) for row in rows)
    assert listed(text, encoding) == (
        Listed(3, folio=REAL, surname="Ñúñez", name="Ana Sofía Ñúñez Pérez"),
        Listed(4, link=LINK, name="Luis Cruz"),
        Listed(5, file="cruz.pdf"),
    )


def test_puts_a_name_together_from_three_columns() -> None:
    (row,) = listed(f"given name,first surname,second surname,link\nAna Sofía,Ñúñez,Pérez,{LINK}")
    assert (row.name, row.surname) == ("Ana Sofía Ñúñez Pérez", "Ñúñez")


def test_without_headings_a_link_or_folio_is_known_by_its_form() -> None:
    rows = listed(f"1,{LINK},Luis Cruz\n2,{REAL},Ñúñez\n3,ninguno,nadie\n")
    assert [(row.number, row.subject, row.name) for row in rows] == [(1, LINK, "Luis Cruz"), (2, REAL, "Ñúñez")]


def test_reads_a_workbook() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["link", "name"])
    sheet.write_string(1, 0, LINK)
    sheet.write_string(1, 1, "Ana Sofía")
    book.close()
    assert read_list(io.BytesIO(target.getvalue()), name="l.xlsx", limit=9) == (Listed(2, link=LINK, name="Ana Sofía"),)


def test_reads_pasted_lines() -> None:
    rows = read_lines(f"{LINK}, Ana Sofía\n\n{REAL};Ñúñez\nhola\n", limit=9)
    assert [(row.number, row.link or row.folio, row.name) for row in rows] == [
        (1, LINK, "Ana Sofía"), (3, REAL, "Ñúñez"), (4, "hola", ""),
    ]  # fmt: skip


def test_a_list_of_a_hundred_thousand_rows_is_refused_without_being_read_to_its_end() -> None:
    class Counted(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            self.taken += len(data)
            return data

    source = Counted(("link,name\n" + f"{LINK},x\n" * 100_000).encode())
    with pytest.raises(RegistryError) as caught:
        read_list(source, name="lista.csv", limit=50)
    assert caught.value.code == "batch_list_too_long"
    # The encoding is told by all bytes, once; the rows are not.
    assert source.taken < 1.5 * len(source.getvalue())


def test_a_list_without_anything_to_verify_says_what_to_write() -> None:
    with pytest.raises(RegistryError) as caught:
        listed("nombre,correo\nAna,ana@correo.example\n")
    assert caught.value.code == "list_without_subjects"
    assert "enlace, folio" in caught.value.said.es


def test_a_row_takes_the_file_that_it_names_and_the_others_follow() -> None:
    archive = zipped(
        {"c/ana.json": "1", "c/luis.json": "2", "lista.csv": "archivo,nombre\nana.json,Ana\nfalta.pdf,Eva\n"}
    )
    asked = plan([upload("x.zip", archive), upload("suelta.jwt", b"3")], "", limit=9)
    assert [(one.label, one.name, one.row) for one in asked] == [
        ("ana.json", "Ana", 2), ("falta.pdf", "Eva", 3), ("c/luis.json", "", None), ("suelta.jwt", "", None),
    ]  # fmt: skip
    assert (asked[0].take(), asked[2].take(), asked[3].take()) == (b"1", b"2", b"3")
    with pytest.raises(RegistryError) as missing:
        asked[1].take()
    assert missing.value.code == "file_not_sent"


def test_a_zip_inside_a_zip_is_not_opened() -> None:
    (asked,) = plan([upload("x.zip", zipped({"otro.bin": zipped({"a.json": "{}"})}))], "", limit=9)
    with pytest.raises(RegistryError) as nested:
        asked.take()
    assert nested.value.code == "nested_archive"


def test_whatever_makes_all_of_it_unreadable_refuses_all_of_it() -> None:
    assert refusal().code == "nothing_in_batch"
    assert refusal(upload("x.zip", zipped({}))).code == "nothing_in_batch"
    assert refusal(upload("x.zip", b"PK\x03\x04 cut")).code == "damaged"
    assert refusal(upload("x.zip", encrypted(zipped({"lista.csv": "link\nx\n"})))).code == "entry_encrypted"
    assert refusal(upload("lista.xlsx", zipped({"a": "b"}))).code == "not_a_workbook"
    assert refusal(upload("l.csv", b"a,b\n1,2\n")).code == "list_without_subjects"
    assert refusal(*(upload(f"{n}.json", b"{}") for n in range(4)), limit=3).code == "batch_too_large"
    assert refusal(text="\n".join([LINK] * 4), limit=3).code == "batch_list_too_long"
    with pytest.raises(RegistryError) as caught:
        plan_items([Item("x")] * 4, limit=3)
    assert caught.value.code == "batch_too_large"


def test_a_strangers_file_name_is_cleaned() -> None:
    (asked,) = plan([upload("../../\u202eeva\x00.json", b"{}")], "", limit=9)
    assert asked.label == "�eva�.json"


@pytest.mark.parametrize("subject", [LINK, REAL])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("heading", ["link,name,folio", "Nadie,Nada"])
def test_a_quotation_mark_left_open_loses_no_candidate_unsaid(subject: str, line: str, heading: str) -> None:
    rows = [heading, f'{subject},"Ana', f"{subject},Eva", f"{subject},Luis"]
    refused = refusal(upload("lista.csv", line.join(rows).encode()))
    assert refused.code == "unclosed_quote"
    assert "Row 2" in refused.said.en


def test_a_line_break_within_a_name_is_no_further_row() -> None:
    (one,) = listed(f'link,name\n{LINK},"Ana Sofía\nÑúñez"\n')
    assert (one.link, one.name) == (LINK, "Ana Sofía\nÑúñez")
