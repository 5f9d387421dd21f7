"""The part of the description that is about verifying many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.texts import Text
from registry.trust.batch.messages import OUTCOMES
from registry.verification.report import Verdict

Said = Callable[..., dict[str, Any]]
Problem = Callable[[Text], dict[str, Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"schema": {"type": "string", "format": "binary"}}
_WORDS = {"$ref": "#/components/schemas/Text"}
_REFUSALS = {
    "400": Text("Nada que verificar, o un JSON de otra forma", "Nothing to verify, or JSON of another shape"),
    "413": Text("Más de lo que cabe en un envío", "More than fits into one request"),
    "415": Text("Un tipo de contenido que no trae un envío", "A content type that holds no batch"),
    "422": Text("Un ZIP o una lista que no se puede abrir", "A ZIP or a list that cannot be opened"),
    "429": Text("Demasiados envíos", "Too many requests"),
}


def batch_paths(said: Said, problem: Problem) -> dict[str, Any]:
    """``/verify/batch``."""
    return {
        "/verify/batch": {
            "post": {
                "operationId": "verifyBatch",
                **said(
                    summary=Text("Verificar muchas a la vez", "Verify many at once"),
                    description=Text(
                        "Un ZIP, varios archivos, una lista CSV o XLSX de enlaces, folios o archivos, o `items`. "
                        "Responde 200 con una fila por cada una, en el orden en que llegaron; JSON, CSV o XLSX según "
                        "Accept. No requiere cuenta y no se guarda nada.",
                        "A ZIP, several files, a CSV or XLSX list of links, folios or files, or `items`. Answers 200 "
                        "with a row for each, in the order in which they came; JSON, CSV or XLSX by Accept. No "
                        "account is needed and nothing is kept.",
                    ),
                ),
                "requestBody": {"required": True, "content": _contents()},
                "responses": {
                    "200": {
                        **said(description=Text("Una fila por cada una", "A row for each")),
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Batch"}},
                            "text/csv": {"schema": {"type": "string"}},
                            XLSX: _FILE,
                        },
                    },
                    **{status: problem(meaning) for status, meaning in _REFUSALS.items()},
                },
            }
        }
    }


def _contents() -> dict[str, Any]:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    return {
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"file": files, "text": {"type": "string"}}}
        },
        "application/zip": _FILE,
        "text/csv": {"schema": {"type": "string"}},
        XLSX: _FILE,
        "application/json": {"schema": {"$ref": "#/components/schemas/BatchItems"}},
    }


def batch_schemas(said: Said) -> dict[str, Any]:
    """What goes in as JSON, and what comes out."""
    text, day = {"type": ["string", "null"]}, {"type": ["string", "null"], "format": "date"}
    item = {
        "type": "object",
        "properties": {
            "url": {"type": "string"},
            "folio": {"type": "string"},
            "credential": {"type": ["object", "string"]},
            "name": {"type": "string", "maxLength": 320},
            "surname": {"type": "string", "maxLength": 320},
        },
        "oneOf": [{"required": [member]} for member in ("url", "folio", "credential")],
    }
    row = {
        "number": {"type": "integer"},
        "input": {"type": "string"},
        "row": {"type": ["integer", "null"]},
        "verdict": {
            "enum": [*(one.value for one in Verdict), None],
            **said(
                description=Text(
                    "Nulo cuando no había nada que verificar; `code` dice por qué.",
                    "Null where there was nothing to verify; `code` says why.",
                )
            ),
        },
        "code": {"type": "string"},
        "word": _WORDS,
        "reasons": {"type": "array", "items": _WORDS},
        "remedy": {"oneOf": [_WORDS, {"type": "null"}]},
        "expectedName": text,
        "nameComparison": {"enum": ["same", "part", "different", None]},
        **dict.fromkeys(("folio", "name", "issuer", "holder", "track"), text),
        "levels": {"type": "array", "items": _WORDS},
        "hours": {"type": ["number", "null"]},
        **dict.fromkeys(("awardedOn", "validFrom", "validUntil"), day),
    }
    counts = {"type": "object", "properties": {name: {"type": "integer"} for name in OUTCOMES}}
    return {
        "BatchItems": {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "items": item}},
        },
        "BatchRow": {"type": "object", "required": list(row), "properties": row},
        "Batch": {
            "type": "object",
            "required": ["checkedAt", "count", "counts", "items"],
            "properties": {
                "checkedAt": {"type": "string", "format": "date-time"},
                "count": {"type": "integer"},
                "counts": counts,
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/BatchRow"}},
            },
        },
    }
