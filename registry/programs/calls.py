"""Calls for applications: drafted, published with the digest of the draw's seed, extended, cancelled; free places."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.programs import admission, cohorts, letters, queries
from registry.programs.commands import CallTerms
from registry.programs.common import PERMISSION, new_seed
from registry.programs.errors import (
    AdmissionClosed,
    CallCancelled,
    CallDecided,
    CallStarted,
    CallUnfit,
    NameTaken,
    NobodyWaiting,
)
from registry.programs.models import CallApplication, ProgramCall
from registry.texts import Text

MOST_ANSWER_DAYS = 60
LONGEST_NAME = 80
LONGEST_TEXT = 4_000
PARTS = ("eligibility", "documents", "sites")


def draft_call(program_id: str, terms: CallTerms, *, actor: Actor, call_id: uuid.UUID | None = None) -> ProgramCall:
    """Write a call, or another text of one that is not published (``call_id``).

    Raises NotAllowed, NotFound for an unknown program, NameTaken, CallUnfit, NoSuchCall, CallStarted.
    """
    actor.require(PERMISSION)
    program = curriculum.program(program_id)
    name = _check(program, terms)
    taken = db.session.scalar(
        select(ProgramCall.id).where(ProgramCall.program_id == program_id, ProgramCall.name == name)
    )
    if taken not in (None, call_id) or any(one.name == name for one in queries.cohorts_of(program_id)):
        raise NameTaken(name=name)
    call = held_call(call_id) if call_id else ProgramCall(program_id=program_id, created_at=clock.now())
    if call.published_at is not None:
        raise CallStarted()
    call.name, call.opens_at, call.closes_at, call.starts_on = name, terms.opens_at, terms.closes_at, terms.starts_on
    call.capacity, call.waiting, call.answer_days = terms.capacity, terms.waiting, terms.answer_days
    call.text = {part: terms.text[part].as_dict() for part in PARTS if part in terms.text}
    quotas = program.admission.quotas if program.admission else ()
    call.quotas = [
        {"id": one.id, "attribute": one.attribute, "value": one.value, "min_percent": terms.quotas[one.id]}
        for one in quotas
        if terms.quotas.get(one.id)
    ]
    call.funder = checked_funder(terms.funder)
    db.session.add(call)
    db.session.flush()
    _record("call.drafted", call, actor)
    return call


def publish_call(call_id: uuid.UUID, *, actor: Actor) -> ProgramCall:
    """Show the call to everybody, with the digest of the seed that will order the applications.

    Doing it again changes nothing. Raises NotAllowed, NoSuchCall, CallCancelled, CallUnfit when it would be closed
    already.
    """
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_not_cancelled(call)
    if call.published_at is not None:
        return call
    if call.closes_at <= clock.now():
        raise CallUnfit("closes_on", CLOSE_PAST)
    call.seed_commitment, call.sealed_seed = new_seed(seed_context(call))
    call.published_at = clock.now()
    db.session.flush()
    _record("call.published", call, actor, commitment=call.seed_commitment)
    return call


def extend_call(call_id: uuid.UUID, closes_at: dt.datetime, *, actor: Actor) -> ProgramCall:
    """Take applications for longer. Raises NotAllowed, NoSuchCall, CallCancelled, CallDecided, CallUnfit."""
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_not_cancelled(call)
    require_undecided(call)
    if closes_at <= max(call.closes_at, clock.now()):
        raise CallUnfit("closes_on", CLOSE_EARLIER)
    was, call.closes_at = call.closes_at, closes_at
    db.session.flush()
    _record("call.extended", call, actor, was=was.isoformat(), now=closes_at.isoformat())
    return call


def cancel_call(call_id: uuid.UUID, *, actor: Actor) -> ProgramCall:
    """End a call without giving places; whoever applied is told. Raises NotAllowed, NoSuchCall, CallDecided."""
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_undecided(call)
    if call.cancelled_at is None:
        call.cancelled_at = clock.now()
        db.session.flush()
        _record("call.cancelled", call, actor)
        letters.applications(call, queries.applications_of(call.id, state="sent"), "call_cancelled")
    return call


def pass_on_admission(call_id: uuid.UUID, *, actor: Actor) -> int:
    """Places without an answer after their day become free; how many.

    Raises NotAllowed, NoSuchCall, AdmissionClosed once the cohort's draw is committed to.
    """
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_movable(call)
    now = clock.now()
    overdue = [
        one
        for one in queries.applications_of(call.id, state="admitted")
        if one.answer is None and one.answer_by is not None and one.answer_by < now
    ]
    for one in overdue:
        one.answer, one.answered_at = "passed_on", now
        cohorts.remove_member(call, one.person_id)
    db.session.flush()
    _record("call.places_passed_on", call, actor, places=len(overdue))
    letters.applications(call, overdue, "passed_on")
    return len(overdue)


def step_in_call(call_id: uuid.UUID, *, actor: Actor) -> list[CallApplication]:
    """Give every free place to the next on the waiting list, minding the quotas.

    Raises NotAllowed, NoSuchCall, AdmissionClosed, NobodyWaiting.
    """
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_movable(call)
    by_code = {one.code: one for one in queries.applications_of(call.id)}
    people = {row[0]: admission.Applicant(row[0], frozenset(row[1])) for row in call.admission["applicants"]}
    inside = [people[one.code] for one in by_code.values() if one.state == "admitted" and one.answer not in GONE]
    waiting = [people[code] for code in call.admission["waiting"] if by_code[code].state == "waiting"]
    quotas = [admission.QuotaOutcome(one["id"], one["asked"], one["admitted"]) for one in call.admission["quotas"]]
    chosen = []
    while len(inside) < call.capacity:
        one = admission.steps_in(waiting, inside, quotas=quotas)
        if one is None:
            break
        waiting.remove(one)
        inside.append(one)
        chosen.append(by_code[one.code])
    if not chosen or call.cohort_id is None:
        raise NobodyWaiting()
    now = clock.now()
    for application in chosen:
        application.state, application.stepped_in_at = "admitted", now
        application.answer_by = now + dt.timedelta(days=call.answer_days)
    facts = {one.person_id: one.declared for one in chosen}
    cohorts.admit(call.cohort_id, list(facts), facts=facts, actor=actor)
    _record("call.stepped_in", call, actor, codes=[one.code for one in chosen])
    letters.applications(call, chosen, "admitted")
    return chosen


#: Answers after which a place is free.
GONE = ("declined", "passed_on")


def held_call(call_id: uuid.UUID | None) -> ProgramCall:
    """The call, held until the transaction ends. Raises NoSuchCall."""
    call = queries.call(call_id)
    db.session.refresh(call, with_for_update=True)
    return call


def require_not_cancelled(call: ProgramCall) -> None:
    """Raise CallCancelled."""
    if call.cancelled_at is not None:
        raise CallCancelled(at=call.cancelled_at)


def require_undecided(call: ProgramCall) -> None:
    """Raise CallDecided once the places have been given."""
    if call.decided_at is not None:
        raise CallDecided(at=call.decided_at)


def require_movable(call: ProgramCall) -> None:
    """Raise AdmissionClosed unless places of this call can still change hands; NobodyWaiting before the draw."""
    if call.cohort is None:
        raise NobodyWaiting()
    if call.cohort.committed_at is not None:
        raise AdmissionClosed(at=call.cohort.committed_at)


def state_of(call: ProgramCall, at: dt.datetime) -> str:
    """One of `messages.CALL_STATES`, at a moment."""
    if call.cancelled_at is not None:
        return "cancelled"
    if call.decided_at is not None:
        return "decided"
    if call.published_at is None:
        return "draft"
    if at < call.opens_at:
        return "announced"
    return "open" if at <= call.closes_at else "closed"


def seed_context(call: ProgramCall) -> str:
    """What the seed of a call is sealed for."""
    return f"call_seed:{call.id}"


def checked_funder(funder: str | None) -> str | None:
    """One of the catalogue's, or None. Raises CallUnfit."""
    if funder and funder not in content.identifiers()["program_funders"]:
        raise CallUnfit("funder", FUNDER)
    return funder or None


