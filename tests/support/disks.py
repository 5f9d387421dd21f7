"""A disk that fills up: a file system of a few mebibytes in memory, where this machine lets us mount one."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Disk:
    """A small file system, and the ballast that fills it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take all room, also what others give up while we do."""
        for block in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as file:
                while file.write(bytes(block)) == block:
                    pass

    def empty(self) -> None:
        """Give the room back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small(folder: Path, mebibytes: int) -> Iterator[Disk | None]:
    """A disk at that folder; None where nothing may be mounted (which takes root, and more than a container has)."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=755", "registry-test", str(folder)]
    try:
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
