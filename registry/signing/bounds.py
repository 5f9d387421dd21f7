"""What a document must satisfy before the JSON-LD engine sees it: size, depth, characters, numbers, contexts.

All of it in one walk, linear in the document, so that a hostile document costs no more than reading it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry.signing.errors import (
    ControlCharacter,
    DroppedValue,
    InlineContext,
    NotCompacted,
    TooComplex,
    UnknownContext,
    UnsupportedValue,
)
from registry.signing.jcs import MAX_EXACT_INTEGER, MAX_JSON_DEPTH
from registry.signing.rdfc import MAX_LABELLING_WORK

# C0 except TAB, LF and CR, and DEL: engines escape them differently. U+FFFE and U+FFFF are no characters, and lone
# surrogates have no UTF-8.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# What a text with its language is written with; all other keywords have a term in the credential contexts, or would
# carry statements that a reader of plain JSON does not see (@included, @graph, @reverse, @set).
_VALUE_OBJECT = frozenset({"@value", "@language", "@type"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work one document may cause. The defaults fit a transcript of fifty badges with embedded images.

    Attributes:
        characters: of all texts and names together.
        depth: levels of nesting.
        values: objects, list items and scalars together.
        types: squares of the lengths of all ``type`` lists together: each type may switch the engine's context, and
            only the first switches are cheap.
        contexts: entries of all ``@context`` members together; a new combination costs the engine about 3 ms.
        blank_nodes: nodes without identifier.
        labelling_work: steps of Hash N-Degree Quads (`registry.signing.rdfc.MAX_LABELLING_WORK`).
    """

    characters: int = 2_000_000
    depth: int = MAX_JSON_DEPTH
    values: int = 20_000
    types: int = 8_000
    contexts: int = 250
    blank_nodes: int = 5_000
    labelling_work: int = MAX_LABELLING_WORK


def check_document(document: Mapping[str, Any], contexts: Collection[str], limits: Limits) -> None:
    """Refuse what must not reach the engine.

    Raises:
        TooComplex, ControlCharacter, UnsupportedValue, NotCompacted, InlineContext, UnknownContext: see each.
    """
    if "@context" not in document:
        raise InlineContext("the document names no context")
    _Walk(contexts, limits).value(document, "$", 1)


def refuse_nulls(value: Any, path: str = "$") -> None:
    """Raise DroppedValue at the first null: JSON-LD drops nulls, and what is issued has none."""
    if value is None:
        raise DroppedValue("null has no place in the canonical form", path=path)
    for name, member in _members(value):
        refuse_nulls(member, path + name)


class _Walk:
    """One pass over the document, counting as it goes."""

    def __init__(self, at_hand: Collection[str], limits: Limits) -> None:
        self._at_hand = at_hand
        self._limits = limits
        self._characters = 0
        self._values = 0
        self._types = 0
        self._context_entries = 0

    def value(self, value: Any, path: str, depth: int) -> None:
        self._values += 1
        if self._values > self._limits.values:
            raise TooComplex("values", limit=self._limits.values, path=path)
        if isinstance(value, str):
            self._text(value, path)
        elif isinstance(value, Mapping):
            self._object(value, path, depth)
        elif isinstance(value, list):
            self._nest(depth, path)
            for index, item in enumerate(value):
                self.value(item, f"{path}[{index}]", depth + 1)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            _check_number(value, path)
        elif value is not None and not isinstance(value, bool):
            raise UnsupportedValue(f"{type(value).__name__} is not a JSON value", path=path)

    def _object(self, value: Mapping[str, Any], path: str, depth: int) -> None:
        self._nest(depth, path)
        for name, member in value.items():
            if not isinstance(name, str):
                raise UnsupportedValue("a member's name is not text", path=path)
            self._text(name, path)
            here = f"{path}.{name}"
            if name.startswith("@") and name != "@context" and not ("@value" in value and name in _VALUE_OBJECT):
                raise NotCompacted("members are named by their terms, not by keywords", path=here)
            if ":" in name:
                raise NotCompacted("members are named by their terms, not by IRIs", path=here)
            if name == "@context":
                self._context(member, here)
            elif name == "type":
                self._types += len(member) ** 2 if isinstance(member, list) else 1
                if self._types > self._limits.types:
                    raise TooComplex("types", limit=self._limits.types, path=here)
            self.value(member, here, depth + 1)

    def _nest(self, depth: int, path: str) -> None:
        if depth > self._limits.depth:
            raise TooComplex("levels of nesting", limit=self._limits.depth, path=path[:200])

    def _text(self, text: str, path: str) -> None:
        self._characters += len(text)
        if self._characters > self._limits.characters:
            raise TooComplex("characters", limit=self._limits.characters, path=path)
        if found := _FORBIDDEN.search(text):
            raise ControlCharacter(found.group(), path=path)

    def _context(self, context: Any, path: str) -> None:
        urls = context if isinstance(context, list) else [context]
        if not urls or not all(isinstance(url, str) for url in urls):
            raise InlineContext("contexts are named by URL, never written into the document", path=path)
        self._context_entries += len(urls)
        if self._context_entries > self._limits.contexts:
            raise TooComplex("contexts", limit=self._limits.contexts, path=path)
        for url in urls:
            if url not in self._at_hand:
                raise UnknownContext(url, path=path)


def _check_number(value: Any, path: str) -> None:
    if not -MAX_EXACT_INTEGER <= value <= MAX_EXACT_INTEGER:  # also refuses NaN
        raise UnsupportedValue("a number beyond 2^53 is not the same in every engine", path=path)
    if isinstance(value, float) and float(f"{value:.15E}") != value:
        raise UnsupportedValue("a number with more than 16 digits would be rounded in the canonical form", path=path)


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((f".{name}", member) for name, member in value.items())
    elif isinstance(value, list):
        yield from ((f"[{index}]", item) for index, item in enumerate(value))


def path_of(value: Any, found: Any, path: str = "$") -> str | None:
    """Where ``found`` stands in ``value``: the object itself by identity, or the first equal text. None if nowhere."""
    if value is found or (isinstance(found, str) and value == found):
        return path
    for name, member in _members(value):
        if (deeper := path_of(member, found, path + name)) is not None:
            return deeper
    return None
