"""Targets of the literacy floor: the grid of profiles by states, importing it, and the acts with their undoing."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, redirect, request, url_for
from wtforms import DateField, FileField, HiddenField, SelectField, StringField
from wtforms.validators import Optional

from registry import clock, content
from registry.accounts import queries as accounts
from registry.content import label
from registry.errors import RegistryError
from registry.floor import queries, service, sheets
from registry.floor.errors import FileFindings, LineFinding
from registry.floor.rules import HORIZONS, STATUSES, Cell
from registry.texts import LANGUAGES, Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.language import t
from registry.web.security import actor, needs

_DAY = Text("Escriba el día.", "Write the day.")
_NOT_WHOLE = Text("Escriba números enteros; revise {cells}.", "Write whole numbers; check {cells}.")
_NO_FILE = Text("Elija el archivo CSV.", "Choose the CSV file.")


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class ActForm(Form):
    """What is common to the cells of an act; the cells themselves are read from the request."""

    horizon = HiddenField()
    source = StringField(
        _words("Fuente: acto, plan u oficio", "Source: act, plan or letter"),
        filters=[strip],
        validators=[required(Text("Escriba la fuente.", "Write the source.")), at_most(300)],
    )
    acted_on = DateField(_words("Fecha del acto", "Date of the act"), validators=[required(_DAY)])
    due_on = DateField(
        _words("Alcanzar a más tardar el", "To be reached by"), validators=[required(_DAY)],
        description=_words("Vencimiento del plazo.", "When the horizon ends."),
    )  # fmt: skip
    valid_from = DateField(_words("La meta vale desde", "The target holds from"), validators=[required(_DAY)])
    valid_until = DateField(_words("Hasta (si termina)", "Until (if it ends)"), validators=[Optional()])
    status = SelectField(_words("Carácter", "Status"), choices=options(*STATUSES.items()))
    file = FileField(
        _words("O un CSV en lugar de la tabla", "Or a CSV instead of the table"),
        description=_words(
            "Columnas perfil, entidad y personas; la celda vacía quita la meta.",
            "Columns profile, state and people; an empty cell takes the target away.",
        ),
    )

    def act(self) -> service.Act:
        """The act that was typed; call it on a valid form."""
        assert self.due_on.data and self.acted_on.data and self.valid_from.data  # noqa: S101  required above
        return service.Act(
            horizon=_horizon(self.horizon.data),
            due_on=self.due_on.data,
            source=self.source.data or "",
            acted_on=self.acted_on.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            status=self.status.data,
        )


@blueprint.get("/piso")
@needs("target:set")
def floor() -> Page:
    """The grid of one horizon."""
    today = clock.today()
    horizon = _horizon(request.args.get("plazo"))
    due = next((one.due_on for one in queries.targets(today)[horizon].values()), None)
    form = ActForm(formdata=None, data={"horizon": horizon, "acted_on": today, "valid_from": today, "due_on": due})
    return _page(form, horizon)


@blueprint.post("/piso")
@needs("target:set")
def floor_save() -> Page:
    """Enter an act: from the grid, or from the file where one was sent."""
    form = ActForm()
    horizon = _horizon(form.horizon.data)
    findings: Sequence[LineFinding] = ()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: _enter(form))
        if refusal is None and not form.errors:
            flash(t("Las metas quedaron guardadas.", "The targets are saved."), "ok")
            return redirect(url_for("authority.floor", plazo=horizon), code=303)
        findings = refusal.findings if isinstance(refusal, FileFindings) else ()
    return refused(_page(form, horizon, findings=findings, typed=True), refusal)


@blueprint.get("/piso/cambios")
@needs("target:set")
def floor_acts() -> Page:
    """Every act, who entered it and when, newest first."""
    return _acts(PlainForm(formdata=None))


@blueprint.post("/piso/cambios/<uuid:act_id>/deshacer")
@needs("target:set")
def floor_undo(act_id: uuid.UUID) -> Page:
    """Take an act back."""
    form = PlainForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.undo(act_id, actor=actor()))
        if refusal is None:
            flash(t("El acto se deshizo; vale otra vez lo de antes.", "Undone; what stood before stands again."), "ok")
            return redirect(url_for("authority.floor_acts"), code=303)
    return refused(_acts(form), refusal)


@blueprint.get("/piso/metas.csv")
@needs("target:set")
def floor_csv() -> Response:
    """The targets of a horizon as a file that the import takes back."""
    horizon = _horizon(request.args.get("plazo"))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["perfil", "entidad", "personas"])
    standing = queries.targets(clock.today())[horizon]
    for profile in queries.profiles():
        for state in content.states():
            one = standing.get((profile, state.code))
            writer.writerow([profile, state.code, one.people if one else ""])
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="metas-{horizon}.csv"'
    return response


def _enter(form: ActForm) -> None:
    sent = request.files.get("file")
    if request.form.get("do") == "file":
        if sent is None or not sent.filename:
            form.refuse(_NO_FILE, "file")
            return
        service.import_targets(form.act(), sent.stream.read(sheets.MOST_BYTES + 1), actor=actor())
        return
    cells, wrong = _cells()
    if wrong:
        form.refuse(_NOT_WHOLE.format(cells=Text(*(", ".join(one.in_(lang) for one in wrong) for lang in LANGUAGES))))
        return
    service.set_targets(form.act(), cells, actor=actor())


def _cells() -> tuple[Mapping[Cell, int | None], list[Text]]:
    """What was typed into the grid; and the names of the cells that are no numbers."""
    found: dict[Cell, int | None] = {}
    wrong: list[Text] = []
    for profile in queries.profiles():
        for state in content.states():
            typed = request.form.get(_field(profile, state.code))
            if typed is None:
                continue
            people = sheets.whole(typed.strip()) if typed.strip() else None
            if typed.strip() and people is None:
                name = label("profiles", profile)
                wrong.append(Text(f"{name.es} ({state.name.es})", f"{name.en} ({state.name.en})"))
            found[profile, state.code] = people
    return found, wrong


def _field(profile: str, state: str) -> str:
    return f"people-{profile}-{state}"


def _horizon(written: str | None) -> str:
    return written if written is not None and written in HORIZONS else "short"


def _page(form: ActForm, horizon: str, *, findings: Sequence[LineFinding] = (), typed: bool = False) -> str:
    standing = queries.targets(clock.today())[horizon]
    rows = []
    for state in content.states():
        cells = []
        for profile in queries.profiles():
            name, one = _field(profile, state.code), standing.get((profile, state.code))
            now = str(one.people) if one else ""
            cells.append((profile, name, request.form.get(name, now) if typed else now, one))
        rows.append((state, cells))
    return page(
        "floor.html",
        current="floor",
        form=form,
        horizon=horizon,
        horizons=HORIZONS,
        profiles=queries.profiles(),
        rows=rows,
        set_here=len(standing),
        findings=findings,
        statuses=STATUSES,
    )


def _acts(form: PlainForm) -> str:
    every = queries.acts()
    names = {key: accounts.name_of(key) for key in {one.entered_by for one in every} | {one.undone_by for one in every}}
    return page(
        "floor_acts.html",
        current="floor",
        acts=every,
        names=names,
        horizons=HORIZONS,
        statuses=STATUSES,
        form=form,
    )
