"""``/mis-microcredenciales/derechos``: what the registry holds of somebody, and what she or he can ask about it."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from wtforms import BooleanField, DateField, EmailField, RadioField, SelectField, StringField, TextAreaField

from registry import clock, content
from registry.accounts import rules as account_rules
from registry.db import db
from registry.errors import RegistryError
from registry.jobs import wake
from registry.people import guardians
from registry.rights import consents, exporting, guarding, privacy, rules, service
from registry.rights.errors import BirthDateWrong, ExportNotReady
from registry.surveys import queries as surveys
from registry.surveys.questions import WAVES
from registry.texts import Text
from registry.web import language
from registry.web import rights as shown
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.problems import status_of
from registry.web.security import actor, needs

UNPROCESSABLE = 422
QUESTIONS = {
    "gender": Text("Género", "Gender"),
    "age_group": Text("Edad", "Age"),
    "study_level": Text("Último grado de estudios", "Highest level of study"),
    "study_field": Text("Campo de sus últimos estudios", "Field of your last studies"),
    "employment_status": Text("Ocupación", "Occupation"),
    "formality": Text("¿Tiene trabajo? ¿Con qué protección?", "Do you have a job? With what protection?"),
    "public_body": Text("Organismo público en el que trabaja", "Public body where you work"),
}
_WHY = {
    "study_field": Text(
        "El campo, no la carrera: para saber si la IA llega más allá de la computación.",
        "The field, not the degree: to know whether AI reaches beyond computing.",
    ),
    "formality": Text(
        "Es informal el trabajo sin seguridad social (IMSS, ISSSTE u otra), sin pago, o por cuenta propia sin registro "
        "ante el SAT. Si tiene varios, conteste por el principal. No se comprueba ni se avisa a nadie; solo se cuenta.",
        "A job is informal without social security (IMSS, ISSSTE or another), without pay, or on your own account "
        "without tax registration (SAT). If you have several, answer for the main one. Nobody checks it and nobody is "
        "told; it is only counted.",
    ),
    "public_body": Text(
        "Se lo preguntamos porque tiene una microcredencial para personas servidoras públicas.",
        "We ask because you hold a microcredential for civil servants.",
    ),
}
#: Too many answers for a list of buttons.
_LONG = frozenset({"study_field", "public_body"})
_NO_ANSWER = ("", Text("No contestar", "No answer"))


class EraseForm(Form):
    """The confirmation, and what the person wants to add."""

    words = TextAreaField(
        Text("¿Quiere decirnos algo? (opcional)", "Is there anything you want to tell us? (optional)"),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )
    understood = BooleanField(
        Text("He leído lo que va a pasar y quiero que se borre", "I have read what will happen, and I want it erased"),
        validators=[required(Text("Marque la casilla si lo ha leído.", "Tick the box if you have read it."))],
    )


class BirthForm(Form):
    """A date of birth."""

    born_on = DateField(
        Text("Fecha de nacimiento", "Date of birth"),
        description=Text(
            "Solo para saber si hace falta el consentimiento de su madre, padre o tutor.",
            "Only to know whether the consent of your mother, father or guardian is needed.",
        ),
        validators=[required(Text("Escriba una fecha que exista.", "Write a date that exists."))],
    )


class GuardianForm(Form):
    """Who is to be asked."""

    name = StringField(
        Text("Nombre de su madre, padre o tutor", "Name of your mother, father or guardian"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre.", "Write the name.")), at_most(200)],
    )
    email = EmailField(
        Text("Su correo electrónico", "Their e-mail"),
        filters=[strip],
        validators=[required(Text("Escriba el correo.", "Write the e-mail.")), at_most(account_rules.MAXIMUM_EMAIL)],
    )
    relation = RadioField(
        Text("Es", "They are"),
        choices=options(*((key, words) for key, words in rules.RELATIONS.items())),
        validators=[required(Text("Elija una.", "Choose one."))],
    )


class QuestionsForm(Form):
    """Optional questions; none of them must be answered."""

    gender, age_group, study_level, study_field, employment_status, formality, public_body = (
        (SelectField if name in _LONG else RadioField)(
            QUESTIONS[name],
            description=_WHY.get(name, ""),
            choices=options(_NO_ANSWER, *((one.id, one.label) for one in content.catalog(catalogue))),
            validators=[],
            validate_choice=False,
            default="",
        )
        for name, catalogue in consents.QUESTIONS.items()
    )


@blueprint.get("/mis-microcredenciales/derechos")
@needs("record:rights")
def rights() -> str:
    """Everything in one place: a copy, the name, optional data, opposition, erasure, requests under way."""
    return _hub()


def _hub(*, birth: BirthForm | None = None, guardian: GuardianForm | None = None) -> str:
    person = service.person_of(actor())
    born = guardians.born_on(person)
    return render_template(
        "learner/rights.html",
        person=person,
        requests=[shown.card(one) for one in service.requests_of(person.id)],
        answers=[
            (QUESTIONS[name], content.label(consents.QUESTIONS[name], value))
            for name, value in consents.answers_of(person).items()
        ],
        notice=privacy.current(),
        given=consents.given(person),
        follow_up=next((one for one in privacy.current().voluntary if one.id == consents.FOLLOW_UP), None),
        follows=consents.standing(person, consents.FOLLOW_UP),
        asked=surveys.of_person(person),
        waves=WAVES,
        opposed={"counted": person.not_counted_since, "found": person.not_found_since},
        opposed_words=rules.OPPOSED,
        born=born,
        minor=guardians.is_minor(person),
        consent=guardians.consent_of(person) if guardians.is_minor(person) else None,
        birth_form=birth or BirthForm(formdata=None, prefix="birth", born_on=person.born_on),
        guardian_form=guardian or GuardianForm(formdata=None, prefix="guardian"),
    )


@blueprint.post("/mis-microcredenciales/derechos/copia")
@needs("record:rights")
def rights_copy() -> Response:
    """A copy of everything: here at once, or made by the worker."""
    made = service.ask_copy(language=language.current(), actor=actor())
    db.session.commit()
    _wake()
    return _see("learner.rights_request", number=made.number)


@blueprint.get("/mis-microcredenciales/derechos/copia/<number>.zip")
@needs("record:rights")
def rights_download(number: str) -> Response:
    """The copy itself."""
    export = service.own_copy(number, actor=actor())
    if export is None or export.sealed is None:
        raise ExportNotReady()
    response = Response(exporting.body_of(export), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="mis-datos-{number}.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/mis-microcredenciales/derechos/borrar")
@needs("record:rights")
def rights_erase() -> str:
    """What erasure does, before anybody asks for it."""
    return render_template("learner/erase.html", form=EraseForm(formdata=None), days=_blocked_days())


@blueprint.post("/mis-microcredenciales/derechos/borrar")
@needs("record:rights")
def rights_erase_ask() -> Response:
    """Ask for it."""
    form = EraseForm()
    refusal = None
    if form.validate_on_submit():
        try:
            made = service.ask_erasure(words=form.words.data or "", language=language.current(), actor=actor())
            db.session.commit()
        except RegistryError as problem:
            db.session.rollback()
            form.refuse(problem)
            refusal = problem
        else:
            _wake()
            return _see("learner.rights_request", number=made.number)
    body = render_template("learner/erase.html", form=form, days=_blocked_days())
    return make_response(body, status_of(refusal) if refusal else UNPROCESSABLE)


@blueprint.post("/mis-microcredenciales/derechos/oposicion/<purpose>")
@needs("record:rights")
def rights_oppose(purpose: str) -> Response:
    """Stop a use, or allow it again."""
    on = request.form.get("on") == "1"
    service.oppose(purpose, on=on, language=language.current(), actor=actor())
    db.session.commit()
    flash(
        t("Quedó hecho desde ahora.", "Done, from now on.")
        if on
        else t("Quedó como antes.", "It is as it was before."),
        "ok",
    )
    return _see("learner.rights")


@blueprint.get("/mis-microcredenciales/derechos/preguntas")
@needs("record:rights")
def rights_questions() -> str:
    """Optional questions, why they are asked, and the consent beside them."""
    answers = consents.answers_of(service.person_of(actor()))
    return _questions(QuestionsForm(formdata=None, data=answers))


@blueprint.post("/mis-microcredenciales/derechos/preguntas")
@needs("record:rights")
def rights_answer() -> Response:
    """Keep what was answered, under the text that was read."""
    form = QuestionsForm()
    if not form.validate_on_submit():
        return make_response(_questions(form), UNPROCESSABLE)
    answers = {name: str(form[name].data or "") for name in consents.asked_of(service.person_of(actor()))}
    consents.answer(answers, language=language.current(), actor=actor())
    db.session.commit()
    flash(t("Gracias. Puede retirarlo cuando quiera.", "Thank you. You can withdraw it at any time."), "ok")
    return _see("learner.rights")


@blueprint.post("/mis-microcredenciales/derechos/preguntas/retirar")
@needs("record:rights")
def rights_forget() -> Response:
    """Withdraw the consent: the answers are deleted."""
    consents.withdraw(consents.DEMOGRAPHICS, actor=actor())
    db.session.commit()
    flash(t("Retirado: sus respuestas se borraron.", "Withdrawn: your answers have been deleted."), "ok")
    return _see("learner.rights")


@blueprint.post("/mis-microcredenciales/derechos/nacimiento")
@needs("record:rights")
def rights_birth() -> Response:
    """Keep a date of birth."""
    form = BirthForm(prefix="birth")
    if form.validate_on_submit():
        day = form.born_on.data
        if day is not None and clock.today().year - 120 <= day.year and day <= clock.today():
            service.person_of(actor()).born_on = day
            db.session.commit()
            return _see("learner.rights")
        form.refuse(BirthDateWrong(), "born_on")
    return make_response(_hub(birth=form), UNPROCESSABLE)


@blueprint.post("/mis-microcredenciales/derechos/tutor")
@needs("record:rights")
def rights_guardian() -> Response:
    """Ask a guardian, by mail."""
    form = GuardianForm(prefix="guardian")
    if form.validate_on_submit():
        try:
            guarding.ask(
                name=form.name.data or "", email=form.email.data or "", relation=form.relation.data or "",
                language=language.current(), actor=actor(),
            )  # fmt: skip
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, "email")
        else:
            _wake()
            flash(t("Le escribimos a esa persona.", "We have written to that person."), "ok")
            return _see("learner.rights")
    return make_response(_hub(guardian=form), UNPROCESSABLE)


@blueprint.get("/mis-microcredenciales/derechos/solicitudes/<number>")
@needs("record:rights")
def rights_request(number: str) -> str:
    """One of the holder's requests: how it stands, by when, what was answered."""
    found = service.own_request(number, actor=actor())
    export = service.own_copy(number, actor=actor())
    return render_template(
        "learner/rights_request.html",
        **shown.card(found),
        export=export,
        ready=export is not None and export.sealed is not None,
        withdraw_to=url_for("learner.rights_withdraw", number=number),
    )


@blueprint.post("/mis-microcredenciales/derechos/solicitudes/<number>/retirar")
@needs("record:rights")
def rights_withdraw(number: str) -> Response:
    """Want it no more."""
    service.withdraw(service.own_request(number, actor=actor()), actor=actor())
    db.session.commit()
    return _see("learner.rights_request", number=number)


def _questions(form: QuestionsForm) -> str:
    person = service.person_of(actor())
    (purpose,) = [one for one in privacy.current().voluntary if one.id == consents.DEMOGRAPHICS]
    return render_template(
        "learner/questions.html",
        form=form,
        asked=consents.asked_of(person),
        purpose=purpose,
        notice=privacy.current(),
        consent=consents.standing(person, consents.DEMOGRAPHICS),
        answered=bool(consents.answers_of(person)),
    )


def _blocked_days() -> int:
    from registry import config

    return config.current().blocked_days


def _see(endpoint: str, **values: Any) -> Response:
    return cast(Response, redirect(url_for(endpoint, **values), code=303))


def _wake() -> None:
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
