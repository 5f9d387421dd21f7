"""Reading the outbox."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from registry.db import db
from registry.notices import leasing, rules
from registry.notices.models import MailPace, OutboxMessage, UndeliverableAddress

PAGE = 100


def get(message_id: uuid.UUID) -> OutboxMessage | None:
    """One mail."""
    return db.session.get(OutboxMessage, message_id)


#: Mails that have not ended, by the small indexes that hold nothing else.
_DUE = (OutboxMessage.ended_at.is_(None), OutboxMessage.lane.is_(None))


@dataclass(frozen=True, slots=True)
class Standing:
    """The outbox at a glance. ``waiting``: by priority (0 somebody waits, 1 usual, 2 one of many); ``parked``: of the
    last, those whose domain has had its share; ``last_minute`` and ``last_hour``: sent."""

    waiting: Mapping[int, int]
    parked: int
    failed: int
    bounced: int
    last_minute: int
    last_hour: int
    paused_at: dt.datetime | None
    held_until: dt.datetime | None
    held_because: str | None
    oldest: dt.datetime | None  # since when the longest waiting mail may go, lists included

    @property
    def all_waiting(self) -> int:
        """How many are to be sent."""
        return sum(self.waiting.values())


def standing(*, at: dt.datetime) -> Standing:
    """What waits, what went lately, what stands in the way."""
    waiting: dict[int, int] = {
        row.priority: row.total
        for row in db.session.execute(
            select(OutboxMessage.priority, func.count().label("total")).where(*_DUE).group_by(OutboxMessage.priority)
        )
    }
    parked = _count(OutboxMessage.lane.is_not(None))
    waiting[rules.ONE_OF_MANY] = waiting.get(rules.ONE_OF_MANY, 0) + parked
    gate = db.session.get(MailPace, leasing.ALL)
    held = gate is not None and gate.held_until is not None and gate.held_until > at
    return Standing(
        waiting,
        parked,
        _ended("failed"),
        _ended("bounced"),
        _ended("sent", since=at - dt.timedelta(minutes=1)),
        _ended("sent", since=at - dt.timedelta(hours=1)),
        gate.paused_at if gate else None,
        gate.held_until if gate and held else None,
        gate.said if gate and held else None,
        _oldest(at, (rules.AT_ONCE, rules.USUAL, rules.ONE_OF_MANY)),
    )


def totals() -> Mapping[str, int]:
    """How many mails are waiting, sent, cancelled, failed, came back."""
    counted = db.session.execute(
        select(OutboxMessage.state, func.count().label("total"))
        .where(OutboxMessage.ended_at.is_not(None))
        .group_by(OutboxMessage.state)
    ).all()
    waiting = _count(*_DUE) + _count(OutboxMessage.lane.is_not(None))
    return {**({"waiting": waiting} if waiting else {}), **{row.state: row.total for row in counted}}


def unsent() -> dict[str, int]:
    """How many mails wait, failed and came back: by small indexes, however many have gone out."""
    waiting = _count(*_DUE) + _count(OutboxMessage.lane.is_not(None))
    return {"waiting": waiting, "failed": _ended("failed"), "bounced": _ended("bounced")}


def oldest_due(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the longest waiting mail should have been sent; None when nothing is late. Lists are not late: they
    wait for the pace."""
    return _oldest(at, (rules.AT_ONCE, rules.USUAL))


def _oldest(at: dt.datetime, priorities: Sequence[int]) -> dt.datetime | None:
    moments = [
        db.session.scalar(
            select(func.min(OutboxMessage.not_before)).where(
                *_DUE, OutboxMessage.priority == priority, OutboxMessage.not_before <= at
            )
        )
        for priority in priorities
    ]
    return min(filter(None, moments), default=None)


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxMessage).where(*conditions)) or 0


def _ended(state: str, *, since: dt.datetime | None = None) -> int:
    conditions = [OutboxMessage.state == state, OutboxMessage.ended_at.is_not(None)]
    return _count(*conditions, *([OutboxMessage.ended_at > since] if since else []))


def undelivered(*, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails that were given up or came back, newest first: addresses to correct."""
    return sorted(
        (
            one
            for state in ("failed", "bounced")
            for one in db.session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.state == state, OutboxMessage.ended_at.is_not(None))
                .order_by(OutboxMessage.ended_at.desc(), OutboxMessage.id.desc())
                .limit(limit)
            )
        ),
        key=lambda one: (one.ended_at or one.created_at, one.id),
        reverse=True,
    )[:limit]


def dead(addresses: Iterable[str]) -> Mapping[str, str]:
    """Of these addresses (any case), those that can receive nothing, in lower case, with the mail server's words."""
    wanted = {one.strip().lower() for one in addresses}
    found = db.session.scalars(select(UndeliverableAddress).where(UndeliverableAddress.address.in_(wanted)))
    return {one.address: one.said for one in found}


def totals_of_group(group_key: str) -> Mapping[str, int]:
    """How many mails of a group (a batch) are in each state."""
    counted = db.session.execute(
        select(OutboxMessage.state, func.count().label("total"))
        .where(OutboxMessage.group_key == group_key)
        .group_by(OutboxMessage.state)
    ).all()
    return {row.state: row.total for row in counted}


def undelivered_of_group(group_key: str, *, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails of a group that were given up or came back, unless a later one to the same person is under way or out."""
    later = aliased(OutboxMessage)
    another = (
        select(later.id)
        .where(
            later.group_key == group_key,
            later.state.in_(("waiting", "sent")),
            later.person_id == OutboxMessage.person_id,
            later.created_at >= OutboxMessage.created_at,
        )
        .exists()
    )
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.group_key == group_key, OutboxMessage.state.in_(("failed", "bounced")), ~another)
        .order_by(OutboxMessage.to)
        .limit(limit)
    ).all()


def latest(*, to: str | None = None, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """The newest mails, of one address or of all."""
    query = select(OutboxMessage).order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()).limit(limit)
    if to:
        query = query.where(OutboxMessage.to == to.strip().lower())
    return db.session.scalars(query).all()
