"""The only writer of accounts, roles, sessions and one-time links."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from typing import Any, cast
from urllib.parse import urlencode

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError

from registry import clock, config, ids
from registry.accounts import passwords, queries, rules
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.errors import (
    AlreadyAdministered,
    EmailTaken,
    LastAdministrator,
    LinkSpent,
    NoSuchSession,
    RoleOutOfPlace,
    TooManyAttempts,
    WrongCredentials,
    WrongPassword,
)
from registry.accounts.models import (
    Account,
    AccountEmail,
    Ceremony,
    OneTimeLink,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from registry.accounts.origins import NOWHERE, Origin
from registry.accounts.permissions import PLACE_KINDS, PROVIDER_ROLES, ROLE_NAMES, Role
from registry.addresses import path
from registry.audit import service as audit
from registry.db import db
from registry.errors import NotFound
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.texts import Text


def create_account(
    email: str | None,
    name: str,
    *,
    language: str = "es",
    password: str | None = None,
    person_id: uuid.UUID | None = None,
    actor: Actor,
) -> Account:
    """A new account without roles. ``email`` None: a holder who came with a printed slip and has no address.

    Raises `EmailMalformed`, `EmailTaken`, `NameMissing` or a password's refusal.
    """
    if email is not None:
        email = queries.normal_email(email)
        rules.check_email(email)
        if queries.by_email(email) is not None:
            raise EmailTaken(email=email)
    rules.check_name(name)
    if password is not None:
        rules.check_password(password, about=(email or "", name))
    account = Account(
        email=email,
        name=name.strip(),
        language="en" if language == "en" else "es",
        password_hash=passwords.hashed(password) if password is not None else None,
        person_id=person_id,
        created_at=clock.now(),
        emails=[AccountEmail(email=email, added_at=clock.now())] if email is not None else [],
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:  # taken between the look and the write
        raise EmailTaken(email=email) from None
    audit.record("account.created", "account", account.id, actor=actor, holder=person_id is not None)
    return account


def hold_for_person(account: Account, person_id: uuid.UUID, *, actor: Actor) -> None:
    """From now on the account holds this person's microcredentials (the person proved to be theirs)."""
    account.person_id = person_id
    db.session.flush()
    audit.record("account.holds", "account", account.id, actor=actor, person_id=person_id)


def grant(
    account: Account, role: Role, *, provider_id: uuid.UUID | None = None, place: str | None = None, actor: Actor
) -> RoleGrant:
    """Give a role; one that is held already stays as it is. The roles of `PLACE_KINDS` take a ``place``: ``state:20``.

    Raises `NotAllowed`, `RoleOutOfPlace`.
    """
    kind = PLACE_KINDS.get(role)
    at_provider, at_place = provider_id is not None, place is not None
    fits = at_provider == (role in PROVIDER_ROLES) and at_place == (kind is not None)
    if role is Role.HOLDER or not fits or (place and kind != place.partition(":")[0]):
        raise RoleOutOfPlace(role=ROLE_NAMES[role])
    _require_staff_permission(actor, provider_id, place)
    for held in account.grants:
        if held.role == role and held.provider_id == provider_id and held.place == place:
            return held
    given = RoleGrant(
        account=account, role=role.value, provider_id=provider_id, place=place,
        granted_at=clock.now(), granted_by=actor.account_id,
    )  # fmt: skip
    db.session.add(given)
    db.session.flush()
    told = {"place": place} if place else {}
    audit.record("role.granted", "account", account.id, actor=actor, provider_id=provider_id, role=role.value, **told)
    return given


def revoke_grant(grant_id: uuid.UUID, *, provider_id: uuid.UUID | None, place: str | None = None, actor: Actor) -> None:
    """Take a role back at this place. Raises `NotFound`, `NotAllowed`, `LastAdministrator`."""
    held = db.session.get(RoleGrant, grant_id)
    if held is None or held.provider_id != provider_id or (place is not None and held.place != place):
        raise NotFound()
    _require_staff_permission(actor, provider_id, held.place)
    if held.role in (Role.PROVIDER_ADMIN, Role.AUTHORITY_ADMIN) and queries.administrators(provider_id) <= 1:
        raise LastAdministrator()
    account_id, role = held.account_id, held.role
    held.account.grants.remove(held)
    db.session.flush()
    audit.record("role.revoked", "account", account_id, actor=actor, provider_id=provider_id, role=role)


def disable_account(account_id: uuid.UUID, *, actor: Actor) -> None:
    """Close an account: its sessions end and it signs in no more. Raises `NotAllowed`, `LastAdministrator`."""
    actor.require("staff:manage")
    account = _account(account_id)
    for held in account.grants:
        if held.role in (Role.PROVIDER_ADMIN, Role.AUTHORITY_ADMIN) and queries.administrators(held.provider_id) <= 1:
            raise LastAdministrator()
    account.disabled_at = clock.now()
    _end(SignInSession.account_id == account_id)
    audit.record("account.disabled", "account", account_id, actor=actor)


