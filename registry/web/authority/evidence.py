"""Evidence of a dossier, for those whom it concerns: downloaded, never shown inside our pages."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from flask import Response

from registry.errors import NotAllowed
from registry.providers import tray
from registry.web.authority.blueprint import blueprint
from registry.web.security import actor, needs


@blueprint.get("/solicitudes/<number>/evidencia/<uuid:file_id>")
@needs("application:read")
def evidence(number: str, file_id: uuid.UUID) -> Response:
    """The file as it was uploaded. Only its reviewers and who assigns or decides may open it."""
    found = tray.by_number(number)
    if not tray.may_read_dossier(found, actor()):
        raise NotAllowed(permission="application:read")
    file = tray.evidence(found, file_id)
    response = Response(file.body, content_type=file.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
