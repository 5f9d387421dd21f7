"""What a report is made of: chapters of blocks, in both languages, each number marked with its name. Pure.

A page and a PDF are made of the same blocks, so they cannot say different things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from registry.texts import Language, Text

# Private-use characters round a number's name and its writing: a marked text can be joined and filled like any other,
# and none of them can come from a person's keyboard by accident.
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARKED = re.compile(f"{OPEN}([^{MIDDLE}]*){MIDDLE}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a text: words, or (with ``number``) a number as it is written."""

    shown: str
    number: str | None = None


def marked(number: str, shown: Text) -> Text:
    """A number's writing, marked with its name."""
    return Text(*(f"{OPEN}{number}{MIDDLE}{text}{CLOSE}" for text in (shown.es, shown.en)))


def runs(text: Text, language: Language) -> tuple[Run, ...]:
    """The text as words and numbers in turn."""
    return tuple(_runs(text.in_(language)))


def plain(text: Text, language: Language) -> str:
    """The text without marks."""
    return _MARKED.sub(r"\2", text.in_(language))


def _runs(written: str) -> Iterator[Run]:
    end = 0
    for found in _MARKED.finditer(written):
        if found.start() > end:
            yield Run(written[end : found.start()])
        yield Run(found[2], found[1])
        end = found.end()
    if end < len(written):
        yield Run(written[end:])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words. ``kind``: p, note (a caveat), nodata, small."""

    text: Text
    kind: str = "p"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter."""

    text: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A large number with what it counts."""

    value: Text
    label: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Large numbers side by side."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``weight``: its share of the width on paper, against the others'."""

    text: Text
    number: bool = False
    weight: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts, as many in each as there are columns."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class MapTile:
    """A state on the map. ``value`` gives the tone; None is not published."""

    code: str
    name: Text
    value: float | None
    shown: Text
    flagged: bool


@dataclass(frozen=True, slots=True)
class TileMap:
    """The 32 states."""

    caption: Text
    note: Text
    tiles: tuple[MapTile, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a line; ``label`` is written beside it."""

    x: float
    y: float
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """What was reached (full line) against what was meant (dashes)."""

    caption: Text
    note: Text
    reached: tuple[Place, ...]
    target: tuple[Place, ...]
    ticks: tuple[tuple[float, Text], ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One bar; None is not published."""

    label: Text
    value: float | None
    shown: Text
    main: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero."""

    caption: Text
    note: Text | None
    bars: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: tuple[Text, ...]


Block = Paragraph | Heading | Figures | Table | TileMap | Lines | Bars | Points


@dataclass(frozen=True, slots=True)
class Chapter:
    """A question of the report, its short answer, and what supports it. ``id`` is the anchor of its heading."""

    id: str
    title: Text
    answer: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: Text
    subtitle: Text
    as_of: Text
    lead: Text
    figures: tuple[Figure, ...]
    findings: tuple[Text, ...]
    chapters: tuple[Chapter, ...]
    cautions: tuple[Text, ...] = field(default=())


def texts_of(document: Document) -> Iterator[Text]:
    """Every text of a report that may hold numbers, in the order of reading."""
    yield from (document.subtitle, document.as_of, document.lead)
    yield from _figures(document.figures)
    yield from document.findings
    yield from document.cautions
    for chapter in document.chapters:
        yield from (chapter.title, chapter.answer)
        for block in chapter.blocks:
            yield from _texts(block)


def _figures(items: Sequence[Figure]) -> Iterator[Text]:
    for one in items:
        yield from (one.value, one.label, *([one.note] if one.note else []))


def _texts(block: Block) -> Iterator[Text]:
    if isinstance(block, (Paragraph, Heading)):
        yield block.text
    elif isinstance(block, Figures):
        yield from _figures(block.items)
    elif isinstance(block, Points):
        yield from block.items
    else:
        yield block.caption
        if block.note:
            yield block.note
        yield from _numbers(block)


def _numbers(block: Table | TileMap | Lines | Bars) -> Iterator[Text]:
    if isinstance(block, Table):
        yield from (column.text for column in block.columns)
        for row in block.rows:
            yield from row
    elif isinstance(block, TileMap):
        yield from (tile.shown for tile in block.tiles)
    elif isinstance(block, Bars):
        for bar in block.bars:
            yield from (bar.label, bar.shown)
    else:
        yield from (place.label for place in (*block.reached, *block.target) if place.label)
