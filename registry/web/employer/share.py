"""``/s/<token>``: what a learner shared. A page for people, the signed document for programs, a badge for web pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, render_template, request, url_for

from registry import addresses, clock
from registry.artefacts.status_badge import BadgeState, status_badge
from registry.awards import asking, gates, sharing
from registry.awards.asking import Asked
from registry.awards.errors import ShareClosed, ShareCodeNeeded, ShareNotFound
from registry.db import db
from registry.errors import RegistryError
from registry.records import storage
from registry.texts import CENTRAL_MEXICO, Language, Text
from registry.trust.service import examine
from registry.verification import Report, Verdict
from registry.web import negotiation, tallying
from registry.web.employer import blueprint, gate
from registry.web.employer.preview import preview_of
from registry.web.employer.reading import Shared, shared
from registry.web.employer.verify import Page, asked_name, render_report
from registry.web.limits import limiter, look_up_rate, shared_token, verify_rate
from registry.web.problems import status_of
from registry.web.security import public

HTML = "text/html"
CREDENTIAL_TYPES = ("application/vc", "application/ld+json", "application/json")
JWT_TYPES = ("application/vc+jwt", "application/jwt")
#: Long enough for a busy page, short enough that a revoked credential is not shown as valid through the afternoon.
BADGE_SECONDS = 300
_BADGES: Mapping[Verdict, BadgeState] = {
    Verdict.VALID: "valid",
    Verdict.AUTHENTIC_NOT_CURRENT: "not_current",
    Verdict.INVALID: "invalid",
    Verdict.UNVERIFIABLE: "not_checked",
}


@blueprint.route("/s/<token>", methods=["GET", "POST"])
@public
@limiter.limit(verify_rate)
def share(token: str) -> Page | Response:
    """The report on what is shared; by Accept the credential itself, when the link includes all of it.

    A POST carries a name to compare, so that the name stands in no address; it changes nothing.
    """
    try:
        found = shared(token)
    except (ShareNotFound, ShareClosed, ShareCodeNeeded) as refusal:
        if negotiation.wants_json():
            raise
        return _ask_code(token) if isinstance(refusal, ShareCodeNeeded) else closed(refusal)
    offers = (HTML, *CREDENTIAL_TYPES, *JWT_TYPES) if found.link.with_results else (HTML,)
    wanted = negotiation.best_of(offers, default=HTML)
    if wanted in CREDENTIAL_TYPES:
        return private(Response(found.data, mimetype="application/vc"))
    if wanted in JWT_TYPES:
        return private(Response(storage.signed_jwt(found.award.document), mimetype="application/vc+jwt"))
    return _page(token, found)


@blueprint.post("/s/<token>/clave")
@public
@limiter.limit(look_up_rate)
def share_code(token: str) -> Page:
    """The one-time code of a link that asks for one."""
    try:
        link = sharing.find_share(token)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    here = url_for("employer.share", token=token)
    return gate.enter(link, to=here, action=url_for("employer.share_code", token=token))


@blueprint.post("/s/<token>/vista")
@public
@limiter.limit(verify_rate)
def share_seen(token: str) -> Response:
    """Count an opening: sent by the page after it was visible for two seconds."""
    link = sharing.find_share(token)
    own = gate.is_own(link)
    response = gate.count(link)
    if not own:
        version = link.award.definition_version
        tallying.note_opening(version.standard_version.code, version.id)
    return response


@blueprint.post("/s/<token>/pregunta")
@public
@limiter.limit(look_up_rate)
def share_question(token: str) -> Page:
    """Whether an e-mail or a CURP is the holder's: yes or no, kept for the holder to see."""
    try:
        found = shared(token)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    except ShareCodeNeeded:
        return _ask_code(token)
    try:
        asked = asking.ask(found.link, request.form.get("value", ""))
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        return _page(token, shared(token), refusal=refusal.said), status_of(refusal)
    return _page(token, found, asked=asked)


@blueprint.get("/s/<token>/badge.svg")
@public
@limiter.limit(verify_rate, key_func=shared_token)
def share_badge(token: str) -> Response:
    """How a shared microcredential stands, as a small picture for a web page: no name, no title, nothing of results.

    A link that has ended and one that never was look the same.
    """
    today = clock.now().astimezone(CENTRAL_MEXICO).date()
    try:
        state = _badge_state(examine(shared(token).presented))
    except (ShareNotFound, ShareClosed, ShareCodeNeeded):
        state = "no_link"
    # By the address alone: what is cached for all must not hang on one reader's cookie or browser.
    language: Language = "en" if request.args.get("lang") == "en" else "es"
    response = Response(status_badge(state, day=today, language=language), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = f"public, max-age={BADGE_SECONDS}"
    # Shown inside other sites' pages, which is what it is for.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _badge_state(report: Report) -> BadgeState:
    revoked = any(check.code == "revoked" for check in report.checks)
    return "revoked" if revoked and report.verdict is Verdict.INVALID else _BADGES[report.verdict]


def _page(token: str, found: Shared, *, asked: Asked | None = None, refusal: Text | None = None) -> str:
    name = asked_name()
    report = examine(found.presented, asked_name=name or None)
    return render_report(
        report,
        with_results=found.link.with_results,
        token=token,
        asked_name=name,
        answers=found.link.answers_since is not None,
        asked=asked,
        asking_refusal=refusal,
        count=None if gate.is_own(found.link) else url_for("employer.share_seen", token=token),
        preview=preview_of(report, addresses.share(token), name=found.link.show_name),
    )


def _ask_code(token: str) -> Page:
    link = sharing.find_share(token)
    return gate.ask(url_for("employer.share_code", token=token), shut=gates.shut(link))


def closed(refusal: RegistryError) -> Page:
    """The page of a link that has ended or never was."""
    return render_template("employer/share_closed.html", refusal=refusal), status_of(refusal)


def private(response: Response) -> Response:
    """What a holder shows to whoever has the link: kept by no cache."""
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "private, no-store"
    return response
