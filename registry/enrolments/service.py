"""The only writer of enrolments: files that are looked at, handed in and undone; single ones; ends; what is removed."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Mapping

from sqlalchemy import delete, func, select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.custody import vault
from registry.db import db
from registry.definitions.models import Definition
from registry.enrolments import messages, planning
from registry.enrolments.errors import (
    CourseUnknown,
    EndUnfit,
    ListClosed,
    NothingToHandIn,
    PlanChanged,
    UndoOver,
)
from registry.enrolments.matching import digest_of, digests_of, matched
from registry.enrolments.models import Enrolment, EnrolmentList
from registry.enrolments.planning import Plan
from registry.enrolments.sheets import Finding
from registry.issuing.service import CONSENT_TEXT
from registry.people import service as people
from registry.people.models import Person

HAND_IN = "enrolment:hand_in"
LONGEST_FILE_NAME = 200
#: A file that nobody hands in is forgotten; one that was handed in can be undone as a whole for some days.
DRAFT_DAYS, UNDO_DAYS = 30, 7


def upload(
    provider_id: uuid.UUID, version_id: uuid.UUID, body: bytes, *, file_name: str, actor: Actor
) -> EnrolmentList:
    """Keep a file, sealed, to look at and hand in. Raises NotAllowed, CourseUnknown, ColumnsMissing, TooManyRows, and
    the refusals of `registry.issuing.intake.open_book`."""
    actor.require(HAND_IN, at_provider=provider_id)
    judged = planning.judged(io.BytesIO(body), provider_id, version_id)
    row = EnrolmentList(
        id=ids.new_key(),
        provider_id=provider_id,
        definition_version_id=version_id,
        file_name=file_name[:LONGEST_FILE_NAME],
        file_digest=hashlib.sha256(body).hexdigest(),
        rows=judged.rows,
        created_by=actor.account_id,
        created_at=clock.now(),
    )
    row.sealed = vault.seal(body, context=f"enrolment_list:{row.id}")
    db.session.add(row)
    db.session.flush()
    audit.record("enrolments.uploaded", "enrolment_list", row.id, actor=actor, provider_id=provider_id, rows=row.rows)
    return row


def hand_in(row: EnrolmentList, *, expected: str, consent: bool, actor: Actor) -> EnrolmentList:
    """Record what was looked at. ``expected`` is the digest of the plan, ``consent`` the institution's statement that
    it holds each person's; without it declared facts are not kept.

    Raises NotAllowed, ListClosed, PlanChanged, NothingToHandIn.
    """
    actor.require(HAND_IN, at_provider=row.provider_id)
    row = _draft(row)
    _one_at_a_time(row.provider_id)
    plan = planning.plan_of(row)
    if plan.digest != expected:
        raise PlanChanged()
    if not plan.entries:
        raise NothingToHandIn()
    _write(plan, row.provider_id, list_id=row.id, consent=consent)
    row.state, row.sealed, row.enrolled, row.handed_in_at = "handed_in", None, len(plan.entries), clock.now()
    db.session.flush()
    audit.record(
        "enrolments.handed_in", "enrolment_list", row.id, actor=actor, provider_id=row.provider_id,
        enrolled=row.enrolled, plan=plan.digest, consent=consent,
    )  # fmt: skip
    return row


def drop(row: EnrolmentList, *, actor: Actor) -> None:
    """Give a file up before it is handed in: its bytes go. Raises NotAllowed, ListClosed."""
    actor.require(HAND_IN, at_provider=row.provider_id)
    row = _draft(row)
    row.state, row.sealed, row.ended_at = "dropped", None, clock.now()
    db.session.flush()
    audit.record("enrolments.dropped", "enrolment_list", row.id, actor=actor, provider_id=row.provider_id)


def undo(row: EnrolmentList, *, actor: Actor) -> int:
    """Take back everything that a file recorded; how many. Raises NotAllowed, ListClosed, UndoOver."""
    actor.require(HAND_IN, at_provider=row.provider_id)
    row = _locked(row)
    if row.state != "handed_in":
        raise ListClosed()
    if not may_undo(row):
        raise UndoOver(days=UNDO_DAYS)
    gone = _count(row)
    db.session.execute(delete(Enrolment).where(Enrolment.list_id == row.id))
    row.state, row.ended_at = "undone", clock.now()
    db.session.flush()
    audit.record("enrolments.undone", "enrolment_list", row.id, actor=actor, provider_id=row.provider_id, enrolled=gone)
    return gone


def may_undo(row: EnrolmentList) -> bool:
    """Whether a file can still be undone as a whole."""
    since = row.handed_in_at
    return row.state == "handed_in" and since is not None and clock.now() < since + dt.timedelta(days=UNDO_DAYS)


def enrol(
    provider_id: uuid.UUID, version_id: uuid.UUID, written: Mapping[str, str], *, consent: bool, actor: Actor
) -> tuple[Enrolment | None, tuple[Finding, ...]]:
    """Record one enrolment as typed (by the names of `sheets.COLUMNS`), judged like the row of a file: the enrolment,
    or none and what is wrong. Raises NotAllowed, CourseUnknown."""
    actor.require(HAND_IN, at_provider=provider_id)
    _one_at_a_time(provider_id)
    plan = planning.plan_of_one(provider_id, version_id, written)
    if not plan.entries:
        return None, plan.findings
    (key,) = _write(plan, provider_id, list_id=None, consent=consent)
    audit.record("enrolment.handed_in", "enrolment", key, actor=actor, provider_id=provider_id, consent=consent)
    return db.session.get_one(Enrolment, key), plan.findings


def end(enrolment: Enrolment, day: dt.date | None, reason: str, *, actor: Actor) -> None:
    """Say that somebody ended without completing. Said again, the later word holds. Raises NotAllowed, EndUnfit."""
    actor.require(HAND_IN, at_provider=enrolment.provider_id)
    if reason not in messages.REASONS:
        raise EndUnfit(problem=messages.END_NO_REASON)
    if day is None:
        raise EndUnfit(problem=messages.END_UNREADABLE)
    if day < enrolment.started_on:
        raise EndUnfit(problem=messages.END_BEFORE_START.format(day=enrolment.started_on))
    if day > clock.today():
        raise EndUnfit(problem=messages.END_IN_FUTURE)
    if _completed(enrolment):
        raise EndUnfit(problem=messages.END_COMPLETED)
    enrolment.ended_on, enrolment.ended_reason = day, reason
    _note("enrolment.ended", enrolment, actor, reason=reason)


def reopen(enrolment: Enrolment, *, actor: Actor) -> None:
    """Take an end back: it was somebody else's, or the person is there again. Raises NotAllowed."""
    actor.require(HAND_IN, at_provider=enrolment.provider_id)
    enrolment.ended_on = enrolment.ended_reason = None
    _note("enrolment.reopened", enrolment, actor)


