from __future__ import annotations

import contextlib
import copy
import hmac
import json
from pathlib import Path
from typing import Any

import jwt as pyjwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import (
    Algorithm,
    DroppedValue,
    JoseMalformed,
    PublicKey,
    SignatureMismatch,
    UnsupportedAlgorithm,
    assemble_jwt,
    credential_jwt,
    document_of_claims,
    from_base64url,
    jws_compact,
    jwt_signing_input,
    parse_jwt,
    to_base64url,
    verify_jwt,
)
from tests.signing.samples import ED25519, KID, P256, badge, signed

GOLDEN = Path(__file__).parent / "golden" / "credential.jwt"


def token() -> str:
    return credential_jwt(badge(), signer=P256, kid=KID)


def forged(
    header: dict[str, Any] | bytes, claims: dict[str, Any] | bytes = b"{}", signature: bytes = b"\0" * 64
) -> str:
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    return ".".join(to_base64url(part) for part in [*parts, signature])


def test_the_text_of_a_credentials_jwt_never_changes() -> None:
    # Of each JWT only 64 bytes are stored. If this fails, every stored JWT would come out with a broken signature.
    assert token() == GOLDEN.read_text().strip()


def test_the_text_is_rebuilt_from_document_and_signature_alone() -> None:
    signature = parse_jwt(token()).signature
    shuffled = {name: badge()[name] for name in reversed(badge())}
    assert assemble_jwt(jwt_signing_input(shuffled, kid=KID), signature) == token()


def test_the_proof_of_the_other_form_is_no_claim() -> None:
    assert credential_jwt(signed(), signer=P256, kid=KID) == token()


def test_header_and_claims_are_those_of_open_badges() -> None:
    parsed = parse_jwt(token())
    verify_jwt(parsed, P256.public_key)
    assert parsed.header == {"alg": "ES256", "kid": KID, "typ": "JWT"}
    assert parsed.claims == badge() | {
        "iss": badge()["issuer"]["id"],
        "jti": badge()["id"],
        "nbf": 1795190400,
        "sub": badge()["credentialSubject"]["id"],
        "exp": 1889884800,
    }
    assert document_of_claims(parsed.claims) == badge()


def test_an_independent_library_verifies_it() -> None:
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), P256.public_key.raw)
    claims = pyjwt.decode(token(), key, algorithms=["ES256"], options={"verify_exp": False, "verify_nbf": False})
    assert claims["jti"] == badge()["id"]


@pytest.mark.parametrize("member", ["id", "issuer", "validFrom", "credentialSubject"])
def test_refuses_to_make_a_jwt_without_what_a_claim_needs(member: str) -> None:
    document = badge()
    del document[member]
    with pytest.raises(JoseMalformed):
        jwt_signing_input(document, kid=KID)


def test_refuses_to_make_a_jwt_for_a_subject_without_id() -> None:
    document = badge()
    del document["credentialSubject"]["id"]
    with pytest.raises(JoseMalformed):
        jwt_signing_input(document, kid=KID)


@pytest.mark.parametrize("member", ["iss", "jti", "nbf", "sub", "exp", "vc", "vp"])
def test_refuses_document_that_brings_a_registered_claim(member: str) -> None:
    with pytest.raises(JoseMalformed):
        jwt_signing_input(badge() | {member: "x"}, kid=KID)


@pytest.mark.parametrize(
    "moment", ["2026-11-20T16:00:00.5Z", "2026-11-20T16:00:00", "2026-11-20", 5, "2026-13-01T00:00:00Z"]
)
def test_refuses_validity_that_whole_seconds_cannot_say(moment: object) -> None:
    with pytest.raises(JoseMalformed):
        jwt_signing_input(badge() | {"validFrom": moment}, kid=KID)


def test_refuses_to_make_a_jwt_with_a_null() -> None:
    with pytest.raises(DroppedValue):
        jwt_signing_input(badge() | {"image": None}, kid=KID)


def test_refuses_to_sign_a_credential_with_an_algorithm_that_open_badges_does_not_read() -> None:
    with pytest.raises(UnsupportedAlgorithm):
        credential_jwt(badge(), signer=ED25519, kid=KID)


def test_refuses_stored_signature_of_another_length() -> None:
    with pytest.raises(JoseMalformed):
        assemble_jwt(jwt_signing_input(badge(), kid=KID), b"\0" * 63)


def test_refuses_claims_changed_after_signing() -> None:
    header, _, signature = token().split(".")
    claims = dict(parse_jwt(token()).claims) | {"name": "Doctorado"}
    with pytest.raises(SignatureMismatch):
        verify_jwt(parse_jwt(f"{header}.{to_base64url(json.dumps(claims).encode())}.{signature}"), P256.public_key)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
def test_refuses_unsigned_jwt(algorithm: str) -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(forged({"alg": algorithm}))


def test_refuses_unsigned_jwt_with_empty_signature() -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(forged({"alg": "ES256"}, signature=b""))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "crit": ["exp"], "exp": 1},
        {"alg": "ES256", "b64": False},
        {"alg": "ES256", "jku": "https://evil.example/keys"},
        {"alg": "ES256", "x5u": "https://evil.example/cert"},
        {"alg": "ES256", "x5c": ["MIIB"]},
        {"alg": ["ES256"]},
        {"kid": KID},
        {"alg": "ES256", "kid": 5},
        {"alg": "ES256", "typ": None},
        {"alg": "ES256", "jwk": "key"},
        b'{"alg":"ES256","alg":"EdDSA"}',
        b"[]",
        b"{",
    ],
)
def test_refuses_header_that_brings_more_than_it_may(header: Any) -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(forged(header))


