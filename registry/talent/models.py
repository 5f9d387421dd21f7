"""Verified employers, what they need by skill, and learners who chose to be found.

What somebody can do is nowhere here: it is computed from current microcredentials whenever it is asked for.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key
from registry.people.models import Consent, Person


class Employer(db.Model):
    """An organisation that asks to be verified, or was. ``state`` is what was decided; `rules.standing` reads dates."""

    __tablename__ = "employer"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    name: Mapped[str] = mapped_column(String(160))
    sector: Mapped[str] = mapped_column(String(20))  # SCIAN: an id of the catalogue
    size: Mapped[str] = mapped_column(String(20))  # an id of company_sizes
    state_code: Mapped[str | None] = mapped_column(String(2))  # None: abroad
    abroad: Mapped[str] = mapped_column(String(80), default="")  # where, in words: «Texas, EE. UU.»
    website: Mapped[str] = mapped_column(String(200), default="")
    domain: Mapped[str] = mapped_column(String(120), index=True)  # of its mail, answered from once
    about: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2), default="es")
    state: Mapped[str] = mapped_column(String(12))  # asked | confirmed | verified | refused | suspended | withdrawn
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    verified_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    told_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # that the verification ends soon

    events: Mapped[list[EmployerEvent]] = relationship(order_by="EmployerEvent.at, EmployerEvent.id")


class EmployerEvent(db.Model):
    """A step in the life of an employer here, with the reason that the authority gave."""

    __tablename__ = "employer_event"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(12))  # asked | confirmed | verified | refused | suspended | …
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[uuid.UUID | None] = mapped_column(Key)


class EmployerChange(db.Model):
    """Details that an employer changed, or asks the authority to let it change: what was and what is to be, by column
    of `Employer`."""

    __tablename__ = "employer_change"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"), index=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    by: Mapped[uuid.UUID | None] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(10))  # done | waiting | approved | refused | taken_back | undone
    before: Mapped[dict[str, Any]] = mapped_column(Json)
    after: Mapped[dict[str, Any]] = mapped_column(Json)
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(Key)

    employer: Mapped[Employer] = relationship()


class Need(db.Model):
    """What an employer looks for. It is on the board from ``opens_on`` to ``closes_on`` while the employer is
    verified."""

    __tablename__ = "need"
    __table_args__ = (Index("ix_need_closes", "closes_on", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)  # /demand/<id>
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))  # in which title and words are written
    search_text: Mapped[str] = mapped_column(Text)  # lower case, no accents
    track: Mapped[str] = mapped_column(String(20))
    level: Mapped[str | None] = mapped_column(String(20))  # at least this level of the standard; None: any
    occupation: Mapped[str] = mapped_column(String(20))  # SINCO: an id of the catalogue
    sector: Mapped[str] = mapped_column(String(20))
    remote: Mapped[bool] = mapped_column(Boolean)
    english: Mapped[str] = mapped_column(String(10), default="")
    places: Mapped[int] = mapped_column(Integer)
    opens_on: Mapped[dt.date] = mapped_column(Date)
    closes_on: Mapped[dt.date] = mapped_column(Date)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    closed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    removed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    removed_because: Mapped[str] = mapped_column(Text, default="")

    employer: Mapped[Employer] = relationship()
    skills: Mapped[list[NeedSkill]] = relationship(order_by="NeedSkill.competency", cascade="all, delete-orphan")
    states: Mapped[list[NeedState]] = relationship(order_by="NeedState.state_code", cascade="all, delete-orphan")


class NeedSkill(db.Model):
    """A competency that a need asks for."""

    __tablename__ = "need_skill"

    need_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("need.id"), primary_key=True)
    competency: Mapped[str] = mapped_column(String(20), primary_key=True)


class NeedState(db.Model):
    """A state where a need's places are."""

    __tablename__ = "need_state"

    need_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("need.id"), primary_key=True)
    state_code: Mapped[str] = mapped_column(String(2), primary_key=True)


class TalentProfile(db.Model):
    """Somebody who chose to be found: the consent, until when, and what she declares. The row goes when it ends."""

    __tablename__ = "talent_profile"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), unique=True)
    consent_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("consent.id"))
    place: Mapped[int] = mapped_column(Integer, index=True)  # drawn by lot: where in the circle of results
    state_code: Mapped[str | None] = mapped_column(String(2))
    english: Mapped[str] = mapped_column(String(10), default="")
    remote: Mapped[bool] = mapped_column(Boolean, default=False)
    availability: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    person: Mapped[Person] = relationship()
    consent: Mapped[Consent] = relationship()


class TalentHidden(db.Model):
    """Employers with this domain do not find this person."""

    __tablename__ = "talent_hidden"

    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), primary_key=True)
    domain: Mapped[str] = mapped_column(String(120), primary_key=True)
    since: Mapped[dt.datetime] = mapped_column(Instant)


class TalentSearch(db.Model):
    """A search of an employer's, kept for a day so that its pages can be turned. It holds no person."""

    __tablename__ = "talent_search"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"), index=True)
    wanted: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class TalentContact(db.Model):
    """A message of an employer's to somebody whom it knows by skills only, and her answer."""

    __tablename__ = "talent_contact"
    __table_args__ = (Index("ix_talent_contact_employer", "employer_id", "sent_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"))
    need_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("need.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    seen_skills: Mapped[list[str]] = mapped_column(Json)  # competencies on the card, to know it by
    sent_at: Mapped[dt.datetime] = mapped_column(Instant)
    sent_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    state: Mapped[str] = mapped_column(String(12))  # sent | accepted | declined | ended
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(254), default="")  # that she chose to give
    note: Mapped[str] = mapped_column(Text, default="")
    collection_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("collection.id"))

    employer: Mapped[Employer] = relationship()
    need: Mapped[Need] = relationship()
    person: Mapped[Person] = relationship()


class EmployerReport(db.Model):
    """Somebody says that an employer misuses the registry."""

    __tablename__ = "employer_report"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    employer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("employer.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("person.id"), index=True)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(Key)  # no reference: contacts go before reports do
    kind: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    settled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    settled_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    outcome: Mapped[str] = mapped_column(Text, default="")

    employer: Mapped[Employer] = relationship()


class VerificationCount(db.Model):
    """How many verifications verified employers of one place made in a month of one definition version. Nothing says
    of whom, nor by which employer."""

    __tablename__ = "verification_count"

    month: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition_version.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(6), primary_key=True)  # the employer's state, or «abroad»
    count: Mapped[int] = mapped_column(Integer)
