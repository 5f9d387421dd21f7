"""Migrations run inside the application: its engine, its metadata, its column types."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection

config = context.config
database = current_app.extensions["migrate"].db


def _render_item(kind: str, value: Any, autogen_context: Any) -> str | bool:
    """Write our column types by their own names, so that a migration reads like the models."""
    if kind == "type" and isinstance(value, JSON):
        autogen_context.imports.add("from registry.db import Instant, Json, Key")
        return "Json"
    if kind == "type" and type(value).__module__ == "registry.db":
        autogen_context.imports.add("from registry.db import Instant, Json, Key")
        return f"{type(value).__name__}()"
    return False


def run() -> None:
    """Apply migrations on one connection. SQLite rebuilds tables to alter them (batch mode)."""
    with database.engine.connect() as connection, _tables_rebuilt(connection):
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=_render_item,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


@contextmanager
def _tables_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite would not drop a table that rows elsewhere refer to, while its copy takes its name: references are not
    enforced meanwhile, and all of them are checked at the end (sqlite.org/lang_altertable.html, 7)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction: none has begun
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
    if broken:
        raise RuntimeError(f"rows refer to rows that are gone: {broken[:10]}")


if context.is_offline_mode():
    raise RuntimeError("migrations are applied to a database, not written as SQL: run them online")
run()
