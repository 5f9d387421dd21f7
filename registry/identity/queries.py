"""Reading cases: what a desk has to deal with, one case, and what fits what the person wrote."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from registry import clock
from registry.accounts import queries as accounts
from registry.awards import queries as awards
from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.identity import rules
from registry.identity.errors import NoSuchCase
from registry.identity.models import IdentityCase
from registry.people import service as people
from registry.people.models import Person, PersonIdentifier
from registry.people.service import surname_key
from registry.providers.models import Provider
from registry.verification.names import Likeness, compare_names

MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """An award that may be the person's, and how what she or he wrote fits it."""

    award: Award
    name: Likeness
    curp: bool | None  # None: the record has none, or none was written


def waiting_at(provider_id: uuid.UUID | None, *, ended: bool = False) -> Sequence[IdentityCase]:
    """The open cases of a desk (None: the registry's), the longest waiting first; or those that have ended, newest
    first."""
    order = IdentityCase.ended_at.desc() if ended else IdentityCase.asked_at
    shown = IdentityCase.state.not_in((*rules.OPEN, "unconfirmed")) if ended else IdentityCase.state.in_(rules.OPEN)
    return db.session.scalars(select(IdentityCase).where(_desk(provider_id), shown).order_by(order).limit(MOST)).all()


def count_waiting(provider_id: uuid.UUID | None) -> int:
    """How many cases a desk has to decide."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(IdentityCase)
            .where(_desk(provider_id), IdentityCase.state.in_(("asked", "proposed")))
        )
        or 0
    )


def of_desk(number: str, provider_id: uuid.UUID | None, *, everywhere: bool = False) -> IdentityCase:
    """A case by its number, of this desk, or (``everywhere``: the registry's own staff) of any. Raises `NoSuchCase`."""
    wanted = "".join(one for one in number.upper() if one.isalnum())
    case: IdentityCase | None = db.session.scalar(select(IdentityCase).where(IdentityCase.number == wanted))
    if case is None or case.state == "unconfirmed" or not (everywhere or case.provider_id == provider_id):
        raise NoSuchCase()
    return case


def found_for(case: IdentityCase) -> Sequence[Found]:
    """The awards of this desk that fit a recovery: by folio, else by CURP, else by the whole name."""
    if case.folio is not None:
        award = awards.by_folio(case.folio)
        fitting = [award] if award is not None and case.provider_id in (None, award.provider_id) else []
    else:
        fitting = _by_person(case)
    return [Found(one, compare_names(case.name, one.person.full_name), _same_curp(case, one.person)) for one in fitting]


@dataclass(frozen=True, slots=True)
class Desk:
    """An institution that can say who somebody is."""

    id: uuid.UUID
    slug: str
    name: str


def desks(words: str = "") -> Sequence[Desk]:
    """The institutions that can say who somebody is: those that have issued and have not closed, by name.

    With ``words``, those whose names hold the beginnings of all of them, accents and case apart.
    """
    issued = (
        select(Award.id)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(Definition, Definition.id == DefinitionVersion.definition_id)
        .where(Definition.provider_id == Provider.id)
        .exists()
    )
    statement = (
        select(Provider.id, Provider.slug, Provider.name, Provider.legal_name)
        .where(issued, Provider.closed_at.is_(None))
        .order_by(Provider.name)
    )
    sought = surname_key(words).split()
    rows = db.session.execute(statement).all()
    return [Desk(row.id, row.slug, row.name) for row in rows if _named(sought, row)]


def _named(sought: Sequence[str], row: Any) -> bool:
    held = surname_key(f"{row.name} {row.legal_name} {row.slug}").split()
    return all(any(one.startswith(word) for one in held) for word in sought)


def names_of(case: IdentityCase) -> dict[str, str | None]:
    """Who proposed and who approved."""
    return {"proposed": accounts.name_of(case.proposed_by), "approved": accounts.name_of(case.approved_by)}


def _by_person(case: IdentityCase) -> list[Award]:
    statement = select(Award).join(Person, Person.id == Award.person_id)
    if case.provider_id is not None:
        statement = statement.where(Award.provider_id == case.provider_id)
    if case.curp_digest is not None:
        held = select(PersonIdentifier.person_id).where(
            PersonIdentifier.kind == "curp", PersonIdentifier.digest == case.curp_digest
        )
        statement = statement.where(Person.id.in_(held))
    else:
        statement = statement.where(Person.surname_key.in_(_surnames(case.name)))
    rows = db.session.scalars(statement.order_by(Award.issued_at.desc(), Award.id.desc()).limit(MOST)).all()
    if case.curp_digest is not None:
        return list(rows[:10])
    return [one for one in rows if compare_names(case.name, one.person.full_name) is not Likeness.DIFFERENT][:10]


def _surnames(name: str) -> set[str]:
    """Every run of up to three words of a name, as surnames are kept for look-ups: «de la o» is three."""
    words = surname_key(name).split()[:12]
    return {" ".join(words[start : start + size]) for size in (1, 2, 3) for start in range(len(words) - size + 1)}


def _same_curp(case: IdentityCase, person: Person) -> bool | None:
    held = [row.digest for one in people.cluster(person) for row in one.identifiers if row.kind == "curp"]
    if case.curp_digest is None or not held:
        return None
    return case.curp_digest in held


def _desk(provider_id: uuid.UUID | None) -> ColumnElement[bool]:
    """A desk's cases. The registry also sees those of institutions where nobody else has approved for days."""
    if provider_id:
        return IdentityCase.provider_id == provider_id
    alone = (IdentityCase.state == "proposed") & (IdentityCase.proposed_at <= clock.now() - rules.ALONE_AFTER)
    return IdentityCase.provider_id.is_(None) | alone


__all__ = ["Desk", "Found", "count_waiting", "desks", "found_for", "names_of", "of_desk", "waiting_at"]
