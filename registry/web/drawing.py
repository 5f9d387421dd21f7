"""Blocks of publications as HTML: texts with their numbers marked, and charts as SVG.

A number stands in ``<data>`` with its exact writing and the name under which the report's list explains it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from registry.publication.blocks import (
    Bars,
    Block,
    Figures,
    Heading,
    Lines,
    Paragraph,
    Place,
    Points,
    Table,
    TileMap,
    plain,
    runs,
)
from registry.texts import Text
from registry.web.charts import Bar, Point, Tile, bar_chart, line_chart, tile_map
from registry.web.language import current

#: Units of the drawing for the labels of bars: narrow enough to be read on a phone.
WIDEST_LABEL = 170


def shown(text: Text) -> Markup:
    """A text in the reader's language, each number of it in ``<data>``."""
    parts = [
        Markup("<data value='{}' data-number='{}'>{}</data>").format(run.shown, run.number, run.shown)
        if run.number
        else escape(run.shown)
        for run in runs(text, current())
    ]
    return Markup("").join(parts)


def words(text: Text) -> str:
    """The same without marks."""
    return plain(text, current())


def drawn(block: Block) -> dict[str, Any]:
    """A block for ``_blocks.html``: its kind and its parts as markup."""
    if isinstance(block, Paragraph):
        return {"kind": block.kind, "text": shown(block.text)}
    if isinstance(block, Heading):
        return {"kind": "heading", "text": shown(block.text)}
    if isinstance(block, Points):
        return {"kind": "points", "items": [shown(one) for one in block.items]}
    if isinstance(block, Figures):
        return {"kind": "figures", "items": [_figure(one.value, one.label, one.note) for one in block.items]}
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": words(block.caption),
            "headers": [{"text": words(one.text), "num": one.number} for one in block.columns],
            "rows": [[shown(cell) for cell in row] for row in block.rows],
            "note": shown(block.note) if block.note else None,
        }
    return _chart(block)


def _figure(value: Text, label: Text, note: Text | None) -> dict[str, Any]:
    return {"number": shown(value), "label": shown(label), "note": shown(note) if note else None}


def _chart(block: TileMap | Bars | Lines) -> dict[str, Any]:
    title = words(block.caption)
    common = {"kind": "chart", "title": title, "note": words(block.note) if block.note else None}
    if isinstance(block, TileMap):
        tiles = [Tile(one.code, words(one.name), one.value, words(one.shown), one.flagged) for one in block.tiles]
        return {
            **common,
            "svg": tile_map(tiles, title=title),
            "rows": [[words(one.name), shown(one.shown)] for one in block.tiles],
        }
    if isinstance(block, Bars):
        bars = [Bar(words(one.label), one.value, words(one.shown), main=one.main) for one in block.bars]
        return {
            **common,
            "svg": bar_chart(bars, title=title, width=460, label_width=WIDEST_LABEL),
            "rows": [[words(one.label), shown(one.shown)] for one in block.bars],
        }
    return {**common, "svg": _lines(block, title), "rows": None}


def _lines(block: Lines, title: str) -> Markup:
    return line_chart(
        _points(block.reached),
        target=_points(block.target),
        title=title,
        ticks=[(x, words(word)) for x, word in block.ticks],
        width=720,
        height=220,
    )


def _points(places: Sequence[Place]) -> list[Point]:
    return [Point(one.x, one.y, words(one.label) if one.label else "") for one in places]


def init_app(app: Flask) -> None:
    """Give templates these filters."""
    app.jinja_env.filters.update(shown=shown, words=words, drawn=drawn)
