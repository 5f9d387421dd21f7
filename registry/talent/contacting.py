"""Contact through the registry only: an employer writes, the learner answers yes, no, or not at all.

The employer never learns whether a message was opened. Who blocks is found by that employer no more; the employer reads
«no», like after any other no.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection as Chosen
from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from registry import addresses, clock, config
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.awards import collections
from registry.awards.models import Collection
from registry.awards.rules import end_of_validity
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people.merging import cluster
from registry.people.models import Person
from registry.talent import employers, finding, profiles, queries, rules
from registry.talent.errors import (
    ContactedAlready,
    ContactLimit,
    ContactOver,
    FieldMissing,
    NoSuchContact,
    NothingShared,
)
from registry.talent.models import Employer, EmployerReport, TalentContact
from registry.talent.rules import NeedState
from registry.texts import Text

#: What she shares in an answer stays open to the employer for so long, unless she withdraws it sooner.
SHARED_FOR = dt.timedelta(days=90)
LONGEST_ADDRESS = 254
_DAY = dt.timedelta(days=1)


def send(handle: str, *, need_id: uuid.UUID | None, words: str, language: str, actor: Actor) -> TalentContact:
    """Write to whom a handle names, about a need that is on the board.

    Raises `NotAllowed`, `NotVerified`, `NotFindable`, `FieldMissing`, `TextTooLong`, `ContactInText`, `ContactLimit`,
    `ContactedAlready`.
    """
    profile, card = finding.behind(handle, actor=actor)
    employer = queries.employer_of(actor)
    # Two of its staff at once: the second waits here, and is counted with the first.
    db.session.execute(select(Employer.id).where(Employer.id == employer.id).with_for_update())
    need = next((one for one in queries.needs_of(employer.id) if one.id == need_id), None)
    if need is None or queries.state_of(need) is not NeedState.OPEN:
        raise FieldMissing(field="need", label=Text("una necesidad abierta", "an open need"))
    said = rules.without_contact(rules.clean(words, longest=rules.LONGEST_TEXT))
    if not said:
        raise FieldMissing(field="words", label=Text("mensaje", "message"))
    _require_room(employer, profile.person)
    made = TalentContact(
        employer=employer, need=need, person_id=profile.person.merged_into or profile.person_id, words=said,
        language="en" if language == "en" else "es", seen_skills=list(card.skill_ids), sent_at=clock.now(),
        sent_by=actor.account_id, state="sent",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("talent.written_to", "employer", employer.id, actor=actor, need=need.id)
    account = profiles.account_of(profile.person)
    if account is not None:
        url = addresses.path(f"/mis-microcredenciales/mensajes/{made.id}")
        values = {"employer": employer.name, "need": need.title, "url": url}
        notices.enqueue(Kind.TALENT_CONTACT, account.address, account.language, values, person_id=made.person_id)
    return made


def _require_room(employer: Employer, person: Person) -> None:
    now, most = clock.now(), config.current().talent_contacts_per_day
    mine = select(func.count()).select_from(TalentContact).where(TalentContact.employer_id == employer.id)
    if int(db.session.scalar(mine.where(TalentContact.sent_at > now - _DAY)) or 0) >= most:
        raise ContactLimit(maximum=most)
    keys = [one.id for one in cluster(person)]
    again = now - dt.timedelta(days=rules.AGAIN_DAYS)
    recent = mine.where(
        TalentContact.person_id.in_(keys), or_(TalentContact.sent_at > again, TalentContact.state == "sent")
    )
    if int(db.session.scalar(recent) or 0):
        raise ContactedAlready(days=rules.AGAIN_DAYS)


# -- the learner's side


def of_person(person: Person) -> Sequence[TalentContact]:
    """The messages to somebody, newest first."""
    keys = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(TalentContact)
        .where(TalentContact.person_id.in_(keys))
        .order_by(TalentContact.sent_at.desc(), TalentContact.id.desc())
        .options(joinedload(TalentContact.employer), joinedload(TalentContact.need))
    ).all()


def count_waiting(person_id: uuid.UUID | None) -> int:
    """How many messages wait for somebody's answer."""
    if person_id is None:
        return 0
    waiting = (
        select(func.count())
        .select_from(TalentContact)
        .join(Person, Person.id == TalentContact.person_id)
        .where(or_(Person.id == person_id, Person.merged_into == person_id), TalentContact.state == "sent")
    )
    return int(db.session.scalar(waiting) or 0)


def own(contact_id: uuid.UUID, *, actor: Actor) -> TalentContact:
    """One of the actor's own messages. Raises `NotAllowed`, `NoSuchContact`."""
    person = profiles.person_of(actor)
    found = db.session.get(TalentContact, contact_id)
    if found is None or found.person_id not in {one.id for one in cluster(person)}:
        raise NoSuchContact()
    return found


