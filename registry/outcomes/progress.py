"""Programs: how many distinct people each has reached, against its milestones; and the funnel of staged ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.awards.models import Award
from registry.awards.rules import end_of_validity
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.programs import Program, Stage
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.outcomes import queries
from registry.programs.models import Cohort, CohortMember, Selection, StageResult
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """So many distinct people by the end of a month, counted from the program's start."""

    month: int
    people: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One program. ``target`` is None where the authority has set none: then no percentage is shown."""

    id: str
    title: Text
    started: dt.datetime | None
    people: int
    target: int | None
    percent: float | None
    counting: Text | None
    points: tuple[Mark, ...]
    milestones: tuple[Mark, ...]


def progress_of(program: Program, at: dt.datetime) -> Progress:
    """Distinct people with an award of the program's standards since the first one, each counted once."""
    started = _first_award(program.standards, at)
    people = queries.reached(program.standards, started, at + dt.timedelta(seconds=1)) if started else 0
    points: tuple[Mark, ...] = ()
    if started and program.target_people:
        months = range((program.target_months or 36) + 1)
        moments = [moment for moment in (end_of_validity(started, month) for month in months) if moment <= at]
        counts = queries.reached_by_month(program.standards, [*moments, at], started)
        elapsed = (at - started).days * 12 // 365
        marks = [Mark(month, count) for month, count in enumerate(counts[:-1])]
        points = tuple(marks) if marks and marks[-1].month == elapsed else (*marks, Mark(len(marks), counts[-1]))
    target = program.target_people
    return Progress(
        id=program.id,
        title=program.title,
        started=started,
        people=people,
        target=target,
        percent=100 * people / target if target else None,
        counting=program.counting_text,
        points=points,
        milestones=tuple(Mark(one.month, one.people) for one in program.milestones),
    )


def _first_award(standards: tuple[str, ...], at: dt.datetime) -> dt.datetime | None:
    return db.session.scalar(
        select(func.min(Award.issued_at))
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(StandardVersion.standard_id.in_(standards), Award.issued_at <= at)
    )


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage of a cohort: who took part, who is competent, and how the next one was filled."""

    title: Text
    took_part: int
    competent: int
    awarded: int
    selection: Selection | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """A cohort from admission to its last stage."""

    program: Text
    cohort: Cohort
    admitted: int
    stages: tuple[StageFigures, ...]


def funnels() -> Sequence[Funnel]:
    """Every cohort of a staged program."""
    programs = {one.id: one for one in curriculum.programs() if one.stages}
    found: list[Funnel] = []
    for cohort in db.session.scalars(select(Cohort).order_by(Cohort.opened_at.desc())):
        program = programs.get(cohort.program_id)
        if program is not None:
            found.append(_funnel(program, cohort))
    return found


def _funnel(program: Program, cohort: Cohort) -> Funnel:
    admitted = db.session.scalar(
        select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort.id)
    )
    rows = db.session.execute(
        select(
            StageResult.stage_id,
            func.count(),
            func.count().filter(StageResult.competent),
            func.count(StageResult.award_id),
        )
        .join(CohortMember, CohortMember.id == StageResult.member_id)
        .where(CohortMember.cohort_id == cohort.id)
        .group_by(StageResult.stage_id)
    )
    figures = {stage: (took_part, competent, awarded) for stage, took_part, competent, awarded in rows}
    cuts = {one.stage_id: one for one in cohort.selections}
    return Funnel(
        program=program.title,
        cohort=cohort,
        admitted=int(admitted or 0),
        stages=tuple(_figures(stage, figures.get(stage.id, (0, 0, 0)), cuts.get(stage.id)) for stage in program.stages),
    )


def _figures(stage: Stage, counts: tuple[int, int, int], cut: Selection | None) -> StageFigures:
    took_part, competent, awarded = counts
    return StageFigures(stage.title, took_part, competent, awarded, cut)
