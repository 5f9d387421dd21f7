"""Keys with which programs speak for an account at one institution, and the answers kept for requests sent again.

A key may do what its account may do at that institution, now: it dies with the account, with the role, a year after it
was made, or when somebody revokes it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from registry import clock, config, ids
from registry.accounts.actor import ANONYMOUS, Actor
from registry.accounts.errors import KeyNameMissing, NoSuchProgramKey
from registry.accounts.models import Account, KeptAnswer, ProgramKey
from registry.accounts.queries import actor_of
from registry.audit import service as audit
from registry.db import db

#: What every key begins with, so that one that leaks is recognised by who scans for such things.
PREFIX = "rmk_"
LIFE = dt.timedelta(days=365)
LONGEST_NAME = 80
_HINT = 4


def make_key(name: str, *, provider_id: uuid.UUID, actor: Actor) -> tuple[ProgramKey, str]:
    """A key for the actor's own programs: its row, and the key itself, which nobody can read again.

    Raises `KeyNameMissing`, `NotAllowed`.
    """
    actor.require("program_key:make", at_provider=provider_id)
    if actor.account_id is None:
        raise ValueError("a key belongs to an account")
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise KeyNameMissing()
    token = PREFIX + ids.new_token(32)
    key = ProgramKey(
        id=ids.new_key(),
        token_digest=ids.token_digest(token),
        hint=token[-_HINT:],
        name=name,
        account_id=actor.account_id,
        provider_id=provider_id,
        created_at=clock.now(),
        expires_at=clock.now() + LIFE,
    )
    db.session.add(key)
    audit.record("program_key.made", "program_key", key.id, actor=actor, provider_id=provider_id)
    return key, token


def revoke_key(key_id: uuid.UUID, *, provider_id: uuid.UUID, actor: Actor) -> ProgramKey:
    """End a key, one's own or, for whoever administers the institution, anybody's there.

    Raises `NoSuchProgramKey`, `NotAllowed`.
    """
    wanted = select(ProgramKey).where(ProgramKey.id == key_id, ProgramKey.provider_id == provider_id)
    key: ProgramKey | None = db.session.scalar(wanted)
    if key is None:
        raise NoSuchProgramKey()
    own = key.account_id == actor.account_id
    actor.require("program_key:make" if own else "provider:staff", at_provider=provider_id)
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        audit.record("program_key.revoked", "program_key", key.id, actor=actor, provider_id=provider_id)
    db.session.flush()
    return key


def keys_of(provider_id: uuid.UUID) -> Sequence[ProgramKey]:
    """The keys of an institution, newest first, ended ones included."""
    return db.session.scalars(
        select(ProgramKey)
        .where(ProgramKey.provider_id == provider_id)
        .options(joinedload(ProgramKey.account))
        .order_by(ProgramKey.id.desc())
    ).all()


def actor_of_key(token: str) -> Actor:
    """Who a program speaks for: an account with its roles at the key's institution and nowhere else.

    `ANONYMOUS` for a key that is unknown, revoked or expired, or whose account is closed.
    """
    if not token.startswith(PREFIX):
        return ANONYMOUS
    key = db.session.scalar(
        select(ProgramKey)
        .options(joinedload(ProgramKey.account).selectinload(Account.grants))
        .where(
            ProgramKey.token_digest == ids.token_digest(token),
            ProgramKey.revoked_at.is_(None),
            ProgramKey.expires_at > clock.now(),
        )
    )
    if key is None or key.account.disabled_at is not None:
        return ANONYMOUS
    person = actor_of(key.account)
    grants = frozenset(grant for grant in person.grants if grant.provider_id == key.provider_id)
    return Actor(kind="account", account_id=key.account_id, grants=grants, program_key_id=key.id)


def kept_answer(actor: Actor, word: str) -> KeptAnswer | None:
    """What was answered to this program under this ``Idempotency-Key``, while it is kept."""
    found = db.session.get(KeptAnswer, _digest(actor, word), populate_existing=True)
    return found if found is not None and found.kept_at > _oldest() else None


def keep_answer(actor: Actor, word: str, *, request_digest: bytes, status: int, body: bytes) -> None:
    """Keep an answer, in the transaction of what it says was done."""
    digest = _digest(actor, word)
    db.session.execute(delete(KeptAnswer).where(KeptAnswer.key_digest == digest))  # one that is too old to count
    db.session.add(
        KeptAnswer(key_digest=digest, request_digest=request_digest, status=status, body=body, kept_at=clock.now())
    )
    db.session.flush()


def forget_old() -> int:
    """Delete answers that are kept no longer; how many."""
    return int(db.session.execute(delete(KeptAnswer).where(KeptAnswer.kept_at <= _oldest())).rowcount)  # type: ignore[attr-defined]


def _oldest() -> dt.datetime:
    return clock.now() - dt.timedelta(hours=config.current().idempotency_hours)


def _digest(actor: Actor, word: str) -> bytes:
    return hashlib.sha256(f"{actor.program_key_id or actor.account_id}\n{word}".encode()).digest()
