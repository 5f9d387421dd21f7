"""A report's blocks as the plain data that its sheet prints: one language, numbers marked as such. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.artefacts.tiles import PLACES, tone_of, tones
from registry.publication.blocks import (
    Bars,
    Block,
    Document,
    Figure,
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
from registry.texts import Language, Text

Runs = list[tuple[str, bool]]


def printable(document: Document, language: Language) -> dict[str, Any]:
    """The content that `registry.artefacts.annual_report.annual_report_pdf` takes."""
    press = _Press(language)
    return {
        "title": press.told(document.title),
        "subtitle": press.told(document.subtitle),
        "as_of": press.told(document.as_of),
        "lead": press.told(document.lead),
        "figures": press.figures(document.figures),
        "findings": [press.told(one) for one in document.findings],
        "cautions": [press.told(one) for one in document.cautions],
        "chapters": [
            {
                "id": chapter.id,
                "title": press.told(chapter.title),
                "answer": press.told(chapter.answer),
                "blocks": [press.block(one) for one in chapter.blocks],
            }
            for chapter in document.chapters
        ],
    }


class _Press:
    """Blocks in one language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def told(self, text: Text) -> Runs:
        return [(run.shown, run.number is not None) for run in runs(text, self._language)]

    def plain(self, text: Text | None) -> str:
        return "" if text is None else plain(text, self._language)

    def maybe(self, text: Text | None) -> Runs | None:
        return None if text is None else self.told(text)

    def figures(self, items: Sequence[Figure]) -> list[dict[str, Any]]:
        return [
            {"value": self.told(one.value), "label": self.told(one.label), "note": self.maybe(one.note)}
            for one in items
        ]

    def block(self, one: Block) -> Mapping[str, Any]:
        if isinstance(one, Paragraph):
            return {"kind": one.kind, "text": self.told(one.text)}
        if isinstance(one, Heading):
            return {"kind": "heading", "text": self.told(one.text)}
        if isinstance(one, Points):
            return {"kind": "points", "items": [self.told(item) for item in one.items]}
        if isinstance(one, Figures):
            return {"kind": "figures", "items": self.figures(one.items)}
        if isinstance(one, Table):
            return self.table(one)
        drawn = self.map(one) if isinstance(one, TileMap) else self.bars(one) if isinstance(one, Bars) else None
        drawn = drawn or self.lines(one)  # type: ignore[arg-type]
        return {
            **drawn,
            "caption": self.told(one.caption),
            "note": self.maybe(one.note),
            "alt": self.plain(one.caption),
        }

    def table(self, one: Table) -> dict[str, Any]:
        return {
            "kind": "table",
            "caption": self.told(one.caption),
            "columns": [
                {"text": self.told(column.text), "number": column.number, "weight": column.weight}
                for column in one.columns
            ],
            "rows": [[self.told(cell) for cell in row] for row in one.rows],
            "note": self.maybe(one.note),
        }

    def map(self, one: TileMap) -> dict[str, Any]:
        bounds = tones([tile.value for tile in one.tiles if tile.value is not None])
        tiles = []
        for tile in one.tiles:
            column, row = PLACES[tile.code.removeprefix("MX-")]
            tiles.append(
                {
                    "code": tile.code.removeprefix("MX-"),
                    "column": column,
                    "row": row,
                    "tone": tone_of(tile.value, bounds),
                    "shown": self.plain(tile.shown),
                    "flagged": tile.flagged,
                }
            )
        return {"kind": "map", "tiles": tiles}

    def bars(self, one: Bars) -> dict[str, Any]:
        largest = max((bar.value for bar in one.bars if bar.value is not None), default=0) or 1
        return {
            "kind": "bars",
            "bars": [
                {
                    "label": self.plain(bar.label),
                    "share": None if bar.value is None else bar.value / largest,
                    "shown": self.plain(bar.shown),
                    "main": bar.main,
                }
                for bar in one.bars
            ],
        }

    def lines(self, one: Lines) -> dict[str, Any]:
        everything = [*one.reached, *one.target]
        right = max([place.x for place in everything] + [x for x, _ in one.ticks], default=0) or 1
        top = max((place.y for place in everything), default=0) or 1

        def placed(place: Place) -> dict[str, Any]:
            return {"x": place.x / right, "y": place.y / top, "label": self.plain(place.label)}

        return {
            "kind": "lines",
            "reached": [placed(place) for place in one.reached],
            "target": [placed(place) for place in one.target],
            "ticks": [{"x": x / right, "text": self.plain(word)} for x, word in one.ticks],
        }