def remove(enrolment: Enrolment, *, actor: Actor) -> None:
    """Take an enrolment out: it never was. Raises NotAllowed."""
    actor.require(HAND_IN, at_provider=enrolment.provider_id)
    _note("enrolment.removed", enrolment, actor)
    db.session.delete(enrolment)
    db.session.flush()


def forget_declared(person: Person) -> None:
    """Somebody has withdrawn the consent to declared facts: those of their enrolments go, the enrolments stay."""
    db.session.execute(
        update(Enrolment)
        .where(Enrolment.person_digest.in_(digests_of(person, verified=True)))
        .values(gender=None, age_group=None, occupation=None, sector=None, consent_id=None)
        .execution_options(synchronize_session="fetch")
    )


def forget_old() -> int:
    """Empty files that nobody handed in; how many."""
    old = clock.now() - dt.timedelta(days=DRAFT_DAYS)
    rows = db.session.scalars(
        select(EnrolmentList).where(EnrolmentList.state == "draft", EnrolmentList.created_at <= old).limit(100)
    ).all()
    for row in rows:
        row.state, row.sealed, row.ended_at = "dropped", None, clock.now()
    db.session.flush()
    return len(rows)


def _write(plan: Plan, provider_id: uuid.UUID, *, list_id: uuid.UUID | None, consent: bool) -> list[uuid.UUID]:
    """The plan's enrolments as rows; their keys."""
    held = None
    if consent and any(one.facts for one in plan.entries):
        held = people.state_consent(
            purpose=f"enrolments:{list_id or 'one'}", text_version="1", statement=CONSENT_TEXT.es,
            provider_id=provider_id,
        ).id  # fmt: skip
    made = []
    for one in plan.entries:
        key = ids.new_key()
        digest = digest_of(one.identified_by, one.identity)
        facts = one.facts if held is not None and digest not in plan.silent else {}
        made.append(
            Enrolment(
                id=key,
                provider_id=provider_id,
                definition_version_id=uuid.UUID(one.course.version_id),
                list_id=list_id,
                identified_by=one.identified_by,
                person_digest=digest,
                sealed=vault.seal(one.identity.encode(), context=f"enrolment:{key}"),
                started_on=one.started_on,
                planned_end=one.planned_end,
                mode=one.mode,
                state_code=one.state,
                consent_id=held if facts else None,
                handed_in_at=clock.now(),
                after_award=one.row in plan.after_award,
                **facts,
            )
        )
    db.session.add_all(made)
    db.session.flush()
    return [one.id for one in made]


def _one_at_a_time(provider_id: uuid.UUID) -> None:
    """Two who hand in the same people at once do so one after the other (PostgreSQL; SQLite has one writer)."""
    found = db.session.scalars(
        select(Definition.id).where(Definition.provider_id == provider_id).order_by(Definition.id).with_for_update()
    ).all()
    if not found:
        raise CourseUnknown()


def _draft(row: EnrolmentList) -> EnrolmentList:
    row = _locked(row)
    if row.state != "draft" or row.sealed is None:
        raise ListClosed()
    return row


def _locked(row: EnrolmentList) -> EnrolmentList:
    return db.session.get_one(EnrolmentList, row.id, with_for_update=True, populate_existing=True)


def _count(row: EnrolmentList) -> int:
    return int(db.session.scalar(select(func.count()).where(Enrolment.list_id == row.id)) or 0)


def _completed(enrolment: Enrolment) -> bool:
    definition_id = enrolment.definition_version.definition_id
    found = matched([enrolment.person_digest], [definition_id])
    return found.earned(enrolment.person_digest, definition_id, since=enrolment.started_on) is not None


def _note(action: str, enrolment: Enrolment, actor: Actor, **details: object) -> None:
    db.session.flush()
    audit.record(action, "enrolment", enrolment.id, actor=actor, provider_id=enrolment.provider_id, **details)
