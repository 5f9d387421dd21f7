"""The woven border of the registry's documents: fine waves that run once round the page, as on a banknote.

It is decoration and proves nothing. Drawn by arithmetic, so that it is ours, small and always the same.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator

# A half wave drawn as one cubic curve between its crests follows the sine to within 1 % with handles of this length.
_HANDLE = 0.3642


def woven_border(width: float, height: float, *, amplitude: float = 1.5, wavelength: float = 9.0) -> str:
    """An SVG of the band, ``width`` by ``height`` (any unit: the waves touch all four edges of this box).

    Three strands of guinda and three of gold, evenly out of step; the number of waves is whole, so that the band
    closes without a seam, and the corners are round enough for the waves not to break.
    """
    return _woven_border(round(width, 2), round(height, 2), amplitude, wavelength)


@functools.lru_cache(maxsize=8)
def _woven_border(width: float, height: float, amplitude: float, wavelength: float) -> str:
    outline = _RoundedBox(width - 2 * amplitude, height - 2 * amplitude, radius=3.2 * amplitude)
    waves = round(outline.length / wavelength)
    strands = []
    for number in range(6):
        ink = "#611232" if number % 2 == 0 else "#b38e5d"
        path = _strand(outline, waves=waves, amplitude=amplitude, phase=number / 6)
        strands.append(f'<path d="{path}" stroke="{ink}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-amplitude:g} {-amplitude:g} {width:g} {height:g}">'
        f'<g fill="none" stroke-width="0.16">{"".join(strands)}</g></svg>'
    )


@functools.cache
def woven_strip(width: float, *, amplitude: float = 1.1, wavelength: float = 8.0) -> str:
    """The same weave as a straight band, ``width`` long: the head of working documents."""
    waves = round(width / wavelength)
    step = width / (2 * waves)
    strands = []
    for number in range(6):
        ink = "#611232" if number % 2 == 0 else "#b38e5d"
        points = [
            (step * (crest + number / 3 - 2), amplitude if crest % 2 == 0 else -amplitude)
            for crest in range(2 * waves + 4)
        ]
        commands = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            first, second = x0 + 2 * _HANDLE * step, x1 - 2 * _HANDLE * step
            commands.append(f"C{first:.2f} {y0:.2f} {second:.2f} {y1:.2f} {x1:.2f} {y1:.2f}")
        strands.append(f'<path d="{"".join(commands)}" stroke="{ink}"/>')
    height = 2 * amplitude + 0.4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-height / 2:g} {width:g} {height:g}">'
        f'<g fill="none" stroke-width="0.16">{"".join(strands)}</g></svg>'
    )


def faded(svg: str, *, opacity: float) -> str:
    """The same drawing, paler: for use under text. The SVG must have one root element, which stays as it is."""
    start = svg.index(">", svg.index("<svg")) + 1
    end = svg.rindex("</svg>")
    return f'{svg[:start]}<g opacity="{opacity:g}">{svg[start:end]}</g>{svg[end:]}'


class _RoundedBox:
    """A rectangle with round corners, walked clockwise by arc length from the start of its upper edge."""

    def __init__(self, width: float, height: float, *, radius: float) -> None:
        straight_x, straight_y, quarter = width - 2 * radius, height - 2 * radius, math.pi * radius / 2
        self.radius = radius
        self.length = 2 * (straight_x + straight_y) + 4 * quarter
        self._stations: list[tuple[float, float, float, float, float]] = []
        x, y, heading = radius, 0.0, 0.0
        for straight in (straight_x, straight_y, straight_x, straight_y):
            self._stations.append((straight, x, y, heading, 0.0))
            x, y = x + straight * math.cos(heading), y + straight * math.sin(heading)
            self._stations.append((quarter, x, y, heading, 1 / radius))
            # The centre of the corner lies to the right of the direction of travel.
            centre_x, centre_y = x - radius * math.sin(heading), y + radius * math.cos(heading)
            heading += math.pi / 2
            x, y = centre_x + radius * math.sin(heading), centre_y - radius * math.cos(heading)

    def at(self, distance: float) -> tuple[float, float, float]:
        """Position and heading after a distance, which may go round more than once."""
        left = distance % self.length
        for length, x, y, heading, bend in self._stations:
            if left <= length or (length, x, y, heading, bend) == self._stations[-1]:
                if not bend:
                    return x + left * math.cos(heading), y + left * math.sin(heading), heading
                turned = heading + left * bend
                centre_x, centre_y = x - self.radius * math.sin(heading), y + self.radius * math.cos(heading)
                return centre_x + self.radius * math.sin(turned), centre_y - self.radius * math.cos(turned), turned
            left -= length
        raise AssertionError("the last station takes whatever is left")


def _crests(outline: _RoundedBox, waves: int, amplitude: float, phase: float) -> Iterator[tuple[float, float, float]]:
    step = outline.length / (2 * waves)
    for number in range(2 * waves + 1):
        x, y, heading = outline.at(step * (number + 2 * phase))
        side = amplitude if number % 2 == 0 else -amplitude
        yield x - side * math.sin(heading), y + side * math.cos(heading), heading


def _strand(outline: _RoundedBox, *, waves: int, amplitude: float, phase: float) -> str:
    handle = _HANDLE * outline.length / (2 * waves)
    points = list(_crests(outline, waves, amplitude, phase))
    x, y, _heading = points[0]
    commands = [f"M{x:.2f} {y:.2f}"]
    for (x0, y0, from_), (x1, y1, to) in itertools.pairwise(points):
        first = (x0 + handle * math.cos(from_), y0 + handle * math.sin(from_))
        second = (x1 - handle * math.cos(to), y1 - handle * math.sin(to))
        if len(commands) == 1:
            commands.append(f"C{first[0]:.2f} {first[1]:.2f} {second[0]:.2f} {second[1]:.2f} {x1:.2f} {y1:.2f}")
        else:
            # Smooth curve: its first handle mirrors the last one, which is what a wave does.
            commands.append(f"S{second[0]:.2f} {second[1]:.2f} {x1:.2f} {y1:.2f}")
    return "".join(commands) + "Z"
