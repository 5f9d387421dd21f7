"""Cohorts: who is in, under which code, and the committed draw of the cut."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, select

from registry import clock
from registry.accounts.actor import Actor
from registry.bulk import Rows
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.ids import new_keys
from registry.programs import queries
from registry.programs.common import PERMISSION, first_stage, locked, new_code, new_seed, open_seed, record
from registry.programs.errors import (
    AdmissionClosed,
    InAnotherCohort,
    MemberWithdrawn,
    NameTaken,
    NobodyAdmitted,
    NoPlacesLeft,
    NoSuchCode,
)
from registry.programs.models import Cohort, CohortMember, ProgramCall


def open_cohort(program_id: str, name: str, *, actor: Actor) -> Cohort:
    """Begin a run of a program in force. Raises NotAllowed, NotFound for an unknown program, NameTaken."""
    actor.require(PERMISSION)
    curriculum.program(program_id)
    name = name.strip()
    if db.session.scalar(select(Cohort.id).where(Cohort.program_id == program_id, Cohort.name == name)):
        raise NameTaken(name=name)
    cohort = Cohort(program_id=program_id, name=name, opened_at=clock.now())
    db.session.add(cohort)
    db.session.flush()
    record("cohort.opened", cohort, actor)
    return cohort


def admit(
    cohort_id: uuid.UUID,
    person_ids: Sequence[uuid.UUID],
    *,
    actor: Actor,
    facts: Mapping[uuid.UUID, Mapping[str, str]] | None = None,
) -> list[CohortMember]:
    """Admit people, each with a selection code of their own; who is already in keeps theirs. ``facts``: what each
    declared, frozen from now on.

    Raises NotAllowed, NoSuchCohort, AdmissionClosed once the draw is committed to, NoPlacesLeft, InAnotherCohort.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    if cohort.committed_at is not None:
        raise AdmissionClosed(at=cohort.committed_at)
    members = {one.person_id: one for one in queries.members_of(cohort_id)}
    new = [person for person in dict.fromkeys(person_ids) if person not in members]
    capacity = first_stage(cohort.program_id).capacity
    inside = sum(one.withdrawn_at is None for one in members.values())
    if capacity is not None and inside + len(new) > capacity:
        raise NoPlacesLeft(capacity=capacity, asked=inside + len(new))
    elsewhere = queries.in_other_cohorts(cohort.program_id, new, besides=cohort.id)
    if elsewhere:
        raise InAnotherCohort(count=len(elsewhere))
    _write(cohort, new, {one.selection_code for one in members.values()}, facts or {})
    record("cohort.admitted", cohort, actor, people=len(new))
    members = {one.person_id: one for one in queries.members_of(cohort_id)}
    return [members[person] for person in dict.fromkeys(person_ids)]


def _write(
    cohort: Cohort, people: Sequence[uuid.UUID], taken: set[str], facts: Mapping[uuid.UUID, Mapping[str, str]]
) -> None:
    rows = Rows()
    add = rows.sheet(
        CohortMember,
        ("id", "person_id", "selection_code", "facts"),
        cohort_id=cohort.id,
        admitted_at=clock.now(),
    )
    for key, person_id in zip(new_keys(len(people)), people, strict=True):
        code = new_code(taken)
        taken.add(code)
        add((key, person_id, code, dict(facts.get(person_id, {}))))
    rows.write(db.session)


def withdraw_member(cohort_id: uuid.UUID, selection_code: str, *, actor: Actor) -> CohortMember:
    """Somebody leaves the program; what was recorded stays, a place in a stage becomes free. Again changes nothing.

    Raises NotAllowed, NoSuchCohort, NoSuchCode.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    member = member_of(cohort, selection_code)
    if member.withdrawn_at is None:
        member.withdrawn_at = clock.now()
        for place in queries.open_places_of(member.id):
            place.state, place.answered_at = "declined", member.withdrawn_at
        db.session.flush()
        record("cohort.member_withdrawn", cohort, actor, selection_code=selection_code)
    return member


def bring_back(cohort_id: uuid.UUID, selection_code: str, *, actor: Actor) -> CohortMember:
    """Undo a withdrawal; a place that was given up stays so. Raises as `withdraw_member`."""
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    member = member_of(cohort, selection_code)
    if member.withdrawn_at is not None:
        member.withdrawn_at = None
        db.session.flush()
        record("cohort.member_back", cohort, actor, selection_code=selection_code)
    return member


def remove_member(call: ProgramCall, person_id: uuid.UUID) -> None:
    """A place that was not taken up before the draw: the code, which nobody has published, goes with it."""
    db.session.execute(
        delete(CohortMember).where(CohortMember.cohort_id == call.cohort_id, CohortMember.person_id == person_id)
    )


def member_of(cohort: Cohort, selection_code: str) -> CohortMember:
    """The member of a code. Raises NoSuchCode."""
    found: CohortMember | None = db.session.scalar(
        select(CohortMember).where(
            CohortMember.cohort_id == cohort.id, CohortMember.selection_code == selection_code.strip().upper()
        )
    )
    if found is None:
        raise NoSuchCode(selection_code=selection_code)
    return found


def require_present(member: CohortMember) -> None:
    """Raise MemberWithdrawn for somebody who left."""
    if member.withdrawn_at is not None:
        raise MemberWithdrawn(selection_code=member.selection_code, at=member.withdrawn_at)


def commit_draw(cohort_id: uuid.UUID, *, actor: Actor) -> Cohort:
    """Close admission and publish the digest of a fresh seed, which stays sealed until the cut.

    Doing it again changes nothing. Raises NotAllowed, NoSuchCohort, NobodyAdmitted.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    if cohort.committed_at is not None:
        return cohort
    if not db.session.scalar(select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort.id)):
        raise NobodyAdmitted()
    cohort.seed_commitment, cohort.sealed_seed = new_seed(_context(cohort))
    cohort.committed_at = clock.now()
    db.session.flush()
    record("cohort.draw_committed", cohort, actor, commitment=cohort.seed_commitment)
    return cohort


def seed_of(cohort: Cohort) -> str:
    """The seed of the cut. Raises DrawNotCommitted, SeedNotCommitted."""
    return open_seed(cohort.sealed_seed, cohort.seed_commitment, _context(cohort))


def _context(cohort: Cohort) -> str:
    return f"cohort_seed:{cohort.id}"
