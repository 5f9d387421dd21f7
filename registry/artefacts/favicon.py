"""The registry's mark as an ICO, for browsers that ask for ``/favicon.ico`` and read no SVG."""

from __future__ import annotations

import struct
from functools import lru_cache

from registry.artefacts.rosette import rosette_ring
from registry.artefacts.typesetting import typeset_png

#: Pixels of one side: three times the smallest place where it is shown, for dense screens.
SIDE = 48
_DIRECTORY = struct.Struct("<3H")  # reserved, 1 for icons, how many pictures
_ENTRY = struct.Struct("<4B2H2I")  # width, height, colours, reserved, planes, bits per pixel, bytes, offset


@lru_cache(maxsize=1)
def favicon_ico() -> bytes:
    """One PNG in an ICO's two headers, which every browser since 2007 reads."""
    drawn = rosette_ring(size=SIDE, small=True)
    png = typeset_png("picture", {"svg": drawn, "side": SIDE}, language="es", pixels_per_inch=72)
    entry = _ENTRY.pack(SIDE, SIDE, 0, 0, 1, 32, len(png), _DIRECTORY.size + _ENTRY.size)
    return _DIRECTORY.pack(0, 1, 1) + entry + png
