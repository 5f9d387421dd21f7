"""Committing a plan, giving it up, undoing it, and what says that it is done. `working` carries it out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import orjson
from sqlalchemy import select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.models import Award, AwardDocument, Claim
from registry.awards.workshop import open_workshop
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.db import db
from registry.documents.status_event import EventKind
from registry.issuing import filing
from registry.issuing.errors import BatchClosed, NothingToIssue, PlanChanged, PlanOverlaps, TooLateToUndo
from registry.issuing.known import awarded_since, planned_elsewhere
from registry.issuing.models import BatchRow, IssueBatch, IssueChunk
from registry.issuing.rows import forget_the_others, plan_of
from registry.notices import service as notices
from registry.people import service as people
from registry.records import service as records
from registry.records.errors import RegistryNotReady
from registry.records.models import Document
from registry.signing import Algorithm, jws_compact
from registry.texts import Text

#: How long mails wait, with Undo on the page.
UNDO_TIME = dt.timedelta(minutes=15)
#: Rows that a worker leases at once.
CHUNK_ROWS = 2_000
CONSENT_TEXT = Text(
    "La institución declara que cuenta con el consentimiento de cada persona para registrar estos datos.",
    "The institution states that it holds each person's consent to record these data.",
)


def commit(batch: IssueBatch, *, expected_hash: str, actor: Actor) -> IssueBatch:
    """Accept the plan: from here on workers issue it. Raises `BatchClosed`, `PlanChanged`, `PlanOverlaps`,
    `NothingToIssue`, `NotAllowed`, `NotAccredited`."""
    actor.require("batch:commit", at_provider=batch.provider_id)
    if batch.state != "reviewed":
        raise BatchClosed()
    plan = plan_of(batch, chunk_rows=CHUNK_ROWS)
    if expected_hash != batch.plan_hash or plan.digest != batch.plan_hash:
        raise PlanChanged()
    open_workshop(batch.definition_version_id)  # refuses before anything is promised
    if not plan.rows:
        raise NothingToIssue()
    if planned_elsewhere(batch) or awarded_since(batch):
        raise PlanOverlaps()
    for number, (first, last, rows) in enumerate(plan.chunks):
        db.session.add(
            IssueChunk(batch_id=batch.id, number=number, first_position=first, last_position=last, planned=rows)
        )
    forget_the_others(batch)
    if batch.consent_statement:
        people.state_consent(
            purpose=consent_purpose(batch.id),
            text_version="1",
            statement=CONSENT_TEXT.es,
            provider_id=batch.provider_id,
        )
    batch.state = "committed"
    batch.committed_at = batch.running_since = clock.now()
    batch.committed_by = actor.account_id
    batch.mails_at = clock.now() + UNDO_TIME
    batch.totals = {**batch.totals, "planned": plan.rows}
    audit.record(
        "batch.committed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id,
        planned=plan.rows, plan=batch.plan_hash,
    )  # fmt: skip
    db.session.flush()
    return batch


def consent_purpose(batch_id: uuid.UUID) -> str:
    """Under which purpose a file's statement of consent is kept."""
    return f"demographics:{batch_id}"


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
    filing.forget(batch.id)
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
    # Those in wallets too: a slip may have been printed and used within the fifteen minutes.
    documents = db.session.scalars(
        select(Document)
        .join(AwardDocument, AwardDocument.document_id == Document.id)
        .join(Award, Award.id == AwardDocument.award_id)
        .where(Award.batch_id == batch.id, Document.state.in_(("good", "suspended")))
    ).all()
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
    filing.forget(batch.id)
    audit.record(
        "batch.undone", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, revoked=len(issued)
    )
    db.session.flush()
    return len(issued)
