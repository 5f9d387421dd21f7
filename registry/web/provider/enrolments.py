"""Who began: the institution's enrolments, one by one; files are in `enrolment_list`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from flask import request
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, EmailField, SelectField, StringField
from wtforms.widgets import DateInput

from registry import content
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.enrolments import messages, planning, queries, service
from registry.enrolments.models import Enrolment, EnrolmentList
from registry.enrolments.sheets import COLUMNS, Finding
from registry.errors import RegistryError
from registry.issuing.service import CONSENT_TEXT
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.provider import blueprint
from registry.web.provider.batches import chosen, described
from registry.web.provider.desk import Desk, Page, attempt, carried_out, open_desk, page, refused, see, tell
from registry.web.provider.person import needed
from registry.web.security import actor, needs

PAGE_SIZE = 50
FILES_SHOWN = 10
CHOOSE = Text("Elija la microcredencial del curso.", "Choose the course's microcredential.")
#: Where a finding of the one row of the form is shown.
_FIELD_OF: Mapping[str, str] = {
    "no_person": "curp", "curp_faulty": "curp", "email_faulty": "email", "start_missing": "started_on",
    "start_in_future": "started_on", "end_missing": "planned_end", "end_before_start": "planned_end",
    "enrolled_already": "started_on", "handed_in_before": "started_on", "date_absurd": "started_on",
    "date_unreadable": "started_on",
}  # fmt: skip


def _text(
    name: str, help_: Text | None = None, *, field: type[StringField] = StringField, **render: object
) -> StringField:
    return field(
        COLUMNS[name],
        description=help_ or "",
        filters=[strip],
        validators=[at_most(320)],
        render_kw={"autocomplete": "off", "spellcheck": "false", **render},
    )


def _day(name: str) -> StringField:
    return StringField(COLUMNS[name], widget=DateInput(), filters=[strip], validators=[needed, at_most(40)])


class EnrolForm(Form):
    """One enrolment."""

    definition = SelectField(COLUMNS["course"], validators=[required(CHOOSE)], validate_choice=False)
    curp = _text(
        "curp",
        Text("18 caracteres; se guarda cifrada. Con ella no hace falta el correo.",
             "18 characters; it is kept encrypted. With it the e-mail is not needed."),
        autocapitalize="characters",
    )  # fmt: skip
    email = _text("email", Text("Solo si no hay CURP.", "Only without a CURP."), field=EmailField)
    started_on = StringField(
        COLUMNS["started_on"], widget=DateInput(), filters=[strip], validators=[needed, at_most(40)]
    )
    planned_end = StringField(
        COLUMNS["planned_end"], widget=DateInput(), filters=[strip], validators=[needed, at_most(40)]
    )
    mode = SelectField(COLUMNS["mode"], validate_choice=False)
    state = SelectField(COLUMNS["state"], validate_choice=False)
    occupation = SelectField(COLUMNS["occupation"], validate_choice=False)
    sector = SelectField(COLUMNS["sector"], validate_choice=False)
    gender = SelectField(COLUMNS["gender"], validate_choice=False)
    age_group = SelectField(COLUMNS["age_group"], validate_choice=False)
    consent = BooleanField(CONSENT_TEXT)

    def offer(self, versions: list[DefinitionVersion]) -> EnrolForm:
        """Fill the lists."""
        offer_courses(self, versions)
        none = ("", Text("Sin dato", "No data"))
        for name, catalog in planning.CATALOGS.items():
            self[name].choices = options(none, *((one.id, one.label) for one in content.catalog(catalog)))
        self.state.choices = options(none, *((one.code, one.name) for one in content.states()))
        return self

    @property
    def written(self) -> dict[str, str]:
        """What was typed, by the names of the columns."""
        return {name: self[name].data or "" for name in COLUMNS if name != "course"}


class EndForm(Form):
    """Somebody ended without completing."""

    day = DateField(
        Text("Día en que terminó", "Day on which it ended"),
        validators=[required(messages.END_UNREADABLE)],
    )
    reason = SelectField(
        Text("Motivo", "Reason"),
        choices=options(*messages.REASONS.items()),
        validators=[required(messages.END_NO_REASON)],
        validate_choice=False,
    )


def offer_courses(form: Form, versions: list[DefinitionVersion]) -> None:
    """The courses of an institution in a form's list."""
    choices = options(*((str(one.id), described(one)) for one in versions))
    form["definition"].choices = (
        choices if len(versions) == 1 else [*options(("", Text("Elija…", "Choose…"))), *choices]
    )


def courses(desk: Desk) -> list[DefinitionVersion]:
    """What somebody may have begun at this institution, withdrawn versions included."""
    return list(definitions.ever_published_of(desk.provider.id))


@blueprint.get("/institucion/<slug>/inscripciones")
@needs("enrolment:read", provider_from="slug")
def enrolments(slug: str) -> str:
    """Files and enrolments, newest first, with what became of each."""
    desk = open_desk(slug)
    number = max(request.args.get("pagina", 1, type=int), 1)
    return _listing(
        desk,
        queries.of_provider(desk.provider.id, page=number, size=PAGE_SIZE),
        lists=queries.lists(desk.provider.id, most=FILES_SHOWN) if number == 1 else (),
        total=queries.count(desk.provider.id),
        number=number,
    )


