"""Programs: how many distinct people each has reached, against its milestones; and the funnel of staged ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program, Stage
from registry.db import db
from registry.outcomes.counting import month
from registry.outcomes.releases import PublishedTable, Release
from registry.programs.models import Cohort, CohortMember, Selection, StageResult
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Mark:
    """So many distinct people by the end of a month, counted from the program's first: 0."""

    month: int
    people: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One program. ``people``: None when suppressed. ``target`` is None where the authority has set none: then no
    percentage is shown. ``started``: the month of the first award, 2026-11."""

    id: str
    title: Text
    started: str | None
    people: int | None
    target: int | None
    percent: float | None
    counting: Text | None
    points: tuple[Mark, ...]
    milestones: tuple[Mark, ...]


def progress_of(programs: Sequence[Program], release: Release | None) -> list[Progress]:
    """Of each program the distinct people with an award of its standards since the first one, each counted once; in one
    statement. Without a release, or for a program that is newer than it, nobody is counted yet."""
    known = release.known() if release else frozenset()
    ids = [one.id for one in programs if f"reached.program.{one.id}" in known]
    tables = release.tables([(f"reached.program.{one}", ("month",)) for one in ids]) if release and ids else {}
    return [_progress(one, tables.get((f"reached.program.{one.id}", ("month",))), release) for one in programs]


def _progress(program: Program, table: PublishedTable | None, release: Release | None) -> Progress:
    points: tuple[Mark, ...] = ()
    started = min(table.cumulative, default=None) if table else None
    people = table.total if table else 0
    if table and release and started:
        end = _number(month(release.as_of))
        known = {_number(name) - _number(started): count for name, count in table.cumulative.items()}
        last: int | None = None
        marks = []
        for number in range(end - _number(started) + 1):
            last = known.get(number, last)
            if last is not None:
                marks.append(Mark(number, last))
        points = tuple(marks)
    target = program.target_people
    return Progress(
        id=program.id,
        title=program.title,
        started=started,
        people=people,
        target=target,
        percent=100 * people / target if target and people is not None else None,
        counting=program.counting_text,
        points=points,
        milestones=tuple(Mark(one.month, one.people) for one in program.milestones),
    )


def _number(name: str) -> int:
    """A month, 2026-11, as a number of months."""
    return int(name[:4]) * 12 + int(name[5:7]) - 1


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
