"""Every column of every table is in the catalogue of personal data, or marked as not personal."""

from __future__ import annotations

from registry import models  # noqa: F401  every table
from registry.db import db
from registry.rights.catalogue import HELD, NOT_REACHED, Erasure
from registry.rights.catalogue_plain import PLAIN


def listed() -> dict[str, list[str]]:
    """Every column that the catalogue names, with repetitions."""
    named = {one.table: f"{one.shown} {one.hidden} {one.plain}".split() for one in HELD}
    named |= {table: columns.split() for table, (columns, _) in NOT_REACHED.items()}
    return named | {table: columns.split() for table, columns in PLAIN.items()}


def test_every_column_has_its_place() -> None:
    """A new one fails here, until somebody says what it holds, why, how long, and what erasure does to it."""
    tables = {name: sorted(column.name for column in table.columns) for name, table in db.metadata.tables.items()}
    assert {name: sorted(columns) for name, columns in listed().items()} == tables
    assert len(HELD) + len(NOT_REACHED) + len(PLAIN) == len(tables), "a table stands in two places"


def test_what_is_cleared_is_personal_and_may_be_empty() -> None:
    for one in HELD:
        table = db.metadata.tables[one.table]
        assert set(one.cleared) <= set(f"{one.shown} {one.hidden}".split()), one.table
        assert (one.erasure is Erasure.CLEAR) == bool(one.cleared), one.table
        assert all(table.c[name].nullable or value is not None for name, value in one.cleared.items()), one.table
        assert {column for column, _ in one.reach} <= set(table.c.keys()), one.table


def test_rows_are_deleted_before_what_they_refer_to() -> None:
    """SQLite and PostgreSQL refuse to delete a row that another still refers to."""
    place = {one.table: number for number, one in enumerate(HELD)}
    gone = {one.table for one in HELD if one.erasure is Erasure.DELETE}
    for name in gone:
        for column in db.metadata.tables[name].columns:
            for key in column.foreign_keys:
                other = key.column.table.name
                assert other not in gone or other == name or place[name] < place[other], f"{name} → {other}"


def test_what_erasure_keeps_names_nobody() -> None:
    """Of the columns that stay, none holds free text or an address of the person."""
    speaking = {
        "full_name",
        "email",
        "value",
        "words",
        "label",
        "values",
        "scores",
        "reference",
        "body",
        "salt",
        "name",
    }
    for one in HELD:
        if one.erasure is Erasure.CLEAR:
            left = set(f"{one.shown} {one.hidden}".split()) - set(one.cleared)
            assert not left & speaking, (one.table, left & speaking)
