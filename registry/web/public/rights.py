"""The privacy notice and its versions; a request's page by its mailed link; the page of a minor's guardian."""

from __future__ import annotations

from typing import cast

from flask import Response, flash, redirect, render_template, request, url_for

from registry.awards import queries as awards
from registry.db import db
from registry.people.models import Person
from registry.people.service import root_of
from registry.rights import guarding, privacy, service
from registry.rights.catalogue import GROUNDS, HELD, NOT_REACHED
from registry.web import rights as shown
from registry.web.language import t
from registry.web.limits import limiter, look_up_rate
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/privacy")
@public
def privacy_notice() -> str:
    """The whole notice in force: necessary and voluntary purposes apart, and what is held in each table."""
    return _notice(privacy.current())


@blueprint.get("/privacy/short")
@public
def privacy_short() -> str:
    """The short form, for a counter or a form on paper."""
    return render_template("public/privacy_short.html", notice=privacy.current())


@blueprint.get("/privacy/versions/<version>")
@public
def privacy_version(version: str) -> str:
    """An earlier version: consents name the one that was read."""
    return _notice(privacy.version(version))


def _notice(notice: privacy.Notice) -> str:
    return render_template(
        "public/privacy.html",
        notice=notice,
        in_force=notice.version == privacy.current().version,
        versions=[one for one in privacy.versions() if one != notice.version],
        held=HELD,
        grounds=GROUNDS,
        elsewhere=NOT_REACHED,
    )


@blueprint.get("/derechos/<token>")
@public
@limiter.limit(look_up_rate)
def rights_page(token: str) -> str:
    """How a request stands; names nobody."""
    found = service.of_token(token)
    return render_template(
        "public/rights_request.html",
        **shown.card(found),
        withdraw_to=url_for("public.rights_page_withdraw", token=token),
    )


@blueprint.post("/derechos/<token>/retirar")
@public
@limiter.limit(look_up_rate)
def rights_page_withdraw(token: str) -> Response:
    """Whoever reads the mailbox wants it no more."""
    service.withdraw(service.of_token(token))
    db.session.commit()
    return cast(Response, redirect(url_for("public.rights_page", token=token), code=303))


@blueprint.get("/tutor/<token>")
@public
@limiter.limit(look_up_rate)
def guardian(token: str) -> str:
    """What a guardian is asked: who awarded what, and the words of the consent."""
    consent = guarding.of_token(token)
    person = root_of(db.session.get_one(Person, consent.person_id))
    return render_template(
        "public/guardian.html",
        consent=consent,
        token=token,
        notice=privacy.version(consent.text_version),
        awards=[shown.award_line(one) for one in awards.of_person(person.id)],
    )


@blueprint.post("/tutor/<token>")
@public
@limiter.limit(look_up_rate)
def guardian_answer(token: str) -> Response | str:
    """Consent, or not (any more)."""
    agree = request.form.get("answer") == "yes"
    guarding.decide(token, agree=agree)
    db.session.commit()
    if agree:
        flash(t("Gracias: su consentimiento quedó registrado.", "Thank you: your consent is recorded."), "ok")
        return cast(Response, redirect(url_for("public.guardian", token=token), code=303))
    return render_template("public/guardian_done.html")
