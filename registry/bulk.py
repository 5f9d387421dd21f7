"""Many rows of several tables, written together without the object mapper: one statement a table on SQLite, one COPY on
PostgreSQL.

The mapper spends more on a row than signing it costs. Values are converted by the column types themselves, so a row
written here reads like any other; they are converted column by column, because a column has one type and often one
value. Nothing here decides anything: rooms collect `Rows` while they compute, outside any transaction, and write them
in their own.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    bindparam,
    event,
    update,
)
from sqlalchemy.orm import Session, scoped_session

from registry.db import Instant, Key, db

#: References that PostgreSQL 18 is told not to check row by row, because a statement for a whole slice takes a tenth of
#: the time (migration 0030, decision 51): table, column, and the table that it names.
LOOKED_UP_TOGETHER: Mapping[str, Mapping[str, str]] = {
    "award": {"person_id": "person", "document_id": "document"},
    "person_identifier": {"person_id": "person"},
}


#: So many rows on SQLite are handed over without what they share. Of fewer every value is: a statement of its own for
#: one person would have to be read first, and would show that person to whoever logs statements.
SHARED_FROM = 50


class ReferenceMissing(RuntimeError):
    """Rows name others that are not there: a mistake of ours, and nothing of it is written."""


@event.listens_for(db.metadata, "after_create")
def _leave_to_us(_metadata: MetaData, connection: Connection, *, tables: Collection[Table], **_more: Any) -> None:
    """What migration 0030 does, for whoever makes the tables without migrations."""
    if connection.dialect.name != "postgresql" or (connection.dialect.server_version_info or (0,)) < (18,):
        return
    for table in tables:
        for column in LOOKED_UP_TOGETHER.get(table.name, {}):
            name = f"fk_{table.name}_{column}"
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ALTER CONSTRAINT {name} NOT ENFORCED")


_Convert = Callable[[Any], Any]
#: Takes the values of one more row, in the order of the sheet's names.
Append = Callable[[tuple[Any, ...]], None]


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for rings of objects. Work on thousands of rows makes a hundred thousand objects that all live
    until they are stored, and none of them refers to itself: looking through them again and again would take a tenth
    of the time, and a third of it where little else is done."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Sheet:
    """Rows of one table that name the same columns; ``same`` holds in all of them."""

    def __init__(self, names: Sequence[str], same: Mapping[str, Any]) -> None:
        self.names, self.same = names, same
        self.rows: list[tuple[Any, ...]] = []
        #: The rows as the driver takes them, when `Rows.convert` was asked for them.
        self.filled: _Filled | None = None


class _Filled(NamedTuple):
    """A sheet as the driver takes it: what all its rows share, by column, and the columns in which they differ."""

    shared: Mapping[str, Any]
    names: Sequence[str]
    rows: Sequence[tuple[Any, ...]]


class Rows:
    """Rows in the making, by table; `write` puts referred ones first.

    A column that is not given has its default if that is a plain value, else NULL; defaults that compute something (a
    key, a moment) must be given, because nobody computes them here. A key is a UUID or its 16 bytes.
    """

    def __init__(self) -> None:
        self._sheets: dict[Table, list[_Sheet]] = {}
        self._by_names: dict[tuple[Table, tuple[str, ...]], list[tuple[Any, ...]]] = {}
        self._changed: dict[Table, list[dict[str, Any]]] = {}

    def sheet(self, model: Any, names: Sequence[str], **same: Any) -> Append:
        """Where to put many rows with these columns, in this order; ``same`` is the same in each of them."""
        sheet = _Sheet(names, same)
        self._sheets.setdefault(model.__table__, []).append(sheet)
        return sheet.rows.append

    def add(self, model: Any, **values: Any) -> None:
        """One more row of a model's table, by column."""
        names = tuple(values)
        rows = self._by_names.get((model.__table__, names))
        if rows is None:
            sheet = _Sheet(names, {})
            self._sheets.setdefault(model.__table__, []).append(sheet)
            rows = self._by_names[model.__table__, names] = sheet.rows
        rows.append(tuple(values.values()))

    def extend(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Several rows, each with its values by column."""
        for row in rows:
            self.add(model, **row)

    def change(self, model: Any, key: Any, **values: Any) -> None:
        """Other values for a row that is there, by its primary key ``id``; every change of a table names the same."""
        self._changed.setdefault(model.__table__, []).append({"key_": key, **values})

    def convert(self, dialect: Dialect) -> None:
        """Make the rows ready for the driver before `write`: on SQLite whoever writes keeps all others waiting."""
        for table, sheets in self._sheets.items():
            for sheet in sheets:
                sheet.filled = _filled(table, sheet, dialect) if sheet.rows else None

    def write(self, session: Session | scoped_session[Any]) -> None:
        """Write all, in the session's transaction. Raises what the database raises: nothing is written by half."""
        session.flush()
        connection = session.connection()
        for table in sorted(self._sheets, key=_ranks().__getitem__):
            _insert(connection, table, self._sheets[table])
        if connection.dialect.name == "postgresql":
            self._look_up(connection)
        for table, changes in self._changed.items():
            names = [name for name in changes[0] if name != "key_"]
            statement = update(table).where(table.c.id == bindparam("key_"))
            connection.execute(statement.values({name: bindparam(name) for name in names}), changes)

    def _look_up(self, connection: Connection) -> None:
        """Raise `ReferenceMissing` where a row names another that is not there, for `LOOKED_UP_TOGETHER`."""
        named: dict[str, set[str]] = {}
        for table, sheets in self._sheets.items():
            for column, other in LOOKED_UP_TOGETHER.get(table.name, {}).items():
                for sheet in sheets:
                    named.setdefault(other, set()).update(_keys_named(sheet, column))
        for table, sheets in self._sheets.items():
            for sheet in sheets if table.name in named else ():
                named[table.name].difference_update(_keys_named(sheet, "id"))  # written a moment ago, by this call
        for other, keys in named.items():
            if not keys:
                continue
            # An array as PostgreSQL spells it: the driver would look at each of its members.
            asked = f"SELECT count(*) FROM {other} WHERE id = ANY(%s::uuid[])"
            there = connection.exec_driver_sql(asked, ("{" + ",".join(keys) + "}",)).scalar_one()
            if there != len(keys):
                raise ReferenceMissing(f"{len(keys) - there} rows of {other} are named and not there")


@functools.cache
def _ranks() -> dict[Table, int]:
    """Which table comes first: those that others refer to."""
    return {table: rank for rank, table in enumerate(db.metadata.sorted_tables)}


def _insert(connection: Connection, table: Table, sheets: Sequence[_Sheet]) -> None:
    filled = [_filled(table, sheet, connection.dialect) for sheet in sheets if sheet.rows]
    if connection.dialect.name == "postgresql":
        _copy(connection, table, filled)
        return
    spell = connection.dialect.identifier_preparer
    for one in filled:
        # Each value that is handed over costs a tenth of a row's index entry; what all rows share is in the statement.
        names = ", ".join(spell.quote(name) for name in (*one.shared, *one.names))
        places = ", ".join((*map(_literal, one.shared.values()), *("?" * len(one.names))))
        statement = f"INSERT INTO {spell.format_table(table)} ({names}) VALUES ({places})"
        connection.exec_driver_sql(statement, list(one.rows))


def _copy(connection: Connection, table: Table, filled: Sequence[_Filled]) -> None:
    spell = connection.dialect.identifier_preparer
    # The lock that COPY takes anyway. Whoever listens to the engine hears of statements only (`trust.remembered`), and
    # a COPY through the driver is none.
    connection.exec_driver_sql(f"LOCK TABLE {spell.format_table(table)} IN ROW EXCLUSIVE MODE")
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    names = ", ".join(spell.format_column(column) for column in table.columns)
    command = f"COPY {spell.format_table(table)} ({names}) FROM STDIN (FORMAT BINARY)"
    with driver.cursor() as cursor, cursor.copy(command) as copy:
        copy.set_types([_wire_type(column) for column in table.columns])
        for one in itertools.chain.from_iterable(each.rows for each in filled):
            copy.write_row(one)


def _literal(value: Any) -> str:
    """A value as SQLite reads it in a statement: in hexadecimal digits wherever it could say anything."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(int(value))
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        return f"CAST(X'{value.encode().hex()}' AS TEXT)"
    raise TypeError(f"{type(value).__name__} cannot be written into a statement")


def _filled(table: Table, sheet: _Sheet, dialect: Dialect) -> _Filled:
    """The rows as the driver takes them. Where nothing is shared that is every column of the table, in its order."""
    if sheet.filled is not None and len(sheet.filled.rows) == len(sheet.rows):
        return sheet.filled
    if unknown := {*sheet.names, *sheet.same} - set(table.columns.keys()):
        raise ValueError(f"{table.name} has no {', '.join(sorted(unknown))}")
    given = dict(zip(sheet.names, zip(*sheet.rows, strict=True), strict=True))
    sharing = dialect.name == "sqlite" and len(sheet.rows) >= SHARED_FROM
    shared: dict[str, Any] = {}
    columns: dict[str, Iterable[Any]] = {}
    for column in table.columns:
        convert = _converter(column, dialect)
        values = given.get(column.name)
        if values is not None and not (sharing and _all_alike(column, values)):
            columns[column.name] = (
                values if convert is None else [None if value is None else convert(value) for value in values]
            )
            continue
        value = values[0] if values else sheet.same.get(column.name, _fallback(column))
        once = value if value is None or convert is None else convert(value)
        if sharing:
            shared[column.name] = once
        else:
            columns[column.name] = itertools.repeat(once, len(sheet.rows))
    return _Filled(shared, tuple(columns), list(zip(*columns.values(), strict=True)))


def _all_alike(column: Column[Any], values: Sequence[Any]) -> bool:
    """Whether all are the same nothing or text: of others what is equal may still be written differently. A key is
    never shared, so that of each row something is handed over."""
    first = values[0]
    return not column.primary_key and (first is None or type(first) is str) and values.count(first) == len(values)


def _fallback(column: Column[Any]) -> Any:
    """What stands in a column that a row does not name."""
    default = column.default
    if default is None or not default.is_scalar:
        return None
    return default.arg  # type: ignore[attr-defined]


def _converter(column: Column[Any], dialect: Dialect) -> _Convert | None:
    """How the column's type writes a value; None where it is written as it is."""
    if isinstance(column.type, Key):
        return _key_bytes  # what `Key` does, without asking the dialect for each of a million values
    if isinstance(column.type, LargeBinary):
        return None  # both drivers take bytes
    if isinstance(column.type, JSON) and dialect.name == "postgresql":
        return _jsonb
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is not None and isinstance(column.type, Instant | Date):
        return functools.lru_cache(maxsize=64)(convert)  # the same moments and days over and over
    return convert


#: The types that binary COPY is told of, by what its bytes are: a UUID is its sixteen, JSONB a version and a text.
_WIRE_TYPES: Sequence[tuple[type[Any], str]] = (
    (Key, "bytea"),
    (LargeBinary, "bytea"),
    (JSON, "bytea"),
    (Instant, "timestamptz"),
    (Date, "date"),
    (Boolean, "bool"),
    (BigInteger, "int8"),
    (SmallInteger, "int2"),
    (Integer, "int4"),
    (String, "text"),
)


def _wire_type(column: Column[Any]) -> str:
    return next(name for kind, name in _WIRE_TYPES if isinstance(column.type, kind))


def _key_bytes(key: Any) -> bytes:
    return key if type(key) is bytes else key.bytes


def _jsonb(value: Any) -> bytes:
    return b"\x01" + orjson.dumps(value)


def _keys_named(sheet: _Sheet, column: str) -> Iterator[str]:
    """The keys in a column of its rows, as text; a row without one names nobody."""
    if column not in sheet.names:
        keys: Iterable[Any] = [sheet.same.get(column)] if sheet.rows else ()
    else:
        place = sheet.names.index(column)
        keys = [row[place] for row in sheet.rows]
    return (_key_text(key) for key in keys if key is not None)


def _key_text(key: Any) -> str:
    return key.hex() if type(key) is bytes else key.hex
