"""Verified employers look for people by skill. The order is drawn by lot, and small results are not shown.

Each search is kept for a day as what was asked for, never as whom it found: pages are turned by searching again.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.custody import vault
from registry.custody.errors import SealBroken
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.people.models import Person
from registry.talent import cards, queries, rules, skills
from registry.talent.cards import Card
from registry.talent.errors import FieldMissing, NoSuchSearch, NotFindable, SearchLimit
from registry.talent.messages import AVAILABILITY
from registry.talent.models import Employer, TalentHidden, TalentProfile, TalentSearch
from registry.texts import Text

MAY = "talent:find"
MOST_SKILLS = 3
#: Of one employer, whoever of its staff searches.
SEARCHES_PER_HOUR = 60
#: Beyond so many it is only said that there are more: counting hundreds of thousands takes seconds.
MOST_COUNTED = 1_000
SHOWN, DECLARED = "shown", "declared"
_CIRCLE = 2**31 - 1
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sought:
    """What an employer looks for; empty is anything. ``english`` is a declared level at least, or `SHOWN` by a
    microcredential; ``remote`` is `DECLARED` or `SHOWN`; ``availability`` is «at least as soon as»."""

    skills: tuple[str, ...] = ()
    level: str = ""
    state_code: str = ""
    english: str = ""
    remote: str = ""
    availability: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: list(value) if name == "skills" else value
                for name in self.__slots__ if (value := getattr(self, name))}  # fmt: skip

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Sought:
        """From what was kept."""
        return cls(**{**kept, "skills": tuple(kept.get("skills", ()))})


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search. ``few``: fewer than `rules.FEWEST_SHOWN` people fit, and nobody is shown."""

    sought: Sought
    few: bool
    total: int
    page: int
    pages: int
    people: Sequence[tuple[str, Card]] = field(default_factory=tuple)  # handle, card
    more: bool = False  # than ``total``


def search(sought: Sought, *, actor: Actor) -> TalentSearch:
    """Begin a search. Raises `NotAllowed`, `NotVerified`, `SkillUnknown`, `TracksMixed`, `FieldMissing`,
    `SearchLimit`."""
    employer = _employer(actor)
    now = clock.now()
    _check(sought)
    recent = select(func.count()).select_from(TalentSearch).where(
        TalentSearch.employer_id == employer.id, TalentSearch.at > now - _HOUR
    )  # fmt: skip
    if int(db.session.scalar(recent) or 0) >= SEARCHES_PER_HOUR:
        raise SearchLimit(maximum=SEARCHES_PER_HOUR)
    made = TalentSearch(employer_id=employer.id, wanted=sought.as_dict(), at=now)
    db.session.add(made)
    db.session.flush()
    audit.record("talent.searched", "employer", employer.id, actor=actor, **sought.as_dict())
    return made


def _check(sought: Sought) -> None:
    offered = skills.known()
    chosen = skills.check(sought.skills, offered)
    levels = {level.id for one in chosen for level in offered[one].levels}
    wrong = (
        ("skills", Text("tres competencias a lo más", "three competencies at most"), len(chosen) > MOST_SKILLS),
        ("level", Text("nivel de las competencias elegidas", "level of the competencies chosen"),
         bool(sought.level) and sought.level not in levels),
        ("state_code", Text("entidad", "state"), bool(sought.state_code) and not content.state(sought.state_code)),
        ("english", Text("inglés", "English"), sought.english not in ("", SHOWN, *rules.ENGLISH_ORDER)),
        ("remote", Text("a distancia", "remote work"), sought.remote not in ("", SHOWN, DECLARED)),
        ("availability", Text("disponibilidad", "availability"), sought.availability not in ("", *AVAILABILITY)),
    )  # fmt: skip
    for name, label, is_wrong in wrong:
        if is_wrong:
            raise FieldMissing(field=name, label=label)


