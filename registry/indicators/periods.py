"""Periods of time as statistics are cut (pure): quarters, halves and years of the calendar in central Mexico.

Spelled ``2026-Q3``, ``2026-H1``, ``2026``; a series from outside may be written in other ways (`read`).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from registry.curriculum.indicators import CADENCES
from registry.texts import CENTRAL_MEXICO, Text

_SPELLED = re.compile(r"(\d{4})(?:-([QH])(\d))?")
#: What files write, beside our own spelling: 2026T3, 2026-T3, 2026/3, 3T2026, «2026 trimestre 3», «2026 1er trimestre».
_WRITTEN = (
    re.compile(r"(?P<year>\d{4})[\s\-/]*(?:t|q|trim|trimestre|quarter)[\s.]*(?P<part>[1-4])"),
    re.compile(
        r"(?P<part>[1-4])(?:er|o|°|º|ro|do|to)?[\s.]*(?:t|q|trim|trimestre|quarter)[\s.\-/]*(?:de\s)?(?P<year>\d{4})"
    ),
    re.compile(r"(?P<year>\d{4})[\-/](?P<part>[1-4])"),
)
_PARTS = {3: "Q", 6: "H", 12: ""}
_MONTHS = {"Q": 3, "H": 6, "": 12}
_ORDINALS = (Text("primer", "first"), Text("segundo", "second"), Text("tercer", "third"), Text("cuarto", "fourth"))
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period: its year, the months that it lasts (3, 6, 12) and which of the year's it is, from 1."""

    year: int
    months: int
    part: int = 1

    @property
    def name(self) -> str:
        """``2026-Q3``."""
        letter = _PARTS[self.months]
        return f"{self.year}-{letter}{self.part}" if letter else str(self.year)

    @property
    def begins(self) -> dt.date:
        """The first day."""
        return dt.date(self.year, (self.part - 1) * self.months + 1, 1)

    @property
    def ends(self) -> dt.date:
        """The last day."""
        return self.next.begins - dt.timedelta(days=1)

    @property
    def until(self) -> dt.datetime:
        """The moment at which it is over."""
        return dt.datetime.combine(self.next.begins, dt.time(), CENTRAL_MEXICO)

    @property
    def since(self) -> dt.datetime:
        """The moment at which it begins."""
        return dt.datetime.combine(self.begins, dt.time(), CENTRAL_MEXICO)

    @property
    def next(self) -> Period:
        """The period after it."""
        last = self.part * self.months >= 12
        return Period(self.year + last, self.months, 1 if last else self.part + 1)

    @property
    def previous(self) -> Period:
        """The period before it."""
        if self.part > 1:
            return Period(self.year, self.months, self.part - 1)
        return Period(self.year - 1, self.months, 12 // self.months)

    @property
    def said(self) -> Text:
        """In words: «tercer trimestre de 2026»."""
        if self.months == 12:
            return Text(str(self.year), str(self.year))
        spanish, english = ("trimestre", "quarter") if self.months == 3 else ("semestre", "half")
        return Text(
            f"{_ORDINALS[self.part - 1].es} {spanish} de {self.year}",
            f"{_ORDINALS[self.part - 1].en} {english} of {self.year}",
        )


def of(day: dt.date, cadence: str) -> Period:
    """The period of a cadence in which a day lies."""
    months = CADENCES[cadence]
    return Period(day.year, months, (day.month - 1) // months + 1)


def last_over(moment: dt.datetime, cadence: str) -> Period:
    """The newest period of a cadence that is over."""
    return of(moment.astimezone(CENTRAL_MEXICO).date(), cadence).previous


def named(text: str) -> Period | None:
    """The period of this name, or None."""
    found = _SPELLED.fullmatch(text)
    if not found or not EARLIEST <= int(found[1]) <= LATEST:
        return None
    months, part = _MONTHS[found[2] or ""], int(found[3] or 1)
    return Period(int(found[1]), months, part) if 1 <= part <= 12 // months else None


def read(text: str, months: int) -> Period | None:
    """A period of so many months as a file writes it; None for anything else, also for a period of another length."""
    cleaned = text.strip().casefold().removesuffix(".0")
    found = named(cleaned.upper())
    if found is None and months == 3:
        match = next((one for each in _WRITTEN if (one := each.fullmatch(cleaned))), None)
        found = named(f"{match['year']}-Q{match['part']}") if match else None
    return found if found is not None and found.months == months else None
