"""The part of the description that is about issuing from a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from registry.texts import Text

Said = Callable[..., dict[str, Any]]
Problem = Callable[[Text], dict[str, Any]]

_KEY = Text("Falta la llave del programa, o ya no sirve", "The program's key is missing or no longer good")
_DENIED = Text("Esa cuenta no puede hacer esto en la institución", "That account may not do this at the institution")
_UNKNOWN = Text("No hay tal lista en la institución de la llave", "No such list at the key's institution")
_STATE = Text(
    "El estado de la lista no lo permite, el plan cambió, o la «Idempotency-Key» se usó con otra solicitud",
    "The list's state does not allow it, the plan has changed, or the “Idempotency-Key” was used with another request",
)
_FAULTY = Text("El archivo o los datos no sirven; se dice por qué", "The file or the data will not do; it says why")
_BODY = Text("El contenido no tiene la forma que se espera", "The body does not have the expected shape")
_LARGE = Text("El archivo pesa más de lo que se acepta", "The file is larger than is accepted")

_STATES = (
    "uploaded", "reviewing", "reviewed", "committed", "paused", "stopping", "issued", "cancelled", "undone",
)  # fmt: skip
_NUMBER = {"type": "integer", "minimum": 0}
_RATE = {"type": ["number", "null"]}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}


def list_security(said: Said) -> dict[str, Any]:
    """How a program says who it is."""
    return {
        "ProgramKey": {
            "type": "http",
            "scheme": "bearer",
            **said(
                description=Text(
                    "La llave que quien emite hizo en la página «Llaves de programas» de su institución.",
                    "The key that somebody who issues made on the page “Program keys” of their institution.",
                )
            ),
        }
    }


def list_schemas(said: Said) -> dict[str, Any]:
    """What is said of a list, and of its rows."""
    text = {"$ref": "#/components/schemas/Text"}
    return {
        "List": _list(said),
        "ListRow": {
            "type": "object",
            "properties": {
                "position": _NUMBER,
                "sheet": {"type": "string"},
                "row": _NUMBER,
                "outcome": {"enum": ["ready", "warn", "reject", "not_competent", "ignore"]},
                "confirmed": {"type": "boolean"},
                "findings": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "severity": {"type": "string"},
                            "code": {"type": "string"},
                            "column": {"type": "string"},
                            "cell": {"type": "string"},
                            "value": {"type": "string"},
                            "message": text,
                            "remedy": text,
                        },
                    },
                },
            },
        },
        "ListFindings": {
            "type": "object",
            "required": ["page", "pages", "total", "rows"],
            "properties": {
                "page": _NUMBER,
                "pages": _NUMBER,
                "total": _NUMBER,
                "rows": {"type": "array", "items": {"$ref": "#/components/schemas/ListRow"}},
            },
        },
    }


def _list(said: Said) -> dict[str, Any]:
    totals = ("people", "planned", "ready", "toConfirm", "confirmed", "toCorrect", "notYetCompetent", "notIssued")
    return {
        "type": "object",
        "required": [
            "id",
            "url",
            "definition",
            "state",
            "file",
            "uploadedAt",
            "plan",
            "totals",
            "review",
            "progress",
        ],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "url": {"type": "string", "format": "uri"},
            "definition": {"type": "string", "format": "uuid"},
            "state": {"enum": list(_STATES)},
            "file": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "sha256": {"type": "string"}, "bytes": _NUMBER},
            },
            "uploadedAt": {"type": "string", "format": "date-time"},
            "plan": {
                "type": ["string", "null"],
                **said(
                    description=Text(
                        "La huella del plan: la única con la que se confirma.",
                        "The digest of the plan: the only one by which it is committed.",
                    )
                ),
            },
            "totals": {"type": ["object", "null"], "properties": dict.fromkeys(totals, _NUMBER)},
            **_moving(said),
            "committedAt": _MOMENT,
            "undoUntil": _MOMENT,
            "finishedAt": _MOMENT,
            "sameFileAs": {
                "type": ["string", "null"],
                **said(
                    description=Text(
                        "La lista ya confirmada que vino de los mismos bytes.",
                        "The list, committed already, that came from the same bytes.",
                    )
                ),
            },
        },
    }


def _moving(said: Said) -> dict[str, Any]:
    """The members about what is under way."""
    return {
        "review": {
            "type": ["object", "null"],
            "properties": {
                "rows": _NUMBER,
                "fraction": {"type": "number"},
                "perSecond": _RATE,
                "secondsLeft": _RATE,
                "refusal": {"type": ["object", "null"]},
            },
            **said(
                description=Text(
                    "Cómo va la revisión de una lista larga; nulo cuando terminó.",
                    "How far the review of a long list is; null once it is done.",
                )
            ),
        },
        "progress": {
            "type": ["object", "null"],
            "properties": {
                "issued": _NUMBER,
                "planned": _NUMBER,
                "failedSlices": _NUMBER,
                "perSecond": _RATE,
                "secondsLeft": _RATE,
            },
        },
        "mails": {
            "type": ["object", "null"],
            **said(
                description=Text(
                    "Correos a las personas de la lista; «waiting» incluye los que aún no se escriben.",
                    "Mails to the people of the list; “waiting” includes those that are still to be written.",
                )
            ),
            "properties": dict.fromkeys(("waiting", "sent", "failed", "bounced"), _NUMBER),
        },
    }


def list_paths(said: Said, problem: Problem) -> dict[str, Any]:
    """The operations."""
    return {
        "/batches": {"post": _upload(said, problem)},
        "/batches/{id}": {"get": _read(said, problem)},
        "/batches/{id}/findings": {"get": _findings(said, problem)},
        **{f"/batches/{{id}}/{name}": {"post": _act(name, said, problem)} for name in _ACTS},
    }


_SECURITY: list[dict[str, list[str]]] = [{"ProgramKey": []}]
_LIST = {"application/json": {"schema": {"$ref": "#/components/schemas/List"}}}
_ACTS: dict[str, tuple[str, Text, Text, dict[str, Any] | None]] = {
    "confirm": (
        "200",
        Text("Confirmar filas con aviso", "Confirm rows with warnings"),
        Text(
            "Todas, o las de estas posiciones. El plan cambia, y con él su huella.",
            "All of them, or those at these positions. The plan changes, and its digest with it.",
        ),
        {"type": "object", "properties": {"positions": {"type": "array", "items": {"type": "integer", "minimum": 0}}}},
    ),
    "commit": (
        "202",
        Text("Emitir el plan de esta huella", "Issue the plan of this digest"),
        Text(
            "Se emite exactamente lo revisado o nada. Los correos esperan quince minutos.",
            "Exactly what was reviewed is issued, or nothing. The mails wait fifteen minutes.",
        ),
        {"type": "object", "required": ["plan"], "properties": {"plan": {"type": "string"}}},
    ),
    "pause": (
        "200",
        Text("Pausar", "Pause"),
        Text("No se firma nada más hasta que se reanude.", "Nothing more is signed until it is resumed."),
        None,
    ),
    "resume": ("200", Text("Reanudar", "Resume"), Text("La emisión continúa.", "Issuing goes on."), None),
    "cancel": (
        "200",
        Text("Cancelar lo que no se ha firmado", "Cancel what is not signed"),
        Text(
            "Antes de confirmar se borra todo; después, lo firmado sigue siendo válido.",
            "Before the commit everything is deleted; afterwards, what is signed remains valid.",
        ),
        None,
    ),
}


def _parameter(name: str, where: str, schema: dict[str, Any], meaning: Text, said: Said) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema, **said(description=meaning)}


def _id(said: Said) -> dict[str, Any]:
    return _parameter("id", "path", {"type": "string", "format": "uuid"}, Text("La lista", "The list"), said)


def _word(said: Said) -> dict[str, Any]:
    meaning = Text(
        "Una palabra por solicitud, por ejemplo un UUID: mandada otra vez con lo mismo, se responde lo mismo y no se "
        "hace nada dos veces.",
        "A word for each request, such as a UUID: sent again with the same content, it is answered alike, nothing is "
        "done twice.",
    )
    return _parameter("Idempotency-Key", "header", {"type": "string", "minLength": 1, "maxLength": 255}, meaning, said)


def _refusals(problem: Problem, **more: Text) -> dict[str, Any]:
    found = {"401": _KEY, "403": _DENIED, **{status.lstrip("_"): meaning for status, meaning in more.items()}}
    return {status: problem(meaning) for status, meaning in sorted(found.items())}


def _upload(said: Said, problem: Problem) -> dict[str, Any]:
    members = {
        "file": {"type": "string", "format": "binary"},
        "definition": {"type": "string", "format": "uuid"},
        "mapping": {"type": "string"},
        "consent": {"type": "boolean"},
    }
    return {
        "operationId": "uploadList",
        "security": _SECURITY,
        **said(
            summary=Text("Subir una lista de personas", "Upload a list of people"),
            description=Text(
                "Excel o CSV. Se proponen las columnas, o se toman de «mapping» (JSON: encabezado → campo). Se revisa "
                "cada fila: al momento, o aparte si la lista es larga (202).",
                "Excel or CSV. The columns are proposed, or taken from “mapping” (JSON: heading → field), and each row "
                "is checked: at once, or apart when the list is long (202).",
            ),
        ),
        "parameters": [_word(said)],
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {"type": "object", "required": ["file", "definition"], "properties": members}
                }
            },
        },
        "responses": {
            "201": {**said(description=Text("Revisada", "Reviewed")), "content": _LIST},
            "202": {**said(description=Text("Se está revisando", "Being reviewed")), "content": _LIST},
            **_refusals(problem, _400=_BODY, _404=_UNKNOWN, _409=_STATE, _413=_LARGE, _422=_FAULTY),
        },
    }


def _read(said: Said, problem: Problem) -> dict[str, Any]:
    return {
        "operationId": "readList",
        "security": _SECURITY,
        **said(summary=Text("Cómo va una lista", "How far a list is")),
        "parameters": [_id(said)],
        "responses": {
            "200": {**said(description=Text("La lista", "The list")), "content": _LIST},
            **_refusals(problem, _404=_UNKNOWN),
        },
    }


def _findings(said: Said, problem: Problem) -> dict[str, Any]:
    page = _parameter("page", "query", {"type": "integer", "minimum": 1}, Text("De 500 filas", "Of 500 rows"), said)
    outcome = _parameter(
        "outcome",
        "query",
        {"enum": ["warn", "reject", "not_competent", "ignore"]},
        Text("Solo filas con este resultado", "Rows of this outcome only"),
        said,
    )
    found = {"application/json": {"schema": {"$ref": "#/components/schemas/ListFindings"}}}
    return {
        "operationId": "listFindings",
        "security": _SECURITY,
        **said(summary=Text("Lo que se dice de las filas", "What is said of the rows")),
        "parameters": [_id(said), page, outcome],
        "responses": {
            "200": {**said(description=Text("Una página de filas", "A page of rows")), "content": found},
            **_refusals(problem, _404=_UNKNOWN),
        },
    }


def _act(name: str, said: Said, problem: Problem) -> dict[str, Any]:
    status, summary, meaning, body = _ACTS[name]
    operation: dict[str, Any] = {
        "operationId": f"{name}List",
        "security": _SECURITY,
        **said(summary=summary, description=meaning),
        "parameters": [_id(said), _word(said)],
    }
    if body is not None:
        required = "required" in body
        operation["requestBody"] = {"required": required, "content": {"application/json": {"schema": body}}}
    operation["responses"] = {
        status: {**said(description=Text("La lista", "The list")), "content": _LIST},
        **_refusals(problem, _400=_BODY, _404=_UNKNOWN, _409=_STATE, _422=_FAULTY),
    }
    return operation
