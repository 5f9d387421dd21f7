"""Mail that waits to be sent: written in the transaction that causes it, sent by a job."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class OutboxMessage(db.Model):
    """One mail. ``group_key`` names what it belongs to (a batch), so that an undo can cancel them together."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "state", "not_before"),
        Index("ix_outbox_message_group", "group_key"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    not_before: Mapped[dt.datetime] = mapped_column(Instant)
    to: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(40))  # the template under templates/mail/
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    group_key: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default="waiting")  # waiting | sent | cancelled | failed
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    sent_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)
