"""Reading cohorts: who is in, what was reached, how stages were filled, and what the public page shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.programs.errors import NoSuchCohort
from registry.programs.models import Cohort, CohortMember, Selection, StageResult
from registry.texts import Text


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


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut as it is published: no name, no rank. ``admitted`` in code order."""

    made_at: dt.datetime
    taken: int
    waiting: int
    cut_average: str
    admitted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage of a cohort in numbers; ``cut`` is how it was filled, None for a stage open to all members."""

    id: str
    title: Text
    took_part: int
    competent: int
    awarded: int
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class CohortPage:
    """What anybody may see of a cohort; ``seed`` once a cut has revealed it, so that anyone can repeat the draw."""

    program: Program
    cohort_id: uuid.UUID
    name: str
    opened_at: dt.datetime
    admitted: int
    commitment: str | None
    committed_at: dt.datetime | None
    seed: str | None
    stages: tuple[StageFigures, ...]


def funnel(cohort_id: uuid.UUID) -> tuple[StageFigures, ...]:
    """How many took part in each stage and how many of them are competent. Two queries."""
    found = cohort(cohort_id)
    rows = db.session.execute(
        select(
            StageResult.stage_id,
            func.count(),
            func.count().filter(StageResult.competent),
            func.count(StageResult.award_id),
        )
        .join(CohortMember, CohortMember.id == StageResult.member_id)
        .where(CohortMember.cohort_id == cohort_id)
        .group_by(StageResult.stage_id)
    )
    counts = {stage: (took_part, competent, awarded) for stage, took_part, competent, awarded in rows}
    cuts = {one.stage_id: _cut(one) for one in found.selections}
    return tuple(
        StageFigures(stage.id, stage.title, *counts.get(stage.id, (0, 0, 0)), cut=cuts.get(stage.id))
        for stage in curriculum.program(found.program_id).stages
    )


def public_page(cohort_id: uuid.UUID) -> CohortPage:
    """Everything that the public page of a cohort shows. Raises NoSuchCohort."""
    found = cohort(cohort_id)
    admitted = db.session.scalar(
        select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort_id)
    )
    return CohortPage(
        program=curriculum.program(found.program_id),
        cohort_id=found.id,
        name=found.name,
        opened_at=found.opened_at,
        admitted=int(admitted or 0),
        commitment=found.seed_commitment,
        committed_at=found.committed_at,
        seed=found.seed,
        stages=funnel(cohort_id),
    )


def _cut(selection: Selection) -> Cut:
    return Cut(
        made_at=selection.made_at,
        taken=selection.taken,
        waiting=len(selection.waiting_codes),
        cut_average=selection.cut_average,
        admitted=tuple(selection.admitted_codes),
    )
