"""What people hand in: files, pasted text, pictures, and what is none of these."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from registry.documents import Carrier, Form, Presented, Unreadable, build_credential, read_presented
from registry.documents.messages import UNREADABLE
from registry.documents.read import MAX_CREDENTIAL_BYTES, MAX_FILE_BYTES
from registry.signing import Algorithm, PrivateKey, credential_jwt
from tests.documents import samples

GOOD = build_credential(samples.credential_claims())
TEXT = json.dumps({**GOOD, "proof": {"type": "DataIntegrityProof", "proofValue": "z1"}}, ensure_ascii=False)
KEY = PrivateKey.from_bytes(Algorithm.P256, b"\x07" * 32)
JWT = credential_jwt(GOOD, signer=KEY, kid=f"{samples.PROVIDER.did}#issuing-p256-1")


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def code_of(data: bytes, **hints: str) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_presented(data, **hints)
    assert "{" not in refusal.value.said.es + refusal.value.said.en
    return refusal.value.code


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*texts: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = b"".join(chunk(b"iTXt", text) for text in texts)
    return b"\x89PNG\r\n\x1a\n" + header + body + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def baked(text: str) -> bytes:
    return b"openbadgecredential\0\0\0\0\0" + text.encode()


def svg(inner: str) -> bytes:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    return f'<?xml version="1.0"?><svg {space}>{inner}<path d="M0 0"/></svg>'.encode()


def pdf(**files: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    for name, data in files.items():
        writer.add_attachment(name.replace("_", "."), data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_reads_json_and_sets_the_proof_apart() -> None:
    presented = read_presented(b"\xef\xbb\xbf \n" + TEXT.encode())
    assert presented.document == GOOD
    assert (presented.form, presented.carrier, len(presented.proofs)) == (Form.DATA_INTEGRITY, Carrier.JSON, 1)
    assert presented.issuer_did == samples.PROVIDER.did


def test_reads_jwt_as_the_same_document() -> None:
    presented = read_presented(f" {JWT}\n".encode())
    assert presented.document == GOOD
    assert presented.form is Form.JWT and presented.jwt is not None


@pytest.mark.parametrize(
    ("data", "carrier", "form"),
    [
        (png(b"Comment\0\0\0\0\0hola", baked(TEXT)), Carrier.PNG, Form.DATA_INTEGRITY),
        (png(baked(JWT)), Carrier.PNG, Form.JWT),
        (png(b"openbadgecredential\0\1\0\0\0" + zlib.compress(TEXT.encode())), Carrier.PNG, Form.DATA_INTEGRITY),
        (svg(f'<openbadges:credential verify="{JWT}"/>'), Carrier.SVG, Form.JWT),
        (svg(f"<openbadges:credential><![CDATA[{TEXT}]]></openbadges:credential>"), Carrier.SVG, Form.DATA_INTEGRITY),
        (pdf(credential_json=TEXT.encode(), credential_jwt=JWT.encode()), Carrier.PDF, Form.DATA_INTEGRITY),
        (pdf(credential_jwt=JWT.encode(), notas_txt=b"hola"), Carrier.PDF, Form.JWT),
    ],
)
def test_finds_the_credential_that_a_file_carries(data: bytes, carrier: Carrier, form: Form) -> None:
    presented = read_presented(data)
    assert (presented.carrier, presented.form, presented.document) == (carrier, form, GOOD)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"x" * (MAX_FILE_BYTES + 1), "too_large"),
        (b"{" + b" " * MAX_CREDENTIAL_BYTES + b"}", "too_large"),
        (TEXT.encode("utf-16"), "not_utf8"),
        (TEXT.encode("latin-1"), "not_utf8"),
        (b"<!DOCTYPE html><html><body>Iniciar sesi\xc3\xb3n</body></html>", "html"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "photograph"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "photograph"),
        (png(), "picture_without_credential"),
        (png(b"openbadges\0\0\0\0\0{}"), "picture_without_credential"),
        (png(baked(TEXT), baked(JWT)), "several"),
        (png(baked(TEXT))[:-30], "damaged"),
        (png(baked(TEXT)).replace(b"openbadge", b"openbadgf"), "damaged"),
        (png(b"openbadgecredential\0\1\0\0\0" + zlib.compress(b" " * 5_000_000)), "too_large"),
        (svg(""), "picture_without_credential"),
        (svg("<openbadges:credential/>"), "picture_without_credential"),
        (svg('<openbadges:credential verify="a"/><openbadges:credential verify="b"/>'), "several"),
        (b"<svg><unclosed></svg>", "damaged"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "damaged"),
        (pdf(notas_txt=b"hola"), "pdf_without_credential"),
        (b"%PDF-1.7 not really", "damaged"),
        (b"{", "not_json"),
        (b"[]", "not_an_object"),
        (b'{"id": "a", "id": "b"}', "repeated_member"),
        (b'{"n": NaN}', "ambiguous_json"),
        (b'{"n": 1e999}', "ambiguous_json"),
        (b'{"n": "\\ud800"}', "ambiguous_json"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "too_deep"),
        (b"[" * 400_000, "too_deep"),
        (b'{"type": ["VerifiablePresentation"], "verifiableCredential": []}', "presentation"),
        (b'{"type": "EnvelopedVerifiableCredential", "id": "data:text/plain,x"}', "unknown_format"),
        (f"{JWT}~WyJh~".encode(), "selective_disclosure"),
        (f"{part({'alg': 'ES256', 'crit': ['x']})}.{part(GOOD)}.AAAA".encode(), "bad_jwt"),
        (f"{part({'alg': 'ES256'})}.{part(b'[]')}.AAAA".encode(), "bad_jwt"),
        (b"eyJ.%%%.x", "bad_jwt"),
        ("¿Me puede verificar esto?".encode(), "unknown_format"),
        (b"K7M2-ZT9X-W3HA-QD", "unknown_format"),
        (b"\x00\x01\x02\x03", "unknown_format"),
    ],
)
def test_refuses_what_is_no_credential_and_says_why(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_picture_without_credential_is_told_by_its_declared_type() -> None:
    assert code_of(b"ftypheic....", media_type="image/heic") == "photograph"
    assert code_of(b"ftypheic....", filename="IMG_2041.HEIC") == "photograph"


def test_every_refusal_has_words_in_both_languages() -> None:
    for code, text in UNREADABLE.items():
        assert text.es and text.en and text.es != text.en, code


def test_unsigned_jwt_is_read_so_that_a_verdict_can_refuse_it() -> None:
    presented = read_presented(f"{part({'alg': 'none'})}.{JWT.split('.')[1]}.".encode())
    assert (presented.jwt, presented.jwt_fault, presented.document) == (None, "unsigned", GOOD)


def test_jwt_by_an_algorithm_that_is_not_verified_is_read_and_left_undecided() -> None:
    presented = read_presented(f"{part({'alg': 'ES256K', 'kid': 'did:web:x#1'})}.{JWT.split('.')[1]}.AAAA".encode())
    assert (presented.jwt, presented.jwt_fault) == (None, "suite_unknown")


def test_reads_an_enveloped_credential() -> None:
    envelope = {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential"}
    presented = read_presented(json.dumps({**envelope, "id": f"data:application/vc+jwt,{JWT}"}).encode())
    assert presented.document == GOOD


def test_reads_the_wrapper_of_data_model_1_1() -> None:
    inner = {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"]}
    inner["credentialSubject"] = {"achievement": {}}  # type: ignore[assignment]
    claims = {"vc": inner, "iss": "did:web:x.example", "jti": "urn:uuid:1", "sub": "did:key:z6", "nbf": 1}
    presented = read_presented(f"{part({'alg': 'ES256', 'kid': 'did:web:x.example#1'})}.{part(claims)}.AAAA".encode())
    assert presented.document["issuer"] == "did:web:x.example"
    assert presented.document["credentialSubject"] == {"id": "did:key:z6", "achievement": {}}


def test_vc_claim_beside_a_bare_credential_is_no_way_to_replace_it() -> None:
    claims = {**GOOD, "vc": {"@context": ["https://www.w3.org/2018/credentials/v1"], "id": "urn:uuid:evil"}}
    presented = read_presented(f"{part({'alg': 'ES256', 'kid': 'did:web:x#1'})}.{part(claims)}.AAAA".encode())
    assert presented.document_id == GOOD["id"]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 900_000,
        b'{"a":"' + b"\\" * 900_000,
        b"ey" + b"A" * 900_000 + b"." + b"A." * 20_000,
        b"<svg " + b'x="' * 200_000,
        b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"") * 200_000,
        b"%PDF-1.7\n" + b"1 0 obj\n" * 60_000,
    ],
)
def test_hostile_input_is_refused_in_one_pass(data: bytes) -> None:
    """Read in quadratic time, these would not end; the times are in ``make bench``."""
    with pytest.raises(Unreadable):
        read_presented(data)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert isinstance(read_presented(data), Presented)
    except Unreadable as refusal:
        assert refusal.said.es


@given(st.sampled_from([png(baked(TEXT)), svg(f'<openbadges:credential verify="{JWT}"/>')]), st.data())
@settings(max_examples=200, deadline=None)
def test_flipped_bytes_in_a_carrier_are_read_or_refused(data: bytes, draw: st.DataObject) -> None:
    place = draw.draw(st.integers(0, len(data) - 1))
    flipped = data[:place] + bytes([data[place] ^ draw.draw(st.integers(1, 255))]) + data[place + 1 :]
    try:
        read_presented(flipped)
    except Unreadable as refusal:
        assert refusal.said.en
