"""The addresses that browsers and robots ask every site for."""

from __future__ import annotations

from flask import Response

from registry import addresses
from registry.artefacts.favicon import favicon_ico
from registry.web.headers import PERSONAL_PATHS
from registry.web.public import blueprint
from registry.web.security import public

ONE_DAY = 86_400
#: Rooms of work, and what is computed anew at each visit: nothing a robot could use.
_WORK = ("/api/", "/autoridad", "/cuenta", "/demo/", "/institucion", "/metrics", "/mis-microcredenciales", "/operacion")


@blueprint.get("/favicon.ico")
@public
def favicon() -> Response:
    """The registry's mark."""
    response = Response(favicon_ico(), mimetype="image/vnd.microsoft.icon")
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What robots may not read: whatever speaks of one person. Those pages say so themselves too (X-Robots-Tag)."""
    closed = (*PERSONAL_PATHS, *_WORK)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /", f"# {addresses.link_base()}", ""]
    response = Response("\n".join(lines), mimetype="text/plain")
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response
