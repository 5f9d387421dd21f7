"""Training providers, their applications to issue, how those were reviewed and decided, and the accreditations."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.curriculum.models import CriteriaVersion, StandardVersion
from registry.custody.models import Issuer
from registry.db import Instant, Json, Key, db
from registry.ids import new_key
from registry.records.models import Document


class NumberSeries(db.Model):
    """The last number given in a yearly series (``ACR-2026``), so that two rulings never share one."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
    era: Mapped[int] = mapped_column(Integer, default=1)  # `registry.lineage`: in another era numbers leap


class Provider(db.Model):
    """An institution on or on its way to the public roll."""

    __tablename__ = "provider"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    legal_name: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(120))  # as it appears on credentials
    kind: Mapped[str] = mapped_column(String(40))  # catalogs.yaml provider_kinds
    country: Mapped[str] = mapped_column(String(2), default="MX")
    state_code: Mapped[str | None] = mapped_column(String(2))  # INEGI
    website: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    issuer_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("issuer.id"))
    traits: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # as declared in the last application
    agreement_until: Mapped[dt.datetime | None] = mapped_column(Instant)  # of a co-signer

    issuer: Mapped[Issuer | None] = relationship()
    accreditations: Mapped[list[Accreditation]] = relationship(back_populates="provider")


class ProviderSite(db.Model):
    """Where an institution teaches, as it declares it. Nothing is deleted: what was withdrawn can be put back."""

    __tablename__ = "provider_site"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    state_code: Mapped[str] = mapped_column(String(2))  # INEGI
    municipality: Mapped[str] = mapped_column(String(120))
    mode: Mapped[str] = mapped_column(String(20))  # on_site | offline_materials: catalogue of modes
    valid_from: Mapped[dt.date] = mapped_column()
    valid_until: Mapped[dt.date | None] = mapped_column()  # the last day
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    provider: Mapped[Provider] = relationship()


class Application(db.Model):
    """A request for accreditation, with the dossier that answers each criterion."""

    __tablename__ = "application"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # SOL-2026-0001
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    criteria_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("criteria_version.id"))
    state: Mapped[str] = mapped_column(String(24), default="draft")
    tracks: Mapped[list[str]] = mapped_column(Json, default=list)
    # [{"standard_version_id", "profiles", "parts"}]: what is asked for; empty lists mean all of them
    wanted: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    # conditions of criteria that the provider declares for this application (holds_own_keys, serves_minors …)
    declared: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    # criterion → {"meets", "es", "en"}: what was computed from drafts and test issuance when it was handed in
    computed: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    decision: Mapped[str | None] = mapped_column(String(20))  # accredited | conditional | denied
    decision_rule: Mapped[str | None] = mapped_column(String(60))  # id of the rule in the criteria's data
    ruling: Mapped[str | None] = mapped_column(Text)  # public
    findings: Mapped[dict[str, str]] = mapped_column(Json, default=dict)  # what the reviews found together; public

    provider: Mapped[Provider] = relationship()
    criteria_version: Mapped[CriteriaVersion] = relationship()
    items: Mapped[list[DossierItem]] = relationship(back_populates="application", cascade="all, delete-orphan")
    reviews: Mapped[list[Review]] = relationship(
        back_populates="application", order_by="(Review.seat, Review.assigned_at)"
    )
    events: Mapped[list[ApplicationEvent]] = relationship(order_by="ApplicationEvent.at")


