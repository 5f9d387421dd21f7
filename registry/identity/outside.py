"""From what the outside log-in says to the account that opens: the CURP is who somebody is, an address is not.

Institutions say of their people what CURP they have; whoever the outside log-in knows by that CURP is that person. An
e-mail that it has verified opens nothing that exists: two services may have given one address to two people in turn.
"""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select

from registry import clock
from registry.accounts import passkeys, security_notices
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.errors import OutsideCurpWrong, OutsideRefused, OutsideTaken
from registry.accounts.models import Account, OutsideIdentity
from registry.accounts.oidc import OutsideClaims
from registry.accounts.rules import MAXIMUM_NAME
from registry.audit import service as audit
from registry.awards.errors import SignInFirst
from registry.db import db
from registry.identity.errors import LastWayIn
from registry.people import service as people
from registry.people.curp import read_curp
from registry.people.models import Person
from registry.people.service import PersonClaims


def enter(claims: OutsideClaims, *, account_id: uuid.UUID | None, language: str) -> Account:
    """The account of whoever the outside log-in says it is, made where there is none.

    ``account_id``: who was signed in when the journey began, and connects the outside log-in to that account. Raises
    `OutsideRefused` (a closed account), `OutsideTaken`, `OutsideCurpWrong`, `CurpHeldByAnother`, `SignInFirst` (the
    account exists, and this alone does not open it).
    """
    curp = _curp(claims)
    known: OutsideIdentity | None = db.session.scalar(
        select(OutsideIdentity).where(
            OutsideIdentity.issuer == claims.issuer, OutsideIdentity.subject == claims.subject
        )
    )
    if known is not None:
        if account_id not in (None, known.account_id):
            raise OutsideTaken()
        if known.account.disabled_at is not None:
            raise OutsideRefused()
        known.last_used_at = clock.now()
        _prove(known.account, curp)
        opened: Account = known.account
        return opened
    if account_id is not None:
        account = db.session.get_one(Account, account_id)
        _hold(account, curp)
    else:
        account = _of_person(claims, curp, language) if curp else _without_curp(claims, language)
    _connect(account, claims)
    return account


def of_account(account_id: uuid.UUID) -> list[OutsideIdentity]:
    """The outside identities that open an account."""
    return list(db.session.scalars(select(OutsideIdentity).where(OutsideIdentity.account_id == account_id)))


def disconnect(identity_id: uuid.UUID, *, actor: Actor) -> None:
    """The outside log-in opens one's account no more. Raises `LastWayIn`. One that is gone already is no fault."""
    account = db.session.get_one(Account, actor.account_id)
    others = [one for one in of_account(account.id) if one.id != identity_id]
    if not (account.emails or others or passkeys.of_account(account.id)):
        raise LastWayIn()
    db.session.execute(
        delete(OutsideIdentity).where(OutsideIdentity.id == identity_id, OutsideIdentity.account_id == account.id)
    )
    audit.record("outside.disconnected", "account", account.id, actor=actor)
    security_notices.tell(account, "outside_removed")


def _curp(claims: OutsideClaims) -> str | None:
    if claims.curp is None:
        return None
    read = read_curp(claims.curp)
    if read.fault is not None:
        raise OutsideCurpWrong()
    return read.code


def _of_person(claims: OutsideClaims, curp: str, language: str) -> Account:
    """The account of the person with this CURP; a person nobody has told the registry of yet is made too."""
    person = people.by_curp(curp)
    holder = accounts.by_person(person.id) if person is not None else None
    if holder is not None:
        if holder.grants or holder.disabled_at is not None:
            raise SignInFirst(email=None)
        people.prove_curp(db.session.get_one(Person, holder.person_id), curp)
        return holder
    if person is None:
        said = PersonClaims(
            _name(claims), claims.given_name or None, claims.family_name or None, curp=curp, language=language
        )
        (person,) = people.register([said], source="holder")
    people.prove_curp(person, curp)
    return _new_account(claims, language, person_id=person.id, name=person.full_name)


def _without_curp(claims: OutsideClaims, language: str) -> Account:
    if claims.email is not None and accounts.by_email(claims.email) is not None:
        raise SignInFirst(email=claims.email)
    return _new_account(claims, language, person_id=None, name=_name(claims))


def _new_account(claims: OutsideClaims, language: str, *, person_id: uuid.UUID | None, name: str) -> Account:
    free = claims.email if claims.email and accounts.by_email(claims.email) is None else None
    account = account_service.create_account(
        free, name[:MAXIMUM_NAME], language=language, person_id=person_id, actor=SYSTEM
    )
    if free is not None and person_id is not None:
        people.add_email(db.session.get_one(Person, person_id), free, source="holder", verified=True)
    return account


def _hold(account: Account, curp: str | None) -> None:
    """Whoever is signed in connects: the account's person gets the CURP, or the CURP's person gets the account."""
    if curp is None:
        return
    if account.person_id is not None:
        people.prove_curp(db.session.get_one(Person, account.person_id), curp)
        return
    person = people.by_curp(curp)
    if person is not None:
        if accounts.by_person(person.id) is not None:
            raise OutsideTaken()
        account_service.hold_for_person(account, person.id, actor=accounts.actor_of(account))


def _prove(account: Account, curp: str | None) -> None:
    """A later visit may bring a CURP that the first did not; one that is somebody else's changes nothing here."""
    if curp is None or account.person_id is None:
        return
    person = db.session.get_one(Person, account.person_id)
    held = people.by_curp(curp)
    if held is None or held.id == people.root_of(person).id:
        people.prove_curp(person, curp)


def _connect(account: Account, claims: OutsideClaims) -> None:
    now = clock.now()
    told = bool(account.emails) and account.created_at < now
    db.session.add(
        OutsideIdentity(
            account_id=account.id, issuer=claims.issuer, subject=claims.subject, created_at=now, last_used_at=now
        )
    )
    db.session.flush()
    audit.record("outside.connected", "account", account.id, actor=accounts.actor_of(account))
    if told:
        security_notices.tell(account, "outside_added")


def _name(claims: OutsideClaims) -> str:
    return claims.name or f"{claims.given_name} {claims.family_name}".strip() or claims.email or claims.subject
