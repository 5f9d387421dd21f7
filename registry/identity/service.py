"""What doors and the worker call of this room."""

from registry.identity.asking import Wish, ask, confirm, of_token, withdraw
from registry.identity.carrying import (
    carry_out_due,
    object_as_holder,
    object_by_link,
    of_objection,
    waiting_about,
)
from registry.identity.deciding import approve, propose, propose_merge, refuse
from registry.identity.outside import disconnect, enter
from registry.identity.outside import of_account as outside_of
from registry.identity.undoing import undo, undoable

__all__ = [
    "Wish",
    "approve",
    "ask",
    "carry_out_due",
    "confirm",
    "disconnect",
    "enter",
    "object_as_holder",
    "object_by_link",
    "of_objection",
    "of_token",
    "outside_of",
    "propose",
    "propose_merge",
    "refuse",
    "undo",
    "undoable",
    "waiting_about",
    "withdraw",
]
