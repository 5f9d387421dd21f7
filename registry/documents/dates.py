"""Dates as the documents write them (VCDM 2.0, 4.9: XML Schema dateTimeStamp, so an offset is always there)."""

from __future__ import annotations

import datetime as dt
import functools
import re

from registry.documents.errors import UnfitClaims
from registry.texts import CENTRAL_MEXICO

_STAMP = re.compile(r"-?\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


@functools.lru_cache(maxsize=1024)  # a batch has one moment
def write_instant(moment: dt.datetime) -> str:
    """A moment in UTC and whole seconds: ``2026-08-14T23:20:11Z``.

    A JWT's ``nbf`` has no fractions and must equal ``validFrom`` (Open Badges 3.0, 8.2.4.1): so documents have none.
    Raises UnfitClaims for a moment without a time zone or with a fraction of a second.
    """
    if moment.tzinfo is None:
        raise UnfitClaims("a moment without a time zone")
    if moment.microsecond:
        raise UnfitClaims("documents have whole seconds (Open Badges 3.0, 8.2.4.1)")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_precise(moment: dt.datetime) -> str:
    """A moment in UTC with its microseconds, for notes and events that are ordered by time."""
    if moment.tzinfo is None:
        raise UnfitClaims("a moment without a time zone")
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@functools.lru_cache(maxsize=1024)
def write_day(day: dt.date) -> str:
    """A day as a moment: its start in central Mexico, so that the date reads the same there, in UTC and in Europe."""
    return dt.datetime.combine(day, dt.time(), CENTRAL_MEXICO).isoformat()


def read_instant(text: str) -> dt.datetime:
    """A dateTimeStamp. Raises ValueError when it is none, or has no offset."""
    if not _STAMP.fullmatch(text):
        raise ValueError(f"not a date with time and offset: {text[:40]!r}")
    # Python reads at most microseconds; what is finer than that decides nothing.
    shortened = re.sub(r"(\.\d{6})\d+", r"\1", text.upper())
    return dt.datetime.fromisoformat(shortened)
