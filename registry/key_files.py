"""The keys that the settings name or whose files they name: read, and made where there is none.

The master key seals every other key; the secret key signs form tokens and the addresses that bounces come back to.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from registry.config import MINIMUM_SECRET_LENGTH, Settings
from registry.private_files import KEY_BYTES, read_key, read_private, write_private


def master_key(settings: Settings) -> bytes:
    """The 32 bytes that seal keys. Raises `ConfigurationError` when absent, malformed or readable by others."""
    if settings.master_key:
        return read_key("MASTER_KEY", settings.master_key)
    text = read_private("MASTER_KEY_FILE", settings.master_key_path, made_by="registry init")
    return read_key("MASTER_KEY_FILE", text)


def make_master_key(settings: Settings) -> Path | None:
    """Make the file of the master key (mode 0600) unless a key is at hand; the path when it was made."""
    if settings.master_key or settings.master_key_path.exists():
        return None
    write_private(settings.master_key_path, secrets.token_hex(KEY_BYTES))
    return settings.master_key_path


def secret_key(settings: Settings) -> str:
    """The key of form tokens; outside production one is made on first use, so that `make run` needs no preparation."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.var_dir / "secret.key"
    if not path.exists():
        write_private(path, secrets.token_hex(MINIMUM_SECRET_LENGTH))
    return path.read_text(encoding="ascii").strip()
