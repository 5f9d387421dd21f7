"""Many rows of several tables, written together without the object mapper: one statement a table on SQLite, one COPY on
PostgreSQL.

The mapper spends more on a row than signing it costs. Values are converted by the column types themselves, so a row
written here reads like any other. Nothing here decides anything: rooms collect `Rows` while they compute, outside any
transaction, and write them in their own.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Date, Dialect, Table, bindparam, update
from sqlalchemy.orm import Session, scoped_session

from registry.db import Instant, Key, db

_Convert = Callable[[Any], Any]


class Rows:
    """Rows in the making, by table; `write` puts referred ones first.

    ``add`` takes the values by column. A column that is not given has its default if that is a plain value, else NULL;
    defaults that compute something (a key, a moment) must be given, because nobody computes them here.
    """

    def __init__(self) -> None:
        self._added: dict[Table, list[Mapping[str, Any]]] = {}
        self._changed: dict[Table, list[dict[str, Any]]] = {}

    def add(self, model: Any, **values: Any) -> None:
        """One more row of a model's table."""
        self._added.setdefault(model.__table__, []).append(values)

    def extend(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Several rows, each with its values by column."""
        self._added.setdefault(model.__table__, []).extend(rows)

    def change(self, model: Any, key: Any, **values: Any) -> None:
        """Other values for a row that is there, by its primary key ``id``; every change of a table names the same."""
        self._changed.setdefault(model.__table__, []).append({"key_": key, **values})

    def write(self, session: Session | scoped_session[Any]) -> None:
        """Write all, in the session's transaction. Raises what the database raises: nothing is written by half."""
        session.flush()
        connection = session.connection()
        for table in db.metadata.sorted_tables:
            if table in self._added:
                _insert(connection, table, self._added[table])
        for table, changes in self._changed.items():
            names = [name for name in changes[0] if name != "key_"]
            statement = update(table).where(table.c.id == bindparam("key_"))
            connection.execute(statement.values({name: bindparam(name) for name in names}), changes)


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    dialect = connection.dialect
    columns = [(column.name, _fallback(column), _converter(column, dialect)) for column in table.columns]
    values = [
        tuple(
            value if value is None or convert is None else convert(value)
            for name, fallback, convert in columns
            for value in (row.get(name, fallback),)
        )
        for row in rows
    ]
    spell = dialect.identifier_preparer
    names = ", ".join(spell.format_column(column) for column in table.columns)
    if dialect.name != "postgresql":
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {spell.format_table(table)} ({names}) VALUES ({places})", values)
        return
    # The lock that COPY takes anyway. Whoever listens to the engine hears of statements only (`trust.remembered`), and
    # a COPY through the driver is none.
    connection.exec_driver_sql(f"LOCK TABLE {spell.format_table(table)} IN ROW EXCLUSIVE MODE")
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    with driver.cursor() as cursor, cursor.copy(f"COPY {spell.format_table(table)} ({names}) FROM STDIN") as copy:
        for one in values:
            copy.write_row(one)


def _fallback(column: Column[Any]) -> Any:
    """What stands in a column that a row does not name."""
    default = column.default
    if default is None or not default.is_scalar:
        return None
    return default.arg  # type: ignore[attr-defined]


def _converter(column: Column[Any], dialect: Dialect) -> _Convert | None:
    """How the column's type writes a value; None where it is written as it is."""
    if isinstance(column.type, Key):
        # What `Key` does, without asking the dialect for each of a million values.
        return None if dialect.name == "postgresql" else operator.attrgetter("bytes")
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is not None and isinstance(column.type, Instant | Date):
        return functools.lru_cache(maxsize=64)(convert)  # the same moments and days over and over
    return convert
