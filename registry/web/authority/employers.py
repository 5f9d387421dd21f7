"""``/autoridad/empleadores``: verify employers, watch over needs, settle reports."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from flask import redirect, url_for
from wtforms import TextAreaField

from registry.errors import NotFound, RegistryError
from registry.talent import editing, queries, rules
from registry.talent import employers as service
from registry.talent import needs as board
from registry.talent.errors import ChangeMovedOn, ReasonMissing
from registry.talent.messages import EMPLOYER_EVENTS, REPORT_KINDS
from registry.talent.models import Employer
from registry.talent.rules import Standing
from registry.texts import Text
from registry.web import talent as shown
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, page, refused
from registry.web.forms import Form, at_most, strip
from registry.web.security import actor, needs

#: What may be done with an employer in each state, in the order of the buttons.
ACTS: Mapping[Standing, tuple[str, ...]] = {
    Standing.CONFIRMED: ("verificar", "negar"),
    Standing.VERIFIED: ("verificar", "suspender", "retirar"),
    Standing.SUSPENDED: ("levantar", "retirar"),
    Standing.LAPSED: ("verificar",),
}
WORDS: Mapping[str, Text] = {
    "verificar": Text("Verificar por 24 meses", "Verify for 24 months"),
    "negar": Text("No verificar", "Do not verify"),
    "suspender": Text("Suspender", "Suspend"),
    "levantar": Text("Levantar la suspensión", "Lift the suspension"),
    "retirar": Text("Retirar la verificación", "Withdraw the verification"),
}


def _act(name: str) -> Callable[..., Employer]:
    return {
        "verificar": service.verify,
        "negar": service.refuse,
        "suspender": service.suspend,
        "levantar": service.resume,
        "retirar": service.withdraw,
    }[name]


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField(
        Text("Motivo", "Reason"),
        description=Text("La organización lo lee.", "The organisation reads it."),
        filters=[strip],
        validators=[at_most(rules.LONGEST_REASON)],
        render_kw={"rows": "3"},
    )


@blueprint.get("/empleadores")
@needs("employer:verify")
def employers() -> str:
    """What waits, who is verified, what was reported, and the newest needs."""
    by_state = queries.employers_by_state()
    return page(
        "employers.html",
        current="employers",
        groups=[
            (state, [shown.employer_card(one) for one in by_state[state]])
            for state in (
                Standing.CONFIRMED, Standing.VERIFIED, Standing.SUSPENDED, Standing.LAPSED, Standing.WITHDRAWN,
                Standing.REFUSED,
            )
            if state in by_state
        ],
        reports=[(one, REPORT_KINDS[one.kind]) for one in queries.open_reports()],
        changes=queries.open_changes(),
        needs=[shown.need_card(one) for one in queries.newest_needs()],
    )  # fmt: skip


@blueprint.get("/empleadores/<uuid:employer_id>")
@needs("employer:verify")
def employer(employer_id: uuid.UUID) -> str:
    """One: what it says, what happened, and what may be decided."""
    return _page(employer_id)


@blueprint.post("/empleadores/<uuid:employer_id>/<any(verificar, negar, suspender, levantar, retirar):act>")
@needs("employer:verify")
def employer_decide(employer_id: uuid.UUID, act: str) -> Page:
    """Carry a decision out."""
    form = ReasonForm(prefix=act)
    if not form.validate_on_submit():
        return refused(_page(employer_id, {act: form}))
    done = shown.carried_out(
        form,
        lambda: _act(act)(employer_id, reason=form.reason.data or "", actor=actor()).id,
        at={ReasonMissing: "reason"},
    )
    if isinstance(done, RegistryError):
        return refused(_page(employer_id, {act: form}), done)
    shown.tell(
        Text("Quedó hecho, y la organización recibe un correo.", "It is done, and the organisation gets a mail.")
    )
    return redirect(url_for("authority.employer", employer_id=employer_id), code=303)


@blueprint.post("/empleadores/cambios/<uuid:change_id>/<any(aprobar, negar):act>")
@needs("employer:verify")
def employer_change(change_id: uuid.UUID, act: str) -> Page:
    """Approve a new name or domain, or not."""
    found = next((one for one in queries.open_changes() if one.id == change_id), None)
    if found is None:
        raise ChangeMovedOn()
    employer_id, form = found.employer_id, ReasonForm(prefix="cambio")
    if not form.validate_on_submit():
        return refused(_page(employer_id, {"cambio": form}))
    done = shown.carried_out(
        form,
        lambda: editing.decide(change_id, approve=act == "aprobar", reason=form.reason.data or "", actor=actor()).id,
        at={ReasonMissing: "reason"},
    )
    if isinstance(done, RegistryError):
        return refused(_page(employer_id, {"cambio": form}), done)
    shown.tell(
        Text("Quedó hecho, y la organización recibe un correo.", "It is done, and the organisation gets a mail.")
    )
    return redirect(url_for("authority.employer", employer_id=employer_id), code=303)


@blueprint.post("/empleadores/denuncias/<uuid:report_id>")
@needs("employer:verify")
def report_settle(report_id: uuid.UUID) -> Page:
    """Say what came of a report."""
    found = next((one for one in queries.open_reports() if one.id == report_id), None)
    if found is None:
        raise NotFound()
    employer_id, form = found.employer_id, ReasonForm(prefix=str(report_id))
    if not form.validate_on_submit():
        return refused(_page(employer_id, {str(report_id): form}))
    done = shown.carried_out(
        form,
        lambda: service.settle(report_id, outcome=form.reason.data or "", actor=actor()).id,
        at={ReasonMissing: "reason"},
    )
    if isinstance(done, RegistryError):
        return refused(_page(employer_id, {str(report_id): form}), done)
    shown.tell(Text("La denuncia quedó atendida.", "The report is settled."))
    return redirect(url_for("authority.employer", employer_id=employer_id), code=303)


@blueprint.get("/necesidades/<uuid:need_id>/retirar")
@needs("employer:verify")
def need_remove(need_id: uuid.UUID) -> str:
    """What removing a need means."""
    return _need_page(need_id, ReasonForm(formdata=None))


@blueprint.post("/necesidades/<uuid:need_id>/retirar")
@needs("employer:verify")
def need_removed(need_id: uuid.UUID) -> Page:
    """Take it off the board."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return refused(_need_page(need_id, form))
    done = shown.carried_out(
        form,
        lambda: board.remove(need_id, reason=form.reason.data or "", actor=actor()).id,
        at={ReasonMissing: "reason"},
    )
    if isinstance(done, RegistryError):
        return refused(_need_page(need_id, form), done)
    shown.tell(Text("La necesidad quedó fuera del tablero.", "The need is off the board."))
    return redirect(url_for("authority.employers"), code=303)


