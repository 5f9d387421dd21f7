"""Blocking and deleting: everything about somebody goes into one sealed box, and later the box is deleted.

While it is blocked nothing is left in the tables that a page, a mail or a look-up could use: names, identifiers, the
bodies and salts of documents, scores. What stays says nothing of anybody: folio, dates, places in status lists,
commitments (DESIGN 9). The box can be put back, or deleted; both by the whole.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
import zlib
from typing import Any

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.accounts.models import Account
from registry.custody import vault
from registry.db import db
from registry.people.models import Person
from registry.people.service import cluster
from registry.records import leaves
from registry.rights import reach
from registry.rights.catalogue import HELD, NOW, Erasure
from registry.rights.models import BlockedBox, RightsRequest

#: One entry of a box: table, what was done, the row as it was.
Entry = tuple[str, str, dict[str, Any]]


def block(request: RightsRequest) -> int:
    """Take everything about the request's person out of the tables and seal it; how many rows were touched."""
    person = db.session.get_one(Person, request.person_id)
    keys = reach.keys_of(person)
    leaves.write_missing(keys.documents)  # what is logged outlives what it commits to
    # The catalogue deletes consents; facts that a provider declared hang on consents that are nobody's alone.
    entries: list[Entry] = _detach_staff(keys)
    db.session.flush()
    found = [(holding, reach.rows_of(holding, keys)) for holding in HELD]
    now = clock.now()
    for holding, rows in found:
        if holding.erasure is Erasure.KEEP:
            continue
        table = reach.table_of(holding)
        for row in rows:
            if holding.table == "rights_request" and row["id"] == request.id:
                continue  # it is being carried out: what it says is cleared when it has ended
            entries.append((holding.table, holding.erasure.value, dict(row)))
            if holding.erasure is Erasure.DELETE:
                db.session.execute(delete(table).where(*_same(table, row)))
            else:
                changed = {name: now if value is NOW else value for name, value in holding.cleared.items()}
                db.session.execute(update(table).where(*_same(table, row)).values(**changed))
    db.session.add(
        BlockedBox(
            request_id=request.id,
            person_id=request.person_id,
            sealed=vault.seal(zlib.compress(_written(entries)), context=f"blocked_box:{request.id}"),
            made_at=now,
        )
    )
    db.session.flush()
    db.session.expire_all()
    return len(entries)


def restore(request: RightsRequest) -> int:
    """Put everything back as it was; how many rows could not be, because something else has taken their place since (an
    address that opens another account)."""
    box = db.session.get_one(BlockedBox, request.id)
    entries = _read(zlib.decompress(vault.unseal(box.sealed, context=f"blocked_box:{request.id}")))
    lost = 0
    # Rows that others refer to were dealt with last, so they come back first.
    for name, done, row in reversed(entries):
        table = db.metadata.tables[name]
        try:
            with db.session.begin_nested():
                if done == Erasure.DELETE:
                    db.session.execute(insert(table).values(**row))
                else:
                    keys = {column.name for column in table.primary_key.columns}
                    back = {column: value for column, value in row.items() if column not in keys}
                    db.session.execute(update(table).where(*_same(table, row)).values(**back))
        except IntegrityError:
            lost += 1
    db.session.execute(delete(BlockedBox).where(BlockedBox.request_id == request.id))
    db.session.flush()
    db.session.expire_all()
    return lost


def destroy(request: RightsRequest) -> None:
    """Delete the box: from now on nobody can say what was in it."""
    db.session.execute(delete(BlockedBox).where(BlockedBox.request_id == request.id))
    for person in cluster(db.session.get_one(Person, request.person_id)):
        person.erased_at = clock.now()
    db.session.flush()


def _detach_staff(keys: reach.Keys) -> list[Entry]:
    """An account that somebody works with stays theirs for that work, and holds no record any more."""
    entries: list[Entry] = []
    table = db.metadata.tables["account"]
    for key in keys.all_accounts - keys.accounts:
        row = db.session.execute(table.select().where(table.c.id == key)).mappings().one()
        entries.append(("account", Erasure.CLEAR.value, {"id": row["id"], "person_id": row["person_id"]}))
        db.session.get_one(Account, key).person_id = None
    return entries


def _same(table: Table, row: Any) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key.columns]


def _written(entries: list[Entry]) -> bytes:
    return json.dumps(entries, default=_packed).encode()


def _read(text: bytes) -> list[Entry]:
    return [(name, done, row) for name, done, row in json.loads(text, object_hook=_unpacked)]


def _packed(value: object) -> dict[str, str]:
    if isinstance(value, uuid.UUID):
        return {"$uuid": value.hex}
    if isinstance(value, dt.datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$day": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    raise TypeError(f"a box holds no {type(value).__name__}")


def _unpacked(value: dict[str, Any]) -> Any:
    if len(value) != 1:
        return value
    ((mark, text),) = value.items()
    if mark == "$uuid":
        return uuid.UUID(text)
    if mark == "$moment":
        return dt.datetime.fromisoformat(text)
    if mark == "$day":
        return dt.date.fromisoformat(text)
    return base64.b64decode(text) if mark == "$bytes" else value
