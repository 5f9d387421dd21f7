"""What was sent, counted and named before it is read: candidates in order, each with a way to its bytes or text."""

from __future__ import annotations

import functools
import io
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from registry.documents import archive
from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.errors import RegistryError
from registry.issuing.intake import IntakeRefusal
from registry.texts import Text
from registry.trust.batch.errors import (
    BatchListTooLong,
    BatchTooLarge,
    FileNotSent,
    ListWithoutSubjects,
    NothingInBatch,
)
from registry.trust.batch.lists import Listed, read_lines, read_list

LIST_ENDINGS = (".csv", ".tsv", ".xlsx")
MAX_FILE_BYTES = archive.MAX_ENTRY_BYTES
#: A link or a folio is its own label; a document has only its place.
LONGEST_LABEL = 200
#: What makes a ZIP a document of Word, PowerPoint or Excel (ISO/IEC 29500-2, 7.2.3): one file, and not many.
_OFFICE_PART = "[Content_Types].xml"


class UploadRefused(RegistryError):
    """One of the files that hold several cannot be opened; ``code`` is the reason's own."""

    text = Text("«{name}»: {why}", "“{name}”: {why}")

    def __init__(self, name: str, why: RegistryError) -> None:
        self.code, self.kind = why.code, why.kind
        super().__init__(name=name, why=why.said)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: its name, and its bytes as a seekable stream."""

    name: str
    source: BinaryIO


@dataclass(frozen=True, slots=True)
class Asked:
    """One candidate. ``take`` gives the file's bytes or the list's text, and raises what is wrong with them.

    ``name`` and ``surname`` are what the sender expects; ``row`` is the row of the list that asked, if one did.
    """

    label: str
    take: Callable[[], bytes | str]
    row: int | None = None
    name: str = ""
    surname: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    label: str
    take: Callable[[], bytes]
    #: Whether it came inside a ZIP: what is no list there is a file like the others, and refuses nothing but itself.
    packed: bool = False


def plan(uploads: Sequence[Upload], text: str, *, limit: int) -> tuple[Asked, ...]:
    """Everything that was sent, in order: the rows of lists first, then the files that no row names.

    Raises `NothingInBatch`, `BatchTooLarge`, `BatchListTooLong`, `UploadRefused`.
    """
    files: list[_Found] = []
    listed: list[Listed] = list(read_lines(text, limit=limit))
    for upload in uploads:
        try:
            for one in _opened(upload):
                if not one.label.lower().endswith(LIST_ENDINGS):
                    files.append(one)
                    continue
                try:
                    listed += read_list(io.BytesIO(one.take()), name=one.label, limit=limit)
                except ListWithoutSubjects as why:
                    if not one.packed:
                        raise
                    files.append(_Found(one.label, functools.partial(_refuse, why)))
        except (Unreadable, IntakeRefusal, ListWithoutSubjects, BatchListTooLong) as why:
            raise UploadRefused(archive.shown_name(upload.name), why) from why
    asked = tuple(_joined(listed, files))
    if not asked:
        raise NothingInBatch()
    if len(asked) > limit:
        raise BatchTooLarge(count=len(asked), limit=limit)
    return asked


@dataclass(frozen=True, slots=True)
class Item:
    """One candidate as a program names it: ``content`` is a link, a folio, or a credential's text."""

    content: str
    name: str = ""
    surname: str = ""


def plan_items(items: Sequence[Item], *, limit: int) -> tuple[Asked, ...]:
    """The same for items that a program wrote down. Raises `NothingInBatch`, `BatchTooLarge`."""
    if not items:
        raise NothingInBatch()
    if len(items) > limit:
        raise BatchTooLarge(count=len(items), limit=limit)
    return tuple(
        Asked(
            label=_label(item.content) if len(item.content) <= LONGEST_LABEL else f"items[{index}]",
            take=functools.partial(str, item.content),
            row=index,
            name=item.name,
            surname=item.surname,
        )
        for index, item in enumerate(items, 1)
    )


def _opened(upload: Upload) -> Iterator[_Found]:
    """The file itself, or the files of a ZIP. Raises what `documents.archive.entries` does."""
    label = archive.shown_name(upload.name) or "archivo"
    upload.source.seek(0)
    head = upload.source.read(4)
    if not archive.looks_like_zip(head) or label.lower().endswith(LIST_ENDINGS):
        yield _Found(label, functools.partial(_whole, upload.source))
        return
    found = archive.entries(upload.source)
    if any(entry.name == _OFFICE_PART for entry in found):
        yield _Found(label, functools.partial(_whole, upload.source))
        return
    for entry in found:
        yield _Found(entry.name, functools.partial(_entry, entry), packed=True)


def _refuse(why: RegistryError) -> bytes:
    raise why


def _label(subject: str) -> str:
    """A link or a folio as the sender wrote it. A link keeps its two slashes, which a path would lose."""
    scheme, mark, rest = subject.partition("://")
    is_link = bool(mark) and scheme.lower() in ("http", "https")
    return f"{scheme}{mark}{archive.shown_name(rest)}" if is_link else archive.shown_name(subject)


def _whole(source: BinaryIO) -> bytes:
    source.seek(0)
    # One byte more than is read of a file, so that the reader can tell that it is too large.
    return source.read(MAX_FILE_BYTES + 1)


def _entry(entry: archive.Entry) -> bytes:
    data = entry.read()
    if archive.looks_like_zip(data[:4]) and not entry.name.lower().endswith(LIST_ENDINGS):
        raise Unreadable("nested_archive", UNREADABLE["nested_archive"])
    return data


def _joined(listed: Iterable[Listed], files: Sequence[_Found]) -> Iterator[Asked]:
    """Rows with the files that they name; then the other files. A file that two rows name is looked at twice."""
    by_name: dict[str, _Found] = {}
    for one in files:
        for name in (one.label, posixpath.basename(one.label)):
            by_name.setdefault(name.casefold(), one)
    named: set[int] = set()
    for row in listed:
        found = by_name.get(archive.shown_name(row.file).casefold()) if row.file else None
        if found is not None:
            named.add(id(found))
        yield Asked(
            label=_label(row.subject),
            take=_text_of(row) if not row.file or row.link or row.folio else _file_of(row, found),
            row=row.number,
            name=row.name,
            surname=row.surname,
        )
    for one in files:
        if id(one) not in named:
            yield Asked(label=one.label, take=one.take)


def _text_of(row: Listed) -> Callable[[], str]:
    return lambda: row.link or row.folio


def _file_of(row: Listed, found: _Found | None) -> Callable[[], bytes]:
    if found is not None:
        return found.take

    def missing() -> bytes:
        raise FileNotSent(name=archive.shown_name(row.file))

    return missing
