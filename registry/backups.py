"""Copies of the database in one file, made while it runs, and brought back.

SQLite copies itself page by page (its online backup), PostgreSQL by ``pg_dump`` in its custom format. The master key
and the root keys are never part of a copy: with the key beside it, it would open everything (docs/how-to/operate.md).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from registry import dsn
from registry.errors import RegistryError
from registry.texts import Text

_SQLITE_HEAD, _POSTGRESQL_HEAD = b"SQLite format 3\0", b"PGDMP"
#: What every database of this registry has, whatever its version.
_OURS = "alembic_version"
_PART = 1 << 20
OWNER_ONLY = 0o600


class FileExists(RegistryError):
    """A copy is never written over another file."""

    code = "backup_exists"
    kind = "conflict"
    text = Text("Ya existe {file}. Elija otro nombre.", "{file} exists already. Choose another name.")


class NotABackup(RegistryError):
    """What was given is no copy of a registry of this kind of database, or it is damaged."""

    code = "not_a_backup"
    text = Text(
        "{file} no es una copia íntegra de un registro en {engine}. Nada se cambió.",
        "{file} is not an intact copy of a registry on {engine}. Nothing was changed.",
    )


class DatabaseInUse(RegistryError):
    """There is a database already, and nobody said that it may be replaced; or something is working with it."""

    code = "database_in_use"
    kind = "conflict"
    text = Text(
        "Ya hay una base de datos, o está en uso. Detenga los servicios y repita con --replace si debe reemplazarse.",
        "There is a database already, or it is in use. Stop the services; to replace it, repeat with --replace.",
    )


class ProgramFailed(RegistryError):
    """PostgreSQL's own program is missing or refused."""

    code = "backup_program_failed"
    kind = "unavailable"
    text = Text(
        "{program} no terminó: {said}. Instale el cliente de PostgreSQL de la versión del servidor.",
        "{program} did not finish: {said}. Install the PostgreSQL client of the server's version.",
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was made: its size in bytes, and its SHA-256 in hex."""

    file: Path
    size: int
    digest: str


def save(url: str, file: Path) -> Copy:
    """Copy the database at a SQLAlchemy address into a new file, readable by its owner alone, and read it through once.

    Raises `FileExists`, `NotABackup` when the copy does not read back, `ProgramFailed`.
    """
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    except FileExistsError:
        raise FileExists(file=str(file)) from None
    try:
        if dsn.is_postgresql(url):
            _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={file}")
        else:
            with _sqlite(_path(url), read_only=True) as source, _sqlite(file) as target:
                source.backup(target)
        check(url, file)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return Copy(file, file.stat().st_size, _digest(file))


def check(url: str, file: Path) -> None:
    """Raise `NotABackup` unless the file is an intact copy for this kind of database."""
    postgresql = dsn.is_postgresql(url)
    refusal = NotABackup(file=str(file), engine="PostgreSQL" if postgresql else "SQLite")
    with file.open("rb") as start:
        if not start.read(16).startswith(_POSTGRESQL_HEAD if postgresql else _SQLITE_HEAD):
            raise refusal
    if postgresql:
        # Its list of contents is read without a server; a file cut short has none, or one that ends early.
        if _OURS not in _run("pg_restore", None, "--list", str(file)):
            raise refusal
        return
    try:
        with _sqlite(file, read_only=True) as copy:
            intact = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            ours = copy.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [_OURS]).fetchone()
    except sqlite3.DatabaseError:
        raise refusal from None
    if not (intact and ours):
        raise refusal


def bring_back(url: str, file: Path, *, replace: bool) -> Path | None:
    """Put a copy in the database's place, whole or not at all. The services must be stopped.

    With ``replace`` an existing SQLite file goes aside, and its new name is returned; PostgreSQL's tables are dropped.
    Raises `NotABackup`, `DatabaseInUse`, `ProgramFailed`.
    """
    check(url, file)
    if dsn.is_postgresql(url):
        clean = ["--clean", "--if-exists"] if replace else []
        if not replace and _OURS in _run("pg_dump", url, "--schema-only", "--table", f"*.{_OURS}", allow_nothing=True):
            raise DatabaseInUse()
        _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", *clean, str(file))
        return None
    place = _path(url)
    aside = _set_aside(place, replace=replace)
    arriving = place.with_name(f"{place.name}.arriving")
    arriving.unlink(missing_ok=True)
    with _sqlite(file, read_only=True) as source, _sqlite(arriving) as target:
        source.backup(target)
    arriving.chmod(OWNER_ONLY)
    arriving.replace(place)
    return aside


def _set_aside(place: Path, *, replace: bool) -> Path | None:
    if not place.exists():
        return None
    if not replace:
        raise DatabaseInUse()
    try:
        # Whoever works with it holds a lock; leaving the write-ahead log needs to be alone, and empties it.
        with _sqlite(place, patience=0.2) as old:
            old.execute("PRAGMA journal_mode = DELETE").fetchone()
            old.execute("BEGIN EXCLUSIVE")
            old.rollback()
    except sqlite3.OperationalError:
        raise DatabaseInUse() from None
    except sqlite3.DatabaseError:
        pass  # it is damaged, which is why somebody brings back a copy; its log belongs to it and goes aside as well
    aside = next(
        one for number in range(1, 1000) if not (one := place.with_name(f"{place.name}.before-{number}")).exists()
    )
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            place.with_name(place.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _run(program: str, url: str | None, *arguments: str, allow_nothing: bool = False) -> str:
    """One of PostgreSQL's programs, with the password out of sight of the list of processes; what it wrote."""
    found = shutil.which(program)
    if found is None:
        raise ProgramFailed(program=program, said="no está instalado / is not installed")
    database, environment = _spoken(url) if url else ([], {})
    done = subprocess.run(  # noqa: S603  PostgreSQL's own program, with our own settings
        [found, *database, *arguments], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
    if done.returncode and not (allow_nothing and "no matching tables" in done.stderr):
        raise ProgramFailed(program=program, said=(done.stderr.strip().splitlines() or [str(done.returncode)])[-1])
    return done.stdout


def _spoken(url: str) -> tuple[Sequence[str], Mapping[str, str]]:
    """The address as libpq reads it, and the password apart."""
    parts = urlsplit(dsn.spread(url, attributes="read-write"))
    who, at, place = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    bare = parts._replace(scheme=dsn.POSTGRESQL, netloc=f"{user}{at}{place}").geturl()
    return [f"--dbname={bare}"], {"PGPASSWORD": unquote(password)} if password else {}


def _path(url: str) -> Path:
    return Path(url.partition(":///")[2])


@contextlib.contextmanager
def _sqlite(file: Path, *, read_only: bool = False, patience: float = 30.0) -> Iterator[sqlite3.Connection]:
    name = f"file:{quote(str(file.absolute()))}{'?mode=ro' if read_only else ''}"
    with contextlib.closing(sqlite3.connect(name, uri=True, timeout=patience)) as connection:
        yield connection


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while part := source.read(_PART):
            digest.update(part)
    return digest.hexdigest()
