"""A chamber's panel: how many people finished with its codes, never who.

Counted up to the end of the last whole month, so that nobody reads one person's finish off two looks a day apart.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.awards.models import Award
from registry.content import catalog
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.disclosure import Line, publishable
from registry.floor.models import ChamberCode
from registry.people.models import Consent, Person, PersonFact
from registry.texts import CENTRAL_MEXICO

_WHO = func.coalesce(Person.merged_into, Person.id)  # needs a join with Person
UNKNOWN = "unknown"
SIZE = "company_size"


@dataclass(frozen=True, slots=True)
class Finish:
    """Somebody's first finish by a code of the chamber. ``month`` is ``2026-11``; state and size may be `UNKNOWN`."""

    month: str
    profile: str
    state: str
    size: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What a chamber sees, suppressed already. ``until`` is the first day that is not counted; ``total`` None: fewer
    than ten people, or too few to be told apart from nobody."""

    until: dt.date
    total: int | None
    months: Line[str]
    profiles: Line[str]
    states: Line[str]
    sizes: Line[str]


def panel_of(chamber_id: str, today: dt.date) -> Panel:
    """The panel of one chamber: distinct people, each at her or his first finish, whatever became current since."""
    until = today.replace(day=1)
    return summed(_finishes(chamber_id, dt.datetime.combine(until, dt.time(), CENTRAL_MEXICO)), until)


def summed(finishes: Iterable[Finish], until: dt.date) -> Panel:
    """Count and suppress (pure). Each breakdown has the same total, so each is suppressed against it."""
    every = list(finishes)
    months = publishable(Counter(one.month for one in every))
    return Panel(
        until=until,
        total=months.total,
        months=months,
        profiles=publishable(Counter(one.profile for one in every)),
        states=publishable(Counter(one.state for one in every)),
        sizes=publishable(Counter(one.size for one in every)),
    )


def _finishes(chamber_id: str, until: dt.datetime) -> list[Finish]:
    codes = select(ChamberCode.code).where(ChamberCode.chamber_id == chamber_id)
    first = (
        select(
            _WHO.label("who"),
            Award.issued_at,
            Award.state_code,
            DefinitionVersion.profile,
            func.row_number().over(partition_by=_WHO, order_by=(Award.issued_at, Award.id)).label("place"),
        )
        .select_from(Award)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .where(
            Award.chamber_code.in_(codes),
            Award.state != "revoked",
            Award.issued_at < until,
            Person.not_counted_since.is_(None),
            Person.blocked_at.is_(None),
        )
        .subquery()
    )
    size = (
        select(
            _WHO.label("who"),
            PersonFact.value,
            func.row_number()
            .over(partition_by=_WHO, order_by=(PersonFact.declared_on.desc(), PersonFact.id.desc()))
            .label("place"),
        )
        .select_from(PersonFact)
        .join(Person, Person.id == PersonFact.person_id)
        .join(Consent, Consent.id == PersonFact.consent_id)
        .where(PersonFact.attribute == SIZE, Consent.withdrawn_at.is_(None), _WHO.in_(select(first.c.who)))
        .subquery()
    )
    rows = db.session.execute(
        select(first.c.issued_at, first.c.profile, first.c.state_code, size.c.value)
        .outerjoin(size, (size.c.who == first.c.who) & (size.c.place == 1))
        .where(first.c.place == 1)
    )
    known = {one.id for one in catalog("company_sizes")}
    return [
        Finish(
            month=f"{at.astimezone(CENTRAL_MEXICO):%Y-%m}",
            profile=profile or UNKNOWN,
            state=state or UNKNOWN,
            size=value if value in known else UNKNOWN,
        )
        for at, profile, state, value in rows
    ]
