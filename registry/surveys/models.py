"""Follow-up questions to holders at six and twelve months, asked with consent."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Key, db
from registry.ids import new_key


class SurveyInvitation(db.Model):
    """One person asked once about one wave. While the wave is open it knows the answer, so that the person can change
    it or take it back; afterwards ``answer_id`` is forgotten and only ``answered`` stays."""

    __tablename__ = "survey_invitation"
    __table_args__ = (
        UniqueConstraint("award_id", "wave"),
        Index("ix_survey_invitation_wave_sent", "wave", "sent_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"))
    wave: Mapped[str] = mapped_column(String(14))  # entry | six_months | twelve_months
    email: Mapped[str] = mapped_column(String(254), default="")  # forgotten when the wave closes
    sent_at: Mapped[dt.datetime] = mapped_column(Instant)
    remind_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)
    closes_at: Mapped[dt.datetime] = mapped_column(Instant)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed_token: Mapped[bytes | None] = mapped_column(LargeBinary)  # for the one reminder
    answer_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    answered: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[bool] = mapped_column(default=True)  # False: excused (asked lately, under age, no working address)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)  # the answer is nobody's any more


class SurveyAnswer(db.Model):
    """What somebody answered, without who: no key of a person stands here, and its own key tells no time.

    ``month`` is that of the wave's end, ``gender`` to ``exposed_occupation`` what was declared with consent before.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (Index("ix_survey_answer_wave_month", "wave", "month"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True)
    wave: Mapped[str] = mapped_column(String(14))
    month: Mapped[str] = mapped_column(String(7))  # 2026-11
    situation: Mapped[str | None] = mapped_column(String(30))
    weekly_use: Mapped[bool | None] = mapped_column()
    uses_learned: Mapped[bool | None] = mapped_column()
    hours_saved: Mapped[str | None] = mapped_column(String(10))  # may be negative
    time_used_for: Mapped[str | None] = mapped_column(String(20))
    running_case: Mapped[bool | None] = mapped_column()
    changed_duties: Mapped[bool | None] = mapped_column()
    occupation: Mapped[str | None] = mapped_column(String(20))
    income: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str | None] = mapped_column(String(2))
    profile: Mapped[str | None] = mapped_column(String(30))
    sector: Mapped[str | None] = mapped_column(String(20))
    company_size: Mapped[str | None] = mapped_column(String(20))
    starting_situation: Mapped[str | None] = mapped_column(String(30))
    starting_occupation: Mapped[str | None] = mapped_column(String(20))


class SurveyWatch(db.Model):
    """When the worker looks again whom to ask. One row."""

    __tablename__ = "survey_watch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    next_at: Mapped[dt.datetime] = mapped_column(Instant)
