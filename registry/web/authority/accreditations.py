"""One accreditation: what it covers, what has happened to it, and its changes, each previewed before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, request, url_for

from registry import clock
from registry.awards import queries as awards
from registry.definitions import queries as definitions
from registry.providers import queries, rules, service
from registry.providers.commands import ChangeOrder
from registry.providers.models import Accreditation
from registry.providers.rules import AccreditationState, Change
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import ChangeForm, NoteForm
from registry.web.forms import Form
from registry.web.language import t
from registry.web.security import actor, needs


@dataclass(frozen=True, slots=True)
class Act:
    """A change as a person reaches it: its place in the address, its words, what follows from it."""

    path: str
    change: Change
    title: Text
    button: Text
    consequences: tuple[Text, ...]
    danger: bool
    with_reason: bool
    do: Callable[[Accreditation, Form], Any]


def _order(form: Form) -> ChangeOrder:
    return ChangeOrder(form["reason"].data or "", form["note"].data or "")


def _note(form: Form) -> str:
    return form["note"].data or ""


_STANDS = Text(
    "Lo que la institución emitió antes sigue siendo válido: se juzga por el día de emisión.",
    "What the institution issued before remains valid: it is judged by the day of issue.",
)
_TOLD = Text(
    "El cambio se firma, se publica con su motivo y su fecha, y la institución recibe un correo.",
    "The change is signed and published with its reason and date, and the institution receives a mail.",
)
_STOPS = Text(
    "Desde este momento no puede publicar ni emitir, tampoco por archivo, API o línea de comandos.",
    "From this moment it can neither publish nor issue, by file, API or command line either.",
)

ACTS: tuple[Act, ...] = (
    Act(
        "suspender", Change.SUSPENDED, Text("Suspender la acreditación", "Suspend the accreditation"),
        Text("Suspender", "Suspend"),
        (_STOPS, _STANDS, Text("Se puede restablecer después.", "It can be reinstated later."), _TOLD),
        True, True, lambda one, form: service.suspend(one.id, _order(form), actor=actor()),
    ),
    Act(
        "restablecer", Change.REINSTATED, Text("Restablecer la acreditación", "Reinstate the accreditation"),
        Text("Restablecer", "Reinstate"),
        (Text("Desde ahora puede publicar y emitir de nuevo.", "From now on it can publish and issue again."),
         Text("El periodo de suspensión queda en su historia.", "The time of suspension stays in its history."), _TOLD),
        False, False, lambda one, form: service.reinstate(one.id, note=_note(form), actor=actor()),
    ),
    Act(
        "condicion", Change.CONDITION_MET, Text("Dar por cumplida la condición", "Record the condition as met"),
        Text("Dar por cumplida", "Record as met"),
        (Text("La acreditación queda sin condiciones hasta el fin de su vigencia.",
              "The accreditation stands without conditions until the end of its validity."), _TOLD),
        False, False, lambda one, form: service.condition_met(one.id, note=_note(form), actor=actor()),
    ),
    Act(
        "revocar", Change.REVOKED, Text("Revocar la acreditación", "Revoke the accreditation"),
        Text("Revocar para siempre", "Revoke for good"),
        (_STOPS, _STANDS,
         Text("Es definitivo: para volver a emitir tendría que presentar otra solicitud.",
              "It is final: to issue again it would have to apply again."), _TOLD),
        True, True, lambda one, form: service.revoke(one.id, _order(form), actor=actor()),
    ),
)  # fmt: skip
_BY_PATH: Mapping[str, Act] = {act.path: act for act in ACTS}


@blueprint.get("/acreditaciones/<number>")
@needs("accreditation:read")
def accreditation(number: str) -> Page:
    """One accreditation and the changes that its state allows."""
    found = queries.accreditation_by_number(number)
    facts, now = queries.facts_of(found), clock.now()
    state = rules.state_at(facts, now)
    may_change = actor().may("accreditation:change")
    return page(
        "accreditation.html",
        current="institutions",
        accreditation=found,
        state=state,
        conditions=queries.conditions_of(found),
        acts=[act for act in ACTS if _allowed(facts, act, state)] if may_change else [],
    )


@blueprint.route("/acreditaciones/<number>/<act_path>", methods=["GET", "POST"])
@needs("accreditation:change")
def change(number: str, act_path: str) -> Page:
    """What follows from a change, its reason, and the button that makes it."""
    act = _BY_PATH.get(act_path)
    if act is None:
        abort(404)
    found = queries.accreditation_by_number(number)
    form: Form = ChangeForm().offer_reasons() if act.with_reason else NoteForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: act.do(found, form))
        if refusal is None:
            flash(t("El cambio quedó firmado y publicado.", "The change is signed and published."), "ok")
            return redirect(url_for("authority.accreditation", number=number))
        found = queries.accreditation_by_number(number)
    state = rules.state_at(queries.facts_of(found), clock.now())
    body = page(
        "accreditation_change.html",
        current="institutions",
        accreditation=found,
        act=act,
        form=form,
        state=state,
        allowed=_allowed(queries.facts_of(found), act, state),
        conditions=queries.conditions_of(found) if act.change is Change.CONDITION_MET else (),
        offered=len(definitions.catalogue(provider_id=found.provider_id)),
        issued=awards.of_provider(found.provider_id, size=1)[1],
    )
    return refused(body, refusal) if request.method == "POST" else body


def _allowed(facts: rules.AccreditationFacts, act: Act, state: AccreditationState) -> bool:
    if act.change not in rules.ACCREDITATION_CHANGES[state]:
        return False
    return act.change is not Change.CONDITION_MET or _condition_open(facts)


def _condition_open(facts: rules.AccreditationFacts) -> bool:
    met = any(event.change is Change.CONDITION_MET for event in facts.events)
    return facts.conditional and not met
