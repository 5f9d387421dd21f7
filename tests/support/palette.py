"""A picture with at most 256 colours, which weighs a third: screens have few, and nobody misses the others.

The browser reads the picture and picks the colours; the PNG is written here (ISO/IEC 15948, colour type 3).
"""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Browser

#: What fills a surface keeps its exact colour. The others are counted in cubes of eight steps, and each of the most
#: frequent cubes gives its most frequent colour.
_PICK = """
async (png) => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const points = canvas.getImageData(0, 0, width, height).data;
  const colours = new Map();
  for (let at = 0; at < points.length; at += 4) {
    const colour = (points[at] << 16) | (points[at + 1] << 8) | points[at + 2];
    colours.set(colour, (colours.get(colour) || 0) + 1);
  }
  const cubes = new Map();
  for (const [colour, count] of [...colours].sort((one, other) => other[1] - one[1])) {
    const cube = count > width * height / 500 ? colour + 0.5 : colour & 0xf8f8f8;
    const held = cubes.get(cube) || [colour, 0];
    cubes.set(cube, [held[0], held[1] + count]);
  }
  const palette = [...cubes.values()].sort((one, other) => other[1] - one[1]).slice(0, 256).map((one) => one[0]);
  const nearest = new Map(palette.map((colour, place) => [colour, place]));
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const find = (colour) => {
    if (nearest.has(colour)) return nearest.get(colour);
    const [red, green, blue] = parts(colour);
    let best = 0, distance = Infinity;
    palette.forEach((one, place) => {
      const [r, g, b] = parts(one);
      const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (far < distance) { distance = far; best = place; }
    });
    nearest.set(colour, best);
    return best;
  };
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    to++;  // filter type 0
    for (let x = 0; x < width; x++, from += 4, to++) {
      rows[to] = find((points[from] << 16) | (points[from + 1] << 8) | points[from + 2]);
    }
  }
  let text = "";
  for (let at = 0; at < rows.length; at += 32768) text += String.fromCharCode(...rows.subarray(at, at + 32768));
  return { width, height, palette: palette.flatMap(parts), rows: btoa(text) };
}
"""


def with_few_colours(browser: Browser, pictures: list[bytes]) -> list[bytes]:
    """The same pictures (PNG without transparency) as indexed PNGs."""
    page = browser.new_page()
    try:
        return [_indexed(page.evaluate(_PICK, base64.b64encode(one).decode())) for one in pictures]
    finally:
        page.close()


def _indexed(picked: dict[str, object]) -> bytes:
    header = struct.pack(">IIBBBBB", picked["width"], picked["height"], 8, 3, 0, 0, 0)
    rows = base64.b64decode(str(picked["rows"]))
    palette = bytes(picked["palette"])  # type: ignore[call-overload]
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
