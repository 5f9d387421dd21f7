"""Reading the floor: targets of a day and their acts, schools and who counts for them, chambers, priority."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from registry import content, facts
from registry.awards.models import Award
from registry.content import CatalogValue
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.programs import Incentive
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.errors import NotFound
from registry.floor import rules
from registry.floor.errors import NoSuchAct, NoSuchChamber
from registry.floor.models import ChamberCode, School, SchoolDeclaration, TargetAct, TargetLine
from registry.floor.rules import STANDARD, TEACHERS, Cell, Line, Priority, Target
from registry.issuing.intake.contact import read_chamber_code
from registry.people.models import Person

_WHO = func.coalesce(Person.merged_into, Person.id)  # needs a join with Person


def profiles() -> tuple[str, ...]:
    """The profiles of the floor, as the program in force names its audience."""
    return curriculum.program(rules.PROGRAM).audience


def incentive(identifier: str) -> Incentive:
    """One incentive of the program in force. Raises NotFound."""
    for one in curriculum.program(rules.PROGRAM).incentives:
        if one.id == identifier:
            return one
    raise NotFound()


# -- targets


def targets(day: dt.date) -> Mapping[str, Mapping[Cell, Target]]:
    """What is meant on a day, by horizon and cell."""
    rows = db.session.execute(
        select(TargetAct, TargetLine)
        .join(TargetLine, TargetLine.act_id == TargetAct.id)
        .where(TargetAct.undone_at.is_(None))
    )
    lines = [
        Line(
            horizon=act.horizon,
            profile=line.profile,
            state_code=line.state_code,
            people=line.people,
            due_on=act.due_on,
            status=act.status,
            source=act.source,
            acted_on=act.acted_on,
            valid_from=act.valid_from,
            valid_until=act.valid_until,
            entered=act.entered_at,
        )
        for act, line in rows
    ]
    return rules.standing(lines, day)


def acts() -> Sequence[TargetAct]:
    """Every act with its lines, newest first, undone ones included."""
    return db.session.scalars(
        select(TargetAct)
        .options(selectinload(TargetAct.lines))
        .order_by(TargetAct.entered_at.desc(), TargetAct.id.desc())
    ).all()


def act(act_id: uuid.UUID) -> TargetAct:
    """One act. Raises `NoSuchAct`."""
    found = db.session.get(TargetAct, act_id)
    if found is None:
        raise NoSuchAct()
    return found


# -- teachers and schools


def _teaching(at: dt.datetime) -> ColumnElement[bool]:
    return and_(
        Award.state == "good",
        Award.declined_at.is_(None),
        Award.issued_at <= at,
        or_(Award.valid_until.is_(None), Award.valid_until > at),
        DefinitionVersion.profile == TEACHERS,
        StandardVersion.standard_id == STANDARD,
    )


def _of_teachers(statement: Any, at: dt.datetime) -> Any:
    return (
        statement.select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(_teaching(at))
    )


def holders_of(ccts: Collection[str], at: dt.datetime) -> Mapping[str, list[dt.datetime]]:
    """Since when each distinct person counts for these schools. Two statements whatever their number.

    Somebody counts for one school: that of the newest microcredential for teachers that is current. Whoever opposes
    being counted counts for none.
    """
    if not ccts:
        return {}
    there = _of_teachers(select(_WHO), at).where(Award.cct.in_(ccts))
    ranked = _of_teachers(
        select(
            Award.cct.label("cct"),
            func.row_number()
            .over(partition_by=_WHO, order_by=(Award.issued_at.desc(), Award.id.desc()))
            .label("place"),
            func.min(Award.issued_at).over(partition_by=(_WHO, Award.cct)).label("first"),
        ),
        at,
    )
    newest = ranked.where(
        Award.cct.is_not(None), Person.not_counted_since.is_(None), Person.blocked_at.is_(None), _WHO.in_(there)
    ).subquery()
    found: dict[str, list[dt.datetime]] = {}
    for cct, first in db.session.execute(
        select(newest.c.cct, newest.c.first).where(newest.c.place == 1, newest.c.cct.in_(ccts))
    ):
        found.setdefault(cct, []).append(first)
    return found


def declarations_of(ccts: Collection[str]) -> Mapping[str, SchoolDeclaration]:
    """The declaration that speaks for each of these schools: the newest that was not withdrawn."""
    found: dict[str, SchoolDeclaration] = {}
    for one in db.session.scalars(
        select(SchoolDeclaration)
        .where(SchoolDeclaration.cct.in_(ccts), SchoolDeclaration.withdrawn_at.is_(None))
        .order_by(SchoolDeclaration.declared_on, SchoolDeclaration.entered_at, SchoolDeclaration.id)
    ):
        found[one.cct] = one
    return found


def recognised(day: dt.date, *, state_code: str | None = None) -> Sequence[School]:
    """The schools that are recognised on a day, by name."""
    statement = select(School).where(School.since.is_not(None), School.ends_on >= day)
    if state_code:
        statement = statement.where(School.cct.startswith(state_code, autoescape=True))
    return db.session.scalars(statement.order_by(School.name, School.cct)).all()


def schools_of(states: Collection[str] | None) -> Sequence[School]:
    """Every school ever declared, of these states (None: all), by state and name."""
    statement = select(School).order_by(func.substr(School.cct, 1, 2), School.name, School.cct)
    if states is not None:
        statement = statement.where(func.substr(School.cct, 1, 2).in_(states))
    return db.session.scalars(statement).all()


def school(cct: str) -> School | None:
    """A school that was ever declared."""
    return db.session.get(School, cct)


def priority_of(person_id: uuid.UUID, at: dt.datetime) -> Priority | None:
    """The priority that a person has at that moment: with a current microcredential for secondary teachers, of the
    folio whose validity ends last. Records that were united count as one person's. None: no priority.

    For admissions to the engineering track (where places are short) and for institutions that choose assessors.
    """
    kept: uuid.UUID | None = db.session.scalar(select(_WHO).where(Person.id == person_id))
    if kept is None:
        return None
    row = db.session.execute(
        _of_teachers(
            select(Award.folio, Award.issued_at, Award.valid_until, Award.cct),
            at,
        )
        .where(kept == _WHO, Award.declined_at.is_(None))
        .order_by(Award.valid_until.desc(), Award.issued_at, Award.id)
        .limit(1)
    ).first()
    return Priority(*row) if row else None


# -- chambers


def chambers() -> tuple[CatalogValue, ...]:
    """The chambers of the catalogue; the fictitious ones in a demonstration alone, the real ones everywhere else."""
    demo = facts.get(facts.DEMO) is not None
    return tuple(one for one in content.catalog("chambers") if bool(one.more.get("demo_only")) == demo)


def chamber(identifier: str) -> CatalogValue:
    """One of them. Raises `NoSuchChamber`."""
    for one in chambers():
        if one.id == identifier:
            return one
    raise NoSuchChamber()


def codes_of(chamber_id: str) -> Sequence[ChamberCode]:
    """Every code of a chamber, newest first."""
    return db.session.scalars(
        select(ChamberCode)
        .where(ChamberCode.chamber_id == chamber_id)
        .order_by(ChamberCode.created_at.desc(), ChamberCode.code)
    ).all()


def code(written: str) -> ChamberCode | None:
    """The code that somebody typed, withdrawn ones included."""
    return db.session.get(ChamberCode, read_chamber_code(written)[: rules.CODE_LENGTH + 1])


def chamber_of_codes() -> Mapping[str, str]:
    """The chamber of every code, withdrawn ones included."""
    rows = db.session.execute(select(ChamberCode.code, ChamberCode.chamber_id))
    return {row.code: row.chamber_id for row in rows}


def codes_in_use() -> Mapping[str, bool]:
    """Every code, and whether it is still given out: what a file's codes are held against."""
    return {
        code: ended is None for code, ended in db.session.execute(select(ChamberCode.code, ChamberCode.withdrawn_at))
    }
