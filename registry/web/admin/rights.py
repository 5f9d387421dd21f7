"""The tray of requests about personal data, for the registry's privacy officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, current_app, flash, make_response, redirect, render_template, url_for

from registry.db import db
from registry.errors import NotAllowed, RegistryError
from registry.identity.errors import EvidenceMissing, FolioUnreadable, RecordNotFound
from registry.jobs import wake
from registry.rights import answering, copies, exporting, rules, service
from registry.rights.errors import AnswerTooShort, ExportNotReady
from registry.rights.models import RightsRequest
from registry.web import language
from registry.web import rights as shown
from registry.web.admin.blueprint import blueprint
from registry.web.cases import StepForm
from registry.web.forms import Form
from registry.web.language import t
from registry.web.problems import status_of
from registry.web.security import actor, needs

UNPROCESSABLE = 422
_AT: dict[type[RegistryError], str] = {
    FolioUnreadable: "folio",
    RecordNotFound: "folio",
    EvidenceMissing: "note",
    AnswerTooShort: "note",
}


@blueprint.get("/operacion/derechos")
@needs("rights:settle")
def rights() -> str:
    """What waits, the nearest deadline first; what is overdue stands out."""
    return render_template(
        "admin/rights.html",
        entries=[shown.card(one) for one in service.tray()],
        ended=[shown.card(one) for one in service.tray(ended=True)],
    )


@blueprint.get("/operacion/derechos/papel")
@needs("rights:settle")
def rights_paper() -> str:
    """Note what somebody asked on paper."""
    return render_template("admin/rights_paper.html", form=shown.PaperForm(formdata=None))


@blueprint.post("/operacion/derechos/papel")
@needs("rights:settle")
def rights_paper_propose() -> Response:
    """Propose it; another officer approves."""
    form = shown.PaperForm()
    made: list[RightsRequest] = []

    def act() -> None:
        made.append(
            service.propose_paper(
                rules.Kind(form.kind.data),
                form.folio.data or "",
                evidence=form.evidence.data or "",
                note=form.note.data or "",
                words=form.words.data or "",
                language=language.current(),
                actor=actor(),
            )
        )

    if form.validate_on_submit() and _tried(form, act) is None:
        return _done(made[0])
    return make_response(render_template("admin/rights_paper.html", form=form), UNPROCESSABLE)


@blueprint.get("/operacion/derechos/<number>")
@needs("rights:settle")
def rights_case(number: str) -> str:
    """One request: what is asked, whose record it is, by when, and what can be done."""
    return _page(service.by_number(number))


@blueprint.post("/operacion/derechos/<number>/copia.zip")
@needs("rights:settle")
def rights_case_copy(number: str) -> Response:
    """The copy for somebody who asked on paper. That it was taken is in the audit, so it is no GET."""
    request = service.by_number(number)
    export = copies.for_officer(request, actor=actor())
    db.session.commit()
    if export is None or export.sealed is None:
        raise ExportNotReady()
    response = Response(exporting.body_of(export), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="copia-{request.number}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/operacion/derechos/<number>/aprobar")
@needs("rights:settle")
def rights_approve(number: str) -> Response:
    """The second pair of eyes for a request on paper."""
    return _step(number, StepForm(), "step", lambda one: service.approve_paper(one, actor=actor()))


@blueprint.post("/operacion/derechos/<number>/procede")
@needs("rights:settle")
def rights_accept(number: str) -> Response:
    """Grant it."""
    form = shown.GrantForm(prefix="accept")
    return _step(number, form, "accept", lambda one: service.accept(one, note=form.note.data or "", actor=actor()))


@blueprint.post("/operacion/derechos/<number>/negar")
@needs("rights:settle")
def rights_refuse(number: str) -> Response:
    """Refuse it, and say why."""
    form = shown.AnswerForm(prefix="refuse")
    return _step(number, form, "refuse", lambda one: service.refuse(one, note=form.note.data or "", actor=actor()))


@blueprint.post("/operacion/derechos/<number>/hecha")
@needs("rights:settle")
def rights_carried(number: str) -> Response:
    """What was granted has been done."""
    return _step(number, StepForm(), "step", lambda one: service.carried(one, actor=actor()))


@blueprint.post("/operacion/derechos/<number>/desbloquear")
@needs("rights:settle")
def rights_unblock(number: str) -> Response:
    """Put back what was blocked."""
    return _step(number, StepForm(), "step", lambda one: service.unblock(one, actor=actor()))


def _step(number: str, form: Form, name: str, act: Callable[[RightsRequest], object]) -> Response:
    found = service.by_number(number)
    refusal = _tried(form, lambda: act(found)) if form.validate_on_submit() else None
    if form.errors:
        body = _page(service.by_number(number), **{name: form})
        return make_response(body, status_of(refusal) if refusal else UNPROCESSABLE)
    return _done(found)


def _tried(form: Form, act: Callable[[], object]) -> RegistryError | None:
    try:
        act()
        db.session.commit()
    except NotAllowed:
        raise
    except RegistryError as refusal:
        db.session.rollback()
        place = _AT.get(type(refusal))
        form.refuse(refusal, place if place in form else None)
        return refusal
    return None


def _done(found: RightsRequest) -> Response:
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(t("Quedó registrado, y avisamos a quien corresponde.", "It is recorded, and those concerned are told."), "ok")
    return cast(Response, redirect(url_for("admin.rights_case", number=found.number), code=303))


def _page(found: RightsRequest, **forms: Form) -> str:
    return render_template(
        "admin/rights_case.html",
        **shown.card(found),
        **answering.context_of(found),
        evidence=rules.EVIDENCE.get(found.evidence or ""),
        own=found.proposed_by == actor().account_id,
        ready=copies.is_ready(found),
        accept_form=forms.get("accept") or shown.GrantForm(formdata=None, prefix="accept"),
        refuse_form=forms.get("refuse") or shown.AnswerForm(formdata=None, prefix="refuse"),
        step_form=forms.get("step") or StepForm(formdata=None),
    )
