"""Open what an institution sends: an XLSX workbook or a CSV, recognised by its bytes and not by its name.

Rows come as a stream, in memory that does not grow with the file, so 450,000 people can be read on a small server.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Literal, Self

from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.delimited import Delimited
from registry.issuing.intake.errors import EncryptedWorkbook, FileTooLarge, NoRows, NotAWorkbook, OldWorkbook
from registry.issuing.intake.package import Package, open_package
from registry.issuing.intake.shared_strings import SharedStrings
from registry.issuing.intake.workbook import sheet_rows
from registry.texts import Text

MAX_FILE_BYTES = 64 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text("un PDF", "a PDF")),
    (b"\x89PNG", Text("una imagen", "an image")),
    (b"\xff\xd8\xff", Text("una imagen", "an image")),
    (b"GIF8", Text("una imagen", "an image")),
    (b"\x1f\x8b", Text("un archivo comprimido", "a compressed file")),
    (b"Rar!", Text("un archivo comprimido", "a compressed file")),
    (b"7z\xbc\xaf", Text("un archivo comprimido", "a compressed file")),
    (b"{\\rtf", Text("un documento de texto con formato", "a formatted text document")),
)
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<style", b"<meta")

BookFormat = Literal["xlsx", "csv"]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet of the file; a CSV has one, with an empty name."""

    index: int
    name: str
    hidden: bool = False


class Book:
    """An open file. Use it as a context manager; it never closes the stream it was given."""

    def __init__(
        self, kind: BookFormat, sheets: tuple[SheetInfo, ...], *, package: Package | None, delimited: Delimited | None
    ) -> None:
        self.format: BookFormat = kind
        self.sheets = sheets
        self._package = package
        self._delimited = delimited
        self._strings: SharedStrings | None = None
        self._read: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def encoding(self) -> str | None:
        """For a CSV, the encoding it was read in."""
        return self._delimited.encoding if self._delimited else None

    @property
    def delimiter(self) -> str | None:
        """For a CSV, what separates its columns."""
        return self._delimited.delimiter if self._delimited else None

    def rows(self, sheet: int) -> Iterator[SheetRow]:
        """The rows of one sheet that hold anything, from the first. Raises the refusals of `workbook`, `delimited`."""
        if self._delimited is not None:
            return self._delimited.rows()
        if self._package is None:
            raise NoRows
        strings = self._shared(self._package)
        return sheet_rows(self._package, self._package.sheets[sheet], sheet, strings, self._read)

    def fraction(self, sheets: Collection[int]) -> float:
        """How much of these sheets has been read, from 0 to 1, by their bytes."""
        if self._package is None:
            return self._delimited.fraction if self._delimited is not None else 0.0
        sizes = {index: self._package.size_of(self._package.sheets[index]) for index in sheets}
        return sum(min(self._read.get(index, 0), size) for index, size in sizes.items()) / max(sum(sizes.values()), 1)

    def close(self) -> None:
        """Give back the temporary files."""
        if self._strings is not None:
            self._strings.close()
            self._strings = None

    def _shared(self, package: Package) -> SharedStrings:
        if self._strings is None:
            if package.shared_strings is None:
                self._strings = SharedStrings()
            else:
                self._strings = SharedStrings(package.open(package.shared_strings))
        return self._strings


def open_book(source: BinaryIO, *, max_bytes: int = MAX_FILE_BYTES) -> Book:
    """Open a seekable binary stream (a file, or BytesIO over the uploaded bytes).

    Raises FileTooLarge, NoRows (empty), OldWorkbook, EncryptedWorkbook, NotAWorkbook, DamagedFile, UnsafeXml,
    ExpandsTooMuch.
    """
    size = source.seek(0, 2)
    if size > max_bytes:
        raise FileTooLarge(limit=max_bytes >> 20)
    source.seek(0)
    head = source.read(2048)
    source.seek(0)
    if not head.strip():
        raise NoRows
    if head.startswith(_OLE):
        raise EncryptedWorkbook if _ENCRYPTED in source.read(1 << 20) else OldWorkbook
    for mark, found in _FOREIGN:
        if head.startswith(mark):
            raise NotAWorkbook(found=found)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB_PAGE):
        raise NotAWorkbook(found=Text("una página web guardada como Excel", "a web page saved as Excel"))
    if head.startswith(b"PK"):
        package = open_package(source)
        sheets = tuple(SheetInfo(i, sheet.name, sheet.hidden) for i, sheet in enumerate(package.sheets))
        return Book("xlsx", sheets, package=package, delimited=None)
    delimited = Delimited(source)
    if b"\0" in head and not delimited.encoding.startswith("utf-16"):
        raise NotAWorkbook(found=Text("un archivo de otro programa", "a file of another program"))
    return Book("csv", (SheetInfo(0, ""),), package=None, delimited=delimited)
