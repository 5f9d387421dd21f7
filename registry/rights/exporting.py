"""A copy of everything held about somebody: one JSON for programs, one page for people, and the signed documents.

Made at once for a few awards, else by the worker; sealed until it is downloaded, and deleted after some days.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import delete, select, update

from registry import clock, config, ids
from registry.awards.models import Award
from registry.custody import vault
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.ids import spell_folio
from registry.people.models import Person
from registry.providers.models import Provider
from registry.records import storage
from registry.records.models import Document
from registry.rights import copy_page, reach, rules
from registry.rights.catalogue import NOT_REACHED, Holding
from registry.rights.models import DataExport, RightsRequest
from registry.texts import Language

#: Every file of a copy has this time, so that the same data make the same bytes.
_ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def ask(request: RightsRequest) -> DataExport:
    """The copy of a request for access: made now where it is small, else by the worker."""
    made = DataExport(id=ids.new_key(), request_id=request.id, person_id=request.person_id, state="waiting")
    db.session.add(made)
    db.session.flush()
    if reach.count(reach.keys_of(db.session.get_one(Person, request.person_id))) <= rules.MADE_AT_ONCE:
        make(made)
    return made


def make(export: DataExport) -> None:
    """Make the copy and keep it sealed."""
    request = db.session.get_one(RightsRequest, export.request_id)
    body = archive(db.session.get_one(Person, export.person_id), language="en" if request.language == "en" else "es")
    export.sealed = vault.seal(body, context=f"data_export:{export.id}")
    export.size, export.state = len(body), "ready"
    export.made_at = clock.now()
    export.expires_at = export.made_at + rules.EXPORT_LIFE
    db.session.flush()


def body_of(export: DataExport) -> bytes:
    """The ZIP of a copy that is ready."""
    assert export.sealed is not None  # noqa: S101  ready copies have a body
    return vault.unseal(export.sealed, context=f"data_export:{export.id}")


def forget_old() -> int:
    """Empty copies whose days for downloading are over."""
    old = select(DataExport.id).where(DataExport.expires_at <= clock.now(), DataExport.sealed.is_not(None))
    keys = db.session.scalars(old.limit(100)).all()
    db.session.execute(
        update(DataExport)
        .where(DataExport.id.in_(keys))
        .values(sealed=None)
        .execution_options(synchronize_session=False)
    )
    return len(keys)


def drop_of(person_id: uuid.UUID) -> None:
    """Delete somebody's copies before their time."""
    db.session.execute(delete(DataExport).where(DataExport.person_id == person_id))


def archive(person: Person, *, language: Language) -> bytes:
    """The whole copy as a ZIP."""
    data = collected(person)
    files: dict[str, bytes] = {
        "datos.json": orjson.dumps(data, option=orjson.OPT_INDENT_2),
        "datos.html": copy_page.page(data, language=language).encode(),
    }
    files |= _documents(reach.keys_of(person))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in files.items():
            package.writestr(zipfile.ZipInfo(name, _ZIP_TIME), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def collected(person: Person) -> dict[str, Any]:
    """Everything held, by table: what it is, on what ground and how long it is kept, and the rows."""
    keys = reach.keys_of(person)
    names = _Names()
    held = []
    for holding, rows in reach.every_row(keys):
        if rows:
            held.append(
                {
                    "table": holding.table,
                    "holds": holding.title.as_dict(),
                    "ground": holding.ground.value,
                    "kept": holding.kept.as_dict(),
                    "rows": [_shown(holding, row, names) for row in rows],
                }
            )
    return {
        "registry": config.current().registry_name.as_dict(),
        "made_at": clock.now().isoformat(),
        "held": held,
        "not_found_by_person": {name: text.as_dict() for name, (_, text) in NOT_REACHED.items()},
    }


class _Names:
    """Institutions and titles, looked up once each."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def provider(self, key: uuid.UUID | None) -> str | None:
        """An institution's name."""
        if key is not None and key not in self._known:
            self._known[key] = db.session.scalar(select(Provider.name).where(Provider.id == key))
        return self._known.get(key)

    def title(self, key: uuid.UUID) -> dict[str, str]:
        """The title and the institution of an award."""
        if key not in self._known:
            award = db.session.get_one(Award, key)
            self._known[key] = dict(award.definition_version.design["title"])
        found: dict[str, str] = self._known[key]
        return found

    def course(self, key: uuid.UUID) -> dict[str, str]:
        """The title of what somebody was enrolled in."""
        if key not in self._known:
            self._known[key] = dict(db.session.get_one(DefinitionVersion, key).design["title"])
        found: dict[str, str] = self._known[key]
        return found


def _shown(holding: Holding, row: reach.Row, names: _Names) -> dict[str, Any]:
    shown = {name: _plain(row[name]) for name in holding.shown.split()}
    if "provider_id" in row and row["provider_id"] is not None:
        shown["institution"] = names.provider(row["provider_id"])
    if holding.table == "award":
        shown["title"] = names.title(row["id"])
        shown["folio"] = spell_folio(row["folio"])
    elif holding.table == "person_identifier" and row["sealed"] is not None:
        shown["value"] = vault.unseal(row["sealed"], context=f"curp:{row['person_id']}").decode()
    elif holding.table == "enrolment":
        shown["person"] = vault.unseal(row["sealed"], context=f"enrolment:{row['id']}").decode()
        shown["title"] = names.course(row["definition_version_id"])
    elif holding.table == "batch_row" and row["sealed"] is not None:
        shown["candidate"] = orjson.loads(vault.unseal(row["sealed"], context=f"batch_row:{row['id']}"))
    return {name: value for name, value in shown.items() if value not in (None, "", {}, [])}


def _documents(keys: reach.Keys) -> Mapping[str, bytes]:
    found = {}
    for key in sorted(keys.documents):
        document = db.session.get_one(Document, key)
        if document.body:
            name = document.uri.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
            found[f"documentos/{name}.json"] = storage.signed_json(document)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, uuid.UUID) else value
