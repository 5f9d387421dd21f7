from __future__ import annotations

import contextlib
import hashlib
import pickle

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import (
    Algorithm,
    KeyMalformed,
    PrivateKey,
    PublicKey,
    SignatureMismatch,
    UnsupportedKey,
    to_base58btc,
    to_base64url,
)
from registry.signing.keys import _fixed_length
from tests.signing.samples import ED25519, P256

SIGNERS = pytest.mark.parametrize("key", [ED25519, P256], ids=["Ed25519", "P-256"])


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def spki(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@SIGNERS
def test_signature_of_64_bytes_verifies(key: PrivateKey) -> None:
    signature = key.sign(b"message")
    assert len(signature) == 64
    key.public_key.verify(signature, b"message")


@SIGNERS
def test_refuses_signature_over_another_message(key: PrivateKey) -> None:
    with pytest.raises(SignatureMismatch):
        key.public_key.verify(key.sign(b"message"), b"massage")


@SIGNERS
def test_refuses_signature_with_one_bit_changed(key: PrivateKey) -> None:
    signature = bytearray(key.sign(b"message"))
    signature[40] ^= 1
    with pytest.raises(SignatureMismatch):
        key.public_key.verify(bytes(signature), b"message")


@SIGNERS
@pytest.mark.parametrize("signature", [b"", b"\0" * 63, b"\0" * 64, b"\xff" * 64, b"\0" * 65])
def test_refuses_signature_of_wrong_length_or_range(key: PrivateKey, signature: bytes) -> None:
    with pytest.raises(SignatureMismatch):
        key.public_key.verify(signature, b"message")


@given(st.binary(max_size=200))
def test_two_libraries_sign_the_same_bytes(message: bytes) -> None:
    """Ed25519 has no choice to make (RFC 8032): whoever signs, the signature is this one."""
    other = Ed25519PrivateKey.from_private_bytes(ED25519.secret_bytes)
    assert ED25519.sign(message) == other.sign(message)
    assert ED25519.public_key.raw == other.public_key().public_bytes_raw()


@given(*[st.integers(min_value=1, max_value=2**256 - 1) | st.integers(min_value=1, max_value=2**130)] * 2)
def test_short_numbers_of_a_signature_are_filled_up(r: int, s: int) -> None:
    assert _fixed_length(encode_dss_signature(r, s)) == r.to_bytes(32) + s.to_bytes(32)


@SIGNERS
def test_signing_twice_gives_the_same_bytes(key: PrivateKey) -> None:
    assert key.sign(b"message") == key.sign(b"message")


def test_p256_nonce_is_that_of_rfc_6979() -> None:
    # RFC 6979, A.2.5: P-256, SHA-256, message "sample".
    secret = bytes.fromhex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
    signature = PrivateKey.from_bytes(Algorithm.P256, secret).sign(b"sample")
    assert signature.hex().upper() == (
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    )


@SIGNERS
def test_multikey_and_jwk_lead_back_to_the_key(key: PrivateKey) -> None:
    public = key.public_key
    assert PublicKey.from_multibase(public.multibase) == public
    assert PublicKey.from_jwk(public.jwk) == public


def test_multikeys_begin_as_the_standard_says() -> None:
    assert ED25519.public_key.multibase.startswith("z6Mk")
    assert P256.public_key.multibase.startswith("zDna")


def test_rsa_jwk_verifies_rs256_and_leads_back(rsa_key: rsa.RSAPrivateKey) -> None:
    public = PublicKey(Algorithm.RSA, spki(rsa_key))
    assert PublicKey.from_jwk(public.jwk) == public
    public.verify(rsa_key.sign(b"message", padding.PKCS1v15(), hashes.SHA256()), b"message")
    with pytest.raises(SignatureMismatch):
        public.verify(b"\0" * 256, b"message")


def test_refuses_rsa_key_too_short_to_trust() -> None:
    # A 1024-bit modulus; its factors do not matter.
    modulus = (1 << 1023) | int.from_bytes(hashlib.sha512(b"n").digest() * 2, "big") | 1
    jwk = {"kty": "RSA", "n": to_base64url(modulus.to_bytes(128, "big")), "e": "AQAB"}
    with pytest.raises(KeyMalformed):
        PublicKey.from_jwk(jwk)


def test_refuses_rsa_key_so_long_that_verifying_would_stall() -> None:
    with pytest.raises(KeyMalformed):
        PublicKey.from_jwk({"kty": "RSA", "n": to_base64url(b"\xff" * 4096), "e": "AQAB"})


def test_refuses_jwk_that_publishes_its_private_part() -> None:
    with pytest.raises(KeyMalformed):
        PublicKey.from_jwk({**ED25519.public_key.jwk, "d": to_base64url(ED25519.secret_bytes)})


def test_refuses_jwk_whose_point_is_not_on_the_curve() -> None:
    jwk = P256.public_key.jwk
    with pytest.raises(KeyMalformed):
        PublicKey.from_jwk({**jwk, "y": jwk["x"]})


def test_refuses_jwk_with_a_member_missing() -> None:
    with pytest.raises(KeyMalformed):
        PublicKey.from_jwk({"kty": "EC", "crv": "P-256", "x": P256.public_key.jwk["x"]})


@pytest.mark.parametrize("jwk", [{"kty": "EC", "crv": "P-521"}, {"kty": "oct"}, {"kty": "OKP", "crv": "X25519"}, {}])
def test_says_of_other_kinds_of_jwk_that_it_cannot_tell(jwk: dict[str, str]) -> None:
    with pytest.raises(UnsupportedKey) as refusal:
        PublicKey.from_jwk(jwk)
    assert refusal.value.undecided


def test_says_of_other_kinds_of_multikey_that_it_cannot_tell() -> None:
    with pytest.raises(UnsupportedKey):
        PublicKey.from_multibase(to_base58btc(b"\xe7\x01" + b"\x02" * 33))


def test_refuses_p256_multikey_in_uncompressed_form() -> None:
    point = (
        ec.derive_private_key(7, ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    with pytest.raises(KeyMalformed):
        PublicKey.from_multibase(to_base58btc(b"\x80\x24" + point))


@pytest.mark.parametrize("secret", [b"", b"\0" * 31, b"\0" * 32, b"\xff" * 32])
def test_refuses_secret_that_is_no_p256_scalar(secret: bytes) -> None:
    with pytest.raises(KeyMalformed):
        PrivateKey.from_bytes(Algorithm.P256, secret)


def test_private_key_shows_no_secret_and_is_not_pickled() -> None:
    assert ED25519.secret_bytes.hex() not in repr(ED25519)
    assert repr(ED25519) == f"PrivateKey(public_key={ED25519.public_key.multibase})"
    with pytest.raises(TypeError):
        pickle.dumps(ED25519)


@given(st.binary(max_size=80))
def test_no_multikey_crashes_the_reader(data: bytes) -> None:
    for prefix in (b"", b"\xed\x01", b"\x80\x24"):
        with contextlib.suppress(KeyMalformed, UnsupportedKey):
            PublicKey.from_multibase(to_base58btc(prefix + data))
