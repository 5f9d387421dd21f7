"""Steps 4 and 5 of issuing from a file: see one certificate, then sign them all."""

from __future__ import annotations

import uuid

from flask import Response as FlaskResponse
from flask import request

from registry.content import label
from registry.db import db
from registry.errors import RegistryError
from registry.issuing import planning, queries, service
from registry.issuing.errors import NoSuchBatch, NothingToIssue, PlanChanged, PlanOverlaps
from registry.issuing.models import BatchRow, IssueBatch
from registry.issuing.service import UNDO_TIME
from registry.web import language
from registry.web.problems import status_of
from registry.web.provider import blueprint, preview
from registry.web.provider.batches import batch_of, steps_of
from registry.web.provider.desk import Desk, Page, open_desk, page, see, tell, wake_workers
from registry.web.provider.review import line_of, sheet_letters
from registry.web.security import actor, needs


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/vista-previa")
@needs("batch:read", provider_from="slug")
def batch_preview(slug: str, batch_id: uuid.UUID) -> Page:
    """The certificate of the first person of the plan."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    row = queries.first_planned(batch.id)
    if batch.state != "reviewed" or row is None:
        if batch.state == "reviewed":
            tell(NothingToIssue().said, "error")
        return see("batch", slug, batch_id=batch.id)
    return page(
        "preview.html",
        desk,
        current="batches",
        batch=batch,
        steps=steps_of(desk, batch),
        line=line_of(row, sheet_letters(batch)),
        counts=queries.counts(batch.id),
    )


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/vista-previa.<any(pdf, png):form>")
@needs("batch:read", provider_from="slug")
def batch_preview_file(slug: str, batch_id: uuid.UUID, form: preview.Form) -> FlaskResponse:
    """The same as a picture or to print."""
    batch = batch_of(open_desk(slug), batch_id)
    row = _first(batch)
    body = preview.preview(batch.definition_version, planning.candidate_of(row), language=language.current(), form=form)
    response = FlaskResponse(body, mimetype="application/pdf" if form == "pdf" else "image/png")
    response.headers["Content-Disposition"] = f'inline; filename="{language.t("vista-previa", "preview")}.{form}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _first(batch: IssueBatch) -> BatchRow:
    row = queries.first_planned(batch.id) if batch.state == "reviewed" else None
    if row is None:
        raise NoSuchBatch()
    return row


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/emitir")
@needs("batch:commit", provider_from="slug")
def batch_commit(slug: str, batch_id: uuid.UUID) -> Page:
    """The totals once more, and the button that signs."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    if batch.state != "reviewed":
        return see("batch", slug, batch_id=batch.id)
    return _commit_page(desk, batch)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/emitir")
@needs("batch:commit", provider_from="slug")
def batch_commit_now(slug: str, batch_id: uuid.UUID) -> Page:
    """Accept exactly the plan that the page showed; a worker carries it out."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    try:
        service.commit(batch, expected_hash=request.form.get("plan", ""), actor=actor())
        db.session.commit()
    except (PlanChanged, PlanOverlaps) as refusal:
        db.session.rollback()
        tell(refusal.said, "error")
        return see("batch_review", slug, batch_id=batch.id)
    except RegistryError as refusal:
        db.session.rollback()
        if batch.state != "reviewed":  # sent twice: the first one counted
            return see("batch", slug, batch_id=batch.id)
        return _commit_page(desk, batch, refusal), status_of(refusal)
    wake_workers()
    return see("batch", slug, batch_id=batch.id)


def _commit_page(desk: Desk, batch: IssueBatch, refusal: RegistryError | None = None) -> str:
    version = batch.definition_version
    return page(
        "commit.html",
        desk,
        current="batches",
        batch=batch,
        steps=steps_of(desk, batch),
        counts=queries.counts(batch.id),
        slips=queries.planned_slips(batch.id),
        target=label("profiles", version.profile) if version.profile else None,
        undo_minutes=int(UNDO_TIME.total_seconds() // 60),
        refusals=[refusal.said] if refusal else [],
    )
