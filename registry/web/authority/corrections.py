"""Names to correct on what closed institutions issued: the authority decides, the registry signs as custodian."""

from __future__ import annotations

import uuid

from flask import flash, redirect, url_for

from registry.rights import correcting
from registry.rights.models import CorrectionPart
from registry.web import rights as shown
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.cases import StepForm
from registry.web.forms import Form
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/correcciones")
@needs("award:keep")
def corrections() -> str:
    """What waits for the authority's decision."""
    entries = [shown.part_card(one) for one in correcting.waiting_at(None)]
    return page("corrections.html", current="corrections", entries=entries)


@blueprint.get("/correcciones/<uuid:part_id>")
@needs("award:keep")
def correction(part_id: uuid.UUID) -> str:
    """One of them."""
    return _page(correcting.part_at(part_id, None))


@blueprint.post("/correcciones/<uuid:part_id>/corregir")
@needs("award:keep")
def correction_sign(part_id: uuid.UUID) -> Page:
    """Decide that it is corrected: an accreditation for a month, and the registry's signature under it."""
    part, form = correcting.part_at(part_id, None), StepForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: correcting.correct(part, actor=actor()))
        if refusal is None:
            flash(t("Quedó firmado, y avisamos a la persona.", "It is signed, and the person is told."), "ok")
            return redirect(url_for("authority.correction", part_id=part_id), code=303)
    return refused(_page(correcting.part_at(part_id, None), step=form), refusal)


@blueprint.post("/correcciones/<uuid:part_id>/negar")
@needs("award:keep")
def correction_refuse(part_id: uuid.UUID) -> Page:
    """Say why not."""
    part, form = correcting.part_at(part_id, None), shown.AnswerForm(prefix="refuse")
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: correcting.refuse(part, note=form.note.data or "", actor=actor()), field="note")
        if refusal is None:
            flash(t("Avisamos a la persona.", "The person is told."), "ok")
            return redirect(url_for("authority.correction", part_id=part_id), code=303)
    return refused(_page(correcting.part_at(part_id, None), refuse=form), refusal)


def _page(part: CorrectionPart, **forms: Form) -> str:
    return page(
        "correction.html",
        current="corrections",
        c=shown.part_card(part),
        refuse_form=forms.get("refuse") or shown.AnswerForm(formdata=None, prefix="refuse"),
        step_form=forms.get("step") or StepForm(formdata=None),
        elsewhere=None,
        address=url_for("authority.correction", part_id=part.id),
    )
