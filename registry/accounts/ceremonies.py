"""Questions that one browser answers once: a passkey's challenge, a journey to the outside log-in.

The browser's token is random; what others see of the ceremony (challenge, ``state``, ``nonce``) is computed from it
one way, so that the table keeps a digest and no secret.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from sqlalchemy import delete

from registry import clock, ids
from registry.accounts.errors import CeremonyOver
from registry.accounts.models import Ceremony
from registry.accounts.rules import MAXIMUM_ONWARD
from registry.db import db

#: Long enough to create an account at the outside log-in first, or to fetch the telephone that holds the passkey.
LIFE = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Taken:
    """A ceremony that has just been answered: for whose account (None: nobody yet), and where to go on."""

    account_id: uuid.UUID | None
    onward: str


def begin(kind: str, *, account_id: uuid.UUID | None = None, onward: str = "") -> str:
    """A new ceremony; the token is for the browser's cookie alone."""
    token = ids.new_token(32)
    db.session.add(
        Ceremony(
            token_digest=ids.token_digest(token),
            kind=kind,
            account_id=account_id,
            onward=onward if len(onward) <= MAXIMUM_ONWARD else "",
            expires_at=clock.now() + LIFE,
        )
    )
    db.session.flush()
    return token


def take(token: str | None, kind: str) -> Taken:
    """Use the ceremony up. Raises `CeremonyOver` for one that was used, is over, or was begun by another browser."""
    row = db.session.execute(
        delete(Ceremony)
        .where(
            Ceremony.token_digest == ids.token_digest(token or ""),
            Ceremony.kind == kind,
            Ceremony.expires_at > clock.now(),
        )
        .returning(Ceremony.account_id, Ceremony.onward)
    ).first()
    if row is None:
        raise CeremonyOver()
    return Taken(row.account_id, row.onward)


def derived(token: str, what: str) -> bytes:
    """32 bytes that only who has the token can compute; another ``what`` gives others."""
    return hashlib.sha256(f"registry.{what}\0{token}".encode()).digest()


def derived_text(token: str, what: str) -> str:
    """The same in base64url, 43 characters."""
    return base64.urlsafe_b64encode(derived(token, what)).rstrip(b"=").decode()
