"""What became of a committed file: how far it is, what can still be undone, and how it ended."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import render_template
from werkzeug.wrappers import Response

from registry import clock
from registry.db import db
from registry.issuing import deliveries, queries, service
from registry.issuing.models import IssueBatch
from registry.texts import Text
from registry.web.provider import blueprint
from registry.web.provider.batches import batch_of, steps_of
from registry.web.provider.desk import Page, open_desk, page, see, tell, wake_workers
from registry.web.security import actor, needs

#: When nothing has moved for so long, the page says that perhaps no worker runs.
STALLED_SECONDS = 60


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>")
@needs("batch:read", provider_from="slug")
def batch(slug: str, batch_id: uuid.UUID) -> Page:
    """The step at which a file stands."""
    desk = open_desk(slug)
    found = batch_of(desk, batch_id)
    if found.state == "uploaded" and desk.may("batch:upload"):
        return see("batch_columns", slug, batch_id=found.id)
    if found.state == "reviewed":
        return see("batch_review", slug, batch_id=found.id)
    groups = queries.slip_groups(found.id) if found.state == "issued" else ()
    return page(
        "batch.html",
        desk,
        current="batches",
        batch=found,
        steps=steps_of(desk, found),
        slips=sum(count for _, count in groups),
        slip_groups=groups if len(groups) > 1 else (),
        undo_left=undo_left(found),
        **_progress(found),
    )


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/avance")
@needs("batch:read", provider_from="slug")
def batch_progress(slug: str, batch_id: uuid.UUID) -> str:
    """The moving part of that page alone, for the script that refreshes it."""
    desk = open_desk(slug)
    found = batch_of(desk, batch_id)
    return render_template("provider/_progress.html", desk=desk, batch=found, **_progress(found))


def _progress(found: IssueBatch) -> dict[str, object]:
    if found.state == "reviewing":
        review = queries.review_progress(found.id)
        return {"review": review, "stalled": review is not None and review.idle_seconds >= STALLED_SECONDS}
    moving = queries.progress(found)
    mails = deliveries.mails(found.id) if found.state == "issued" else None
    return {
        "moving": moving,
        "mails": mails,
        "stalled": found.standing == "committed" and moving.idle_seconds >= STALLED_SECONDS,
    }


def undo_left(found: IssueBatch) -> dt.timedelta | None:
    """How long everything can still be undone, or None."""
    if found.state not in ("committed", "issued") or found.mails_at is None:
        return None
    left = found.mails_at - clock.now()
    return left if left > dt.timedelta(0) else None


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/correos")
@needs("batch:read", provider_from="slug")
def batch_mails(slug: str, batch_id: uuid.UUID) -> str:
    """Whom no mail reached, and what to do for them."""
    desk = open_desk(slug)
    found = batch_of(desk, batch_id)
    people = deliveries.unreached(found)
    return page(
        "batch_mails.html",
        desk,
        current="batches",
        batch=found,
        mails=deliveries.mails(found.id),
        people=people,
        without_slip=sum(not one.has_slip for one in people),
        most=deliveries.MOST,
        slips=queries.count_slips(found.id),
    )


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/correos/comprobantes")
@needs("award:change_status", provider_from="slug")
def batch_mails_slips(slug: str, batch_id: uuid.UUID) -> Response:
    """Slips for all whom no mail reached."""
    found = batch_of(open_desk(slug), batch_id)
    made = deliveries.make_slips(found, actor=actor())
    db.session.commit()
    tell(
        Text(
            "Comprobantes hechos: {count}. Ya puede imprimirlos.", "Claim slips made: {count}. You can print them now."
        ).format(count=made)
    )
    return see("batch_mails", slug, batch_id=batch_id)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/deshacer")
@needs("batch:cancel", provider_from="slug")
def batch_undo(slug: str, batch_id: uuid.UUID) -> Response:
    """Cancel the mails and revoke everything, within fifteen minutes."""
    found = batch_of(open_desk(slug), batch_id)
    revoked = service.undo(found, actor=actor())
    db.session.commit()
    tell(
        Text(
            "Se deshizo la emisión: {count} microcredenciales revocadas con el motivo «Emitida por error», "
            "y ningún correo enviado.",
            "Everything was undone: {count} microcredentials revoked as “Issued in error”, and no mail sent.",
        ).format(count=revoked)
    )
    return see("batch", slug, batch_id=batch_id)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/reintentar")
@needs("batch:commit", provider_from="slug")
def batch_try_again(slug: str, batch_id: uuid.UUID) -> Response:
    """Give what failed another round of attempts."""
    service.try_again(batch_of(open_desk(slug), batch_id), actor=actor())
    db.session.commit()
    wake_workers()
    tell(Text("Se intentará otra vez.", "It will be tried again."))
    return see("batch", slug, batch_id=batch_id)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/pausar")
@needs("batch:cancel", provider_from="slug")
def batch_pause(slug: str, batch_id: uuid.UUID) -> Response:
    """Sign no more until somebody resumes."""
    service.pause(batch_of(open_desk(slug), batch_id), actor=actor())
    db.session.commit()
    tell(
        Text(
            "En pausa. Lo que se estaba firmando en este momento termina; lo demás espera.",
            "Paused. What was being signed at this moment is finished; the rest waits.",
        )
    )
    return see("batch", slug, batch_id=batch_id)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/reanudar")
@needs("batch:commit", provider_from="slug")
def batch_resume(slug: str, batch_id: uuid.UUID) -> Response:
    """Go on signing."""
    service.resume(batch_of(open_desk(slug), batch_id), actor=actor())
    db.session.commit()
    wake_workers()
    tell(Text("La emisión continúa.", "Issuing goes on."))
    return see("batch", slug, batch_id=batch_id)
