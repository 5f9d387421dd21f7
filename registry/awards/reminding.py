"""Reminding people of what waits for them: a mail after some days, and after some more, until it is claimed.

The worker calls `remind_due`. Each claim names the moment of its next reminder, so that looking costs nothing while
none is due.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry import addresses, clock, config
from registry.awards import delivering, sharing
from registry.awards.models import Award, Claim
from registry.awards.service import title_of
from registry.db import db
from registry.notices import queries as notices_queries
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.texts import CENTRAL_MEXICO

SLICE = 200


def remind_due() -> int:
    """Write to some of those whose reminder is due; how many claims were looked at (0: nothing is due)."""
    now, days = clock.now(), config.current().reminder_days
    due = db.session.scalars(
        select(Claim)
        .where(Claim.remind_at <= now)
        .order_by(Claim.remind_at, Claim.id)
        .limit(SLICE)
        .options(joinedload(Claim.award))
        .with_for_update(skip_locked=True, of=Claim)
    ).all()
    dead = notices_queries.dead(claim.email for claim in due if claim.email)
    for claim in due:
        if _waits(claim) and days and (claim.email or "").lower() not in dead:
            _remind(claim)
            claim.reminders += 1
            claim.remind_at = sharing.next_reminder(claim.created_at, after=claim.reminders, days=days)
            # A worker that was off for a month sends one mail, not three.
            while claim.remind_at is not None and claim.remind_at <= now:
                claim.reminders += 1
                claim.remind_at = sharing.next_reminder(claim.created_at, after=claim.reminders, days=days)
        else:
            claim.remind_at = None
    db.session.flush()
    return len(due)


def _waits(claim: Claim) -> bool:
    """Whether its person can still receive it and has not: by this claim, by another, or in an account."""
    award: Award = claim.award
    if sharing.closed_because(claim) is not None or claim.kind != "mail" or not claim.email:
        return False
    if award.state == "revoked" or award.accepted_at is not None or award.declined_at is not None:
        return False
    return delivering.received_at(delivering.claims_of(award.id)) is None


def _remind(claim: Claim) -> None:
    award = claim.award
    notices.enqueue(
        Kind.CLAIM_REMINDER,
        claim.email or "",
        award.person.language,
        {
            "name": award.person.full_name,
            "title": title_of(award.definition_version),
            "provider": award.definition_version.definition.provider.name,
            "url": addresses.claim(sharing.claim_token(claim)),
            "until": claim.expires_at.astimezone(CENTRAL_MEXICO).date(),
        },
        person_id=award.person_id,
    )
