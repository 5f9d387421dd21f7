"""``/mis-microcredenciales/derechos/nombre``: a name that is wrong, or has changed, on one microcredential or all."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from wtforms import RadioField, StringField, TextAreaField

from registry.awards import queries
from registry.db import db
from registry.errors import RegistryError
from registry.issuing.intake import Severity
from registry.issuing.intake.person_names import MAX_FULL, MAX_PART, read_name
from registry.jobs import wake
from registry.rights import correcting, rules, service
from registry.rights.correcting import NewName
from registry.rights.errors import NothingToChange
from registry.texts import Text
from registry.web import language
from registry.web import rights as shown
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.learner import blueprint
from registry.web.problems import status_of
from registry.web.security import actor, needs

UNPROCESSABLE = 422


class RenameForm(Form):
    """The name as it should be, and why."""

    full_name = StringField(
        Text("Nombre completo, como debe quedar", "Full name, as it should be"),
        description=Text(
            "Nombre y apellidos, como en su documento oficial vigente.",
            "Given names and surnames, as in your current official document.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el nombre completo.", "Write the full name."))],
        render_kw={"autocomplete": "name"},
    )
    first_surname = StringField(
        Text("Primer apellido", "First surname"),
        description=Text(
            "Con el folio y este apellido se consulta el certificado impreso.",
            "The printed certificate is looked up by its folio and this surname.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el primer apellido.", "Write the first surname."))],
        render_kw={"autocomplete": "family-name"},
    )
    reason = RadioField(
        Text("¿Por qué cambia?", "Why does it change?"),
        description=Text(
            "Lo lee solo quien corrige, y se olvida al terminar. Ningún documento lo dice.",
            "Only whoever corrects it reads it, and it is forgotten afterwards. No document says it.",
        ),
        choices=options(*rules.REASONS.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
    )
    words = TextAreaField(
        Text("Mensaje para la institución (opcional)", "Message to the institution (optional)"),
        description=Text(
            "Por ejemplo, cuándo puede mostrar el documento. No escriba números de identificaciones.",
            "For example, when you can show the document. Do not write numbers of IDs.",
        ),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )


@blueprint.get("/mis-microcredenciales/derechos/nombre")
@needs("record:rights")
def rename() -> str:
    """The names as they stand, and the form."""
    person = service.person_of(actor())
    form = RenameForm(formdata=None, full_name=person.full_name, first_surname=person.first_surname)
    return _page(form, None)


@blueprint.post("/mis-microcredenciales/derechos/nombre")
@needs("record:rights")
def rename_ask() -> Response:
    """Ask each institution that issued one of the chosen."""
    form = RenameForm()
    chosen = shown.keys(request.form.getlist("award"))
    refusal: RegistryError | None = None
    if form.validate_on_submit() and _names_fit(form):
        name = NewName(
            form.full_name.data or "", form.first_surname.data or "", form.reason.data or "", form.words.data or ""
        )
        try:
            made = correcting.ask(name, chosen, language=language.current(), actor=actor())
            db.session.commit()
        except RegistryError as problem:
            db.session.rollback()
            form.refuse(problem, "full_name" if isinstance(problem, NothingToChange) else None)
            refusal = problem
        else:
            wake(current_app._get_current_object())  # type: ignore[attr-defined]
            return make_response(redirect(url_for("learner.rights_request", number=made.number), code=303))
    body = _page(form, [str(one) for one in chosen])
    return make_response(body, status_of(refusal) if refusal else UNPROCESSABLE)


def _names_fit(form: RenameForm) -> bool:
    """Cleaned as a list's names are; what would put a false name on a certificate is said at its field."""
    for field, limit in (("full_name", MAX_FULL), ("first_surname", MAX_PART)):
        name, remarks = read_name(form[field].data, limit=limit)
        refusals = [one for one in remarks if one.severity is Severity.REJECT]
        for one in refusals:
            form.refuse(Text("{what}. {advice}", "{what}. {advice}").format(what=one.message, advice=one.remedy), field)
        if refusals:
            return False
        form[field].data = name
    if form.first_surname.data.casefold() not in form.full_name.data.casefold():
        form.refuse(
            Text(
                "«{surname}» no aparece en «{name}». Escriba el primer apellido como está en el nombre.",
                "“{surname}” does not appear in “{name}”. Write the first surname as it stands in the name.",
            ).format(surname=form.first_surname.data, name=form.full_name.data),
            "first_surname",
        )
        return False
    return True


def _page(form: RenameForm, chosen: list[str] | None) -> str:
    person = service.person_of(actor())
    lines = [shown.award_line(one) for one in queries.of_person(person.id)]
    picked = {str(one["id"]) for one in lines} if chosen is None else set(chosen)
    return render_template("learner/rename.html", form=form, lines=lines, picked=picked)
