"""From the claims of a JWT to the credential in it: the bare form of data model 2.0, the wrapped one of 1.1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.documents import terms

#: Claims that repeat members of the credential (Open Badges 3.0, 8.2.4.1): no members of the document.
JWT_CLAIMS = frozenset({"iss", "jti", "nbf", "sub", "exp", "iat", "aud", "nonce", "cnf"})
#: What a wrapped credential may leave to the claims (VC Data Model 1.1, 6.3.1).
_IDENTIFIERS = (("jti", "id"), ("iss", "issuer"))
_MOMENTS = (("nbf", "issuanceDate"), ("exp", "expirationDate"))


def is_wrapped(claims: Mapping[str, Any]) -> bool:
    """Whether the credential stands in a ``vc`` claim."""
    return isinstance(claims.get("vc"), Mapping) and "@context" not in claims


def document_of_claims(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The credential of a JWT: its claims without those that repeat members (VC-JOSE-COSE 1.0, 3.1.1).

    A ``vc`` claim is unwrapped whatever the data model; that 2.0 forbids it is for the *format* check to say. Where
    the wrapped credential leaves id, issuer, dates or the subject's id to the claims, they are filled in from there.
    """
    if not is_wrapped(claims):
        return {name: value for name, value in claims.items() if name not in JWT_CLAIMS}
    document = dict(claims["vc"])
    document.pop("proof", None)
    for claim, member in _IDENTIFIERS:
        if claim in claims:
            document.setdefault(member, claims[claim])
    if first_context(document) == terms.CREDENTIALS_V1:
        for claim, member in _MOMENTS:
            if (moment := _moment(claims.get(claim))) is not None:
                document.setdefault(member, moment)
    subject = document.get("credentialSubject")
    if "sub" in claims and isinstance(subject, dict):
        document["credentialSubject"] = {"id": claims["sub"], **subject}
    return document


def first_context(document: Mapping[str, Any]) -> Any:
    """The first of the contexts, which says which data model a document follows."""
    contexts = document.get("@context")
    return contexts[0] if isinstance(contexts, list) and contexts else contexts


def _moment(seconds: Any) -> str | None:
    """A NumericDate (RFC 7519, section 2) as documents write moments; None where there is none or it is nonsense."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return None
