"""QR codes as SVG for pages and paper, and as PNG for mail programs that show no SVG."""

from __future__ import annotations

import functools
import io
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import segno

# Recovers 15 % of the modules: a code folded in a pocket still reads, and it stays coarse enough for a cheap camera.
ERROR_LEVEL = "m"
# ISO/IEC 18004, 6.3.8: four modules of quiet around the code.
QUIET_MODULES = 4


def qr_svg(
    text: str | tuple[str, ...],
    *,
    title: str,
    dark: str = "#1c1917",
    light: str | None = "#ffffff",
    quiet: int = QUIET_MODULES,
) -> str:
    """An SVG of the code that scales to whatever box holds it.

    No ``style`` attribute and no script, so that a strict Content-Security-Policy lets it through, inline or as a
    file. ``title`` is what a screen reader says. ``light`` None leaves the ground transparent. ``text`` may be given in
    segments, each of which takes the densest mode that can hold it: capitals and digits take two thirds of the room.
    ``quiet`` is how many modules of ground are part of the drawing; whoever asks for fewer leaves the rest free.

    Raises:
        ValueError: the text is longer than a QR code can hold (2,331 bytes at level M).
    """
    code = _code(text)
    modules = tuple(tuple(row) for row in code.matrix)
    side = len(modules) + 2 * quiet
    ground = f'<path fill="{light}" d="M0 0h{side}v{side}H0z"/>' if light else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges"><title>{escape(title, quote=False)}</title>{ground}'
        f'<path fill="{dark}" d="{_runs(modules, quiet)}"/></svg>'
    )


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """A black and white PNG, ``scale`` pixels a module. Raises ValueError like `qr_svg`."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=QUIET_MODULES)
    return out.getvalue()


@functools.lru_cache(maxsize=64)
def _code(text: str | tuple[str, ...]) -> segno.QRCode:
    import segno

    # boost_error would raise the level where room is left, so that the density of the code hung on luck.
    # segno takes segments too, though its types do not say so.
    content: Any = text if isinstance(text, str) else [(segment,) for segment in text]
    return segno.make_qr(content, error=ERROR_LEVEL, boost_error=False)


def _runs(modules: tuple[tuple[int, ...], ...], quiet: int) -> str:
    """Each run of dark modules as one filled rectangle; strokes would be blurred at their seams by some renderers."""
    parts = []
    for y, row in enumerate(modules):
        start: int | None = None
        for x, module in enumerate((*row, 0)):
            if module and start is None:
                start = x
            elif not module and start is not None:
                parts.append(f"M{start + quiet} {y + quiet}h{x - start}v1h-{x - start}z")
                start = None
    return "".join(parts)
