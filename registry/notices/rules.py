"""How fast, in which order, and what a refusal means. Pure: times and numbers come in."""

from __future__ import annotations

import datetime as dt
import re

#: In the order of sending. Each mail of a kind that somebody looks at a screen for is `AT_ONCE`.
AT_ONCE, USUAL, ONE_OF_MANY = 0, 1, 2

#: What may go at once after a rest: this long a time's worth.
BURST = dt.timedelta(seconds=5)
#: Mails that somebody waits for go ahead of the pace, up to this long a time's worth; the others wait for it then.
OVERDRAFT = dt.timedelta(seconds=60)

#: Over these attempts (a minute, two, four, …) a mail server has a whole working day to come back.
MAXIMUM_ATTEMPTS = 10
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
#: A server that takes nothing at all is tried again sooner, by one mail for all.
FIRST_HOLD = dt.timedelta(seconds=15)
LONGEST_HOLD = dt.timedelta(minutes=5)

_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
#: Enhanced status codes (RFC 3463) of an address that is dead: no such mailbox or domain, a mailbox moved or disabled.
#: Others, such as a full mailbox (5.2.2) or a mail that was taken for spam (5.7.1), say nothing about the address.
_DEAD = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4)})
#: Subjects whose refusal may end with our own configuration or reputation: system, network, policy.
_OURS = frozenset({3, 4, 7})


def allowed(free_at: dt.datetime, now: dt.datetime, per_minute: int) -> int:
    """How many may go now, of so many a minute, when the next was free to go at ``free_at``; 0 a minute: no bound."""
    if not per_minute:
        return 1_000_000
    interval = _interval(per_minute)
    start = max(free_at, now - _burst(interval))
    return (now - start) // interval + 1 if start <= now else 0


def charged(free_at: dt.datetime, now: dt.datetime, per_minute: int, count: int) -> dt.datetime:
    """When the next may go, now that ``count`` went; a negative one gives back what was not used."""
    if not per_minute or not count:
        return free_at
    interval = _interval(per_minute)
    return max(free_at, now - _burst(interval)) + count * interval


def retry_after(attempts: int) -> dt.timedelta | None:
    """How long a refused mail waits after so many attempts; None: it is given up."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT) if attempts < MAXIMUM_ATTEMPTS else None


def hold_after(failures: int) -> dt.timedelta:
    """How long nothing is tried, after a server took nothing so many times in a row."""
    return LONGEST_HOLD if failures > 10 else min(FIRST_HOLD * 2 ** (failures - 1), LONGEST_HOLD)


def status_of(said: str) -> tuple[int, int, int] | None:
    """The first enhanced status code in a server's words (RFC 3463)."""
    found = _STATUS.search(said)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def is_dead(status: tuple[int, int, int] | None) -> bool:
    """Whether the code says that the address can receive nothing, today or another day."""
    return status is not None and status[0] == 5 and status[1:] in _DEAD


def is_final(code: int, said: str, *, of_recipient: bool) -> bool:
    """Whether trying a mail again is useless, by the reply code and where it came (``of_recipient``: to RCPT).

    A 5xx about policy or the system is tried again: it may be a sender's record that is missing today, and a list must
    not be given up in a minute for it.
    """
    if code < 500:
        return False
    status = status_of(said)
    if status is None:
        return of_recipient
    return is_dead(status) or status[1] not in _OURS


def _interval(per_minute: int) -> dt.timedelta:
    return dt.timedelta(seconds=60) / per_minute


def _burst(interval: dt.timedelta) -> dt.timedelta:
    return max(BURST - interval, dt.timedelta(0))
