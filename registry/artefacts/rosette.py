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

#: Inks from the rim to the heart; gold always touches a darker one, as on paper money.
INKINGS: tuple[tuple[str, ...], ...] = (
    (GUINDA, GREEN, GOLD, GUINDA, GREEN),
    (GREEN, GUINDA, GOLD, GREEN, GUINDA),
    (GUINDA, GOLD, GREEN, GOLD, GUINDA),
    (GREEN, GOLD, GUINDA, GOLD, GREEN),
    (ROSE, GREEN, GOLD, GUINDA, GOLD),
    (GREEN, ROSE, GOLD, GREEN, GUINDA),
    (GUINDA, ROSE, GREEN, GOLD, GUINDA),
    (GREEN, GOLD, GUINDA, GREEN, GOLD),
)
#: How many times the sector is turned. Multiples of two and three give the eye something to count.
SYMMETRIES: tuple[int, ...] = (8, 9, 10, 12, 14, 15, 16, 18)

# The drawing lives in a square of 2000 units about the origin, so that whole numbers are fine enough.
_HALF = 1000


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

    ``small`` gives the favicon: a full disc with one woven ring.
    """
    if small:
        woven = _ring_markup("mark", _Ring("#fff", 560, 250, 1, 2, 0, 0, 0, 105), 6, None, opacity=1)
        return _document(f'<circle r="990" fill="{GUINDA}"/>{woven}<circle r="150" fill="{GOLD}"/>', size)
    rings = (
        _Ring(GUINDA, 824, 138, 1, 5, 0, 0, 0, 21),
        _Ring(GOLD, 580, 92, 1, 4, 0, 0, 0.6, 18),
        _Ring(GREEN, 350, 128, 1, 5, 0, 0, 1.57, 19),
    )
    body = "".join(_ring_markup(f"mark{number}", ring, 12, None, opacity=1) for number, ring in enumerate(rings, 1))
    return _document(body, size)


def _rings(choices: _Choices, symmetry: int) -> Iterator[_Ring]:
    """Five bands from the rim inwards and, for two seeds in three, a flower at the heart.

    What varies is which bands are broad, how each is woven, and in which inks.
    """
    inks = INKINGS[choices.index(len(INKINGS))]
    heart = choices.between(190, 290)
    shares = [choices.between(0.75, 1.5) for _ in inks]
    outer = 975.0
    scale = (outer - heart) / sum(shares)
    for ink, share in zip(inks, shares, strict=True):
        inner = outer - share * scale
        yield _band(choices, symmetry, ink=ink, outer=outer, inner=inner)
        outer = inner
    if choices.index(3):
        reach = heart * choices.between(0.36, 0.43)
        yield _Ring(inks[choices.of((0, 1))], heart * 0.46, reach, 1, choices.of((2, 3)), 0, 0, 0, 3)


def _band(choices: _Choices, symmetry: int, *, ink: str, outer: float, inner: float) -> _Ring:
    lobe = choices.between(0.25, 0.5) if choices.index(5) < 2 else 0.0
    amplitude = (outer - inner) / 2 * choices.between(0.94, 1.12) / (1 + lobe)
    middle = (outer + inner) / 2
    # A wave about twice as long as the band is broad weaves openly, one half as long reads as a tone.
    wanted = math.tau * middle / (amplitude * choices.between(1.6, 3.2)) / symmetry
    return _Ring(
        ink=ink,
        middle=middle,
        amplitude=amplitude,
        waves=min(4, max(1, round(wanted))),
        strands=choices.of((5, 6, 7, 8) if wanted < 2.5 else (4, 5, 6)),
        lobe=lobe,
        pinch=choices.of((0, 0, 3, 6)) / 10,
        phase=choices.between(0, math.tau),
        width=3.6 if ink == GOLD else 3.2,
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
        f'<g stroke="{ink or ring.ink}" stroke-width="{ring.width:g}"{faded}><path id="{name}" d="{path}"/>{turns}</g>'
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
