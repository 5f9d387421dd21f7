"""Another assessor's decision about one record, and the end of the audit."""

from __future__ import annotations

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.quality import queries, rules
from registry.quality.errors import AuditMovedOn, DecisionUnfit, NotImpartial, ReasonsMissing
from registry.quality.models import QualityAudit, QualityRecord
from registry.quality.rules import FINAL, RecordState
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
    for one in audit.records:
        if one.state in (RecordState.ASKED, RecordState.ANSWERED) and one.award.state == "revoked":
            one.state = RecordState.REVOKED.value
        elif one.state not in FINAL and (one.award.person.erased_at or one.award.person.blocked_at):
            one.state = RecordState.SET_ASIDE.value
    if any(one.state not in FINAL for one in audit.records):
        db.session.flush()
        return False
    found = rules.outcome([(one.state, one.decision) for one in audit.records])
    audit.reviewed, audit.agreed, audit.closed_at = found.reviewed, found.agreed, clock.now()
    db.session.flush()
    record(
        "audit.closed", "quality_audit", audit.id, actor=actor, provider_id=audit.provider_id,
        number=audit.number, reviewed=found.reviewed, agreed=found.agreed, missing=found.missing,
    )  # fmt: skip
    tell_institution(audit, "closed")
    tell_authority(audit, "closed", "quality:run")
    return True
