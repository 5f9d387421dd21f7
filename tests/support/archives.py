"""Pictures, archives and PDFs as strangers send them, honest and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import segno
from PIL import Image
from pypdf import PdfWriter

from registry.artefacts.baking import bake_png


def qr(text: str, *, scale: int = 6) -> Image.Image:
    """A QR code on white."""
    target = io.BytesIO()
    segno.make(text, error="m").save(target, kind="png", scale=scale, border=4)
    return Image.open(target).convert("RGB")


def picture(*codes: str, form: str = "PNG", turned: int = 0, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A grey photograph with these codes side by side, turned by some degrees."""
    ground = Image.new("RGB", size, (205, 198, 188))
    for place, text in enumerate(codes):
        drawn = qr(text).rotate(turned, expand=True, fillcolor=(255, 255, 255))
        ground.paste(drawn, (30 + place * 520, 120))
    return saved(ground, form)


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    """The bytes of a picture."""
    target = io.BytesIO()
    image.save(target, form)
    return target.getvalue()


def carpet(side: int = 1600, module: int = 8) -> bytes:
    """Nothing but finder patterns: a reader of QR codes tries all their combinations."""
    tile = Image.new("L", (module, module), 255)
    for x in range(7):
        for y in range(7):
            if max(abs(x - 3), abs(y - 3)) != 2:
                tile.putpixel((x, y), 0)
    ground = Image.new("L", (side, side), 255)
    for x in range(0, side, module):
        for y in range(0, side, module):
            ground.paste(tile, (x, y))
    return saved(ground)


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and is some hundred bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG with its true checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def false_length() -> bytes:
    """A PNG whose one chunk says that it is 2 GB."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 0x7FFFFFFF) + b"iTXt" + b"openbadgecredential\0"


def with_two(signed: bytes, ground: bytes | None = None) -> bytes:
    """A baked badge into which a second credential was put; ``ground`` is another picture than an empty one."""
    baked = bake_png(ground or picture(), signed.decode())
    text = chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + signed)
    return baked[:-12] + text + baked[-12:]


def laughs() -> bytes:
    """An SVG of entities that name each other: a kilobyte that becomes gigabytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE svg [<!ENTITY l0 "ja">{entities}]><svg xmlns="http://www.w3.org/2000/svg">&l9;</svg>'.encode()


def pdf(files: Iterable[tuple[str, bytes]], *, password: str | None = None) -> bytes:
    """A PDF of one empty page with these files attached."""
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    for name, data in files:
        writer.add_attachment(name, data)
    if password is not None:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def pdf_bomb(size: int = 300_000_000) -> bytes:
    """A PDF of a few hundred kilobytes whose one attachment unpacks to ``size`` bytes."""
    packer = zlib.compressobj(9)
    piece = b"{" * 1_000_000
    packed = b"".join([packer.compress(piece) for _ in range(size // len(piece))]) + packer.flush()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(c.json) 3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/F(c.json)/UF(c.json)/EF<</F 4 0 R>>>>",
        b"<</Type/EmbeddedFile/Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer\n<</Size 5/Root 1 0 R>>\n"
    return body + head + b"startxref\n%d\n%%%%EOF" % len(body)


Files = Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files, names as given, twice the same name allowed."""
    target = io.BytesIO()
    pairs = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return target.getvalue()


def encrypted(data: bytes) -> bytes:
    """The same ZIP with every entry marked as encrypted, in its directory and before its bytes."""
    marked = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + flags] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


def lying(data: bytes, size: int) -> bytes:
    """The same ZIP of one entry, which says that it unpacks to ``size`` bytes."""
    told = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = told.find(mark)
        told[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(told)
