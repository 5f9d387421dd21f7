"""Series from outside at the authority's door: try a file, keep it as a draft, assign columns, approve, undo."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Response, flash, redirect, request, url_for

from registry.errors import RegistryError
from registry.indicators import messages, queries, service
from registry.indicators.judging import Finding, Judged
from registry.indicators.models import SeriesImport
from registry.indicators.series import KINDS, UNIT_NAMES, UNITS, SeriesKind
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.indicator_forms import ApproveForm, TryForm, UnitForm, UploadForm, ValueForm
from registry.web.forms import options
from registry.web.language import current, t
from registry.web.security import actor, needs

#: Findings shown on the page of a file that was only tried.
SHOWN_FINDINGS = 100


@blueprint.get("/indicadores/series/nueva")
@needs("indicator:import")
def series_new() -> str:
    """The form for a file."""
    return _new(UploadForm(formdata=None, **_asked()))


@blueprint.post("/indicadores/series/nueva")
@needs("indicator:import")
def series_hand_in() -> Page:
    """Try a file (nothing of it is kept), or keep it as a draft."""
    if request.form.get("act") == "check":
        return _try()
    form = _offer(UploadForm())
    refusal: RegistryError | None = None
    made: list[SeriesImport] = []
    if form.validate_on_submit():
        upload = form.file.data

        def act() -> None:
            made.append(
                service.hand_in(
                    form.kind.data or "",
                    upload.read(),
                    form.source(),
                    unit=form.unit.data or "",
                    file_name=upload.filename or "",
                    actor=actor(),
                )
            )

        refusal = attempt(form, act, field="file")
        if refusal is None:
            return _kept(made[0])
    return refused(_new(form), refusal)


def _try() -> Page:
    form, shown = TryForm(), UploadForm()
    refusal: RegistryError | None = None
    judged: list[Judged] = []
    if form.validate_on_submit():
        body, kind, unit = form.file.data.stream, form.kind.data or "", form.unit.data or ""
        refusal = attempt(
            shown,
            lambda: judged.append(service.check(kind, body, unit=unit, actor=actor())),
            field="file",
        )
        if refusal is None:
            return _new(shown, judged[0])
    elif form.file.errors:
        shown.file.errors = form.file.errors
    return refused(_new(shown), refusal)


@blueprint.get("/indicadores/series/valor")
@needs("indicator:import")
def series_value() -> str:
    """The form for one number."""
    return _by_hand(ValueForm(formdata=None, **_asked()))


@blueprint.post("/indicadores/series/valor")
@needs("indicator:import")
def series_enter() -> Page:
    """Keep one number with its source as a draft."""
    form = _offer(ValueForm())
    refusal: RegistryError | None = None
    found: list[tuple[SeriesImport | None, tuple[Finding, ...]]] = []
    if form.validate_on_submit() and form.kind.data in KINDS:
        refusal = attempt(
            form,
            lambda: found.append(
                service.enter(form.kind.data, [form.cells()], form.source(), unit=form.unit.data or "", actor=actor())
            ),
        )
        if refusal is None:
            row, findings = found[0]
            if row is not None:
                return _kept(row)
            for one in findings:
                form.refuse(one.text, "value" if one.row else None)
    return refused(_by_hand(form), refusal)


@blueprint.get("/indicadores/series/<uuid:import_id>")
@needs("outcome:read_full")
def series_import(import_id: uuid.UUID) -> str:
    """A series: where it is from, what is wrong, what it covers, what became of it."""
    return _page(queries.series_import(import_id))


@blueprint.post("/indicadores/series/<uuid:import_id>/columnas")
@needs("indicator:import")
def series_columns(import_id: uuid.UUID) -> Page:
    """Say which column is what, and the unit; the file is judged again."""
    row, form = queries.series_import(import_id), UnitForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        chosen = _chosen(KINDS[row.kind])
        refusal = attempt(
            form, lambda: service.assign(import_id, chosen, unit=form.unit.data or "", actor=actor()), field="unit"
        )
        if refusal is None:
            flash(t("Volvimos a leer el archivo.", "The file has been read again."), "ok")
            return redirect(url_for("authority.series_import", import_id=import_id), code=303)
    return refused(_page(queries.series_import(import_id), columns=form), refusal)


@blueprint.post("/indicadores/series/<uuid:import_id>/aprobar")
@needs("indicator:approve")
def series_approve(import_id: uuid.UUID) -> Page:
    """Let it count."""
    form = ApproveForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(
            form, lambda: service.approve(import_id, warnings_read=bool(form.warnings_read.data), actor=actor())
        )
        if refusal is None:
            flash(t("La serie quedó aprobada.", "The series is approved."), "ok")
            return redirect(url_for("authority.series_import", import_id=import_id), code=303)
    return refused(_page(queries.series_import(import_id), approve=form), refusal)


@blueprint.post("/indicadores/series/<uuid:import_id>/retirar")
@needs("indicator:import")
def series_withdraw(import_id: uuid.UUID) -> Page:
    """Undo it before anybody has approved it."""
    form = ApproveForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.withdraw(import_id, actor=actor()))
        if refusal is None:
            flash(
                t(
                    "La serie quedó retirada; sus números se borraron.",
                    "The series is withdrawn; its numbers are gone.",
                ),
                "ok",
            )
            return redirect(url_for("authority.indicators"), code=303)
    return refused(_page(queries.series_import(import_id), approve=form), refusal)


@blueprint.get("/indicadores/series/<uuid:import_id>/por-corregir.csv")
@needs("outcome:read_full")
def series_faulty(import_id: uuid.UUID) -> Response:
    """The rows that were left out, each with what is wrong with it."""
    body = service.faulty_rows(queries.series_import(import_id), current())
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="por-corregir.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked() -> dict[str, str]:
    """The series that a link names, with its usual unit."""
    kind = request.args.get("serie", "")
    return {"kind": kind, "unit": next(iter(UNITS[KINDS[kind].main.unit or ""]))} if kind in KINDS else {}


def _offer(form: UploadForm | ValueForm) -> UploadForm | ValueForm:
    form.kind.choices = options(*((one.id, one.title) for one in queries.framework().imports if one.id in KINDS))
    return form


def _new(form: UploadForm | ValueForm, judged: Judged | None = None) -> str:
    return page(
        "series_new.html",
        current="indicators",
        form=_offer(form),
        judged=judged,
        findings=judged.findings[:SHOWN_FINDINGS] if judged else (),
        kinds=[(one, KINDS[one.id]) for one in queries.framework().imports if one.id in KINDS],
    )


def _by_hand(form: UploadForm | ValueForm) -> str:
    return page("series_value.html", current="indicators", form=_offer(form))


def _kept(row: SeriesImport) -> Page:
    flash(
        t("Quedó como borrador. Otra persona debe aprobarla.", "It is kept as a draft. Somebody else must approve it."),
        "ok",
    )
    return redirect(url_for("authority.series_import", import_id=row.id), code=303)


def _chosen(kind: SeriesKind) -> dict[str, int]:
    """The columns that the form assigns; what is left on «automatic» is recognised by its heading."""
    found = {}
    for one in kind.columns:
        written = request.form.get(f"column-{one.id}", "")
        if written.isascii() and written.isdigit() and len(written) < 4:
            found[one.id] = int(written)
    return found


def _columns(row: SeriesImport) -> Sequence[dict[str, object]]:
    kind = KINDS[row.kind]
    recognised = {kind.recognise(heading): place for place, heading in reversed(list(enumerate(row.headings)))}
    return [
        {
            "id": one.id,
            "label": one.label,
            "required": one.required,
            "chosen": row.mapping.get(one.id, ""),
            "found": row.headings[recognised[one.id]] if one.id in recognised else None,
        }
        for one in kind.columns
    ]


def _page(row: SeriesImport, **forms: UnitForm | ApproveForm) -> str:
    unit = forms.get("columns") or UnitForm(formdata=None, unit=row.unit)
    assert isinstance(unit, UnitForm)  # noqa: S101
    draft = row.state == "draft"
    return page(
        "series.html",
        current="indicators",
        row=row,
        title=next((one.title for one in queries.framework().imports if one.id == row.kind), row.kind),
        states=messages.IMPORT_STATES,
        unit_name=UNIT_NAMES[row.unit],
        columns=_columns(row) if draft and row.origin == "file" else (),
        unit_form=unit.offer(row.kind),
        approve_form=forms.get("approve") or ApproveForm(formdata=None),
        is_own=row.imported_by == actor().account_id,
        may_approve=draft and actor().may("indicator:approve"),
        may_import=draft and actor().may("indicator:import"),
        language=current(),
    )
