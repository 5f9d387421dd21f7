"""What became of a batch's mails: how many are out, and whom nothing reached."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.accounts.actor import Actor
from registry.awards import delivering
from registry.awards.inviting import group_of
from registry.awards.models import Award, Claim
from registry.db import db
from registry.issuing.models import IssueBatch, IssueChunk
from registry.notices import queries as notices
from registry.notices.models import OutboxMessage

#: People on one page, and slips made at one press: what one file of slips holds.
MOST = 500


@dataclass(frozen=True, slots=True)
class Mails:
    """A batch's mails to its people, by what became of them."""

    waiting: int
    sent: int
    failed: int  # the mail server refused them
    bounced: int  # they went out and came back

    @property
    def total(self) -> int:
        """All that are not cancelled."""
        return self.waiting + self.sent + self.failed + self.bounced


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom no mail of the batch reached. ``dead``: the address can receive nothing; ``said`` are the mail
    server's words; ``has_slip``: a slip was made, so there is another way."""

    award: Award
    name: str
    address: str
    dead: bool
    said: str
    has_slip: bool


def staff_group(batch_id: uuid.UUID) -> str:
    """The name of the mails that tell staff of it; an undo stops them as well."""
    return f"batch:{batch_id}:staff"


def mails(batch_id: uuid.UUID) -> Mails:
    """How far the mails of a batch are: those written counted in an index, the others by the counters of its chunks."""
    counted = notices.totals_of_group(group_of(batch_id))
    unwritten = db.session.scalar(select(func.sum(IssueChunk.to_invite)).where(IssueChunk.batch_id == batch_id)) or 0
    waiting = counted.get("waiting", 0) + int(unwritten)
    return Mails(waiting, *(counted.get(state, 0) for state in ("sent", "failed", "bounced")))


def unreached(batch: IssueBatch, *, most: int = MOST) -> Sequence[Unreached]:
    """People of the batch whom nothing reached and who have not received it otherwise, by name; at most so many."""
    messages = {
        one.person_id: one for one in notices.undelivered_of_group(group_of(batch.id), limit=most) if one.person_id
    }
    dead = notices.dead(one.to for one in messages.values())
    awards = db.session.scalars(
        select(Award).where(Award.person_id.in_(messages), Award.state != "revoked").options(joinedload(Award.person))
    ).all()
    claims: dict[uuid.UUID, list[Claim]] = {}
    for claim in db.session.scalars(select(Claim).where(Claim.award_id.in_({one.id for one in awards}))):
        claims.setdefault(claim.award_id, []).append(claim)
    found = [
        _unreached(award, messages[award.person_id], claims.get(award.id, []), dead)
        for award in awards
        if award.batch_id == batch.id and delivering.received_at(claims.get(award.id, [])) is None
    ]
    return sorted(found, key=lambda one: one.name)


def _unreached(award: Award, message: OutboxMessage, claims: Sequence[Claim], dead: Collection[str]) -> Unreached:
    return Unreached(
        award,
        award.person.full_name,
        message.to,
        message.to.lower() in dead,
        message.last_error or "",
        delivering.open_slip(claims) is not None,
    )


def make_slips(batch: IssueBatch, *, actor: Actor) -> int:
    """Slips for the people whom nothing reached and who have none; how many were made. Raises `NotAllowed`."""
    actor.require("award:change_status", at_provider=batch.provider_id)
    wanted = [one for one in unreached(batch) if not one.has_slip]
    for one in wanted:
        delivering.slip(one.award, actor=actor)
    return len(wanted)
