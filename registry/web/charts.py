"""Charts drawn on the server as SVG: a tile map of the 32 states, bars, and a line with its target.

Pure: numbers and words in, `Markup` out. Colours come from classes of the stylesheet, so nothing needs an inline
style. A chart only illustrates: the page puts the same numbers in a table beneath (macro ``chart``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from registry.artefacts.tiles import COLUMNS, PLACES, ROWS, tone_of, tones

_TILE, _GAP = 54, 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One state: its code (``OAX`` or ``MX-OAX``), name, and a value; ``None`` is a suppressed or missing cell.

    ``shown`` is what stands on the tile (the value, or «<10»); ``flagged`` draws the golden corner.
    """

    code: str
    name: str
    value: float | None
    shown: str
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a label, a value, and how the value is written; ``None`` is a suppressed cell, drawn dashed."""

    label: str
    value: float | None
    shown: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line; ``label`` is written beside it when given."""

    x: float
    y: float
    label: str = ""


def tile_map(tiles: Sequence[Tile], *, title: str) -> Markup:
    """The 32 states as tiles in five tones of green; states that are not given are left blank.

    ``title`` is what a screen reader says. Raises KeyError for a code that is no state.
    """
    bounds = tones([tile.value for tile in tiles if tile.value is not None])
    width, height = COLUMNS * (_TILE + _GAP), ROWS * (_TILE + _GAP)
    return _svg(width, height, title, "".join(_tile(tile, bounds) for tile in tiles))


def _tile(tile: Tile, bounds: Sequence[float]) -> str:
    code = tile.code.removeprefix("MX-")
    column, row = PLACES[code]
    x, y = column * (_TILE + _GAP) + 1, row * (_TILE + _GAP) + 1
    tone = str(tone_of(tile.value, bounds) or "none")
    flag = f'<path class="tile-flag" d="M{x + _TILE - 15} {y}h11a4 4 0 0 1 4 4v11z"/>' if tile.flagged else ""
    return (
        f'<g class="tile-{tone}"><title>{escape(tile.name)}: {escape(tile.shown)}</title>'
        f'<rect x="{x}" y="{y}" width="{_TILE}" height="{_TILE}" rx="4"/>{flag}'
        f'<text class="t-small" x="{x + 6}" y="{y + 17}">{escape(code)}</text>'
        f'<text class="t-strong t-big" x="{x + _TILE // 2}" y="{y + 41}" text-anchor="middle">'
        f"{escape(tile.shown)}</text></g>"
    )


def bar_chart(bars: Sequence[Bar], *, title: str, width: int = 560, label_width: int = 190) -> Markup:
    """Horizontal bars from zero, each with its label on the left and its number at its end."""
    largest = max((bar.value for bar in bars if bar.value is not None), default=0) or 1
    room = width - label_width - 76
    step = 34
    return _svg(
        width,
        step * len(bars) + 4,
        title,
        "".join(
            _bar(bar, top=number * step + 4, left=label_width, length=room * (bar.value or 0) / largest)
            for number, bar in enumerate(bars)
        ),
        kind="bars",
    )


def _bar(bar: Bar, *, top: float, left: int, length: float) -> str:
    middle = top + 17
    if bar.value is None:
        kind, length = "bar-none", 8.0
    else:
        kind, length = "bar-main" if bar.main else "bar", max(length, 1.0)
    strong = " t-strong" if bar.main else ""
    return (
        f'<g><text class="t-label{strong}" x="{left - 10}" y="{middle:g}" text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="{kind}" x="{left}" y="{top + 2:g}" width="{length:.1f}" height="22" rx="2"/>'
        f'<text class="t-strong" x="{left + length + 8:.1f}" y="{middle:g}">{escape(bar.shown)}</text></g>'
    )


def line_chart(
    points: Sequence[Point],
    *,
    target: Sequence[Point] = (),
    title: str,
    ticks: Sequence[tuple[float, str]] = (),
    width: int = 560,
    height: int = 280,
) -> Markup:
    """What was reached (full line) against what was meant (golden dashes); both from zero.

    Labels stand beside their points instead of a legend; ``ticks`` are places and words along the lower edge.
    """
    everything = [*points, *target]
    right = max([point.x for point in everything] + [x for x, _ in ticks], default=0) or 1
    top = max((point.y for point in everything), default=0) or 1
    frame = _Frame(width, height, right, top)
    parts = [*frame.axis(ticks)]
    if target:
        parts.append(f'<polyline class="line-target" points="{frame.polyline(target)}"/>')
        parts += [frame.label(point, "t-target") for point in target if point.label]
    if points:
        parts.append(f'<polyline class="line" points="{frame.polyline(points)}"/>')
        x, y = frame.place(points[-1])
        parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
        parts += [frame.label(point, "t-main", below=True) for point in points if point.label]
    return _svg(width, height, title, "".join(parts), kind="lines")


@dataclass(frozen=True, slots=True)
class _Frame:
    width: int
    height: int
    right: float
    top: float

    # Room for the labels: above the highest point, and beneath for the ticks.
    _above = 32
    _beneath = 34
    _side = 12
    _last_label = 40

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point lies on the picture."""
        across = self.width - 2 * self._side - self._last_label
        down = self.height - self._above - self._beneath
        return self._side + across * point.x / self.right, self._above + down * (1 - point.y / self.top)

    def polyline(self, points: Sequence[Point]) -> str:
        """The points as an SVG list."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.place, points))

    def axis(self, ticks: Sequence[tuple[float, str]]) -> Iterator[str]:
        """The ground line and its words."""
        floor = self.height - self._beneath
        yield f'<path class="axis" d="M{self._side} {floor}H{self.width - self._side}"/>'
        for where, word in ticks:
            x, _ = self.place(Point(where, 0))
            anchor = "start" if where == 0 else "end" if where == self.right else "middle"
            # The last word ends at the edge of the picture, not at the end of the line.
            x += self._last_label if anchor == "end" else 0
            place = f'x="{x:.1f}" y="{floor + 24}" text-anchor="{anchor}"'
            yield f'<text class="t-muted" {place}>{escape(word)}</text>'

    def label(self, point: Point, kind: str, *, below: bool = False) -> str:
        """A point's word: to its upper left, or to its lower right where it must not cross the line above it."""
        x, y = self.place(point)
        if below and x < self.width * 0.7:
            return f'<text class="{kind}" x="{x + 10:.1f}" y="{y + 18:.1f}">{escape(point.label)}</text>'
        return f'<text class="{kind}" x="{x + 4:.1f}" y="{y - 10:.1f}" text-anchor="end">{escape(point.label)}</text>'


def _svg(width: float, height: float, title: str, body: str, *, kind: str = "") -> Markup:
    named = f'class="{kind}" ' if kind else ""
    return Markup(  # noqa: S704 - every word in it went through escape
        f'<svg {named}viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(title)}" '
        f'preserveAspectRatio="xMidYMid meet">{body}</svg>'
    )
