"""Serving signed files: ETag, cache life, the right form by Accept, open to every origin."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import orjson
from flask import Response, request

from registry.web import negotiation

#: How long a cache may keep what changes (a status list's own ttl), and what never does.
MINUTES_5 = 300
FOREVER = 31_536_000
#: Of the SHA-256 of the body, in hexadecimal.
ETAG_DIGITS = 32


def signed(body: bytes | str, mimetype: str, *, max_age: int = MINUTES_5, immutable: bool = False) -> Response:
    """A file for machines: revalidated by ETag, readable from any origin."""
    data = body.encode() if isinstance(body, str) else body
    response = _cached(Response(data, mimetype=mimetype), etag_of(hashlib.sha256(data).hexdigest()), max_age, immutable)
    response.make_conditional(request)
    return response


def etag_of(digest: str) -> str:
    """The ETag of a body, from its SHA-256 in hexadecimal."""
    return digest[:ETAG_DIGITS]


def unchanged(digest: str, *, max_age: int = MINUTES_5) -> Response | None:
    """The answer to a client that has the body of this digest already; None when it has not."""
    if not request.if_none_match.contains(etag_of(digest)):
        return None
    return _cached(Response(status=304), etag_of(digest), max_age, immutable=False)


def _cached(response: Response, etag: str, max_age: int, immutable: bool) -> Response:
    response.set_etag(etag)
    directive = f"public, max-age={FOREVER}, immutable" if immutable else f"public, max-age={max_age}"
    response.headers["Cache-Control"] = directive
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def signed_json(value: object, mimetype: str = "application/json", *, max_age: int = MINUTES_5) -> Response:
    """The same for a value that is not signed itself."""
    return signed(orjson.dumps(value), mimetype, max_age=max_age)


def by_accept(forms: Mapping[str, Callable[[], Response]], *, default: str) -> Response:
    """One address, several forms; the default is what a client without wishes gets (STANDARDS 7.1)."""
    chosen = negotiation.best_of(tuple(forms), default=default)
    response = forms[chosen]()
    response.vary.add("Accept")
    return response
