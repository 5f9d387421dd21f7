"""A sentence in both languages of the registry, as one value.

Whatever a person reads is either written in a template with ``t("…", "…")`` or is a `Text` in some room's
``messages.py``; in both places Spanish and English stand side by side, so neither can be missing
(docs/decisions/0002-two-languages.md).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")
LOCALES: Mapping[Language, str] = {"es": "es_MX", "en": "en_US"}
# People read the hour of central Mexico; machines read UTC.
CENTRAL_MEXICO = ZoneInfo("America/Mexico_City")


@dataclass(frozen=True, slots=True)
class Text:
    """The same statement in Spanish and in English; ``{names}`` are filled by `format`."""

    es: str
    en: str

    def in_(self, language: Language) -> str:
        """The sentence in one language."""
        return self.es if language == "es" else self.en

    def format(self, **values: object) -> Text:
        """Fill the placeholders; dates, numbers and nested texts are written as each language writes them."""
        if not values:
            return self
        return Text(
            **{
                language: self.in_(language).format(**{name: spoken(value, language) for name, value in values.items()})
                for language in LANGUAGES
            }
        )

    def __mod__(self, values: Mapping[str, object]) -> Text:
        """``%(min)d`` filled in both languages: WTForms fills the messages of its validators that way."""
        return Text(es=self.es % values, en=self.en % values)

    def as_dict(self) -> dict[str, str]:
        """``{"es": …, "en": …}``, the shape used in JSON."""
        return {"es": self.es, "en": self.en}

    @classmethod
    def of(cls, value: Mapping[str, str]) -> Text:
        """From the ``{es, en}`` mapping of the content files. Raises KeyError when a language is missing."""
        return cls(es=value["es"], en=value["en"])


#: Marks and overrides of writing direction (UAX #9): inside a name they turn round the sentence in which it stands.
_DIRECTION = dict.fromkeys((0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def one_direction(text: str) -> str:
    """A stranger's text without what would change the direction of the words around it."""
    return text.translate(_DIRECTION)


def same(value: str) -> Text:
    """A text that is the same in both languages: a name, a code."""
    return Text(value, value)


def ago(age: dt.timedelta) -> Text:
    """How long ago: «hace 3 días», “3 days ago”."""
    spanish, english = (format_timedelta(-age, add_direction=True, locale=LOCALES[one]) for one in LANGUAGES)
    return Text(spanish, english)


def month_of(day: dt.date) -> Text:
    """The month of a day: «mayo de 2026», “May 2026”."""
    return Text(format_date(day, "MMMM 'de' y", locale=LOCALES["es"]), format_date(day, "MMMM y", locale=LOCALES["en"]))


_MINUTE: Mapping[Language, str] = {
    "es": "d 'de' MMMM 'de' y, HH:mm '(hora del centro)'",
    "en": "MMMM d, y, HH:mm '(Mexico City)'",
}


# A report says the same few days and minutes in a dozen sentences, and writing one takes a tenth of a millisecond.
@functools.lru_cache(maxsize=2_000)
def _day(day: dt.date, language: Language) -> str:
    return format_date(day, "long", locale=LOCALES[language])


@functools.lru_cache(maxsize=2_000)
def _minute(local: dt.datetime, language: Language) -> str:
    return format_datetime(local, _MINUTE[language], locale=LOCALES[language], tzinfo=CENTRAL_MEXICO)


@functools.lru_cache(maxsize=2_000)
def _number(number: float | Decimal, language: Language) -> str:
    return format_decimal(number, locale=LOCALES[language])


def spoken(value: object, language: Language) -> str:
    """A value as a reader of that language expects it: «14 de agosto de 2026», “August 14, 2026”, 1,243."""
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, dt.datetime):
        local = value.astimezone(CENTRAL_MEXICO)
        return _minute(local.replace(second=0, microsecond=0), language)
    if isinstance(value, dt.date):
        return _day(value, language)
    if isinstance(value, bool):
        return ("sí" if value else "no") if language == "es" else ("yes" if value else "no")
    if isinstance(value, (int, float, Decimal)):
        return _number(value, language)
    return one_direction(str(value))
