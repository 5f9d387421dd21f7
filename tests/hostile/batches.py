"""ZIPs and lists as they come in at ``/verify/batch`` and at ``POST /api/v1/verify/batch``."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from registry.documents.archive import MAX_ENTRIES
from registry.verification import Result, Verdict
from tests.hostile.archive import Case, Group, HandedIn, Outcome
from tests.hostile.entrances import LIMIT, InBatch
from tests.hostile.making import GOOD, case
from tests.support.archives import encrypted, lying, zipped
from tests.verification import world

DATA = world.dumps(GOOD)
SMALL = world.dumps({"type": ["VerifiableCredential"], "name": "Ana", "credentialSubject": {"id": "urn:x"}})
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sent(name: str, code: str, data: Callable[[], bytes], *, file: str = "x.zip") -> Case:
    """An upload of that file name, refused whole or in its one row."""
    return Case(name, Group.BATCH, Outcome(code), lambda: HandedIn(data(), read=InBatch(file)))


def honest(name: str, data: Callable[[], bytes]) -> Case:
    expected = ("signature", Result.PASSED, "signature_good", Verdict.VALID)
    return case(name, Group.BATCH, expected, lambda: HandedIn(data(), read=InBatch("x.zip")))


def zeros() -> bytes:
    return zipped({"a.json": b"0" * 9_000_000})


def workbook(sheet: str) -> bytes:
    """An Excel workbook of one sheet, its XML as given."""

    def relations(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
            "</Relationships>"
        )

    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="Lista" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def with_entity() -> bytes:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    return workbook(
        f'<!DOCTYPE w [<!ENTITY x "ja">]><worksheet xmlns="{_MAIN}"><sheetData>{cell}</sheetData></worksheet>'
    )


CASES = (
    honest(
        "a ZIP whose entry is called ../../etc/passwd: names are only shown",
        lambda: zipped({"../../etc/passwd": DATA}),
    ),
    honest("a ZIP with a system's own files beside it", lambda: zipped({"__MACOSX/._c.json": b"x", "c.json": DATA})),
    sent("a ZIP of 9 MB of zeros in 9 KB", "archive_expands", zeros),
    sent(
        "a ZIP of 27 files that become 270 MB",
        "archive_expands",
        lambda: zipped([(f"{n}.json", b"0" * 9_999_999) for n in range(27)]),
    ),
    sent("a ZIP entry that says it is smaller than it is", "damaged", lambda: lying(zeros(), 900_000)),
    sent("a ZIP in a ZIP", "nested_archive", lambda: zipped({"inner.zip": zipped({"c.json": DATA})})),
    sent("a ZIP in a ZIP under another name", "nested_archive", lambda: zipped({"c.json": zipped({"c.json": DATA})})),
    sent("a ZIP with a password", "entry_encrypted", lambda: encrypted(zipped({"c.json": DATA}))),
    sent(
        "a ZIP packed in a way that is not ordinary",
        "entry_method",
        lambda: zipped({"c.json": DATA}, zipfile.ZIP_LZMA),
    ),
    sent(
        "a ZIP of 10,001 empty files",
        "archive_too_many",
        lambda: zipped([(f"{n}", b"") for n in range(2 * MAX_ENTRIES + 1)], zipfile.ZIP_STORED),
    ),
    sent(
        "a ZIP of more files than one batch answers",
        "batch_too_large",
        lambda: zipped([(f"{n}.json", b"{}") for n in range(LIMIT + 1)]),
    ),
    sent("a ZIP cut off", "damaged", lambda: zipped({"c.json": DATA})[:-10]),
    sent("a ZIP with nothing in it", "nothing_in_batch", lambda: zipped({})),
    sent("a ZIP of an empty file", "empty_file", lambda: zipped({"c.json": b""})),
    sent("a ZIP of 11 MB in one file", "too_large", lambda: zipped({"c.json": b"0" * 11_000_000})),
    sent(
        "a CSV of 100,000 rows",
        "batch_list_too_long",
        lambda: b"link\n" + b"https://registro.example/s/x\n" * 100_000,
        file="lista.csv",
    ),
    sent("a CSV of words", "list_without_subjects", lambda: b"a,b\n1,2\n", file="lista.csv"),
    sent("a CSV of noise", "list_without_subjects", lambda: bytes(range(128, 256)) * 20, file="lista.csv"),
    sent(
        "a CSV whose quotation mark is never closed",
        "unclosed_quote",
        lambda: b'link,name\n"https://registro.example/s/x,Ana\n' + b"https://registro.example/s/x,Eva\n" * 50,
        file="lista.csv",
    ),
    sent(
        "a CSV with a link of another site",
        "foreign_link",
        lambda: b"link\nhttps://elsewhere.example/s/x\n",
        file="lista.csv",
    ),
    sent("a CSV that names a file which did not come", "file_not_sent", lambda: b"file\nc.json\n", file="lista.csv"),
    sent(
        "a CSV that names a file of the server",
        "file_not_sent",
        lambda: b"file\n../../../etc/passwd\n",
        file="lista.csv",
    ),
    sent("a credential called lista.csv", "too_many_columns", lambda: DATA, file="lista.csv"),
    sent("a small credential called lista.csv", "list_without_subjects", lambda: SMALL, file="lista.csv"),
    sent("a workbook whose sheet declares an entity", "unsafe_xml", with_entity, file="lista.xlsx"),
    sent(
        "a workbook of 300 MB in one sheet",
        "expands_too_much",
        lambda: workbook(" " * 300_000_000),
        file="lista.xlsx",
    ),
    sent("half a workbook", "damaged_file", lambda: workbook("<worksheet/>")[:400], file="lista.xlsx"),
)
