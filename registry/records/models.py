"""What is signed and kept: documents with both signatures, status lists and the events behind their bits.

Accreditations, awards and endorsements all keep their signed statements here.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from registry.custody.models import SigningKey
from registry.db import Instant, Key, db
from registry.ids import new_key
from registry.transparency.models import Leaf


class StatusList(db.Model):
    """A Bitstring Status List of one issuer. ``taken`` counts indexes given out, in secret order (DESIGN 6)."""

    __tablename__ = "status_list"
    __table_args__ = (UniqueConstraint("issuer_id", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)  # the address: /status/<public_id>
    issuer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issuer.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    era: Mapped[int] = mapped_column(Integer, default=1)  # only lists of the era at hand give out places
    size: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    sealed_permutation: Mapped[bytes] = mapped_column(LargeBinary)  # the key of the secret order
    bits: Mapped[bytes] = mapped_column(LargeBinary)  # raw, uncompressed
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    signed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    valid_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    signed_json: Mapped[bytes | None] = mapped_column(LargeBinary)  # Data Integrity form, as served
    signed_jwt: Mapped[bytes | None] = mapped_column(LargeBinary)


class Document(db.Model):
    """One statement, as signed. ``body`` is the unsigned claims, compressed; bytes are never rebuilt from rows.

    ``proof`` and ``jwt`` are the 64 bytes of each form's signature; what else a proof or a header says follows from
    the key and ``logged_at``.
    """

    __tablename__ = "document"
    # Indexes are scattered over their list, and each entry would touch another page. The numbers grow, and of different
    # numbers a permutation makes different indexes (`registry.records.permutation`).
    __table_args__ = (UniqueConstraint("status_list_id", "status_number"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    uri: Mapped[str] = mapped_column(String(300), unique=True)  # the document's id: urn:uuid:… or an https address
    kind: Mapped[str] = mapped_column(String(16))  # credential | accreditation | endorsement
    # What thousands of documents name alike, and nothing deletes, is not checked for each of them (decision 46).
    issuer_id: Mapped[uuid.UUID] = mapped_column(Key)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    dictionary_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    status_list_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    status_index: Mapped[int | None] = mapped_column(Integer)
    # The how manieth place of its list that is. None: given out before that was written down (decision 51).
    status_number: Mapped[int | None] = mapped_column(Integer)
    # With it the document is its own leaf until the log takes it in (decision 47). Random, and deleted at erasure.
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    leaf_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("leaf.id"))  # None: not written yet
    logged_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    proof: Mapped[bytes] = mapped_column(LargeBinary(64))
    proof_key_id: Mapped[uuid.UUID] = mapped_column(Key)
    jwt: Mapped[bytes] = mapped_column(LargeBinary(64))
    jwt_key_id: Mapped[uuid.UUID] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(12), default="good")  # good | suspended | revoked | superseded

    # Documents share a handful of keys: each is looked up once a session.
    proof_key: Mapped[SigningKey] = relationship(primaryjoin=lambda: foreign(Document.proof_key_id) == SigningKey.id)
    jwt_key: Mapped[SigningKey] = relationship(primaryjoin=lambda: foreign(Document.jwt_key_id) == SigningKey.id)
    leaf: Mapped[Leaf | None] = relationship()
    events: Mapped[list[StatusEvent]] = relationship(back_populates="document", order_by="StatusEvent.at")
    status_list: Mapped[StatusList | None] = relationship(
        primaryjoin=lambda: foreign(Document.status_list_id) == StatusList.id
    )


class Dictionary(db.Model):
    """A compression dictionary: one sample document of a definition version, against which its kin are stored.

    ``leads``: the JWT form of its documents begins with the achievement that it holds, which is then hashed once for
    all. Those of dictionaries from before are in the order of RFC 8785.
    """

    __tablename__ = "dictionary"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    subject: Mapped[str] = mapped_column(String(100), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    leads: Mapped[bool] = mapped_column(default=True)


class StatusEvent(db.Model):
    """Why a bit changed: signed, dated, logged. ``signed`` is the compact JWS that travels as evidence."""

    __tablename__ = "status_event"
    __table_args__ = (Index("ix_status_event_document_at", "document_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    document_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("document.id"))
    kind: Mapped[str] = mapped_column(String(16))  # documents.status_event.EventKind
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime] = mapped_column(Instant)
    by: Mapped[uuid.UUID | None] = mapped_column(Key)
    successor_uri: Mapped[str | None] = mapped_column(String(300))
    leaf_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("leaf.id"))
    signed: Mapped[bytes] = mapped_column(LargeBinary)

    document: Mapped[Document] = relationship(back_populates="events")
