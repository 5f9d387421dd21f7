"""``/encuesta/<token>``: a follow-up survey by its mailed link, without signing in. Opening it changes nothing."""

from __future__ import annotations

from typing import cast

from flask import Response, render_template, request

from registry import content
from registry.awards.models import Award
from registry.awards.service import title_of
from registry.db import db
from registry.errors import RegistryError
from registry.rights import consents
from registry.surveys import service
from registry.surveys.errors import SurveyClosed
from registry.surveys.models import SurveyInvitation
from registry.surveys.questions import Question, questions_of
from registry.texts import Text
from registry.web.limits import limiter, look_up_rate
from registry.web.problems import status_of
from registry.web.public import blueprint
from registry.web.security import public

Page = str | Response | tuple[str, int]


@blueprint.get("/encuesta/<token>")
@public
@limiter.limit(look_up_rate)
def survey(token: str) -> Page:
    """The questions, or that the survey has closed."""
    try:
        return _form(service.open_of_token(token))
    except SurveyClosed as refusal:
        return _end("closed", refusal=refusal)


@blueprint.post("/encuesta/<token>")
@public
@limiter.limit(look_up_rate)
def survey_answer(token: str) -> Page:
    """Keep the answers in place of earlier ones."""
    try:
        invitation = service.answer(token, request.form)
        db.session.commit()
    except SurveyClosed as refusal:
        return _end("closed", refusal=refusal)
    except RegistryError as refusal:
        db.session.rollback()
        return _form(service.open_of_token(token), refusal=refusal.said), status_of(refusal)
    return _end("thanks", until=invitation.closes_at, token=token)


@blueprint.post("/encuesta/<token>/no-mas")
@public
@limiter.limit(look_up_rate)
def survey_stop(token: str) -> Page:
    """Withdraw consent: nothing more is asked, and answers that can still be found go."""
    gone = consents.withdraw_follow_up(service.of_token(token).person_id)
    db.session.commit()
    return _end("stopped", gone=gone)


def _form(invitation: SurveyInvitation, *, refusal: Text | None = None) -> str:
    award = db.session.get_one(Award, invitation.award_id)
    asked = questions_of(invitation.wave, award.definition_version.profile)
    return render_template(
        "public/survey.html",
        invitation=invitation,
        title=title_of(award.definition_version),
        questions=[(one, _choices(one)) for one in asked],
        given=request.form,
        refusal=refusal,
    )


def _choices(question: Question) -> list[tuple[str, Text]]:
    if question.kind == "yes_no":
        return [("yes", Text("Sí", "Yes")), ("no", Text("No", "No"))]
    if question.catalog:
        return [(one.id, one.label) for one in content.catalog(question.catalog)]
    return list(question.choices)


def _end(what: str, *, refusal: RegistryError | None = None, **more: object) -> Page:
    page = render_template("public/survey_end.html", what=what, refusal=refusal, **more)
    return (page, status_of(refusal)) if refusal is not None else cast(Page, page)
