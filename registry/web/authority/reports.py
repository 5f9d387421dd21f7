"""The annual report at the authority: one person prepares a draft, another reads it and publishes it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, url_for
from wtforms import HiddenField, IntegerField, TextAreaField

from registry import clock
from registry.accounts import queries as accounts
from registry.errors import RegistryError
from registry.publication import files, queries, service
from registry.publication.models import ReportEdition
from registry.publication.report import report_of
from registry.texts import CENTRAL_MEXICO, Language, Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.forms import Form, at_most, required, strip
from registry.web.language import t
from registry.web.security import actor, needs


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class PrepareForm(Form):
    """Which year, and what a later edition corrects."""

    year = IntegerField(_words("Año", "Year"), validators=[required(Text("Escriba el año.", "Write the year."))])
    changed_es = TextAreaField(
        _words("Qué corrige, en español", "What it corrects, in Spanish"),
        description=_words(
            "Solo si ya hay una edición publicada de ese año.", "Only if an edition of that year is published already."
        ),
        filters=[strip],
        validators=[at_most(service.LONGEST_REASON)],
        render_kw={"rows": "2"},
    )
    changed_en = TextAreaField(
        _words("Qué corrige, en inglés", "What it corrects, in English"),
        filters=[strip],
        validators=[at_most(service.LONGEST_REASON)],
        render_kw={"rows": "2"},
    )


class PublishForm(Form):
    """The digest of what was read: another draft in its place is not published by mistake."""

    digest = HiddenField()


@blueprint.get("/informes")
@needs("report:prepare")
def reports() -> Page:
    """Drafts that wait, editions that are published, and preparing one."""
    last_year = clock.now().astimezone(CENTRAL_MEXICO).year - 1
    return _list(PrepareForm(formdata=None, year=last_year))


@blueprint.post("/informes")
@needs("report:prepare")
def prepare_report() -> Page:
    """Freeze a draft from the newest release of a year."""
    form = PrepareForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        changed = Text(form.changed_es.data or "", form.changed_en.data or "")
        year = int(form.year.data)
        refusal = attempt(
            form, lambda: service.prepare(year, actor=actor(), changed=changed if changed.es or changed.en else None)
        )
        if refusal is None:
            flash(
                t(
                    "El borrador quedó congelado. Otra persona lo revisa y lo publica.",
                    "The draft is frozen. Another person reviews and publishes it.",
                ),
                "ok",
            )
            return redirect(url_for("authority.report_draft", year=year))
    return refused(_list(form), refusal)


@blueprint.get("/informes/<int:year>")
@needs("report:prepare")
def report_draft(year: int) -> Page:
    """The draft as it would be published."""
    return _draft(queries.draft(year), PublishForm(formdata=None))


@blueprint.get("/informes/<int:year>/<language>.pdf")
@needs("report:prepare")
def report_draft_pdf(year: int, language: str) -> Response:
    """The draft's PDF, marked as such."""
    row = queries.draft(year)
    spoken: Language = "en" if language == "en" else "es"
    body = files.make_pdf(queries.pieces(row), made_at=row.prepared_at, language=spoken)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{files.file_name(year, row.edition, spoken)}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/informes/<int:year>/publicar")
@needs("report:publish")
def publish_report(year: int) -> Page:
    """Sign and publish what was read."""
    form = PublishForm()
    row = queries.draft(year)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        digest = str(form.digest.data or "")
        refusal = attempt(form, lambda: service.publish(year, actor=actor(), expected=digest))
        if refusal is None:
            flash(t("El informe quedó firmado y publicado.", "The report is signed and published."), "ok")
            return redirect(url_for("public.report", year=year))
    return refused(_draft(row, form), refusal)


@blueprint.post("/informes/<int:year>/descartar")
@needs("report:prepare")
def discard_report(year: int) -> Page:
    """Throw the draft away."""
    form = PlainForm()
    if form.validate_on_submit() and attempt(form, lambda: service.discard(year, actor=actor())) is None:
        flash(t("El borrador se descartó.", "The draft was thrown away."), "ok")
    return redirect(url_for("authority.reports"))


def _list(form: Form) -> str:
    return page("reports.html", current="reports", drafts=queries.drafts(), editions=queries.published(), form=form)


def _draft(row: ReportEdition, form: Form) -> str:
    made = report_of(files.snapshot_of(row.snapshot))
    if not form.is_submitted():
        form["digest"].data = row.snapshot_digest
    return page(
        "report_draft.html",
        current="reports",
        edition=row,
        document=made.document,
        preparer=accounts.name_of(row.prepared_by),
        mine=row.prepared_by is not None and row.prepared_by == actor().account_id,
        may_publish=actor().may("report:publish"),
        form=form,
        discard=PlainForm(formdata=None),
    )
