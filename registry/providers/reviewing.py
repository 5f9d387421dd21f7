"""Who may review an application, who may read whose review, and when the reviews decide. Pure.

The numbers come from the criteria's data (``decision``): how many reviewers, blind until filed, a third on
disagreement. What the findings amount to is `registry.curriculum.criteria`'s to say.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from registry.curriculum.criteria import Criteria, Criterion, Decision, Finding, panel
from registry.providers.errors import (
    AlreadyAssigned,
    ConflictOfInterest,
    FindingNeedsComment,
    OpinionMissing,
    ReviewersDisagree,
    ReviewsMissing,
    SeatsTaken,
)

COMMENT_MAXIMUM = 2_000
OPINION_MAXIMUM = 8_000


@dataclass(frozen=True, slots=True)
class Seat:
    """One reviewer's place in an application. ``decision`` is what the filed findings amount to, None until then."""

    reviewer_id: uuid.UUID
    number: int
    filed_at: dt.datetime | None = None
    recused: bool = False
    decision: Decision | None = None


def require_free_of_conflict(
    reviewer_name: str, roles_at: Collection[uuid.UUID], provider_id: uuid.UUID, provider_name: str
) -> None:
    """Raise `ConflictOfInterest` for somebody who holds a role at the institution under review."""
    if provider_id in roles_at:
        raise ConflictOfInterest(reviewer=reviewer_name, provider=provider_name)


def seat_for(seats: Sequence[Seat], criteria: Criteria, *, reviewer_id: uuid.UUID, reviewer_name: str) -> int:
    """The seat that a new reviewer takes: a free one of the first, or one more once those disagree.

    Raises `AlreadyAssigned` (also for who was recused), `SeatsTaken`.
    """
    if any(seat.reviewer_id == reviewer_id for seat in seats):
        raise AlreadyAssigned(reviewer=reviewer_name)
    taken = {seat.number for seat in sitting(seats)}
    for number in range(1, criteria.reviewers_min + 1):
        if number not in taken:
            return number
    extra = criteria.reviewers_min + 1
    if extra not in taken and disagree(seats, criteria):
        return extra
    raise SeatsTaken(seats=len(taken))


def disagree(seats: Sequence[Seat], criteria: Criteria) -> bool:
    """Whether all the first reviewers have filed and come to different results."""
    first = [seat.decision for seat in sitting(seats) if seat.number <= criteria.reviewers_min]
    decisions = [decision for decision in first if decision is not None]
    return len(decisions) >= criteria.reviewers_min and panel(criteria, decisions).decision is None


def ruled(seats: Sequence[Seat], criteria: Criteria) -> Decision:
    """What the reviews decide together. Raises `ReviewsMissing`, `ReviewersDisagree`."""
    present = sitting(seats)
    filed = [seat.decision for seat in sorted(present, key=lambda seat: seat.number) if seat.decision is not None]
    expected = max(criteria.reviewers_min, len(present))
    if len(filed) < expected:
        raise ReviewsMissing(filed=len(filed), needed=expected)
    decision = panel(criteria, filed).decision
    if decision is None:
        raise ReviewersDisagree()
    return decision


def may_read(seats: Sequence[Seat], criteria: Criteria, *, reader_id: uuid.UUID | None, author_id: uuid.UUID) -> bool:
    """Whether somebody may read a review: its author always, everybody else once all have filed.

    A third reviewer reads the first two only after filing, and the person who decides reads none before all are in:
    nobody may learn from half of the reviews what the other half should say.
    """
    if reader_id == author_id:
        return True
    present = sitting(seats)
    return len(present) >= criteria.reviewers_min and all(seat.filed_at is not None for seat in present)


def require_fileable(
    applying: Sequence[Criterion], findings: Mapping[str, str], comments: Mapping[str, str], opinion: str
) -> None:
    """Raise `FindingNeedsComment` for a «does not meet» without its why, `OpinionMissing` without an opinion."""
    silent = [
        one.id
        for one in applying
        if findings.get(one.id) == Finding.DOES_NOT_MEET and not comments.get(one.id, "").strip()
    ]
    if silent:
        raise FindingNeedsComment(criteria=", ".join(silent))
    if not opinion.strip():
        raise OpinionMissing()


def found_together(applying: Sequence[Criterion], decision: Decision) -> dict[str, str]:
    """The finding of each criterion that applies, as the ruling publishes it."""
    failed = {*decision.failed_mandatory, *decision.failed_recommended}
    return {one.id: (Finding.DOES_NOT_MEET if one.id in failed else Finding.MEETS).value for one in applying}


def with_computed(findings: Mapping[str, str], computed: Mapping[str, bool]) -> dict[str, str]:
    """A reviewer's findings, where what the registry computed as not met stays not met, whatever the reviewer says."""
    return {**findings, **{name: Finding.DOES_NOT_MEET.value for name, meets in computed.items() if not meets}}


def sitting(seats: Sequence[Seat]) -> list[Seat]:
    """The seats of reviewers who were not recused."""
    return [seat for seat in seats if not seat.recused]
