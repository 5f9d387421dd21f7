"""Values of settings: secrets in files that their owner alone can read, and refusals that name the variable."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import re
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from registry import dsn
from registry.errors import ConfigurationError
from registry.texts import Text

KEY_BYTES = 32
_MAILBOX = re.compile(r"[A-Za-z0-9._-]{1,15}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,190}")


def refuse(name: str, spanish: str, english: str) -> NoReturn:
    """Raise `ConfigurationError` that names the variable."""
    raise ConfigurationError(problem=Text(es=f"{name}: {spanish}.", en=f"{name}: {english}."))


def parse(name: str, raw: str, default: object) -> object:
    """A variable's text as the type of its default. Raises `ConfigurationError`."""
    if isinstance(default, int):
        try:
            return int(raw)
        except ValueError:
            refuse(name.upper(), f"«{raw}» no es un número entero", f"“{raw}” is not a whole number")
    return Path(raw) if isinstance(default, Path) else raw


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


def check_databases(url: str, replica_url: str, database: str, replica: str) -> None:
    """The addresses as given, and as they are used: standbys only beside a PostgreSQL. Raises `ConfigurationError`."""
    for name, given in (("DATABASE_URL", url), ("DATABASE_REPLICA_URL", replica_url)):
        try:
            dsn.spread(given, attributes="any")
        except ValueError as fault:
            refuse(name, f"un puerto no es un número ({fault})", f"a port is not a number ({fault})")
    if replica_url and not (dsn.is_postgresql(database) and dsn.is_postgresql(replica)):
        refuse(
            "DATABASE_REPLICA_URL", "solo junto a PostgreSQL, y de PostgreSQL", "only beside a PostgreSQL, and of one"
        )


def check_mail(per_minute: int, per_domain: int, bounce_address: str) -> None:
    """The pace of mails and the address for what comes back. Raises `ConfigurationError`."""
    for name, value in (("MAILS_PER_MINUTE", per_minute), ("MAILS_PER_MINUTE_PER_DOMAIN", per_domain)):
        if value < 0:
            refuse(name, "escriba un número, o 0 para no limitar", "write a number, or 0 for no bound")
    local, _, domain = bounce_address.rpartition("@")
    # A mailbox's name has 64 characters (RFC 5321, 4.5.3.1.1), of which the token takes its share.
    if bounce_address and (not _MAILBOX.fullmatch(local) or not _DOMAIN.fullmatch(domain)):
        refuse(
            "BOUNCE_ADDRESS",
            "escriba buzon@servidor, sin «+» y con un nombre de a lo más 15 letras",
            "write mailbox@host, without “+”, its name at most 15 letters",
        )


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
