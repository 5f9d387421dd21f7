"""The rosette of a microcredential: a guilloche drawn from a digest, always the same for the same definition.

It makes a record recognisable at a glance, as the engraving of a banknote does. It is decoration and never a proof:
nothing that verifies reads it. Pure: bytes in, SVG text out; one sector of each ring is written, `<use>` turns it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

SEED_BYTES = 32
#: A rosette travels on every card, so it may never grow heavier than this (bytes of SVG).
MAXIMUM_BYTES = 20_000

GUINDA, ROSE, GREEN, GOLD = "#611232", "#9d2449", "#13322b", "#b38e5d"

#: Inks from the rim to the heart; gold always lies between two darker ones, as on paper money.
INKINGS: tuple[tuple[str, str, str, str, str], ...] = (
    (GUINDA, GREEN, GOLD, ROSE, GUINDA),
    (GREEN, GUINDA, GOLD, GREEN, GUINDA),
    (GUINDA, GOLD, GREEN, GOLD, ROSE),
    (GREEN, GOLD, ROSE, GOLD, GREEN),
    (ROSE, GREEN, GOLD, GUINDA, GREEN),
    (GREEN, ROSE, GOLD, GUINDA, ROSE),
)
#: How many times the sector is turned. Multiples of two and three give the eye something to count.
SYMMETRIES: tuple[int, ...] = (8, 9, 10, 12, 14, 15, 16, 18)

# The drawing lives in a square of 1000 units about the origin, so that whole numbers are fine enough.
_HALF = 500


@dataclass(frozen=True, slots=True)
class _Ring:
    """A woven band: strands of one wave, out of phase, between two lobed envelopes (units of the drawing)."""

    ink: str
    middle: float
    amplitude: float
    waves: int  # of one strand, in one sector
    strands: int
    lobe: float  # how far the envelope swells with the symmetry, as part of the amplitude
    pinch: float  # 0 keeps the band's width, 1 closes it between two lobes
    phase: float
    width: float


class _Choices:
    """Small numbers taken from the digest in order; the same digest always gives the same ones."""

    def __init__(self, seed: bytes) -> None:
        self._values = self._stream(seed)

    @staticmethod
    def _stream(seed: bytes) -> Iterator[int]:
        block = seed
        while True:
            yield from block
            block = hashlib.sha256(block).digest()

    def of(self, options: Sequence[int]) -> int:
        """One of these."""
        return options[next(self._values) % len(options)]

    def index(self, count: int) -> int:
        """A whole number from 0 up to `count`, which is left out."""
        return next(self._values) % count

    def between(self, low: float, high: float) -> float:
        """A number in this interval, in 256 steps."""
        return low + (high - low) * next(self._values) / 255


def seed_of(definition_id: str) -> bytes:
    """The 32 bytes that a definition version's rosette is drawn from.

    The host is left out of the digest, so that moving the registry to another name changes nobody's card.
    """
    parts = urlsplit(definition_id)
    return hashlib.sha256((parts.path or definition_id).encode()).digest()


def rosette_svg(seed: bytes, *, size: int = 240, ink: str | None = None) -> str:
    """The rosette of a 32-byte digest as a stand-alone SVG, at most 20 kB.

    ``size`` is the intrinsic width and height in pixels; ``ink`` draws everything in one colour (for stamps and
    single-ink printing). Raises ValueError for a seed that is not 32 bytes.
    """
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a rosette is drawn from {SEED_BYTES} bytes, not {len(seed)}")
    mark = seed.hex()[:10]
    choices = _Choices(seed)
    symmetry = choices.of(SYMMETRIES)
    body = "".join(
        _ring_markup(f"r{mark}{number}", ring, symmetry, ink)
        for number, ring in enumerate(_rings(choices, symmetry), start=1)
    )
    return _document(body, size)


def rosette_ring(*, size: int = 64, small: bool = False) -> str:
    """The registry's own mark: two woven rings and a gold heart, drawn bolder so that it reads at 16 pixels.

    ``small`` gives the favicon: fewer and thicker lines.
    """
    if small:
        rings = (
            _Ring(GUINDA, 392, 74, 1, 3, 0, 0, 0, 26),
            _Ring(GREEN, 205, 62, 1, 3, 0, 0, 1.57, 24),
        )
        symmetry = 8
    else:
        rings = (
            _Ring(GUINDA, 412, 66, 1, 5, 0, 0, 0, 10),
            _Ring(GOLD, 292, 44, 1, 4, 0, 0, 0.6, 9),
            _Ring(GREEN, 178, 62, 1, 5, 0, 0, 1.57, 9),
        )
        symmetry = 12
    body = "".join(
        _ring_markup(f"mark{number}", ring, symmetry, None, opacity=1) for number, ring in enumerate(rings, start=1)
    )
    return _document(body, size)


def _rings(choices: _Choices, symmetry: int) -> Iterator[_Ring]:
    """Five bands from the rim inwards; what varies is which are broad, how they are woven and in which inks."""
    inks = INKINGS[choices.index(len(INKINGS))]
    edges = [485.0]
    shares = [choices.between(0.75, 1.5) for _ in inks]
    scale = (edges[0] - choices.between(78, 120)) / sum(shares)
    for share in shares:
        edges.append(edges[-1] - share * scale)
    for position, ink in enumerate(inks):
        outer, inner = edges[position], edges[position + 1]
        fine = outer < 260  # near the heart a sector is narrow: fewer waves already look dense
        lobed = choices.index(3) > 0 and position in (0, 2, 3)
        lobe = choices.between(0.25, 0.5) if lobed else 0.0
        yield _Ring(
            ink=ink,
            middle=(outer + inner) / 2,
            amplitude=(outer - inner) / 2 * choices.between(0.92, 1.12) / (1 + lobe),
            waves=choices.of((1, 2) if fine else (2, 3)) if symmetry < 14 else choices.of((1,) if fine else (1, 2)),
            strands=choices.of((4, 5, 6, 7)),
            lobe=lobe,
            pinch=choices.of((0, 0, 3, 6)) / 10,
            phase=choices.between(0, math.tau),
            width=1.9 if ink == GOLD else 1.6,
        )


def _ring_markup(name: str, ring: _Ring, symmetry: int, ink: str | None, *, opacity: float = 0.85) -> str:
    path = "".join(
        _strand(_radius(ring, symmetry, math.tau * strand / ring.strands), symmetry, ring.waves)
        for strand in range(ring.strands)
    )
    turns = "".join(
        f'<use href="#{name}" transform="rotate({_degrees(360 * turn / symmetry)})"/>' for turn in range(1, symmetry)
    )
    faded = "" if opacity == 1 else f' opacity="{opacity}"'
    return (
        f'<g stroke="{ink or ring.ink}" stroke-width="{ring.width:g}"{faded}>'
        f'<path id="{name}" d="{path}"/>{turns}</g>'
    )


def _radius(ring: _Ring, symmetry: int, offset: float) -> Callable[[float], float]:
    def radius(angle: float) -> float:
        swell = math.cos(symmetry * angle + ring.phase)
        middle = ring.middle + ring.lobe * ring.amplitude * swell
        amplitude = ring.amplitude * (1 - ring.pinch * (0.5 - 0.5 * swell))
        return middle + amplitude * math.cos(ring.waves * symmetry * angle + offset)

    return radius


def _strand(radius: Callable[[float], float], symmetry: int, waves: int) -> str:
    """One strand over one sector, as smooth cubic curves whose ends meet the next sector's.

    Six curves for a wave follow it to within a unit of the drawing.
    """
    curves = 6 * waves
    step = math.tau / symmetry / curves
    points = [_point(radius, step * number) for number in range(curves + 1)]
    handles = [_handle(radius, step * number, step) for number in range(curves + 1)]
    x, y = round(points[0][0]), round(points[0][1])
    out = [f"M{x} {y}"]
    for number in range(curves):
        end, end_handle, start_handle = points[number + 1], handles[number + 1], handles[number]
        numbers = [round(end[0] - end_handle[0]) - x, round(end[1] - end_handle[1]) - y]
        following = round(end[0]), round(end[1])
        numbers += [following[0] - x, following[1] - y]
        if number == 0:
            numbers = [round(start_handle[0]), round(start_handle[1]), *numbers]
        out.append(("c" if number == 0 else "s") + _spell(numbers))
        x, y = following
    return "".join(out)


def _point(radius: Callable[[float], float], angle: float) -> tuple[float, float]:
    distance = radius(angle)
    return distance * math.cos(angle), distance * math.sin(angle)


def _handle(radius: Callable[[float], float], angle: float, step: float) -> tuple[float, float]:
    """A third of the curve's velocity at this angle: the Bézier handle for one step (Hermite form)."""
    reach = 1e-4
    before, after = _point(radius, angle - reach), _point(radius, angle + reach)
    share = step / 3 / (2 * reach)
    return (after[0] - before[0]) * share, (after[1] - before[1]) * share


def _spell(numbers: Sequence[int]) -> str:
    """Path numbers with the fewest separators that SVG allows: a minus sign separates by itself."""
    return "".join(str(n) if n < 0 or index == 0 else f" {n}" for index, n in enumerate(numbers))


def _degrees(angle: float) -> str:
    return f"{angle:.4f}".rstrip("0").rstrip(".")


def _document(body: str, size: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="{-_HALF} {-_HALF} {2 * _HALF} {2 * _HALF}" fill="none" stroke-linecap="round">{body}</svg>'
    )
