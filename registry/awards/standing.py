"""What an award is worth today, in one word (pure): computed from its state, its document's, and the dates."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from registry.awards.messages import STANDING_REASONS, STANDINGS
from registry.texts import CENTRAL_MEXICO, Text

#: From so long before its end a microcredential is called expiring, unless a caller says otherwise (the settings do).
EXPIRING = dt.timedelta(days=90)


class Standing(StrEnum):
    """The words that holders and issuers read; the four verdicts of a verification are another matter."""

    CURRENT = "current"
    EXPIRING = "expiring"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"

    @property
    def word(self) -> Text:
        """«Vigente», “Current”."""
        return STANDINGS[self.value]

    @property
    def stands(self) -> bool:
        """Whether its claims still hold, expired or not: nobody has taken them back."""
        return self not in (Standing.SUSPENDED, Standing.REVOKED, Standing.SUPERSEDED)


def standing(
    *,
    award_state: str,
    document_state: str,
    valid_from: dt.datetime,
    valid_until: dt.datetime | None,
    at: dt.datetime,
    expiring: dt.timedelta = EXPIRING,
) -> Standing:
    """The gravest thing that is true. What was taken back stays so after its last day, too."""
    states = {award_state, document_state}
    for state in (Standing.REVOKED, Standing.SUPERSEDED, Standing.SUSPENDED):
        if state.value in states:
            return state
    if valid_until is not None and valid_until <= at:
        return Standing.EXPIRED
    if valid_from > at:
        return Standing.NOT_YET
    if valid_until is not None and valid_until - at <= expiring:
        return Standing.EXPIRING
    return Standing.CURRENT


def explained(
    now: Standing, *, valid_from: dt.datetime, valid_until: dt.datetime | None, since: dt.datetime | None = None
) -> Text:
    """The standing as a sentence with its day; ``since``: when it was suspended, revoked or superseded."""
    if now is Standing.CURRENT and valid_until is None:
        return STANDING_REASONS["current_without_end"]
    days = {"since": since, "until": valid_until, "starts": valid_from}
    return STANDING_REASONS[now.value].format(
        **{name: moment.astimezone(CENTRAL_MEXICO).date() if moment else "" for name, moment in days.items()}
    )
