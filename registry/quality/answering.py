"""The institution's side: evidence of how somebody of the sample was assessed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.custody import vault
from registry.db import db
from registry.providers import deadlines
from registry.providers.dossier import Upload, require_evidence, require_statement
from registry.quality import queries
from registry.quality.deciding import DECIDE, impartial
from registry.quality.drawing import RUN
from registry.quality.errors import AuditMovedOn, EvidenceLacking, EvidenceLate, FileGone, TooManyFiles
from registry.quality.keeping import KEPT_DAYS
from registry.quality.models import QualityEvidence, QualityRecord
from registry.quality.rules import RecordState
from registry.quality.telling import tell_authority

ANSWER = "quality:answer"
MOST_FILES = 5


def answer(number: str, code: str, note: str, uploads: Sequence[Upload], *, actor: Actor) -> QualityRecord:
    """Hand in evidence for one record, or add to it while the time runs and nobody has decided.

    Raises `NoSuchAudit`, `NotAllowed`, `NoSuchRecord`, `AuditMovedOn`, `EvidenceLate`, `EvidenceLacking`,
    `TooManyFiles`, and what `registry.providers.dossier` refuses of files and words.
    """
    audit = queries.audit(number)
    actor.require(ANSWER, at_provider=audit.provider_id)
    found = queries.record(audit, code)
    db.session.refresh(found, with_for_update={"of": QualityRecord})
    if found.state not in (RecordState.ASKED, RecordState.ANSWERED) or audit.evidence_due_at is None:
        raise AuditMovedOn()
    now = clock.now()
    if now > audit.evidence_due_at:
        raise EvidenceLate(day=deadlines.day_of(audit.evidence_due_at))
    held = db.session.scalar(select(func.count()).where(QualityEvidence.record_id == found.id)) or 0
    if not held and not uploads:
        raise EvidenceLacking()
    if held + len(uploads) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    kept = [require_evidence(one) for one in uploads]
    found.note = require_statement(note)
    for one in kept:
        key = uuid.uuid4()
        db.session.add(
            QualityEvidence(
                id=key,
                record_id=found.id,
                award_id=found.award_id,
                name=one.name,
                media_type=one.media_type,
                size=len(one.body),
                digest=hashlib.sha256(one.body).hexdigest(),
                sealed=vault.seal(one.body, context=_context(key)),
                uploaded_at=now,
            )
        )
    found.state, found.answered_at, found.answered_by = RecordState.ANSWERED.value, now, actor.account_id
    db.session.flush()
    record(
        "audit.answered", "quality_record", found.id, actor=actor, provider_id=audit.provider_id,
        number=number, code=code, files=len(kept),
    )  # fmt: skip
    if not queries.count_in(audit.id, RecordState.ASKED):
        tell_authority(audit, "to_decide", DECIDE)
    return found


def read_file(number: str, code: str, evidence_id: uuid.UUID, *, actor: Actor) -> tuple[QualityEvidence, bytes]:
    """A file with its body: for the institution, for impartial reviewers, for who runs audits.

    Raises `NoSuchAudit`, `NoSuchRecord`, `NotAllowed`, `NotImpartial`, `FileGone`.
    """
    audit = queries.audit(number)
    if not actor.may(ANSWER, at_provider=audit.provider_id) and not actor.may(RUN):
        impartial(audit, actor)
    file = queries.evidence(queries.record(audit, code), evidence_id)
    if file.sealed is None:
        raise FileGone(days=KEPT_DAYS)
    return file, vault.unseal(file.sealed, context=_context(file.id))


def _context(key: uuid.UUID) -> str:
    return f"audit_evidence:{key}"
