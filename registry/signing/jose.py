"""Compact JWS and JWT (RFC 7515, 7518, 7519, 9864), and the JWT form of a credential (Open Badges 3.0, section 8.2).

The text of a credential's JWT is a fixed function of its document, ``kid`` and 64 signature bytes, so only those are
kept: header and claims are written as canonical JSON (RFC 8785), and nothing depends on the order of members.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.signing.bounds import refuse_nulls
from registry.signing.errors import JoseMalformed, JsonMalformed, SignatureMismatch, UnsupportedAlgorithm
from registry.signing.jcs import MAX_JSON_BYTES, Path, as_object, jcs, jcs_led_by, strict_json_loads
from registry.signing.keys import SIGNATURE_BYTES, Algorithm, PublicKey, Signer
from registry.signing.multibase import base64url_bytes, from_base64url, to_base64url

TYP_JWT = "JWT"
#: Key that each algorithm is verified with. ``none`` and everything symmetric is absent on purpose.
VERIFIED_ALGORITHMS: Mapping[str, Algorithm] = {
    "ES256": Algorithm.P256,
    "ES384": Algorithm.P384,
    "EdDSA": Algorithm.ED25519,
    "Ed25519": Algorithm.ED25519,
    "RS256": Algorithm.RSA,
}
_SIGNED_AS = {Algorithm.P256: "ES256", Algorithm.ED25519: "EdDSA"}
#: A header may hold these and nothing else: no ``crit``, no ``b64``, no URL or certificate that brings its own key.
HEADER_MEMBERS = frozenset({"alg", "kid", "typ", "cty", "jwk"})
MAX_HEADER_BYTES = 8_192
#: Claims that repeat members of the document (Open Badges 3.0, 8.2.4.1).
REGISTERED_CLAIMS = frozenset({"iss", "jti", "nbf", "sub", "exp"})
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.0{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedJwt:
    """A compact JWT, read but **not verified**.

    Attributes:
        header: ``alg`` is a text; a ``jwk`` is what the sender claims, never a key to trust.
        claims: the payload object.
        signing_input: the bytes under the signature.
        signature: as sent.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes


def jws_compact(payload: bytes, *, signer: Signer, kid: str, typ: str) -> str:
    """A compact JWS over any payload: ES256 with a P-256 key, EdDSA with an Ed25519 key."""
    algorithm = _SIGNED_AS.get(signer.public_key.algorithm)
    if algorithm is None:
        raise UnsupportedAlgorithm("RSA keys do not sign here", algorithm=signer.public_key.algorithm)
    signing_input = _signing_input({"alg": algorithm, "kid": kid, "typ": typ}, payload)
    return assemble_jwt(signing_input, signer.sign(signing_input))


def credential_jwt(document: Mapping[str, Any], *, signer: Signer, kid: str) -> str:
    """The JWT form of a document: ES256, ``typ`` JWT, the document's members and ``iss jti nbf sub exp``.

    Args:
        document: see `document_claims`.
        signer: a P-256 key.
        kid: full DID URL of that key.

    Raises:
        UnsupportedAlgorithm: the key is of another kind (the Open Badges validator reads only RS256 and ES256).
        JoseMalformed: see `document_claims`.
    """
    if signer.public_key.algorithm is not Algorithm.P256:
        raise UnsupportedAlgorithm("credentials are signed as JWT with P-256 keys only")
    signing_input = jwt_signing_input(document, kid=kid)
    return assemble_jwt(signing_input, signer.sign(signing_input))


def jwt_signing_input(document: Mapping[str, Any], *, kid: str, first: Path | None = None) -> bytes:
    """The bytes that are signed for the JWT form: ``base64url(header).base64url(claims)``. Raises JoseMalformed.

    The claims are canonical JSON (RFC 8785); ``first`` names a member that stands before the others instead, and so do
    those that hold it (`jcs_led_by`). RFC 7519 asks for no order.
    """
    return jwt_header(kid) + b"." + base64url_bytes(jcs_led_by(document_claims(document), first or ()))


def jwt_header(kid: str) -> bytes:
    """The encoded header of the JWT form."""
    return _encoded_header((("alg", "ES256"), ("kid", kid), ("typ", TYP_JWT)))


def assemble_jwt(signing_input: bytes, signature64: bytes) -> str:
    """The compact text from its signing input and its 64 signature bytes. Raises JoseMalformed for another length."""
    if len(signature64) != SIGNATURE_BYTES:
        raise JoseMalformed(f"the signature does not have {SIGNATURE_BYTES} bytes", length=len(signature64))
    return f"{signing_input.decode('ascii')}.{to_base64url(signature64)}"


