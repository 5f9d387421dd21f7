"""Claims and mails of issued batches, written when they may go: after the time of Undo, slice by slice.

Issuing half a million awards writes neither; it counts them (``IssueChunk.to_invite``) and marks their rows. Whoever
was told otherwise meanwhile, or received it, is not written to.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select, update

from registry import clock
from registry.awards.commands import Delivery
from registry.awards.inviting import Invited, invite
from registry.awards.models import Award, Claim
from registry.awards.service import title_of
from registry.bulk import Rows
from registry.db import db, reading
from registry.issuing.models import BatchRow, IssueBatch, IssueChunk
from registry.people.models import Person, PersonIdentifier

#: Written in one transaction.
SLICE_ROWS = 500


def invite_due() -> int:
    """Write to some people of the first batch whose mails may go; how many rows were settled (0: nothing is due)."""
    with reading():
        found = db.session.scalar(_due().limit(1))
        db.session.rollback()
    if found is None:
        return 0
    # Of two workers one holds the chunk; the other finds what is left, or nothing.
    chunk_id = db.session.scalar(_due().limit(1).with_for_update(skip_locked=True, of=IssueChunk))
    if chunk_id is None:
        return 0
    chunk = db.session.get_one(IssueChunk, chunk_id, populate_existing=True)
    settled = db.session.scalars(
        select(BatchRow.position)
        .where(*_rows_of(chunk))
        .order_by(BatchRow.position)
        .limit(SLICE_ROWS)
    ).all()  # fmt: skip
    if settled:
        _invite(chunk, settled[0], settled[-1])
    # Counted as they are made; a count that no row bears out would be looked for for ever.
    chunk.to_invite = chunk.to_invite - len(settled) if settled else 0
    db.session.flush()
    return len(settled)


def _due() -> Any:
    return (
        select(IssueChunk.id)
        .join(IssueBatch, IssueBatch.id == IssueChunk.batch_id)
        .where(IssueChunk.to_invite > 0, IssueBatch.mails_at <= clock.now())
        .order_by(IssueBatch.mails_at, IssueChunk.batch_id, IssueChunk.number)
    )


def _rows_of(chunk: IssueChunk, first: int | None = None, last: int | None = None) -> tuple[Any, ...]:
    span = (chunk.first_position if first is None else first, chunk.last_position if last is None else last)
    return BatchRow.batch_id == chunk.batch_id, BatchRow.position.between(*span), BatchRow.to_invite.is_(True)


def _invite(chunk: IssueChunk, first: int, last: int) -> None:
    """Write the claims and mails of these positions, and take the marks off their rows."""
    batch = db.session.get_one(IssueBatch, chunk.batch_id)
    received = exists().where(Claim.award_id == Award.id, (Claim.kind == "mail") | Claim.used_at.is_not(None))
    waiting = db.session.execute(
        select(Award.id, Award.person_id, Person.full_name, Person.language)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .join(Person, Person.id == Award.person_id)
        .where(
            *_rows_of(chunk, first, last),
            Award.state != "revoked",
            Award.accepted_at.is_(None),
            Award.declined_at.is_(None),
            ~received,
        )
        .order_by(BatchRow.position)
    ).all()
    addresses = _addresses([one.person_id for one in waiting])
    rows = Rows()
    invite(
        rows,
        [
            Invited(one.id, one.person_id, one.full_name, one.language, Delivery.MAIL, addresses[one.person_id])
            for one in waiting
            if one.person_id in addresses
        ],
        title=title_of(batch.definition_version),
        provider=batch.definition_version.definition.provider.name,
        batch_id=batch.id,
        not_before=None,
    )
    rows.write(db.session)
    db.session.execute(
        update(BatchRow)
        .where(*_rows_of(chunk, first, last))
        .values(to_invite=False)
        .execution_options(synchronize_session=False)
    )


def _addresses(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The e-mail of each: the first that an institution gave, else the first of all. Who has been erased has none."""
    rows = db.session.execute(
        select(PersonIdentifier.person_id, PersonIdentifier.value)
        .where(PersonIdentifier.person_id.in_(people), PersonIdentifier.kind == "email")
        .order_by((PersonIdentifier.source == "provider").desc(), PersonIdentifier.id)
    )
    found: dict[uuid.UUID, str] = {}
    for person_id, value in rows:
        if value:
            found.setdefault(person_id, value)
    return found
