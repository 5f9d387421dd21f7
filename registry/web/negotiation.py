"""Which representation a client asked for (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import NotAcceptable

#: Paths where programs, not people, are the readers.
PROGRAM_PATHS = ("/api/", "/ims/", "/oid4vci/", "/status/", "/.well-known/")


def wants_json() -> bool:
    """Whether errors should be problem documents instead of pages."""
    if request.path.startswith(PROGRAM_PATHS) and not request.path.startswith("/api/docs"):
        return True
    best = request.accept_mimetypes.best_match(("text/html", "application/json", "application/problem+json"))
    if best is not None and "json" in best:
        return request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]
    # A client of ours that names a credential type alone does not want a page.
    return not request.accept_mimetypes.accept_html and any(
        "json" in media or "jwt" in media or media == "application/vc" for media, _quality in request.accept_mimetypes
    )


def best_of(offers: Sequence[str], *, default: str | None = None) -> str:
    """The offer that the client likes best; ``default`` when it sent no Accept header.

    Of equals the one that it names, in its own order, then ours: RFC 9110 leaves that open, and a client that writes
    ``application/vc+jwt, application/json`` reads JSON only for want of the other.
    Raises NotAcceptable (406) when the client excludes every offer.
    """
    if not request.headers.get("Accept"):
        return default or offers[0]
    accepted = request.accept_mimetypes
    named = [media.partition(";")[0].strip().lower() for media, _quality in accepted]

    def liked(offer: str) -> tuple[float, int]:
        return accepted[offer], -named.index(offer) if offer in named else -len(named)

    best = max(offers, key=liked)  # the first of equals
    if not accepted[best]:
        raise NotAcceptable()
    return best
