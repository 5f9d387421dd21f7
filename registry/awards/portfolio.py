"""What a person's awards are to that person, side by side (pure): answered or not, current or not, renewed or not.

`Standing` says what one award is worth to whoever verifies it; a `Phase` says what it asks of its holder.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.awards.rules import end_of_validity
from registry.awards.standing import Standing
from registry.curriculum.standard import RenewalWindow


class Phase(StrEnum):
    """In the order in which a holder reads them: what waits for an answer first, what is over last."""

    WAITING = "waiting"
    EXPIRING = "expiring"
    CURRENT = "current"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    REJECTED = "rejected"

    @property
    def counts(self) -> bool:
        """Whether the person has it today: accepted, in force, not over."""
        return self in (Phase.EXPIRING, Phase.CURRENT)

    @property
    def comes(self) -> bool:
        """Whether it will count once the person says yes, or once its first day is there."""
        return self in (Phase.WAITING, Phase.NOT_YET)

    @property
    def renewable(self) -> bool:
        """Whether renewing is a question at all: nobody has taken it back, and it was accepted."""
        return self in (Phase.EXPIRING, Phase.CURRENT, Phase.NOT_YET, Phase.EXPIRED)


ORDER = tuple(Phase)


def phase(standing: Standing, *, accepted: bool, declined: bool) -> Phase:
    """An award waits while it stands, answered or not it shows when it was taken back, and a rejected one stays so."""
    if declined:
        return Phase.REJECTED
    if not accepted and standing in (Standing.CURRENT, Standing.EXPIRING, Standing.NOT_YET):
        return Phase.WAITING
    return Phase(standing.value)


@dataclass(frozen=True, slots=True)
class Holding:
    """One award among others. ``version`` is the version of the standard under which it was earned."""

    key: uuid.UUID
    standard_id: str
    version: str
    profile: str | None
    part: str | None
    phase: Phase
    valid_from: dt.datetime
    valid_until: dt.datetime | None

    def same_target(self, other: Holding) -> bool:
        """Whether both are about the same profile or part of one standard, whichever version or institution."""
        mine, theirs = ((one.standard_id, one.profile, one.part) for one in (self, other))
        return mine == theirs


class Renewal(StrEnum):
    """What there is to say of renewing one award."""

    NOT_NEEDED = "not_needed"  # no end
    RENEWED = "renewed"
    LATER = "later"
    OPEN = "open"
    CLOSED = "closed"
    UNSTATED = "unstated"  # the standard sets no dates


@dataclass(frozen=True, slots=True)
class Renewing:
    """``opens`` and ``closes`` are set where the standard sets dates; ``by`` is the award that renewed it."""

    state: Renewal
    opens: dt.datetime | None = None
    closes: dt.datetime | None = None
    by: Holding | None = None


def renewing(
    holding: Holding, holdings: Iterable[Holding], window: RenewalWindow | None, *, at: dt.datetime
) -> Renewing | None:
    """Whether, from when and until when an award can be renewed; None where renewing is no question."""
    end = holding.valid_until
    if not holding.phase.renewable:
        return None
    if end is None:
        return Renewing(Renewal.NOT_NEEDED)
    later = [one for one in holdings if one.same_target(holding) and one.phase.renewable and _ends_after(one, end)]
    if later:
        return Renewing(Renewal.RENEWED, by=max(later, key=lambda one: (one.valid_until is None, one.valid_until)))
    if window is None:
        return Renewing(Renewal.UNSTATED)
    opens, closes = end_of_validity(end, -window.months_before), end_of_validity(end, window.months_after)
    state = Renewal.LATER if at < opens else Renewal.OPEN if at < closes else Renewal.CLOSED
    return Renewing(state, opens, closes)


def _ends_after(one: Holding, end: dt.datetime) -> bool:
    return one.valid_until is None or one.valid_until > end