def invite_staff(
    email: str,
    name: str,
    role: Role,
    *,
    provider_id: uuid.UUID | None,
    place: str | None = None,
    organisation: Text | str,
    language: str = "es",
    actor: Actor,
) -> Account:
    """Give somebody a role and write to them; an address without an account gets one, with a link to set it up.

    Raises `NotAllowed`, `RoleOutOfPlace`, `EmailMalformed`, `NameMissing`.
    """
    _require_staff_permission(actor, provider_id, place)
    account = queries.by_email(email) or create_account(email, name, language=language, actor=actor)
    grant(account, role, provider_id=provider_id, place=place, actor=actor)
    days = config.current().invitation_days
    token = _new_link(account.address, account, purpose="invitation", lives=dt.timedelta(days=days))
    notices.enqueue(
        Kind.STAFF_INVITATION,
        account.address,
        account.language,
        {
            "name": account.name,
            "organisation": organisation,
            "role": ROLE_NAMES[role],
            "url": path(f"entrar/enlace/{token}"),
            "days": days,
        },
    )
    return account


def create_first_administrator(email: str, name: str, password: str) -> Account:
    """For the command line of a new registry. Raises `AlreadyAdministered` and what `create_account` raises."""
    if queries.administrators(None):
        raise AlreadyAdministered()
    account = create_account(email, name, password=password, actor=SYSTEM)
    grant(account, Role.AUTHORITY_ADMIN, actor=SYSTEM)
    grant(account, Role.OPERATOR, actor=SYSTEM)
    return account


