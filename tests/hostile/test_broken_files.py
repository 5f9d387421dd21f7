"""Every reader against good files broken a little: an answer or one of its own refusals, never another exception."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.artefacts.baking import bake_png, bake_svg
from registry.artefacts.scanning import Scanner
from registry.documents import (
    EventKind,
    MalformedDocument,
    Unreadable,
    archive,
    parse_event,
    parse_note,
    parse_scope,
    read_presented,
)
from registry.documents.paper import read_paper
from registry.documents.receipts import receipt_in
from registry.errors import RegistryError
from registry.signing import (
    Algorithm,
    CborMalformed,
    JoseMalformed,
    JsonMalformed,
    SigningError,
    UnsupportedAlgorithm,
    VerificationKey,
    assemble_jwt,
    did_document,
    parse_did_document,
    parse_jwt,
    parse_sign1,
    strict_json_loads,
    to_base64url,
)
from registry.signing.cbor import decode
from registry.trust import root
from registry.trust.batch.errors import FileNotSent
from registry.trust.batch.planning import Upload, plan
from registry.trust.bundle.errors import BundleRefused
from registry.trust.bundle.evidence import evidence_of
from registry.trust.bundle.reading import read_bundle
from registry.trust.errors import RootRefused
from registry.verification import Evidence, verify
from tests.hostile import papers
from tests.hostile.making import GOOD
from tests.support import bundles
from tests.support.archives import pdf, picture, qr, saved, zipped
from tests.support.breaking import broken, odd
from tests.verification import test_paper, world
from tests.verification.world import NOW, PROVIDER, credential

DATA = world.dumps(GOOD)
JWT = PROVIDER.jwt(credential()).encode()
PAYLOAD: bytes = papers.parts()[2]
BUNDLE = bundles.bundle(compress=False)
RECORDS = bundles.records()
BODY = BUNDLE.partition(b"\n")[2]
HONEST = read_presented(DATA)
EVIDENCE = world.evidence(credential())
PAPER_EVIDENCE = test_paper.evidence()


def judged(data: bytes, evidence: Evidence = EVIDENCE) -> None:
    """Read and, where that is possible, verified: whatever a stranger wrote, there is a report."""
    verify(read_presented(data), evidence, world.policy(), at=NOW).as_dict()


def unpacked(data: bytes) -> None:
    for entry in archive.entries(io.BytesIO(data)):
        entry.read()


def planned(name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        for asked in plan([Upload(name, io.BytesIO(data))], "", limit=1_000):
            with contextlib.suppress(FileNotSent):
                asked.take()

    return read


def answered(data: bytes) -> None:
    """A bundle is read, and the award judged by it."""
    opened = read_bundle(data, at=NOW)
    verify(HONEST, evidence_of(opened, HONEST, at=NOW), world.policy(), at=NOW).as_dict()


def workbook() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet("Lista", 0)
    for row in (("link", "name"), ("https://registro.example/s/x", "Ana"), ("https://registro.example/s/y", "Eva")):
        sheet.append(row)
    book.save(target)
    return target.getvalue()


def receipt(data: bytes) -> None:
    receipt_in(data)


@dataclass(frozen=True)
class Reader:
    """A reader, a good file for it, its refusals, and how many broken ones it is shown."""

    read: Callable[[bytes], object]
    good: Callable[[], bytes]
    refusals: type[Exception] | tuple[type[Exception], ...]
    examples: int = 150


READERS = {
    "cbor": Reader(decode, lambda: PAYLOAD, CborMalformed, 400),
    "cose": Reader(parse_sign1, papers.signed_bytes, CborMalformed, 400),
    "paper": Reader(lambda data: read_paper(data.decode("latin-1")), papers.HONEST.encode, Unreadable, 300),
    "paper, signed over a broken payload": Reader(
        lambda data: judged(papers.with_payload(data).encode(), PAPER_EVIDENCE), lambda: PAYLOAD, Unreadable, 200
    ),
    "json": Reader(strict_json_loads, lambda: DATA, JsonMalformed, 300),
    "jwt": Reader(
        lambda data: parse_jwt(data.decode("latin-1")), lambda: JWT, (JoseMalformed, UnsupportedAlgorithm), 300
    ),
    "credential as JSON": Reader(judged, lambda: DATA, Unreadable, 60),
    "credential as JWT": Reader(judged, lambda: JWT, Unreadable, 100),
    "png": Reader(judged, lambda: bake_png(saved(qr("x").resize((20, 20))), DATA.decode()), Unreadable, 100),
    "svg": Reader(
        judged,
        lambda: bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', DATA.decode()),
        Unreadable,
        100,
    ),
    "pdf": Reader(judged, lambda: pdf([("a.json", DATA), ("registration-note.jws", b"eyJ.e.e")]), Unreadable, 200),
    "receipt": Reader(receipt, lambda: world.note(credential()).encode(), (), 200),
    "zip": Reader(unpacked, lambda: zipped({"a.json": DATA, "b/c.jwt": JWT}), Unreadable, 300),
    "zip in a batch": Reader(planned("x.zip"), lambda: zipped({"a.json": DATA, "l.csv": b"link\nx\n"}), RegistryError),
    "csv in a batch": Reader(
        planned("x.csv"),
        lambda: b"link;name;file\r\nhttps://registro.example/s/x;Ana;\r\n;Eva;b.json\r\n",
        RegistryError,
    ),
    "workbook in a batch": Reader(planned("x.xlsx"), workbook, RegistryError),
    "bundle": Reader(answered, lambda: BUNDLE, BundleRefused, 100),
    "bundle, packed": Reader(answered, bundles.bundle, BundleRefused, 200),
    "bundle, sealed when it was broken": Reader(
        lambda data: answered(bundles.bundle(body=data)), lambda: BODY, BundleRefused
    ),
    "root": Reader(
        lambda data: root.read_root(data, trusted=bundles.NAMED, at=NOW), bundles.root_file, RootRefused, 200
    ),
}


@pytest.mark.parametrize("name", READERS)
def test_a_broken_file_is_read_or_refused(name: str) -> None:
    reader = READERS[name]
    good = reader.good()
    reader.read(good)

    @settings(max_examples=reader.examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def attempt(luck: random.Random) -> None:
        data = broken(good, luck)
        try:
            reader.read(data)
        except reader.refusals as refusal:
            said = getattr(refusal, "said", None)
            assert said is None or "{" not in said.es.replace("{}", "")

    attempt()


def signed_anew(claims: Any) -> None:
    """Odd claims, honestly signed by the institution."""
    key, method = PROVIDER.key("issuing", Algorithm.P256), PROVIDER.method("issuing", Algorithm.P256)
    said = f"{JWT.partition(b'.')[0].decode()}.{to_base64url(json.dumps(claims).encode())}".encode()
    assert parse_jwt(JWT.decode()).header["kid"] == method
    judged(assemble_jwt(said, key.sign(said)).encode())


def resealed(lines: Any) -> None:
    answered(bundles.bundle(body=b"".join(json.dumps(line).encode() + b"\n" for line in lines)))


#: Readers of JSON that is well formed and says something odd.
MEMBERS: dict[str, tuple[Callable[[Any], object], Any, type[Exception] | tuple[type[Exception], ...]]] = {
    "a credential's claims as JWT": (signed_anew, dict(read_presented(JWT).jwt.claims), Unreadable),  # type: ignore[union-attr]
    "a credential after signing": (lambda value: judged(json.dumps(value).encode()), GOOD, Unreadable),
    "the records of a bundle": (resealed, RECORDS, BundleRefused),
    "a status event": (
        parse_event,
        dict(parse_jwt(world.event(EventKind.REVOKED, NOW)).claims),
        MalformedDocument,
    ),
    "a registration note": (parse_note, dict(parse_jwt(world.note(credential())).claims), MalformedDocument),
    "a scope": (parse_scope, json.loads(world.accreditation().scope), MalformedDocument),
    "a DID document": (
        functools.partial(parse_did_document, did=PROVIDER.did),
        did_document(
            did=PROVIDER.did,
            keys=[VerificationKey("issuing-p256-1", PROVIDER.key("issuing", Algorithm.P256).public_key)],
        ),
        SigningError,
    ),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_odd_members_are_read_or_refused(name: str) -> None:
    read, good, refused = MEMBERS[name]
    refusals = refused if isinstance(refused, tuple) else (refused,)
    read(good)

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def attempt(luck: random.Random) -> None:
        with contextlib.suppress(*refusals):
            read(odd(good, luck))

    attempt()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_broken_picture_is_looked_at_or_refused(form: str) -> None:
    """In the process that looks at pictures, which must outlive them."""
    good = picture("https://registro.example/s/x", form=form, size=(500, 500))
    with Scanner() as scanner:
        assert scanner.codes(good)

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.randoms(use_true_random=False))
        def attempt(luck: random.Random) -> None:
            try:
                scanner.codes(broken(good, luck))
            except Unreadable as refusal:
                assert refusal.said.es

        attempt()
