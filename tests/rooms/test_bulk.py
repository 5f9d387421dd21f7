"""Rows written without the object mapper read like any other, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from registry import bulk, clock, ids
from registry.bulk import LOOKED_UP_TOGETHER, SHARED_FROM, ReferenceMissing, Rows
from registry.custody.service import create_issuer
from registry.db import db
from registry.notices.models import OutboxMessage
from registry.people.models import Person, PersonIdentifier
from registry.transparency.models import Leaf
from registry.trust import remembered

MOMENT = dt.datetime(2026, 11, 20, 16, 0, 0, 123456, tzinfo=dt.UTC)


def person(**more):
    return {"id": ids.new_key(), "full_name": "Ñandú O'Brien\t\\N «x»", "created_at": MOMENT, **more}


def test_every_type_comes_back_as_the_mapper_writes_it(session):
    key, salt = ids.new_key(), bytes(range(32))
    values = {"name": 'Ana \\ \n\t "x"', "count": 3, "none": None}
    rows = Rows()
    rows.add(
        OutboxMessage, id=key, created_at=MOMENT, not_before=MOMENT, to="a@x.example", language="es", kind="claim",
        values=values,
    )  # fmt: skip
    rows.add(Leaf, id=key, kind="credential", issuer_did="did:web:x", logged_at=MOMENT, commitment=salt, salt=salt)
    rows.write(session)
    session.commit()
    mail, leaf = session.get_one(OutboxMessage, key), session.get_one(Leaf, key)
    assert (mail.values, mail.created_at, mail.state, mail.attempts, mail.ended_at) == (
        values,
        MOMENT,
        "waiting",
        0,
        None,
    )
    assert (leaf.id, bytes(leaf.salt), leaf.logged_at, leaf.position) == (key, salt, MOMENT, None)


@pytest.mark.parametrize("count", [1, SHARED_FROM - 1, SHARED_FROM, SHARED_FROM + 1])
def test_what_all_rows_share_is_in_each_of_them(session, count):
    hostile = "'); DROP TABLE person; -- ? :x %s Ñ 漢 😀"
    if session.connection().dialect.name == "sqlite":
        hostile += "\x00 after a zero, which PostgreSQL takes in no text"
    people = [person(id=ids.new_key(), given_names=hostile, first_surname=f"«{n % 2}»") for n in range(count)]
    rows = Rows()
    add = rows.sheet(Person, ("id", "full_name", "given_names", "first_surname", "second_surname", "surname_key"),
                     created_at=MOMENT, language="en")  # fmt: skip
    for one in people:
        add((one["id"], one["full_name"], hostile, one["first_surname"], None, ""))
    rows.write(session)
    session.commit()
    found = {one.id: one for one in session.query(Person)}
    assert len(found) == count
    for one in people:
        row = found[one["id"]]
        assert (row.full_name, row.given_names, row.first_surname) == (one["full_name"], hostile, one["first_surname"])
        assert (row.second_surname, row.language, row.created_at, row.erased_at) == (None, "en", MOMENT, None)


def test_referred_rows_come_first_however_they_were_named(session):
    one = person()
    rows = Rows()
    rows.add(
        PersonIdentifier, id=ids.new_key(), person_id=one["id"], kind="email", value="a@x.example", digest=b"1" * 32,
        source="provider", created_at=MOMENT,
    )  # fmt: skip
    rows.add(Person, **one)
    rows.write(session)
    session.commit()
    found = session.get_one(Person, one["id"])
    assert (found.full_name, found.language, found.surname_key) == (one["full_name"], "es", "")
    assert [each.value for each in found.identifiers] == ["a@x.example"]


def test_a_row_that_the_database_refuses_leaves_nothing_of_the_others(session):
    one = person()
    rows = Rows()
    rows.extend(Person, [person(), one, one])
    with pytest.raises(Exception) as refused:
        rows.write(session)
    assert "unique" in str(refused.value).lower() or isinstance(refused.value, IntegrityError)
    session.rollback()
    assert session.query(Person).count() == 0


@pytest.mark.parametrize("whole", [False, True])
def test_rows_that_name_nobody_are_not_written(session, whole):
    """SQLite asks for each row; PostgreSQL 18 is asked for all of them at once, and must answer the same."""
    one, rows = person(), Rows()
    rows.add(Person, **one)
    for person_id in (one["id"], one["id"] if whole else ids.new_key()):
        rows.add(
            PersonIdentifier, id=ids.new_key(), person_id=person_id, kind="email", value="a@x.example",
            digest=b"1" * 32, source="provider", created_at=MOMENT,
        )  # fmt: skip
    if not whole:
        with pytest.raises((IntegrityError, ReferenceMissing)):
            rows.write(session)
        session.rollback()
    else:
        rows.write(session)
        session.commit()
    assert session.query(PersonIdentifier).count() == (2 if whole else 0)


@pytest.mark.databases("postgresql")
def test_no_other_references_are_left_to_us(session):
    asked = """
        SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND NOT c.conenforced
    """
    ours = {(table, column, other) for table, named in LOOKED_UP_TOGETHER.items() for column, other in named.items()}
    assert {tuple(row) for row in session.execute(text(asked))} == ours


def test_a_reference_that_all_rows_share_is_looked_up_and_none_names_nobody(session):
    one, gone = person(), ids.new_key()
    names = ("id", "kind", "value", "digest", "source", "created_at")
    for shared in (one["id"], gone):
        rows = Rows()
        rows.extend(Person, [one] if shared == one["id"] else [])
        append = rows.sheet(PersonIdentifier, names, person_id=shared)
        for number in range(2):
            append((ids.new_key(), "email", f"{number}@x.example", b"1" * 32, "provider", MOMENT))
        if shared == gone:
            with pytest.raises((IntegrityError, ReferenceMissing)):
                rows.write(session)
            session.rollback()
        else:
            rows.write(session)
            session.commit()
    assert session.query(PersonIdentifier).count() == 2
    nobody = bulk._Sheet(("id", "person_id"), {})
    nobody.rows.append((ids.new_key(), None))
    assert not list(bulk._keys_named(nobody, "person_id"))


@pytest.mark.databases("postgresql")
def test_binary_copy_is_told_the_type_that_every_column_has(session):
    """A type that took the place of another would be read as other bytes, or refused."""
    asked = "SELECT c.relname, a.attname, t.typname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    found = session.execute(text(f"{asked} JOIN pg_type t ON t.oid = a.atttypid WHERE c.relkind = 'r'")).all()
    types = {(table, column): kind for table, column, kind in found}
    alike = {"uuid": "bytea", "jsonb": "bytea", "varchar": "text", "numeric": None}
    for table in db.metadata.tables.values():
        for column in table.columns:
            kind = types[table.name, column.name]
            assert bulk._wire_type(column) == alike.get(kind, kind), f"{table.name}.{column.name}"


def test_changes_follow_the_new_rows(session):
    one, other = person(), person()
    rows = Rows()
    rows.extend(Person, [one, other])
    rows.change(Person, one["id"], full_name="Otra Persona")
    rows.write(session)
    session.commit()
    assert {row.full_name for row in session.query(Person)} == {"Otra Persona", other["full_name"]}


def test_evidence_kept_in_memory_is_forgotten(app, session):
    create_issuer("did:web:registro.example:x", kind="provider")
    session.commit()
    from registry.custody.models import Issuer

    memory = app.extensions[remembered._NAME]
    before = memory.generation
    rows = Rows()
    rows.add(Issuer, id=ids.new_key(), did="did:web:registro.example:y", kind="provider", created_at=clock.now())
    rows.write(session)
    session.commit()
    assert memory.generation > before
