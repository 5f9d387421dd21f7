"""``/empleador/necesidades``: what an organisation posts on the board, changes and closes."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import redirect, url_for
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from registry import clock
from registry.errors import RegistryError
from registry.talent import needs as service
from registry.talent import queries, rules
from registry.talent.errors import ContactInText, DatesUnfit, PlacesUnfit, SkillUnknown, TracksMixed
from registry.talent.models import Need
from registry.talent.needs import NeedDraft
from registry.texts import Text
from registry.web import language
from registry.web import talent as shown
from registry.web.cases import StepForm
from registry.web.employer import blueprint
from registry.web.employer.desk import page, verified_one
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.problems import status_of
from registry.web.security import ANYWHERE, actor, needs

Page = shown.Page
_CHOOSE = ("", Text("Elija una opción", "Choose an option"))
_AT: dict[type[RegistryError], str] = {
    SkillUnknown: "skills",
    TracksMixed: "skills",
    DatesUnfit: "closes_on",
    PlacesUnfit: "places",
    ContactInText: "words",
}


class NeedForm(Form):
    """A need, in the order in which one thinks of it."""

    title = StringField(
        Text("Qué busca, en una línea", "What you are looking for, in one line"),
        filters=[strip],
        validators=[required(Text("Escriba un título.", "Write a title.")), at_most(rules.LONGEST_TITLE)],
    )
    words = TextAreaField(
        Text("Descripción", "Description"),
        description=Text(
            "Sin enlaces, correos ni teléfonos: el contacto es solo por el registro.",
            "No links, e-mails or telephone numbers: contact is through the registry only.",
        ),
        filters=[strip],
        validators=[at_most(rules.LONGEST_TEXT)],
        render_kw={"rows": "5"},
    )
    language = RadioField(
        Text("Idioma en que lo escribió", "Language in which you wrote it"),
        choices=options(("es", "Español"), ("en", "English")),
        default="es",
        validate_choice=False,
    )
    skills = SelectMultipleField(
        Text("Competencias", "Competencies"),
        description=Text(
            "De una sola vía: las AIL son de alfabetización y las AIE de ingeniería.",
            "Of one track only: AIL are literacy, AIE engineering.",
        ),
        choices=lambda: options(*shown.skill_options()),
        validators=[required(Text("Elija al menos una.", "Choose at least one."))],
        validate_choice=False,
    )
    level = SelectField(
        Text("Nivel, al menos", "Level, at least"),
        choices=lambda: options(("", Text("Cualquiera", "Any")), *shown.level_options()),
        validate_choice=False,
    )
    occupation = SelectField(
        Text("Ocupación (SINCO)", "Occupation (SINCO, the Mexican classification)"),
        choices=lambda: options(_CHOOSE, *shown.list_options("occupations")),
        validators=[required(Text("Elija la ocupación.", "Choose the occupation."))],
        validate_choice=False,
    )
    sector = SelectField(
        Text("Sector del puesto (SCIAN)", "Sector of the job (SCIAN)"),
        choices=lambda: options(_CHOOSE, *shown.list_options("sectors")),
        validators=[required(Text("Elija el sector.", "Choose the sector."))],
        validate_choice=False,
    )
    places = IntegerField(
        Text("Plazas", "Places"),
        validators=[required(Text("Escriba cuántas plazas son.", "Write how many places there are."))],
        render_kw={"inputmode": "numeric"},
    )
    english = SelectField(
        Text("Inglés, al menos", "English, at least"),
        choices=lambda: options(("", Text("No se pide", "Not asked for")), *shown.english_options()),
        validate_choice=False,
    )
    remote = BooleanField(Text("Se puede hacer a distancia", "It can be done remotely"))
    states = SelectMultipleField(
        Text("Entidades donde es el trabajo", "States where the work is"),
        description=Text("Ninguna si es solo a distancia.", "None if it is remote only."),
        choices=lambda: options(*shown.state_options()),
        validate_choice=False,
    )
    opens_on = DateField(Text("Desde", "From"), validators=[Optional()])
    closes_on = DateField(Text("Hasta", "Until"), validators=[Optional()])

    def draft(self) -> NeedDraft:
        """What was typed; missing days are today and sixty days on."""
        first = self.opens_on.data or clock.today()
        return NeedDraft(
            title=self.title.data or "",
            words=self.words.data or "",
            language=self.language.data or "es",
            skills=tuple(self.skills.data or ()),
            level=self.level.data or "",
            occupation=self.occupation.data or "",
            sector=self.sector.data or "",
            places=self.places.data or 0,
            english=self.english.data or "",
            remote=bool(self.remote.data),
            states=tuple(self.states.data or ()),
            opens_on=first,
            closes_on=self.closes_on.data or first + dt.timedelta(days=60),
        )


@blueprint.get("/empleador/necesidades")
@needs("demand:post", provider_from=ANYWHERE)
def need_list() -> str:
    """Everything that the organisation posted."""
    one = verified_one()
    posted = [shown.need_card(need) for need in queries.needs_of(one.id)]
    return page("needs.html", current="needs", employer=one, needs=posted, form=StepForm(formdata=None))


@blueprint.get("/empleador/necesidades/nueva")
@needs("demand:post", provider_from=ANYWHERE)
def need_new() -> str:
    """The form."""
    one, today = verified_one(), clock.today()
    form = NeedForm(
        formdata=None, language=language.current(), sector=one.sector, places=1, opens_on=today,
        closes_on=today + dt.timedelta(days=60), states=[one.state_code] if one.state_code else [],
    )  # fmt: skip
    return _form_page(form, None)


@blueprint.post("/empleador/necesidades/nueva")
@needs("demand:post", provider_from=ANYWHERE)
def need_post() -> Page:
    """Put it on the board."""
    one, form = verified_one(), NeedForm()
    if not form.validate_on_submit():
        return _form_page(form, None), shown.UNPROCESSABLE
    made = shown.carried_out(form, lambda: service.post(one, form.draft(), actor=actor()), at=_AT)
    if isinstance(made, RegistryError):
        return _form_page(form, None), status_of(made)
    shown.tell(Text("La necesidad está en el tablero.", "The need is on the board."))
    return redirect(url_for("employer.need_list"), code=303)


@blueprint.get("/empleador/necesidades/<uuid:need_id>")
@needs("demand:post", provider_from=ANYWHERE)
def need_edit(need_id: uuid.UUID) -> str:
    """The form with what stands there."""
    need = service.own(need_id, actor())
    form = NeedForm(
        formdata=None, title=need.title, words=need.words, language=need.language,
        skills=[one.competency for one in need.skills], level=need.level or "", occupation=need.occupation,
        sector=need.sector, places=need.places, english=need.english, remote=need.remote,
        states=[one.state_code for one in need.states], opens_on=need.opens_on, closes_on=need.closes_on,
    )  # fmt: skip
    return _form_page(form, need)


@blueprint.post("/empleador/necesidades/<uuid:need_id>")
@needs("demand:post", provider_from=ANYWHERE)
def need_change(need_id: uuid.UUID) -> Page:
    """Write it anew."""
    need, form = service.own(need_id, actor()), NeedForm()
    if not form.validate_on_submit():
        return _form_page(form, need), shown.UNPROCESSABLE
    made = shown.carried_out(form, lambda: service.change(need_id, form.draft(), actor=actor()), at=_AT)
    if isinstance(made, RegistryError):
        return _form_page(form, service.own(need_id, actor())), status_of(made)
    shown.tell(Text("Quedó guardado.", "It is saved."))
    return redirect(url_for("employer.need_list"), code=303)


@blueprint.post("/empleador/necesidades/<uuid:need_id>/cerrar")
@needs("demand:post", provider_from=ANYWHERE)
def need_close(need_id: uuid.UUID) -> Page:
    """Look no further."""
    done = shown.carried_out(StepForm(), lambda: service.close(need_id, actor=actor()))
    if isinstance(done, RegistryError):
        raise done
    shown.tell(Text("La necesidad quedó cerrada.", "The need is closed."))
    return redirect(url_for("employer.need_list"), code=303)


def _form_page(form: NeedForm, need: Need | None) -> str:
    return page("need_form.html", current="needs", form=form, need=need)
