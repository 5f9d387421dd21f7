"""Needs on the demand board: posted, changed and closed by verified employers, removed by the authority."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry import addresses, clock, content
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people.names import fold
from registry.talent import queries, rules, skills
from registry.talent.errors import (
    DatesUnfit,
    FieldMissing,
    NeedStateForbids,
    NoSuchNeed,
    PlacesUnfit,
    ReasonMissing,
    TooManyNeeds,
)
from registry.talent.messages import NEED_STATES
from registry.talent.models import Employer, Need, NeedSkill, NeedState
from registry.talent.rules import NeedState as State
from registry.talent.skills import Skill
from registry.texts import Text

MAY_POST, MAY_MODERATE = "demand:post", "employer:verify"
_CHANGEABLE = frozenset({State.COMING, State.OPEN, State.EXPIRED})


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """A need as an employer writes it. ``states`` may be empty only where ``remote``; days are inclusive."""

    title: str
    words: str
    occupation: str
    sector: str
    places: int
    opens_on: dt.date
    closes_on: dt.date
    skills: Sequence[str] = ()
    states: Sequence[str] = ()
    remote: bool = False
    level: str = ""
    english: str = ""
    language: str = "es"


def post(employer: Employer, draft: NeedDraft, *, actor: Actor) -> Need:
    """A new need. Raises `NotAllowed`, `NotVerified`, `TooManyNeeds`, and what a draft may lack."""
    _require(employer, actor)
    today = clock.today()
    held = select(func.count()).select_from(Need).where(
        Need.employer_id == employer.id, Need.closed_at.is_(None), Need.removed_at.is_(None), Need.closes_on >= today
    )  # fmt: skip
    if int(db.session.scalar(held) or 0) >= rules.MOST_OPEN_NEEDS:
        raise TooManyNeeds(maximum=rules.MOST_OPEN_NEEDS)
    need = Need(employer=employer, created_at=clock.now())
    _write(need, draft, earliest=today)
    db.session.add(need)
    db.session.flush()
    audit.record("need.posted", "need", need.id, actor=actor, employer=employer.id, places=need.places)
    return need


def change(need_id: uuid.UUID, draft: NeedDraft, *, actor: Actor) -> Need:
    """Write it anew; a period that is over may be extended. Raises as `post`, and `NeedStateForbids`."""
    need = own(need_id, actor)
    state = queries.state_of(need)
    if state not in _CHANGEABLE:
        raise NeedStateForbids(state=NEED_STATES[state])
    _write(need, draft, earliest=min(need.opens_on, clock.today()))
    db.session.flush()
    audit.record("need.changed", "need", need.id, actor=actor)
    return need


def close(need_id: uuid.UUID, *, actor: Actor) -> Need:
    """The employer looks no further. Raises `NeedStateForbids`."""
    need = own(need_id, actor)
    state = queries.state_of(need)
    if state not in _CHANGEABLE:
        raise NeedStateForbids(state=NEED_STATES[state])
    need.closed_at = clock.now()
    db.session.flush()
    audit.record("need.closed", "need", need.id, actor=actor)
    return need


def remove(need_id: uuid.UUID, *, reason: str, actor: Actor) -> Need:
    """The authority takes a need off the board for good, for a reason that the employer reads.

    Raises `NotAllowed`, `ReasonMissing`, `NoSuchNeed`, `NeedStateForbids`.
    """
    actor.require(MAY_MODERATE)
    need = db.session.get(Need, need_id, with_for_update=True)
    if need is None:
        raise NoSuchNeed()
    if need.removed_at is not None:
        raise NeedStateForbids(state=NEED_STATES["removed"])
    said = rules.clean(reason, longest=rules.LONGEST_REASON)
    if not said:
        raise ReasonMissing()
    need.removed_at, need.removed_because = clock.now(), said
    db.session.flush()
    audit.record("need.removed", "need", need.id, actor=actor)
    employer = need.employer
    if employer.contact_email:
        values = {"title": need.title, "reason": said, "url": addresses.path("/empleador/necesidades")}
        notices.enqueue(Kind.NEED_REMOVED, employer.contact_email, employer.language, values)
    return need


def own(need_id: uuid.UUID, actor: Actor) -> Need:
    """One of the actor's employer's needs. Raises `NotAllowed`, `NotVerified`, `NoSuchNeed`."""
    employer = queries.employer_of(actor)
    _require(employer, actor)
    need = db.session.get(Need, need_id, with_for_update=True)
    if need is None or need.employer_id != employer.id:
        raise NoSuchNeed()
    return need


def _require(employer: Employer, actor: Actor) -> None:
    actor.require(MAY_POST, at=queries.place_of(employer.id))
    queries.require_verified(employer)


def _write(need: Need, draft: NeedDraft, *, earliest: dt.date) -> None:
    """Fill in a need from a draft; nothing is written unless everything fits."""
    offered = skills.offered()
    chosen = skills.check(draft.skills, offered)
    title = rules.without_contact(rules.clean(draft.title, longest=rules.LONGEST_TITLE, lines=False))
    words = rules.without_contact(rules.clean(draft.words, longest=rules.LONGEST_TEXT))
    _check_lists(draft, title, chosen, offered)
    longest = dt.timedelta(days=rules.LONGEST_NEED_DAYS)
    fits = earliest <= draft.opens_on <= draft.closes_on <= draft.opens_on + longest
    if not fits or draft.closes_on < clock.today():
        raise DatesUnfit(days=rules.LONGEST_NEED_DAYS)
    if not 1 <= draft.places <= rules.MOST_PLACES:
        raise PlacesUnfit(maximum=rules.MOST_PLACES)
    need.title, need.words, need.language = title, words, "en" if draft.language == "en" else "es"
    need.search_text = fold(f"{title} {words}")
    need.track = offered[chosen[0]].track
    need.level, need.english = draft.level or None, draft.english
    need.occupation, need.sector = draft.occupation, draft.sector
    need.remote, need.places = draft.remote, draft.places
    need.opens_on, need.closes_on, need.changed_at = draft.opens_on, draft.closes_on, clock.now()
    held = {one.competency: one for one in need.skills}
    need.skills = [held.get(one) or NeedSkill(competency=one) for one in chosen]
    there = {one.state_code: one for one in need.states}
    need.states = [there.get(one) or NeedState(state_code=one) for one in sorted(set(draft.states))]


def _check_lists(draft: NeedDraft, title: str, chosen: Sequence[str], offered: Mapping[str, Skill]) -> None:
    """Raise `FieldMissing` for the first thing that is not there or in no list."""
    lists = content.identifiers()
    levels = {level.id for level in offered[chosen[0]].levels} if chosen else set()
    wrong: list[tuple[str, Text, bool]] = [
        ("title", Text("título", "title"), not title),
        ("skills", Text("competencias, de una a doce", "competencies, from one to twelve"),
         not 1 <= len(chosen) <= rules.MOST_SKILLS),
        ("level", Text("nivel de esa vía", "level of that track"), bool(draft.level) and draft.level not in levels),
        ("occupation", Text("ocupación", "occupation"), draft.occupation not in lists["occupations"]),
        ("sector", Text("sector", "sector"), draft.sector not in lists["sectors"]),
        ("english", Text("nivel de inglés", "level of English"),
         bool(draft.english) and draft.english not in rules.ENGLISH_ORDER),
        ("states", Text("entidades, o a distancia", "states, or remote"),
         not all(content.state(one) for one in draft.states) or not (draft.states or draft.remote)),
    ]  # fmt: skip
    for name, label, is_wrong in wrong:
        if is_wrong:
            raise FieldMissing(field=name, label=label)
