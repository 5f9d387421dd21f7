"""Applications: the tray, the dossier of one, taking it up, asking for information, assigning reviewers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.curriculum import queries as curriculum
from registry.curriculum.criteria import Criterion
from registry.errors import RegistryError
from registry.providers import applying, dossier, reviewing, service, tray
from registry.providers.models import Application, DossierItem
from registry.providers.rules import OPEN, ApplicationState
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import AssignForm, PlainForm, RecuseForm, RequestForm
from registry.web.forms import Form, options
from registry.web.language import t
from registry.web.security import actor, needs

#: The states that the tray can be narrowed to, decided ones included.
SHOWN_STATES = tuple(state for state in ApplicationState if state != ApplicationState.DRAFT)


@blueprint.get("/solicitudes")
@needs("application:list")
def applications() -> Page:
    """What is under way, the most urgent first; or those of one state."""
    now = clock.now()
    state = request.args.get("estado") if request.args.get("estado") in SHOWN_STATES else None
    number = max(request.args.get("pagina", 1, type=int), 1)
    found = tray.tray(now, state=state, page=number)
    return page(
        "applications.html",
        current="applications",
        tray=found,
        state=state or "",
        states=SHOWN_STATES,
        number=number,
        pages=max(-(-found.total // tray.PAGE_SIZE), 1),
        counts=tray.counts(now),
    )


@blueprint.get("/solicitudes/<number>")
@needs("application:list")
def application(number: str) -> Page:
    """One application: where it stands, what must happen next, its dossier for those who may read it."""
    return application_page(tray.by_number(number))


@blueprint.post("/solicitudes/<number>/revisar")
@needs("application:assign")
def take_up(number: str) -> Page:
    """Start the review."""
    return _step(number, PlainForm(), lambda found: service.take_up(found.id, actor=actor()), form_name="plain")


@blueprint.post("/solicitudes/<number>/continuar")
@needs("application:assign")
def resume(number: str) -> Page:
    """Go on without a reply."""
    return _step(number, PlainForm(), lambda found: service.resume(found.id, actor=actor()), form_name="plain")


@blueprint.post("/solicitudes/<number>/informacion")
@needs("application:read")
def request_information(number: str) -> Page:
    """Ask the applicant for what is missing."""
    form = RequestForm()
    return _step(
        number,
        form,
        lambda found: service.request_information(found.id, form.text.data or "", actor=actor()),
        form_name="request_form",
        field="text",
        done=Text(
            "La institución recibirá la petición por correo.", "The institution will receive the request by mail."
        ),
    )


@blueprint.post("/solicitudes/<number>/dictaminadores")
@needs("application:assign")
def assign(number: str) -> Page:
    """Give a reviewer a seat."""
    form = AssignForm()
    return _step(
        number,
        form,
        lambda found: service.assign_reviewer(found.id, _key(form.reviewer.data), actor=actor()),
        form_name="assign_form",
        field="reviewer",
        done=Text(
            "La persona verá la solicitud en sus dictámenes.", "They will see the application among their reviews."
        ),
    )


@blueprint.route("/solicitudes/<number>/dictaminadores/<uuid:reviewer_id>/excusa", methods=["GET", "POST"])
@needs("application:read")
def recuse(number: str, reviewer_id: uuid.UUID) -> Page:
    """Free a seat: one's own, or anybody's for who assigns."""
    found = tray.by_number(number)
    form = RecuseForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(
            form,
            lambda: service.recuse(found.id, reviewer_id, form.reason.data or "", actor=actor()),
            field="reason",
        )
        if refusal is None:
            flash(t("El lugar quedó libre.", "The seat is free."), "ok")
            return redirect(url_for("authority.application", number=number))
    body = page("recuse.html", current="applications", application=found, form=form)
    return refused(body, refusal) if request.method == "POST" else body


def _step(
    number: str,
    form: Form,
    action: Callable[[Application], Any],
    *,
    form_name: str,
    field: str | None = None,
    done: Text | None = None,
) -> Page:
    """Validate, act and lead back; a refusal is shown on the application's page with what was typed."""
    found = tray.by_number(number)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: action(found), field=field)
        if refusal is None:
            if done is not None:
                flash(t(done.es, done.en), "ok")
            return redirect(url_for("authority.application", number=number))
    return refused(application_page(tray.by_number(number), **{form_name: form}), refusal)


