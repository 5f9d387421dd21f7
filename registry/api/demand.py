"""``GET /api/v1/demand``: the demand board for programs; the same filters, a hundred needs a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request, url_for

from registry import addresses
from registry.api import blueprint
from registry.talent import queries
from registry.talent.models import Need
from registry.texts import Text
from registry.web.security import public

SIZE = 100
_FILTERS = ("words", "skill", "track", "occupation", "sector", "place", "english")
Said = Callable[..., dict[str, Any]]


@blueprint.get("/demand")
@public
def demand() -> Response:
    """The open needs, newest first. Nothing of the people who posted them."""
    wanted = queries.checked(request.args)
    page = max(request.args.get("page", 1, type=int), 1)
    needs, total = queries.board(wanted, page=page, size=SIZE)
    made: Response = jsonify(
        {"total": total, "page": page, "pages": max(-(-total // SIZE), 1), "needs": [_need(one) for one in needs]}
    )
    made.headers["Access-Control-Allow-Origin"] = "*"
    made.headers["Cache-Control"] = "public, max-age=60"
    return made


def _need(one: Need) -> dict[str, Any]:
    employer = one.employer
    return {
        "id": str(one.id),
        "url": f"{addresses.link_base()}{url_for('public.need', need_id=one.id)}",
        "title": one.title,
        "description": one.words,
        "language": one.language,
        "track": one.track,
        "skills": [item.competency for item in one.skills],
        "level": one.level,
        "occupation": one.occupation,
        "sector": one.sector,
        "states": [item.state_code for item in one.states],
        "remote": one.remote,
        "english": one.english or None,
        "places": one.places,
        "from": one.opens_on.isoformat(),
        "until": one.closes_on.isoformat(),
        "employer": {
            "name": employer.name,
            "sector": employer.sector,
            "size": employer.size,
            "state": employer.state_code,
            "abroad": employer.abroad or None,
            "domain": employer.domain,
            "verifiedUntil": employer.verified_until.isoformat() if employer.verified_until else None,
        },
    }


def demand_paths(said: Said) -> dict[str, Any]:
    """This address in the description."""
    text = {"type": "string"}
    return {
        "/demand": {
            "get": {
                "operationId": "demand",
                **said(
                    summary=Text("El tablero de demanda", "The demand board"),
                    description=Text(
                        "Necesidades abiertas de empresas verificadas, las más recientes primero, cien por página. "
                        "Sin cuenta. «place» es la clave de una entidad, o remote.",
                        "Open needs of verified employers, newest first, a hundred a page. No account is needed. "
                        "“place” is a state's code, or remote.",
                    ),
                ),
                "parameters": [
                    *({"name": name, "in": "query", "required": False, "schema": text} for name in _FILTERS),
                    {"name": "page", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1}},
                ],
                "responses": {
                    "200": {
                        **said(description=Text("Una página de necesidades", "One page of needs")),
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Demand"}}},
                    }
                },
            }
        }
    }


def demand_schemas(said: Said) -> dict[str, Any]:
    """What comes back."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    codes = {"type": "array", "items": text}
    maybe = {"type": ["string", "null"]}
    return {
        "Demand": {
            "type": "object",
            "required": ["total", "page", "pages", "needs"],
            "properties": {
                "total": number,
                "page": number,
                "pages": number,
                "needs": {"type": "array", "items": {"$ref": "#/components/schemas/Need"}},
            },
        },
        "Need": {
            "type": "object",
            "properties": {
                "id": text,
                "url": text,
                "title": {**text, **said(description=Text("Como lo escribió la empresa", "As the employer wrote it"))},
                "description": text,
                "language": {"enum": ["es", "en"]},
                "track": text,
                "skills": {**codes, **said(description=Text("Claves de competencias", "Codes of competencies"))},
                "level": maybe,
                "occupation": {**text, **said(description=Text("Grupo principal SINCO", "SINCO major group"))},
                "sector": {**text, **said(description=Text("Sector SCIAN", "SCIAN sector"))},
                "states": codes,
                "remote": {"type": "boolean"},
                "english": maybe,
                "places": number,
                "from": {"type": "string", "format": "date"},
                "until": {"type": "string", "format": "date"},
                "employer": {"type": "object"},
            },
        },
    }
