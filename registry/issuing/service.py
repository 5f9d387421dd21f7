"""Committing a plan, giving it up, undoing it, and what says that it is done. `working` carries it out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import orjson
from sqlalchemy import exists, func, select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import documents
from registry.awards.inviting import group_of
from registry.awards.models import Award, Claim
from registry.awards.workshop import open_workshop
from registry.bulk import uncollected
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.db import db
from registry.documents.status_event import EventKind
from registry.issuing import deliveries, filing, reviewing
from registry.issuing.errors import BatchClosed, NothingToIssue, NotUnderWay, PlanChanged, PlanOverlaps, TooLateToUndo
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
#: A batch that was cancelled is swept within a day of its end, or the worker has not run.
SWEPT_WITHIN = dt.timedelta(days=1)
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
    plan = plan_of(batch)
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
    """The folios of a batch, in the order of its rows: an award has its row's key, and those grow down the list."""
    with uncollected():
        rows = db.session.execute(select(Award.folio).where(Award.batch_id == batch_id).order_by(Award.id)).all()
        return [ids.spell_folio(folio) for (folio,) in rows]


def cancel(batch: IssueBatch, *, actor: Actor) -> None:
    """Give up a file. Before its commit nothing is left of it; afterwards what is not signed yet never will be.

    A worker stops within a slice of `working.SLICE_ROWS` and then finishes the batch with what was issued. Raises
    `BatchClosed`.
    """
    actor.require("batch:cancel", at_provider=batch.provider_id)
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state == "committed" and batch.cancelled_at is None:
        _cancel_the_rest(batch, actor)
        return
    if batch.state not in ("uploaded", "reviewing", "reviewed"):
        raise BatchClosed()
    batch.state = "cancelled"
    reviewing.forget_review(batch.id)
    reviewing.sweep(batch.id)  # of a long list a worker sweeps the rest, for which nobody need wait
    filing.forget(batch.id)
    audit.record("batch.cancelled", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id)
    db.session.flush()


def _cancel_the_rest(batch: IssueBatch, actor: Actor) -> None:
    batch.cancelled_at, batch.paused_at = clock.now(), None
    db.session.execute(
        update(IssueChunk)
        .where(IssueChunk.batch_id == batch.id, IssueChunk.state != "done")
        .values(state="cancelled", leased_until=None)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        "batch.cancelled", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id,
        issued=issued_of(batch.id),
    )  # fmt: skip
    db.session.flush()


def issued_of(batch_id: uuid.UUID) -> int:
    """How many awards a committed batch has become, by the counters of its chunks."""
    counted = select(func.sum(IssueChunk.issued)).where(IssueChunk.batch_id == batch_id)
    return int(db.session.scalar(counted) or 0)


def pause(batch: IssueBatch, *, actor: Actor) -> None:
    """Let no more be signed until somebody resumes; workers stop within a slice. Raises `NotUnderWay`."""
    actor.require("batch:cancel", at_provider=batch.provider_id)
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state != "committed" or batch.paused_at is not None or batch.cancelled_at is not None:
        raise NotUnderWay()
    batch.paused_at = clock.now()
    audit.record(
        "batch.paused", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, issued=issued_of(batch.id)
    )
    db.session.flush()


def resume(batch: IssueBatch, *, actor: Actor) -> None:
    """Go on signing. Raises `NotUnderWay`."""
    actor.require("batch:commit", at_provider=batch.provider_id)
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state != "committed" or batch.paused_at is None:
        raise NotUnderWay()
    batch.paused_at = None
    batch.running_since, batch.issued_before = clock.now(), issued_of(batch.id)
    audit.record(
        "batch.resumed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, issued=batch.issued_before
    )
    db.session.flush()


def sweep_due() -> int:
    """Some of what cancelled lists left behind: rows of those never committed, sealed people of the others."""
    never = select(IssueBatch.id).where(
        IssueBatch.state == "cancelled",
        IssueBatch.committed_at.is_(None),
        exists().where(BatchRow.batch_id == IssueBatch.id),
    )
    found = db.session.scalar(never.limit(1))
    if found is not None:
        return reviewing.sweep(found)
    kept = (
        select(BatchRow.id)
        .join(IssueBatch, IssueBatch.id == BatchRow.batch_id)
        .where(
            IssueBatch.cancelled_at.is_not(None),
            IssueBatch.finished_at > clock.now() - SWEPT_WITHIN,
            BatchRow.award_id.is_(None),
            BatchRow.sealed.is_not(None),
        )
        .limit(reviewing.SWEPT_ROWS)
    )
    return int(
        db.session.execute(
            update(BatchRow)
            .where(BatchRow.id.in_(kept))
            .values(sealed=None, identity=None)
            .execution_options(synchronize_session=False)
        ).rowcount  # type: ignore[attr-defined]
    )


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
    # First of all: whoever writes mails holds a chunk meanwhile, and finds nothing to write afterwards.
    db.session.execute(update(IssueChunk).where(IssueChunk.batch_id == batch.id).values(state="done", to_invite=0))
    notices.cancel_group(group_of(batch.id))
    notices.cancel_group(deliveries.staff_group(batch.id))
    issued: Sequence[Award] = db.session.scalars(
        select(Award).where(Award.batch_id == batch.id, Award.state != "revoked")
    ).all()
    # Those in wallets too: a slip may have been printed and used within the fifteen minutes.
    standing = db.session.scalars(
        select(Document).where(
            documents.of_awards(select(Award.id).where(Award.batch_id == batch.id), wallets=True),
            Document.state.in_(("good", "suspended")),
        )
    ).all()
    records.change_many(standing, EventKind.REVOKED, reason="issued_in_error", actor=actor)
    for award in issued:
        award.state = "revoked"
    db.session.execute(
        update(Claim)
        .where(Claim.award_id.in_(select(Award.id).where(Award.batch_id == batch.id)))
        .values(cancelled_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    batch.state, batch.undone_at = "undone", clock.now()
    db.session.execute(update(BatchRow).where(BatchRow.batch_id == batch.id).values(sealed=None, to_invite=False))
    filing.forget(batch.id)
    audit.record(
        "batch.undone", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, revoked=len(issued)
    )
    db.session.flush()
    return len(issued)
