"""The registry's clock: UTC, and replaceable for the demo's story and for tests.

Rooms and doors ask ``clock.now()``; the pure floor receives times as arguments.
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import time
from collections.abc import Callable, Iterator

_source: contextvars.ContextVar[Callable[[], dt.datetime] | None] = contextvars.ContextVar("clock", default=None)


def now() -> dt.datetime:
    """The current time, timezone-aware, in UTC."""
    source = _source.get()
    return source() if source else dt.datetime.now(dt.UTC)


def milliseconds() -> int:
    """`now` in whole milliseconds since 1970."""
    source = _source.get()
    return int(source().timestamp() * 1000) if source else time.time_ns() // 1_000_000


def today() -> dt.date:
    """The current day in central Mexico, which is the day that people write on documents."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The day on which people in central Mexico saw it happen."""
    from registry.texts import CENTRAL_MEXICO

    return moment.astimezone(CENTRAL_MEXICO).date()


def whole_second(moment: dt.datetime) -> dt.datetime:
    """The same moment without fractions: JWT dates have none (Open Badges 3.0, 8.2.4.1)."""
    return moment.astimezone(dt.UTC).replace(microsecond=0)


@contextlib.contextmanager
def running(source: Callable[[], dt.datetime]) -> Iterator[None]:
    """Within the block, `now` asks this source instead of the system."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


class Hand:
    """A clock moved by hand: for the demo's four years and for tests."""

    def __init__(self, start: dt.datetime) -> None:
        self.at = start

    def __call__(self) -> dt.datetime:
        """The moment at which the hand stands."""
        return self.at

    def set(self, moment: dt.datetime) -> None:
        """Jump to a moment."""
        self.at = moment

    def tick(self, **delta: float) -> dt.datetime:
        """Advance by a timedelta's keywords."""
        self.at += dt.timedelta(**delta)
        return self.at
