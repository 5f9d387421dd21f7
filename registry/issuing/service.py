"""Committing a plan and carrying it out: chunks with leases, so that a worker that dies loses and doubles nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import orjson
from sqlalchemy import ColumnElement, func, or_, select, update

from registry import addresses, clock, ids
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award, Claim
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.db import db
from registry.documents.status_event import EventKind
from registry.issuing.errors import BatchClosed, NothingToIssue, PlanChanged, TooLateToUndo
from registry.issuing.intake import CandidateRow
from registry.issuing.models import AssessmentTally, BatchFile, BatchRow, IssueBatch, IssueChunk
from registry.issuing.planning import candidate_of, forget_the_others, plan_hash, planned
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people import service as people
from registry.people.models import Consent
from registry.people.service import PersonClaims
from registry.records import service as records
from registry.records.errors import RegistryNotReady
from registry.records.models import Document
from registry.signing import Algorithm, jws_compact
from registry.texts import Text

#: How long mails wait, with Undo on the page.
UNDO_TIME = dt.timedelta(minutes=15)
#: Credentials in one transaction: short enough that a page's write beside it waits well under a second.
CHUNK_ROWS = 50
LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 5
CONSENT_TEXT = Text(
    "La institución declara que cuenta con el consentimiento de cada persona para registrar estos datos.",
    "The institution states that it holds each person's consent to record these data.",
)


def commit(batch: IssueBatch, *, expected_hash: str, actor: Actor) -> IssueBatch:
    """Accept the plan: from here on workers issue it. Raises `BatchClosed`, `PlanChanged`, `NothingToIssue`,
    `NotAllowed`, `NotAccredited`."""
    actor.require("batch:commit", at_provider=batch.provider_id)
    if batch.state != "reviewed":
        raise BatchClosed()
    if expected_hash != batch.plan_hash or plan_hash(batch) != batch.plan_hash:
        raise PlanChanged()
    awards.open_workshop(batch.definition_version_id)  # refuses before anything is promised
    positions = list(
        db.session.scalars(
            select(BatchRow.position).where(BatchRow.batch_id == batch.id, *planned()).order_by(BatchRow.position)
        )
    )
    if not positions:
        raise NothingToIssue()
    for number, start in enumerate(range(0, len(positions), CHUNK_ROWS)):
        slice_ = positions[start : start + CHUNK_ROWS]
        db.session.add(IssueChunk(batch_id=batch.id, number=number, first_position=slice_[0], last_position=slice_[-1]))
    forget_the_others(batch)
    batch.state = "committed"
    batch.committed_at = clock.now()
    batch.committed_by = actor.account_id
    batch.mails_at = clock.now() + UNDO_TIME
    batch.totals = {**batch.totals, "planned": len(positions)}
    audit.record(
        "batch.committed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id,
        planned=len(positions), plan=batch.plan_hash,
    )  # fmt: skip
    db.session.flush()
    return batch


def work(*, limit: int = 1_000, after_chunk: Callable[[IssueBatch, int], None] | None = None) -> int:
    """Issue what waits, chunk by chunk, each in a transaction of its own. Returns how many chunks were done."""
    done = 0
    while done < limit:
        chunk_id = _lease()
        if chunk_id is None:
            return done
        try:
            batch, issued = _issue_chunk(chunk_id)
            db.session.commit()
        except Exception as fault:
            db.session.rollback()
            _give_back(chunk_id, fault)
            db.session.commit()
            if isinstance(fault, (KeyboardInterrupt, SystemExit)):
                raise
            continue
        done += 1
        if after_chunk:
            after_chunk(batch, issued)
        _finish_if_done(batch.id)
        db.session.commit()
    return done


def _lease() -> uuid.UUID | None:
    """Take the next chunk: the UPDATE's condition decides between workers."""
    now = clock.now()
    candidate = db.session.scalars(
        select(IssueChunk.id)
        .join(IssueBatch, IssueBatch.id == IssueChunk.batch_id)
        .where(IssueBatch.state == "committed", _free(now))
        .order_by(IssueChunk.batch_id, IssueChunk.number)
        .limit(1)
    ).first()
    if candidate is None:
        db.session.commit()
        return None
    taken = db.session.execute(
        update(IssueChunk)
        .where(IssueChunk.id == candidate, _free(now))
        .values(state="leased", leased_until=now + LEASE, attempts=IssueChunk.attempts + 1)
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    return candidate if taken else _lease()


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(IssueChunk.state == "waiting", (IssueChunk.state == "leased") & (IssueChunk.leased_until < now))


def _issue_chunk(chunk_id: uuid.UUID) -> tuple[IssueBatch, int]:
    chunk = db.session.get_one(IssueChunk, chunk_id, populate_existing=True)
    # Undo takes the batch's row for itself: what it has undone is not issued by a worker that had begun.
    batch = db.session.get_one(
        IssueBatch, chunk.batch_id, populate_existing=True, with_for_update={"read": True, "of": IssueBatch}
    )
    if batch.state != "committed" or chunk.state != "leased":
        return batch, 0
    rows = db.session.scalars(
        select(BatchRow)
        .where(
            BatchRow.batch_id == batch.id,
            BatchRow.position.between(chunk.first_position, chunk.last_position),
            BatchRow.award_id.is_(None),
            *planned(),
        )
        .order_by(BatchRow.position)
        .with_for_update()
    ).all()
    if rows:
        context = IssueContext(
            definition_version_id=batch.definition_version_id,
            batch_id=batch.id,
            mails_at=batch.mails_at,
            consent_id=_consent(batch).id if batch.consent_statement else None,
        )
        issued = awards.issue([command_of(candidate_of(row)) for row in rows], context, actor=SYSTEM)
        for row, award in zip(rows, issued, strict=True):
            row.award_id = award.id
            row.sealed = None  # the person is in the registry now; the row keeps no second copy
    chunk.state, chunk.leased_until = "done", None
    return batch, len(rows)


def _consent(batch: IssueBatch) -> Consent:
    purpose = f"demographics:{batch.id}"
    held = db.session.scalars(select(Consent).where(Consent.purpose == purpose)).first()
    return held or people.state_consent(
        purpose=purpose, text_version="1", statement=CONSENT_TEXT.es, provider_id=batch.provider_id
    )


def command_of(candidate: CandidateRow) -> AwardCommand:
    """A judged row as an award to make."""
    if candidate.achieved_on is None:
        raise ValueError("a row without a date of achievement cannot be issued")
    return AwardCommand(
        person=PersonClaims(
            full_name=candidate.full_name,
            given_names=candidate.given_names or None,
            first_surname=candidate.first_surname or None,
            second_surname=candidate.second_surname or None,
            curp=candidate.curp,
            email=candidate.email,
            phone=candidate.phone,
            facts=dict(candidate.demographics),
        ),
        awarded_on=candidate.achieved_on,
        scores=dict(candidate.scores),
        mode=candidate.mode,
        language=candidate.language or "spanish",
        state_code=candidate.state,
        municipality=candidate.municipality or None,
        cct=candidate.cct,
        chamber_code=candidate.chamber_code or None,
        group_name=candidate.group or None,
        reference=dict(candidate.reference),
    )


def _give_back(chunk_id: uuid.UUID, fault: Exception) -> None:
    chunk = db.session.get_one(IssueChunk, chunk_id)
    chunk.state = "failed" if chunk.attempts >= MAX_ATTEMPTS else "waiting"
    chunk.leased_until = None
    chunk.last_error = f"{type(fault).__name__}: {fault}"[:300]


def _finish_if_done(batch_id: uuid.UUID) -> None:
    open_chunks = db.session.scalar(
        select(func.count()).select_from(IssueChunk).where(IssueChunk.batch_id == batch_id, IssueChunk.state != "done")
    )
    batch = db.session.get_one(IssueBatch, batch_id)
    if open_chunks or batch.state != "committed":
        return
    batch.state = "issued"
    batch.finished_at = clock.now()
    db.session.add(
        AssessmentTally(
            batch_id=batch.id,
            definition_version_id=batch.definition_version_id,
            not_yet_competent=int(batch.totals.get("not_competent", 0)),
            recorded_at=clock.now(),
        )
    )
    batch.acknowledgement = acknowledge(batch)
    file = db.session.get(BatchFile, batch.id)
    if file is not None:
        db.session.delete(file)  # the faulty rows were offered for download before the commit
    audit.record("batch.issued", "issue_batch", batch.id, actor=SYSTEM, provider_id=batch.provider_id)
    _tell_who_committed(batch)
    db.session.flush()


def _tell_who_committed(batch: IssueBatch) -> None:
    """A large list takes longer than anybody watches a page, and Undo has an end. An undo stops this mail too."""
    account = db.session.get(Account, batch.committed_by) if batch.committed_by else None
    if account is None or account.email is None or account.disabled_at is not None:
        return
    definition = batch.definition_version.definition
    values = {
        "title": awards.title_of(batch.definition_version),
        "count": len(folios_of(batch.id)),
        "url": addresses.path(f"institucion/{definition.provider.slug}/emisiones/{batch.id}"),
    }
    if batch.mails_at is not None and clock.now() < batch.mails_at:
        values["undo_until"] = batch.mails_at
    notices.enqueue(Kind.BATCH_ISSUED, account.email, account.language, values, group_key=f"batch:{batch.id}")


def try_again(batch: IssueBatch, *, actor: Actor) -> int:
    """Give chunks that failed for good another round of attempts, once the cause is gone. How many there were."""
    actor.require("batch:commit", at_provider=batch.provider_id)
    if batch.state != "committed":
        raise BatchClosed()
    renewed = db.session.execute(
        update(IssueChunk)
        .where(IssueChunk.batch_id == batch.id, IssueChunk.state == "failed")
        .values(state="waiting", attempts=0, last_error=None)
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    audit.record(
        "batch.tried_again", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, chunks=renewed
    )
    db.session.flush()
    return int(renewed)


def acknowledge(batch: IssueBatch) -> bytes:
    """The *acuse*: a compact JWS by the registry's receipts key that lists the folios issued."""
    registry = custody_queries.issuer_of_kind("registry")
    if registry is None:
        raise RegistryNotReady()
    key = custody.active_key(registry, "receipts", Algorithm.P256)
    payload = {
        "type": "IssueAcknowledgement",
        "batch": str(batch.id),
        "definition": str(batch.definition_version_id),
        "file": {"name": batch.file_name, "sha256": batch.file_digest},
        "plan": batch.plan_hash,
        "issuedAt": clock.whole_second(clock.now()).isoformat(),
        "folios": folios_of(batch.id),
    }
    return jws_compact(
        orjson.dumps(payload),
        signer=vault.current().signer(key),
        kid=custody.verification_method(key),
        typ="registry-issue-acknowledgement+jws",
    ).encode()


def folios_of(batch_id: uuid.UUID) -> list[str]:
    """The folios of a batch, in the order of its rows."""
    rows = db.session.scalars(
        select(Award.folio)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .where(BatchRow.batch_id == batch_id)
        .order_by(BatchRow.position)
    )
    return [ids.spell_folio(folio) for folio in rows]


def cancel(batch: IssueBatch, *, actor: Actor) -> None:
    """Give up a file before its commit; its rows and bytes are deleted."""
    actor.require("batch:cancel", at_provider=batch.provider_id)
    if batch.state not in ("uploaded", "reviewed"):
        raise BatchClosed()
    batch.state = "cancelled"
    db.session.execute(BatchRow.__table__.delete().where(BatchRow.batch_id == batch.id))
    file = db.session.get(BatchFile, batch.id)
    if file is not None:
        db.session.delete(file)
    audit.record("batch.cancelled", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id)
    db.session.flush()


def undo(batch: IssueBatch, *, actor: Actor) -> int:
    """Within fifteen minutes of the commit: cancel the mails, revoke everything with ``issued_in_error``.

    Returns how many were revoked. Raises `TooLateToUndo`, `BatchClosed`.
    """
    actor.require("batch:cancel", at_provider=batch.provider_id)
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state not in ("committed", "issued"):
        raise BatchClosed()
    if batch.mails_at is None or clock.now() >= batch.mails_at:
        raise TooLateToUndo()
    notices.cancel_group(f"batch:{batch.id}")
    db.session.execute(update(IssueChunk).where(IssueChunk.batch_id == batch.id).values(state="done"))
    issued: Sequence[Award] = db.session.scalars(
        select(Award).where(Award.batch_id == batch.id, Award.state != "revoked")
    ).all()
    documents = db.session.scalars(select(Document).where(Document.id.in_([one.document_id for one in issued]))).all()
    records.change_many(documents, EventKind.REVOKED, reason="issued_in_error", actor=actor)
    for award in issued:
        award.state = "revoked"
    db.session.execute(
        update(Claim)
        .where(Claim.award_id.in_(select(Award.id).where(Award.batch_id == batch.id)))
        .values(cancelled_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    batch.state, batch.undone_at = "undone", clock.now()
    db.session.execute(update(BatchRow).where(BatchRow.batch_id == batch.id).values(sealed=None))
    file = db.session.get(BatchFile, batch.id)
    if file is not None:
        db.session.delete(file)
    audit.record(
        "batch.undone", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, revoked=len(issued)
    )
    db.session.flush()
    return len(issued)
