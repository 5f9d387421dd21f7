"""Reading the tables of programs: calls, applications, cohorts, places, agreements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, or_, select

from registry.curriculum.programs import Stage
from registry.db import db
from registry.people.models import Person
from registry.programs.errors import NoSuchAgreement, NoSuchApplication, NoSuchCall, NoSuchCohort
from registry.programs.models import (
    Agreement,
    CallApplication,
    Cohort,
    CohortMember,
    ProgramCall,
    Selection,
    StagePlace,
    StageResult,
)

_IN_ONE_QUESTION = 500


def cohort(cohort_id: uuid.UUID) -> Cohort:
    """One cohort. Raises NoSuchCohort."""
    found: Cohort | None = db.session.get(Cohort, cohort_id)
    if found is None:
        raise NoSuchCohort()
    return found


def cohorts_of(program_id: str) -> Sequence[Cohort]:
    """The cohorts of a program, newest first."""
    return db.session.scalars(
        select(Cohort).where(Cohort.program_id == program_id).order_by(Cohort.opened_at.desc(), Cohort.id)
    ).all()


def members_of(cohort_id: uuid.UUID) -> Sequence[CohortMember]:
    """The members of a cohort, by selection code."""
    return db.session.scalars(
        select(CohortMember).where(CohortMember.cohort_id == cohort_id).order_by(CohortMember.selection_code)
    ).all()


def results_of(cohort_id: uuid.UUID, stage_id: str) -> Sequence[StageResult]:
    """The results of a stage."""
    return db.session.scalars(
        select(StageResult)
        .join(CohortMember, CohortMember.id == StageResult.member_id)
        .where(CohortMember.cohort_id == cohort_id, StageResult.stage_id == stage_id)
    ).all()


def selection_of(cohort_id: uuid.UUID, stage_id: str) -> Selection | None:
    """How a stage was filled, if it has been."""
    return db.session.scalar(select(Selection).where(Selection.cohort_id == cohort_id, Selection.stage_id == stage_id))


def call(call_id: uuid.UUID | None, *, published: bool = False) -> ProgramCall:
    """One call; ``published``: only if everybody may see it. Raises NoSuchCall."""
    found: ProgramCall | None = db.session.get(ProgramCall, call_id) if call_id else None
    if found is None or (published and found.published_at is None):
        raise NoSuchCall()
    return found


def calls_of(program_id: str, *, published: bool = True) -> Sequence[ProgramCall]:
    """The calls of a program, newest first."""
    statement = select(ProgramCall).where(ProgramCall.program_id == program_id)
    if published:
        statement = statement.where(ProgramCall.published_at.is_not(None))
    return db.session.scalars(statement.order_by(ProgramCall.opens_at.desc(), ProgramCall.id)).all()


def call_of(cohort_id: uuid.UUID) -> ProgramCall | None:
    """The call that a cohort was admitted by, if there was one."""
    return db.session.scalar(select(ProgramCall).where(ProgramCall.cohort_id == cohort_id))


def application(application_id: uuid.UUID) -> CallApplication:
    """One application. Raises NoSuchApplication."""
    found: CallApplication | None = db.session.get(CallApplication, application_id)
    if found is None:
        raise NoSuchApplication()
    return found


def own_application(application_id: uuid.UUID, person_id: uuid.UUID | None) -> CallApplication:
    """One application of this person. Raises NoSuchApplication."""
    found = application(application_id)
    if not is_person(found.person_id, person_id):
        raise NoSuchApplication()
    return found


def application_by_code(call_id: uuid.UUID, code: str) -> CallApplication:
    """The application of a code. Raises NoSuchApplication."""
    found: CallApplication | None = db.session.scalar(
        select(CallApplication).where(CallApplication.call_id == call_id, CallApplication.code == code.strip().upper())
    )
    if found is None:
        raise NoSuchApplication()
    return found


def application_of(call_id: uuid.UUID, person_id: uuid.UUID) -> CallApplication | None:
    """Somebody's application to a call."""
    return db.session.scalar(
        select(CallApplication).where(
            CallApplication.call_id == call_id, CallApplication.person_id.in_(records_of(person_id))
        )
    )


def applications_of(call_id: uuid.UUID, *, state: str | None = None) -> Sequence[CallApplication]:
    """The applications to a call, in code order."""
    statement = select(CallApplication).where(CallApplication.call_id == call_id)
    if state is not None:
        statement = statement.where(CallApplication.state == state)
    return db.session.scalars(statement.order_by(CallApplication.code)).all()


def applications_by(person_id: uuid.UUID | None) -> Sequence[CallApplication]:
    """Somebody's applications, newest first."""
    if person_id is None:
        return ()
    return db.session.scalars(
        select(CallApplication)
        .where(CallApplication.person_id.in_(records_of(person_id)))
        .order_by(CallApplication.sent_at.desc(), CallApplication.id)
    ).all()


def memberships_of(person_id: uuid.UUID | None) -> Sequence[CohortMember]:
    """The cohorts that somebody is or was in, newest first."""
    if person_id is None:
        return ()
    return db.session.scalars(
        select(CohortMember)
        .where(CohortMember.person_id.in_(records_of(person_id)))
        .order_by(CohortMember.admitted_at.desc(), CohortMember.id)
    ).all()


def codes_of(call_id: uuid.UUID) -> Sequence[str]:
    """The codes given out in a call."""
    return db.session.scalars(select(CallApplication.code).where(CallApplication.call_id == call_id)).all()


