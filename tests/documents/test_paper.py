"""The code on paper: what it says comes back, it stays small enough, and nothing else is taken for it."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import unicodedata
import uuid
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import Unreadable, read_presented
from registry.documents.paper import (
    EXTERNAL_AAD,
    NAME_BYTES,
    TITLE_BYTES,
    PaperClaims,
    did_digest,
    fitted,
    looks_like_paper,
    paper_text,
    read_paper,
)
from registry.documents.read import Carrier, Form
from registry.signing import Algorithm, PrivateKey, PublicKey, cose_sign1, verify_sign1
from tests.documents import samples

KEY = PrivateKey.from_bytes(Algorithm.P256, bytes(31) + b"\x07")
MOMENT = dt.datetime(2026, 8, 14, 23, 20, 11, tzinfo=dt.UTC)
CLAIMS = PaperClaims(
    signed_at=MOMENT + dt.timedelta(days=3),
    document="urn:uuid:0d6f2b0c-4a7e-4a0b-9c5e-8f1d2a3b4c5d",
    holder="Ana Sofía Ñúñez Pérez",
    title="Uso responsable de la IA en el aula",
    issuer=did_digest("did:web:registro.example:providers:valle-ficticio"),
    achieved_on=dt.date(2026, 8, 14),
    folio=samples.folio(),
    valid_from=MOMENT,
    valid_until=MOMENT + dt.timedelta(days=3 * 365),
    logged_at=MOMENT + dt.timedelta(minutes=1),
    list_id=bytes(range(9)),
    list_index=131_071,
    definition=uuid.UUID("0198a5c0-0000-7000-8000-000000000001"),
)
#: The longest host for which the version is promised (``docs/formats/paper-qr.md``).
HOST = "microcredenciales.ejemplo-ficticio.gob.mx"[-40:]
VECTORS = Path(__file__).parents[1] / "vectors" / "paper-qr.json"


def text_of(claims: PaperClaims = CLAIMS, *, host: str = "registro.example") -> str:
    return "".join(paper_text(claims, signer=KEY, host=host))


def members(**changes: Any) -> dict[int, Any]:
    """The payload of the sample, some of its members changed or (None) left out."""
    whole = {
        0: 1, 1: 1, 2: bytes(16), 3: "Ana Pérez", 4: "Uso de la IA", 5: bytes(8), 6: 20_000, 7: CLAIMS.folio, 8: 1,
        10: 1, 11: bytes(9), 12: 5, 13: bytes(16),
    }  # fmt: skip
    changed = whole | {int(name.removeprefix("m")): value for name, value in changes.items()}
    return {key: value for key, value in changed.items() if value is not None}


def spelled(payload: dict[int, Any]) -> str:
    signed = cose_sign1(payload, signer=KEY, external_aad=EXTERNAL_AAD)
    return "HTTPS://REGISTRO.EXAMPLE/Q#" + base64.b32encode(signed).decode().rstrip("=")


def refusal(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read_paper(text)
    assert caught.value.code == "paper_unreadable"
    return str(caught.value.details["detail"])


def test_what_it_says_comes_back() -> None:
    text = text_of()
    code = read_paper(text)

    assert code.claims == CLAIMS
    assert code.text == text
    verify_sign1(code.signed, KEY.public_key, external_aad=EXTERNAL_AAD)
    assert code.claims.list_url("https://registro.example") == "https://registro.example/status/AAECAwQFBgcI"


def test_without_an_end_it_says_none() -> None:
    open_ended = dataclasses.replace(CLAIMS, valid_until=None)
    assert read_paper(text_of(open_ended)).claims == open_ended


def test_the_door_knows_it_by_its_form() -> None:
    presented = read_presented(text_of().encode())
    assert (presented.form, presented.carrier) == (Form.PAPER, Carrier.PAPER)
    assert presented.document_id == CLAIMS.document


def test_blanks_line_breaks_and_case_do_not_matter() -> None:
    text = text_of()
    wrapped = "\n".join(text[start : start + 60] for start in range(0, len(text), 60)).lower()
    # Within the address nothing may break; mail programs wrap the long part.
    assert read_paper("  " + text[:40].lower() + "\r\n " + text[40:] + "\n").claims == CLAIMS
    assert read_paper(wrapped).claims == CLAIMS
    assert read_paper(text.replace("#", "?lang=en#")).text == text


@pytest.mark.parametrize(
    "text",
    [
        "https://registro.example/q",
        "https://registro.example/q#",
        "https://registro.example/s/abc#ABCDEFGH",
        "ftp://registro.example/Q#ABCDEFGH",
        "https://registro.example/Q#ABCD1EFG",  # 1 is no letter of base32
        "https://registro.example/Q?" + "x" * 101 + "#ABCDEFGH",
        "https://registro.example/Q/x#ABCDEFGH",
        "https:///Q#ABCDEFGH",
        "https://registro.example/Q#" + "A" * 5_000,
    ],
)
def test_other_addresses_are_no_code(text: str) -> None:
    assert not looks_like_paper(text)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Ana Sofía Ñúñez Pérez", "Uso responsable de la IA en el aula"),
        ("W" * 200, "M" * 200),
        ("ñ" * 200, "Ñ" * 200),
        ("李" * 200, "語" * 200),
    ],
)
def test_the_longest_names_and_titles_stay_within_version_17_at_level_m(name: str, title: str) -> None:
    holder, name_cut = fitted(name, NAME_BYTES)
    short, title_cut = fitted(title, TITLE_BYTES)
    claims = dataclasses.replace(
        CLAIMS,
        holder=holder,
        title=short,
        name_cut=name_cut,
        title_cut=title_cut,
        valid_until=dt.datetime(9999, 12, 31, tzinfo=dt.UTC),
        list_index=8_388_607,
    )
    segments = paper_text(claims, signer=KEY, host=HOST)
    drawn = segno.make_qr([(one,) for one in segments], error="m", boost_error=False)  # type: ignore[arg-type]

    assert drawn.error == "M"
    assert int(drawn.version) <= 17
    assert read_paper("".join(segments)).claims == claims


def test_a_long_name_is_cut_at_a_grapheme_and_marked() -> None:
    # An i with a combining dot below and an acute has no composed form: three characters, one letter.
    letter = "i\u0323\u0301"
    name = "a" * 118 + letter
    assert fitted(name, NAME_BYTES) == ("a" * 118, True)
    assert fitted("a" * 120, NAME_BYTES) == ("a" * 120, False)
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert fitted("a" * 110 + family, NAME_BYTES) == ("a" * 110, True)
    assert fitted("a" * 115 + " " + "b" * 20, NAME_BYTES) == ("a" * 115 + " bbbb", True)
    assert fitted("a" * 119 + " b", NAME_BYTES) == ("a" * 119, True)


@given(st.text(min_size=1, max_size=200))
def test_cutting_never_exceeds_the_limit_nor_splits_a_letter(name: str) -> None:
    name = name.encode("utf-8", "ignore").decode()
    short, cut = fitted(name, NAME_BYTES)
    assert len(short.encode()) <= NAME_BYTES
    assert cut or len(short.encode()) <= len(unicodedata.normalize("NFC", name).encode())


def test_characters_that_reorder_a_line_are_not_signed() -> None:
    assert fitted("Ana\u202e zeréP\u2066", NAME_BYTES) == ("Ana zeréP", False)


@pytest.mark.parametrize(
    ("payload", "detail"),
    [
        (members(m3="Ana\u202ezeréP"), "3"),
        (members(m3="Ana\u2067"), "3"),
        (members(m4="Uno\nDos"), "4"),
        (members(m3="   "), "3"),
        (members(m3="W" * 121), "3"),
        (members(m4="W" * 91), "4"),
        (members(m3=b"Ana"), "3"),
        (members(m3=None), "3"),
        (members(m0=2), "version"),
        (members(m0=None), "version"),
        (members(m15=1), "version"),
        (members(m2=bytes(15)), "2"),
        (members(m5=bytes(9)), "5"),
        (members(m6=2**53 - 1), "6"),
        (members(m7="00000000000000"[:13] + "1"), "7"),
        (members(m7="7q4km2zt9xw3ha"), "7"),
        (members(m8=2**53 - 1), "8"),
        (members(m8="1"), "8"),
        (members(m9=253_402_300_800), "9"),
        (members(m11=b""), "11"),
        (members(m11=bytes(25)), "11"),
        (members(m12=-1), "12"),
        (members(m14=0), "14"),
        (members(m14=4), "14"),
    ],
)
def test_members_that_are_not_what_they_should_be_are_refused(payload: dict[int, Any], detail: str) -> None:
    assert refusal(spelled(payload)) == detail


def test_the_sample_payload_by_itself_is_accepted() -> None:
    read_paper(spelled(members()))


def test_a_cut_text_is_refused_at_every_length() -> None:
    text = text_of()
    for end in range(len("HTTPS://REGISTRO.EXAMPLE/Q#") + 1, len(text)):
        refusal(text[:end])


def test_leftover_bits_must_be_zero() -> None:
    data = cose_sign1(members(m3="Ana"), signer=KEY, external_aad=EXTERNAL_AAD)
    text = base64.b32encode(data).decode().rstrip("=")
    assert len(text) % 8, "the sample has no leftover bits to try"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    for other in range(1, 4):
        changed = text[:-1] + alphabet[alphabet.index(text[-1]) ^ other]
        if base64.b32decode(changed + "=" * (-len(changed) % 8)) == data:
            assert refusal("HTTPS://REGISTRO.EXAMPLE/Q#" + changed) == "base32"
            return
    raise AssertionError("no leftover bit was found")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    text = "HTTPS://REGISTRO.EXAMPLE/Q#" + base64.b32encode(data).decode().rstrip("=")
    try:
        read_presented(text.encode())
    except Unreadable as refused:
        assert refused.said.es


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text("utf-8"))["codes"], ids=lambda one: one["about"])
def test_the_published_vectors(vector: dict[str, Any]) -> None:
    published = json.loads(VECTORS.read_text("utf-8"))
    key = PublicKey.from_multibase(published["publicKeyMultibase"])
    code = read_paper(vector["text"])
    verify_sign1(code.signed, key, external_aad=EXTERNAL_AAD)

    assert code.signed.payload.hex() == vector["payload"]
    assert code.claims.holder == vector["holder"]
    assert code.claims.folio == vector["folio"]
    assert code.claims.document == vector["document"]
    assert (code.claims.name_cut, code.claims.title_cut) == (vector["nameCut"], vector["titleCut"])
