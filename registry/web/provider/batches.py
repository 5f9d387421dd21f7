"""Files to issue from: the list of them, a new one, and the step at which each of them stands."""

from __future__ import annotations

import uuid

from flask import request
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import SelectField

from registry import config
from registry.content import label
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.errors import RegistryError
from registry.issuing import planning, queries, service
from registry.issuing.intake import IntakeRefusal
from registry.issuing.models import IssueBatch
from registry.texts import Text
from registry.web.bodies import takes_a_list
from registry.web.forms import Form, options, required
from registry.web.language import said
from registry.web.provider import blueprint, messages
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell, wake_workers
from registry.web.security import actor, needs

PAGE_SIZE = 20
STEPS = (
    Text("Archivo", "File"),
    Text("Columnas", "Columns"),
    Text("Revisión", "Review"),
    Text("Vista previa", "Preview"),
    Text("Emitir", "Issue"),
)


class UploadForm(Form):
    """What is issued, and the list."""

    definition = SelectField(
        Text("Microcredencial", "Microcredential"),
        validators=[required(messages.CHOOSE_DEFINITION)],
        validate_choice=False,
    )
    file = FileField(
        Text("Archivo con la lista", "File with the list"),
        validators=[required(messages.CHOOSE_FILE)],
    )


def steps_of(desk: Desk, batch: IssueBatch) -> list[dict[str, object]]:
    """The steps of a batch; those before the present one lead back until the plan is accepted."""
    columns = "batch_columns" if desk.may("batch:upload") else None
    open_steps = (None, columns, "batch_review", "batch_preview", None)
    endpoints = open_steps if batch.state in ("uploaded", "reviewed") else (None,) * len(STEPS)
    return [
        {"text": said(text), "href": desk.href(endpoint, batch_id=batch.id) if endpoint else None}
        for text, endpoint in zip(STEPS, endpoints, strict=True)
    ]


def batch_of(desk: Desk, batch_id: uuid.UUID) -> IssueBatch:
    """A batch of this institution. Raises `NoSuchBatch`, also for another institution's."""
    return queries.batch(batch_id, provider_id=desk.provider.id)


def described(version: DefinitionVersion) -> Text:
    """A version as a line of a list: title, for whom, against what."""
    title = Text.of(version.design["title"])
    target = label("profiles", version.profile) if version.profile else Text("", "")
    part = f" · {version.part}" if version.part else ""
    standard = version.standard_version
    return Text(
        "{title} · versión {number} ({target}{part}, {code} {version})",
        "{title} · version {number} ({target}{part}, {code} {version})",
    ).format(title=title, number=version.number, target=target, part=part, code=standard.code, version=standard.version)


def issuable(desk: Desk) -> list[DefinitionVersion]:
    """What this institution can issue from."""
    return list(definitions.published_of(desk.provider.id))


def chosen(form: Form, versions: list[DefinitionVersion]) -> DefinitionVersion | None:
    """The version that a form names, if it is one of these; otherwise the form says so."""
    wanted = form["definition"].data
    found = next((version for version in versions if str(version.id) == wanted), None)
    if found is None and not form["definition"].errors:
        form.refuse(messages.CHOOSE_DEFINITION, "definition")
    return found


@blueprint.get("/institucion/<slug>/emisiones")
@needs("batch:read", provider_from="slug")
def batches(slug: str) -> str:
    """Every file that was uploaded, newest first."""
    desk = open_desk(slug)
    number = max(request.args.get("pagina", 1, type=int), 1)
    return page(
        "batches.html",
        desk,
        current="batches",
        batches=queries.batches(desk.provider.id, page=number, size=PAGE_SIZE),
        total=queries.count_batches(desk.provider.id),
        number=number,
        size=PAGE_SIZE,
        has_designs=bool(issuable(desk)),
    )


@blueprint.get("/institucion/<slug>/emitir")
@needs("batch:upload", provider_from="slug")
def issue(slug: str) -> str:
    """The form for a new file."""
    desk = open_desk(slug)
    form = UploadForm(formdata=None, definition=request.args.get("diseno"))
    return _upload_page(desk, form, issuable(desk))


@blueprint.post("/institucion/<slug>/emitir")
@needs("batch:upload", provider_from="slug")
@takes_a_list
def issue_upload(slug: str) -> Page:
    """Keep the file and lead to its columns; a file that cannot be read is refused with the reason, and not kept."""
    desk = open_desk(slug)
    form, versions = UploadForm(), issuable(desk)
    valid = form.validate_on_submit()
    version = chosen(form, versions)
    if not valid or version is None:
        return refused(_upload_page(desk, form, versions))
    upload = form.file.data
    name = (upload.filename or "").replace("\\", "/").rsplit("/", 1)[-1] or "lista"
    made = carried_out(
        form,
        lambda: planning.upload(version.id, file_name=name, data=upload.stream, actor=actor()).id,
        at={IntakeRefusal: "file"},
    )
    if isinstance(made, RegistryError):
        return refused(_upload_page(desk, form, versions), made)
    return see("batch_columns", slug, batch_id=made)


def _upload_page(desk: Desk, form: UploadForm, versions: list[DefinitionVersion]) -> str:
    form.definition.choices = options(*((str(one.id), described(one)) for one in versions))
    if len(versions) > 1:
        form.definition.choices = [*options(("", Text("Elija…", "Choose…"))), *form.definition.choices]
    return page(
        "issue.html", desk, current="batches", form=form, versions=versions, steps=[said(one) for one in STEPS],
        largest=config.current().max_list_mib,
    )  # fmt: skip


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/cancelar")
@needs("batch:cancel", provider_from="slug")
def batch_cancel(slug: str, batch_id: uuid.UUID) -> Response:
    """Give a file up: before its commit bytes and rows are deleted, afterwards what is not signed never will be."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    service.cancel(batch, actor=actor())
    db.session.commit()
    if batch.state == "committed":
        wake_workers()
        tell(
            Text(
                "Se canceló lo que faltaba por firmar. Lo que ya se firmó sigue siendo válido.",
                "What was not signed yet was cancelled. What had been signed remains valid.",
            )
        )
        return see("batch", slug, batch_id=batch_id)
    tell(
        Text(
            "Se canceló el archivo y se borraron sus datos; no se emitió nada.",
            "The file was cancelled and its data deleted; nothing was issued.",
        )
    )
    return see("batches", slug)
