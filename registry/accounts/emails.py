"""Giving an address to an account that has none, so that its holder finds the way back in.

Nothing is bound to an address before somebody has answered from it.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from registry import clock, config, ids
from registry.accounts import queries, rules
from registry.accounts.actor import Actor
from registry.accounts.errors import EmailTaken, LinkSpent
from registry.accounts.models import Account, OneTimeLink, SignInSession
from registry.addresses import path
from registry.audit import service as audit
from registry.db import db
from registry.errors import Conflict
from registry.notices import service as notices
from registry.notices.messages import Kind

PURPOSE = "address"


def offer(email: str, *, actor: Actor) -> str:
    """Write to an address with a link that gives it to the actor's account; returns the address as understood.

    Raises `EmailMalformed`, and `Conflict` for an account that has an address. Asking more than
    `rules.MAXIMUM_LINKS` times in a while changes nothing, silently.
    """
    account = db.session.get_one(Account, actor.account_id)
    if account.email is not None:
        raise Conflict()
    email = queries.normal_email(email)
    rules.check_email(email)
    now = clock.now()
    if queries.links_since(email, since=now - rules.ATTEMPT_WINDOW) >= rules.MAXIMUM_LINKS:
        return email
    minutes = config.current().sign_in_link_minutes
    token = ids.new_token()
    db.session.add(
        OneTimeLink(
            token_digest=ids.token_digest(token),
            purpose=PURPOSE,
            email=email,
            account_id=account.id,
            created_at=now,
            expires_at=now + dt.timedelta(minutes=minutes),
        )
    )
    notices.enqueue(
        Kind.SIGN_IN_LINK, email, account.language, {"url": path(f"recibir/correo/{token}"), "minutes": minutes}
    )
    return email


def waiting(token: str) -> OneTimeLink:
    """The link of a token while it can be used. Raises `LinkSpent`."""
    link = queries.open_link(token, at=clock.now())
    if link is None or link.purpose != PURPOSE or link.account_id is None:
        raise LinkSpent()
    return link


def answered(token: str) -> tuple[Account, str]:
    """Use the link: the account that asked for it and the address that has answered. Raises `LinkSpent`."""
    now = clock.now()
    used = db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_digest == ids.token_digest(token),
            OneTimeLink.purpose == PURPOSE,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(OneTimeLink.account_id, OneTimeLink.email)
    ).first()
    account = db.session.get(Account, used.account_id) if used else None
    if used is None or account is None or account.disabled_at is not None:
        raise LinkSpent()
    return account, used.email


def bind(account: Account, email: str, *, actor: Actor) -> None:
    """Give a proven address to an account. Raises `EmailTaken`."""
    email = queries.normal_email(email)
    other = queries.by_email(email)
    if other is not None and other.id != account.id:
        raise EmailTaken(email=email)
    account.email = email
    db.session.flush()
    audit.record("account.address", "account", account.id, actor=actor)


def retire(account: Account, *, actor: Actor) -> None:
    """Close an account whose holder has another one from now on; its sessions end."""
    now = clock.now()
    account.person_id, account.disabled_at = None, now
    for one in db.session.scalars(
        select(SignInSession).where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
    ):
        one.ended_at = now
    db.session.flush()
    audit.record("account.retired", "account", account.id, actor=actor)