def applicants_of(call_id: uuid.UUID) -> set[uuid.UUID]:
    """The people who have applied to a call."""
    return set(db.session.scalars(select(CallApplication.person_id).where(CallApplication.call_id == call_id)))


def places_moved(call_id: uuid.UUID) -> bool:
    """Whether somebody gave up a place of the draw, or was given one since."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(CallApplication)
            .where(
                CallApplication.call_id == call_id,
                or_(CallApplication.answer.in_(("declined", "passed_on")), CallApplication.stepped_in_at.is_not(None)),
            )
        )
    )


def counts_of(call_id: uuid.UUID) -> Mapping[str, int]:
    """How many applications a call has, by state."""
    rows = db.session.execute(
        select(CallApplication.state, func.count())
        .where(CallApplication.call_id == call_id)
        .group_by(CallApplication.state)
    )
    return {row[0]: row[1] for row in rows}


def records_of(person_id: uuid.UUID) -> list[uuid.UUID]:
    """Every record that is the same person as this one."""
    root = db.session.scalar(select(Person.merged_into).where(Person.id == person_id)) or person_id
    return [root, *db.session.scalars(select(Person.id).where(Person.merged_into == root))]


def is_person(person_id: uuid.UUID, asked: uuid.UUID | None) -> bool:
    """Whether two records are one person."""
    return asked is not None and person_id in records_of(asked)


def roots(people: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """The record that stands for each of these people, where that is another one."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    for start in range(0, len(people), _IN_ONE_QUESTION):
        rows = db.session.execute(
            select(Person.id, Person.merged_into).where(
                Person.id.in_(people[start : start + _IN_ONE_QUESTION]), Person.merged_into.is_not(None)
            )
        )
        found.update({key: into for key, into in rows if into is not None})
    return found


def in_other_cohorts(program_id: str, people: Sequence[uuid.UUID], *, besides: uuid.UUID | None) -> set[uuid.UUID]:
    """Which of these people have a place in another cohort of the program, in whatever record of theirs."""
    statement = (
        select(func.coalesce(Person.merged_into, Person.id))
        .join(CohortMember, CohortMember.person_id == Person.id)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(Cohort.program_id == program_id, CohortMember.withdrawn_at.is_(None))
    )
    if besides is not None:
        statement = statement.where(Cohort.id != besides)
    taken = set(db.session.scalars(statement))
    if not taken:
        return set()
    into = roots(people)
    return {one for one in people if into.get(one, one) in taken}


def places_of(selection_id: uuid.UUID) -> Sequence[StagePlace]:
    """The places of a cut, as they were offered."""
    return db.session.scalars(
        select(StagePlace).where(StagePlace.selection_id == selection_id).order_by(StagePlace.offered_at, StagePlace.id)
    ).all()


def open_places_of(member_id: uuid.UUID) -> Sequence[StagePlace]:
    """A member's places that have not been given up."""
    return db.session.scalars(
        select(StagePlace).where(StagePlace.member_id == member_id, StagePlace.state.in_(("offered", "accepted")))
    ).all()


def place_of(selection_id: uuid.UUID, member_id: uuid.UUID) -> StagePlace | None:
    """A member's place by a cut."""
    return db.session.scalar(
        select(StagePlace).where(StagePlace.selection_id == selection_id, StagePlace.member_id == member_id)
    )


def holders_of_places(cohort_id: uuid.UUID, stage: Stage) -> set[uuid.UUID]:
    """The members with a place in a stage that a cut fills."""
    return set(
        db.session.scalars(
            select(StagePlace.member_id)
            .join(Selection, Selection.id == StagePlace.selection_id)
            .where(
                Selection.cohort_id == cohort_id,
                Selection.stage_id == stage.id,
                StagePlace.state.in_(("offered", "accepted")),
            )
        )
    )


def result_of(member_id: uuid.UUID, stage_id: str) -> StageResult | None:
    """What a member reached in a stage."""
    return db.session.scalar(
        select(StageResult).where(StageResult.member_id == member_id, StageResult.stage_id == stage_id)
    )


def agreement(agreement_id: uuid.UUID) -> Agreement:
    """One agreement. Raises NoSuchAgreement."""
    found: Agreement | None = db.session.get(Agreement, agreement_id)
    if found is None:
        raise NoSuchAgreement()
    return found


def agreements_of(program_id: str) -> Sequence[Agreement]:
    """The agreements of a program, newest first."""
    return db.session.scalars(
        select(Agreement).where(Agreement.program_id == program_id).order_by(Agreement.valid_from.desc(), Agreement.id)
    ).all()


def agreements() -> Sequence[Agreement]:
    """The agreements of every program, newest first."""
    return db.session.scalars(select(Agreement).order_by(Agreement.valid_from.desc(), Agreement.id)).all()


def documents_of(call_id: uuid.UUID) -> set[bytes]:
    """The keyed digests of the documents that a call has applications with."""
    return set(
        db.session.scalars(
            select(CallApplication.document_digest).where(
                CallApplication.call_id == call_id, CallApplication.document_digest.is_not(None)
            )
        )
    )


def count_members(cohort_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How many people are in each cohort, without those who withdrew."""
    rows = db.session.execute(
        select(CohortMember.cohort_id, func.count())
        .where(CohortMember.cohort_id.in_(list(cohort_ids)), CohortMember.withdrawn_at.is_(None))
        .group_by(CohortMember.cohort_id)
    )
    return {row[0]: row[1] for row in rows}
