"""Evidence that a sampling audit asks for."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from flask import Response, request
from flask_wtf.file import MultipleFileField
from wtforms import TextAreaField

from registry import clock
from registry.curriculum import queries as curriculum
from registry.providers import deadlines, dossier
from registry.providers.dossier import STATEMENT_MAXIMUM, Upload
from registry.quality import queries, rules, service
from registry.quality.answering import ANSWER, MOST_FILES
from registry.quality.messages import RECORD_STATES, STAGES
from registry.texts import Text
from registry.web.forms import Form, at_most
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, attempt, open_desk, page, refused, see, tell
from registry.web.security import actor, needs


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class EvidenceForm(Form):
    """How somebody was assessed."""

    note = TextAreaField(
        _words("Cómo se evaluó", "How it was assessed"),
        description=_words("Qué contiene cada archivo; opcional.", "What each file holds; optional."),
        validators=[at_most(STATEMENT_MAXIMUM)],
        render_kw={"rows": "4"},
    )
    files = MultipleFileField(
        _words("Evidencia", "Evidence"), render_kw={"accept": ",".join(dossier.ACCEPTED_EXTENSIONS)}
    )


@blueprint.get("/institucion/<slug>/auditorias")
@needs("award:read", provider_from="slug")
def audits(slug: str) -> Page:
    """The audits of what the institution issued."""
    desk = open_desk(slug)
    found = queries.audits(provider_id=desk.provider.id)
    return page(
        "audits.html", desk, current="audits", audits=[(one, queries.stage_of(one)) for one in found], stages=STAGES
    )


@blueprint.get("/institucion/<slug>/auditorias/<number>")
@needs("award:read", provider_from="slug")
def audit(slug: str, number: str) -> Page:
    """One audit: what is asked for, by when, and what was found."""
    desk = open_desk(slug)
    found = queries.audit(number, provider_id=desk.provider.id, whole=True)
    due = found.evidence_due_at
    return page(
        "audit.html",
        desk,
        current="audits",
        audit=found,
        stage=queries.stage_of(found),
        stages=STAGES,
        states=RECORD_STATES,
        outcome=rules.outcome([(one.state, one.decision) for one in found.records]) if found.closed_at else None,
        left=deadlines.days_left(due, at=clock.now(), calendar=curriculum.business_calendar()) if due else None,
        may_answer=desk.may(ANSWER),
    )


@blueprint.get("/institucion/<slug>/auditorias/<number>/<code>")
@needs(ANSWER, provider_from="slug")
def audit_record(slug: str, number: str, code: str) -> Page:
    """One record of the sample, and the form of its evidence."""
    return _record(open_desk(slug), number, code, EvidenceForm(formdata=None))


@blueprint.post("/institucion/<slug>/auditorias/<number>/<code>")
@needs(ANSWER, provider_from="slug")
def audit_answer(slug: str, number: str, code: str) -> Page:
    """Hand in evidence."""
    desk, form = open_desk(slug), EvidenceForm()
    queries.audit(number, provider_id=desk.provider.id)
    refusal = None
    if form.validate_on_submit():
        limit = dossier.FILE_MAXIMUM_BYTES + 1
        sent = [one for one in request.files.getlist("files") if one.filename][: MOST_FILES + 1]
        uploads = [Upload(one.filename or "", one.stream.read(limit)) for one in sent]
        note = form.note.data or ""
        refusal = attempt(form, lambda: service.answer(number, code, note, uploads, actor=actor()), field="files")
        if refusal is None:
            tell(Text("La evidencia quedó entregada.", "The evidence is handed in."))
            return see("audit", slug, number=number)
    return refused(_record(open_desk(slug), number, code, form), refusal)


@blueprint.get("/institucion/<slug>/auditorias/<number>/<code>/<uuid:evidence_id>")
@needs(ANSWER, provider_from="slug")
def audit_evidence(slug: str, number: str, code: str, evidence_id: uuid.UUID) -> Response:
    """A file that the institution handed in."""
    queries.audit(number, provider_id=open_desk(slug).provider.id)
    file, body = service.read_file(number, code, evidence_id, actor=actor())
    response = Response(body, content_type=file.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _record(desk: Desk, number: str, code: str, form: EvidenceForm) -> str:
    found = queries.audit(number, provider_id=desk.provider.id)
    one = queries.record(found, code)
    if not form.is_submitted():
        form.note.data = one.note
    return page(
        "audit_record.html",
        desk,
        current="audits",
        audit=found,
        record=one,
        states=RECORD_STATES,
        form=form,
        most=MOST_FILES,
        limit=dossier.FILE_MAXIMUM_BYTES // 1_000_000,
        open=one.state in ("asked", "answered") and not found.closed_at,
    )
