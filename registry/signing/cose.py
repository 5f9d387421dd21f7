"""COSE_Sign1 (RFC 9052, 4.2) with ES256 and nothing else: what a QR code on paper is signed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.signing.cbor import Tagged, Value, decode, encode
from registry.signing.digests import sha256
from registry.signing.errors import CborMalformed, SignatureMismatch, UnsupportedAlgorithm
from registry.signing.keys import SIGNATURE_BYTES, Algorithm, PublicKey, Signer

TAG_SIGN1 = 18  # RFC 9052, 2
ES256 = -7  # RFC 9053, 2.1
_ALG, _KID = 1, 4  # RFC 9052, 3.1
KEY_ID_BYTES = 8
_PROTECTED_BYTES = 13


@dataclass(frozen=True, slots=True)
class Sign1:
    """A COSE_Sign1, read but **not verified**. ``key_id`` names the key (`key_id`); ``protected`` are its bytes."""

    key_id: bytes
    protected: bytes
    payload: bytes
    signature: bytes


def key_id(key: PublicKey) -> bytes:
    """How a code names its key: the first bytes of the SHA-256 of the compressed point."""
    return sha256(key.raw)[:KEY_ID_BYTES]


def cose_sign1(payload: Mapping[int, Value], *, signer: Signer, external_aad: bytes) -> bytes:
    """Sign a map. ``external_aad`` is what the signature is for, so that it can be moved nowhere else (RFC 9052, 4.3).

    Raises:
        UnsupportedAlgorithm: the key is not on P-256.
        CborMalformed: the payload cannot be written.
    """
    if signer.public_key.algorithm is not Algorithm.P256:
        raise UnsupportedAlgorithm("COSE is signed with P-256 keys only")
    protected, body = encode_protected(key_id(signer.public_key)), encode(payload)
    signature = signer.sign(to_be_signed(protected, external_aad, body))
    return encode(Tagged(TAG_SIGN1, [protected, {}, body, signature]))


def parse_sign1(data: bytes) -> Sign1:
    """Read a tagged COSE_Sign1. Raises CborMalformed for any other header, tag or shape."""
    tagged = decode(data)
    if not isinstance(tagged, Tagged) or tagged.tag != TAG_SIGN1:
        raise CborMalformed("not a COSE_Sign1")
    parts = tagged.value
    if not isinstance(parts, list) or len(parts) != 4:
        raise CborMalformed("a COSE_Sign1 has four parts")
    protected, unprotected, payload, signature = parts
    if not (isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)):
        raise CborMalformed("a part of the COSE_Sign1 is of another type")
    if unprotected != {} or not isinstance(unprotected, dict) or len(signature) != SIGNATURE_BYTES:
        raise CborMalformed("unprotected headers, or a signature of another length")
    if len(protected) != _PROTECTED_BYTES:
        raise CborMalformed("other headers than algorithm and key")
    named = protected[-KEY_ID_BYTES:]
    if protected != encode_protected(named):
        raise CborMalformed("other headers than algorithm and key")
    return Sign1(named, protected, payload, signature)


def verify_sign1(parsed: Sign1, public_key: PublicKey, *, external_aad: bytes) -> None:
    """Check the signature with a key that the caller has found and trusts. Raises SignatureMismatch."""
    if public_key.algorithm is not Algorithm.P256:
        raise SignatureMismatch("the key is of another kind")
    public_key.verify(parsed.signature, to_be_signed(parsed.protected, external_aad, parsed.payload))


def encode_protected(named: bytes) -> bytes:
    """The protected header's bytes: ES256 and the key's id."""
    return encode({_ALG: ES256, _KID: named})


def to_be_signed(protected: bytes, external_aad: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052, 4.4)."""
    return encode(["Signature1", protected, external_aad, payload])
