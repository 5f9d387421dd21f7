"""Files that carry a credential: a baked PNG or SVG badge (Open Badges 3.0, 5.3), a PDF certificate with attachment.

Each function takes the file's bytes and returns the one credential's text, or raises `Unreadable`. Files come from
strangers: chunk lengths and checksums are checked, compressed text is bounded, XML entities are refused.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import defusedxml.ElementTree
from defusedxml import DefusedXmlException
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import EmbeddedFile

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
SVG_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
MAX_TEXT_BYTES = 1_000_000
# A badge has a handful of chunks; a hostile file could have a million empty ones.
MAX_CHUNKS = 10_000
# A certificate carries two files; names beyond these are not looked at, and contents are read of so many at most.
MAX_ATTACHMENTS = 1_000
MAX_ATTACHED_CREDENTIALS = 4
#: What the registry states beside a credential: its registration note (`registry.documents.registration_note`).
NOTE_FILE = "registration-note.jws"
MAX_NOTE_BYTES = 10_000
#: The certificate's cadena original and sello digital, a line each (`registry.documents.seal`).
SEAL_FILE = "cadena-original.txt"
MAX_SEAL_BYTES = 20_000
#: Partners' countersignatures of the credential, each a signed EndorsementCredential.
COUNTERSIGNATURE_FILE = "countersignature-{place}.jws"
_COUNTERSIGNATURE = re.compile(r"countersignature-\d{1,2}\.jws")
MAX_COUNTERSIGNATURES = 10
MAX_COUNTERSIGNATURE_BYTES = 50_000
_CREDENTIAL_FILE = re.compile(r"\.(json|jsonld|jwt)$", re.IGNORECASE)


def from_png(data: bytes) -> str:
    """The credential in the picture's one ``iTXt`` chunk ``openbadgecredential``."""
    texts = [_international_text(body) for kind, body in _chunks(data) if kind == b"iTXt"]
    found = [text for keyword, text in texts if keyword == PNG_KEYWORD]
    if not found:
        raise _unreadable("picture_without_credential")
    return _text(_only(found))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG, checked for length and CRC, up to IEND."""
    position = len(PNG_SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if position + 12 > len(data):
            raise _unreadable("damaged", detail="PNG")
        (length,) = struct.unpack(">I", data[position : position + 4])
        end = position + 12 + length
        if end > len(data):
            raise _unreadable("damaged", detail="PNG")
        kind, body = data[position + 4 : position + 8], data[position + 8 : end - 4]
        if zlib.crc32(kind + body) != struct.unpack(">I", data[end - 4 : end])[0]:
            raise _unreadable("damaged", detail="PNG, CRC")
        if kind == b"IEND":
            return
        yield kind, body
        position = end
    raise _unreadable("damaged", detail="PNG")


def _international_text(body: bytes) -> tuple[bytes, bytes]:
    """Keyword and text of an iTXt chunk (PNG 3rd edition, 11.3.3.4). Compressed text is not allowed here, but read."""
    keyword, _, rest = body.partition(b"\0")
    if len(rest) < 2:
        return b"", b""
    compressed = rest[0] == 1
    _, _, rest = rest[2:].partition(b"\0")
    _, _, text = rest.partition(b"\0")
    return keyword, _inflated(text) if compressed and keyword == PNG_KEYWORD else text


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, MAX_TEXT_BYTES)
    except zlib.error as error:
        raise _unreadable("damaged", detail="iTXt") from error
    if not inflater.eof:
        raise _unreadable("too_large", size=len(text), limit=MAX_TEXT_BYTES)
    return text


def looks_like_svg(data: bytes) -> bool:
    """Whether the bytes are an XML document whose root is ``svg``."""
    return re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE\s+svg|!--|svg[\s>])", data) is not None and (
        re.search(rb"<svg[\s>]", data[:100_000]) is not None
    )


def from_svg(data: bytes) -> str:
    """The credential in the drawing's one ``<openbadges:credential>``: JWT in ``verify``, JSON as text."""
    try:
        root = defusedxml.ElementTree.fromstring(data, forbid_dtd=False)
    except (DefusedXmlException, SyntaxError, ValueError) as error:
        raise _unreadable("damaged", detail="SVG") from error
    elements = list(root.iter(f"{{{SVG_NAMESPACE}}}credential"))
    if not elements:
        raise _unreadable("picture_without_credential")
    if len(elements) > 1:
        raise _unreadable("several", count=len(elements))
    element = elements[0]
    text: str = (element.get("verify") or element.text or "").strip()
    if not text:
        raise _unreadable("picture_without_credential")
    return text


@dataclass(frozen=True, slots=True)
class Attached:
    """What a PDF carries: the credential's text, the registration note and the countersignatures beside it, if any."""

    text: str
    note: str | None
    countersignatures: tuple[bytes, ...]
    seal: str | None = None


def from_pdf(data: bytes, *, limit: int) -> Attached:
    """The credential attached to the PDF, the JSON where there is one, else the JWT; and what stands beside it."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise _unreadable("encrypted_pdf")
        attached, beside = _attachments(reader, limit)
    # pypdf reports a broken file with whatever its parser stumbled over.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise _unreadable("damaged", detail="PDF") from error
    for wanted in ("json", "jsonld", "jwt"):
        found = [content for name, content in attached if name.lower().endswith("." + wanted)]
        if found:
            return Attached(
                _text(_only(found)),
                note=beside[NOTE_FILE].decode("ascii", "replace") if NOTE_FILE in beside else None,
                countersignatures=tuple(
                    content for name, content in sorted(beside.items()) if name not in (NOTE_FILE, SEAL_FILE)
                ),
                seal=beside[SEAL_FILE].decode("utf-8", "replace") if SEAL_FILE in beside else None,
            )
    raise _unreadable("pdf_without_credential")


def _attachments(reader: PdfReader, limit: int) -> tuple[list[tuple[str, bytes]], dict[str, bytes]]:
    """The attached files that could be credentials, and by name what the registry puts beside one."""
    found: list[tuple[str, bytes]] = []
    beside: dict[str, bytes] = {}
    for seen, embedded in enumerate(reader.attachment_list):
        if seen >= MAX_ATTACHMENTS:
            break
        name = embedded.name or ""
        if name == NOTE_FILE:
            beside.setdefault(name, _content(embedded, MAX_NOTE_BYTES))
        elif name == SEAL_FILE:
            beside.setdefault(name, _content(embedded, MAX_SEAL_BYTES))
        elif _COUNTERSIGNATURE.fullmatch(name) is not None:
            if len(beside) <= MAX_COUNTERSIGNATURES + 1:  # the note and the seal are among them
                beside.setdefault(name, _content(embedded, MAX_COUNTERSIGNATURE_BYTES))
        elif _CREDENTIAL_FILE.search(name) is not None and len(found) < MAX_ATTACHED_CREDENTIALS:
            found.append((name, _content(embedded, limit)))
    return found, beside


def _content(embedded: EmbeddedFile, limit: int) -> bytes:
    content = embedded.content
    if len(content) > limit:
        raise _unreadable("too_large", size=len(content), limit=limit)
    return content


def _only(found: list[bytes]) -> bytes:
    if len(found) > 1:
        raise _unreadable("several", count=len(found))
    return found[0]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable("not_utf8") from error


def _unreadable(code: str, **details: object) -> Unreadable:
    return Unreadable(code, UNREADABLE[code], **details)
