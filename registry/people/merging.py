"""Two records that turn out to be one person: one points to the other, nothing is deleted, and it can be undone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select, update

from registry import clock, config
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.db import db
from registry.people.errors import TwoPeople
from registry.people.models import Person, PersonMerge


def root_of(person: Person) -> Person:
    """The record that stands for somebody: the one that this one was merged into, or itself."""
    return person if person.merged_into is None else db.session.get_one(Person, person.merged_into)


def cluster(person: Person) -> Sequence[Person]:
    """Every record of one person, the one that stands for her or him first."""
    root = root_of(person)
    return [root, *db.session.scalars(select(Person).where(Person.merged_into == root.id).order_by(Person.id))]


def may_be_one(first: Person, second: Person) -> bool:
    """Whether two records can be one person: two different CURPs are two people."""
    records = {one.id: one for person in (first, second) for one in cluster(person)}.values()
    return len({one.digest for each in records for one in each.identifiers if one.kind == "curp"}) < 2


def merge(person: Person, *, into: Person, actor: Actor, means: str = "claim") -> PersonMerge | None:
    """From now on ``person`` (and whatever was merged into it) is ``into``; nothing is deleted, names stay as issued.

    Returns what undoing needs; None when they were one already. Raises `TwoPeople` for two different CURPs.
    """
    into, person = root_of(into), root_of(person)
    if person.id == into.id:
        return None
    if not may_be_one(person, into):
        raise TwoPeople()
    records = [str(one.id) for one in cluster(person)]
    db.session.execute(
        update(Person)
        .where(or_(Person.id == person.id, Person.merged_into == person.id))
        .values(merged_into=into.id)
        .execution_options(synchronize_session="fetch")
    )
    now = clock.now()
    done = PersonMerge(
        person_id=person.id,
        into_id=into.id,
        people=records,
        means=means,
        merged_at=now,
        undo_until=now + dt.timedelta(days=config.current().unite_undo_days),
    )
    db.session.add(done)
    db.session.flush()
    audit.record("person.merged", "person", person.id, actor=actor, into=str(into.id), means=means)
    return done


def undo(done: PersonMerge, *, actor: Actor) -> Person:
    """The records are two people again, as they were; the one that comes back. What each holds never moved."""
    keys = [uuid.UUID(one) for one in done.people]
    for person in db.session.scalars(select(Person).where(Person.id.in_(keys))):
        person.merged_into = None if person.id == done.person_id else done.person_id
    done.undone_at = clock.now()
    db.session.flush()
    audit.record("person.merge_undone", "person", done.person_id, actor=actor, into=str(done.into_id))
    return db.session.get_one(Person, done.person_id)


def undoable(person: Person) -> Sequence[PersonMerge]:
    """What was merged into somebody's record and can still be undone, newest first."""
    return db.session.scalars(
        select(PersonMerge)
        .where(
            PersonMerge.into_id.in_([one.id for one in cluster(person)]),
            PersonMerge.undone_at.is_(None),
            PersonMerge.undo_until > clock.now(),
        )
        .order_by(PersonMerge.merged_at.desc(), PersonMerge.id.desc())
    ).all()
