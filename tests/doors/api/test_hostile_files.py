"""Files that are made to harm, all in one batch: each has the row that it deserves, and the honest one its verdict."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import orjson
import pytest
from pypdf import PdfWriter

from registry.artefacts.baking import bake_png
from registry.documents.carriers import MAX_ATTACHED_CREDENTIALS
from tests.doors.web.employer.conftest import Held, held  # noqa: F401  a fixture
from tests.support.archives import carpet, chunk, picture, png_of, zipped

pytestmark = pytest.mark.databases("sqlite")


def pdf(files: list[tuple[str, bytes]]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    for name, data in files:
        writer.add_attachment(name, data)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_bomb() -> bytes:
    """A PDF of a few hundred kilobytes whose one attachment unpacks to 300 MB."""
    packed = zlib.compress(b"{" * 300_000_000, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(c.json) 3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/F(c.json)/UF(c.json)/EF<</F 4 0 R>>>>",
        b"<</Type/EmbeddedFile/Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer\n<</Size 5/Root 1 0 R>>\n"
    return body + head + b"startxref\n%d\n%%%%EOF" % len(body)


def with_two(signed: bytes) -> bytes:
    baked = bake_png(picture(), signed.decode())
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + signed)
    return baked[:-12] + text + baked[-12:]


def false_length() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0x7FFFFFFF) + b"iTXt" + b"openbadgecredential\0"


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY l0 "ja">{entities}]><svg xmlns="http://www.w3.org/2000/svg">&l9;</svg>'.encode()


def files(signed: bytes) -> dict[str, tuple[bytes, str]]:
    document: dict[str, Any] = orjson.loads(signed)
    many = [(f"{n}.json", signed) for n in range(MAX_ATTACHED_CREDENTIALS + 2)]
    return {
        "honest.json": (signed, "valid"),
        "honest-after-900-others.pdf": (pdf([*((f"{n}.txt", b"") for n in range(900)), ("c.json", signed)]), "valid"),
        "two-in-one.png": (with_two(signed), "several"),
        "two-codes.png": (picture("https://a.example/1", "https://a.example/2", size=(1400, 900)), "several_codes"),
        "false-length.png": (false_length(), "damaged"),
        "huge.png": (png_of(50_000, 50_000), "picture_too_large"),
        "carpet.png": (carpet(2_000), "picture_too_busy"),
        "entities.svg": (laughs(), "damaged"),
        "many.pdf": (pdf(many), "several"),
        "bomb.pdf": (pdf_bomb(), "damaged"),
        "zeros.json": (b" " * 9_000_000, "archive_expands"),
        "ten-megabytes.json": (orjson.dumps({"x": [str(n) for n in range(900_000)]}), "too_large"),
        "deep.json": (b'{"a":' * 1_000 + b"1" + b"}" * 1_000, "too_deep"),
        "latin-1.json": ('{"a": "ñ"}'.encode("latin-1"), "not_utf8"),
        "inner.zip": (zipped({"a.json": signed}), "nested_archive"),
        "elsewhere.png": (picture("https://elsewhere.example/s/x"), "foreign_link"),
        "word.txt": ("¿Me lo verifica?".encode(), "unknown_format"),
        "empty.json": (b"", "empty"),
        "reversed\u202egpj.json": (orjson.dumps({**document, "id": "urn:x:\u202e"}), "signature_mismatch"),
    }


def test_every_hostile_file_has_its_row_and_the_honest_one_its_verdict(make_app, held: Held):  # noqa: F811
    # The work is bounded by its kind and not by the clock of a busy machine.
    client = make_app(batch_seconds=3_600).test_client()
    made = files(held.signed)
    archive = zipped([(name, data) for name, (data, _) in made.items()])
    answer = client.post("/api/v1/verify/batch", data=archive, content_type="application/zip")
    assert answer.status_code == 200, answer.text
    told = {item["input"].replace("�", "\u202e"): item["code"] for item in answer.get_json()["items"]}
    assert told == {name: code for name, (_, code) in made.items()}
    assert "\u202e" not in answer.text
