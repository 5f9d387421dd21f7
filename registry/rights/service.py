"""What doors and the worker call of this room."""

from registry.rights.answering import (
    accept,
    approve_paper,
    by_number,
    carried,
    context_of,
    count_waiting,
    propose_paper,
    refuse,
    tray,
    unblock,
)
from registry.rights.asking import (
    ask_copy,
    ask_erasure,
    of_token,
    oppose,
    own_copy,
    own_request,
    person_of,
    requests_of,
    withdraw,
)
from registry.rights.due import carry_out, make_copies, remind

__all__ = [
    "accept",
    "approve_paper",
    "ask_copy",
    "ask_erasure",
    "by_number",
    "carried",
    "carry_out",
    "context_of",
    "count_waiting",
    "make_copies",
    "of_token",
    "oppose",
    "own_copy",
    "own_request",
    "person_of",
    "propose_paper",
    "refuse",
    "remind",
    "requests_of",
    "tray",
    "unblock",
    "withdraw",
]
