"""What doors and the worker call of this room."""

from registry.floor.chambers import make_code, withdraw_code
from registry.floor.schools import Declared, declare, import_declarations, recount, recount_due, withdraw
from registry.floor.targets import Act, import_targets, set_targets, undo

__all__ = [
    "Act",
    "Declared",
    "declare",
    "import_declarations",
    "import_targets",
    "make_code",
    "recount",
    "recount_due",
    "set_targets",
    "undo",
    "withdraw",
    "withdraw_code",
]
