"""A corrected name: the holder asks once, each institution answers for its own, the authority for those in custody."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from registry import addresses, clock
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.accounts.permissions import roles_with
from registry.audit import service as audit
from registry.awards import corrections, keepers, naming
from registry.awards import queries as awards
from registry.awards.models import Award
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind as Mail
from registry.people.models import Person
from registry.people.service import root_of
from registry.rights import asking, moving, rules
from registry.rights.errors import (
    AnswerTooShort,
    AuthorityDecides,
    ChooseAwards,
    NoSuchRequest,
    NothingToChange,
    RequestMovedOn,
    StaffMustLeave,
)
from registry.rights.models import CorrectionPart, RightsRequest
from registry.rights.rules import Kind, State
from registry.texts import CENTRAL_MEXICO


@dataclass(frozen=True, slots=True)
class NewName:
    """What the documents should say: already read and tidied (`issuing.intake.person_names`)."""

    full_name: str
    first_surname: str
    reason: str  # rules.REASONS
    words: str = ""


def ask(name: NewName, award_ids: Sequence[uuid.UUID], *, language: str, actor: Actor) -> RightsRequest:
    """Ask every institution that issued one of these to correct it.

    Raises `ChooseAwards`, `NothingToChange`, `AlreadyAsked`.
    """
    person = asking.person_of(actor)
    held = {one.id: one for one in awards.of_person(person.id)}
    chosen = [held[key] for key in dict.fromkeys(award_ids) if key in held]
    if not chosen or len(chosen) < len(set(award_ids)):
        raise ChooseAwards()
    wanted = [one for one in chosen if naming.name_on(one) != name.full_name]
    if not wanted:
        raise NothingToChange(name=name.full_name)
    request = moving.open_request(
        person,
        Kind.RECTIFICATION,
        channel="session",
        actor=actor,
        language=language,
        words=name.words.strip()[: rules.LONGEST_WORDS],
        wanted={"full_name": name.full_name, "first_surname": name.first_surname, "reason": name.reason},
    )
    by_provider: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one in wanted:
        by_provider[one.provider_id].append(str(one.id))
    for provider_id, keys in sorted(by_provider.items()):
        part = CorrectionPart(request_id=request.id, provider_id=provider_id, award_ids=keys)
        db.session.add(part)
        db.session.flush()
        _tell_desk(request, part)
    moving.tell(request, to=moving.addresses_of(person), due=True)
    return request


def awards_of(part: CorrectionPart) -> list[Award]:
    """The awards that a part is about."""
    found = (awards.by_id(uuid.UUID(key)) for key in part.award_ids)
    return [one for one in found if one is not None]


def decided_by_authority(part: CorrectionPart) -> bool:
    """Whether the institution cannot sign all of it today: it has closed, or is not accredited for it."""
    return part in in_custody([part])


def correct(part: CorrectionPart, *, actor: Actor) -> int:
    """Sign a new document for each award that stands; how many. What is suspended or revoked stays as it is.

    Raises `NotAllowed`, `RequestMovedOn`, `AuthorityDecides`, `StaffMustLeave`, `NotAccredited`.
    """
    request = _settling(part, actor)
    wanted = request.wanted
    done = 0
    for award in (one for one in awards_of(part) if one.state == "good"):
        if naming.name_on(award) != wanted["full_name"]:
            corrections.correct_name(
                award, wanted["full_name"], first_surname=wanted["first_surname"], actor=actor, tell=False
            )
            done += 1
    _decide(part, "done", actor, corrected=done)
    return done


def refuse(part: CorrectionPart, *, note: str, actor: Actor) -> None:
    """Not these; the person reads why. Raises `NotAllowed`, `RequestMovedOn`, `AnswerTooShort`, `StaffMustLeave`."""
    _settling(part, actor)
    note = note.strip()[: rules.LONGEST_WORDS]
    if len(note) < rules.SHORTEST_NOTE:
        raise AnswerTooShort(minimum=rules.SHORTEST_NOTE)
    _decide(part, "refused", actor, note=note)


def waiting_at(provider_id: uuid.UUID | None) -> Sequence[CorrectionPart]:
    """What an institution has to answer (None: the authority, for what is in custody), oldest first."""
    statement = (
        select(CorrectionPart)
        .join(CorrectionPart.request)
        .where(CorrectionPart.state == "open", RightsRequest.state == State.OPEN.value)
        .order_by(RightsRequest.asked_at, RightsRequest.id)
        .options(joinedload(CorrectionPart.provider))
    )
    if provider_id is not None:
        statement = statement.where(CorrectionPart.provider_id == provider_id)
    waiting = db.session.scalars(statement).all()
    kept = in_custody(waiting)
    return [one for one in waiting if (one in kept) is (provider_id is None)]


def in_custody(parts: Sequence[CorrectionPart]) -> set[CorrectionPart]:
    """Those that the authority decides. A few queries, however many parts."""
    keys = {part: [uuid.UUID(key) for key in part.award_ids] for part in parts if part.provider.closed_at is None}
    kept = keepers.kept([key for some in keys.values() for key in some])
    return {part for part in parts if part not in keys or not kept.isdisjoint(keys[part])}


def part_at(part_id: uuid.UUID, provider_id: uuid.UUID | None) -> CorrectionPart:
    """One part, of this desk. Raises `NoSuchRequest`."""
    part = db.session.get(CorrectionPart, part_id)
    at_desk = part is not None and (
        decided_by_authority(part) if provider_id is None else part.provider_id == provider_id
    )
    if part is None or not at_desk:
        raise NoSuchRequest()
    return part


def _settling(part: CorrectionPart, actor: Actor) -> RightsRequest:
    """The request, if this actor may decide the part now."""
    if decided_by_authority(part):
        if not actor.may(keepers.KEEP):
            raise AuthorityDecides()
    else:
        actor.require(keepers.CHANGE, at_provider=part.provider_id)
    request = part.request
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is not None and account.person_id is not None:
        own = root_of(db.session.get_one(Person, account.person_id))
        if own.id == root_of(request.person).id:
            raise StaffMustLeave()
    if part.state != "open" or request.state != State.OPEN:
        raise RequestMovedOn()
    return request


def _decide(part: CorrectionPart, state: str, actor: Actor, **more: object) -> None:
    taken = db.session.execute(
        update(CorrectionPart)
        .where(CorrectionPart.id == part.id, CorrectionPart.state == "open")
        .values(state=state, decided_at=clock.now(), decided_by=actor.account_id, **more)
        .returning(CorrectionPart.id)
    ).first()
    if taken is None:
        raise RequestMovedOn()
    db.session.refresh(part)
    audit.record(f"correction.{state}", "rights_request", part.request_id, actor=actor, provider_id=part.provider_id)
    _end_if_answered(part.request, actor)


def _end_if_answered(request: RightsRequest, actor: Actor) -> None:
    """The request ends with its last part: done if one institution corrected, else refused."""
    parts = db.session.scalars(select(CorrectionPart).where(CorrectionPart.request_id == request.id)).all()
    if any(one.state == "open" for one in parts):
        return
    now, to = clock.now(), moving.addresses_of(request.person)
    notes = " ".join(one.note for one in parts if one.note)
    end = State.DONE if any(one.state == "done" for one in parts) else State.REFUSED
    moving.move(request, end, actor=actor, answered_at=now, carried_at=now if end is State.DONE else None)
    moving.tell(request, to=to, note=notes or None)


def _tell_desk(request: RightsRequest, part: CorrectionPart) -> None:
    provider = part.provider
    kept = decided_by_authority(part)
    place = f"autoridad/correcciones/{part.id}" if kept else f"institucion/{provider.slug}/correcciones/{part.id}"
    desk = accounts.recipients(roles_with(keepers.KEEP if kept else keepers.CHANGE), None if kept else provider.id)
    for staff in desk:
        values: dict[str, object] = {
            "number": rules.spell(request.number),
            "provider": provider.name,
            "count": len(part.award_ids),
            "due": request.answer_due_at.astimezone(CENTRAL_MEXICO).date(),
            "url": addresses.path(place),
        }
        notices.enqueue(Mail.CORRECTION_ASKED, staff.address, staff.language, values)
