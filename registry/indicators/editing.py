"""Changing what is said of an indicator: somebody proposes a whole new version, somebody else approves it.

The formula is not among what can be changed here: it is computed by code, and changes with it and its tests.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields

from sqlalchemy import func, select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.curriculum.indicators import CADENCES, Framework, Indicator
from registry.db import db
from registry.indicators import queries
from registry.indicators.errors import (
    NoSuchProposal,
    NothingChanged,
    NotWaiting,
    ProposalWaiting,
    ReasonNeeded,
    SamePerson,
)
from registry.indicators.models import IndicatorVersion
from registry.texts import Text

EDIT, APPROVE = "indicator:edit", "indicator:approve"
LONGEST = 2_000
LONGEST_OWNER = 120


@dataclass(frozen=True, slots=True)
class Metadata:
    """What may be changed of an indicator. ``baseline`` is empty in both languages where none is set."""

    owner: str
    cadence: str
    definition: Text
    baseline: Text
    analogue: Text
    caveat: Text

    def as_dict(self) -> dict[str, object]:
        """As it is kept."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


def metadata_of(indicator: Indicator) -> Metadata:
    """What stands now."""
    return Metadata(
        owner=indicator.owner,
        cadence=indicator.cadence,
        definition=indicator.definition,
        baseline=indicator.baseline or Text("", ""),
        analogue=indicator.analogue,
        caveat=indicator.caveat,
    )


def propose(indicator_id: str, wanted: Metadata, *, reason: str, actor: Actor) -> IndicatorVersion:
    """Propose a version of what is said of an indicator, with a public reason.

    Raises NotAllowed, NoSuchIndicator, ReasonNeeded, NothingChanged, ProposalWaiting; ValueError for a cadence that no
    list has.
    """
    actor.require(EDIT)
    framework = queries.framework()
    current = queries.indicator(indicator_id)
    if wanted.cadence not in CADENCES:
        raise ValueError(wanted.cadence)
    if not reason.strip():
        raise ReasonNeeded()
    before, after = metadata_of(current).as_dict(), wanted.as_dict()
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise NothingChanged()
    if waiting(indicator_id) is not None:
        raise ProposalWaiting()
    assert actor.account_id is not None  # noqa: S101  only accounts hold the permission
    row = IndicatorVersion(
        indicator_id=indicator_id,
        framework_version=framework.version,
        number=_next_number(framework, indicator_id),
        state="proposed",
        metadata_=after,
        changed=changed,
        reason=reason.strip()[:LONGEST],
        proposed_by=actor.account_id,
        proposed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record("indicator.proposed", "indicator_version", row.id, actor=actor, indicator=indicator_id, changed=changed)
    return row


def decide(proposal_id: uuid.UUID, *, approve: bool, note: str = "", actor: Actor) -> IndicatorVersion:
    """Approve a proposal, or not; a refusal needs a public note. Raises NotAllowed, NoSuchProposal, NotWaiting,
    SamePerson, ReasonNeeded."""
    actor.require(APPROVE)
    row = _locked(proposal_id)
    if row.proposed_by == actor.account_id:
        raise SamePerson()
    if not approve and not note.strip():
        raise ReasonNeeded()
    row.state = "approved" if approve else "refused"
    row.decided_by, row.decided_at, row.note = actor.account_id, clock.now(), note.strip()[:LONGEST]
    db.session.flush()
    record(f"indicator.{row.state}", "indicator_version", row.id, actor=actor, indicator=row.indicator_id)
    return row


def withdraw(proposal_id: uuid.UUID, *, actor: Actor) -> IndicatorVersion:
    """Take a proposal back, as whoever made it. Raises NotAllowed, NoSuchProposal, NotWaiting."""
    actor.require(EDIT)
    row = _locked(proposal_id)
    if row.proposed_by != actor.account_id:
        raise NoSuchProposal()
    row.state, row.decided_at = "withdrawn", clock.now()
    db.session.flush()
    record("indicator.withdrawn", "indicator_version", row.id, actor=actor, indicator=row.indicator_id)
    return row


def waiting(indicator_id: str) -> IndicatorVersion | None:
    """The proposal that waits for a decision, if one does."""
    return db.session.scalar(
        select(IndicatorVersion).where(
            IndicatorVersion.indicator_id == indicator_id, IndicatorVersion.state == "proposed"
        )
    )


def _locked(proposal_id: uuid.UUID) -> IndicatorVersion:
    row = db.session.get(IndicatorVersion, proposal_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchProposal()
    if row.state != "proposed":
        raise NotWaiting()
    return row


def _next_number(framework: Framework, indicator_id: str) -> int:
    """Version 1 is the framework's own; every proposal takes the next number, also one that is refused later."""
    last = db.session.scalar(
        select(func.max(IndicatorVersion.number)).where(
            IndicatorVersion.indicator_id == indicator_id, IndicatorVersion.framework_version == framework.version
        )
    )
    return (last or 1) + 1


def _plain(value: object) -> object:
    return value.as_dict() if isinstance(value, Text) else value
