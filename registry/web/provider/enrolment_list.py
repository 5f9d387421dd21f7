"""A file of enrolments: upload it, look at what it says, hand it in, undo it."""

from __future__ import annotations

import uuid

from flask import Response
from flask_wtf.file import FileField
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField, HiddenField, SelectField

from registry import content
from registry.db import db
from registry.enrolments import messages, planning, queries, service, sheets
from registry.enrolments.models import EnrolmentList
from registry.errors import RegistryError
from registry.issuing.intake import IntakeRefusal
from registry.issuing.service import CONSENT_TEXT
from registry.texts import Text
from registry.web.forms import Form, required
from registry.web.language import current
from registry.web.provider import blueprint
from registry.web.provider.batches import chosen
from registry.web.provider.desk import Desk, Page, attempt, carried_out, open_desk, page, refused, see, tell
from registry.web.provider.enrolments import CHOOSE, courses, offer_courses
from registry.web.provider.messages import CHOOSE_FILE
from registry.web.security import actor, needs

#: Findings shown on a file's page; the file to correct has them all.
SHOWN_FINDINGS = 100


class UploadForm(Form):
    """What was begun, and the list."""

    definition = SelectField(
        sheets.COLUMNS["course"],
        description=Text(
            "Para los renglones que no dicen otra en la columna «Microcredencial».",
            "For the rows that name no other in the column “Microcredential”.",
        ),
        validators=[required(CHOOSE)],
        validate_choice=False,
    )
    file = FileField(Text("Archivo con la lista", "File with the list"), validators=[required(CHOOSE_FILE)])


class HandInForm(Form):
    """What was looked at, and the institution's statement."""

    plan = HiddenField()
    consent = BooleanField(CONSENT_TEXT)


@blueprint.get("/institucion/<slug>/inscripciones/subir")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_upload(slug: str) -> str:
    """The form for a file."""
    return _upload_page(open_desk(slug), UploadForm(formdata=None))


@blueprint.post("/institucion/<slug>/inscripciones/subir")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_upload_keep(slug: str) -> Page:
    """Keep the file and lead to what it says; one that cannot be read is refused with the reason, and not kept."""
    desk, form = open_desk(slug), UploadForm()
    versions = courses(desk)
    valid, version = form.validate_on_submit(), chosen(form, versions)
    if not valid or version is None:
        return refused(_upload_page(desk, form))
    sent, provider_id, version_id = form.file.data, desk.provider.id, version.id
    name = (sent.filename or "").replace("\\", "/").rsplit("/", 1)[-1] or "lista"
    made = carried_out(
        form,
        lambda: service.upload(provider_id, version_id, sent.read(), file_name=name, actor=actor()).id,
        at={RegistryError: "file", IntakeRefusal: "file"},
    )
    if isinstance(made, RegistryError):
        return refused(_upload_page(open_desk(slug), form), made)
    return see("enrolment_list", slug, list_id=made)


@blueprint.get("/institucion/<slug>/inscripciones/archivos/<uuid:list_id>")
@needs("enrolment:read", provider_from="slug")
def enrolment_list(slug: str, list_id: uuid.UUID) -> str:
    """A file: what would be recorded and what is wrong, or what became of it."""
    desk = open_desk(slug)
    return _list_page(desk, _found(desk, list_id), HandInForm(formdata=None))


@blueprint.post("/institucion/<slug>/inscripciones/archivos/<uuid:list_id>/entregar")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_hand_in(slug: str, list_id: uuid.UUID) -> Page:
    """Record what was looked at."""
    desk, form = open_desk(slug), HandInForm()
    row = _found(desk, list_id)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(
            form,
            lambda: service.hand_in(row, expected=form.plan.data or "", consent=bool(form.consent.data), actor=actor()),
        )
        if refusal is None:
            tell(
                Text("Inscripciones registradas: {count}.", "Enrolments recorded: {count}.").format(count=row.enrolled)
            )
            return see("enrolment_list", slug, list_id=list_id)
        desk = open_desk(slug)
    return refused(_list_page(desk, _found(desk, list_id), form), refusal)


@blueprint.post("/institucion/<slug>/inscripciones/archivos/<uuid:list_id>/descartar")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_drop(slug: str, list_id: uuid.UUID) -> Answer:
    """Give it up."""
    service.drop(_found(open_desk(slug), list_id), actor=actor())
    db.session.commit()
    tell(
        Text(
            "Se descartó el archivo y se borraron sus datos; no se registró nada.",
            "The file was dropped and its data deleted; nothing was recorded.",
        )
    )
    return see("enrolments", slug)


@blueprint.post("/institucion/<slug>/inscripciones/archivos/<uuid:list_id>/deshacer")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_undo(slug: str, list_id: uuid.UUID) -> Answer:
    """Take back everything that it recorded."""
    gone = service.undo(_found(open_desk(slug), list_id), actor=actor())
    db.session.commit()
    tell(Text("Inscripciones quitadas: {count}.", "Enrolments removed: {count}.").format(count=gone))
    return see("enrolment_list", slug, list_id=list_id)


@blueprint.get("/institucion/<slug>/inscripciones/archivos/<uuid:list_id>/por-corregir.csv")
@needs("enrolment:hand_in", provider_from="slug")
def enrolment_faulty(slug: str, list_id: uuid.UUID) -> Response:
    """The rows that are left out, each with what is wrong with it."""
    plan = planning.plan_of(_found(open_desk(slug), list_id))
    response = Response(queries.faulty_rows(plan, current()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="por-corregir.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _found(desk: Desk, list_id: uuid.UUID) -> EnrolmentList:
    return queries.enrolment_list(list_id, provider_id=desk.provider.id)


def _upload_page(desk: Desk, form: UploadForm) -> str:
    versions = courses(desk)
    offer_courses(form, versions)
    values = [(sheets.COLUMNS[name], content.catalog(catalog)) for name, catalog in planning.CATALOGS.items()]
    return page(
        "enrolment_upload.html", desk, current="enrolments", form=form, versions=versions, columns=sheets.COLUMNS,
        values=values, largest=sheets.MAX_BYTES >> 20,
    )  # fmt: skip


def _list_page(desk: Desk, row: EnrolmentList, form: HandInForm) -> str:
    plan = planning.plan_of(row) if row.state == "draft" and row.sealed is not None else None
    if plan is not None:
        form.plan.data = plan.digest
    may = desk.may("enrolment:hand_in")
    return page(
        "enrolment_list.html",
        desk,
        current="enrolments",
        row=row,
        state_of=messages.LIST_STATES[row.state],
        plan=plan,
        findings=plan.findings[:SHOWN_FINDINGS] if plan else (),
        form=form,
        may=may,
        may_undo=may and service.may_undo(row),
        undo_days=service.UNDO_DAYS,
    )
