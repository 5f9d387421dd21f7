"""Under what people are found by their e-mail: a keyed digest, written soon after the e-mail and not with it.

Half a million e-mails of a list lie anywhere in the order of their digests: each would touch a page of the index that
no other of its transaction touches, and cost as much as a signature. Nobody is found by an e-mail while a list is
issued (`service.plan`); whoever began a course under one is found minutes later (`registry.enrolments.matching`).
"""

from __future__ import annotations

from sqlalchemy import select

from registry.bulk import Rows
from registry.custody import vault
from registry.db import db, reading
from registry.people.models import PersonIdentifier

EMAIL = "email"
#: Written in one transaction: each touches a page of its own.
SLICE_ROWS = 750


def contact_digest(kind: str, value: str) -> bytes | None:
    """Under what a contact is found; None for one under which nobody is looked for."""
    return email_digest(value) if kind == EMAIL else None


def email_digest(email: str) -> bytes:
    """The keyed hash under which the people of an e-mail are looked up, however its letters were written."""
    return vault.current().keyed_digest(email.lower(), purpose=EMAIL)


def digest_due() -> int:
    """Write some digests that are still missing; how many (0: there is none). Flushes; the worker commits."""
    wanted = (
        select(PersonIdentifier.id, PersonIdentifier.value)
        .where(PersonIdentifier.kind == EMAIL, PersonIdentifier.digest.is_(None))
        .limit(SLICE_ROWS)
    )
    with reading():
        missing = db.session.execute(wanted.limit(1)).first()
        db.session.rollback()
    if missing is None:
        return 0
    rows, found = Rows(), db.session.execute(wanted.with_for_update(skip_locked=True)).all()
    for key, value in found:
        rows.change(PersonIdentifier, key, digest=email_digest(value or ""))
    rows.write(db.session)
    return len(found)
