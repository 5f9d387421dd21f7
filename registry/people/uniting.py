"""Two accounts of one person become one: records, addresses, passkeys and outside identities; and apart again."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select, update

from registry.accounts import emails
from registry.accounts.actor import Actor
from registry.accounts.models import Account, AccountEmail, OutsideIdentity, Passkey
from registry.audit import service as audit
from registry.db import db
from registry.people import merging
from registry.people.errors import StaffAccount
from registry.people.models import Person, PersonMerge

_WAYS: tuple[tuple[str, Any], ...] = (("emails", AccountEmail), ("passkeys", Passkey), ("outside", OutsideIdentity))


def unite(closing: Account, *, into: Account, actor: Actor, means: str, keep_ways: bool = True) -> PersonMerge | None:
    """``into`` holds everything from now on, and the other account is closed.

    With ``keep_ways`` the closed account's addresses, passkeys and outside identities open the one that stays; without,
    whoever calls has taken them away. None when there was no second record. Raises `StaffAccount`, `TwoPeople`.
    """
    if closing.grants or closing.disabled_at is not None:
        raise StaffAccount()
    done = None
    if closing.person_id is not None and into.person_id is not None:
        person = db.session.get_one(Person, closing.person_id)
        done = merging.merge(person, into=db.session.get_one(Person, into.person_id), actor=actor, means=means)
    elif closing.person_id is not None:
        into.person_id = closing.person_id
    moved = _hand_over(closing, into) if keep_ways else {}
    emails.retire(closing, actor=actor)
    if done is not None:
        done.closed_account_id, done.kept_account_id, done.moved = closing.id, into.id, moved
    db.session.flush()
    audit.record("account.united", "account", into.id, actor=actor, closed=str(closing.id), means=means)
    return done


def part(done: PersonMerge, *, actor: Actor) -> Account | None:
    """Undo: the records are two again, and the closed account opens as it did; None when no account was closed.

    What its holder has removed since stays removed.
    """
    person = merging.undo(done, actor=actor)
    closed = db.session.get(Account, done.closed_account_id) if done.closed_account_id else None
    kept = db.session.get(Account, done.kept_account_id) if done.kept_account_id else None
    if closed is None or kept is None:
        return None
    closed.person_id, closed.disabled_at = person.id, None
    for name, table in _WAYS:
        keys = [uuid.UUID(one) for one in done.moved.get(name, [])]
        db.session.execute(
            update(table).where(table.id.in_(keys), table.account_id == kept.id).values(account_id=closed.id)
        )
    db.session.flush()
    for account in (closed, kept):
        db.session.expire(account, ["emails"])
        addresses = [one.email for one in account.emails]
        if account.email not in addresses:
            account.email = None
    db.session.flush()
    for account in (closed, kept):
        account.email = account.email or next((one.email for one in account.emails), None)
    db.session.flush()
    emails.end_all_sessions(closed)
    audit.record("account.parted", "account", kept.id, actor=actor, opened=str(closed.id))
    return closed


def _hand_over(closing: Account, into: Account) -> dict[str, list[str]]:
    moved = {
        name: [str(one) for one in db.session.scalars(select(table.id).where(table.account_id == closing.id))]
        for name, table in _WAYS
    }
    emails.hand_over(closing, into)
    for name, table in _WAYS[1:]:
        keys = [uuid.UUID(one) for one in moved[name]]
        db.session.execute(update(table).where(table.id.in_(keys)).values(account_id=into.id))
    db.session.flush()
    return moved
