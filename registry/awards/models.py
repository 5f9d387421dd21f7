"""Awards: this person earned this definition. The award has the folio and the state; share links name it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.definitions.models import DefinitionVersion
from registry.ids import new_key
from registry.people.models import Person
from registry.records.models import Document

_HAS_CCT, _HAS_CHAMBER = text("cct IS NOT NULL"), text("chamber_code IS NOT NULL")


class Award(db.Model):
    """One achievement of one person. ``document_id`` is the statement that is current."""

    __tablename__ = "award"
    __table_args__ = (
        Index("ix_award_definition_issued", "definition_version_id", "issued_at"),
        Index("ix_award_batch", "batch_id"),
        Index("ix_award_ends", "valid_until", "id"),  # who is told that it ends soon
        # Few awards have them: partial, so that the millions without cost nothing.
        Index("ix_award_cct", "cct", postgresql_where=_HAS_CCT, sqlite_where=_HAS_CCT),
        Index("ix_award_chamber", "chamber_code", postgresql_where=_HAS_CHAMBER, sqlite_where=_HAS_CHAMBER),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    folio: Mapped[str] = mapped_column(String(14), unique=True)
    # In bulk, whether person and document are there is asked once a slice (`registry.bulk.LOOKED_UP_TOGETHER`).
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    # What thousands of awards name alike, and nothing deletes, is not checked for each of them (decision 46).
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key)
    # The definition's. Whoever asks for an institution's awards asks by its definitions, which are indexed.
    provider_id: Mapped[uuid.UUID] = mapped_column(Key)
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"), unique=True)
    batch_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(12), default="good")  # good | suspended | revoked
    awarded_on: Mapped[dt.date] = mapped_column()
    issued_at: Mapped[dt.datetime] = mapped_column(Instant)
    valid_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    average: Mapped[str | None] = mapped_column(String(40))  # unrounded, 0 to 10
    scores: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # by instrument; stays in the registry
    mode: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(30), default="spanish")
    state_code: Mapped[str | None] = mapped_column(String(2))  # residence declared at issue, INEGI
    municipality: Mapped[str | None] = mapped_column(String(120))
    cct: Mapped[str | None] = mapped_column(String(10))
    chamber_code: Mapped[str | None] = mapped_column(String(40))
    group_name: Mapped[str | None] = mapped_column(String(80))
    reference: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # the provider's own columns
    accepted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    declined_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship()
    definition_version: Mapped[DefinitionVersion] = relationship(
        primaryjoin=lambda: foreign(Award.definition_version_id) == DefinitionVersion.id
    )
    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    shares: Mapped[list[ShareLink]] = relationship(back_populates="award")


class AwardDocument(db.Model):
    """Which award a document belongs to that is not the only one: in a wallet, superseded, or corrected."""

    __tablename__ = "award_document"

    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"), primary_key=True)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))  # first | correction | wallet


class AwardEndorsement(db.Model):
    """A partner's countersignature of one document; pending until partner staff approve the batch (DESIGN 10)."""

    __tablename__ = "award_endorsement"
    __table_args__ = (UniqueConstraint("document_id", "partner_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"))
    partner_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    endorsement_document_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("document.id"))
    signed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # taken back after it was signed
    withdrawal_note: Mapped[str] = mapped_column(String(300), default="", server_default="")  # why, for anybody to read


class Claim(db.Model):
    """How a person comes to an award: a link by mail, or a printed slip with a short code. Opened by a button."""

    __tablename__ = "claim"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # mail | slip
    email: Mapped[str | None] = mapped_column(String(254))  # where it was mailed: whoever opens it reads that mailbox
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed_token: Mapped[bytes] = mapped_column(LargeBinary)  # to print a slip again, to send a reminder
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    used_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    reminders: Mapped[int] = mapped_column(Integer, default=0)  # how many have gone out
    remind_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)  # when the next one is due

    award: Mapped[Award] = relationship()
    person: Mapped[Person] = relationship()


class ExpiryWatch(db.Model):
    """How far holders have been told of the ends of their awards: up to this end, and of those that share it up to this
    award. One row."""

    __tablename__ = "expiry_watch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    told_until: Mapped[dt.datetime] = mapped_column(Instant)
    told_award: Mapped[uuid.UUID] = mapped_column(Key)


class LinkTerms:
    """What holds for every link of a holder's: what it shows, until when, to whom, and how often it was opened.

    Its expiry is the link's, never a credential's.
    """

    label: Mapped[str] = mapped_column(Text, default="")  # for the holder's eyes alone
    with_results: Mapped[bool] = mapped_column(Boolean, default=True)
    show_name: Mapped[bool] = mapped_column(Boolean, default=False)  # in the preview that a chat draws
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    views: Mapped[int] = mapped_column(Integer, default=0)
    # the one-time code that it asks for (`registry.awards.gates`), so that the holder can read it; None: no code
    sealed_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_attempts: Mapped[int] = mapped_column(Integer, default=0)  # wrong ones since the code was made


class ShareLink(LinkTerms, db.Model):
    """A link that the holder made to one microcredential."""

    __tablename__ = "share_link"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    sealed_token: Mapped[bytes] = mapped_column(LargeBinary)  # so that the holder can copy it again
    purpose: Mapped[str] = mapped_column(String(12), default="link")  # link | certificate
    # since when it answers whether an e-mail or a CURP is the holder's; None: it does not
    answers_since: Mapped[dt.datetime | None] = mapped_column(Instant)

    award: Mapped[Award] = relationship(back_populates="shares")


class Collection(LinkTerms, db.Model):
    """Several microcredentials of one holder behind one address: a secret link, or a public page.

    A link has a token, a page has a handle. The handle stays its person's after the page was withdrawn, so that an
    address on old paper never leads to somebody else.
    """

    __tablename__ = "collection"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # link | page
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    sealed_token: Mapped[bytes | None] = mapped_column(LargeBinary)
    handle: Mapped[str | None] = mapped_column(String(40), unique=True)
    heading: Mapped[str] = mapped_column(Text, default="")  # what visitors read above it

    person: Mapped[Person] = relationship()
    items: Mapped[list[CollectionItem]] = relationship(
        order_by="CollectionItem.place", cascade="all, delete-orphan", back_populates="collection"
    )


class CollectionItem(db.Model):
    """One microcredential of a collection. It is shown only while it is still the holder's."""

    __tablename__ = "collection_item"

    collection_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("collection.id"), primary_key=True)
    award_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("award.id"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(Integer)

    collection: Mapped[Collection] = relationship(back_populates="items")
    award: Mapped[Award] = relationship()


class Transcript(db.Model):
    """A CLR 2.0 that the registry signed for a holder. The same contents are not signed a second time."""

    __tablename__ = "transcript"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"), unique=True)
    contents: Mapped[bytes] = mapped_column(LargeBinary(32))  # digest of what it carries
    made_at: Mapped[dt.datetime] = mapped_column(Instant)

    document: Mapped[Document] = relationship()
