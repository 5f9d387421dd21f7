"""Dates as people write them in Mexico: the day first."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from registry.issuing.intake import messages as say
from registry.issuing.intake.cells import Cell, CellKind
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.wording import plain, quoted

_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?\s?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s*[/.\-]\s*(\d{{1,2}})\s*[/.\-]\s*(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_NAMED = re.compile(r"(\d{1,2})(?: de)? ([a-z]+)(?: del?)? (\d{4}|\d{2})", re.ASCII)
_MONTH_NAMED = re.compile(r"([a-z]+) (\d{1,2}) (\d{4})", re.ASCII)
_MONTHS = (
    ("ene", "jan"), ("feb",), ("mar",), ("abr", "apr"), ("may",), ("jun",), ("jul",), ("ago", "aug"), ("sep", "set"),
    ("oct",), ("nov",), ("dic", "dec"),
)  # fmt: skip
_WEEKDAY = re.compile(r"^(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|[a-z]+day) ")
# The serial numbers of 2000-01-01 and 2100-01-01: outside them a number in a date column is something else.
_SERIALS = range(36_526, 73_051)
_LONGEST = 60
_SERIAL_ZERO = dt.date(1899, 12, 30)


def read_date(cell: Cell, *, today: dt.date, earliest: dt.date | None = None) -> tuple[dt.date | None, Remark | None]:
    """The day, or what is wrong with it: it does not exist, it is yet to come, it is before what is admitted."""
    if cell.kind is CellKind.TEXT and cell.formula is None and len(cell.text) <= _LONGEST:
        return _read_text(cell.text, today, earliest)
    return _read_date(cell, today, earliest)


@lru_cache(maxsize=1 << 12)
def _read_text(text: str, today: dt.date, earliest: dt.date | None) -> tuple[dt.date | None, Remark | None]:
    """A list repeats a few days."""
    return _read_date(Cell(CellKind.TEXT, text), today, earliest)


def _read_date(cell: Cell, today: dt.date, earliest: dt.date | None) -> tuple[dt.date | None, Remark | None]:
    if cell.lacks_value:
        return None, say.FORMULA_NO_VALUE.remark()
    written = cell.text.strip()
    if not written:
        return None, say.DATE_MISSING.remark()
    if cell.kind is CellKind.DATE and isinstance(cell.value, dt.date):
        return _within(cell.value, written, today, earliest)
    if cell.kind is CellKind.ERROR:
        return None, say.CELL_ERROR.remark(value=quoted(written))
    if cell.kind is CellKind.BOOLEAN or len(written) > _LONGEST:
        return None, say.DATE_UNREADABLE.remark(value=quoted(written))
    serial = _serial(written)
    if serial is not None:
        return _within(serial, f"{serial:%d/%m/%Y}", today, earliest)
    parts = _parts(written)
    if parts is None:
        return None, say.DATE_UNREADABLE.remark(value=quoted(written))
    year, month, day = parts
    try:
        return _within(dt.date(year, month, day), written, today, earliest)
    except ValueError:
        return None, _nonexistent(year, month, day, written)


def _within(
    day: dt.date, written: str, today: dt.date, earliest: dt.date | None
) -> tuple[dt.date | None, Remark | None]:
    if day > today:
        advice = say.ADVICE_FUTURE.format(today=today)
        return None, say.DATE_INVALID.remark(value=quoted(written), advice=advice)
    if earliest is not None and day < earliest:
        return None, say.DATE_EARLY.remark(value=quoted(written), earliest=earliest)
    return day, None


def _nonexistent(year: int, month: int, day: int, written: str) -> Remark:
    if (month, day) == (2, 29):
        return say.DATE_LEAP.remark(year=str(year))
    advice = say.ADVICE_DAY_FIRST
    if 1 <= month <= 12 and day > 28 and year >= 1:
        advice = say.ADVICE_MONTH_DAYS.format(last=calendar.monthrange(year, month)[1])
    elif 12 < month <= 31 and 1 <= day <= 12:
        advice = say.ADVICE_MONTH_FIRST.format(day=f"{month:02d}/{day:02d}/{year}")
    return say.DATE_INVALID.remark(value=quoted(written), advice=advice)


def _serial(written: str) -> dt.date | None:
    """Excel's count of days, when the cell lost its date format or the file is a CSV."""
    whole = written.partition(".")[0]
    if not (len(whole) == 5 and whole.isascii() and whole.isdigit()) or int(Decimal(whole)) not in _SERIALS:
        return None
    return _SERIAL_ZERO + dt.timedelta(days=int(whole))


def _parts(written: str) -> tuple[int, int, int] | None:
    """Year, month and day as written, whether they exist or not."""
    if found := _DAY_FIRST.fullmatch(written):
        return _year(found[3]), int(found[2]), int(found[1])
    if found := _YEAR_FIRST.fullmatch(written) or _COMPACT.fullmatch(written):
        return int(found[1]), int(found[2]), int(found[3])
    words = _WEEKDAY.sub("", plain(written))
    if found := _DAY_NAMED.fullmatch(words):
        month = _month(found[2])
        return (_year(found[3]), month, int(found[1])) if month else None
    if found := _MONTH_NAMED.fullmatch(words):
        month = _month(found[1])
        return (int(found[3]), month, int(found[2])) if month else None
    return None


def _year(text: str) -> int:
    """Two digits are of this century: nobody earned a microcredential in the last one."""
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(word: str) -> int | None:
    return next((i for i, names in enumerate(_MONTHS, 1) if len(word) >= 3 and word[:3] in names), None)
