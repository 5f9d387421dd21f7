"""The addresses that open an account: each answered from before it counts, one of them the main one.

Nothing is bound to an address before somebody has answered from it, and every change is told to all addresses.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from registry import clock, config, ids
from registry.accounts import queries, rules, security_notices
from registry.accounts.actor import Actor
from registry.accounts.errors import (
    EmailAlreadyYours,
    EmailTaken,
    LinkSpent,
    MainEmailStays,
    NoSuchEmail,
    TooManyEmails,
)
from registry.accounts.models import Account, AccountEmail, OneTimeLink, SignInSession
from registry.addresses import path
from registry.audit import service as audit
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind

#: What a link's answer does: give the address to the account that asked, or unite the address's account with it.
ADD, UNITE = "address", "unite"
_PATHS = {ADD: "recibir/correo/{token}", UNITE: "cuenta/unir/{token}"}
MAXIMUM_EMAILS = 6


def offer(email: str, *, actor: Actor, purpose: str = ADD) -> str:
    """Write to an address with a link that adds it to the actor's account; returns the address as understood.

    Raises `EmailMalformed`, `EmailAlreadyYours`, `TooManyEmails`. Asking more than `rules.MAXIMUM_LINKS` times in a
    while changes nothing, silently.
    """
    account = db.session.get_one(Account, actor.account_id)
    email = queries.normal_email(email)
    rules.check_email(email)
    held = {one.email for one in account.emails}
    if email in held:
        raise EmailAlreadyYours(email=email)
    if len(held) >= MAXIMUM_EMAILS:
        raise TooManyEmails(maximum=MAXIMUM_EMAILS)
    now = clock.now()
    if queries.links_since(email, since=now - rules.ATTEMPT_WINDOW) >= rules.MAXIMUM_LINKS:
        return email
    minutes = config.current().sign_in_link_minutes
    token = ids.new_token()
    db.session.add(
        OneTimeLink(
            token_digest=ids.token_digest(token),
            purpose=purpose,
            email=email,
            account_id=account.id,
            created_at=now,
            expires_at=now + dt.timedelta(minutes=minutes),
        )
    )
    url = path(_PATHS[purpose].format(token=token))
    notices.enqueue(Kind.ADDRESS_LINK, email, account.language, {"url": url, "minutes": minutes, "act": purpose})
    return email


def waiting(token: str, *, purpose: str = ADD) -> OneTimeLink:
    """The link of a token while it can be used. Raises `LinkSpent`."""
    link = queries.open_link(token, at=clock.now())
    if link is None or link.purpose != purpose or link.account_id is None:
        raise LinkSpent()
    return link


def answered(token: str, *, purpose: str = ADD) -> tuple[Account, str]:
    """Use the link: the account that asked for it and the address that has answered. Raises `LinkSpent`."""
    now = clock.now()
    used = db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_digest == ids.token_digest(token),
            OneTimeLink.purpose == purpose,
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


def bind(account: Account, email: str, *, actor: Actor) -> AccountEmail:
    """Give a proven address to an account; the first one is its main one. Raises `EmailTaken`."""
    email = queries.normal_email(email)
    held = next((one for one in account.emails if one.email == email), None)
    if held is not None:
        return held
    told = bool(account.emails)
    row = AccountEmail(email=email, added_at=clock.now())
    try:
        with db.session.begin_nested():
            account.emails.append(row)
            db.session.flush()
    except IntegrityError:  # another account has it: the database decides
        db.session.refresh(account)
        raise EmailTaken(email=email) from None
    if account.email is None:
        account.email = email
    db.session.flush()
    audit.record("account.address", "account", account.id, actor=actor)
    if told:
        security_notices.tell(account, "email_added")
    return row


def remove(email_id: uuid.UUID, *, actor: Actor) -> str:
    """Take an address from one's own account; the address. Raises `NoSuchEmail`, `MainEmailStays`."""
    row = _own(email_id, actor)
    account, email = row.account, row.email
    if email == account.email:
        raise MainEmailStays()
    account.emails.remove(row)
    db.session.flush()
    forget_links(email)
    audit.record("account.address_removed", "account", account.id, actor=actor)
    security_notices.tell(account, "email_removed", also=[email])
    return email


def choose_main(email_id: uuid.UUID, *, actor: Actor) -> str:
    """Make one of one's own addresses the main one: the registry writes there. Raises `NoSuchEmail`."""
    row = _own(email_id, actor)
    account = row.account
    if account.email != row.email:
        account.email = row.email
        db.session.flush()
        audit.record("account.main_address", "account", account.id, actor=actor)
        security_notices.tell(account, "main_email")
    return row.email


def hand_over(source: Account, target: Account) -> list[str]:
    """Move every address of an account to another; the main one of ``target`` stays. The addresses moved."""
    moved = [one.email for one in source.emails]
    db.session.execute(update(AccountEmail).where(AccountEmail.account_id == source.id).values(account_id=target.id))
    source.email = None
    db.session.flush()
    target.email = target.email or (moved[0] if moved else None)
    db.session.flush()
    db.session.expire(source, ["emails"])
    db.session.expire(target, ["emails"])
    return moved


def take_away(account: Account) -> list[str]:
    """Take every address from an account, because its holder has lost them. The addresses."""
    lost = [one.email for one in account.emails]
    account.emails.clear()
    account.email = None
    db.session.flush()
    for email in lost:
        forget_links(email)
    return lost


def forget_links(email: str) -> None:
    """Close every link that waits in a mailbox."""
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.email == queries.normal_email(email), OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
    )


def retire(account: Account, *, actor: Actor) -> None:
    """Close an account whose holder has another one from now on; its sessions end."""
    account.person_id, account.disabled_at = None, clock.now()
    end_all_sessions(account)
    audit.record("account.retired", "account", account.id, actor=actor)


def end_all_sessions(account: Account) -> None:
    """Sign an account out everywhere."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    db.session.flush()


def _own(email_id: uuid.UUID, actor: Actor) -> AccountEmail:
    row: AccountEmail | None = db.session.scalar(
        select(AccountEmail).where(AccountEmail.id == email_id, AccountEmail.account_id == actor.account_id)
    )
    if row is None:
        raise NoSuchEmail()
    return row
