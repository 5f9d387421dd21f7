"""Reading the XML parts of a workbook without building trees and without trusting them.

The small parts (list of sheets, styles) go through defusedxml. The sheets and the shared strings can hold hundreds
of megabytes, so they are read as a stream of events; there too a document type, and with it any entity, is refused.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat
from zipfile import BadZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from registry.issuing.intake.errors import DamagedFile, UnsafeXml

CHUNK = 1 << 16
#: What a truncated or tampered archive raises while its bytes are read.
BROKEN_ARCHIVE = (
    BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, LookupError,
)  # fmt: skip
_SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]
TextHandler = Callable[[str], None]


def small_part(data: bytes) -> Element:
    """The tree of a small part. Raises UnsafeXml on a document type or entity, DamagedFile on anything unreadable."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnsafeXml from error
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedFile from error
    return root


def local_name(tag: str) -> str:
    """``{namespace}sheet`` → ``sheet``: the transitional and the strict namespaces name the same things."""
    return tag.rpartition("}")[2]


def qualified(*names: str) -> dict[str, str]:
    """Expat's names of the given spreadsheet elements, in both namespaces, to their local names."""
    return {f"{namespace} {name}": name for namespace in _SPREADSHEET for name in names}


def stream_events(source: BinaryIO, start: StartHandler, end: EndHandler, text: TextHandler) -> Iterator[None]:
    """Feed a part to the handlers, yielding after each chunk so that the caller can hand on what has been read.

    Raises UnsafeXml on a document type, DamagedFile when the bytes or the XML break off.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, *BROKEN_ARCHIVE) as error:
        raise DamagedFile from error
    yield


def _refuse(*_: object) -> None:
    raise UnsafeXml
