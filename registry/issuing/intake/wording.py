"""Comparing words that people typed: accents, case, plurals in brackets and small words do not count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETED_ENDING = re.compile(r"\((?:s|es|a|as|os)\)|(?<=\w\w)/(?:a|as|s)\b", re.IGNORECASE)
MAX_PLAIN = 200
_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NOT_A_WORD = re.compile(r"[^a-z0-9%]+")


def words(text: str) -> frozenset[str]:
    """The words of a text as a set: how the word lists of this package are written."""
    return frozenset(text.split())


_SMALL_WORDS = words("de del la el los las y e o en of the and a al for por para su")


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: «Edo. de México» → «edo de mexico». No word is longer than 200."""
    return _plain(text[:MAX_PLAIN])


@lru_cache(maxsize=1 << 14)
def _plain(text: str) -> str:
    text = _BRACKETED_ENDING.sub("", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_A_WORD.sub(" ", bare.lower()).strip()


def key(text: str) -> str:
    """`plain` without small words: «Fecha de término» and “FECHA TERMINO” are the same heading."""
    all_words = plain(text).split()
    return " ".join([word for word in all_words if word not in _SMALL_WORDS] or all_words)


def without_controls(text: str) -> str:
    """A text that can be shown in a sentence: control and direction characters become spaces."""
    if text.isprintable():
        return " ".join(text.split())
    shown = (" " if unicodedata.category(c) in _NOT_SHOWN else c for c in text)
    return " ".join("".join(shown).split())


def quoted(text: str, limit: int = 60) -> str:
    """What a person wrote, shortened and safe to show back."""
    shown = without_controls(text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
