"""The root's private keys as files: written once, carried off the server, read again to sign the next root."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from registry.signing import Algorithm, PrivateKey


def write_root_keys(folder: Path, keys: Mapping[str, PrivateKey]) -> None:
    """One file for each root key, readable by its owner alone; never overwrites one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in keys.items():
        descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as target:
            target.write(key.secret_bytes.hex() + "\n")


def read_root_keys(folder: Path) -> dict[str, PrivateKey]:
    """The keys of the files in a folder, by name. Raises OSError or ValueError for a file that holds none."""
    return {
        path.stem: PrivateKey.from_bytes(Algorithm.ED25519, bytes.fromhex(path.read_text(encoding="ascii").strip()))
        for path in sorted(folder.glob("*.key"))
    }
