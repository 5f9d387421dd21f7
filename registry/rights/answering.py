"""The registry's privacy officers: answering in time, requests on paper by four eyes, putting a block back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select

from registry import clock, config, ids
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.awards import queries as awards
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.errors import NotFound
from registry.identity.errors import EvidenceMissing, FolioUnreadable, FourEyes, RecordNotFound
from registry.notices.models import OutboxMessage
from registry.people.models import Person
from registry.people.service import root_of
from registry.rights import erasing, exporting, moving, rules
from registry.rights.errors import AnswerTooShort, NoSuchRequest, RequestMovedOn, StaffMustLeave
from registry.rights.models import RightsRequest
from registry.rights.rules import Kind, State

MOST = 100


def tray(*, ended: bool = False) -> Sequence[RightsRequest]:
    """What officers have to deal with, the nearest end of a period first; or what has ended, newest first."""
    running = [state.value for state in rules.RUNNING]
    shown = RightsRequest.state.not_in(running) if ended else RightsRequest.state.in_(running)
    order = RightsRequest.ended_at.desc() if ended else RightsRequest.answer_due_at
    return db.session.scalars(select(RightsRequest).where(shown).order_by(order).limit(MOST)).all()


def count_waiting() -> int:
    """How many requests wait for somebody."""
    waiting = [state.value for state in rules.WAITING]
    statement = select(func.count()).select_from(RightsRequest).where(RightsRequest.state.in_(waiting))
    return int(db.session.scalar(statement) or 0)


def by_number(number: str) -> RightsRequest:
    """A request for officers. Raises `NoSuchRequest`."""
    wanted = "".join(one for one in number.upper() if one.isalnum())
    found: RightsRequest | None = db.session.scalar(select(RightsRequest).where(RightsRequest.number == wanted))
    if found is None:
        raise NoSuchRequest()
    return found


def propose_paper(
    kind: Kind, folio: str, *, evidence: str, note: str, words: str, language: str, actor: Actor
) -> RightsRequest:
    """Somebody came, or wrote, without an account: one officer says who it is and by what; another must approve.

    The time to answer runs from now on. Raises `NotAllowed`, `FolioUnreadable`, `RecordNotFound`, `EvidenceMissing`,
    `AlreadyAsked`, `StaffMustLeave`.
    """
    actor.require(moving.SETTLE)
    read = ids.read_folio(folio)
    if read is None:
        raise FolioUnreadable(folio=folio[:30])
    award = awards.by_folio(read)
    if award is None:
        raise RecordNotFound(folio=ids.spell_folio(read))
    if evidence not in rules.EVIDENCE or len(note.strip()) < rules.SHORTEST_NOTE:
        raise EvidenceMissing(minimum=rules.SHORTEST_NOTE)
    person = root_of(award.person)
    _refuse_oneself(actor, person)
    return moving.open_request(
        person,
        kind,
        channel="paper",
        state=State.PROPOSED,
        actor=actor,
        language=language,
        words=words.strip()[: rules.LONGEST_WORDS],
        evidence=evidence,
        evidence_note=note.strip()[: rules.LONGEST_WORDS],
        proposed_by=actor.account_id,
    )


def approve_paper(request: RightsRequest, *, actor: Actor) -> None:
    """The second pair of eyes: the request counts as the person's, and every address of theirs is told.

    Raises `NotAllowed`, `FourEyes`, `RequestMovedOn`, `StaffMustLeave`.
    """
    _settling(request, actor)
    if actor.account_id == request.proposed_by:
        raise FourEyes()
    moving.move(request, State.OPEN, actor=actor, approved_by=actor.account_id)
    moving.tell(request, to=moving.addresses_of(request.person), due=True)
    if request.kind == Kind.ACCESS:
        exporting.ask(request)


def accept(request: RightsRequest, *, note: str, actor: Actor) -> None:
    """It is granted; the worker carries it out, at the latest when its period ends.

    Raises `NotAllowed`, `RequestMovedOn`, `StaffMustLeave`.
    """
    _settling(request, actor)
    if request.kind == Kind.RECTIFICATION and request.channel == "session":
        raise RequestMovedOn()  # institutions answer it, each for its own
    now = clock.now()
    due = rules.due(now, config.current().arco_carry_days, curriculum.business_calendar())
    moving.move(
        request,
        State.ACCEPTED,
        actor=actor,
        answered_at=now,
        answered_by=actor.account_id,
        answer=note.strip()[: rules.LONGEST_WORDS],
        carry_due_at=due,
    )
    moving.tell(request, to=moving.addresses_of(request.person), note=request.answer or None)


def refuse(request: RightsRequest, *, note: str, actor: Actor) -> None:
    """It is not granted, and the person reads why. Raises `NotAllowed`, `AnswerTooShort`, `RequestMovedOn`."""
    _settling(request, actor)
    note = note.strip()[: rules.LONGEST_WORDS]
    if len(note) < rules.SHORTEST_NOTE:
        raise AnswerTooShort(minimum=rules.SHORTEST_NOTE)
    told = moving.addresses_of(request.person) if request.state != State.PROPOSED else {}
    moving.move(request, State.REFUSED, actor=actor, answered_at=clock.now(), answered_by=actor.account_id, answer=note)
    moving.tell(request, to=told, note=note)


def carried(request: RightsRequest, *, actor: Actor) -> None:
    """What was granted and no program does (a copy handed over on paper, a correction made by an institution) is done.

    Raises `NotAllowed`, `RequestMovedOn`; cancellations are carried out by the worker alone.
    """
    _settling(request, actor)
    if request.kind == Kind.CANCELLATION:
        raise RequestMovedOn()
    moving.move(request, State.DONE, actor=actor, carried_at=clock.now())
    moving.tell(request, to=moving.addresses_of(request.person))


def unblock(request: RightsRequest, *, actor: Actor) -> int:
    """Put back what was blocked: it was a mistake, or the person wants it back in time. How many rows could not be.

    Raises `NotAllowed`, `RequestMovedOn`.
    """
    _settling(request, actor)
    if request.state != State.BLOCKED:
        raise RequestMovedOn()
    lost = erasing.restore(request)
    db.session.refresh(request)
    moving.move(request, State.WITHDRAWN, actor=actor, delete_at=None)
    moving.tell(request, to=moving.addresses_of(request.person))
    return lost


def block(request: RightsRequest, *, actor: Actor) -> None:
    """Carry a granted cancellation out: everything goes into a sealed box until its day."""
    now = clock.now()
    told = moving.addresses_of(request.person)
    delete_at = now + dt.timedelta(days=config.current().blocked_days)
    moving.move(request, State.BLOCKED, actor=actor, carried_at=now, delete_at=delete_at)
    touched = erasing.block(request)
    db.session.refresh(request)
    moving.note("rights.sealed", request, actor, rows=touched)
    moving.tell(request, to=told)


def destroy(request: RightsRequest, *, actor: Actor) -> None:
    """The time of the block is over."""
    erasing.destroy(request)
    db.session.execute(delete(OutboxMessage).where(OutboxMessage.group_key == moving.group_of(request)))
    moving.move(request, State.DONE, actor=actor, answer="")


def context_of(request: RightsRequest) -> dict[str, Any]:
    """What an officer sees of the person: how many microcredentials, by whom."""
    person = db.session.get(Person, request.person_id)
    if person is None:
        raise NotFound()
    return {"person": person, "awards": awards.of_person(root_of(person).id)}


def _settling(request: RightsRequest, actor: Actor) -> None:
    actor.require(moving.SETTLE)
    _refuse_oneself(actor, request.person)


def _refuse_oneself(actor: Actor, person: Person) -> None:
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is not None and account.person_id is not None:
        own = root_of(db.session.get_one(Person, account.person_id))
        if own.id == root_of(person).id:
            raise StaffMustLeave()