def application_page(found: Application, **forms: Form) -> str:
    """The page of one application; ``forms`` are those that were refused."""
    who = actor()
    readable = tray.may_read_dossier(found, who)
    criteria = tray.criteria_of(found)
    seats = tray.seats_of(found)
    assigning = who.may("application:assign") and found.state == ApplicationState.UNDER_REVIEW
    conflicted = found.provider_id in who.provider_ids
    filed = [one for one in reviewing.sitting(seats) if one.filed_at is not None]
    people = {one.account_id: one for one in accounts.house_staff()}
    assign_form = forms.get("assign_form") or AssignForm(formdata=None)
    if assigning:
        seated = {review.reviewer_id for review in found.reviews}
        assign_form["reviewer"].choices = options(
            ("", Text("Elija a una persona", "Choose somebody")),
            *(
                (str(one.account_id), one.name)
                for one in people.values()
                if Role.AUTHORITY_REVIEWER in one.roles and not one.disabled and one.account_id not in seated
            ),
        )
    return page(
        "application.html",
        current="applications",
        application=found,
        criteria=criteria,
        groups=_groups(found) if readable else None,
        standards=asked_for(found),
        readable=readable,
        conflicted=conflicted,
        left=tray.left(found.due_at, clock.now()),
        seats=[(review, people.get(review.reviewer_id)) for review in found.reviews],
        sits=any(one.reviewer_id == who.account_id and not one.recused for one in seats),
        disagree=reviewing.disagree(seats, criteria),
        may_assign=assigning and not conflicted and _has_free_seat(found, criteria.reviewers_min),
        ready=len(filed) >= criteria.reviewers_min and len(filed) == len(reviewing.sitting(seats)),
        may_decide=who.may("application:decide") and not conflicted,
        people=people,
        is_open=found.state in OPEN,
        assign_form=assign_form,
        request_form=forms.get("request_form") or RequestForm(formdata=None),
        plain=forms.get("plain") or PlainForm(formdata=None),
    )


def _has_free_seat(found: Application, needed: int) -> bool:
    seats = tray.seats_of(found)
    sitting = reviewing.sitting(seats)
    return len(sitting) < needed or (len(sitting) == needed and reviewing.disagree(seats, tray.criteria_of(found)))


Row = tuple[Criterion, DossierItem | None, dossier.Progress, Any]


def _groups(found: Application) -> list[tuple[Any, list[Row]]]:
    """The dossier in the order of the criteria: criterion, answer, how far it came, what was computed."""
    items = {item.criterion_id: item for item in found.items}
    answers, computed = tray.answers(found), tray.computed_of(found)
    applying_ids = {one.id for one in tray.applying(found)}
    rows: list[tuple[Any, list[Row]]] = []
    for group in tray.criteria_of(found).groups:
        asked = [
            (
                one,
                items.get(one.id),
                dossier.progress(one, answers.get(one.id, dossier.Answer()), computed.get(one.id)),
                found.computed.get(one.id),
            )
            for one in group.criteria
            if one.id in applying_ids
        ]
        if asked:
            rows.append((group, asked))
    return rows


def asked_for(found: Application) -> list[tuple[Any, Any]]:
    """The standard versions that an application names, each with the profiles and parts it is narrowed to."""
    return [(curriculum.by_id(one.standard_version_id), one) for one in applying.wanted_of(found)]


def _key(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.UUID(int=0)
