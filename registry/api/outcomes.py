"""``GET /api/v1/outcomes/answer``: a question about outcomes, answered in one sentence from a release."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from registry import addresses
from registry.api import blueprint
from registry.publication import answers
from registry.texts import Text
from registry.web.security import public

#: Seconds for which a cache may answer: a release changes once a day at most.
MAX_AGE = 300


@blueprint.get("/outcomes/answer")
@public
def outcome_answer() -> Response:
    """A question by query parameters: track, profile or program; state; gender or another detail; release or as_of."""
    found = answers.answer(answers.Question.of(request.args))
    response = jsonify({**found.as_dict(), "permalink": f"{addresses.link_base()}{found.permalink}"})
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def outcome_paths(said: Any, problem: Any) -> dict[str, Any]:
    """The part of the API's description that is about outcomes."""
    names = (*answers.SUBJECTS, "state", *answers.DETAILS)
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string"}, **said(description=answers.title_of(name))}
        for name in names
    ]
    pins = (
        ("release", Text("Una publicación, por su clave.", "One release, by its key.")),
        ("as_of", Text("La publicación más reciente hasta ese día.", "The newest release up to that day.")),
    )
    parameters += [
        {"name": name, "in": "query", "schema": {"type": "string"}, **said(description=text)} for name, text in pins
    ]
    answered = Text("La respuesta; «people» nulo: no se publica", "The answer; “people” null: not published")
    unfit = Text(
        "La publicación no cuenta por eso; se dice qué se puede preguntar",
        "The release does not count by that; it says what can be asked",
    )
    return {
        "/outcomes/answer": {
            "get": {
                "operationId": "outcomeAnswer",
                **said(summary=Text("Una pregunta sobre resultados", "A question about outcomes")),
                "parameters": parameters,
                "responses": {
                    "200": {
                        **said(description=answered),
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OutcomeAnswer"}}},
                    },
                    "404": problem(Text("No hay esa publicación", "No such release")),
                    "409": problem(Text("Todavía no hay publicación", "Nothing has been published yet")),
                    "422": problem(unfit),
                },
            }
        }
    }


def outcome_schemas(said: Any) -> dict[str, Any]:
    """What an answer is."""
    text = {"$ref": "#/components/schemas/Text"}
    count = {"type": ["integer", "null"], "minimum": 0}
    return {
        "OutcomeAnswer": {
            "type": "object",
            "required": [
                "question",
                "people",
                "suppressed",
                "known",
                "of",
                "sentence",
                "definition",
                "asOf",
                "release",
            ],
            "properties": {
                "question": {"type": "object"},
                "people": {**count, **said(description=Text("Nulo: no se publica.", "Null: not published."))},
                "suppressed": {"type": "boolean"},
                "known": {**count, **said(description=Text("De cuántas se conoce.", "For how many it is known."))},
                "of": count,
                "sentence": text,
                "definition": text,
                "measure": {"type": "string"},
                "by": {"type": "array", "items": {"type": "string"}},
                "asOf": {"type": "string", "format": "date-time"},
                "release": {"type": "string", "format": "uuid"},
                "permalink": {"type": "string", "format": "uri"},
            },
        }
    }
