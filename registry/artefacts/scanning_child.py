"""The process that looks for QR codes: pictures in by its standard input, their texts out by its standard output.

Started by path from `registry.artefacts.scanning`, so it imports nothing of ours and starts in a moment. A request is
eight bytes of length and the picture; an answer is one line of JSON: ``{"codes": [text, …]}`` or ``{"fault": code}``.
What a picture does to this process (endless search, memory) ends with this process.
"""

from __future__ import annotations

import io
import json
import math
import resource
import struct
import sys
import time
from typing import BinaryIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
#: A JPEG is decoded at a fraction of its size; the others are decoded whole, at up to four bytes a pixel.
MAX_PIXELS = 64_000_000
MAX_PIXELS_WHOLE = 25_000_000
MAX_SIDE = 20_000
#: A code that fills a tenth of the picture's width is still read at the first size; a small one at the second.
SIDES = (1_600, 3_200)
MAX_CODES = 20
MEMORY = 1 << 30


class Refused(Exception):
    """The picture is not searched; the argument is the code of the refusal."""


def codes_of(data: bytes) -> list[str]:
    """The different texts of the QR codes in a picture, in the order in which they were found. Raises `Refused`."""
    picture = _opened(data)
    for side in SIDES:
        if side != SIDES[0] and max(picture.size) <= SIDES[0]:
            break
        grey = _grey(picture, side)
        pixels = memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
        found = zxingcpp.read_barcodes(pixels, formats=QR)
        texts = list(dict.fromkeys(one.text for one in found if one.text))
        if texts:
            return texts[:MAX_CODES]
    return []


def _opened(data: bytes) -> Image.Image:
    """The picture, its header alone read; its size decides whether the rest is."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError:
        raise Refused("damaged") from None
    except Image.DecompressionBombError:
        raise Refused("picture_too_large") from None
    width, height = picture.size
    allowed = MAX_PIXELS if picture.format == "JPEG" else MAX_PIXELS_WHOLE
    if width * height > allowed or max(width, height) > MAX_SIDE:
        raise Refused("picture_too_large")
    # A JPEG can leave out what a smaller picture does not need, before it is decoded.
    picture.draft("L", (SIDES[-1], SIDES[-1]))
    return picture


def _grey(picture: Image.Image, side: int) -> Image.Image:
    """Grey, on white where it is transparent, no side longer than ``side``."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        whole = picture.convert("RGBA")
        ground = Image.new("RGBA", whole.size, "white")
        ground.alpha_composite(whole)
        picture = ground
    grey = picture.convert("L")
    grey.thumbnail((side, side))
    return grey


def answer(data: bytes) -> dict[str, object]:
    """The answer to one picture."""
    try:
        return {"codes": codes_of(data)}
    except Refused as refusal:
        return {"fault": str(refusal)}
    except MemoryError:
        return {"fault": "picture_too_large"}
    # Pillow reports a broken picture with whatever its decoder stumbled over.
    except Exception:
        return {"fault": "damaged"}


def serve(requests: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Answer until nobody asks any more, or a picture has taken so many seconds of the processor: that ends us."""
    while len(head := requests.read(8)) == 8:
        data = requests.read(struct.unpack(">Q", head)[0])
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + seconds, resource.RLIM_INFINITY))
        answers.write(json.dumps(answer(data)).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))
