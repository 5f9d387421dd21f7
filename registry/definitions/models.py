"""Providers' designs of microcredentials, each aligned to one version of a standard."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.curriculum.models import StandardVersion
from registry.db import Instant, Json, Key, db
from registry.ids import new_key
from registry.providers.models import Provider


class Definition(db.Model):
    """A microcredential that a provider offers, across its versions."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("provider_id", "slug"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)

    provider: Mapped[Provider] = relationship()
    versions: Mapped[list[DefinitionVersion]] = relationship(
        back_populates="definition", order_by="DefinitionVersion.number"
    )


class DefinitionVersion(db.Model):
    """One version of a definition. ``design`` is edited while it is a draft; publishing freezes it and builds
    ``achievement``, the Open Badges Achievement that every award of it carries."""

    __tablename__ = "definition_version"
    __table_args__ = (UniqueConstraint("definition_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)  # /definitions/<id>
    definition_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12), default="draft")  # draft | published | withdrawn
    standard_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("standard_version.id"), index=True)
    profile: Mapped[str | None] = mapped_column(String(40))
    part: Mapped[str | None] = mapped_column(String(40))
    design: Mapped[dict[str, Any]] = mapped_column(Json)
    achievement: Mapped[bytes | None] = mapped_column(LargeBinary)  # JSON bytes, frozen at publication
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    published_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    search_text: Mapped[str] = mapped_column(Text, default="")  # lower case, no accents; written when published

    definition: Mapped[Definition] = relationship(back_populates="versions")
    standard_version: Mapped[StandardVersion] = relationship()
    endorsements: Mapped[list[DefinitionEndorsement]] = relationship()


class DefinitionEndorsement(db.Model):
    """A partner's signed endorsement of a definition version (DESIGN 10)."""

    __tablename__ = "definition_endorsement"
    __table_args__ = (UniqueConstraint("definition_version_id", "partner_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition_version.id"))
    partner_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"))
    invited_at: Mapped[dt.datetime] = mapped_column(Instant)
    document_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("document.id"))
    signed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    declined_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # taken back after it was signed
    withdrawal_note: Mapped[str] = mapped_column(String(300), default="", server_default="")  # why, for anybody to read