def results(search_id: uuid.UUID, *, page: int, actor: Actor) -> Found:
    """One page of a search of the actor's employer. Raises `NotAllowed`, `NotVerified`, `NoSuchSearch`."""
    employer = _employer(actor)
    kept = db.session.get(TalentSearch, search_id)
    if kept is None or kept.employer_id != employer.id or kept.at + rules.KEEP_SEARCH <= clock.now():
        raise NoSuchSearch()
    sought = Sought.of(kept.wanted)
    fitting = _fitting(employer, sought)
    counted = select(func.count()).select_from(fitting.limit(MOST_COUNTED + 1).subquery())
    total = int(db.session.scalar(counted) or 0)
    if total < rules.FEWEST_SHOWN:
        return Found(sought, True, 0, 1, 1)
    pages = min(-(-total // rules.PEOPLE_ON_PAGE), rules.LAST_PAGE)
    page = min(max(page, 1), pages)
    people = _people(employer, fitting, page)
    return Found(sought, False, min(total, MOST_COUNTED), page, pages, people, more=total > MOST_COUNTED)


def _people(employer: Employer, fitting: Select[uuid.UUID], page: int) -> list[tuple[str, Card]]:
    keys = _drawn(fitting, beginning_for(employer.id, clock.today()), page * rules.PEOPLE_ON_PAGE)
    keys = keys[(page - 1) * rules.PEOPLE_ON_PAGE :]
    found = db.session.scalars(
        select(TalentProfile).where(TalentProfile.id.in_(keys)).options(joinedload(TalentProfile.person))
    )
    rows = sorted(found, key=lambda one: keys.index(one.id))
    roots = {one.id: one.person.merged_into or one.person_id for one in rows}
    held, named = cards.current_of(list(roots.values())), cards.named_states()
    known = skills.known()
    drawn = [(one, cards.card_of(one, held.get(roots[one.id], []), named, known)) for one in rows]
    # What begins to be valid later counts in no card, though its row counts above.
    return [(handle_of(one, employer), card) for one, card in drawn if card.credentials]


def _drawn(fitting: Select[uuid.UUID], start: int, many: int) -> list[uuid.UUID]:
    """The first so many along the circle from its beginning for an employer. Both halves follow the index of places,
    and end when there are enough."""
    keys: list[uuid.UUID] = []
    for half in (TalentProfile.place >= start, TalentProfile.place < start):
        if len(keys) < many:
            along = fitting.where(half).order_by(TalentProfile.place, TalentProfile.id).limit(many - len(keys))
            keys += db.session.scalars(along)
    return keys


def beginning_for(employer_id: uuid.UUID, day: dt.date) -> int:
    """Where in the circle an employer begins this week: somebody else stands first each time, and for each employer."""
    year, week, _ = day.isocalendar()
    return int.from_bytes(hashlib.sha256(f"{employer_id}|{year}|{week}".encode()).digest()[:4]) % _CIRCLE


def handle_of(profile: TalentProfile, employer: Employer) -> str:
    """How an employer names somebody on a card for a day: sealed, so that two employers cannot compare handles."""
    hour = int(clock.now().timestamp()) // 3600
    sealed = vault.seal(profile.id.bytes + hour.to_bytes(4), context=f"talent:{employer.id}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def behind(handle: str, *, actor: Actor) -> tuple[TalentProfile, Card]:
    """Whom a handle of the actor's employer names, while she can be found by it.

    Raises `NotAllowed`, `NotVerified`, `NotFindable`.
    """
    employer = _employer(actor)
    try:
        opened = vault.unseal(
            base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)), context=f"talent:{employer.id}"
        )
    except (SealBroken, ValueError):
        raise NotFindable() from None
    made = dt.datetime.fromtimestamp(int.from_bytes(opened[16:]) * 3600, tz=dt.UTC)
    key = uuid.UUID(bytes=opened[:16])
    found: TalentProfile | None = db.session.scalar(
        select(TalentProfile).where(TalentProfile.id == key, TalentProfile.id.in_(_fitting(employer, Sought())))
    )
    if found is None or made + rules.KEEP_SEARCH + _HOUR <= clock.now():
        raise NotFindable()
    card = cards.preview(found)
    if not card.credentials:
        raise NotFindable()
    return found, card


def _employer(actor: Actor) -> Employer:
    actor_employer = queries.employer_of(actor)
    actor.require(MAY, at=queries.place_of(actor_employer.id))
    return queries.require_verified(actor_employer)


def _fitting(employer: Employer, sought: Sought) -> Select[uuid.UUID]:
    """The keys of the choices that fit and that this employer may find."""
    now, other = clock.now(), aliased(TalentProfile)
    found = (
        select(TalentProfile.id)
        .join(Person, Person.id == TalentProfile.person_id)
        .where(
            TalentProfile.expires_at > now,
            Person.blocked_at.is_(None),
            ~_hides_from(employer),
            # Of two records that became one, the choice made in the record that stayed counts.
            ~exists().where(other.person_id == Person.merged_into),
            _holds(None, ""),
            *[_holds(one, sought.level) for one in sought.skills],
        )
    )
    if sought.state_code:
        found = found.where(TalentProfile.state_code == sought.state_code)
    if sought.english == SHOWN or sought.remote == SHOWN:
        found = found.where(_holds(rules.REMOTE_COMPETENCY, ""))
    if sought.english in rules.ENGLISH_ORDER:
        found = found.where(TalentProfile.english.in_(rules.english_from(sought.english)))
    if sought.remote == DECLARED:
        found = found.where(TalentProfile.remote)
    if sought.availability:
        order = list(AVAILABILITY)
        found = found.where(TalentProfile.availability.in_(order[: order.index(sought.availability) + 1]))
    return found


def _hides_from(employer: Employer) -> ColumnElement[bool]:
    """Whether somebody hides from the employer's domain, from one above it, or from one below it."""
    record = aliased(Person)
    root = func.coalesce(Person.merged_into, Person.id)
    return exists().where(
        record.id == TalentHidden.person_id,
        or_(record.id == root, record.merged_into == root),
        or_(
            TalentHidden.domain.in_(list(rules.and_parents(employer.domain))),
            TalentHidden.domain.endswith(f".{employer.domain}", autoescape=True),
        ),
    )


def _holds(competency: str | None, level: str) -> ColumnElement[bool]:
    """Whether somebody holds a current microcredential, of any kind or one that shows a competency."""
    record = aliased(Person)
    root = func.coalesce(Person.merged_into, Person.id)
    current = and_(
        Award.state == "good",
        Award.accepted_at.is_not(None),
        Award.declined_at.is_(None),
        or_(Award.valid_until.is_(None), Award.valid_until > clock.now()),
        record.id == Award.person_id,
        or_(record.id == root, record.merged_into == root),
    )
    if competency is None:
        return exists().where(current)
    shown = skills.showing(competency, level=level or None, versions=curriculum.listing())
    if shown is None:
        return false()
    return exists().where(current, DefinitionVersion.id == Award.definition_version_id, shown)


def forget_searches() -> int:
    """Delete searches that are over; how many."""
    old = clock.now() - rules.KEEP_SEARCH
    keys = db.session.scalars(select(TalentSearch.id).where(TalentSearch.at <= old).limit(500)).all()
    if keys:
        db.session.execute(delete(TalentSearch).where(TalentSearch.id.in_(keys)))
    return len(keys)
