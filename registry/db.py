"""The database: one model base for SQLite and PostgreSQL, and the column types they share.

Services flush; doors commit (`registry.web`, `registry.api`, `registry.cli`, jobs per slice).
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, LargeBinary, MetaData, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

#: Named constraints, so that migrations can drop on either database what they created.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: A writer on SQLite waits this long for another before it gives up (milliseconds).
BUSY_TIMEOUT_MS = 15_000
#: So long lie between two looks at whether the lock is free (seconds).
LOCK_ASKED_EVERY = 0.002
#: Pages that a connection keeps: what a slice of a list changes, which would else be written out before its end.
CACHE_KIB = 16_384
#: Pages of 4 kB in the write-ahead log before they are carried into the file: pages that many transactions touch, the
#: ends of indexes, are then carried once.
CHECKPOINT_PAGES = 10_000


class Base(DeclarativeBase):
    """Every table of the registry derives from `db.Model`, which derives from this."""

    metadata = MetaData(naming_convention=NAMING)


class Key(TypeDecorator[uuid.UUID]):
    """A UUID: native on PostgreSQL, sixteen bytes on SQLite, where text would take thirty-two."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type on this database."""
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    def process_bind_param(self, value: uuid.UUID | None, dialect: Dialect) -> Any:
        """To the database."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> uuid.UUID | None:
        """From the database."""
        return value if value is None or isinstance(value, uuid.UUID) else uuid.UUID(bytes=value)


class RawKey(TypeDecorator[bytes]):
    """A `Key` read as its sixteen bytes, where thousands are read: ``type_coerce(Table.id, RawKey)``."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type on this database."""
        return Key().load_dialect_impl(dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """From the database."""
        return value if value is None or type(value) is bytes else value.bytes


class Instant(TypeDecorator[dt.datetime]):
    """An aware moment in UTC. A naive one is refused: it would be somebody's local time by accident."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """From the database."""
        return value if value is None else (value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value)


_reading: contextvars.ContextVar[bool] = contextvars.ContextVar("reading", default=False)


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Within the block transactions only read: on SQLite they take no write lock and wait for no writer."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


#: Where the session reads instead of the primary, asked at each statement; None: at the primary (`registry.replica`).
reads_from: contextvars.ContextVar[Callable[[], Engine | None] | None] = contextvars.ContextVar(
    "reads_from", default=None
)


class RoutedSession(FlaskSession):
    """The session of a request: at the primary, unless `reads_from` names another engine for this context."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **more: Any
    ) -> Engine | Connection:
        """The engine of a statement."""
        route = reads_from.get() if bind is None else None
        elsewhere = route() if route is not None else None
        return elsewhere or super().get_bind(mapper, clause, bind, **more)


#: JSON as each database keeps it best.
Json = JSON().with_variant(JSONB(), "postgresql")

db: SQLAlchemy = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": RoutedSession},
    engine_options={
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    },
)


def init_app(app: Flask) -> None:
    """Bind the database to the application; on SQLite set the pragmas that make it safe for several processes."""
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                _prepare_sqlite(engine)


_carrying: threading.Thread | None = None


def carry_log() -> None:
    """Have SQLite's log carried into its file, beside what this thread does next: for whoever writes much, between two
    transactions. Half of that is waiting for the disk.

    Else it falls to whose commit finds the log long, perhaps a page's, while somebody waits.
    """
    global _carrying
    if db.engine.dialect.name != "sqlite" or (_carrying is not None and _carrying.is_alive()):
        return
    _carrying = threading.Thread(target=_carry, args=(db.engine,), daemon=True)
    _carrying.start()


def _carry(engine: Engine) -> None:
    # What fails here (a full disk) fails for the next transaction too, where somebody hears of it.
    with contextlib.suppress(SQLAlchemyError, sqlite3.Error):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            connection.close()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: it would choose DEFERRED, and two writers that
        # both read first would dead-lock into "database is locked" at once instead of waiting.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if _reading.get():
            connection.exec_driver_sql("BEGIN DEFERRED")
        else:
            _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Take SQLite's write lock, asking for it every few milliseconds.

    SQLite's own way of waiting asks ever more rarely, at last ten times a second: beside workers that write one slice
    after another a page would find the lock taken each time that it looks.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout=0")
    try:
        until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte: others say why it is busy
                    break
                time.sleep(LOCK_ASKED_EVERY)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the fault as everybody knows it
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
