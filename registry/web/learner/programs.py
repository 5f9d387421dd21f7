"""``/mis-programas``: applying to a call, what became of it, and one's place in a program, told to oneself alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Stage
from registry.db import db
from registry.errors import RegistryError
from registry.programs import calls, cutting, messages, queries, service
from registry.programs.errors import CallNotOpen, DeclarationUnfit, NoSuchApplication, NothingToAnswer
from registry.programs.models import CallApplication, CohortMember, ProgramCall, Selection
from registry.programs.rules import draw_key
from registry.web import language
from registry.web import programs as shown
from registry.web.application_form import ApplicationForm, filled
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.problems import status_of
from registry.web.security import actor, needs, signed_in

Page = str | Response


@blueprint.get("/mis-programas")
@signed_in
def programs() -> str:
    """One's applications and places; open calls for whoever has none."""
    person_id, now = actor().person_id, clock.now()
    return render_template(
        "learner/programs.html",
        applications=[(one, curriculum.program(one.call.program_id)) for one in queries.applications_by(person_id)],
        memberships=[(one, curriculum.program(one.cohort.program_id)) for one in queries.memberships_of(person_id)],
        open_calls=[
            (one, call)
            for one in curriculum.programs()
            for call in queries.calls_of(one.id)
            if calls.state_of(call, now) == "open"
        ],
        states=messages.APPLICATION_STATES,
        answers=messages.ANSWERS,
        **shown.globals_for_templates(),
    )


@blueprint.get("/convocatorias/<uuid:call_id>/solicitud")
@signed_in
def call_apply(call_id: uuid.UUID) -> Page:
    """The form, with what is needed apart from what is optional."""
    call = queries.call(call_id, published=True)
    person_id = actor().person_id
    mine = queries.application_of(call.id, person_id) if person_id else None
    if mine is not None and mine.state != "withdrawn":
        return redirect(url_for("learner.program_application", application_id=mine.id))
    if calls.state_of(call, clock.now()) != "open":
        raise CallNotOpen(opens=call.opens_at, closes=call.closes_at)
    return _form(call, ApplicationForm(formdata=None))


