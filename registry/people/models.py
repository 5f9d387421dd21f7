"""People who hold microcredentials. Identity is a person, never an address: addresses come and go."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key

_CURP = text("kind = 'curp'")
_EMAIL = text("kind = 'email'")
_MERGED = text("merged_into IS NOT NULL")


class Person(db.Model):
    """Somebody. ``merged_into`` is set when two records turned out to be one person."""

    __tablename__ = "person"
    # Few were merged: an entry for everybody else would be the dearest index of the table.
    __table_args__ = (Index("ix_person_merged_into", "merged_into", postgresql_where=_MERGED, sqlite_where=_MERGED),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    full_name: Mapped[str] = mapped_column(String(320))  # as the person writes it, given names first
    given_names: Mapped[str | None] = mapped_column(String(160))
    first_surname: Mapped[str | None] = mapped_column(String(160))
    second_surname: Mapped[str | None] = mapped_column(String(160))
    surname_key: Mapped[str] = mapped_column(String(160), default="")  # for folio look-ups: folded first surname
    language: Mapped[str] = mapped_column(String(2), default="es")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    merged_into: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"))
    born_on: Mapped[dt.date | None] = mapped_column()  # as declared: is a guardian's consent needed?
    not_counted_since: Mapped[dt.datetime | None] = mapped_column(Instant)  # opposes being counted in what is published
    not_found_since: Mapped[dt.datetime | None] = mapped_column(Instant)  # opposes being found by folio and surname
    blocked_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # what was here lies in a sealed box, or is gone
    erased_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # it is gone

    identifiers: Mapped[list[PersonIdentifier]] = relationship(back_populates="person")


class PersonIdentifier(db.Model):
    """Something a person can be found by. Two people may share an e-mail; nobody shares a CURP."""

    __tablename__ = "person_identifier"
    __table_args__ = (
        Index("ix_person_identifier_curp", "digest", unique=True, postgresql_where=_CURP, sqlite_where=_CURP),
        # Those without a digest yet lie together in it: `finding.digest_due` takes them from there.
        Index("ix_person_identifier_email", "digest", postgresql_where=_EMAIL, sqlite_where=_EMAIL),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # email | curp | phone
    value: Mapped[str | None] = mapped_column(String(254))  # e-mail and phone in clear, CURP never
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # CURP, under the master key
    # Keyed, for look-ups: of every CURP; of an e-mail soon (`finding`); of a telephone never, it opens nothing.
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    source: Mapped[str] = mapped_column(String(20))  # provider | holder
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    verified_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship(back_populates="identifiers")


class PersonMerge(db.Model):
    """Two records of one person became one, and what it takes to undo that.

    ``people`` are the records that pointed elsewhere before (``person_id`` first); ``moved`` what left the account that
    was closed: addresses, passkeys, outside identities, by key.
    """

    __tablename__ = "person_merge"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    into_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    people: Mapped[list[str]] = mapped_column(Json, default=list)
    closed_account_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    kept_account_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    moved: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    means: Mapped[str] = mapped_column(String(12))  # claim | address | holder | recovery | registry
    merged_at: Mapped[dt.datetime] = mapped_column(Instant)
    undo_until: Mapped[dt.datetime] = mapped_column(Instant)
    undone_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class PersonFact(db.Model):
    """A demographic fact with source, date and consent; kept apart, never inferred (DESIGN 11)."""

    __tablename__ = "person_fact"
    __table_args__ = (UniqueConstraint("person_id", "attribute", "declared_on"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    attribute: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(20))  # provider | holder
    declared_on: Mapped[dt.date] = mapped_column()
    consent_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("consent.id"))


class Consent(db.Model):
    """What was agreed to, when, under which text; a provider's statement that it holds the person's consent too."""

    __tablename__ = "consent"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    provider_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("provider.id"))
    purpose: Mapped[str] = mapped_column(String(80))
    text_version: Mapped[str] = mapped_column(String(20))
    statement: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[dt.datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class GuardianConsent(db.Model):
    """What a mother, father or guardian agreed to for somebody under age, under which text; asked for by mail, or given
    on paper to an institution (``recorded_by``)."""

    __tablename__ = "guardian_consent"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    guardian_name: Mapped[str] = mapped_column(String(200))
    guardian_email: Mapped[str | None] = mapped_column(String(254))
    relation: Mapped[str] = mapped_column(String(12))  # mother | father | guardian
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    text_version: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    given_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # withdrawn, or asked of somebody else instead