def accept(
    contact_id: uuid.UUID,
    *,
    award_ids: Chosen[uuid.UUID] = (),
    address: str = "",
    note: str = "",
    with_results: bool = False,
    actor: Actor,
) -> TalentContact:
    """Yes: what she chooses goes to the employer, and nothing else.

    Raises `NoSuchContact`, `ContactOver`, `NotVerified` (the employer's verification has ended meanwhile),
    `NothingShared`, `TextTooLong`.
    """
    contact = _open(contact_id, actor)
    queries.require_verified(contact.employer)
    reach = rules.clean(address, longest=LONGEST_ADDRESS, lines=False)
    words = rules.clean(note, longest=rules.LONGEST_TEXT)
    if not reach and not award_ids:
        raise NothingShared()
    link = None
    if award_ids:
        link = collections.make_link(
            collections.chosen(award_ids, actor=actor), actor=actor, label=contact.employer.name,
            with_results=with_results, expires_at=clock.now() + SHARED_FOR,
        )  # fmt: skip
    contact.address, contact.note, contact.collection_id = reach, words, link.id if link else None
    _finish(contact, "accepted", actor)
    _tell_employer(contact)
    return contact


def decline(contact_id: uuid.UUID, *, block: bool = False, actor: Actor) -> TalentContact:
    """No; with ``block`` this employer finds her no more. Raises `NoSuchContact`, `ContactOver`."""
    contact = _open(contact_id, actor)
    if block:
        profiles.hide(contact.employer.domain, actor=actor)
    _finish(contact, "declined", actor)
    _tell_employer(contact)
    return contact


def report(contact_id: uuid.UUID, *, kind: str, words: str, actor: Actor) -> EmployerReport:
    """Tell the authority about a message. Raises `NoSuchContact`, `FieldMissing`, `TextTooLong`."""
    contact = own(contact_id, actor=actor)
    return employers.report(contact.employer, kind=kind, words=words, contact_id=contact.id, actor=actor)


def _open(contact_id: uuid.UUID, actor: Actor) -> TalentContact:
    contact = own(contact_id, actor=actor)
    db.session.refresh(contact, with_for_update=True)
    if contact.state != "sent":
        raise ContactOver()
    return contact


def _finish(contact: TalentContact, state: str, actor: Actor) -> None:
    contact.state, contact.ended_at = state, clock.now()
    db.session.flush()
    audit.record(f"talent.{state}", "employer", contact.employer_id, actor=actor, need=contact.need_id)


def _tell_employer(contact: TalentContact) -> None:
    """Write to who sent it, or to the contact person when that account is gone."""
    sender = db.session.get(Account, contact.sent_by) if contact.sent_by else None
    if sender is not None and (sender.disabled_at is not None or not sender.email):
        sender = None
    to, language = (
        (sender.address, sender.language) if sender else (contact.employer.contact_email, contact.employer.language)
    )
    if to:
        values = {"need": contact.need.title, "url": addresses.path(f"/empleador/mensajes/{contact.id}")}
        notices.enqueue(Kind.TALENT_ANSWERED, to, language, values)


# -- the employer's side


def of_employer(employer_id: uuid.UUID) -> Sequence[TalentContact]:
    """What an employer wrote, newest first."""
    return db.session.scalars(
        select(TalentContact)
        .where(TalentContact.employer_id == employer_id)
        .order_by(TalentContact.sent_at.desc(), TalentContact.id.desc())
        .limit(500)
        .options(joinedload(TalentContact.need))
    ).all()


def sent_by(contact_id: uuid.UUID, *, actor: Actor) -> TalentContact:
    """One that the actor's employer sent. Raises `NotAllowed`, `NotVerified`, `NoSuchContact`."""
    employer = queries.employer_of(actor)
    actor.require(finding.MAY, at=queries.place_of(employer.id))
    queries.require_verified(employer)
    found = db.session.get(TalentContact, contact_id)
    if found is None or found.employer_id != employer.id:
        raise NoSuchContact()
    return found


def shared_in(contact: TalentContact) -> str | None:
    """The address of the link that she shared, while it is open."""
    link = db.session.get(Collection, contact.collection_id) if contact.collection_id else None
    if link is None or link.withdrawn_at is not None or (link.expires_at and link.expires_at <= clock.now()):
        return None
    return addresses.collection(collections.token_of(link))


# -- what the worker does


def end_unanswered() -> int:
    """End messages that nobody answered in thirty days; how many."""
    old = clock.now() - dt.timedelta(days=rules.ANSWER_DAYS)
    keys = db.session.scalars(
        select(TalentContact.id).where(TalentContact.state == "sent", TalentContact.sent_at <= old).limit(500)
    ).all()
    if keys:
        db.session.execute(
            update(TalentContact).where(TalentContact.id.in_(keys)).values(state="ended", ended_at=clock.now())
        )
    return len(keys)


def forget_old() -> int:
    """Delete messages, answered or not, so many months after they were sent (a setting); how many."""
    months = config.current().talent_contact_months
    old = end_of_validity(clock.now(), -months)
    keys = db.session.scalars(select(TalentContact.id).where(TalentContact.sent_at <= old).limit(500)).all()
    if keys:
        db.session.execute(delete(TalentContact).where(TalentContact.id.in_(keys)))
    return len(keys)
