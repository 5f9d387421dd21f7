"""Programs as the authority runs them: calls, applications in numbers, the draw, agreements."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for

from registry import clock
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.people.service import PersonClaims
from registry.programs import calls, messages, queries, service
from registry.programs.commands import DeskApplication
from registry.programs.errors import AgreementUnfit, CallUnfit, DeclarationUnfit
from registry.programs.models import ProgramCall
from registry.providers import deadlines
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.texts import Text
from registry.web import programs as shown
from registry.web.application_form import ApplicationForm
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.authority.program_acts import OF_CALLS
from registry.web.authority.program_forms import (
    AgreementForm,
    CallForm,
    CodeForm,
    EndForm,
    ExtendForm,
    proposed,
    written,
)
from registry.web.forms import Form, options
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/programas")
@needs("program:run")
def programs() -> Page:
    """Every program with its calls and cohorts, drafts included."""
    found = [
        (one, queries.calls_of(one.id, published=False), queries.cohorts_of(one.id)) for one in curriculum.programs()
    ]
    members = queries.count_members([cohort.id for _, _, cohorts in found for cohort in cohorts])
    return _page("programs.html", programs=found, members=members)


@blueprint.route("/programas/<program_id>/convocatorias/nueva", methods=["GET", "POST"])
@needs("program:run")
def program_call_new(program_id: str) -> Page:
    """Write a call."""
    program = curriculum.program(program_id)
    form = CallForm(data=proposed(program)) if request.method == "GET" else CallForm()
    return _draft(program, form, None)


@blueprint.route("/programas/convocatorias/<uuid:call_id>/editar", methods=["GET", "POST"])
@needs("program:run")
def program_call_edit(call_id: uuid.UUID) -> Page:
    """Another text, before it is published."""
    call = queries.call(call_id)
    form = CallForm(data=written(call)) if request.method == "GET" else CallForm()
    return _draft(curriculum.program(call.program_id), form, call)


def _draft(program: Program, form: CallForm, call: ProgramCall | None) -> Page:
    quotas = _quotas(program, call)
    call_id = call.id if call else None
    refusal = None
    if form.validate_on_submit():
        terms = form.terms({key: _percent(f"quota-{key}") for key in quotas})
        made: list[ProgramCall] = []
        refusal = _attempt(
            form, lambda: made.append(service.draft_call(program.id, terms, call_id=call_id, actor=actor()))
        )
        if refusal is None:
            flash(t("El borrador quedó guardado.", "The draft is saved."), "ok")
            return redirect(url_for("authority.program_call", call_id=made[0].id), code=303)
    if request.method == "POST":
        quotas = {key: _percent(f"quota-{key}") for key in quotas}
    body = _page("program_call_form.html", program=program, call=call, form=form, quotas=quotas)
    return refused(body, refusal) if request.method == "POST" else body


def _quotas(program: Program, call: ProgramCall | None) -> dict[str, int]:
    given = {one["id"]: int(one["min_percent"]) for one in call.quotas} if call else {}
    own = program.admission.quotas if program.admission else ()
    return {one.id: given.get(one.id, 0) if call else one.min_percent for one in own}


def _percent(name: str) -> int:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else (0 if not text else -1)


@blueprint.get("/programas/convocatorias/<uuid:call_id>")
@needs("program:run")
def program_call(call_id: uuid.UUID) -> Page:
    """One call: how it stands, applications in numbers, what can be done next."""
    return _call_page(queries.call(call_id))


@blueprint.post("/programas/convocatorias/<uuid:call_id>/ampliar")
@needs("program:run")
def program_call_extend(call_id: uuid.UUID) -> Page:
    """A later close."""
    form = ExtendForm(prefix="extend")
    refusal = None
    if form.validate_on_submit():
        until = deadlines.end_of(form.closes_on.data)
        refusal = _attempt(form, lambda: service.extend_call(call_id, until, actor=actor()))
        if refusal is None:
            flash(t("El cierre quedó ampliado.", "The close is extended."), "ok")
            return redirect(url_for("authority.program_call", call_id=call_id), code=303)
    return refused(_call_page(queries.call(call_id), extend=form), refusal)


@blueprint.post("/programas/convocatorias/<uuid:call_id>/elegibilidad")
@needs("program:run")
def program_call_eligibility(call_id: uuid.UUID) -> Page:
    """Find one application not eligible, or undo it."""
    form = CodeForm(prefix="code")
    refusal = None
    if form.validate_on_submit():
        back = request.form.get("restore") == "1"

        def settle() -> None:
            found = queries.application_by_code(call_id, form.code.data or "")
            if back:
                service.restore_eligible(found, actor=actor())
            else:
                service.mark_ineligible(found, form.reason.data or "", actor=actor())

        refusal = _attempt(form, settle, at="code")
        if refusal is None:
            flash(t("Quedó registrado, y avisamos a la persona.", "It is recorded, and the person is told."), "ok")
            return redirect(url_for("authority.program_call", call_id=call_id), code=303)
    return refused(_call_page(queries.call(call_id), code=form), refusal)


@blueprint.route("/programas/convocatorias/<uuid:call_id>/ventanilla", methods=["GET", "POST"])
@needs("program:run")
def program_call_desk(call_id: uuid.UUID) -> Page:
    """Copy an application that came on paper."""
    call = queries.call(call_id, published=True)
    program = curriculum.program(call.program_id)
    form = ApplicationForm()
    form.offer(program)
    refusal = None
    if form.validate_on_submit():
        given = form.declaration()
        curp = given.document if given.document_kind == "curp" else None
        handed_in = DeskApplication(PersonClaims(full_name=given.full_name, curp=curp), given)
        if len(given.full_name.split()) < 2:
            form.refuse(Text("Escriba el nombre completo, con apellidos.", "Write the full name."), "full_name")
        else:
            made: list[Any] = []
            refusal = _attempt(
                form, lambda: made.extend(service.file_applications(call_id, [handed_in], actor=actor()))
            )
            if refusal is None:
                code = made[0].code
                flash(
                    t(
                        f"Recibida con la clave {code}. Désela a la persona.",
                        f"Received as {code}. Give it to the person.",
                    ),
                    "ok",
                )
                return redirect(url_for("authority.program_call_desk", call_id=call_id), code=303)
    body = _page("program_desk.html", call=queries.call(call_id), program=program, form=form)
    return refused(body, refusal) if request.method == "POST" else body


@blueprint.route(
    "/programas/convocatorias/<uuid:call_id>/<any(publicar,cancelar,sorteo,liberar,suplir):act>",
    methods=["GET", "POST"],
)
@needs("program:run")
def program_call_act(call_id: uuid.UUID, act: str) -> Page:
    """What follows from an act, and the button that does it."""
    call = queries.call(call_id)
    doing: Mapping[str, Callable[[], Any]] = {
        "publicar": lambda: service.publish_call(call_id, actor=actor()),
        "cancelar": lambda: service.cancel_call(call_id, actor=actor()),
        "sorteo": lambda: service.decide_call(call_id, actor=actor()),
        "liberar": lambda: service.pass_on_admission(call_id, actor=actor()),
        "suplir": lambda: service.step_in_call(call_id, actor=actor()),
    }
    form = PlainForm()
    refusal = None
    if form.validate_on_submit():
        refusal = _attempt(form, doing[act])
        if refusal is None:
            flash(t("Hecho.", "Done."), "ok")
            return redirect(url_for("authority.program_call", call_id=call_id), code=303)
    back = url_for("authority.program_call", call_id=call_id)
    body = _page(
        "program_act.html",
        act=OF_CALLS[act],
        back=back,
        name=call.name,
        form=form,
    )
    return refused(body, refusal) if request.method == "POST" else body


@blueprint.route("/programas/<program_id>/convenios", methods=["GET", "POST"])
@needs("program:run")
def program_agreements(program_id: str) -> Page:
    """The agreements of a program, and a form for one more."""
    program = curriculum.program(program_id)
    by_slug = _institutions()
    form = AgreementForm()
    choices = [(one.slug, one.name) for one in by_slug.values()]
    form.lead.choices = form.partner.choices = options(*choices)
    refusal = None
    if form.validate_on_submit():
        terms = form.terms(by_slug, request.form.getlist("regions"))
        refusal = _attempt(form, lambda: service.record_agreement(program_id, terms, actor=actor()))
        if refusal is None:
            flash(t("El convenio quedó registrado.", "The agreement is recorded."), "ok")
            return redirect(url_for("authority.program_agreements", program_id=program_id), code=303)
    body = _page(
        "program_agreements.html",
        program=program,
        agreements=queries.agreements_of(program_id),
        form=form,
        ticked=request.form.getlist("regions"),
    )
    return refused(body, refusal) if request.method == "POST" else body


@blueprint.route("/programas/convenios/<uuid:agreement_id>/terminar", methods=["GET", "POST"])
@needs("program:run")
def program_agreement_end(agreement_id: uuid.UUID) -> Page:
    """An agreement ends before its time; what was signed stands."""
    found = queries.agreement(agreement_id)
    form = EndForm()
    refusal = None
    if form.validate_on_submit():
        refusal = _attempt(
            form,
            lambda: service.end_agreement(agreement_id, form.ended_on.data, note=form.note.data or "", actor=actor()),
        )
        if refusal is None:
            flash(t("Quedó registrado.", "It is recorded."), "ok")
            return redirect(url_for("authority.program_agreements", program_id=found.program_id), code=303)
    body = _page("program_agreement_end.html", agreement=queries.agreement(agreement_id), form=form)
    return refused(body, refusal) if request.method == "POST" else body


def _institutions() -> dict[str, Provider]:
    now = clock.now()
    # A partner whose agreement has ended is offered too: a new one is what lets it sign again.
    every = [*(entry.provider for entry in providers.roll(now)), *providers.partners()]
    return {one.slug: one for one in sorted(every, key=lambda one: one.name)}


def _call_page(call: ProgramCall, *, extend: ExtendForm | None = None, code: CodeForm | None = None) -> str:
    program = curriculum.program(call.program_id)
    now = clock.now()
    applications = queries.applications_of(call.id, state="admitted") if call.decided_at else ()
    return _page(
        "program_call.html",
        call=call,
        program=program,
        state=calls.state_of(call, now),
        counts=queries.counts_of(call.id),
        words=messages.APPLICATION_STATES,
        accepted=sum(one.answer == "accepted" for one in applications),
        gone=sum(one.answer in calls.GONE for one in applications),
        overdue=sum(one.answer is None and one.answer_by is not None and one.answer_by < now for one in applications),
        extend_form=extend or ExtendForm(formdata=None, prefix="extend"),
        code_form=code or CodeForm(formdata=None, prefix="code"),
    )


def _page(template: str, **context: Any) -> str:
    return page(template, current="programs", **context, **shown.globals_for_templates())


def _attempt(form: Form, action: Callable[[], Any], *, at: str | None = None) -> Any:
    """As `attempt`, with the refusal at the field that it names."""
    refusal = attempt(form, action)
    if isinstance(refusal, CallUnfit | AgreementUnfit | DeclarationUnfit):
        at = refusal.field if refusal.field in form._fields else at
    if refusal is not None and at is not None:
        form.form_errors.pop()
        form.refuse(refusal, at)
    return refusal