@blueprint.post("/institucion/<slug>/inscripciones/buscar")
@needs("enrolment:read", provider_from="slug")
def enrolment_find(slug: str) -> str:
    """One person's enrolments. By POST: a CURP has no place in an address."""
    desk = open_desk(slug)
    found = queries.find(desk.provider.id, request.form.get("who", "").strip()[:320])
    return _listing(desk, found, total=len(found), searched=True)


def _listing(
    desk: Desk,
    shown: list[queries.Shown],
    *,
    total: int,
    lists: Sequence[EnrolmentList] = (),
    number: int = 1,
    searched: bool = False,
) -> str:
    return page(
        "enrolments.html",
        desk,
        current="enrolments",
        lists=lists,
        list_states=messages.LIST_STATES,
        shown=shown,
        outcomes=messages.OUTCOMES,
        reasons=messages.REASONS,
        total=total,
        number=number,
        size=PAGE_SIZE,
        searched=searched,
        has_courses=bool(courses(desk)),
    )


@blueprint.get("/institucion/<slug>/inscripciones/nueva")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_new(slug: str) -> str:
    """The form for one enrolment."""
    desk = open_desk(slug)
    return _form_page(desk, EnrolForm(formdata=None, definition=request.args.get("diseno")))


@blueprint.post("/institucion/<slug>/inscripciones/nueva")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_make(slug: str) -> Page:
    """Record one enrolment, by the rules of a file."""
    desk = open_desk(slug)
    versions = courses(desk)
    form = EnrolForm()
    form.offer(versions)
    valid, version = form.validate_on_submit(), chosen(form, versions)
    if not valid or version is None:
        return refused(_form_page(desk, form))
    provider_id, version_id = desk.provider.id, version.id
    made = carried_out(
        form,
        lambda: service.enrol(provider_id, version_id, form.written, consent=bool(form.consent.data), actor=actor()),
    )
    if isinstance(made, RegistryError):
        return refused(_form_page(open_desk(slug), form), made)
    enrolled, findings = made
    if enrolled is None:
        for one in findings:
            form.refuse(_sentence(one), _FIELD_OF.get(one.code))
        return refused(_form_page(open_desk(slug), form))
    tell(Text("La inscripción quedó registrada.", "The enrolment is recorded."))
    return see("enrolment", slug, enrolment_id=enrolled.id)


@blueprint.get("/institucion/<slug>/inscripciones/<uuid:enrolment_id>")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment(slug: str, enrolment_id: uuid.UUID) -> str:
    """One enrolment: what was handed in, what became of it, how to correct it."""
    desk = open_desk(slug)
    return _page(desk, _found(desk, enrolment_id), EndForm(formdata=None))


@blueprint.post("/institucion/<slug>/inscripciones/<uuid:enrolment_id>/terminar")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_end(slug: str, enrolment_id: uuid.UUID) -> Page:
    """It ended without the microcredential."""
    desk, form = open_desk(slug), EndForm()
    row = _found(desk, enrolment_id)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        day: dt.date | None = form.day.data
        refusal = attempt(form, lambda: service.end(row, day, form.reason.data or "", actor=actor()))
        if refusal is None:
            tell(Text("El fin quedó registrado.", "The end is recorded."))
            return see("enrolment", slug, enrolment_id=enrolment_id)
        desk = open_desk(slug)
    return refused(_page(desk, _found(desk, enrolment_id), form), refusal)


@blueprint.post("/institucion/<slug>/inscripciones/<uuid:enrolment_id>/reabrir")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_reopen(slug: str, enrolment_id: uuid.UUID) -> Response:
    """Take the end back."""
    service.reopen(_found(open_desk(slug), enrolment_id), actor=actor())
    db.session.commit()
    tell(
        Text("Se quitó el fin: la inscripción está otra vez en curso.", "The end is taken back: it is under way again.")
    )
    return see("enrolment", slug, enrolment_id=enrolment_id)


@blueprint.post("/institucion/<slug>/inscripciones/<uuid:enrolment_id>/quitar")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_remove(slug: str, enrolment_id: uuid.UUID) -> Response:
    """It never was."""
    service.remove(_found(open_desk(slug), enrolment_id), actor=actor())
    db.session.commit()
    tell(Text("La inscripción se quitó.", "The enrolment was removed."))
    return see("enrolments", slug)


def _found(desk: Desk, enrolment_id: uuid.UUID) -> Enrolment:
    return queries.enrolment(enrolment_id, provider_id=desk.provider.id)


def _sentence(one: Finding) -> Text:
    return Text("{text} {remedy}", "{text} {remedy}").format(text=one.text, remedy=one.remedy)


def _form_page(desk: Desk, form: EnrolForm) -> str:
    versions = courses(desk)
    return page("enrolment_new.html", desk, current="enrolments", form=form.offer(versions), versions=versions)


def _page(desk: Desk, row: Enrolment, form: EndForm) -> str:
    (shown,) = queries.shown([row])
    return page(
        "enrolment.html",
        desk,
        current="enrolments",
        one=shown,
        outcome=messages.OUTCOMES[shown.outcome],
        reasons=messages.REASONS,
        columns=COLUMNS,
        form=form,
    )
