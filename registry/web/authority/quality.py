"""Sampling audits: who runs them announces and draws; reviewers decide again from the evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import quote

from flask import Response, flash, redirect, request, url_for
from wtforms import DateField, RadioField, SelectField, TextAreaField

from registry import clock, content
from registry.curriculum import queries as curriculum
from registry.definitions import queries as definitions
from registry.providers import deadlines
from registry.quality import queries, rules, service, waiting
from registry.quality.deciding import DECIDE, LONGEST_REASONS, SHORTEST_REASONS
from registry.quality.drawing import RUN
from registry.quality.messages import RECORD_STATES, STAGES
from registry.quality.models import QualityAudit, QualityRecord
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.forms import Form, at_most, options, required
from registry.web.language import t
from registry.web.security import actor, needs


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class AnnounceForm(Form):
    """Which microcredential, and the last day of its twelve months."""

    definition = SelectField(_words("Microcredencial", "Microcredential"), validators=[
        required(Text("Elija la microcredencial.", "Choose the microcredential."))])  # fmt: skip
    last_day = DateField(
        _words("Último día del periodo", "Last day of the period"),
        description=_words(
            "Hoy o después. El sorteo se hace al día siguiente, con la semilla que se compromete ahora.",
            "Today or later. The draw is made on the day after, with the seed committed to now.",
        ),
        validators=[required(Text("Escriba el día.", "Write the day."))],
    )


class DecisionForm(Form):
    """A decision with its reasons."""

    decision = RadioField(
        _words("De la evidencia, la persona es", "From the evidence, the person is"),
        choices=options(*((one.id, one.label) for one in content.catalog("assessment_results"))),
        validators=[required(Text("Elija una decisión.", "Choose a decision."))],
    )
    reasons = TextAreaField(
        _words("Razones", "Reasons"),
        description=_words("Qué muestra la evidencia, criterio por criterio.", "What the evidence shows."),
        validators=[required(Text("Escriba las razones.", "Write the reasons.")), at_most(LONGEST_REASONS)],
        render_kw={"rows": "6", "minlength": str(SHORTEST_REASONS)},
    )  # fmt: skip


@blueprint.get("/calidad")
@needs("accreditation:read")
def quality() -> Page:
    """Every audit, and the form of the next."""
    form = _announce_form(None)
    asked = request.args.get("definition", "")
    if asked in {one.value for one in form.definition.choices}:
        form.definition.data = asked
    return _home(form)


@blueprint.post("/calidad")
@needs(RUN)
def quality_announce() -> Page:
    """Announce an audit: the digests of its seed and codes are public from now on."""
    form = _announce_form(request.form)
    refusal = None
    if form.validate_on_submit():
        made: list[QualityAudit] = []
        refusal = attempt(form, lambda: made.append(_announce(form)))
        if refusal is None:
            flash(t("La auditoría está anunciada; la institución recibe un correo.",
                    "The audit is announced; the institution receives a mail."), "ok")  # fmt: skip
            return redirect(url_for("authority.audit", number=made[0].number), code=303)
    return refused(_home(form), refusal)


@blueprint.get("/calidad/<number>")
@needs("accreditation:read")
def audit(number: str) -> Page:
    """One audit: its clocks, its sample, what was found."""
    return _audit(queries.audit(number, whole=True), PlainForm(formdata=None))


@blueprint.post("/calidad/<number>/<any(sortear,cancelar):act>")
@needs(RUN)
def audit_act(number: str, act: str) -> Page:
    """Draw, or call off."""
    form = PlainForm()
    refusal = None
    if form.validate_on_submit():
        do = service.draw if act == "sortear" else service.call_off
        refusal = attempt(form, lambda: do(number, actor=actor()))
        if refusal is None:
            flash(t("Hecho.", "Done."), "ok")
            return redirect(url_for("authority.audit", number=number), code=303)
    return refused(_audit(queries.audit(number, whole=True), form), refusal)


@blueprint.get("/calidad/<number>/registros/<code>")
@needs(DECIDE)
def audit_record(number: str, code: str) -> Page:
    """The evidence of one record, and the form of the decision."""
    found = queries.audit(number)
    return _record(found, queries.record(found, code), DecisionForm(formdata=None))


@blueprint.post("/calidad/<number>/registros/<code>")
@needs(DECIDE)
def audit_decide(number: str, code: str) -> Page:
    """Decide."""
    form = DecisionForm()
    refusal = None
    if form.validate_on_submit():
        decision, reasons = form.decision.data or "", form.reasons.data or ""
        refusal = attempt(form, lambda: service.decide(number, code, decision, reasons, actor=actor()))
        if refusal is None:
            flash(t("La decisión quedó registrada.", "The decision is recorded."), "ok")
            return redirect(url_for("authority.audit", number=number), code=303)
    found = queries.audit(number)
    return refused(_record(found, queries.record(found, code), form), refusal)


@blueprint.get("/calidad/<number>/registros/<code>/<uuid:evidence_id>")
@needs(DECIDE)
def audit_evidence(number: str, code: str, evidence_id: uuid.UUID) -> Response:
    """A file of the evidence."""
    file, body = service.read_file(number, code, evidence_id, actor=actor())
    response = Response(body, content_type=file.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _announce_form(formdata: Any) -> AnnounceForm:
    form = AnnounceForm(formdata=formdata, data={"last_day": clock.today()})
    offered = definitions.catalogue()
    form.definition.choices = options(
        *((str(one.definition_id), f"{one.design['title']['es']} · {one.definition.provider.name}") for one in offered)
    )
    return form


def _announce(form: AnnounceForm) -> QualityAudit:
    day = form.last_day.data
    assert isinstance(day, dt.date)  # noqa: S101  the form requires it
    return service.announce(uuid.UUID(form.definition.data), day, actor=actor())


def _home(form: AnnounceForm) -> str:
    criteria = curriculum.typed_criteria(curriculum.criteria_in_force())
    return page(
        "quality.html",
        current="quality",
        audits=[(one, queries.stage_of(one)) for one in queries.audits()],
        waiting=waiting.waiting(clock.now()),
        stages=STAGES,
        form=form,
        may_run=actor().may(RUN),
        criteria=criteria,
    )


def _audit(found: QualityAudit, form: PlainForm) -> str:
    now, calendar = clock.now(), curriculum.business_calendar()
    clocks = {
        name: (due, deadlines.days_left(due, at=now, calendar=calendar) if due and not found.closed_at else None)
        for name, due in (("evidence", found.evidence_due_at), ("decision", found.decision_due_at))
    }
    return page(
        "audit.html",
        current="quality",
        audit=found,
        stage=queries.stage_of(found),
        stages=STAGES,
        states=RECORD_STATES,
        outcome=rules.outcome([(one.state, one.decision) for one in found.records]) if found.closed_at else None,
        clocks=clocks,
        ended=now >= found.period_to,
        form=form,
        may_run=actor().may(RUN),
        may_decide=actor().may(DECIDE) and found.provider_id not in actor().provider_ids,
    )


def _record(found: QualityAudit, one: QualityRecord, form: DecisionForm) -> str:
    version = one.award.definition_version
    return page(
        "audit_record.html",
        current="quality",
        audit=found,
        record=one,
        states=RECORD_STATES,
        version=version,
        requirements=definitions.requirements_of(version),
        form=form,
        conflict=found.provider_id in actor().provider_ids,
    )