@blueprint.post("/convocatorias/<uuid:call_id>/solicitud")
@signed_in
def call_apply_send(call_id: uuid.UUID) -> Page:
    """Send it."""
    call = queries.call(call_id, published=True)
    form = ApplicationForm()
    form.offer(curriculum.program(call.program_id))
    if not form.validate_on_submit():
        return make_response(_form(call, form), 422)
    try:
        made = service.apply(call.id, form.declaration(), language=language.current(), actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        return _refused(refusal, form, lambda: _form(queries.call(call_id, published=True), form))
    flash(t("Recibimos su solicitud.", "We have received your application."), "ok")
    return redirect(url_for("learner.program_application", application_id=made.id), code=303)


@blueprint.get("/mis-programas/solicitudes/<uuid:application_id>")
@needs("record:read")
def program_application(application_id: uuid.UUID) -> str:
    """How an application stands, and what can still be done."""
    found = queries.own_application(application_id, actor().person_id)
    call, now = found.call, clock.now()
    place = draw_key(call.seed, found.code) if call.seed else None
    return render_template(
        "learner/program_application.html",
        application=found,
        call=call,
        program=curriculum.program(call.program_id),
        open=calls.state_of(call, now) == "open" and found.state == "sent",
        undecided=found.state == "sent" and call.decided_at is None and call.cancelled_at is None,
        answerable=found.state == "admitted" and found.answer is None,
        leaving=found.answer == "accepted" and call.cohort is not None and call.cohort.committed_at is None,
        late=found.answer_by is not None and now > found.answer_by,
        draw_key=place,
        states=messages.APPLICATION_STATES,
        answers=messages.ANSWERS,
        reasons=messages.INELIGIBLE,
        **shown.globals_for_templates(),
    )


@blueprint.get("/mis-programas/solicitudes/<uuid:application_id>/corregir")
@needs("record:accept")
def program_correct(application_id: uuid.UUID) -> Page:
    """The same form with what was declared."""
    found = queries.own_application(application_id, actor().person_id)
    if calls.state_of(found.call, clock.now()) != "open":
        raise CallNotOpen(opens=found.call.opens_at, closes=found.call.closes_at)
    return _form(found.call, ApplicationForm(formdata=None, data=filled(found)), found)


@blueprint.post("/mis-programas/solicitudes/<uuid:application_id>/corregir")
@needs("record:accept")
def program_correct_send(application_id: uuid.UUID) -> Page:
    """Keep the correction."""
    found = queries.own_application(application_id, actor().person_id)
    form = ApplicationForm()
    form.offer(curriculum.program(found.call.program_id))
    if not form.validate_on_submit():
        return make_response(_form(found.call, form, found), 422)
    try:
        service.change_application(found, form.declaration(), language=language.current(), actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        return _refused(refusal, form, lambda: _form(found.call, form, found))
    flash(t("Quedó corregida.", "It has been corrected."), "ok")
    return redirect(url_for("learner.program_application", application_id=application_id), code=303)


@blueprint.post("/mis-programas/solicitudes/<uuid:application_id>/retirar")
@needs("record:accept")
def program_withdraw(application_id: uuid.UUID) -> Response:
    """Withdraw it; until the close the same person may apply again."""
    found = queries.own_application(application_id, actor().person_id)
    service.withdraw_application(found, actor=actor())
    db.session.commit()
    flash(t("Quedó retirada.", "It is withdrawn."), "ok")
    return redirect(url_for("learner.program_application", application_id=application_id), code=303)


@blueprint.post("/mis-programas/solicitudes/<uuid:application_id>/respuesta")
@needs("record:accept")
def program_answer(application_id: uuid.UUID) -> Response:
    """Take the place, or give it up."""
    found = queries.own_application(application_id, actor().person_id)
    service.answer_admission(found, accept=request.form.get("accept") == "1", actor=actor())
    db.session.commit()
    flash(t("Registramos su respuesta.", "Your answer is recorded."), "ok")
    return redirect(url_for("learner.program_application", application_id=application_id), code=303)


@blueprint.post("/mis-programas/datos/retirar")
@needs("record:rights")
def program_forget() -> Response:
    """Withdraw the consent to what was declared: it is deleted, and places stay."""
    person_id = actor().person_id
    if person_id is not None:
        service.forget_declared(queries.records_of(person_id))
        db.session.commit()
    flash(t("Retirado: lo opcional que declaró se borró.", "Withdrawn: your optional answers are deleted."), "ok")
    return redirect(url_for("learner.programs"), code=303)


@blueprint.get("/mis-programas/participacion/<uuid:member_id>")
@needs("record:read")
def program_membership(member_id: uuid.UUID) -> str:
    """One's own stages: results, and where the cut left oneself, with what it can be checked by."""
    member = _own_member(member_id)
    program = curriculum.program(member.cohort.program_id)
    return render_template(
        "learner/program_membership.html",
        member=member,
        program=program,
        cohort=member.cohort,
        stages=[(stage, queries.result_of(member.id, stage.id), _cut(member, stage)) for stage in program.stages],
        place_words=messages.PLACE_STATES,
        **shown.globals_for_templates(),
    )


@blueprint.post("/mis-programas/participacion/<uuid:member_id>/lugar/<stage_id>")
@needs("record:accept")
def program_place(member_id: uuid.UUID, stage_id: str) -> Response:
    """Take the place in a stage, or give it up to whoever waits."""
    member = _own_member(member_id)
    made = queries.selection_of(member.cohort_id, stage_id)
    place = queries.place_of(made.id, member.id) if made is not None else None
    if place is None:
        raise NothingToAnswer()
    service.answer_place(place, accept=request.form.get("accept") == "1", actor=actor())
    db.session.commit()
    flash(t("Registramos su respuesta.", "Your answer is recorded."), "ok")
    return redirect(url_for("learner.program_membership", member_id=member_id), code=303)


def _cut(member: CohortMember, stage: Stage) -> dict[str, object] | None:
    """Where a cut left somebody: admitted, waiting or not, and her own key beside that of the last one admitted."""
    made = queries.selection_of(member.cohort_id, stage.id)
    if made is None or stage.selection is None or member.cohort.seed is None:
        return None
    code = member.selection_code
    result = queries.result_of(member.id, stage.selection.from_stage)
    own: dict[str, str] = {}
    if result is not None and result.competent and not result.late:
        own = {"average": result.average, "draw": draw_key(member.cohort.seed, code)}
        own |= {name: str(result.scores.get(name, "")) for name in cutting.instruments_of(stage.selection)}
    return {
        "selection": made,
        "where": "admitted" if code in made.admitted_codes else "waiting" if code in made.waiting_codes else "not",
        "own": own,
        "competent": bool(result and result.competent),
        "late": bool(result and result.late),
        "place": queries.place_of(made.id, member.id),
        "overdue": _overdue(member, made),
    }


def _overdue(member: CohortMember, made: Selection) -> bool:
    place = queries.place_of(made.id, member.id)
    return place is not None and place.state == "offered" and clock.now() > place.answer_by


def _own_member(member_id: uuid.UUID) -> CohortMember:
    found = db.session.get(CohortMember, member_id)
    if found is None or not queries.is_person(found.person_id, actor().person_id):
        raise NoSuchApplication()
    return found


def _form(call: ProgramCall, form: ApplicationForm, application: CallApplication | None = None) -> str:
    program = curriculum.program(call.program_id)
    form.offer(program)
    return render_template(
        "learner/program_apply.html",
        call=call,
        program=program,
        form=form,
        application=application,
        nameless=actor().person_id is None,
        **shown.globals_for_templates(),
    )


def _refused(refusal: RegistryError, form: ApplicationForm, body: Callable[[], str]) -> Response:
    db.session.rollback()
    form.refuse(refusal, refusal.field if isinstance(refusal, DeclarationUnfit) else None)
    return make_response(body(), status_of(refusal))
