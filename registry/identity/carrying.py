"""What a case does once nobody has objected: the worker's part; and the objection that stops it."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, or_, select

from registry import clock, ids
from registry.accounts import emails
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor
from registry.accounts.models import Account, OutsideIdentity, Passkey
from registry.accounts.rules import MAXIMUM_NAME
from registry.db import db
from registry.errors import RegistryError
from registry.identity import rules
from registry.identity.deciding import move, record, refuse_staff, tell_end
from registry.identity.errors import CaseLinkSpent, NotInThisState
from registry.identity.models import IdentityCase
from registry.people import service as people
from registry.people import uniting
from registry.people.models import Person

SLICE = 20


def of_objection(token: str) -> IdentityCase:
    """The case that a mailed link lets its reader stop. Raises `CaseLinkSpent` for one that does not exist."""
    case: IdentityCase | None = db.session.scalar(
        select(IdentityCase).where(IdentityCase.objection_digest == ids.token_digest(token))
    )
    if case is None:
        raise CaseLinkSpent()
    return case


def object_by_link(token: str) -> IdentityCase:
    """Somebody who reads an earlier address says no. Raises `CaseLinkSpent`, `NotInThisState`."""
    case = of_objection(token)
    _object(case, ANONYMOUS)
    return case


def object_as_holder(case_id: uuid.UUID, *, actor: Actor) -> IdentityCase:
    """The holder, signed in after all, says no. Raises `CaseLinkSpent` for another's case, `NotInThisState`."""
    case = db.session.get(IdentityCase, case_id)
    if case is None or case not in waiting_about(actor.person_id):
        raise CaseLinkSpent()
    _object(case, actor)
    return case


def waiting_about(person_id: uuid.UUID | None) -> list[IdentityCase]:
    """What has been approved about somebody's record and can still be stopped."""
    if person_id is None:
        return []
    keys = [one.id for one in people.cluster(db.session.get_one(Person, person_id))]
    return list(
        db.session.scalars(
            select(IdentityCase).where(
                IdentityCase.state == "waiting",
                or_(IdentityCase.person_id.in_(keys), IdentityCase.other_person_id.in_(keys)),
            )
        )
    )


def carry_out_due() -> int:
    """Do some of what is due, end what nobody took up, forget what was never confirmed; how many cases that were."""
    now = clock.now()
    due = db.session.scalars(
        select(IdentityCase)
        .where(IdentityCase.state == "waiting", IdentityCase.effective_at <= now)
        .order_by(IdentityCase.effective_at, IdentityCase.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for case in due:
        _carry_out(case)
    tired = db.session.scalars(
        select(IdentityCase)
        .where(IdentityCase.state.in_(("asked", "proposed")), IdentityCase.asked_at <= now - rules.LAPSES_AFTER)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for case in tired:
        _end(case, "lapsed")
    stale = db.session.scalars(
        select(IdentityCase.id).where(
            IdentityCase.state == "unconfirmed", IdentityCase.asked_at <= now - rules.UNCONFIRMED_KEPT
        )
    ).all()
    db.session.execute(delete(IdentityCase).where(IdentityCase.id.in_(stale)))
    return len(due) + len(tired) + len(stale)


def _carry_out(case: IdentityCase) -> None:
    try:
        with db.session.begin_nested():
            _recover(case) if case.kind == "recovery" else _merge(case)
    except RegistryError as refusal:  # what has changed since two people approved: another CURP, a role, an address
        db.session.refresh(case)
        _end(case, "refused", note=refusal.said.in_("en" if case.language == "en" else "es"))
        return
    _end(case, "done")


def _recover(case: IdentityCase) -> None:
    """The new address opens the person's account, and nothing else does any more."""
    assert case.person_id is not None and case.email is not None  # noqa: S101  a proposed recovery has both
    person = people.root_of(db.session.get_one(Person, case.person_id))
    refuse_staff(person)
    account, owner = accounts.by_person(person.id), accounts.by_email(case.email)
    if account is not None:
        _shut(account, person)
    if owner is not None and (account is None or owner.id != account.id):
        # She or he has begun anew with that address already: both records are one person's.
        if account is not None:
            uniting.unite(account, into=owner, actor=SYSTEM, means="recovery", keep_ways=False)
        elif owner.person_id is None:
            account_service.hold_for_person(owner, person.id, actor=SYSTEM)
        else:
            people.merge(person, into=db.session.get_one(Person, owner.person_id), actor=SYSTEM, means="recovery")
        account = owner
    elif account is not None:
        emails.bind(account, case.email, actor=SYSTEM)
    else:
        account = account_service.create_account(
            case.email, person.full_name[:MAXIMUM_NAME], language=case.language, person_id=person.id, actor=SYSTEM
        )
    people.add_email(people.root_of(person), case.email, source="holder", verified=True)


def _shut(account: Account, person: Person) -> None:
    """Every way in that the holder has lost, somebody else may have."""
    for lost in emails.take_away(account):
        people.drop_email(person, lost)
    account.password_hash = None
    for table in (Passkey, OutsideIdentity):
        db.session.execute(delete(table).where(table.account_id == account.id))
    emails.end_all_sessions(account)


def _merge(case: IdentityCase) -> None:
    assert case.person_id is not None and case.other_person_id is not None  # noqa: S101  a proposed merge has both
    kept, other = (people.root_of(db.session.get_one(Person, key)) for key in (case.person_id, case.other_person_id))
    into, closing = accounts.by_person(kept.id), accounts.by_person(other.id)
    if into is not None and closing is not None and into.id != closing.id:
        uniting.unite(closing, into=into, actor=SYSTEM, means="registry")
    elif closing is not None:
        people.merge(kept, into=other, actor=SYSTEM, means="registry")
    else:
        people.merge(other, into=kept, actor=SYSTEM, means="registry")


def _object(case: IdentityCase, actor: Actor) -> None:
    if case.state != "waiting":
        raise NotInThisState()
    move(case, "waiting", "objected")
    case.ended_at = clock.now()
    record("case.objected", case, actor)
    tell_end(case)


def _end(case: IdentityCase, state: str, *, note: str | None = None) -> None:
    move(case, rules.OPEN, state)
    case.ended_at, case.end_note = clock.now(), note or ""
    record(f"case.{state}", case, SYSTEM)
    tell_end(case, note=note)
