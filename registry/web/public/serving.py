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


def signed(body: bytes | str, mimetype: str, *, max_age: int = MINUTES_5, immutable: bool = False) -> Response:
    """A file for machines: revalidated by ETag, readable from any origin."""
    data = body.encode() if isinstance(body, str) else body
    response = Response(data, mimetype=mimetype)
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    directive = f"public, max-age={FOREVER}, immutable" if immutable else f"public, max-age={max_age}"
    response.headers["Cache-Control"] = directive
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.make_conditional(request)
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
