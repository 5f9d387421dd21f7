"""What the worker does: evidence that did not come, audits that are done, files that are kept no longer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.audit.service import record
from registry.db import db
from registry.quality import queries
from registry.quality.deciding import DECIDE, close_if_done
from registry.quality.models import QualityAudit, QualityEvidence, QualityRecord
from registry.quality.rules import RecordState
from registry.quality.telling import tell_authority, tell_institution

#: Evidence holds people's work; an appeal against the outcome needs it for a while.
KEPT_DAYS = 90


def due() -> int:
    """Records whose time for evidence is over; audits with nothing left to decide; files to forget. How many acts."""
    return _late() + _forget()


def _late() -> int:
    now, acts = clock.now(), 0
    late = db.session.scalars(
        select(QualityAudit.number)
        .join(QualityRecord, QualityRecord.audit_id == QualityAudit.id)
        .where(
            QualityAudit.closed_at.is_(None),
            QualityAudit.evidence_due_at < now,
            QualityRecord.state == RecordState.ASKED,
        )
        .distinct()
    ).all()
    for number in late:
        audit = queries.audit(number)
        missing = queries.count_in(audit.id, RecordState.ASKED)
        db.session.execute(
            update(QualityRecord)
            .where(QualityRecord.audit_id == audit.id, QualityRecord.state == RecordState.ASKED)
            .values(state=RecordState.MISSING.value)
        )
        record(
            "audit.evidence_missing", "quality_audit", audit.id, actor=SYSTEM, provider_id=audit.provider_id,
            number=number, records=missing,
        )  # fmt: skip
        tell_institution(audit, "late")
        if not close_if_done(audit, SYSTEM):
            tell_authority(audit, "to_decide", DECIDE)
        acts += 1
    return acts


def _forget() -> int:
    closed = (
        select(QualityRecord.id)
        .join(QualityRecord.audit)
        .where(QualityAudit.closed_at < clock.now() - dt.timedelta(days=KEPT_DAYS))
    )
    done = db.session.execute(
        update(QualityEvidence)
        .where(QualityEvidence.record_id.in_(closed), QualityEvidence.sealed.is_not(None))
        .values(sealed=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
