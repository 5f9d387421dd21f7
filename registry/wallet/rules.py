"""How an offer stands, and whether a document of an award may go into a wallet now (pure)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from registry.wallet.models import WalletOffer

#: Digits of a transaction code. With five tries, one guess in 200,000 offers succeeds.
TX_CODE_DIGITS = 6
#: Documents of one award in wallets at one time: more devices than a person has.
MOST_COPIES = 10
#: How long a nonce for a proof of key is good.
NONCE_LIFE = dt.timedelta(minutes=5)
#: How long a wallet may come back for what cannot be signed yet, such as a suspended microcredential.
DEFERRED_LIFE = dt.timedelta(days=7)
#: How long a wallet should wait before it asks again for what is not ready (seconds).
INTERVAL = 3_600


class Ending(StrEnum):
    """Why an offer can never be used again, for whatever reason but its time."""

    RECEIVED = "received"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # by a newer offer of the same award
    GUESSED = "guessed"  # too many wrong transaction codes
    REUSED = "reused"  # both codes came twice
    DENIED = "denied"  # the award can no longer go into a wallet


class Stage(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    COLLECTING = "collecting"  # a wallet has a token
    WAITING = "waiting"  # a wallet has proved its key and comes back later
    EXPIRED = "expired"
    ENDED = "ended"


class Obstacle(StrEnum):
    """Why no document of an award can go into a wallet; the last two may pass."""

    NOT_ACCEPTED = "not_accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    SUSPENDED = "suspended"
    NOT_ACCREDITED = "not_accredited"

    @property
    def may_pass(self) -> bool:
        """Whether it is worth waiting."""
        return self in (Obstacle.SUSPENDED, Obstacle.NOT_ACCREDITED)


def stage(offer: WalletOffer, *, at: dt.datetime) -> Stage:
    """Where the offer stands at that moment."""
    if offer.ended_because is not None:
        return Stage.ENDED
    if offer.used_at is None:
        return Stage.OPEN if at < offer.expires_at else Stage.EXPIRED
    if offer.access_until is None or at >= offer.access_until:
        return Stage.EXPIRED
    return Stage.WAITING if offer.transaction_id is not None else Stage.COLLECTING


def obstacle(
    *,
    award_state: str,
    accepted: bool,
    valid_until: dt.datetime | None,
    covered: bool,
    copies: int,
    at: dt.datetime,
) -> Obstacle | None:
    """The gravest obstacle, what never passes first; None: nothing is in the way.

    ``covered``: its institution is accredited for it now, by which a document signed now is judged. ``copies``: how
    many documents of the award wallets hold.
    """
    found = (
        (award_state == "revoked", Obstacle.REVOKED),
        (not accepted, Obstacle.NOT_ACCEPTED),
        (valid_until is not None and valid_until <= at, Obstacle.EXPIRED),
        (copies >= MOST_COPIES, Obstacle.TOO_MANY),
        (award_state == "suspended", Obstacle.SUSPENDED),
        (not covered, Obstacle.NOT_ACCREDITED),
    )
    return next((one for true, one in found if true), None)
