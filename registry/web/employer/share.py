"""``/s/<token>``: what a learner shared. A page for people, the signed document for programs."""

from __future__ import annotations

from flask import Response, render_template, request

from registry.awards.errors import ShareClosed, ShareNotFound
from registry.records import storage
from registry.trust.service import examine
from registry.web import negotiation
from registry.web.employer import blueprint
from registry.web.employer.reading import shared
from registry.web.employer.verify import Page, render_report
from registry.web.limits import limiter, verify_rate
from registry.web.problems import status_of
from registry.web.security import public

HTML = "text/html"
CREDENTIAL_TYPES = ("application/vc", "application/ld+json", "application/json")
JWT_TYPES = ("application/vc+jwt", "application/jwt")


@blueprint.route("/s/<token>", methods=["GET", "POST"])
@public
@limiter.limit(verify_rate)
def share(token: str) -> Page | Response:
    """The report on what is shared; by Accept the credential itself, when the link includes all of it.

    A POST carries a name to compare, so that the name stands in no address; it changes nothing.
    """
    try:
        award, with_results, presented = shared(token)
    except (ShareNotFound, ShareClosed) as refusal:
        if negotiation.wants_json():
            raise
        return render_template("employer/share_closed.html", refusal=refusal), status_of(refusal)
    offers = (HTML, *CREDENTIAL_TYPES, *JWT_TYPES) if with_results else (HTML,)
    wanted = negotiation.best_of(offers, default=HTML)
    if wanted in CREDENTIAL_TYPES:
        return _private(Response(storage.signed_json(award.document), mimetype="application/vc"))
    if wanted in JWT_TYPES:
        return _private(Response(storage.signed_jwt(award.document), mimetype="application/vc+jwt"))
    asked = request.form.get("name", "").strip() or None
    report = examine(presented, asked_name=asked)
    return render_report(report, shared=True, with_results=with_results, asked_name=asked or "")


def _private(response: Response) -> Response:
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "private, no-store"
    return response
