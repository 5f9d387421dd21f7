"""A chamber's panel and its referral codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from markupsafe import Markup
from wtforms import StringField

from registry import addresses, clock
from registry.accounts.actor import Actor
from registry.artefacts.qr import qr_svg
from registry.content import label, state
from registry.disclosure import MINIMUM_CELL
from registry.floor import panels, queries, rules, service
from registry.floor.errors import NoSuchChamberCode
from registry.floor.models import ChamberCode
from registry.texts import Text, month_of, spoken
from registry.web.charts import Bar, bar_chart
from registry.web.forms import Form, at_most, required, strip
from registry.web.language import current, said, t
from registry.web.places.blueprint import Page, PlainForm, attempt, blueprint, page, places_of, refused
from registry.web.security import ANYWHERE, actor, needs

READ, INVITE = "chamber:read", "chamber:invite"


def _words(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class CodeForm(Form):
    """A fresh code."""

    label = StringField(
        _words("Para qué es", "What it is for"),
        description=_words("Solo lo ve la cámara: una feria, una delegación.", "Seen by you alone: a fair, a branch."),
        filters=[strip],
        validators=[required(Text("Escriba para qué es el código.", "Write what the code is for.")), at_most(80)],
    )  # fmt: skip


@blueprint.get("/camara")
@needs(READ, provider_from=ANYWHERE)
def chambers() -> Page:
    """The chambers that the visitor may read; with a single one, its panel."""
    held = places_of(READ, "chamber")
    found = [one for one in queries.chambers() if held is None or one.id in held]
    if len(found) == 1:
        return redirect(url_for("places.chamber", chamber_id=found[0].id))
    return page("chambers.html", current="chambers", chambers=found)


@blueprint.get("/camara/<chamber_id>")
@needs(READ, provider_from=ANYWHERE)
def chamber(chamber_id: str) -> Page:
    """How many finished with its codes, and the codes."""
    return _page(_reader(chamber_id), chamber_id, CodeForm(formdata=None))


@blueprint.post("/camara/<chamber_id>/codigos")
@needs(INVITE, provider_from=ANYWHERE)
def chamber_code_make(chamber_id: str) -> Page:
    """Make a code."""
    who, form = _reader(chamber_id), CodeForm()
    refusal = None
    if form.validate_on_submit():
        made: list[ChamberCode] = []
        refusal = attempt(
            form, lambda: made.append(service.make_code(chamber_id, form.label.data or "", actor=who)), field="label"
        )
        if refusal is None:
            flash(t("El código está listo para imprimirse.", "The code is ready to print."), "ok")
            return redirect(url_for("places.chamber_code", chamber_id=chamber_id, code=made[0].code), code=303)
    return refused(_page(who, chamber_id, form), refusal)


@blueprint.get("/camara/<chamber_id>/codigos/<code>")
@needs(READ, provider_from=ANYWHERE)
def chamber_code(chamber_id: str, code: str) -> Page:
    """A code on a sheet to print: what it is, its QR, and what it says in words."""
    _reader(chamber_id)
    found = queries.code(code)
    if found is None or found.chamber_id != chamber_id:
        raise NoSuchChamberCode()
    address = addresses.path(f"unirse/{found.code}")
    title = t("Código QR de la invitación", "QR code of the invitation")
    return page(
        "chamber_code.html",
        current="chambers",
        chamber=queries.chamber(chamber_id),
        code=found,
        spelled=rules.spell_code(found.code),
        address=address,
        qr=Markup(qr_svg(address, title=title)),  # noqa: S704  drawn here, of our own address
    )


@blueprint.post("/camara/<chamber_id>/codigos/<code>/retirar")
@needs(INVITE, provider_from=ANYWHERE)
def chamber_code_withdraw(chamber_id: str, code: str) -> Page:
    """Give a code out no more."""
    who, form = _reader(chamber_id), PlainForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.withdraw_code(chamber_id, code, actor=who))
        if refusal is None:
            flash(t("El código quedó retirado. Quien ya llegó con él sigue contando.",
                    "The code is withdrawn. Whoever came by it still counts."), "ok")  # fmt: skip
            return redirect(url_for("places.chamber", chamber_id=chamber_id), code=303)
    return refused(_page(who, chamber_id, CodeForm(formdata=None), problems=form.form_errors), refusal)


def _reader(chamber_id: str) -> Actor:
    """The visitor, who may read this chamber. Raises `NoSuchChamber`, `NotAllowed`."""
    who = actor()
    queries.chamber(chamber_id)
    who.require(READ, at=f"chamber:{chamber_id}")
    return who


def _page(who: Actor, chamber_id: str, form: CodeForm, problems: Any = ()) -> str:
    panel = panels.panel_of(chamber_id, clock.today())
    return page(
        "chamber.html",
        current="chambers",
        chamber=queries.chamber(chamber_id),
        panel=panel,
        tables=[
            (Text("Por perfil", "By profile"), Text("Perfil", "Profile"), _rows(panel.profiles.cells, _profile)),
            (Text("Por entidad", "By state"), Text("Entidad", "State"), _rows(panel.states.cells, _state)),
            (Text("Por tamaño de empresa", "By company size"), Text("Tamaño", "Size"), _rows(panel.sizes.cells, _size)),
        ],
        months=[(month_of(_first(month)), _shown(count)) for month, count in sorted(panel.months.cells.items())],
        chart=_chart(panel.months.cells),
        codes=queries.codes_of(chamber_id),
        spell=rules.spell_code,
        form=form,
        may_invite=who.may(INVITE, at=f"chamber:{chamber_id}"),
        problems=problems,
        minimum=MINIMUM_CELL,
    )


def _chart(months: Mapping[str, int | None]) -> Markup | None:
    if len(months) < 2:
        return None
    bars = [Bar(said(month_of(_first(month))), count, _shown(count)) for month, count in sorted(months.items())]
    title = t("Personas que concluyeron, por mes", "People who finished, by month")
    return bar_chart(bars, title=title)


def _first(month: str) -> dt.date:
    """The first day of ``2026-08``."""
    return dt.date.fromisoformat(f"{month}-01")


def _rows(cells: Mapping[str, int | None], name: Any) -> list[tuple[Text, str]]:
    named = [(name(key), count) for key, count in cells.items()]
    return [(text, _shown(count)) for text, count in sorted(named, key=lambda one: one[0].es)]


def _shown(count: int | None) -> str:
    return f"<{MINIMUM_CELL}" if count is None else spoken(count, current())


_UNKNOWN = Text("No se sabe", "Unknown")


def _profile(key: str) -> Text:
    return _UNKNOWN if key == panels.UNKNOWN else label("profiles", key)


def _state(key: str) -> Text:
    found = state(key)
    return found.name if found else _UNKNOWN


def _size(key: str) -> Text:
    return _UNKNOWN if key == panels.UNKNOWN else label("company_sizes", key)
