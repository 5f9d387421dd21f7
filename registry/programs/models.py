"""Programs with stages: calls and applications, who took part, what average each reached, how the next stage was
filled, and the agreements under which it all happens."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class Cohort(db.Model):
    """One run of a program (``program_id`` names it in the content), with its pre-committed draw.

    Codes are given out first, then the seed is committed to, then grades are recorded, then a cut reveals the seed.
    """

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    program_id: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    committed_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # admission is closed from then on
    seed_commitment: Mapped[str | None] = mapped_column(String(64))  # sha256(seed), published before the first grade
    seed: Mapped[str | None] = mapped_column(String(64))  # revealed with the cut; sealed until then
    sealed_seed: Mapped[str | None] = mapped_column(String(300))
    funder: Mapped[str | None] = mapped_column(String(40))  # who pays: catalogs.yaml program_funders

    members: Mapped[list[CohortMember]] = relationship(back_populates="cohort")
    selections: Mapped[list[Selection]] = relationship()


class CohortMember(db.Model):
    """A person in a cohort. ``selection_code`` is published with results and is not the certificate's folio."""

    __tablename__ = "cohort_member"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), UniqueConstraint("cohort_id", "selection_code"))

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    cohort_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    selection_code: Mapped[str] = mapped_column(String(12))
    admitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    # What was declared when the place was given, by attribute; what changes later about the person does not move it.
    facts: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship(back_populates="members")


class StageResult(db.Model):
    """What a member reached in a stage: the unrounded average as text, and percentages by instrument."""

    __tablename__ = "stage_result"
    __table_args__ = (
        UniqueConstraint("member_id", "stage_id"),
        Index("ix_stage_result_stage", "stage_id", "competent"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    member_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort_member.id"))
    stage_id: Mapped[str] = mapped_column(String(60))
    competent: Mapped[bool] = mapped_column(Boolean)
    average: Mapped[str] = mapped_column(String(40))
    scores: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    award_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("award.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)
    late: Mapped[bool] = mapped_column(Boolean, default=False)  # after the cut, which it did not change
    topic: Mapped[str | None] = mapped_column(String(40))  # of the project, as declared: catalogs.yaml project_topics

    member: Mapped[CohortMember] = relationship()


class Selection(db.Model):
    """A cut from one stage to the next: the rule's inputs and its published outcome."""

    __tablename__ = "selection"
    __table_args__ = (UniqueConstraint("cohort_id", "stage_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    cohort_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort.id"))
    stage_id: Mapped[str] = mapped_column(String(60))  # the stage that is filled
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    taken: Mapped[int] = mapped_column(Integer)
    cut_average: Mapped[str] = mapped_column(String(40))
    admitted_codes: Mapped[list[str]] = mapped_column(Json)  # in code order, never in rank order
    waiting_codes: Mapped[list[str]] = mapped_column(Json)  # in the order in which they step in; not published
    # The key of the last one admitted: average, percentages that break ties, draw; what everybody compares with.
    line: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    inputs_digest: Mapped[str] = mapped_column(String(64), default="")  # of every code with its grades, for an auditor
    answer_days: Mapped[int] = mapped_column(Integer, default=5)


class StagePlace(db.Model):
    """A place in a stage that a cut fills: offered, then answered by the person, or passed on."""

    __tablename__ = "stage_place"
    __table_args__ = (UniqueConstraint("selection_id", "member_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    selection_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("selection.id"))
    member_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort_member.id"), index=True)
    via: Mapped[str] = mapped_column(String(8))  # cut | waiting
    state: Mapped[str] = mapped_column(String(10))  # offered | accepted | declined | passed_on
    offered_at: Mapped[dt.datetime] = mapped_column(Instant)
    answer_by: Mapped[dt.datetime] = mapped_column(Instant)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class ProgramCall(db.Model):
    """A call for applications to a program, and how its places were given: by the draw, with quotas.

    The digest of the seed is published with the call, before the first application has a code. ``admission`` is what
    the draw started from and what it gave, by code: see `registry.programs.admission`.
    """

    __tablename__ = "program_call"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    program_id: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(80))  # of the cohort that it fills
    opens_at: Mapped[dt.datetime] = mapped_column(Instant)
    closes_at: Mapped[dt.datetime] = mapped_column(Instant)
    starts_on: Mapped[dt.date | None] = mapped_column()
    capacity: Mapped[int] = mapped_column(Integer)
    waiting: Mapped[int] = mapped_column(Integer)
    answer_days: Mapped[int] = mapped_column(Integer)  # to accept a place, in natural days
    text: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # eligibility, documents, sites: each es and en
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # id, attribute, value, min_percent
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    seed_commitment: Mapped[str | None] = mapped_column(String(64))
    sealed_seed: Mapped[str | None] = mapped_column(String(300))
    seed: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    admission: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cohort_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("cohort.id"))
    funder: Mapped[str | None] = mapped_column(String(40))  # as the call says it; the cohort's own is what counts

    cohort: Mapped[Cohort | None] = relationship()


class CallApplication(db.Model):
    """Somebody's application to a call. ``code`` is drawn from and published; it leads to no name.

    ``declared`` is what the person said of herself, with consent, by attribute; it changes until the call closes and
    never afterwards, but for a consent that is withdrawn, which empties it.
    """

    __tablename__ = "call_application"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        UniqueConstraint("call_id", "code"),
        UniqueConstraint("call_id", "document_digest"),
        Index("ix_call_application_state", "call_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    call_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("program_call.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    code: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))  # sent | withdrawn | ineligible | admitted | waiting | not_admitted
    channel: Mapped[str] = mapped_column(String(8))  # page | desk
    declared: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    consent_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("consent.id"))
    document_kind: Mapped[str] = mapped_column(String(20))  # catalogs.yaml identity_documents
    sealed_document: Mapped[bytes | None] = mapped_column(LargeBinary)
    document_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # keyed: one application for each document
    reason: Mapped[str | None] = mapped_column(String(30))  # why not eligible: `messages.INELIGIBLE`
    sent_at: Mapped[dt.datetime] = mapped_column(Instant)
    changed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # withdrawn or found not eligible
    answer: Mapped[str | None] = mapped_column(String(10))  # accepted | declined | passed_on
    answer_by: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    stepped_in_at: Mapped[dt.datetime | None] = mapped_column(Instant)

    call: Mapped[ProgramCall] = relationship()


class Agreement(db.Model):
    """An agreement between the institutions of a program, with its validity. It is kept when it ends."""

    __tablename__ = "program_agreement"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    program_id: Mapped[str] = mapped_column(String(60), index=True)
    reference: Mapped[str] = mapped_column(String(80))  # number or address of the document
    parties: Mapped[list[dict[str, Any]]] = mapped_column(
        Json, default=list
    )  # name, role, slug (None: not on the roll)
    subject: Mapped[dict[str, str]] = mapped_column(Json, default=dict)  # es, en
    regions: Mapped[list[str]] = mapped_column(Json, default=list)  # state:02, pole:pole-01, region:northern_border
    signed_on: Mapped[dt.date] = mapped_column()
    valid_from: Mapped[dt.date] = mapped_column()
    valid_until: Mapped[dt.date] = mapped_column()
    ended_on: Mapped[dt.date | None] = mapped_column()  # before its time
    end_note: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)
