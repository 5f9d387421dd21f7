"""Demand in numbers: what is posted on the board, and how often verified employers verify what.

Verification is anonymous: of a verification that somebody of a verified employer makes while signed in, a counter goes
up (month, definition version, the employer's state). Nothing else is kept: not whose, not by which employer. So
nothing here counts distinct employers or people.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from registry import clock
from registry.accounts.actor import Actor
from registry.awards.rules import end_of_validity
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.disclosure import Line, publishable
from registry.talent import queries, skills
from registry.talent.errors import NoSuchEmployer
from registry.talent.models import Employer, Need, NeedSkill, NeedState, VerificationCount
from registry.talent.rules import Standing

ABROAD, REMOTE = "abroad", "remote"
MONTHS = 12
#: Day, definition version, the employer's place.
Verified = tuple[dt.date, uuid.UUID, str]


def place_of(actor: Actor) -> str | None:
    """Where the employer is that the actor works for, if it is verified now: its state, or `ABROAD`. The one answer to
    whether a verification is an employer's."""
    if not actor.places("employer"):
        return None
    try:
        employer = queries.employer_of(actor)
    except NoSuchEmployer:
        return None
    return (employer.state_code or ABROAD) if queries.standing(employer) is Standing.VERIFIED else None


def count_verifications(counts: Mapping[Verified, int]) -> None:
    """Add these to what was counted before, in one order, so that two writers never wait for each other."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    for (day, version_id, place), count in sorted(counts.items()):
        row = {"month": day.replace(day=1), "definition_version_id": version_id, "place": place, "count": count}
        statement = dialect.insert(VerificationCount).values(row)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["month", "definition_version_id", "place"],
                set_={"count": VerificationCount.count + statement.excluded["count"]},
            )
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """Verifications by verified employers in twelve months, cells under ten suppressed.

    ``by_target``: by standard and profile or part. ``by_skill`` adds up only what ``by_target`` publishes, so that no
    difference reveals a suppressed cell. ``by_place``: by the employer's state.
    """

    since: dt.date
    by_target: Line[tuple[str, str]]
    by_skill: Mapping[str, int]
    by_place: Line[str]


def signal() -> Signal:
    """The counters of the last twelve months."""
    since = clock.day_of(end_of_validity(clock.now(), -MONTHS)).replace(day=1)
    rows = db.session.execute(
        select(DefinitionVersion, VerificationCount.place, func.sum(VerificationCount.count))
        .join(DefinitionVersion, DefinitionVersion.id == VerificationCount.definition_version_id)
        .where(VerificationCount.month >= since)
        .group_by(DefinitionVersion.id, VerificationCount.place)
    )
    targets: Counter[tuple[str, str]] = Counter()
    places: Counter[str] = Counter()
    shown: dict[tuple[str, str], set[str]] = {}
    for version, place, count in rows:
        key = (version.standard_version.code, version.part or version.profile or "")
        targets[key] += int(count)
        places[place] += int(count)
        shown.setdefault(key, set()).update(one.id for one in skills.shown_by(version))
    by_target = publishable(targets)
    by_skill: Counter[str] = Counter()
    for key, published in by_target.cells.items():
        for one in shown[key]:
            by_skill[one] += published or 0
    return Signal(since, by_target, dict(by_skill), publishable(places))


@dataclass(frozen=True, slots=True)
class Demand:
    """Places on the board today. A need with several states counts in each of them, so states do not add up to the
    total; the same holds for skills."""

    needs: int
    places: int
    by_occupation: Mapping[str, int]
    by_sector: Mapping[str, int]
    by_state: Mapping[str, int]  # with `REMOTE`
    by_skill: Mapping[str, int]


def demand(*, track: str = "", state: str = "") -> Demand:
    """What the board asks for today, in places; of one track, of one state (what can be done remotely included).

    Needs are published one by one, so nothing is suppressed.
    """
    on_board = queries.on_board(clock.today())
    if track:
        on_board = and_(on_board, Need.track == track)
    if state:
        there = aliased(NeedState)  # the outer statement may join states, too
        here = exists().where(there.need_id == Need.id, there.state_code == state)
        on_board = and_(on_board, or_(Need.remote, here))

    def total(column: Any, joined: Any = None) -> dict[str, int]:
        counted = select(column, func.sum(Need.places)).select_from(Need)
        counted = counted.join(Employer, Employer.id == Need.employer_id)
        if joined is not None:
            counted = counted.join(joined, joined.need_id == Need.id)
        return {str(key): int(count) for key, count in db.session.execute(counted.where(on_board).group_by(column))}

    counted = db.session.execute(
        select(func.count(Need.id), func.sum(Need.places))
        .join(Employer, Employer.id == Need.employer_id)
        .where(on_board)
    ).one()
    by_state = total(NeedState.state_code, NeedState)
    by_state |= {REMOTE: at_a_distance} if (at_a_distance := total(Need.remote).get("True")) else {}
    return Demand(
        needs=int(counted[0] or 0),
        places=int(counted[1] or 0),
        by_occupation=total(Need.occupation),
        by_sector=total(Need.sector),
        by_state=by_state,
        by_skill=total(NeedSkill.competency, NeedSkill),
    )
