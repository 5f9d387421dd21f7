"""The decision: what the rule in the criteria's data makes of the reviews, the public text, and what follows."""

from __future__ import annotations

from flask import flash, redirect, url_for

from registry.accounts import queries as accounts
from registry.curriculum.criteria import Decision, Finding
from registry.errors import RegistryError
from registry.providers import reviewing, service, tray
from registry.providers.commands import Ruling
from registry.providers.errors import ReviewersDisagree, ReviewsMissing
from registry.providers.models import Application, Review
from registry.web.authority.applications import asked_for
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import DecideForm
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/solicitudes/<number>/resolucion")
@needs("application:decide")
def decision(number: str) -> Page:
    """The computed result and the reviews behind it, before anybody decides."""
    return _page(tray.by_number(number), DecideForm(formdata=None))


@blueprint.post("/solicitudes/<number>/resolucion")
@needs("application:decide")
def decide(number: str) -> Page:
    """Decide as the rule says and publish the ruling."""
    found = tray.by_number(number)
    form = DecideForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        ruling = Ruling(expected_result=form.expected_result.data or "", text=form.text.data or "")
        refusal = attempt(form, lambda: service.decide_application(found.id, ruling, actor=actor()))
        if refusal is None:
            flash(
                t(
                    "La resolución quedó firme y la institución recibirá un correo.",
                    "The decision is final, and the institution will receive a mail.",
                ),
                "ok",
            )
            return redirect(url_for("authority.application", number=number))
    return refused(_page(tray.by_number(number), form), refusal)


def _outcome(found: Application) -> tuple[Decision | None, RegistryError | None]:
    try:
        return service.outcome(found), None
    except (ReviewsMissing, ReviewersDisagree) as missing:
        return None, missing


def _page(found: Application, form: DecideForm) -> str:
    criteria, seats = tray.criteria_of(found), tray.seats_of(found)
    outcome, missing = _outcome(found)
    form.expected_result.data = outcome.result.value if outcome else ""
    people = {one.account_id: one for one in accounts.house_staff()}
    visible = [
        review
        for review in found.reviews
        if review.recused_at is None
        and reviewing.may_read(seats, criteria, reader_id=actor().account_id, author_id=review.reviewer_id)
    ]
    applying = tray.applying(found)
    return page(
        "decision.html",
        current="applications",
        application=found,
        form=form,
        outcome=outcome,
        missing=missing,
        rule=next((rule for rule in criteria.rules if outcome and rule.id == outcome.rule_id), None),
        criteria=criteria,
        applying=applying,
        together=reviewing.found_together(applying, outcome) if outcome else {},
        standards=asked_for(found),
        columns=[(people.get(review.reviewer_id), review, _by_criterion(review)) for review in visible],
        conflicted=found.provider_id in actor().provider_ids,
        labels=criteria.finding_labels,
        fails=Finding.DOES_NOT_MEET,
    )


def _by_criterion(review: Review) -> dict[str, tuple[str, str]]:
    return {one.criterion_id: (one.value, one.comment) for one in review.findings}
