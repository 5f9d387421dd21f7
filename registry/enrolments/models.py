"""Who began which course, and the lists in which institutions hand that in."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from registry.db import Instant, Key, db
from registry.definitions.models import DefinitionVersion
from registry.ids import new_key


class EnrolmentList(db.Model):
    """A file of enrolments. Its bytes are kept, sealed, until it is handed in or given up."""

    __tablename__ = "enrolment_list"
    __table_args__ = (Index("ix_enrolment_list_provider_created", "provider_id", "created_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"))
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition_version.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(10), default="draft")  # draft → handed_in → undone; or dropped
    rows: Mapped[int] = mapped_column(Integer, default=0)  # of the file
    enrolled: Mapped[int] = mapped_column(Integer, default=0)  # what it added when it was handed in
    created_by: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    handed_in_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # undone, or dropped

    definition_version: Mapped[DefinitionVersion] = relationship()


class Enrolment(db.Model):
    """One person began one course. The person is a keyed digest, by CURP or else by e-mail, with which awards and
    records are found; in clear nobody stands here. Facts are those handed in with the person's consent."""

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("ix_enrolment_digest", "person_digest"),
        Index("ix_enrolment_started", "started_on"),
        Index("ix_enrolment_provider_started", "provider_id", "started_on"),
        Index("ix_enrolment_list", "list_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key)
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key)
    list_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("enrolment_list.id"))
    identified_by: Mapped[str] = mapped_column(String(5))  # curp | email
    person_digest: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed, as that of a person's identifier
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # the CURP or e-mail, for the institution's own page
    started_on: Mapped[dt.date] = mapped_column(Date)
    planned_end: Mapped[dt.date] = mapped_column(Date)
    mode: Mapped[str | None] = mapped_column(String(20))
    state_code: Mapped[str | None] = mapped_column(String(2))  # of residence, INEGI
    occupation: Mapped[str | None] = mapped_column(String(20))  # SINCO, on entry
    sector: Mapped[str | None] = mapped_column(String(20))  # SCIAN, on entry
    gender: Mapped[str | None] = mapped_column(String(30))
    age_group: Mapped[str | None] = mapped_column(String(20))
    consent_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("consent.id"))
    handed_in_at: Mapped[dt.datetime] = mapped_column(Instant)
    # the award was there when it was handed in: it says nothing of how many finish
    after_award: Mapped[bool] = mapped_column(Boolean, default=False)
    ended_on: Mapped[dt.date | None] = mapped_column(Date)
    ended_reason: Mapped[str | None] = mapped_column(String(12))  # left | failed | transferred

    definition_version: Mapped[DefinitionVersion] = relationship(
        primaryjoin=lambda: foreign(Enrolment.definition_version_id) == DefinitionVersion.id
    )