class DossierItem(db.Model):
    """The provider's answer to one criterion: a declaration in words, and files."""

    __tablename__ = "dossier_item"
    __table_args__ = (UniqueConstraint("application_id", "criterion_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    application_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("application.id"))
    criterion_id: Mapped[str] = mapped_column(String(20))
    statement: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)

    application: Mapped[Application] = relationship(back_populates="items")
    files: Mapped[list[EvidenceFile]] = relationship(cascade="all, delete-orphan")


class EvidenceFile(db.Model):
    """An uploaded piece of evidence. Confidential: seen by the provider and the reviewers alone."""

    __tablename__ = "evidence_file"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    item_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("dossier_item.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # read only to be downloaded
    uploaded_at: Mapped[dt.datetime] = mapped_column(Instant)


class Review(db.Model):
    """One reviewer's ruling. Blind to the others' until filed."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("application_id", "reviewer_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    application_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("application.id"))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"), index=True)
    seat: Mapped[int] = mapped_column(Integer)  # 1, 2; 3 on disagreement
    assigned_at: Mapped[dt.datetime] = mapped_column(Instant)
    recused_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    recusal_reason: Mapped[str | None] = mapped_column(Text)
    filed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    opinion: Mapped[str] = mapped_column(Text, default="")

    application: Mapped[Application] = relationship(back_populates="reviews")
    findings: Mapped[list[ReviewFinding]] = relationship(cascade="all, delete-orphan")


class ReviewFinding(db.Model):
    """What a reviewer found of one criterion."""

    __tablename__ = "review_finding"
    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    review_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("review.id"))
    criterion_id: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(20))  # meets | does_not_meet | not_applicable
    comment: Mapped[str] = mapped_column(Text, default="")


class ApplicationEvent(db.Model):
    """A step of an application: which rule moved it, who, when, why."""

    __tablename__ = "application_event"
    __table_args__ = (Index("ix_application_event_application", "application_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    application_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("application.id"))
    at: Mapped[dt.datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str | None] = mapped_column(String(24))
    by: Mapped[uuid.UUID | None] = mapped_column(Key)
    note: Mapped[str] = mapped_column(Text, default="")


class Accreditation(db.Model):
    """The authority's statement that a provider may issue; the signed form is ``document``."""

    __tablename__ = "accreditation"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(20), unique=True)  # ACR-2026-0001
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    application_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("application.id"))
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"))
    scope: Mapped[bytes] = mapped_column(LargeBinary)  # /accreditations/<id>/scope.json, bytes as bound by digestSRI
    valid_from: Mapped[dt.datetime] = mapped_column(Instant)
    valid_until: Mapped[dt.datetime] = mapped_column(Instant)
    conditional: Mapped[bool] = mapped_column(Boolean, default=False)
    condition_due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    custody: Mapped[bool] = mapped_column(Boolean, default=False)  # corrections alone (`registry.providers.keeping`)

    provider: Mapped[Provider] = relationship(back_populates="accreditations")
    document: Mapped[Document] = relationship()
    standards: Mapped[list[AccreditedStandard]] = relationship(cascade="all, delete-orphan")
    events: Mapped[list[AccreditationEvent]] = relationship(order_by="AccreditationEvent.at")


class AccreditedStandard(db.Model):
    """One standard version within an accreditation; empty ``profiles`` and ``parts`` mean all of them."""

    __tablename__ = "accredited_standard"
    __table_args__ = (UniqueConstraint("accreditation_id", "standard_version_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    accreditation_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("accreditation.id"))
    standard_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("standard_version.id"))
    profiles: Mapped[list[str]] = mapped_column(Json, default=list)
    parts: Mapped[list[str]] = mapped_column(Json, default=list)

    standard_version: Mapped[StandardVersion] = relationship()


class AccreditationEvent(db.Model):
    """A change of an accreditation; ``status_event_id`` is its signed form."""

    __tablename__ = "accreditation_event"
    __table_args__ = (Index("ix_accreditation_event_accreditation", "accreditation_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    accreditation_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("accreditation.id"))
    kind: Mapped[str] = mapped_column(String(24))  # rules.Change
    at: Mapped[dt.datetime] = mapped_column(Instant)
    reason: Mapped[str | None] = mapped_column(String(40))  # catalogs.yaml accreditation_reasons
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[uuid.UUID | None] = mapped_column(Key)
    status_event_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("status_event.id"))
