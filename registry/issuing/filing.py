"""The uploaded file at rest: sealed in parts, written and read as streams, so that memory does not grow with it."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections import OrderedDict
from typing import IO, BinaryIO, cast

from sqlalchemy import delete, func, insert, select

from registry import config
from registry.custody import vault
from registry.db import db
from registry.issuing.intake.errors import FileTooLarge
from registry.issuing.models import BatchFile, IssueBatch

PART_BYTES = 1 << 20
#: A workbook is read at two places in turn, its rows and its table of texts, and each may stand between two parts.
PARTS_HELD = 4


def most_bytes() -> int:
    """The largest file that is taken, from the settings."""
    return config.current().max_list_mib * config.MEBIBYTE


def as_stream(source: bytes | IO[bytes]) -> BinaryIO:
    """What was uploaded as a seekable stream."""
    return io.BytesIO(source) if isinstance(source, bytes) else cast(BinaryIO, source)


def measured(source: BinaryIO) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a seekable stream, which is left at its start. Raises `FileTooLarge`."""
    size = source.seek(0, io.SEEK_END)
    if size > most_bytes():
        raise FileTooLarge(limit=config.current().max_list_mib)
    source.seek(0)
    digest = hashlib.sha256()
    while part := source.read(PART_BYTES):
        digest.update(part)
    source.seek(0)
    return size, digest.hexdigest()


def keep(batch_id: uuid.UUID, source: BinaryIO) -> None:
    """Seal a stream part by part."""
    source.seek(0)
    number = 0
    while part := source.read(PART_BYTES):
        sealed = vault.seal(part, context=_context(batch_id, number))
        db.session.execute(insert(BatchFile), {"batch_id": batch_id, "number": number, "sealed": sealed})
        number += 1


def opened(batch: IssueBatch) -> BinaryIO:
    """The uploaded bytes as a seekable stream. It reads through the session of whoever reads it."""
    return cast(BinaryIO, io.BufferedReader(_Sealed(batch.id, batch.file_size), buffer_size=1 << 16))


def is_kept(batch_id: uuid.UUID) -> bool:
    """Whether the file is still here."""
    return _parts(batch_id) > 0


def forget(batch_id: uuid.UUID) -> None:
    """Delete the file."""
    db.session.execute(
        delete(BatchFile).where(BatchFile.batch_id == batch_id).execution_options(synchronize_session=False)
    )


def _parts(batch_id: uuid.UUID) -> int:
    return int(
        db.session.scalar(select(func.count()).select_from(BatchFile).where(BatchFile.batch_id == batch_id)) or 0
    )


def _context(batch_id: uuid.UUID, number: int) -> str:
    # The first part is named as the whole file was before there were parts.
    return f"batch:{batch_id}:{number}" if number else f"batch:{batch_id}"


class _Sealed(io.RawIOBase):
    """The parts of a file end to end, the last few of them unsealed in memory."""

    def __init__(self, batch_id: uuid.UUID, size: int) -> None:
        self._batch_id = batch_id
        self._size = size
        # A file from before there were parts is one part, however long.
        self._part_bytes = size if size > PART_BYTES and _parts(batch_id) == 1 else PART_BYTES
        self._at = 0
        self._held: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the start of the file")
        self._at = start + offset
        return self._at

    def readinto(self, target: object) -> int:
        into = memoryview(target).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size:
            return 0
        number, offset = divmod(self._at, self._part_bytes)
        piece = memoryview(self._part(number))[offset : offset + len(into)]
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _part(self, number: int) -> bytes:
        """A part in clear. Raises OSError when it is not there, `SealBroken` when it is not what was kept."""
        if number not in self._held:
            wanted = select(BatchFile.sealed).where(BatchFile.batch_id == self._batch_id, BatchFile.number == number)
            sealed = db.session.scalar(wanted)
            if sealed is None:
                raise OSError(f"part {number} of the file is gone")
            self._held[number] = vault.unseal(sealed, context=_context(self._batch_id, number))
            if len(self._held) > PARTS_HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(number)
        return self._held[number]
