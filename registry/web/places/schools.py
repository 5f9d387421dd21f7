"""Declared staff of schools: by form and by file, with what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from wtforms import DateField, FileField, IntegerField, StringField

from registry import clock
from registry.disclosure import MINIMUM_CELL
from registry.errors import RegistryError
from registry.floor import queries, rules, service, sheets
from registry.floor.errors import FileFindings, LineFinding
from registry.floor.models import School
from registry.floor.rules import SchoolFinding
from registry.texts import Text
from registry.web.forms import Form, at_most, required, strip
from registry.web.language import t
from registry.web.places.blueprint import Page, PlainForm, attempt, blueprint, page, places_of, refused
from registry.web.security import ANYWHERE, actor, needs

PERMISSION = "school:declare"


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class DeclarationForm(Form):
    """One school's staff."""

    cct = StringField(
        _words("CCT", "CCT (school key)"),
        filters=[strip],
        validators=[required(Text("Escriba la CCT.", "Write the CCT.")), at_most(20)],
    )
    name = StringField(
        _words("Escuela", "School"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre de la escuela.", "Write the school's name.")), at_most(160)],
    )
    staff = IntegerField(
        _words("Personas de la planta docente", "People on the teaching staff"),
        validators=[required(Text("Escriba cuántas personas son.", "Write how many people they are."))],
    )
    source = StringField(
        _words("Fuente", "Source"),
        description=_words(
            "Por ejemplo, el oficio de la dirección o la plantilla.",
            "For example, the principal's letter or the roster.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba la fuente.", "Write the source.")), at_most(300)],
    )
    declared_on = DateField(
        _words("Fecha de la declaración", "Date of the declaration"),
        description=_words("Vale doce meses desde ese día.", "It holds for twelve months from that day."),
        validators=[required(Text("Escriba la fecha.", "Write the date."))],
    )


class ImportForm(Form):
    """Many schools."""

    file = FileField(_words("Archivo CSV", "CSV file"))


@blueprint.get("/entidad/escuelas")
@needs(PERMISSION, provider_from=ANYWHERE)
def schools() -> Page:
    """The schools of the visitor's states, and the form."""
    return _page(DeclarationForm(formdata=None), ImportForm(formdata=None))


@blueprint.post("/entidad/escuelas")
@needs(PERMISSION, provider_from=ANYWHERE)
def school_declare() -> Page:
    """Declare one."""
    form = DeclarationForm()
    refusal = None
    if form.validate_on_submit():
        said = service.Declared(
            form.cct.data or "",
            form.name.data or "",
            form.staff.data or 0,
            form.source.data or "",
            form.declared_on.data,
        )
        refusal = attempt(form, lambda: service.declare(said, actor=actor()))
        if refusal is None:
            flash(t("La declaración quedó registrada.", "The declaration is recorded."), "ok")
            return redirect(url_for("places.schools"), code=303)
    return refused(_page(form, ImportForm(formdata=None)), refusal)


@blueprint.post("/entidad/escuelas/importar")
@needs(PERMISSION, provider_from=ANYWHERE)
def schools_import() -> Page:
    """Declare many."""
    form = ImportForm()
    sent = request.files.get("file")
    refusal: RegistryError | None = None
    if form.validate_on_submit() and sent is not None:
        made: list[int] = []
        body = sent.stream.read(sheets.MOST_BYTES + 1)
        refusal = attempt(form, lambda: made.append(service.import_declarations(body, actor=actor())), field="file")
        if refusal is None:
            flash(t(f"{made[0]} escuelas quedaron declaradas.", f"{made[0]} schools are declared."), "ok")
            return redirect(url_for("places.schools"), code=303)
    findings = refusal.findings if isinstance(refusal, FileFindings) else ()
    return refused(_page(DeclarationForm(formdata=None), form, findings), refusal)


@blueprint.post("/entidad/escuelas/<cct>/retirar")
@needs(PERMISSION, provider_from=ANYWHERE)
def school_withdraw(cct: str) -> Page:
    """Take the declaration in force back."""
    form = PlainForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.withdraw(rules.read_cct(cct) or cct[:10], actor=actor()))
        if refusal is None:
            flash(t("La declaración quedó retirada.", "The declaration is withdrawn."), "ok")
            return redirect(url_for("places.schools"), code=303)
    return refused(_page(DeclarationForm(formdata=None), ImportForm(formdata=None), problems=form.form_errors), refusal)


def _page(
    form: DeclarationForm, upload: ImportForm, findings: Sequence[LineFinding] = (), problems: Sequence[Any] = ()
) -> str:
    states = places_of(PERMISSION, "state")
    incentive = queries.incentive("prg-literacy-floor-school")
    full = actor().may("outcome:read_full")
    threshold = incentive.threshold_percent or 100
    rows = [(one, _finding(one, threshold), _shown(one, full)) for one in queries.schools_of(states)]
    return page(
        "schools.html",
        current="schools",
        form=form,
        upload=upload,
        findings=findings,
        problems=problems,
        rows=rows,
        states=states,
        incentive=incentive,
    )


def _finding(school: School, threshold: int) -> SchoolFinding:
    declared = school.ends_on is not None and school.ends_on >= clock.today()
    return rules.judged(school.staff if declared else None, school.holders, threshold)


def _shown(school: School, full: bool) -> str:
    """How many hold it: exact for those of the authority who read everything, suppressed for everybody else."""
    if school.staff is None:
        return "—"
    if full or school.holders == 0:
        return str(school.holders)
    if rules.shown_percent(school.staff, school.holders) is not None:
        return str(school.holders)
    return f"<{MINIMUM_CELL}" if school.holders < MINIMUM_CELL else t("10 o más", "10 or more")
