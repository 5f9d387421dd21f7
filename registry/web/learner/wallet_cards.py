"""What a holder reads of the copies in wallets: each with its state, and their part of the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registry.awards.histories import Happening
from registry.texts import CENTRAL_MEXICO, Text, same
from registry.wallet import messages
from registry.wallet.models import WalletCopy

_STATES = {
    "good": ("valid", Text("Vigente", "In force")),
    "suspended": ("not_current", Text("Suspendida", "Suspended")),
    "superseded": ("not_current", Text("Sustituida", "Superseded")),
    "revoked": ("invalid", Text("Revocada", "Revoked")),
}
_WITHDRAWN = ("not_checked", Text("Retirada por usted", "Withdrawn by you"))
_UNNAMED = Text("Cartera sin nombre", "Unnamed wallet")
_SHOWN = (16, 6)  # characters of a key's DID, from either end


@dataclass(frozen=True, slots=True)
class CopyCard:
    """A copy as its holder sees it. ``said``: what the wallet said last."""

    copy: WalletCopy
    name: Text
    kind: str
    state: Text
    received_on: dt.date
    said: Text | None
    key: str
    superseded: bool
    withdrawable: bool


def card_of(copy: WalletCopy) -> CopyCard:
    """A copy with its state in words."""
    state = copy.document.state
    kind, word = _WITHDRAWN if copy.withdrawn_at is not None else _STATES[state]
    begin, finish = _SHOWN
    return CopyCard(
        copy=copy,
        name=same(copy.offer.label) if copy.offer.label else _UNNAMED,
        kind=kind,
        state=word,
        received_on=copy.received_at.astimezone(CENTRAL_MEXICO).date(),
        said=messages.EVENTS.get(copy.event or ""),
        key=f"{copy.holder_did[:begin]}…{copy.holder_did[-finish:]}",
        superseded=state == "superseded",
        withdrawable=copy.withdrawn_at is None and state in ("good", "suspended"),
    )


def happenings(copies: Sequence[WalletCopy]) -> list[Happening]:
    """What happened with wallets, for the history of awards."""
    found = []
    for copy in copies:
        text = same(copy.offer.label) if copy.offer.label else None
        found.append(Happening(copy.award_id, copy.received_at, messages.SAVED, text))
        if copy.withdrawn_at is not None:
            found.append(Happening(copy.award_id, copy.withdrawn_at, messages.WITHDRAWN, text))
    return found