@pytest.mark.parametrize("algorithm", ["HS256", "PS256", "ES512", "ES256K", "RS512", "es256"])
def test_says_of_other_algorithms_that_it_cannot_tell(algorithm: str) -> None:
    with pytest.raises(UnsupportedAlgorithm) as refusal:
        parse_jwt(forged({"alg": algorithm}))
    assert refusal.value.undecided


def test_refuses_public_key_used_as_shared_secret() -> None:
    header, claims = to_base64url(b'{"alg":"HS256"}'), to_base64url(b"{}")
    mac = hmac.digest(P256.public_key.raw, f"{header}.{claims}".encode(), "sha256")
    with pytest.raises(UnsupportedAlgorithm):
        parse_jwt(f"{header}.{claims}.{to_base64url(mac)}")


def test_refuses_key_that_comes_in_the_header() -> None:
    # The forger signs with a key of his own and sends it along: it is shown, and not trusted.
    claims = json.dumps({"iss": "did:web:registro.example"}).encode()
    header = {"alg": "EdDSA", "jwk": ED25519.public_key.jwk}
    signing_input = ".".join(to_base64url(part) for part in (json.dumps(header).encode(), claims))
    parsed = parse_jwt(assemble_jwt(signing_input.encode(), ED25519.sign(signing_input.encode())))
    assert PublicKey.from_jwk(parsed.header["jwk"]) == ED25519.public_key
    with pytest.raises(SignatureMismatch):
        verify_jwt(parsed, P256.public_key)


@pytest.mark.parametrize(
    "claims", [b'{"sub":"a","sub":"b"}', b"[]", b'"x"', b'{"a":NaN}', b"\xff", b"[" * 2_000 + b"]" * 2_000]
)
def test_refuses_claims_with_two_readings(claims: bytes) -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(forged({"alg": "ES256"}, claims))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a.b",
        "a.b.c.d",
        "..",
        "é.b.c",
        token() + "=",
        token() + "\n",
        " " + token(),
        token().replace(".", "..", 1),
    ],
)
def test_refuses_text_that_is_no_compact_jwt(text: str) -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(text)


def test_refuses_second_spelling_of_the_same_signature() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token()[:-1] + alphabet[alphabet.index(token()[-1]) + 1]
    with pytest.raises(JoseMalformed):
        parse_jwt(twin)


def test_refuses_jwt_beyond_the_size_limit() -> None:
    with pytest.raises(JoseMalformed):
        parse_jwt(forged({"alg": "ES256"}, {"a": "x" * 1_000}), max_bytes=1_000)


@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}"))
def test_no_text_crashes_the_reader(text: str) -> None:
    with contextlib.suppress(JoseMalformed, UnsupportedAlgorithm):
        parse_jwt(text)


@pytest.mark.parametrize("name", ["EdDSA", "Ed25519"])
def test_verifies_ed25519_under_both_names(name: str) -> None:
    signing_input = ".".join(to_base64url(part) for part in (json.dumps({"alg": name}).encode(), b"{}"))
    verify_jwt(
        parse_jwt(assemble_jwt(signing_input.encode(), ED25519.sign(signing_input.encode()))), ED25519.public_key
    )


def test_verifies_rs256() -> None:
    key = rsa.generate_private_key(65537, 2048)
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    signing_input = ".".join(to_base64url(part) for part in (b'{"alg":"RS256"}', b"{}"))
    signature = key.sign(signing_input.encode(), padding.PKCS1v15(), hashes.SHA256())
    parsed = parse_jwt(f"{signing_input}.{to_base64url(signature)}")
    verify_jwt(parsed, PublicKey(Algorithm.RSA, spki))
    with pytest.raises(SignatureMismatch):
        verify_jwt(parsed, P256.public_key)


@pytest.mark.parametrize(("signer", "algorithm"), [(P256, "ES256"), (ED25519, "EdDSA")], ids=["ES256", "EdDSA"])
def test_notes_are_signed_by_the_key_that_there_is(signer: Any, algorithm: str) -> None:
    parsed = parse_jwt(jws_compact(b'{"leaf":"x"}', signer=signer, kid="k", typ="registration-note+jwt"))
    verify_jwt(parsed, signer.public_key)
    assert parsed.header == {"alg": algorithm, "kid": "k", "typ": "registration-note+jwt"}
    assert parsed.claims == {"leaf": "x"}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "did:web:otro.example"},
        {"jti": "urn:uuid:other"},
        {"sub": "urn:uuid:other"},
        {"nbf": 1},
        {"nbf": True},
        {"nbf": "1795190400"},
        {"exp": 4_000_000_000},
        {"exp": None},
        {"vc": {}},
        {"vp": {}},
    ],
)
def test_refuses_claims_that_say_something_else_than_the_document(changes: dict[str, Any]) -> None:
    with pytest.raises(JoseMalformed):
        document_of_claims({**parse_jwt(token()).claims, **changes})


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf", "exp"])
def test_refuses_claims_without_a_registered_one(claim: str) -> None:
    claims = copy.deepcopy(dict(parse_jwt(token()).claims))
    del claims[claim]
    with pytest.raises(JoseMalformed):
        document_of_claims(claims)


def test_refuses_expiry_that_the_document_does_not_have() -> None:
    claims = dict(parse_jwt(token()).claims)
    del claims["validUntil"]
    with pytest.raises(JoseMalformed):
        document_of_claims(claims)


def test_payload_is_canonical_json() -> None:
    payload = from_base64url(token().split(".")[1])
    assert (
        payload == json.dumps(json.loads(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
