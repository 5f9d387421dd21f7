"""The only writers of the talent room, by subject: `employers`, `needs`, `profiles`, `finding` (searches),
`contacting`, `counting` (verifications) and `due` (the worker's)."""

from registry.talent.contacting import accept, decline, send
from registry.talent.counting import count_verifications
from registry.talent.due import work
from registry.talent.employers import ask, confirm, refuse, resume, suspend, verify, withdraw
from registry.talent.finding import search
from registry.talent.needs import change, close, post, remove
from registry.talent.profiles import opt_in

__all__ = [
    "accept",
    "ask",
    "change",
    "close",
    "confirm",
    "count_verifications",
    "decline",
    "opt_in",
    "post",
    "refuse",
    "remove",
    "resume",
    "search",
    "send",
    "suspend",
    "verify",
    "withdraw",
    "work",
]
