"""Cases that the registry's own staff decide: people whom no institution knows, records that are one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, current_app, flash, make_response, redirect, render_template, url_for

from registry.identity import queries, service
from registry.identity.models import IdentityCase
from registry.jobs import wake
from registry.web import cases
from registry.web.admin.blueprint import blueprint
from registry.web.forms import Form
from registry.web.language import t
from registry.web.problems import status_of
from registry.web.security import actor, needs

UNPROCESSABLE = 422


@blueprint.get("/operacion/identidades")
@needs("identity:settle")
def identities() -> str:
    """The registry's own cases."""
    return render_template("admin/identities.html", **cases.list_context(None))


@blueprint.get("/operacion/identidades/unir")
@needs("identity:settle")
def unite() -> str:
    """Two records of one person, by two folios."""
    return render_template("admin/unite.html", form=cases.UniteForm(formdata=None))


@blueprint.post("/operacion/identidades/unir")
@needs("identity:settle")
def unite_propose() -> Response:
    """Propose; somebody else approves."""
    form = cases.UniteForm()
    made: list[IdentityCase] = []

    def act() -> None:
        made.append(
            service.propose_merge(
                form.folio.data or "",
                form.second.data or "",
                evidence=form.evidence.data or "",
                note=form.note.data or "",
                actor=actor(),
            )
        )

    if form.validate_on_submit() and cases.tried(form, act) is None:
        return _done(made[0])
    return make_response(render_template("admin/unite.html", form=form), UNPROCESSABLE)


@blueprint.get("/operacion/identidades/<number>")
@needs("identity:settle")
def identity(number: str) -> str:
    """One case, also an institution's that lacks a second person."""
    return _page(queries.of_desk(number, None, everywhere=True))


@blueprint.post("/operacion/identidades/<number>")
@needs("identity:settle")
def identity_propose(number: str) -> Response:
    """Say whose record it is, and by what one knows."""
    case, form = queries.of_desk(number, None, everywhere=True), cases.EvidenceForm(prefix="propose")
    if form.validate_on_submit() and cases.propose(case, form, actor()) is None:
        return _done(case)
    return make_response(_page(case, propose=form), UNPROCESSABLE)


@blueprint.post("/operacion/identidades/<number>/aprobar")
@needs("identity:settle")
def identity_approve(number: str) -> Response:
    """The second pair of eyes."""
    return _step(number, cases.StepForm(), "step", lambda case: service.approve(case, actor=actor()))


@blueprint.post("/operacion/identidades/<number>/negar")
@needs("identity:settle")
def identity_refuse(number: str) -> Response:
    """Stop it, and say why."""
    form = cases.RefuseForm(prefix="refuse")
    return _step(number, form, "refuse", lambda case: service.refuse(case, note=form.note.data or "", actor=actor()))


def _step(number: str, form: Form, name: str, act: Callable[[IdentityCase], None]) -> Response:
    case = queries.of_desk(number, None, everywhere=True)
    refusal = cases.tried(form, lambda: act(case)) if form.validate_on_submit() else None
    if form.errors:
        return make_response(_page(case, **{name: form}), status_of(refusal) if refusal else UNPROCESSABLE)
    return _done(case)


def _done(case: IdentityCase) -> Response:
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
    flash(t("Quedó registrado, y avisamos a quien corresponde.", "It is recorded, and those concerned are told."), "ok")
    return cast(Response, redirect(url_for("admin.identity", number=case.number), code=303))


def _page(case: IdentityCase, **forms: Form) -> str:
    return render_template("admin/identity.html", **cases.case_context(case, actor().account_id, **forms))