def document_claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as JWT claims.

    Args:
        document: with ``id``, ``issuer``, ``validFrom`` in whole seconds, and one subject with ``id``; without nulls.
            A ``proof`` belongs to the other form and is left out.

    Raises:
        JoseMalformed: one of these is missing, a member has a registered claim's name, or a time has fractions.
        DroppedValue: a null.
    """
    members = {name: member for name, member in document.items() if name != "proof"}
    if taken := (REGISTERED_CLAIMS | {"vc", "vp"}).intersection(members):
        raise JoseMalformed("a member has the name of a claim", members=sorted(taken))
    refuse_nulls(members)
    return members | expected_claims(members)


def expected_claims(document: Mapping[str, Any]) -> dict[str, Any]:
    """The registered claims that a document's JWT must have. Raises JoseMalformed when the document lacks a member."""
    issuer, subject = document.get("issuer"), document.get("credentialSubject")
    claims: dict[str, Any] = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": document.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
    }
    for name, value in claims.items():
        if not isinstance(value, str) or not value:
            raise JoseMalformed(f"the document has nothing to put into {name}", claim=name)
    claims["nbf"] = numeric_date(document.get("validFrom"), "validFrom")
    if "validUntil" in document:
        claims["exp"] = numeric_date(document["validUntil"], "validUntil")
    return claims


def document_of_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The document behind the claims of a credential's JWT: without the registered claims, which must agree with it.

    Raises:
        JoseMalformed: a ``vc`` or ``vp`` wrapper, a registered claim missing, or one that says something else than the
            document (two readers would then see two credentials).
    """
    if "vc" in claims or "vp" in claims:
        raise JoseMalformed("the claims are wrapped in vc or vp")
    document = {name: member for name, member in claims.items() if name not in REGISTERED_CLAIMS | {"iat"}}
    for name, expected in expected_claims(document).items():
        if claims.get(name) != expected or isinstance(claims.get(name), bool):
            raise JoseMalformed(f"the claim {name} does not agree with the document", claim=name, expected=expected)
    if "exp" in claims and "validUntil" not in document:
        raise JoseMalformed("the claim exp does not agree with the document", claim="exp")
    return document


def parse_jwt(text: str, *, max_bytes: int = MAX_JSON_BYTES) -> ParsedJwt:
    """Read a compact JWT without verifying it.

    Raises:
        JoseMalformed: not three parts of unpadded base64url, too large, a header with unknown members or ``crit``,
            ``alg`` none, or claims that are no strict JSON object.
        UnsupportedAlgorithm: an algorithm that is not verified here.
    """
    if len(text) > 2 * max_bytes or not text.isascii():
        raise JoseMalformed("not a compact JWT of reasonable size", limit=max_bytes)
    parts = text.split(".", 3)
    if len(parts) != 3 or not all(parts):
        raise JoseMalformed("a compact JWT has three parts")
    try:
        header, payload, signature = map(from_base64url, parts)
    except ValueError as cause:
        raise JoseMalformed(str(cause)) from cause
    try:
        read_header = as_object(strict_json_loads(header, max_bytes=MAX_HEADER_BYTES))
        claims = as_object(strict_json_loads(payload, max_bytes=max_bytes))
    except JsonMalformed as cause:
        raise JoseMalformed(str(cause), **cause.details) from cause
    _check_header(read_header)
    return ParsedJwt(read_header, claims, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def verify_jwt(parsed: ParsedJwt, public_key: PublicKey) -> None:
    """Check the signature with a key that the caller has found and trusts; times and claims are the caller's to judge.

    Raises:
        SignatureMismatch: the signature, or the kind of key, does not fit the header's ``alg``.
    """
    if VERIFIED_ALGORITHMS.get(parsed.header["alg"]) is not public_key.algorithm:
        raise SignatureMismatch("the key is of another kind than the header says", algorithm=parsed.header["alg"])
    public_key.verify(parsed.signature, parsed.signing_input)


def _check_header(header: Mapping[str, Any]) -> None:
    if foreign := sorted(set(header) - HEADER_MEMBERS):
        raise JoseMalformed("the header has members that are not allowed", members=foreign)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        raise JoseMalformed("the JWT is not signed")
    if not all(isinstance(header.get(name, ""), str) for name in ("kid", "typ", "cty")):
        raise JoseMalformed("kid, typ and cty are texts")
    if not isinstance(header.get("jwk", {}), dict):
        raise JoseMalformed("jwk is an object")
    if algorithm not in VERIFIED_ALGORITHMS:
        raise UnsupportedAlgorithm(f"the algorithm {algorithm!r} is not verified", algorithm=algorithm)


def _signing_input(header: Mapping[str, str], payload: bytes) -> bytes:
    return _encoded_header(tuple(header.items())) + b"." + base64url_bytes(payload)


@functools.lru_cache(maxsize=256)
def _encoded_header(members: tuple[tuple[str, str], ...]) -> bytes:
    return base64url_bytes(jcs(dict(members)))


def numeric_date(value: Any, member: str) -> int:
    """A time as JWT claims have it: seconds since 1970 (RFC 7519, section 2). Raises JoseMalformed."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise JoseMalformed(f"{member} is not a time in whole seconds with its offset", member=member)
    try:
        return int(dt.datetime.fromisoformat(value).timestamp())
    except ValueError as cause:
        raise JoseMalformed(f"{member} is not a time", member=member) from cause
