"""Values of settings: secrets in files that their owner alone can read, and refusals that name the variable."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from registry.errors import ConfigurationError
from registry.texts import Text

KEY_BYTES = 32


def refuse(name: str, spanish: str, english: str) -> NoReturn:
    """Raise `ConfigurationError` that names the variable."""
    raise ConfigurationError(problem=Text(es=f"{name}: {spanish}.", en=f"{name}: {english}."))


def check_url(name: str, value: str) -> None:
    """An address of the web without query or fragment; BASE_URL has no path either. Raises `ConfigurationError`."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        refuse(name, f"«{value}» no es una dirección https://…", f"“{value}” is not an https://… address")
    if name == "BASE_URL" and parts.path.strip("/"):
        refuse(name, "sin ruta: solo https://servidor", "no path: only https://host")


def check_outside(issuer: str, client_id: str, _secret: str, *, local: bool) -> None:
    """The outside log-in by https, or (``local``) on this machine; ``_secret`` has been read, which checks its file.

    Raises `ConfigurationError`.
    """
    check_url("OIDC_ISSUER", issuer)
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (local and parts.hostname in ("127.0.0.1", "localhost")):
        refuse("OIDC_ISSUER", "debe ser https://…", "must be https://…")
    if not client_id:
        refuse("OIDC_CLIENT_ID", "falta el nombre de este registro allá", "this registry's name there is missing")


def check_days(name: str, days: str) -> None:
    """A list of days. Raises `ConfigurationError`."""
    if not all(one.isascii() and one.isdigit() for one in days.replace(",", " ").split()):
        refuse(name, "escriba días, como «7, 30»", "write days, such as “7, 30”")


def read_days(days: str) -> tuple[int, ...]:
    """The days of a list that `check_days` let through, ascending, without 0."""
    return tuple(sorted({int(one) for one in days.replace(",", " ").split() if int(one) > 0}))


def read_private(name: str, path: Path, *, made_by: str = "") -> str:
    """The text of a file that nobody but its owner can read. Raises `ConfigurationError` naming the variable.

    ``made_by`` is the command that makes the file.
    """
    if not path.is_file():
        spanish, english = (f"; «{made_by}» la crea", f"; “{made_by}” makes it") if made_by else ("", "")
        refuse(name, f"no existe {path}{spanish}", f"{path} does not exist{english}")
    if path.stat().st_mode & 0o077:
        refuse(
            name,
            f"otros pueden leer {path}; ejecute «chmod 600 {path}»",
            f"others can read {path}; run “chmod 600 {path}”",
        )
    return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, value: str) -> None:
    """Write a file of mode 0600, unless it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start at once only one makes the key, and the other reads it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as target:
        target.write(value + "\n")


def read_key(name: str, text: str) -> bytes:
    """A key of 32 bytes in hexadecimal or base64. Raises `ConfigurationError`."""
    key = b""
    with contextlib.suppress(ValueError, binascii.Error):
        key = bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        refuse(name, "debe ser de 32 bytes en hexadecimal o base64", "must be 32 bytes in hexadecimal or base64")
    return key
