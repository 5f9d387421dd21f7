"""Files that are made to harm, all in one batch: each has the row that it deserves, and the honest one its verdict."""

from __future__ import annotations

import io
from typing import Any

import orjson
import pytest

from registry.documents.archive import looks_like_zip
from registry.documents.carriers import MAX_ATTACHED_CREDENTIALS
from tests.documents import samples
from tests.doors.web.employer.conftest import Held, held  # noqa: F401  a fixture
from tests.hostile.archive import Case, Group, every_case
from tests.hostile.entrances import InBatch, pasted, photographed, uploaded
from tests.support.archives import carpet, false_length, laughs, pdf, pdf_bomb, picture, png_of, with_two, zipped

pytestmark = pytest.mark.databases("sqlite")


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
        "empty.json": (b"", "empty_file"),
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


@pytest.fixture(scope="module")
def refusals() -> tuple[Case, ...]:
    """The archive's files, lists and links in which there is nothing to verify."""
    found = tuple(case for case in every_case() if case.group in (Group.FILE, Group.BATCH) and not case.expected.check)
    assert len(found) > 60
    return found


def test_the_doors_say_what_the_archive_says(make_app, refusals):
    """Each by the page and by the API, alone and in a batch: refused, with the same code, and nowhere by a 500."""
    rates = dict.fromkeys(("verify_rate", "batch_rate"), "10000 per minute")
    client = make_app(base_url=samples.BASE, link_url=samples.BASE, batch_seconds=3_600, **rates).test_client()
    for case in refusals:
        handed = case.build()
        if handed.read is photographed:
            continue  # three seconds of the processor at each door
        name = handed.read.name if isinstance(handed.read, InBatch) else "x"

        def posted(path, handed=handed, name=name):
            fields = (
                {"text": handed.data.decode()} if handed.read is pasted else {"file": (io.BytesIO(handed.data), name)}
            )
            return client.post(path, data=fields, content_type="multipart/form-data")

        if handed.read is not uploaded or not looks_like_zip(handed.data):  # a ZIP is several files there
            answer = posted("/api/v1/verify/batch")
            told = answer.get_json()
            assert answer.status_code < 500, case.name
            assert (told["items"][0] if "items" in told else told)["code"] == case.expected.code, case.name
        if not isinstance(handed.read, InBatch):
            assert posted("/verify").status_code in (400, 404, 413, 422), case.name
        if handed.read is uploaded:
            answer = posted("/api/v1/verify")
            assert (answer.get_json()["code"], answer.status_code // 100) == (case.expected.code, 4), case.name
