"""Another assessor's decision about one record, and the end of the audit."""

from __future__ import annotations

from sqlalchemy import or_, select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.awards.models import Award
from registry.db import db
from registry.people.models import Person
from registry.quality import queries, rules
from registry.quality.errors import AuditMovedOn, DecisionUnfit, NotImpartial, ReasonsMissing
from registry.quality.models import QualityAudit, QualityRecord
from registry.quality.rules import RecordState
from registry.quality.telling import tell_authority, tell_institution

DECIDE = "quality:review"
SHORTEST_REASONS, LONGEST_REASONS = 20, 4_000


def decide(number: str, code: str, decision: str, reasons: str, *, actor: Actor) -> QualityRecord:
    """Say from the evidence whether the person is competent; the last decision closes the audit.

    Raises `NoSuchAudit`, `NotAllowed`, `NotImpartial`, `NoSuchRecord`, `AuditMovedOn`, `DecisionUnfit`,
    `ReasonsMissing`.
    """
    audit = queries.audit(number)
    impartial(audit, actor)
    found = queries.record(audit, code)
    db.session.refresh(found, with_for_update={"of": QualityRecord})
    if found.state != RecordState.ANSWERED or audit.closed_at is not None:
        raise AuditMovedOn()
    if decision not in (rules.COMPETENT, rules.NOT_YET):
        raise DecisionUnfit()
    if len(reasons.strip()) < SHORTEST_REASONS:
        raise ReasonsMissing(minimum=SHORTEST_REASONS)
    found.state, found.decision, found.reasons = RecordState.DECIDED.value, decision, reasons.strip()[:LONGEST_REASONS]
    found.reviewer_id, found.decided_at = actor.account_id, clock.now()
    db.session.flush()
    record(
        "audit.decided", "quality_record", found.id, actor=actor, provider_id=audit.provider_id,
        number=number, code=code, decision=decision,
    )  # fmt: skip
    close_if_done(audit, actor)
    return found


def impartial(audit: QualityAudit, actor: Actor) -> None:
    """Raise `NotAllowed`, or `NotImpartial` for whoever holds a role at the audited institution."""
    actor.require(DECIDE)
    if audit.provider_id in actor.provider_ids:
        raise NotImpartial()


def close_if_done(audit: QualityAudit, actor: Actor) -> bool:
    """Close an audit whose records are all final: what was found is written, and told. Whether it closed.

    What its institution revoked while the audit ran needs no decision: it says itself that the first was wrong.
    """
    if audit.closed_at is not None or audit.drawn_at is None:
        return False
    open_states = (RecordState.ASKED, RecordState.ANSWERED)
    pending = select(QualityRecord).join(QualityRecord.award).join(Award.person)
    for one in db.session.scalars(
        pending.where(
            QualityRecord.audit_id == audit.id,
            QualityRecord.state.in_(open_states),
            or_(Award.state == "revoked", Person.erased_at.is_not(None), Person.blocked_at.is_not(None)),
        )
    ):
        revoked = one.award.state == "revoked"
        one.state = (RecordState.REVOKED if revoked else RecordState.SET_ASIDE).value
    db.session.flush()
    if queries.count_in(audit.id, *open_states):
        return False
    rows = db.session.execute(
        select(QualityRecord.state, QualityRecord.decision).where(QualityRecord.audit_id == audit.id)
    )
    found = rules.outcome([(state, decision) for state, decision in rows])
    audit.reviewed, audit.agreed, audit.closed_at = found.reviewed, found.agreed, clock.now()
    db.session.flush()
    record(
        "audit.closed", "quality_audit", audit.id, actor=actor, provider_id=audit.provider_id,
        number=audit.number, reviewed=found.reviewed, agreed=found.agreed, missing=found.missing,
    )  # fmt: skip
    tell_institution(audit, "closed")
    tell_authority(audit, "closed", "quality:run")
    return True
