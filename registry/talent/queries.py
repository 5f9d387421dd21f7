"""Reading employers and the demand board."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry import clock, content
from registry.accounts.actor import Actor
from registry.accounts.models import Account, RoleGrant
from registry.accounts.permissions import Role
from registry.db import db
from registry.people.names import fold
from registry.talent import rules
from registry.talent.errors import NoSuchEmployer, NoSuchNeed, NotVerified
from registry.talent.messages import EMPLOYER_STATES
from registry.talent.models import Employer, EmployerChange, EmployerReport, Need, NeedSkill, NeedState
from registry.talent.rules import Standing

NEEDS_ON_PAGE = 20
MAXIMUM_WORDS = 8
#: Nobody turns so many pages; and a database counts no further than it can.
LAST_PAGE = 10_000
_CODE = re.compile(r"[A-Z]{2,6}-[A-Z0-9.]{1,12}")


def place_of(employer_id: uuid.UUID) -> str:
    """The place at which the roles of an employer hold."""
    return f"employer:{employer_id}"


def employer(employer_id: uuid.UUID) -> Employer:
    """Raises `NoSuchEmployer`."""
    found = db.session.get(Employer, employer_id)
    if found is None:
        raise NoSuchEmployer()
    return found


def employer_of(actor: Actor) -> Employer:
    """The employer that an actor works for: one account works for one. Raises `NoSuchEmployer`."""
    for key in actor.places("employer"):
        found = db.session.get(Employer, _key(key))
        if found is not None:
            return found
    raise NoSuchEmployer()


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def standing(one: Employer) -> Standing:
    """What an employer is now."""
    return rules.standing(one, at=clock.now())


def require_verified(one: Employer) -> Employer:
    """The same employer. Raises `NotVerified` unless its verification holds now."""
    now = standing(one)
    if now is not Standing.VERIFIED:
        raise NotVerified(name=one.name, state=EMPLOYER_STATES[now])
    return one


def verified() -> ColumnElement[bool]:
    """The condition under which an employer is verified now."""
    return and_(Employer.state == Standing.VERIFIED.value, Employer.verified_until > clock.now())


def verified_employers() -> Sequence[Employer]:
    """Everybody whose verification holds, by name."""
    return db.session.scalars(select(Employer).where(verified()).order_by(func.lower(Employer.name), Employer.id)).all()


def employers_by_state() -> Mapping[Standing, list[Employer]]:
    """All that confirmed an address, by what they are today; what waits longest stands first."""
    rows = db.session.scalars(
        select(Employer).where(Employer.state != Standing.ASKED.value).order_by(Employer.confirmed_at, Employer.id)
    )
    found: dict[Standing, list[Employer]] = {}
    for row in rows:
        found.setdefault(standing(row), []).append(row)
    return found


def count_waiting() -> int:
    """Employers and changes that wait for the authority, and reports that nobody has settled."""
    waiting = select(func.count()).select_from(Employer).where(Employer.state == Standing.CONFIRMED.value)
    reported = select(func.count()).select_from(EmployerReport).where(EmployerReport.settled_at.is_(None))
    changing = select(func.count()).select_from(EmployerChange).where(EmployerChange.state == "waiting")
    return sum(int(db.session.scalar(one) or 0) for one in (waiting, reported, changing))


def open_changes() -> Sequence[EmployerChange]:
    """Names and domains that wait for the authority, oldest first."""
    return db.session.scalars(
        select(EmployerChange)
        .where(EmployerChange.state == "waiting")
        .order_by(EmployerChange.at)
        .options(joinedload(EmployerChange.employer))
    ).all()


def open_reports() -> Sequence[EmployerReport]:
    """What was reported and is not settled, oldest first."""
    return db.session.scalars(
        select(EmployerReport)
        .where(EmployerReport.settled_at.is_(None))
        .order_by(EmployerReport.at)
        .options(joinedload(EmployerReport.employer))
    ).all()


def reports_of(employer_id: uuid.UUID) -> Sequence[EmployerReport]:
    """Everything ever reported of an employer, newest first."""
    return db.session.scalars(
        select(EmployerReport).where(EmployerReport.employer_id == employer_id).order_by(EmployerReport.at.desc())
    ).all()


def staff_of(employer_id: uuid.UUID) -> Sequence[tuple[RoleGrant, Account]]:
    """Who works for an employer here, in the order of invitation."""
    rows = db.session.execute(
        select(RoleGrant, Account)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(RoleGrant.role == Role.EMPLOYER.value, RoleGrant.place == place_of(employer_id))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    return [(grant, account) for grant, account in rows]


# -- the demand board


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the board looks for; empty is everything. ``place`` is a state's code or ``remote``."""

    words: str = ""
    skill: str = ""
    track: str = ""
    occupation: str = ""
    sector: str = ""
    place: str = ""
    english: str = ""

    def as_dict(self) -> dict[str, str]:
        """What was chosen, for addresses of further pages."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def on_board(today: dt.date) -> ColumnElement[bool]:
    """The condition under which a need (joined with its employer) is on the board."""
    return and_(
        verified(),
        Need.opens_on <= today,
        Need.closes_on >= today,
        Need.closed_at.is_(None),
        Need.removed_at.is_(None),
    )


def board(wanted: Wanted, *, page: int = 1, size: int = NEEDS_ON_PAGE) -> tuple[Sequence[Need], int]:
    """One page of the open needs that fit, newest first; and how many fit."""
    statement = _fitting(select(Need), wanted)
    total = int(db.session.scalar(_fitting(select(func.count(Need.id)), wanted)) or 0)
    rows = db.session.scalars(
        statement.order_by(Need.opens_on.desc(), Need.id.desc())
        .offset((min(page, LAST_PAGE) - 1) * size)
        .limit(size)
        .options(joinedload(Need.employer), selectinload(Need.skills), selectinload(Need.states))
    ).all()
    return rows, total


def _fitting(statement: Select, wanted: Wanted) -> Select:  # type: ignore[type-arg]
    found = statement.join(Employer, Employer.id == Need.employer_id).where(on_board(clock.today()))
    for word in fold(wanted.words).split()[:MAXIMUM_WORDS]:
        found = found.where(Need.search_text.contains(word, autoescape=True))
    if wanted.skill:
        found = found.where(exists().where(NeedSkill.need_id == Need.id, NeedSkill.competency == wanted.skill))
    for name in ("track", "occupation", "sector"):
        if getattr(wanted, name):
            found = found.where(getattr(Need, name) == getattr(wanted, name))
    if wanted.place == "remote":
        found = found.where(Need.remote)
    elif wanted.place:
        here = exists().where(NeedState.need_id == Need.id, NeedState.state_code == wanted.place)
        found = found.where(or_(here, Need.remote))
    if wanted.english in rules.ENGLISH_ORDER:
        # Whoever has this level can take what asks for it or for less.
        below = rules.ENGLISH_ORDER[: rules.ENGLISH_ORDER.index(wanted.english) + 1]
        found = found.where(Need.english.in_(("", *below)))
    return found


def need(need_id: uuid.UUID) -> Need:
    """Any need, whatever its state. Raises `NoSuchNeed`."""
    found = db.session.get(Need, need_id)
    if found is None:
        raise NoSuchNeed()
    return found


def needs_of(employer_id: uuid.UUID) -> Sequence[Need]:
    """Everything that an employer posted, newest first."""
    return db.session.scalars(
        select(Need)
        .where(Need.employer_id == employer_id)
        .order_by(Need.created_at.desc(), Need.id.desc())
        .options(joinedload(Need.employer), selectinload(Need.skills), selectinload(Need.states))
    ).all()


def newest_needs(limit: int = 50) -> Sequence[Need]:
    """For whoever moderates: the newest, whatever their state."""
    return db.session.scalars(
        select(Need).order_by(Need.created_at.desc(), Need.id.desc()).limit(limit).options(joinedload(Need.employer))
    ).all()


def state_of(one: Need) -> rules.NeedState:
    """What a need is today."""
    return rules.need_state(one, standing(one.employer), today=clock.today())


def checked(wanted: Mapping[str, str]) -> Wanted:
    """A reader's choices; what is in no list is left out, so that an old address still opens the board."""
    lists = content.identifiers()
    states = {one.code for one in content.states()} | {"remote"}
    return Wanted(
        words=wanted.get("words", "").strip()[:100],
        skill=wanted.get("skill", "") if _CODE.fullmatch(wanted.get("skill", "")) else "",
        track=wanted.get("track", "") if wanted.get("track") in lists["tracks"] else "",
        occupation=wanted.get("occupation", "") if wanted.get("occupation") in lists["occupations"] else "",
        sector=wanted.get("sector", "") if wanted.get("sector") in lists["sectors"] else "",
        place=wanted.get("place", "") if wanted.get("place") in states else "",
        english=wanted.get("english", "") if wanted.get("english") in rules.ENGLISH_ORDER else "",
    )
