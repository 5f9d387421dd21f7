"""Mail that waits to be sent: written in the transaction that causes it, sent by a job; and what stands in its way."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key

#: Mails that nobody has taken up: workers find the next one here, whatever has gone out or is parked.
_DUE = text("ended_at IS NULL AND lane IS NULL")
_PARKED = text("lane IS NOT NULL")
_ENDED = text("ended_at IS NOT NULL")


class OutboxMessage(db.Model):
    """One mail. ``group_key`` names what it belongs to (a batch), so that an undo can cancel them together.

    ``lane`` is set while a mail waits for its recipient's domain: it stands in that domain's queue then, and not in
    everybody's way. ``ended_at`` is set with the end, whichever: the partial indexes follow it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due", "priority", "not_before", postgresql_where=_DUE, sqlite_where=_DUE),
        Index("ix_outbox_message_parked", "lane", "not_before", postgresql_where=_PARKED, sqlite_where=_PARKED),
        Index("ix_outbox_message_ended", "state", "ended_at", postgresql_where=_ENDED, sqlite_where=_ENDED),
        Index("ix_outbox_message_group", "group_key", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    not_before: Mapped[dt.datetime] = mapped_column(Instant)  # until then no worker takes it: delays, retries, leases
    to: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(40))  # the template under templates/mail/
    values: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    group_key: Mapped[str | None] = mapped_column(String(60))
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    priority: Mapped[int] = mapped_column(SmallInteger, default=1)  # 0 somebody waits for it, 1 usual, 2 one of many
    lane: Mapped[str | None] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    # waiting → sent (→ bounced) | failed | cancelled
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # sent, came back, was given up or cancelled
    bounce: Mapped[str | None] = mapped_column(String(4))  # hard: the address is dead; soft: another time, perhaps
    last_error: Mapped[str | None] = mapped_column(Text)


class MailPace(db.Model):
    """How fast mails may go: one row for all (name ``*``) and one for each domain that many are written to.

    ``free_at`` is the moment at which the next one may go (a token bucket, kept as a time: `notices.pacing`). The rest
    concerns ``*`` alone, except ``parked``: mails stand in this domain's lane.
    """

    __tablename__ = "mail_pace"

    name: Mapped[str] = mapped_column(String(254), primary_key=True)
    free_at: Mapped[dt.datetime] = mapped_column(Instant)
    parked: Mapped[bool] = mapped_column(Boolean, default=False)
    paused_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # an operator stopped what nobody waits for
    held_until: Mapped[dt.datetime | None] = mapped_column(Instant)  # the mail server took nothing: until then no try
    failures: Mapped[int] = mapped_column(Integer, default=0)  # how often in a row it took nothing
    said: Mapped[str | None] = mapped_column(Text)  # its words, the last time


class UndeliverableAddress(db.Model):
    """An address that a mail server says is dead. Mails that nobody waits for are not tried there any more."""

    __tablename__ = "undeliverable_address"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)  # lower case
    since: Mapped[dt.datetime] = mapped_column(Instant)
    said: Mapped[str] = mapped_column(Text)  # the server's words
