"""A case: somebody asks for access, or the registry finds one person twice; two people decide, others may object."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.awards.models import Award
from registry.db import Instant, Key, db
from registry.ids import new_key
from registry.people.models import Person
from registry.providers.models import Provider


class IdentityCase(db.Model):
    """One case. What the person wrote is beside what staff found; ``provider_id`` None: the registry's own staff.

    A recovery goes unconfirmed → asked → proposed → waiting → done; a merge begins as proposed. Either may end before
    that as refused, objected, withdrawn or lapsed.
    """

    __tablename__ = "identity_case"
    __table_args__ = (Index("ix_identity_case_state_effective", "state", "effective_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(8), unique=True)
    kind: Mapped[str] = mapped_column(String(10))  # recovery | merge
    state: Mapped[str] = mapped_column(String(12))
    provider_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    language: Mapped[str] = mapped_column(String(2), default="es")
    # What the person wrote.
    email: Mapped[str | None] = mapped_column(String(254), index=True)  # the new address
    name: Mapped[str] = mapped_column(String(320), default="")
    folio: Mapped[str | None] = mapped_column(String(14))
    curp_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # keyed; the CURP itself is not kept
    words: Mapped[str] = mapped_column(Text, default="")
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)  # her or his own link
    objection_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    # What staff found: whose record it is, and by what they know.
    award_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("award.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    other_person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    evidence: Mapped[str | None] = mapped_column(String(20))
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    proposed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    approved_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    approved_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    effective_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    end_note: Mapped[str] = mapped_column(Text, default="")

    provider: Mapped[Provider | None] = relationship()
    award: Mapped[Award | None] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    other_person: Mapped[Person | None] = relationship(foreign_keys=[other_person_id])
