"""The only writer of offers to wallets and of the copies that wallets hold: the holder's acts and the wallet's."""

from registry.wallet.collecting import (
    Collected,
    Later,
    Token,
    collect,
    collect_later,
    notify,
    open_offer,
    redeem,
)
from registry.wallet.nonces import new_nonce
from registry.wallet.offering import Codes, cancel, codes_of, forget_old, obstacle_of, offer, withdraw

__all__ = [
    "Codes",
    "Collected",
    "Later",
    "Token",
    "cancel",
    "codes_of",
    "collect",
    "collect_later",
    "forget_old",
    "new_nonce",
    "notify",
    "obstacle_of",
    "offer",
    "open_offer",
    "redeem",
    "withdraw",
]
