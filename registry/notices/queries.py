"""Reading the outbox."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from registry.db import db
from registry.notices.models import OutboxMessage

PAGE = 100


def get(message_id: uuid.UUID) -> OutboxMessage | None:
    """One mail."""
    return db.session.get(OutboxMessage, message_id)


def totals() -> Mapping[str, int]:
    """How many mails are waiting, sent, cancelled, failed."""
    counted = db.session.execute(
        select(OutboxMessage.state, func.count().label("total")).group_by(OutboxMessage.state)
    ).all()
    return {row.state: row.total for row in counted}


def unsent() -> dict[str, int]:
    """How many mails wait and how many failed: few rows, by the index, however many have gone out."""
    counted = db.session.execute(
        select(OutboxMessage.state, func.count().label("total"))
        .where(OutboxMessage.state.in_(("waiting", "failed")))
        .group_by(OutboxMessage.state)
    )
    return {row.state: row.total for row in counted}


def oldest_due(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the longest waiting mail should have been sent; None when nothing is late."""
    return db.session.scalar(
        select(func.min(OutboxMessage.not_before)).where(
            OutboxMessage.state == "waiting", OutboxMessage.not_before <= at
        )
    )


def failed(*, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails that could not be delivered, newest first: addresses to correct."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.state == "failed")
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(limit)
    ).all()


def totals_of_group(group_key: str) -> Mapping[str, int]:
    """How many mails of a group (a batch) are in each state."""
    counted = db.session.execute(
        select(OutboxMessage.state, func.count().label("total"))
        .where(OutboxMessage.group_key == group_key)
        .group_by(OutboxMessage.state)
    ).all()
    return {row.state: row.total for row in counted}


def failed_of_group(group_key: str, *, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """Mails of a group that could not be delivered."""
    return db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.group_key == group_key, OutboxMessage.state == "failed")
        .order_by(OutboxMessage.to)
        .limit(limit)
    ).all()


def latest(*, to: str | None = None, limit: int = PAGE) -> Sequence[OutboxMessage]:
    """The newest mails, of one address or of all."""
    query = select(OutboxMessage).order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()).limit(limit)
    if to:
        query = query.where(OutboxMessage.to == to.strip().lower())
    return db.session.scalars(query).all()
