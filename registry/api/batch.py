"""``POST /api/v1/verify/batch``: many at once, one row for each, as JSON, CSV or XLSX by Accept."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, request

from registry import clock, config
from registry.api import blueprint
from registry.artefacts.scanning import Scanner
from registry.db import db
from registry.errors import RegistryError
from registry.signing import JsonMalformed, strict_json_loads
from registry.texts import Text
from registry.trust.batch import tables
from registry.trust.batch.planning import Asked, Item, Upload, plan, plan_items
from registry.trust.batch.rows import Row
from registry.trust.batch.service import Batch
from registry.verification.report import stamp
from registry.web import negotiation
from registry.web.batches import XLSX, close, table_response, timer, uploads_of
from registry.web.limits import batch_rate, limiter
from registry.web.security import public

FILE_FIELD = "file"
#: Five hundred credentials are five megabytes.
MAX_JSON_BYTES = 16_000_000
LONGEST_NAME = 320
#: A body that is one file: its media type, and the name by which it is opened.
_BODIES = {
    "application/zip": "batch.zip",
    "application/x-zip-compressed": "batch.zip",
    "text/csv": "batch.csv",
    XLSX: "batch.xlsx",
}
JSON, CSV = "application/json", "text/csv"


class BadItems(RegistryError):
    """A JSON body of another shape."""

    code = "bad_items"
    kind = "malformed"
    text = Text(
        'El JSON debe ser {{"items": […]}}, y cada elemento llevar uno de «url», «folio» o «credential», '
        "con «name» y «surname» si se quiere comparar ({where}).",
        'The JSON must be {{"items": […]}}, each item with one of “url”, “folio” or “credential”, '
        "and with “name” and “surname” to compare ({where}).",
    )


class UnknownBody(RegistryError):
    """A body of a type that holds no batch."""

    code = "unknown_body"
    kind = "unsupported"
    text = Text(
        "Mande multipart/form-data con archivos en «file», application/zip, text/csv, un XLSX o application/json.",
        "Send multipart/form-data with files in “file”, application/zip, text/csv, an XLSX or application/json.",
    )


@blueprint.post("/verify/batch")
@public
@limiter.limit(batch_rate)
def verify_batch() -> Response:
    """Verify what is in a ZIP, in files, in a list, or in ``items``. Nothing of it is kept."""
    wanted = negotiation.best_of((JSON, CSV, XLSX), default=JSON)
    uploads = _uploads()
    try:
        rows, checked_at = _answered(_plan(uploads)), clock.now()
    finally:
        close(uploads)
    if wanted != JSON:
        return table_response(rows, "csv" if wanted == CSV else "xlsx", checked_at=checked_at)
    response: Response = jsonify(
        {
            "checkedAt": stamp(checked_at),
            "count": len(rows),
            "counts": tables.counts(rows),
            "items": [row.as_dict() for row in rows],
        }
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _answered(asked: Sequence[Asked]) -> list[Row]:
    seconds = config.current().batch_seconds
    with Scanner() as scanner:
        batch = Batch(asked, scanner=scanner, spent=timer(seconds), seconds=seconds)
        rows = [row for answered in batch.answers() for row in answered]
    db.session.rollback()
    return rows


def _uploads() -> list[Upload]:
    if request.mimetype == "multipart/form-data":
        return uploads_of(request.files.getlist(FILE_FIELD))
    name = _BODIES.get(request.mimetype)
    data = b"" if name is None else request.get_data(cache=False)
    return [Upload(name, io.BytesIO(data))] if name and data else []


def _plan(uploads: Sequence[Upload]) -> tuple[Asked, ...]:
    limit = config.current().batch_size
    if request.mimetype == "multipart/form-data" or request.mimetype in _BODIES:
        return plan(uploads, request.form.get("text", ""), limit=limit)
    if request.mimetype == JSON:
        return plan_items(_items(request.stream.read(MAX_JSON_BYTES + 1)), limit=limit)
    raise UnknownBody()


def _items(data: bytes) -> list[Item]:
    try:
        body = strict_json_loads(data, max_bytes=MAX_JSON_BYTES)
    except JsonMalformed as error:
        raise BadItems(where=str(error)[:100]) from error
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise BadItems(where="items")
    return [_item(one, f"items[{index}]") for index, one in enumerate(items)]


def _item(one: Any, where: str) -> Item:
    if not isinstance(one, Mapping):
        raise BadItems(where=where)
    named = [member for member in ("url", "folio", "credential") if member in one]
    if len(named) != 1:
        raise BadItems(where=where)
    content = one[named[0]]
    if named[0] == "credential" and isinstance(content, Mapping):
        content = json.dumps(content, ensure_ascii=False)  # numbers of any size, which the reader judges
    texts = (content, one.get("name", ""), one.get("surname", ""))
    if not all(isinstance(text, str) for text in texts):
        raise BadItems(where=where)
    return Item(texts[0], texts[1][:LONGEST_NAME], texts[2][:LONGEST_NAME])
