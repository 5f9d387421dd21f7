"""The only writers of indicators: editing what is said of them, series from outside, and their values."""

from registry.indicators.editing import Metadata, decide, metadata_of, propose
from registry.indicators.editing import withdraw as withdraw_proposal
from registry.indicators.importing import Source, approve, assign, check, enter, faulty_rows, hand_in, withdraw
from registry.indicators.publishing import compute_now, correct, publish, publish_all, publish_due
from registry.indicators.tallying import tally

__all__ = [
    "Metadata",
    "Source",
    "approve",
    "assign",
    "check",
    "compute_now",
    "correct",
    "decide",
    "enter",
    "faulty_rows",
    "hand_in",
    "metadata_of",
    "propose",
    "publish",
    "publish_all",
    "publish_due",
    "tally",
    "withdraw",
    "withdraw_proposal",
]