def _need_page(need_id: uuid.UUID, form: ReasonForm) -> str:
    return page("need_remove.html", current="employers", need=shown.need_card(queries.need(need_id)), form=form)


def _page(employer_id: uuid.UUID, forms: Mapping[str, ReasonForm] | None = None) -> str:
    one = queries.employer(employer_id)
    given = forms or {}
    acts = ACTS.get(queries.standing(one), ())
    reports = queries.reports_of(one.id)
    change = editing.waiting_of(one.id)
    return page(
        "employer.html",
        current="employers",
        employer=shown.employer_card(one),
        contact=one,
        events=[(event, EMPLOYER_EVENTS[event.kind]) for event in reversed(one.events)],
        acts=[(act, WORDS[act], given.get(act) or ReasonForm(formdata=None, prefix=act)) for act in acts],
        reports=[
            (report, REPORT_KINDS[report.kind],
             given.get(str(report.id)) or ReasonForm(formdata=None, prefix=str(report.id)))
            for report in reports
        ],
        needs=[shown.need_card(need) for need in queries.needs_of(one.id)],
        change=change,
        asked=shown.changes(change.before, change.after) if change else [],
        change_form=given.get("cambio") or ReasonForm(formdata=None, prefix="cambio"),
        staff=len(queries.staff_of(one.id)),
        errors=list(given.values()),
    )  # fmt: skip
