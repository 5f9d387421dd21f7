"""Baking: a credential carried inside the picture of its badge (Open Badges 3.0, 5.3).

The picture stays what it was, byte for byte; only the carrier is added, and an earlier one is taken out, because a
picture with two credentials would show one and prove the other.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from xml.parsers import expat

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
# A compact JWS (RFC 7515, 3.1): three parts of base64url. Everything else that may be baked is a JSON object.
_JWS = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
# What XML 1.0 (2.2) cannot carry even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CannotBake(ValueError):
    """The picture cannot carry a credential, or the payload is none; the message says which."""


def bake_png(png: bytes, payload: str) -> bytes:
    """The PNG with ``payload`` in its one uncompressed ``iTXt`` chunk ``openbadgecredential`` (Open Badges 3.0, 5.3.1).

    Args:
        png: a PNG; its own chunks are kept as they are, an earlier credential is replaced.
        payload: a compact JWS, or the JSON of a credential with an embedded proof.

    Raises:
        CannotBake: not a PNG, damaged, or the payload is neither.
    """
    _require_credential(payload)
    parts, ended = [PNG_SIGNATURE], False
    for kind, body in _chunks(png):
        if kind in (b"iTXt", b"tEXt", b"zTXt") and body.split(b"\0", 1)[0] == PNG_KEYWORD:
            continue
        if kind == b"IEND":
            # Keyword, then: not compressed, compression method 0, no language tag, no translated keyword (PNG 11.3.3).
            parts.append(_chunk(b"iTXt", PNG_KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + payload.encode()))
            ended = True
        parts.append(_chunk(kind, body))
    if not ended:
        raise CannotBake("the PNG has no end: it is cut short")
    return b"".join(parts)


def bake_svg(svg: bytes, payload: str) -> bytes:
    """The SVG with ``<openbadges:credential>`` directly after its ``<svg>`` tag (Open Badges 3.0, 5.3.2).

    A JWS goes into the ``verify`` attribute, JSON into a CDATA section; ``]]>`` inside it is split over two
    sections, so that a reader gets back the very characters that were signed.

    Raises:
        CannotBake: not a well-formed UTF-8 SVG, it declares entities, or the payload is no credential.
    """
    _require_credential(payload)
    layout = _SvgLayout(svg)
    if _JWS.fullmatch(payload):
        carrier = f'<openbadges:credential verify="{payload}"/>'
    else:
        if forbidden := _NOT_XML.search(payload):
            raise CannotBake(f"the payload holds U+{ord(forbidden[0]):04X}, which XML cannot carry")
        sections = payload.replace("]]>", "]]]]><![CDATA[>")
        carrier = f"<openbadges:credential><![CDATA[{sections}]]></openbadges:credential>"
    head = svg[: layout.tag_end]
    if not layout.declares_namespace:
        head += f' xmlns:openbadges="{SVG_NAMESPACE}"'.encode()
    rest, position = [], layout.tag_end + 1
    for start, end in layout.carriers:
        rest.append(svg[position:start])
        position = end
    rest.append(svg[position:])
    return head + b">" + carrier.encode() + b"".join(rest)


def _require_credential(payload: str) -> None:
    if not _JWS.fullmatch(payload) and not (payload.startswith("{") and payload.rstrip().endswith("}")):
        raise CannotBake("the payload is neither a compact JWS nor a JSON object")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and body of each chunk up to IEND. Raises CannotBake on damage."""
    if not png.startswith(PNG_SIGNATURE):
        raise CannotBake("not a PNG")
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, position)
        body = png[position + 8 : position + 8 + length]
        checksum = png[position + 8 + length : position + 12 + length]
        if len(checksum) != 4 or struct.unpack(">I", checksum)[0] != zlib.crc32(body, zlib.crc32(kind)):
            raise CannotBake(f"the PNG is damaged in its {kind.decode('latin-1')} chunk")
        yield kind, body
        if kind == b"IEND":
            return
        position += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


class _SvgLayout:
    """Where things stand in the bytes of an SVG: the end of its root tag, and any credential baked earlier."""

    def __init__(self, svg: bytes) -> None:
        self.declares_namespace = False
        self.carriers: list[tuple[int, int]] = []
        self._svg = svg
        self._depth = 0
        self._root_start = -1
        self._open: tuple[int, int] | None = None
        try:
            svg.decode("utf-8")
        except UnicodeDecodeError:
            raise CannotBake("the SVG is not UTF-8") from None
        # Names come as "namespace name", so that a carrier is known whatever its prefix.
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.StartNamespaceDeclHandler = self._namespace
        try:
            self._parser.Parse(svg, True)
        except expat.ExpatError as error:
            raise CannotBake(f"the SVG is not well-formed: {error}") from error
        self.tag_end = _tag_end(svg, self._root_start)
        if svg[self.tag_end - 1 : self.tag_end] == b"/":
            raise CannotBake("the SVG is empty")

    def _namespace(self, prefix: str | None, uri: str) -> None:
        if prefix == "openbadges" and self._depth == 0:
            if uri != SVG_NAMESPACE:
                raise CannotBake("the SVG uses the prefix openbadges for something else")
            self.declares_namespace = True

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if self._depth == 0:
            if name != "http://www.w3.org/2000/svg svg":
                raise CannotBake("not an SVG")
            self._root_start = self._parser.CurrentByteIndex
        elif name == f"{SVG_NAMESPACE} credential" and self._open is None:
            self._open = (self._depth, self._parser.CurrentByteIndex)
        self._depth += 1

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open and self._open[0] == self._depth:
            start, here = self._open[1], self._parser.CurrentByteIndex
            end = _tag_end(self._svg, start)
            if self._svg[end - 1 : end] != b"/":  # not <a/>, so this event stands at its </a>
                end = _tag_end(self._svg, here)
            self.carriers.append((start, end + 1))
            self._open = None

    def _refuse_entity(self, *_declaration: object) -> None:
        raise CannotBake("the SVG declares entities")


def _tag_end(svg: bytes, start: int) -> int:
    """Index of the ``>`` that closes the tag starting at ``start``; quoted ones do not count."""
    quote = 0
    for position in range(start, len(svg)):
        byte = svg[position]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return position
    raise CannotBake("the SVG is not well-formed")
