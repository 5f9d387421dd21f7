"""What holds for employers, needs, texts and contacts (pure: the time comes in as an argument)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from registry.talent.errors import ContactInText, TextTooLong
from registry.texts import one_direction

VERIFIED_MONTHS = 24
#: An address that has not answered in this time never asked.
CONFIRM_DAYS = 7
#: So long before a verification or a consent ends its owner is told, once.
TELL_BEFORE = dt.timedelta(days=30)
CONSENT_MONTHS = 12
#: Below so many results a search shows nobody, and below so many in a state a card names no state (decision 44).
FEWEST_SHOWN = 5
PEOPLE_ON_PAGE = 20
#: Results beyond this page are not shown: a search is for finding some, not for copying all.
LAST_PAGE = 10
KEEP_SEARCH = dt.timedelta(days=1)
#: A message without an answer ends.
ANSWER_DAYS = 30
#: Before the same employer may write to the same person again.
AGAIN_DAYS = 90
LONGEST_NAME = 160
LONGEST_TITLE = 120
LONGEST_TEXT = 2_000
LONGEST_REASON = 1_000
LONGEST_NEED_DAYS = 183
MOST_PLACES = 100_000
MOST_SKILLS = 12
MOST_OPEN_NEEDS = 200
MOST_HIDDEN = 50
ENGLISH_ORDER = ("a2", "b1", "b2", "c1", "c2")
#: The competency that speaks of technical English and working at a distance (R16, R24).
REMOTE_COMPETENCY = "AIE-I6"

#: Mail services that anybody may have an address at: none of them is an organisation's own domain.
FREE_MAIL = frozenset(
    {
        "aol.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.com", "hotmail.com.mx", "icloud.com", "live.com",
        "live.com.mx", "mail.com", "me.com", "msn.com", "outlook.com", "outlook.es", "prodigy.net.mx", "proton.me",
        "protonmail.com", "yahoo.com", "yahoo.com.mx", "ymail.com", "zoho.com",
    }
)  # fmt: skip
_DOMAIN = re.compile(r"(?=.{4,120}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_CONTACT = re.compile(
    r"[a-z][a-z0-9+.-]{1,12}://\S+"  # any scheme
    r"|\bwww\.\S+"
    r"|\bmailto:\S+"
    r"|[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"
    r"|\b(?!(?:asp|vb|ado|ml)\.net\b|socket\.io\b)(?:[a-z0-9-]+\.)+(?:com|mx|net|org|io|co|me|app|dev|info|biz|xyz|link|ly|gl|us|example)\b(?:/\S*)?"
    r"|\+?\(?\d(?:[\s().-]{0,2}\d){9,}",
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"\n{3,}")
#: Spaces of every width but the line's end.
_SPACES = re.compile(r"[^\S\n]+")


class Standing(StrEnum):
    """What an employer is today."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class NeedState(StrEnum):
    """What a need is today."""

    COMING = "coming"
    OPEN = "open"
    EXPIRED = "expired"
    CLOSED = "closed"
    REMOVED = "removed"
    OFF = "off"


class _Employer(Protocol):
    state: str
    verified_until: dt.datetime | None


class _Need(Protocol):
    opens_on: dt.date
    closes_on: dt.date
    closed_at: dt.datetime | None
    removed_at: dt.datetime | None


def standing(employer: _Employer, *, at: dt.datetime) -> Standing:
    """What was decided, unless its time is over."""
    decided = Standing(employer.state)
    until = employer.verified_until
    if decided in (Standing.VERIFIED, Standing.SUSPENDED) and (until is None or until <= at):
        return Standing.LAPSED
    return decided


def need_state(need: _Need, employer: Standing, *, today: dt.date) -> NeedState:
    """A need is on the board only while its employer is verified; ``closes_on`` is its last day."""
    if need.removed_at is not None:
        return NeedState.REMOVED
    if need.closed_at is not None:
        return NeedState.CLOSED
    if need.closes_on < today:
        return NeedState.EXPIRED
    if employer is not Standing.VERIFIED:
        return NeedState.OFF
    return NeedState.COMING if need.opens_on > today else NeedState.OPEN


def clean(text: str, *, longest: int, lines: bool = True) -> str:
    """A stranger's text as it is kept: no control characters, nothing that turns the direction of writing, no runs of
    blank lines. HTML is text like any other. Raises `TextTooLong`."""
    text = unicodedata.normalize("NFC", one_direction(text.replace("\r\n", "\n").replace("\r", "\n")))
    kept = "".join(one if one.isprintable() or (lines and one == "\n") else " " for one in text)
    tidy = _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in _SPACES.sub(" ", kept).split("\n"))).strip()
    if len(tidy) > longest:
        raise TextTooLong(length=len(tidy), maximum=longest)
    return tidy


def without_contact(text: str) -> str:
    """The same text. Raises `ContactInText` for a link, an address or a telephone number in it."""
    found = _CONTACT.search(unicodedata.normalize("NFKC", text))
    if found is not None:
        raise ContactInText(found=found.group()[:60])
    return text


def domain_of(text: str) -> str | None:
    """The domain in what somebody typed: ``acme.example``, ``https://www.acme.example/x``, ``ana@acme.example``."""
    host = text.strip().lower().rpartition("@")[2]
    host = re.sub(r"^[a-z]+://", "", host).split("/")[0].split(":")[0].removeprefix("www.").rstrip(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return None
    return host if _DOMAIN.fullmatch(host) else None


def at_domain(email: str, domain: str) -> bool:
    """Whether an address is at the domain or below it, and the domain is nobody's free mail service."""
    own = email.strip().lower().rpartition("@")[2]
    return domain not in FREE_MAIL and own not in FREE_MAIL and (own == domain or own.endswith(f".{domain}"))


def and_parents(domain: str) -> Iterator[str]:
    """The domain and what it lies below, but no top-level domain: ``mx.acme.example``, ``acme.example``."""
    parts = domain.split(".")
    for start in range(len(parts) - 1):
        yield ".".join(parts[start:])


def english_from(level: str) -> tuple[str, ...]:
    """The declared levels that are at least this one."""
    return ENGLISH_ORDER[ENGLISH_ORDER.index(level) :]
