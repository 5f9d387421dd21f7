"""Sampling audits of what was issued, the quality mark of a definition, and the list of recommended ones."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.awards.models import Award
from registry.db import Instant, Key, db
from registry.definitions.models import Definition
from registry.ids import new_key
from registry.providers.models import Provider


class QualityAudit(db.Model):
    """One sampling audit of what a definition issued in a period.

    Announced with the digests of its seed and of the key of its codes, while the period still runs; then drawn, which
    reveals the seed; then closed, or called off before the draw.
    """

    __tablename__ = "quality_audit"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # AUD-2026-0001
    definition_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition.id"), index=True)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    period_from: Mapped[dt.datetime] = mapped_column(Instant)
    period_to: Mapped[dt.datetime] = mapped_column(Instant)  # the first moment that is not of it
    percent: Mapped[int] = mapped_column(Integer)  # of the criteria in force when it was announced, like the next two
    minimum: Mapped[int] = mapped_column(Integer)
    needed: Mapped[int] = mapped_column(Integer)  # agreement in per cent that gives a right to the mark
    announced_at: Mapped[dt.datetime] = mapped_column(Instant)
    announced_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    seed_commitment: Mapped[str] = mapped_column(String(64))
    codes_commitment: Mapped[str] = mapped_column(String(64))
    sealed_seed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)  # of the codes; stays sealed: it would name awards
    seed: Mapped[str | None] = mapped_column(String(64))  # since the draw
    drawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    population: Mapped[int | None] = mapped_column(Integer)
    population_digest: Mapped[str | None] = mapped_column(String(64))  # of the list of codes, as it is served
    population_list: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # compressed
    evidence_due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    decision_due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    reviewed: Mapped[int | None] = mapped_column(Integer)
    agreed: Mapped[int | None] = mapped_column(Integer)
    called_off_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    @property
    def period_last(self) -> dt.datetime:
        """The last second of the period."""
        return self.period_to - dt.timedelta(seconds=1)

    definition: Mapped[Definition] = relationship()
    provider: Mapped[Provider] = relationship()
    records: Mapped[list[QualityRecord]] = relationship(back_populates="audit", order_by="QualityRecord.place")


class QualityReminder(db.Model):
    """That those who run audits were told: of this definition, a year without an audit that began then is over."""

    __tablename__ = "quality_reminder"

    definition_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition.id"), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(Instant, primary_key=True)
    told_at: Mapped[dt.datetime] = mapped_column(Instant)


class QualityRecord(db.Model):
    """One award of the sample. ``code`` is what the public reads of it; folio and person stay inside."""

    __tablename__ = "quality_record"
    __table_args__ = (UniqueConstraint("audit_id", "code"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    audit_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("quality_audit.id"))
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    code: Mapped[str] = mapped_column(String(12))
    place: Mapped[int] = mapped_column(Integer)  # in the order of the draw, from 1
    state: Mapped[str] = mapped_column(String(10))  # asked | answered | decided | missing | revoked | set_aside
    note: Mapped[str] = mapped_column(Text, default="")  # the institution's words
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    reviewer_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    decision: Mapped[str | None] = mapped_column(String(20))  # catalogs.yaml assessment_results
    reasons: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    audit: Mapped[QualityAudit] = relationship(back_populates="records")
    award: Mapped[Award] = relationship()
    files: Mapped[list[QualityEvidence]] = relationship(order_by="QualityEvidence.uploaded_at")


class QualityEvidence(db.Model):
    """A file of evidence: somebody's work and result. Sealed; its body is forgotten some time after the audit."""

    __tablename__ = "quality_evidence"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    record_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("quality_record.id"), index=True)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)  # whose data it is
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[dt.datetime] = mapped_column(Instant)