def _check(program: Program, terms: CallTerms) -> str:
    name = terms.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise CallUnfit("name", NAME_UNFIT)
    if program.admission is None:
        raise CallUnfit("name", NO_ADMISSION)
    if terms.closes_at <= terms.opens_at:
        raise CallUnfit("closes_on", CLOSE_BEFORE)
    if terms.starts_on is not None and terms.starts_on <= clock.day_of(terms.closes_at):
        raise CallUnfit("starts_on", START_BEFORE)
    most = program.admission.capacity
    if not 1 <= terms.capacity <= most:
        raise CallUnfit("capacity", CAPACITY.format(most=most))
    if not 0 <= terms.waiting <= most:
        raise CallUnfit("waiting", WAITING.format(most=most))
    if not 1 <= terms.answer_days <= MOST_ANSWER_DAYS:
        raise CallUnfit("answer_days", ANSWER.format(most=MOST_ANSWER_DAYS))
    if any(not 0 <= percent <= 100 for percent in terms.quotas.values()):
        raise CallUnfit("quotas", QUOTA)
    for part in PARTS:
        written = terms.text.get(part)
        if written is None or not written.es.strip() or not written.en.strip():
            raise CallUnfit(f"{part}_es", TEXT_MISSING)
        if max(len(written.es), len(written.en)) > LONGEST_TEXT:
            raise CallUnfit(f"{part}_es", TEXT_LONG.format(most=LONGEST_TEXT))
    return name


def _record(action: str, call: ProgramCall, actor: Actor, **details: object) -> None:
    audit.record(action, "program_call", call.id, actor=actor, provider_id=None, program=call.program_id, **details)


NAME_UNFIT = Text(
    "Escriba el nombre de la generación, de hasta 80 letras.", "Write the cohort's name, at most 80 letters."
)
NO_ADMISSION = Text(
    "Este programa no tiene admisión por convocatoria: cualquier persona puede participar.",
    "This program does not admit by call: anybody may take part.",
)
CLOSE_BEFORE = Text("El cierre debe ser después de la apertura.", "The close must come after the opening.")
CLOSE_PAST = Text(
    "El cierre ya pasó: escriba otro antes de publicar.", "The close has passed: write another one first."
)
CLOSE_EARLIER = Text(
    "Escriba un cierre posterior al actual: no se acorta el plazo de quien aún no solicita.",
    "Write a later close than the present one: nobody's time to apply is cut short.",
)
START_BEFORE = Text("El inicio debe ser después del cierre.", "The start must come after the close.")
CAPACITY = Text("Escriba entre 1 y {most} lugares, los que tiene el programa.", "Write 1 to {most} places.")
WAITING = Text("Escriba entre 0 y {most} personas en espera.", "Write 0 to {most} people on the waiting list.")
ANSWER = Text("Escriba entre 1 y {most} días para responder.", "Write 1 to {most} days to answer.")
QUOTA = Text("Escriba cada cuota como porcentaje, de 0 a 100.", "Write each quota as a percentage, 0 to 100.")
FUNDER = Text("Elija quién paga, de la lista.", "Choose who pays, from the list.")
TEXT_MISSING = Text("Escriba este apartado en español y en inglés.", "Write this part in Spanish and in English.")
TEXT_LONG = Text("El apartado pasa de {most} letras.", "This part is over {most} letters.")
