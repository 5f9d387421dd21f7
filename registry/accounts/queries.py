"""Reading accounts, their roles and their sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from registry import ids
from registry.accounts.actor import Actor, Grant
from registry.accounts.models import (
    Account,
    AccountEmail,
    OneTimeLink,
    OutsideIdentity,
    Passkey,
    RoleGrant,
    SignInSession,
)
from registry.accounts.permissions import AUTHORITY_ROLES, Role
from registry.db import db

#: Roles of the authority's house and of whoever runs the registry: granted without a provider.
HOUSE_ROLES = AUTHORITY_ROLES | {Role.OPERATOR, Role.PRIVACY_OFFICER}
#: One-time links that open an account; those of other purposes prove an address and open nothing.
SIGN_IN_PURPOSES = ("sign_in", "invitation")


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody with roles at one place, or of the house. ``places`` belong to ``roles``: ``state:20``, or None.
    ``invited`` while the invitation has not been used."""

    account_id: uuid.UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    places: tuple[str | None, ...]
    grant_ids: tuple[uuid.UUID, ...]
    invited: bool
    disabled: bool


def normal_email(text: str) -> str:
    """An address as it is stored and compared: without spaces around it, in lower case."""
    return text.strip().lower()


def by_email(email: str) -> Account | None:
    """The account that an address opens, be it the main one or another."""
    return db.session.scalar(
        select(Account)
        .join(AccountEmail, AccountEmail.account_id == Account.id)
        .where(AccountEmail.email == normal_email(email))
    )


def name_of(account_id: uuid.UUID | None) -> str | None:
    """What an account's person is called."""
    return db.session.scalar(select(Account.name).where(Account.id == account_id)) if account_id else None


def by_person(person_id: uuid.UUID) -> Account | None:
    """The account through which a person holds microcredentials."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id).limit(1))


def has_way_in(account: Account) -> bool:
    """Whether its holder can come back by herself or himself: an address, a passkey, the outside log-in, a password."""
    if account.emails or account.password_hash is not None:
        return True
    return any(
        db.session.scalar(select(table.id).where(table.account_id == account.id).limit(1)) is not None
        for table in (Passkey, OutsideIdentity)
    )


def actor_of(account: Account) -> Actor:
    """What the account may do, as services receive it. A disabled account may do nothing."""
    if account.disabled_at is not None:
        return Actor(kind="account", account_id=account.id)
    grants = {Grant(Role(grant.role), grant.provider_id, grant.place) for grant in account.grants}
    if account.person_id is not None:
        grants.add(Grant(Role.HOLDER))
    return Actor(kind="account", account_id=account.id, person_id=account.person_id, grants=frozenset(grants))


def live_session(token: str, *, at: dt.datetime) -> SignInSession | None:
    """The session of a cookie with its account and roles, unless ended, expired or of a disabled account."""
    return db.session.scalar(
        select(SignInSession)
        .join(SignInSession.account)
        .options(joinedload(SignInSession.account).selectinload(Account.grants))
        .where(
            SignInSession.token_digest == ids.token_digest(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
            Account.disabled_at.is_(None),
        )
    )


def live_sessions(account_id: uuid.UUID, *, at: dt.datetime) -> Sequence[SignInSession]:
    """Where an account is signed in, newest first."""
    return db.session.scalars(
        select(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None), SignInSession.expires_at > at)
        .order_by(SignInSession.created_at.desc(), SignInSession.id.desc())
    ).all()


def open_link(token: str, *, at: dt.datetime) -> OneTimeLink | None:
    """The one-time link of a token while it can still be used."""
    return db.session.scalar(
        select(OneTimeLink).where(
            OneTimeLink.token_digest == ids.token_digest(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > at,
        )
    )


def links_since(email: str, *, since: dt.datetime) -> int:
    """How many links an address asked for, existing or not."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(OneTimeLink)
            .where(OneTimeLink.email == normal_email(email), OneTimeLink.created_at >= since)
        )
        or 0
    )


def staff_of(provider_id: uuid.UUID) -> tuple[StaffMember, ...]:
    """Who works at a provider, by name."""
    return _staff(RoleGrant.provider_id == provider_id)


def house_staff() -> tuple[StaffMember, ...]:
    """Who works at the authority, at the registry's operation, for a state or for a chamber, by name.

    Employers' people are not among them: each employer sees its own.
    """
    roles = HOUSE_ROLES | {Role.STATE_ADMIN, Role.CHAMBER}
    return _staff(RoleGrant.provider_id.is_(None) & RoleGrant.role.in_(sorted(roles)))


def administrators(provider_id: uuid.UUID | None) -> int:
    """How many accounts can still administer a provider, or (None) the authority."""
    role = Role.PROVIDER_ADMIN if provider_id else Role.AUTHORITY_ADMIN
    place = RoleGrant.provider_id == provider_id if provider_id else RoleGrant.provider_id.is_(None)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(RoleGrant)
            .join(RoleGrant.account)
            .where(RoleGrant.role == role, place, Account.disabled_at.is_(None))
        )
        or 0
    )


def recipients(permission_roles: Sequence[Role], provider_id: uuid.UUID | None) -> Sequence[Account]:
    """The enabled accounts that hold one of the roles at a place: to whom a notice about it goes."""
    place = RoleGrant.provider_id == provider_id if provider_id else RoleGrant.provider_id.is_(None)
    return (
        db.session.scalars(
            select(Account)
            .join(Account.grants)
            .where(RoleGrant.role.in_(permission_roles), place, Account.disabled_at.is_(None))
            .order_by(Account.email)
        )
        .unique()
        .all()
    )


def _staff(condition: ColumnElement[bool]) -> tuple[StaffMember, ...]:
    grants = db.session.scalars(
        select(RoleGrant)
        .options(joinedload(RoleGrant.account))
        .where(condition)
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    ).all()
    members: dict[uuid.UUID, list[RoleGrant]] = {}
    for grant in grants:
        members.setdefault(grant.account_id, []).append(grant)
    entered = _has_signed_in(members)
    listed = (
        StaffMember(
            account_id=account_id,
            name=held[0].account.name,
            email=held[0].account.address,
            roles=tuple(Role(grant.role) for grant in held),
            places=tuple(grant.place for grant in held),
            grant_ids=tuple(grant.id for grant in held),
            invited=held[0].account.password_hash is None and account_id not in entered,
            disabled=held[0].account.disabled_at is not None,
        )
        for account_id, held in members.items()
    )
    return tuple(sorted(listed, key=lambda member: (member.name.casefold(), member.email)))


def _has_signed_in(accounts: dict[uuid.UUID, list[RoleGrant]]) -> frozenset[uuid.UUID]:
    if not accounts:
        return frozenset()
    found = db.session.scalars(
        select(SignInSession.account_id).where(SignInSession.account_id.in_(accounts)).distinct()
    )
    return frozenset(found)
