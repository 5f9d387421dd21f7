"""Comparing words that people typed: accents, case, plurals in brackets and small words do not count."""

from __future__ import annotations

import re
import unicodedata

_BRACKETED_ENDING = re.compile(r"\((?:s|es|a|as|os)\)|/(?:a|as|s)\b", re.IGNORECASE)
_NOT_A_WORD = re.compile(r"[^a-z0-9%]+")
_SMALL_WORDS = frozenset("de del la el los las y e o en of the and a al for por para su".split())


def plain(text: str) -> str:
    """Lower case, no accents, single spaces: «Edo. de México» → «edo de mexico»."""
    text = _BRACKETED_ENDING.sub("", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_A_WORD.sub(" ", bare.lower()).strip()


def key(text: str) -> str:
    """`plain` without small words: «Fecha de término» and “FECHA TERMINO” are the same heading."""
    words = plain(text).split()
    return " ".join([word for word in words if word not in _SMALL_WORDS] or words)


def without_controls(text: str) -> str:
    """A text that can be shown in a sentence: control and direction characters become spaces."""
    return " ".join("".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text).split())


def quoted(text: str, limit: int = 60) -> str:
    """What a person wrote, shortened and safe to show back."""
    shown = without_controls(text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
