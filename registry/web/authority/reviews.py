"""A reviewer's own work: what waits, and the ruling, criterion by criterion, saved as a draft and filed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for

from registry import clock
from registry.curriculum.criteria import Criterion
from registry.db import db
from registry.errors import RegistryError
from registry.providers import service, tray
from registry.providers.commands import ReviewDraft
from registry.providers.errors import NotYourReview
from registry.providers.models import Application, Review
from registry.providers.rules import ApplicationState
from registry.texts import Text
from registry.web.authority.applications import asked_for
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import comment_name, finding_name, review_form
from registry.web.forms import Form
from registry.web.language import t
from registry.web.security import actor, needs

#: Refusals that are about criteria: at which field of each, and what to do there.
_AT_CRITERIA: Mapping[str, tuple[Callable[[str], str], Text]] = {
    "incomplete_findings": (finding_name, Text("Marque si se cumple o no.", "Mark whether it is met or not.")),
    "finding_needs_comment": (comment_name, Text("Explique por qué no se cumple.", "Explain why it is not met.")),
}


@blueprint.get("/dictamenes")
@needs("application:review")
def reviews() -> Page:
    """The reviews to file, and those that were filed."""
    who, now = actor(), clock.now()
    waiting = tray.my_reviews(who.account_id) if who.account_id else ()
    filed = tray.my_reviews(who.account_id, filed=True) if who.account_id else ()
    return page(
        "reviews.html",
        current="reviews",
        waiting=[(review, tray.left(review.application.due_at, now)) for review in waiting],
        filed=filed,
    )


@blueprint.get("/solicitudes/<number>/dictamen")
@needs("application:review")
def review(number: str) -> Page:
    """The form of one's ruling, with the dossier beside it; a filed one is read only."""
    found = tray.by_number(number)
    mine = _own(found)
    form = _form_of(found)(formdata=None, data=_saved(mine))
    return _page(found, mine, form)


@blueprint.post("/solicitudes/<number>/dictamen")
@needs("application:review")
def write_review(number: str) -> Page:
    """Save the draft, and file it when that was the button. What was typed is kept even when filing is refused."""
    found = tray.by_number(number)
    mine = _own(found)
    form = _form_of(found)()
    if not form.validate_on_submit():
        return refused(_page(found, mine, form))
    draft = _draft(found, form)
    refusal = attempt(form, lambda: service.save_review(found.id, draft, actor=actor()))
    if refusal is None and request.form.get("do") == "file":
        refusal = _file(found, draft, form)
    if refusal is not None:
        db.session.expire_all()
        found = tray.by_number(number)
        return refused(_page(found, _own(found), form), refusal)
    if request.form.get("do") == "file":
        flash(t("Su dictamen quedó presentado.", "Your review has been filed."), "ok")
        return redirect(url_for("authority.reviews"))
    flash(t("Se guardó el avance.", "Your draft is saved."), "ok")
    return redirect(url_for("authority.review", number=number))


def _file(found: Application, draft: ReviewDraft, form: Form) -> RegistryError | None:
    try:
        service.file_review(found.id, draft, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        _show(form, refusal)
        return refusal
    return None


def _show(form: Form, refusal: RegistryError) -> None:
    """A refusal that names criteria stands at each of them, in few words; the others at the top."""
    named = [name.strip() for name in str(refusal.details.get("criteria", "")).split(",") if name.strip()]
    where, said = _AT_CRITERIA.get(refusal.code, (finding_name, None))
    fields = [where(name) for name in named if where(name) in form]
    for field in fields:
        form.refuse(said or refusal, field)
    if not fields:
        form.refuse(refusal, "opinion" if refusal.code == "opinion_missing" else None)


def _own(found: Application) -> Review:
    for one in found.reviews:
        if one.reviewer_id == actor().account_id and one.recused_at is None:
            return one
    raise NotYourReview()


def _form_of(found: Application) -> type[Form]:
    return review_form(tray.applying(found), tray.criteria_of(found))


def _saved(mine: Review) -> Mapping[str, Any]:
    data: dict[str, Any] = {"opinion": mine.opinion}
    for one in mine.findings:
        data[finding_name(one.criterion_id)] = one.value or None
        data[comment_name(one.criterion_id)] = one.comment
    return data


def _draft(found: Application, form: Form) -> ReviewDraft:
    asked: list[Criterion] = list(tray.applying(found))
    return ReviewDraft(
        findings={one.id: form[finding_name(one.id)].data or "" for one in asked},
        comments={one.id: form[comment_name(one.id)].data or "" for one in asked},
        opinion=form["opinion"].data or "",
    )


def _page(found: Application, mine: Review, form: Form) -> str:
    applying = {one.id for one in tray.applying(found)}
    items = {item.criterion_id: item for item in found.items}
    groups = [
        (group, [(one, items.get(one.id), found.computed.get(one.id)) for one in group.criteria if one.id in applying])
        for group in tray.criteria_of(found).groups
    ]
    return page(
        "review.html",
        current="reviews",
        application=found,
        mine=mine,
        form=form,
        groups=[(group, rows) for group, rows in groups if rows],
        standards=asked_for(found),
        left=tray.left(found.due_at, clock.now()),
        writable=mine.filed_at is None and found.state == ApplicationState.UNDER_REVIEW,
        finding_name=finding_name,
        comment_name=comment_name,
    )
