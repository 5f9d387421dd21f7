"""Reading back a PDF as a stranger would: text, fonts, attachments, what it claims to be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def opened(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def root_of(pdf: bytes) -> Any:
    return opened(pdf).trailer["/Root"]


def text_of(pdf: bytes) -> str:
    """All the text, every run of white space one space, zero-width breaks taken out."""
    pages = (page.extract_text() for page in opened(pdf).pages)
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Name of each font without its subset tag, and whether its file is inside."""
    found: dict[str, bool] = {}
    for font in _fonts(opened(pdf)):
        descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        descriptor = descendant["/FontDescriptor"].get_object()
        name = str(font["/BaseFont"]).lstrip("/").split("+")[-1].removesuffix("-Identity-H")
        found[name] = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def _fonts(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        yield from _fonts_in(page.get("/Resources", {}))


def _fonts_in(resources: Any) -> Iterator[Any]:
    resources = resources.get_object()
    for font in resources.get("/Font", {}).values():
        yield font.get_object()
    for form in resources.get("/XObject", {}).values():
        inner = form.get_object()
        if "/Resources" in inner:
            yield from _fonts_in(inner["/Resources"])


def attached_to(pdf: bytes) -> dict[str, tuple[bytes, str, str]]:
    """Each associated file: its bytes, media type and relationship."""
    found = {}
    for reference in root_of(pdf)["/AF"]:
        entry = reference.get_object()
        stream = entry["/EF"]["/F"].get_object()
        found[str(entry["/UF"])] = (stream.get_data(), str(stream["/Subtype"]), str(entry["/AFRelationship"]))
    return found


def claims_of(pdf: bytes) -> str:
    """The XMP packet, in which a PDF says what it conforms to."""
    data: bytes = root_of(pdf)["/Metadata"].get_object().get_data()
    return data.decode()
