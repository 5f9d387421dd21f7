"""``/api/v1/openapi.json``: what the API takes and answers, OpenAPI 3.1.

Every sentence stands in English where the standard wants it and in Spanish beside it (``x-es``), for ``/api/docs``.
"""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify

from registry.api import blueprint
from registry.api.demand import demand_paths, demand_schemas
from registry.api.openapi_batch import batch_paths, batch_schemas
from registry.api.openapi_lists import list_paths, list_schemas, list_security
from registry.api.openapi_receipts import receipt_parameter, receipt_paths, receipt_schemas
from registry.api.outcomes import outcome_paths, outcome_schemas
from registry.api.verify import CARRIERS
from registry.texts import Text
from registry.verification.report import Question, Result, Verdict
from registry.web.security import public


def said(**sentences: Text) -> dict[str, Any]:
    """Members of the description that people read: ``said(summary=Text(…))``."""
    spanish = {member: sentence.es for member, sentence in sentences.items()}
    return {**{member: sentence.en for member, sentence in sentences.items()}, "x-es": spanish}


_TEXT = {
    "type": "object",
    "properties": {"es": {"type": "string"}, "en": {"type": "string"}},
    "required": ["es", "en"],
}
_CHECK: dict[str, Any] = {
    "type": "object",
    "required": ["id", "question", "result", "code", "reason", "remedy", "evidence"],
    "properties": {
        "id": {"type": "string"},
        "question": {"enum": [one.value for one in Question]},
        "result": {"enum": [one.value for one in Result]},
        "code": {"type": "string"},
        "title": {"$ref": "#/components/schemas/Text"},
        "reason": {"$ref": "#/components/schemas/Text"},
        "remedy": {"$ref": "#/components/schemas/Text"},
        "evidence": {"type": "object"},
    },
}
_REPORT: dict[str, Any] = {
    "type": "object",
    "required": ["verdict", "headline", "checkedAt", "credential", "checks"],
    "properties": {
        "verdict": {"enum": [one.value for one in Verdict]},
        "headline": {"$ref": "#/components/schemas/Text"},
        "checkedAt": {"type": "string", "format": "date-time"},
        "credential": {
            "type": ["object", "null"],
            **said(description=Text("Solo lo que la firma cubre.", "Only what the signature covers.")),
        },
        "checks": {"type": "array", "items": {"$ref": "#/components/schemas/Check"}},
        "receipt": {"$ref": "#/components/schemas/Receipt"},
        "contained": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Report"},
            **said(
                description=Text(
                    "Solo en historiales (CLR): el informe de cada credencial que llevan dentro.",
                    "In transcripts (CLR) alone: the report on each credential that they carry.",
                )
            ),
        },
        "containedOmitted": {
            "type": "integer",
            **said(description=Text("Cuántas más no se comprobaron.", "How many more were not checked.")),
        },
    },
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "text": {"$ref": "#/components/schemas/Text"},
    },
}


_REFUSALS: dict[str, Text] = {
    "400": Text(
        "Nada que verificar, o bytes que no son una credencial", "Nothing to verify, or bytes of no credential"
    ),
    "404": Text("El enlace compartido no existe o ya terminó", "The share link does not exist or has ended"),
    "413": Text("Demasiado grande para ser una credencial", "Too large to be one credential"),
    "415": Text("Un tipo de archivo que aquí no se lee", "A kind of file that is not read here"),
    "422": Text("Algo que no se puede leer como credencial", "Something that cannot be read as a credential"),
    "429": Text("Demasiadas solicitudes", "Too many requests"),
}


def _problem(meaning: Text) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {**said(description=meaning), "content": {"application/problem+json": schema}}


def _verify() -> dict[str, Any]:
    """The operation that the registry is for."""
    credential = {"schema": {"type": "object"}}
    return {
        "operationId": "verify",
        **said(
            summary=Text("Verificar una credencial", "Verify one credential"),
            description=Text(
                "Responde 200 con un informe, sea cual sea el veredicto. No requiere cuenta.",
                "Answers 200 with a report whatever the verdict. No account is needed.",
            ),
        ),
        "parameters": [
            {
                "name": "name",
                "in": "query",
                "required": False,
                "schema": {"type": "string", "maxLength": 320},
                **said(
                    description=Text(
                        "Un nombre que comparar con el de la persona titular.",
                        "A name to compare with the holder's.",
                    )
                ),
            },
            receipt_parameter(said),
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": credential,
                "application/vc": credential,
                "application/vc+jwt": {"schema": {"type": "string"}},
                "text/plain": {"schema": {"type": "string"}},
                **{carrier: {"schema": {"type": "string", "format": "binary"}} for carrier in CARRIERS},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "name": {"type": "string"},
                        },
                    }
                },
            },
        },
        "responses": {
            "200": {
                **said(description=Text("El informe", "The report")),
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
            },
            **{status: _problem(meaning) for status, meaning in _REFUSALS.items()},
        },
    }


def description(*, title: str, server: str) -> dict[str, Any]:
    """The whole description, for these names."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": f"{server}/api/v1"}],
        "paths": {
            "/verify": {"post": _verify()},
            **batch_paths(said, _problem),
            **receipt_paths(said, _problem),
            **list_paths(said, _problem),
            **demand_paths(said),
            **outcome_paths(said, _problem),
        },
        "components": {
            "securitySchemes": list_security(said),
            "schemas": {
                "Text": _TEXT,
                "Check": _CHECK,
                "Report": _REPORT,
                "Problem": _PROBLEM,
                **receipt_schemas(said),
                **batch_schemas(said),
                **list_schemas(said),
                **demand_schemas(said),
                **outcome_schemas(said),
            },
        },
    }


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The description."""
    settings = current_app.config["SETTINGS"]
    response: Response = jsonify(description(title=settings.registry_name.en, server=settings.links))
    return response
