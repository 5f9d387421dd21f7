"""What a signed-in holder asks: a copy, erasure, opposition; and what anybody with a request's link may do with it."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from registry import clock, ids
from registry.accounts.actor import ANONYMOUS, Actor
from registry.audit import service as audit
from registry.db import db
from registry.people.models import Person
from registry.people.service import cluster, root_of
from registry.rights import exporting, moving, rules
from registry.rights.errors import NoSuchRequest, PurposeUnknown, RequestMovedOn
from registry.rights.models import CorrectionPart, DataExport, RightsRequest
from registry.rights.rules import Kind, State


def person_of(actor: Actor) -> Person:
    """The record of whoever acts. Raises `NotAllowed` for who holds none."""
    actor.require(moving.OWN)
    return root_of(db.session.get_one(Person, actor.person_id))


def ask_copy(*, language: str, actor: Actor) -> RightsRequest:
    """A copy of everything held: made now, or by the worker. Raises `AlreadyAsked` while one is being made."""
    person = person_of(actor)
    exporting.drop_of(person.id)
    request = moving.open_request(person, Kind.ACCESS, channel="session", actor=actor, language=language)
    made = exporting.ask(request)
    if made.state == "ready":
        complete_copy(request, actor=actor)
    return request


def complete_copy(request: RightsRequest, *, actor: Actor) -> None:
    """The copy is there: the request is answered and carried out."""
    now = clock.now()
    moving.move(request, State.DONE, actor=actor, answered_at=now, carried_at=now)


def ask_erasure(*, words: str, language: str, actor: Actor) -> RightsRequest:
    """Erase everything: an officer answers, and every address of the person is told, with a link to withdraw it.

    Raises `AlreadyAsked`.
    """
    person = person_of(actor)
    request = moving.open_request(
        person, Kind.CANCELLATION, channel="session", actor=actor, language=language,
        words=words.strip()[: rules.LONGEST_WORDS],
    )  # fmt: skip
    moving.tell(request, to=moving.addresses_of(person), due=True)
    moving.tell_officers(request, "new")
    return request


def oppose(purpose: str, *, on: bool, language: str, actor: Actor) -> None:
    """Stop a use, or allow it again: nobody weighs it, it holds from this second on. Raises `PurposeUnknown`."""
    person = person_of(actor)
    if purpose not in rules.OPPOSED:
        raise PurposeUnknown()
    column = f"not_{purpose}_since"
    if (getattr(person, column) is not None) == on:
        return
    now = clock.now()
    for one in cluster(person):
        setattr(one, column, now if on else None)
    if not on:
        audit.record("rights.opposition_ended", "person", person.id, actor=actor, purpose=purpose)
        return
    request = moving.open_request(
        person, Kind.OPPOSITION, channel="session", actor=actor, language=language, wanted={"purpose": purpose}
    )  # fmt: skip
    moving.move(request, State.DONE, actor=actor, answered_at=now, carried_at=now)


def own_request(number: str, *, actor: Actor) -> RightsRequest:
    """One of the holder's requests. Raises `NoSuchRequest` for another's, the same as for one that does not exist."""
    person = person_of(actor)
    found: RightsRequest | None = db.session.scalar(
        select(RightsRequest).where(
            RightsRequest.number == _read(number), RightsRequest.person_id.in_([one.id for one in cluster(person)])
        )
    )
    if found is None:
        raise NoSuchRequest()
    return found


def of_token(token: str) -> RightsRequest:
    """The request of a mailed link. Raises `NoSuchRequest`."""
    found: RightsRequest | None = db.session.scalar(
        select(RightsRequest).where(RightsRequest.token_digest == ids.token_digest(token))
    )
    if found is None:
        raise NoSuchRequest()
    return found


def own_copy(number: str, *, actor: Actor) -> DataExport | None:
    """The copy of one of the holder's requests. Raises `NoSuchRequest`."""
    request = own_request(number, actor=actor)
    found: DataExport | None = db.session.scalar(select(DataExport).where(DataExport.request_id == request.id))
    return found


def withdraw(request: RightsRequest, *, actor: Actor = ANONYMOUS) -> None:
    """Whoever asked wants it no more; what was corrected until then stays. Raises `RequestMovedOn` once it is done."""
    if request.state == State.BLOCKED:
        raise RequestMovedOn()
    moving.move(request, State.WITHDRAWN, actor=actor)
    for part in db.session.scalars(select(CorrectionPart).where(CorrectionPart.request_id == request.id)):
        if part.state == "open":
            part.state, part.decided_at = "withdrawn", clock.now()
    db.session.flush()


def requests_of(person_id: uuid.UUID) -> list[RightsRequest]:
    """Everything that somebody has asked, newest first."""
    keys = [one.id for one in cluster(db.session.get_one(Person, person_id))]
    return list(
        db.session.scalars(
            select(RightsRequest)
            .where(RightsRequest.person_id.in_(keys))
            .order_by(RightsRequest.asked_at.desc(), RightsRequest.id.desc())
        )
    )


def _read(number: str) -> str:
    return "".join(one for one in number.upper() if one.isalnum())
