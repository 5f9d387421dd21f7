"""Undoing the uniting of two records, while its time lasts."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from registry.accounts import security_notices
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.awards import delivering
from registry.awards.models import Award
from registry.db import db
from registry.people import merging, uniting
from registry.people.errors import NoSuchMerge
from registry.people.models import Person, PersonMerge


def undoable(person_id: uuid.UUID | None) -> list[PersonMerge]:
    """What was united with somebody's record and can still be undone, newest first."""
    return list(merging.undoable(db.session.get_one(Person, person_id))) if person_id else []


def undo(merge_id: uuid.UUID, *, actor: Actor) -> PersonMerge:
    """The holder takes a record out again. Raises `NoSuchMerge` for another's, an undone one, or past its time.

    The account that was closed opens again. Where there was none, what that record holds waits for its person anew:
    links that were made of it end.
    """
    done = next((one for one in undoable(actor.person_id) if one.id == merge_id), None)
    if done is None:
        raise NoSuchMerge()
    opened = uniting.part(done, actor=actor)
    if opened is not None:
        security_notices.tell(opened, "parted")
    else:
        keys = [uuid.UUID(one) for one in done.people]
        for award in db.session.scalars(select(Award).where(Award.person_id.in_(keys))):
            delivering.hand_back(award, actor=actor)
    kept = db.session.get(Account, actor.account_id)
    if kept is not None:
        security_notices.tell(kept, "parted")
    return done