def sign_in(email: str, password: str, *, origin: Origin = NOWHERE) -> tuple[SignInSession, str]:
    """A new session and the token for its cookie. Raises `WrongCredentials` or `TooManyAttempts`.

    An address without an account costs the same work and gets the same answer as a wrong password. A refusal has
    written its count: the door commits it.
    """
    email = queries.normal_email(email)
    now = clock.now()
    failure = db.session.get(SignInFailure, ids.token_digest(email))
    if failure is not None and rules.is_locked(failure.failures, failure.last_at, at=now):
        passwords.verify(None, password)
        raise TooManyAttempts(minutes=int(rules.ATTEMPT_WINDOW.total_seconds() // 60))
    account = queries.by_email(email)
    usable = account is not None and account.disabled_at is None
    right = passwords.verify(account.password_hash if account is not None and usable else None, password)
    if account is None or not right:
        _count_failure(email, failure, now)
        raise WrongCredentials()
    if failure is not None:
        db.session.delete(failure)
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hashed(password)
    return start_session(account, origin=origin, means="password")


def start_session(account: Account, *, origin: Origin = NOWHERE, means: str = "link") -> tuple[SignInSession, str]:
    """A session for somebody who has proved who they are, and the token that only the cookie holds."""
    now = clock.now()
    token = ids.new_token(32)
    session = SignInSession(
        token_digest=ids.token_digest(token),
        account_id=account.id,
        created_at=now,
        expires_at=now + dt.timedelta(hours=config.current().session_hours),
        user_agent=origin.user_agent[:300],
        network=origin.network,
        means=means,
    )
    db.session.add(session)
    db.session.flush()
    audit.record("session.started", "account", account.id, actor=queries.actor_of(account), means=means)
    return session, token


def end_session(session_id: uuid.UUID, *, actor: Actor) -> None:
    """End one of one's own sessions. Raises `NoSuchSession`."""
    if not _end((SignInSession.id == session_id) & (SignInSession.account_id == actor.account_id)):
        raise NoSuchSession()
    audit.record("session.ended", "account", actor.account_id, actor=actor)


def end_session_of(token: str) -> None:
    """End the session of a cookie that is about to be replaced; an unknown one is no fault."""
    _end(SignInSession.token_digest == ids.token_digest(token))


def end_sessions(*, actor: Actor, but: uuid.UUID | None = None) -> int:
    """End all one's own sessions, ``but`` excepted; how many that were."""
    ended = _end((SignInSession.account_id == actor.account_id) & (SignInSession.id != (but or uuid.UUID(int=0))))
    audit.record("sessions.ended", "account", actor.account_id, actor=actor, count=ended)
    return ended


def request_link(email: str, *, onward: str = "") -> None:
    """Write to an address with a link that signs in once. Says nothing about whether the address has an account.

    ``onward``: the path of this site that the reader was on the way to; one too long for a mail is left out.
    Raises `EmailMalformed`. Asking more than `rules.MAXIMUM_LINKS` times in a while changes nothing, silently.
    """
    email = queries.normal_email(email)
    rules.check_email(email)
    if queries.links_since(email, since=clock.now() - rules.ATTEMPT_WINDOW) >= rules.MAXIMUM_LINKS:
        return
    account = queries.by_email(email)
    if account is not None and account.disabled_at is not None:
        account = None
    minutes = config.current().sign_in_link_minutes
    # An unknown address leaves a row too, so that both kinds do the same work and share the limit.
    token = _new_link(email, account, purpose="sign_in", lives=dt.timedelta(minutes=minutes))
    if account is not None:
        then = f"?{urlencode({'next': onward})}" if 0 < len(onward) <= rules.MAXIMUM_ONWARD else ""
        values: dict[str, object] = {"url": path(f"entrar/enlace/{token}{then}"), "minutes": minutes}
        notices.enqueue(Kind.SIGN_IN_LINK, email, account.language, values, person_id=account.person_id)


def use_link(token: str, *, origin: Origin = NOWHERE) -> tuple[SignInSession, str, str]:
    """Sign in with a one-time link: session, token, and the link's purpose. Raises `LinkSpent`."""
    now = clock.now()
    used = db.session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.token_digest == ids.token_digest(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
            OneTimeLink.account_id.is_not(None),
            OneTimeLink.purpose.in_(queries.SIGN_IN_PURPOSES),
        )
        .values(used_at=now)
        .returning(OneTimeLink.account_id, OneTimeLink.purpose, OneTimeLink.email)
    ).first()
    account = db.session.get(Account, used.account_id) if used else None
    # A link proves the address that it was sent to; the account may have given it up by now.
    if used is None or account is None or account.disabled_at is not None or queries.by_email(used.email) != account:
        raise LinkSpent()
    failure = db.session.get(SignInFailure, ids.token_digest(used.email))
    if failure is not None:
        db.session.delete(failure)
    notices.reached(used.email)
    session, cookie = start_session(account, origin=origin)
    return session, cookie, used.purpose


def set_password(new: str, *, current: str | None, actor: Actor, but: uuid.UUID | None = None) -> None:
    """Set one's own password and end every other session. ``current`` is asked of who has one.

    Raises `WrongPassword` or a password's refusal.
    """
    account = _account(actor.account_id)
    if account.password_hash is not None and not passwords.verify(account.password_hash, current or ""):
        raise WrongPassword()
    rules.check_password(new, about=(account.email or "", account.name))
    account.password_hash = passwords.hashed(new)
    _end((SignInSession.account_id == account.id) & (SignInSession.id != (but or uuid.UUID(int=0))))
    audit.record("password.set", "account", account.id, actor=actor)


def change_profile(*, name: str, language: str, actor: Actor) -> None:
    """Change one's own name (of the account, never on documents) and language. Raises `NameMissing`."""
    rules.check_name(name)
    account = _account(actor.account_id)
    account.name, account.language = name.strip(), "en" if language == "en" else "es"
    db.session.flush()


def change_language(language: str, *, actor: Actor) -> None:
    """Change the language that one is written to in."""
    _account(actor.account_id).language = "en" if language == "en" else "es"
    db.session.flush()


def forget_old() -> int:
    """Delete what signing in no longer needs: links and counts after a day, sessions after three months."""
    now = clock.now()
    aged = (
        delete(OneTimeLink).where(OneTimeLink.expires_at < now - rules.KEEP_LINKS),
        delete(SignInFailure).where(SignInFailure.last_at < now - rules.KEEP_LINKS),
        delete(Ceremony).where(Ceremony.expires_at < now),
        delete(SignInSession).where(SignInSession.expires_at < now - rules.KEEP_SESSIONS),
    )
    return sum(cast("CursorResult[Any]", db.session.execute(statement)).rowcount for statement in aged)


def _require_staff_permission(actor: Actor, provider_id: uuid.UUID | None, place: str | None = None) -> None:
    # The authority and the operators may help any provider to its first administrator.
    if provider_id is not None and actor.may("staff:manage"):
        return
    # Somebody who works for an employer may invite colleagues, and nobody to anything else.
    if place is not None and place.startswith("employer:") and actor.may("employer:staff", at=place):
        return
    if provider_id is None:
        actor.require("staff:manage")
    else:
        actor.require("provider:staff", at_provider=provider_id)


def _new_link(email: str, account: Account | None, *, purpose: str, lives: dt.timedelta) -> str:
    now = clock.now()
    token = ids.new_token()
    link = OneTimeLink(
        token_digest=ids.token_digest(token),
        purpose=purpose,
        email=email,
        account_id=account.id if account else None,
        created_at=now,
        expires_at=now + lives,
    )
    db.session.add(link)
    db.session.flush()
    return token


def _count_failure(email: str, failure: SignInFailure | None, now: dt.datetime) -> None:
    if failure is not None:
        recent = now - failure.last_at < rules.ATTEMPT_WINDOW
        failure.failures, failure.last_at = (failure.failures + 1 if recent else 1), now
        db.session.flush()
        return
    # Of two first failures at once, one is counted.
    with contextlib.suppress(IntegrityError), db.session.begin_nested():
        db.session.add(SignInFailure(email_digest=ids.token_digest(email), failures=1, last_at=now))


def _end(condition: Any) -> int:
    result = db.session.execute(
        update(SignInSession).where(condition, SignInSession.ended_at.is_(None)).values(ended_at=clock.now())
    )
    return cast("CursorResult[Any]", result).rowcount


def _account(account_id: uuid.UUID | None) -> Account:
    account = db.session.get(Account, account_id) if account_id else None
    if account is None:
        raise NotFound()
    return account
