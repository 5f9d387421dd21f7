"""A wallet's proof that it holds a key: the ``jwt`` proof type of OpenID4VCI 1.0, F.1 and F.4 (pure)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from registry.signing import (
    Algorithm,
    JsonMalformed,
    PublicKey,
    SignatureMismatch,
    SigningError,
    did_key_document,
    from_base64url,
    jcs,
    parse_jwt,
    strict_json_loads,
    to_base64url,
    verify_jwt,
)
from registry.signing.errors import UnsupportedAlgorithm
from registry.wallet.errors import ProofRefused
from registry.wallet.messages import PROOF_FAULTS

TYP = "openid4vci-proof+jwt"
#: Names of the algorithms that a proof may be signed with; ``Ed25519`` is the newer name of the same (RFC 9864).
ALGORITHMS = ("ES256", "EdDSA", "Ed25519")
#: How a key may be named; a bare ``jwk`` is bound as the ``did:jwk`` that it makes.
BINDING_METHODS = ("did:key", "did:jwk", "jwk")
MAX_PROOF_BYTES = 8_000
#: The DID of a P-256 key as did:jwk has some 200 characters; members beside the key's own make it longer.
MAX_DID = 800
#: Seconds since 1970 beyond any date; larger numbers do not fit a float.
FAR = 10**12
_KINDS = (Algorithm.P256, Algorithm.ED25519)
#: The nonce tells how old a proof is. Clocks of cheap telephones are wrong by hours, so ``iat`` is only looked over.
CLOCK_TOLERANCE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proved:
    """A key that a wallet has proved, as a DID; and the nonce inside, which is for the caller to judge."""

    did: str
    nonce: str


def the_one_proof(proofs: object) -> str:
    """The one JWT of a request's ``proofs``. Raises `ProofRefused`."""
    if not isinstance(proofs, Mapping):
        raise refused("missing")
    if set(proofs) != {"jwt"}:
        raise refused("kind")
    given = proofs["jwt"]
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        raise refused("missing")
    if len(given) != 1:
        raise refused("many")
    return str(given[0])


def read_proof(text: str, *, audience: str, at: dt.datetime) -> Proved:
    """The key behind a proof, checked but for its nonce. ``audience``: the credential issuer's identifier.

    ``iss`` is not looked at: it would name a client, and wallets come here without one.
    Raises `ProofRefused`.
    """
    try:
        parsed = parse_jwt(text, max_bytes=MAX_PROOF_BYTES)
    except UnsupportedAlgorithm as cause:
        raise refused("algorithm") from cause
    except SigningError as cause:
        raise refused("malformed") from cause
    if parsed.header.get("typ") != TYP:
        raise refused("typ")
    if parsed.header["alg"] not in ALGORITHMS:
        raise refused("algorithm")
    did, key = _key_of(parsed.header)
    try:
        verify_jwt(parsed, key)
    except SignatureMismatch as cause:
        raise refused("signature") from cause
    _check_claims(parsed.claims, audience=audience, at=at)
    return Proved(did, parsed.claims["nonce"])


def _check_claims(claims: Mapping[str, Any], *, audience: str, at: dt.datetime) -> None:
    if claims.get("aud") != audience:
        raise refused("audience")
    now, tolerance = at.timestamp(), CLOCK_TOLERANCE.total_seconds()
    issued, expires = claims.get("iat"), claims.get("exp", now)
    if not _is_number(issued) or not _is_number(expires):
        raise refused("time")
    if abs(issued - now) > tolerance or expires < now - tolerance:
        raise refused("time")
    if not isinstance(claims.get("nonce"), str):
        raise refused("nonce")


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < FAR


def _key_of(header: Mapping[str, Any]) -> tuple[str, PublicKey]:
    """The DID that a document will be bound to, and its key."""
    kid, jwk = header.get("kid"), header.get("jwk")
    if (kid is None) == (jwk is None):
        raise refused("key")
    try:
        did, key = _of_jwk(jwk) if kid is None else _of_kid(str(kid))
    except (SigningError, ValueError) as cause:
        raise refused("key") from cause
    if key.algorithm not in _KINDS or len(did) > MAX_DID:
        raise refused("key")
    return did, key


def _of_jwk(jwk: Any) -> tuple[str, PublicKey]:
    key = PublicKey.from_jwk(jwk)
    return f"did:jwk:{to_base64url(jcs(key.jwk))}", key


def _of_kid(kid: str) -> tuple[str, PublicKey]:
    if kid.startswith("did:key:"):
        document = did_key_document(kid)
        (method,) = document.methods.values()
        return document.did, method.public_key
    did, _, fragment = kid.partition("#")
    # The key of a did:jwk is its only one, named 0 (did:jwk 1.0, 2.2).
    if not did.startswith("did:jwk:") or fragment not in ("", "0"):
        raise ValueError("neither a did:key nor a did:jwk")
    jwk = strict_json_loads(from_base64url(did.removeprefix("did:jwk:")), max_bytes=MAX_DID)
    if not isinstance(jwk, Mapping):
        raise JsonMalformed("a did:jwk holds an object")
    return did, PublicKey.from_jwk(jwk)


def refused(fault: str) -> ProofRefused:
    """The refusal for one of `PROOF_FAULTS`."""
    return ProofRefused(why=PROOF_FAULTS[fault], fault=fault)
