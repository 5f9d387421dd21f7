"""``/api/v1/openapi.json``: what the API takes and answers, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify

from registry.api import blueprint
from registry.verification.report import Question, Result, Verdict
from registry.web.security import public

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
        "credential": {"type": ["object", "null"], "description": "Only what the signature covers."},
        "checks": {"type": "array", "items": {"$ref": "#/components/schemas/Check"}},
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


def _problem(meaning: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": meaning, "content": {"application/problem+json": schema}}


def description(*, title: str, server: str) -> dict[str, Any]:
    """The whole description, for these names."""
    credential = {"schema": {"type": "object"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": f"{server}/api/v1"}],
        "paths": {
            "/verify": {
                "post": {
                    "operationId": "verify",
                    "summary": "Verify one credential",
                    "description": "Answers 200 with a report whatever the verdict. No account is needed.",
                    "parameters": [
                        {
                            "name": "name",
                            "in": "query",
                            "required": False,
                            "schema": {"type": "string", "maxLength": 320},
                            "description": "A name to compare with the holder's.",
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": credential,
                            "application/vc": credential,
                            "application/vc+jwt": {"schema": {"type": "string"}},
                            "text/plain": {"schema": {"type": "string"}},
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
                            "description": "The report",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
                        },
                        "400": _problem("Nothing to verify, or bytes that are no credential"),
                        "404": _problem("The share link does not exist or has ended"),
                        "413": _problem("Too large to be one credential"),
                        "415": _problem("A kind of file that is not read here"),
                        "422": _problem("Something that cannot be read as a credential"),
                        "429": _problem("Too many requests"),
                    },
                }
            }
        },
        "components": {"schemas": {"Text": _TEXT, "Check": _CHECK, "Report": _REPORT, "Problem": _PROBLEM}},
    }


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """The description."""
    settings = current_app.config["SETTINGS"]
    response: Response = jsonify(description(title=settings.registry_name.en, server=settings.links))
    return response
