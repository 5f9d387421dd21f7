"""Nonces for proofs of key (OpenID4VCI 1.0, 7): short-lived, each good once.

A nonce proves itself: its time and random bytes carry a tag by the vault's key. So whoever asks for a million writes
nothing, and only those that were used are remembered, until they would be too old.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.custody import vault
from registry.db import db
from registry.signing import from_base64url, to_base64url
from registry.wallet.errors import NonceNotGood
from registry.wallet.models import WalletNonce
from registry.wallet.rules import NONCE_LIFE

_TIME, _RANDOM, _TAG = 8, 16, 16  # bytes


def new_nonce() -> str:
    """A fresh nonce; nothing is stored."""
    body = int(clock.now().timestamp()).to_bytes(_TIME) + secrets.token_bytes(_RANDOM)
    return to_base64url(body + _tag(body))


def use(nonce: str) -> None:
    """Consume a nonce. Raises `NonceNotGood` for one that is foreign, too old, or was used, by however little."""
    made_at = _made_at(nonce)
    until = made_at + NONCE_LIFE
    if not made_at <= clock.now() < until:
        raise NonceNotGood()
    try:
        with db.session.begin_nested():
            db.session.add(WalletNonce(digest=hashlib.sha256(nonce.encode()).digest(), until=until))
    except IntegrityError:
        raise NonceNotGood() from None


def forget_old() -> int:
    """Forget used nonces that are too old by now. Returns how many."""
    done = db.session.execute(delete(WalletNonce).where(WalletNonce.until < clock.now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _made_at(nonce: str) -> dt.datetime:
    try:
        raw = from_base64url(nonce)
    except ValueError:
        raise NonceNotGood() from None
    body, tag = raw[: _TIME + _RANDOM], raw[_TIME + _RANDOM :]
    if not hmac.compare_digest(tag, _tag(body)):
        raise NonceNotGood()
    return dt.datetime.fromtimestamp(int.from_bytes(body[:_TIME]), dt.UTC)


def _tag(body: bytes) -> bytes:
    return vault.current().keyed_digest(to_base64url(body), purpose="wallet_nonce")[:_TAG]
