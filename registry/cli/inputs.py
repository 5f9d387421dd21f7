"""What ``registry verify`` reads: a file, a folder with all that is in it, a ZIP, or standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from registry.texts import Text

READABLE = {
    ".json", ".jsonld", ".jwt", ".jws", ".txt", ".png", ".svg", ".pdf", ".jpg", ".jpeg", ".webp", ".zip",
}  # fmt: skip

#: Told the label, the code and the sentence of what cannot be read.
Refuse = Callable[[str, str, "Text"], None]


def files(named: str, refuse: Refuse) -> Iterator[tuple[str, bytes]]:
    """Label and bytes of each file that one argument names. Files of a ZIP that cannot be read go to ``refuse``."""
    path = Path(named)
    if named == "-":
        yield from _opened("stdin", sys.stdin.buffer.read(), refuse)
    elif path.is_dir():
        # Links to folders are not followed: a loop of them would never end.
        found = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in READABLE)
        if not found:
            raise click.UsageError(f"{named} holds no file that could be a credential")
        for file in found:
            yield from _opened(file.relative_to(path).as_posix(), _bytes(file), refuse)
    elif path.is_file():
        yield from _opened(path.name, _bytes(path), refuse)
    else:
        raise click.UsageError(f"there is no file or folder {named}")


def _bytes(path: Path) -> bytes:
    """One byte more than is ever read, so that the reader can say that it is too large."""
    from registry.documents.archive import MAX_UNPACKED_BYTES

    with path.open("rb") as source:
        return source.read(MAX_UNPACKED_BYTES + 1)


def _opened(label: str, data: bytes, refuse: Refuse) -> Iterator[tuple[str, bytes]]:
    """The file, or the files of a ZIP; one inside another is not opened."""
    import io

    from registry.documents import archive
    from registry.documents.errors import Unreadable
    from registry.documents.messages import UNREADABLE

    if not archive.looks_like_zip(data[:4]):
        yield label, data
        return
    try:
        entries = archive.entries(io.BytesIO(data))
    except Unreadable as refusal:
        refuse(label, refusal.code, refusal.said)
        return
    if not entries:
        refuse(label, "empty", UNREADABLE["empty"])
    for entry in entries:
        try:
            inner = entry.read()
        except Unreadable as refusal:
            refuse(f"{label}/{entry.name}", refusal.code, refusal.said)
            continue
        yield f"{label}/{entry.name}", inner
