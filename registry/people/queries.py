"""Reading people."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from registry.db import db
from registry.people.models import Person, PersonIdentifier
from registry.people.service import curp_digest


def has_email(person: Person, email: str) -> bool:
    """Whether an address is among those that the registry holds of somebody, in any record merged with theirs."""
    return _has(person, "email", func.lower(PersonIdentifier.value) == email.strip().lower())


def has_curp(person: Person, curp: str) -> bool:
    """The same of a CURP, by its keyed hash."""
    return _has(person, "curp", PersonIdentifier.digest == curp_digest(curp))


def _has(person: Person, kind: str, matches: ColumnElement[bool]) -> bool:
    root = person.merged_into or person.id
    found = db.session.scalar(
        select(PersonIdentifier.id)
        .join(Person, Person.id == PersonIdentifier.person_id)
        .where(PersonIdentifier.kind == kind, matches, or_(Person.id == root, Person.merged_into == root))
        .limit(1)
    )
    return found is not None
