"""What the records add up to: distinct people, counted once whatever they hold.

A person counts with at least one award that stands (not revoked, not suspended) and is current at the moment asked.
Records that turned out to be one person's count as that person.
Gender is what was declared with consent, the newest declaration; state is residence at issue, of the newest award.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from registry.awards.models import Award
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.disclosure import Line, publishable, publishable_table
from registry.issuing.models import AssessmentTally
from registry.people.models import Person, PersonFact

UNKNOWN = "unknown"
_WHO = func.coalesce(Person.merged_into, Person.id)  # needs a join with Person
_DECLARES_GENDER = PersonFact.attribute == "gender"
_WITH_GENDER = select(_WHO).join(PersonFact, PersonFact.person_id == Person.id).where(_DECLARES_GENDER).correlate(None)
GENDERS = ("woman", "man", "non_binary", "undisclosed", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that ``/outcomes`` shows, suppressed already; ``as_of`` is when it was counted."""

    as_of: dt.datetime
    people: int
    awards: int
    by_track: Line[str]
    by_profile: Line[str]
    by_state: Line[str]
    gender_by_profile: Mapping[str, Line[str]]
    gender_known: int
    assessed: int  # in files, which also say who is not yet competent
    competent: int


def outcomes(at: dt.datetime) -> Outcomes:
    """Count everything, in a handful of grouped queries."""
    people = _scalar(_holders(at))
    by_track = _grouped(at, StandardVersion.track)
    by_profile = _grouped(at, DefinitionVersion.profile)
    gender = _gender_by_profile(at)
    known = _scalar(_holders(at).where(_WHO.in_(_WITH_GENDER)))
    issued = _scalar(select(func.count()).select_from(Award).where(Award.state != "revoked"))
    # Only files say who was not yet competent; awards made one by one would make every rate look perfect.
    competent = _scalar(
        select(func.count())
        .select_from(Award)
        .where(Award.batch_id.in_(select(AssessmentTally.batch_id)), Award.state != "revoked")
    )
    not_competent = _scalar(select(func.coalesce(func.sum(AssessmentTally.not_yet_competent), 0)))
    return Outcomes(
        as_of=at,
        people=people,
        awards=issued,
        by_track=publishable(by_track),
        by_profile=publishable(by_profile),
        by_state=publishable(_by_state(at)),
        gender_by_profile=publishable_table(gender, GENDERS),
        gender_known=known,
        assessed=competent + not_competent,
        competent=competent,
    )


def _standing(at: dt.datetime) -> ColumnElement[bool]:
    # Whoever opposes being counted counts in nothing; each query here joins the award's person.
    return and_(
        Award.state == "good", Award.valid_until > at, Award.issued_at <= at, Person.not_counted_since.is_(None)
    )


def _holders(at: dt.datetime) -> Select[int]:
    return select(func.count(_WHO.distinct())).select_from(Award).join(Award.person).where(_standing(at))


def _scalar(statement: Select[int]) -> int:
    return int(db.session.scalar(statement) or 0)


def _grouped(at: dt.datetime, column: InstrumentedAttribute[Any]) -> dict[str, int]:
    """Distinct people by an attribute of the definition. A person with two profiles counts once in each."""
    rows = db.session.execute(
        select(column, func.count(_WHO.distinct()))
        .select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(_standing(at))
        .group_by(column)
    )
    return {name or UNKNOWN: count for name, count in rows}


def _by_state(at: dt.datetime) -> dict[str, int]:
    newest = (
        select(
            Award.state_code,
            func.row_number()
            .over(
                partition_by=_WHO,
                order_by=(case((Award.state_code.is_(None), 1), else_=0), Award.issued_at.desc(), Award.id.desc()),
            )
            .label("place"),
        )
        .join(Award.person)
        .where(_standing(at))
        .subquery()
    )
    rows = db.session.execute(
        select(newest.c.state_code, func.count()).where(newest.c.place == 1).group_by(newest.c.state_code)
    )
    return {code or UNKNOWN: count for code, count in rows}


def _gender_by_profile(at: dt.datetime) -> dict[str, dict[str, int]]:
    newest = (
        select(
            _WHO.label("who"),
            PersonFact.value,
            func.row_number()
            .over(partition_by=_WHO, order_by=(PersonFact.declared_on.desc(), PersonFact.id.desc()))
            .label("place"),
        )
        .join(Person, Person.id == PersonFact.person_id)
        .where(_DECLARES_GENDER)
        .subquery()
    )
    gender = func.coalesce(newest.c.value, UNKNOWN)
    rows = db.session.execute(
        select(DefinitionVersion.profile, gender, func.count(_WHO.distinct()))
        .select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .outerjoin(newest, and_(newest.c.who == _WHO, newest.c.place == 1))
        .where(_standing(at))
        .group_by(DefinitionVersion.profile, gender)
    )
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for profile, value, count in rows:
        table[profile or UNKNOWN][value] = count
    return dict(table)


def reached(program_standards: tuple[str, ...], since: dt.datetime, until: dt.datetime) -> int:
    """Distinct people with at least one award of these standards issued in the period and not revoked."""
    return _scalar(
        select(func.count(_WHO.distinct()))
        .select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(
            StandardVersion.standard_id.in_(program_standards),
            Award.issued_at >= since,
            Award.issued_at < until,
            Award.state != "revoked",
            Person.not_counted_since.is_(None),
        )
    )


def reached_by_month(program_standards: tuple[str, ...], moments: list[dt.datetime], since: dt.datetime) -> list[int]:
    """Distinct people reached up to each moment: each person counts at her or his first award."""
    first = (
        select(_WHO.label("who"), func.min(Award.issued_at).label("first"))
        .select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(
            StandardVersion.standard_id.in_(program_standards),
            Award.issued_at >= since,
            Award.state != "revoked",
            Person.not_counted_since.is_(None),
        )
        .group_by(_WHO)
        .subquery()
    )
    columns = [func.count(case((first.c.first <= moment, 1))) for moment in moments]
    row = db.session.execute(select(*columns).select_from(first)).one()
    return [int(value) for value in row]
