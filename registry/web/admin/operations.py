"""How the registry is doing: mails that fail, work that waits, who did what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import cast

from flask import Response, current_app, flash, redirect, render_template, request, url_for

from registry import clock, config
from registry.audit import queries as audit
from registry.audit import service as audit_service
from registry.db import db
from registry.jobs import wake
from registry.notices import queries as notices
from registry.notices import service as notices_service
from registry.web.admin.blueprint import blueprint
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/operacion")
@needs("operation:read")
def home() -> str:
    """The state of mails and work at a glance."""
    now = clock.now()
    settings = config.current()
    return render_template(
        "admin/home.html",
        mails=notices.totals(),
        late_since=notices.oldest_due(at=now),
        settings=settings,
        database=db.engine.dialect.name,
        now=now,
    )


@blueprint.get("/operacion/correos")
@needs("outbox:read")
def mails() -> str:
    """How sending goes: what waits, what stands in the way, and mails that could not be delivered."""
    now, settings = clock.now(), config.current()
    standing = notices.standing(at=now)
    pace = settings.mails_per_minute
    return render_template(
        "admin/mails.html",
        standing=standing,
        undelivered=notices.undelivered(),
        settings=settings,
        minutes_left=-(-standing.all_waiting // pace) if pace and not settings.demo else None,
        now=now,
    )


@blueprint.post("/operacion/correos/pausar")
@needs("operation:run")
def mails_pause() -> Response:
    """Send nothing more but links that somebody waits for."""
    notices_service.pause()
    audit_service.record("mail.paused", "outbox", "all", actor=actor())
    db.session.commit()
    flash(t("En pausa. Los enlaces para entrar siguen saliendo.", "Paused. Links to sign in still go out."), "ok")
    return cast(Response, redirect(url_for("admin.mails"), code=303))


@blueprint.post("/operacion/correos/reanudar")
@needs("operation:run")
def mails_resume() -> Response:
    """Go on sending, and try the mail server at once."""
    notices_service.resume()
    audit_service.record("mail.resumed", "outbox", "all", actor=actor())
    db.session.commit()
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(t("El envío continúa.", "Sending goes on."), "ok")
    return cast(Response, redirect(url_for("admin.mails"), code=303))


@blueprint.post("/operacion/correos/<uuid:message_id>/repetir")
@needs("operation:run")
def send_again(message_id: uuid.UUID) -> Response:
    """Give a failed mail another round of attempts."""
    notices_service.send_again(message_id)
    audit_service.record("mail.repeated", "outbox_message", message_id, actor=actor())
    db.session.commit()
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(t("El correo se enviará de nuevo.", "The mail will be sent again."), "ok")
    return cast(Response, redirect(url_for("admin.mails")))


@blueprint.get("/operacion/bitacora")
@needs("audit:read")
def audit_lines() -> str:
    """Who did what, newest first, by page."""
    before = _moment(request.args.get("before"))
    lines = audit.recent(before=before)
    older = lines[-1].at.isoformat() if len(lines) == audit.PAGE else None
    return render_template("admin/audit.html", lines=lines, older=older, newest=before is None)


def _moment(text: str | None) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
