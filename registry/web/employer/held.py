"""What was handed in, held by the page and not by the server: so that a second question needs no second upload.

The answer's forms carry the credential's text under the registry's own signature, with the digest of the file that it
came in. The server keeps nothing; after `HELD_FOR` the page is too old and the file is asked for again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from registry import clock
from registry.documents.read import Presented, read_presented
from registry.documents.written import written
from registry.errors import RegistryError
from registry.texts import Text
from registry.verification.receipt import HandedIn, handed_in

HELD_FOR = dt.timedelta(hours=1)
#: Beyond it the page would weigh more than the file: then the file is asked for again.
LONGEST_HELD = 300_000
FIELD = "held"


class HeldTooLong(RegistryError):
    """The page was open for too long, or its hidden field was changed."""

    code = "held_too_long"
    text = Text(
        "La página estuvo abierta más de una hora. Entregue otra vez la credencial: aquí no se guardó nada.",
        "The page was open for more than an hour. Hand in the credential again: nothing was kept here.",
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A credential that was handed in, and what a receipt says of the bytes that it came in."""

    presented: Presented
    handed: HandedIn


def held(data: bytes, presented: Presented) -> Held:
    """What was just handed in as these bytes."""
    return Held(presented, handed_in(data, presented))


def write_held(one: Held) -> str | None:
    """The hidden field, or None for what cannot be held."""
    text = written(one.presented)
    if text is None or len(text) > LONGEST_HELD:
        return None
    written_at = int(clock.now().timestamp())
    return str(_serializer().dumps([written_at, text, one.handed.sha256, one.handed.carrier]))


def read_held(field: str) -> Held:
    """What the hidden field holds. Raises `HeldTooLong`, `Unreadable`."""
    try:
        written_at, text, digest, carrier = _serializer().loads(field)
    except (BadData, ValueError, TypeError):
        raise HeldTooLong() from None
    if clock.now().timestamp() - written_at > HELD_FOR.total_seconds():
        raise HeldTooLong()
    presented = read_presented(text.encode())
    return Held(presented, HandedIn(digest, handed_in(b"", presented).document_sha256, carrier))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="registry.employer.held")
