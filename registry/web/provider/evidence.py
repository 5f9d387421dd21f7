"""The dossier, group by group: what the institution says of each criterion, with its files.

A page is one form: every button saves everything on it, so that nothing typed elsewhere on the page is lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, abort, request
from flask_wtf.file import MultipleFileField
from wtforms import TextAreaField

from registry.curriculum.criteria import Group
from registry.db import db
from registry.errors import NotFound, RegistryError
from registry.providers import dossier, service, tray
from registry.providers.dossier import STATEMENT_MAXIMUM, Upload
from registry.providers.models import Application
from registry.providers.rules import EDITABLE
from registry.texts import Text
from registry.web.forms import Form, at_most
from registry.web.problems import status_of
from registry.web.provider import blueprint
from registry.web.provider.application import computed_now, current, groups_of, words
from registry.web.provider.desk import Desk, Page, open_desk, page, see, tell
from registry.web.security import actor, needs


def _statement(criterion_id: str) -> str:
    return f"statement-{criterion_id}"


def _files(criterion_id: str) -> str:
    return f"files-{criterion_id}"


@blueprint.get("/institucion/<slug>/solicitud/expediente/<group_id>")
@needs("application:edit", provider_from="slug")
def dossier_group(slug: str, group_id: str) -> Page:
    """One group of criteria."""
    desk = open_desk(slug)
    found = current(desk)
    group, ids = _group(found, group_id)
    said = {item.criterion_id: item.statement for item in found.items}
    form = _form(ids)(formdata=None, data={_statement(one): said.get(one, "") for one in ids})
    return _page(desk, found, group, form)


@blueprint.post("/institucion/<slug>/solicitud/expediente/<group_id>")
@needs("application:edit", provider_from="slug")
def dossier_save(slug: str, group_id: str) -> Page:
    """Save every answer on the page, then do what the button says: stay, go on, or take a file out."""
    desk = open_desk(slug)
    found = current(desk)
    group, ids = _group(found, group_id)
    form = _form(ids)()
    answers = {one: (form[_statement(one)].data or "", _uploads(one)) for one in ids}
    refusals = _save(found, answers, form)
    if refusals:
        found = current(desk)
        body = _page(desk, found, group, form)
        return body, max(status_of(refusal) for refusal in refusals)
    if request.form.get("remove"):
        service.remove_evidence(found.id, _key(request.form["remove"]), actor=actor())
        db.session.commit()
        tell(Text("Se quitó el archivo.", "The file has been removed."))
        return see("dossier_group", slug, group_id=group_id)
    tell(Text("Se guardaron sus respuestas.", "Your answers are saved."))
    if request.form.get("do") == "next":
        return _onward(desk, found, group_id)
    anchor = request.form.get("save") if request.form.get("save") in ids else None
    return see("dossier_group", slug, group_id=group_id, _anchor=anchor)


@blueprint.get("/institucion/<slug>/solicitud/<number>/evidencia/<uuid:file_id>")
@needs("application:edit", provider_from="slug")
def own_evidence(slug: str, number: str, file_id: uuid.UUID) -> Response:
    """A file of the institution's own dossier."""
    desk = open_desk(slug)
    file = tray.evidence(tray.by_number(number, provider_id=desk.provider.id), file_id)
    response = Response(file.body, content_type=file.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _save(found: Application, answers: Mapping[str, tuple[str, list[Upload]]], form: Form) -> list[RegistryError]:
    """Keep what fits; what does not is shown at its field, with what was typed."""
    form.validate()
    if form.form_errors:
        abort(400)
    refusals = service.answer_criteria(found.id, answers, actor=actor())
    db.session.commit()
    for criterion_id, refusal in refusals.items():
        field = _statement(criterion_id) if refusal.code == "statement_too_long" else _files(criterion_id)
        form[field].errors = [refusal.said]
    return list(refusals.values())


def _onward(desk: Desk, found: Application, group_id: str) -> Response:
    names = [one["group"].id for one in groups_of(found, computed_now(found))]
    place = names.index(group_id)
    if place + 1 < len(names):
        return see("dossier_group", desk.provider.slug, group_id=names[place + 1])  # type: ignore[return-value]
    return see("application", desk.provider.slug)  # type: ignore[return-value]


def _group(found: Application, group_id: str) -> tuple[Group, list[str]]:
    group = next((one for one in tray.criteria_of(found).groups if one.id == group_id), None)
    applying = {one.id for one in tray.applying(found)}
    ids = [one.id for one in group.criteria if one.id in applying] if group else []
    if group is None or not ids:
        raise NotFound()
    return group, ids


def _form(ids: list[str]) -> type[Form]:
    fields: dict[str, Any] = {}
    accept = {"accept": ",".join(dossier.ACCEPTED_EXTENSIONS)}
    for one in ids:
        fields[_statement(one)] = TextAreaField(
            words(f"Qué declara sobre {one}", f"What you declare about {one}"),
            validators=[at_most(STATEMENT_MAXIMUM)],
            render_kw={"rows": "4"},
        )
        fields[_files(one)] = MultipleFileField(
            words(f"Documentos de {one}", f"Documents for {one}"),
            render_kw=accept,
        )
    return type("DossierForm", (Form,), fields)


def _uploads(criterion_id: str) -> list[Upload]:
    """The files of a criterion, read only as far as a refusal needs."""
    sent = [one for one in request.files.getlist(_files(criterion_id)) if one.filename]
    limit = dossier.FILE_MAXIMUM_BYTES + 1
    return [Upload(one.filename or "", one.stream.read(limit)) for one in sent]


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound() from None


def _page(desk: Desk, found: Application, group: Group, form: Form) -> str:
    computed = computed_now(found)
    groups = groups_of(found, computed)
    place = next(index for index, one in enumerate(groups) if one["group"].id == group.id)
    items = {item.criterion_id: item for item in found.items}
    return page(
        "application_dossier.html",
        desk,
        current="application",
        application=found,
        group=group,
        groups=groups,
        place=place,
        rows=[
            (one, progress, items.get(one.id), computed.get(one.id), form[_statement(one.id)], form[_files(one.id)])
            for one, progress in groups[place]["rows"]
        ],
        form=form,
        editable=found.state in EDITABLE,
        limit=dossier.FILE_MAXIMUM_BYTES // 1_000_000,
        count=dossier.FILES_PER_CRITERION,
    )
