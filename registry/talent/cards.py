"""What an employer sees of somebody before any contact: computed from current microcredentials, and what she declares.

No name, no address, no day of birth, no gender: nothing on a card comes from the person's record but the state.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from registry import clock, content
from registry.awards import queries as awards
from registry.awards import reading
from registry.awards.models import Award
from registry.awards.reading import Reading
from registry.awards.standing import Standing
from registry.curriculum.standard import Level
from registry.db import db
from registry.people.models import Person
from registry.talent import rules, skills
from registry.talent.messages import AVAILABILITY, ENGLISH
from registry.talent.models import TalentProfile
from registry.texts import Text

_CURRENT = (Standing.CURRENT, Standing.EXPIRING)


@dataclass(frozen=True, slots=True)
class CardSkill:
    """A competency shown, with the highest level that a standard requires for a microcredential of hers."""

    id: str
    title: Text
    level: Text | None


@dataclass(frozen=True, slots=True)
class CardCredential:
    """A current microcredential: its title, the institution, and the month in which it was earned."""

    title: Text
    institution: str
    month: dt.date


@dataclass(frozen=True, slots=True)
class Card:
    """``state`` is None where too few live to be named. ``english`` and ``remote`` are declared; ``remote_shown`` comes
    from a microcredential."""

    skills: tuple[CardSkill, ...]
    credentials: tuple[CardCredential, ...]
    state: Text | None
    english: Text | None
    remote: bool
    remote_shown: bool
    availability: Text

    @property
    def skill_ids(self) -> tuple[str, ...]:
        """The codes of the competencies."""
        return tuple(one.id for one in self.skills)


def current_awards(person_id: uuid.UUID) -> list[Award]:
    """What somebody holds today, accepted and current, newest first."""
    return [one.award for one in current_of([person_id]).get(person_id, ())]


def current_of(roots: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Reading]]:
    """The same of several people at once, read; ``roots`` are records that are united with no other."""
    statement = (
        select(Award)
        .join(Person, Person.id == Award.person_id)
        .where(
            or_(Person.id.in_(roots), Person.merged_into.in_(roots)),
            Award.state == "good",
            Award.accepted_at.is_not(None),
            Award.declined_at.is_(None),
            Person.blocked_at.is_(None),
        )
        .order_by(Award.awarded_on.desc(), Award.id.desc())
        .options(*awards.with_relations())  # type: ignore[arg-type]
    )
    found: dict[uuid.UUID, list[Reading]] = {}
    now = clock.now()
    for award in db.session.scalars(statement):
        read = reading.read(award, at=now)
        if read.standing in _CURRENT:
            found.setdefault(award.person.merged_into or award.person.id, []).append(read)
    return found


def named_states() -> frozenset[str]:
    """The states where enough people chose to be found for a card to name them."""
    rows = db.session.execute(
        select(TalentProfile.state_code, func.count())
        .where(TalentProfile.expires_at > clock.now(), TalentProfile.state_code.is_not(None))
        .group_by(TalentProfile.state_code)
    )
    return frozenset(code for code, count in rows if code and count >= rules.FEWEST_SHOWN)


def card_of(
    profile: TalentProfile,
    held: Sequence[Reading],
    named: frozenset[str],
    known: Mapping[str, skills.Skill] | None = None,
) -> Card:
    """The card of one choice. ``held`` are its person's current microcredentials, read; ``known`` is
    `registry.talent.skills.known`, where it has been read."""
    known = skills.known() if known is None else known
    best: dict[str, Level | None] = {}
    for one in held:
        for shown in skills.shown_by(one.award.definition_version):
            before = best.get(shown.id)
            if shown.id not in best or (shown.level and (before is None or shown.level.rank > before.rank)):
                best[shown.id] = shown.level
    state = content.state(profile.state_code) if profile.state_code in named else None
    return Card(
        skills=tuple(
            CardSkill(key, skills.title_of(key, known), level.name if level else None)
            for key, level in sorted(best.items())
        ),
        credentials=tuple(
            CardCredential(one.title, one.facts.issuer_name or "", one.award.awarded_on.replace(day=1)) for one in held
        ),
        state=state.name if state else None,
        english=ENGLISH.get(profile.english),
        remote=profile.remote,
        remote_shown=rules.REMOTE_COMPETENCY in best,
        availability=AVAILABILITY[profile.availability],
    )


def preview(profile: TalentProfile) -> Card:
    """Exactly what an employer would see of somebody now."""
    root = profile.person.merged_into or profile.person_id
    return card_of(profile, current_of([root]).get(root, []), named_states())
