"""The archive around a workbook: is it one, is it bounded, which sheets does it list, which styles mean dates."""

from __future__ import annotations

import datetime as dt
import posixpath
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from registry.issuing.intake.errors import DamagedFile, ExpandsTooMuch, NoRows, NotAWorkbook
from registry.issuing.intake.safe_xml import BROKEN_ARCHIVE, local_name, small_part
from registry.texts import Text

# A sheet of 450,000 people with 17 columns is about 370 MB of XML, and compresses about twelve times.
MAX_UNPACKED = 1 << 30
MAX_RATIO = 250
MAX_PARTS = 2_000
MAX_SMALL_PART = 8 << 20
MAX_SHEETS = 100
_RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it, and the part of the archive that holds it."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Package:
    """What the small parts say about the large ones. ``date_styles`` and ``percent_styles`` are cell style numbers."""

    archive: ZipFile
    sheets: tuple[SheetPart, ...]
    shared_strings: str | None
    date_styles: frozenset[int]
    percent_styles: frozenset[int]
    epoch: dt.datetime

    def open(self, path: str) -> BinaryIO:
        """A part as a stream of its unpacked bytes. Raises DamagedFile when the archive cannot give it."""
        try:
            return self.archive.open(path)  # type: ignore[return-value]
        except (KeyError, *BROKEN_ARCHIVE) as error:
            raise DamagedFile from error

    def size_of(self, sheet: SheetPart) -> int:
        """The bytes of a sheet once unpacked, as the archive declares them."""
        return self.archive.getinfo(sheet.path).file_size


def open_package(source: BinaryIO) -> Package:
    """Read the directory of the archive and its small parts.

    Raises DamagedFile, UnsafeXml, ExpandsTooMuch, NoRows (no sheets), NotAWorkbook (another kind of document).
    """
    try:
        archive = ZipFile(source)
    except BROKEN_ARCHIVE as error:
        raise DamagedFile from error
    _refuse_bomb(archive)
    names = {name.lstrip("/"): name for name in archive.namelist()}
    _refuse_other_documents(archive, names)
    workbook_path = _workbook_path(archive, names)
    workbook = _part(archive, names, workbook_path)
    relations = _relations(archive, names, workbook_path)
    sheets = tuple(_sheets(workbook, relations, names))
    if not sheets:
        raise NoRows
    by_kind = {kind: path for kind, path in relations.values() if path in names}
    dates, percents = _styles(archive, names, by_kind.get("styles"))
    strings = by_kind.get("sharedStrings")
    return Package(
        archive=archive,
        sheets=sheets,
        shared_strings=names[strings] if strings else None,
        date_styles=dates,
        percent_styles=percents,
        epoch=MAC_EPOCH if _starts_in_1904(workbook) else WINDOWS_EPOCH,
    )


def _refuse_bomb(archive: ZipFile) -> None:
    """Judge by the declared sizes: reading never goes past them, and a lie there ends as a checksum error."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ExpandsTooMuch
    for part in parts:
        if part.file_size > (8 << 20) and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise ExpandsTooMuch


def _refuse_other_documents(archive: ZipFile, names: dict[str, str]) -> None:
    if "mimetype" in names:
        raise NotAWorkbook(found=Text("un documento de LibreOffice (.ods)", "a LibreOffice document (.ods)"))
    if "word/document.xml" in names:
        raise NotAWorkbook(found=Text("un documento de Word", "a Word document"))
    if "xl/workbook.bin" in names:
        raise NotAWorkbook(found=Text("un libro binario (.xlsb)", "a binary workbook (.xlsb)"))
    if "Index/Document.iwa" in names:
        raise NotAWorkbook(found=Text("un documento de Numbers", "a Numbers document"))
    if "[Content_Types].xml" not in names:
        raise NotAWorkbook(found=Text("un archivo comprimido (.zip)", "a compressed file (.zip)"))
    if any(part.flag_bits & 0x1 for part in archive.infolist()):
        raise NotAWorkbook(found=Text("un archivo comprimido con contraseña", "a compressed file with a password"))


def _part(archive: ZipFile, names: dict[str, str], path: str) -> Element:
    real = names.get(path)
    if real is None:
        raise DamagedFile
    if archive.getinfo(real).file_size > MAX_SMALL_PART:
        raise ExpandsTooMuch
    try:
        data = archive.read(real)
    except BROKEN_ARCHIVE as error:
        raise DamagedFile from error
    return small_part(data)


def _workbook_path(archive: ZipFile, names: dict[str, str]) -> str:
    for kind, target in _relations(archive, names, "").values():
        if kind == "officeDocument" and target in names:
            return target
    raise NotAWorkbook(found=Text("un documento de otro programa", "a document of another program"))


def _relations(archive: ZipFile, names: dict[str, str], path: str) -> dict[str, tuple[str, str]]:
    """Relation ids of a part to (kind, path of the target)."""
    folder, name = posixpath.split(path)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in names:
        raise DamagedFile
    found: dict[str, tuple[str, str]] = {}
    for relation in _part(archive, names, where):
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External" or not target:
            continue
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
    return found


def _sheets(workbook: Element, relations: dict[str, tuple[str, str]], names: dict[str, str]) -> list[SheetPart]:
    found: list[SheetPart] = []
    for element in workbook.iter():
        if local_name(element.tag) != "sheet":
            continue
        relation = next((element.get(key) for key in _RELATION_ID if element.get(key)), "")
        kind, path = relations.get(relation or "", ("", ""))
        if kind == "worksheet" and path in names and len(found) < MAX_SHEETS:
            hidden = element.get("state", "visible") != "visible"
            found.append(SheetPart(element.get("name", ""), names[path], hidden))
    return found


def _starts_in_1904(workbook: Element) -> bool:
    return any(
        local_name(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true")
        for element in workbook.iter()
    )


def _styles(archive: ZipFile, names: dict[str, str], path: str | None) -> tuple[frozenset[int], frozenset[int]]:
    """The cell styles under which a number is a date, and those under which it is shown as a percentage."""
    if path is None:
        return frozenset(), frozenset()
    formats: dict[int, str] = dict(BUILTIN_FORMATS)
    dates: set[int] = set()
    percents: set[int] = set()
    root = _part(archive, names, path)
    for element in root.iter():
        if local_name(element.tag) == "numFmt":
            formats[_number(element.get("numFmtId"))] = element.get("formatCode", "")
    for element in root:
        if local_name(element.tag) != "cellXfs":
            continue
        for index, style in enumerate(element):
            code = formats.get(_number(style.get("numFmtId")), "")
            if "%" in code:
                percents.add(index)
            elif is_date_format(code):
                dates.add(index)
    return frozenset(dates), frozenset(percents)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
