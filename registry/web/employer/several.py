"""``/c/<token>`` and ``/p/<handle>``: several microcredentials that their holder chose to show, each verified now."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, render_template, url_for

from registry import addresses
from registry.awards import collections, gates
from registry.awards.errors import ShareClosed, ShareCodeNeeded, ShareNotFound
from registry.awards.models import Collection
from registry.documents.read import read_presented
from registry.errors import NotFound
from registry.records import storage
from registry.trust.service import examine, prepare
from registry.web import negotiation
from registry.web.employer import blueprint, gate
from registry.web.employer import held as holding
from registry.web.employer.card import card_of
from registry.web.employer.preview import preview_of, preview_of_several
from registry.web.employer.reading import presented_of
from registry.web.employer.share import CREDENTIAL_TYPES, HTML, JWT_TYPES, closed, private
from registry.web.employer.verify import Page, render_report
from registry.web.limits import limiter, look_up_rate, verify_rate
from registry.web.security import public


@blueprint.get("/c/<token>")
@public
@limiter.limit(verify_rate)
def several(token: str) -> Page:
    """What is behind a secret link, or the form for its code."""
    try:
        found = _link(token)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    except ShareCodeNeeded:
        return _ask_code(token)
    return _page(found, addresses.collection(token), token=token)


@blueprint.get("/c/<token>/<int:place>")
@public
@limiter.limit(verify_rate)
def one_of_several(token: str, place: int) -> Page:
    """The whole report on one of them; by Accept the credential, when the link includes all of it."""
    try:
        found = _link(token)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    except ShareCodeNeeded:
        return _ask_code(token)
    return _one(found, place, addresses.collection(token))


@blueprint.post("/c/<token>/clave")
@public
@limiter.limit(look_up_rate)
def several_code(token: str) -> Page:
    """The one-time code of a link that asks for one."""
    try:
        found = collections.open_link(token)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    here = url_for("employer.several", token=token)
    return gate.enter(found, to=here, action=url_for("employer.several_code", token=token))


@blueprint.post("/c/<token>/vista")
@public
@limiter.limit(verify_rate)
def several_seen(token: str) -> Response:
    """Count an opening: sent by the page after it was visible for two seconds."""
    return gate.count(collections.open_link(token))


@blueprint.get("/p/<handle>")
@public
@limiter.limit(verify_rate)
def person_page(handle: str) -> Page:
    """A holder's public page, while its holder wants it to be one."""
    try:
        found = collections.open_page(handle)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    return _page(found, addresses.person_page(found.handle or ""))


@blueprint.get("/p/<handle>/<int:place>")
@public
@limiter.limit(verify_rate)
def one_of_page(handle: str, place: int) -> Page:
    """The whole report on one of those on the page."""
    try:
        found = collections.open_page(handle)
    except (ShareNotFound, ShareClosed) as refusal:
        return closed(refusal)
    return _one(found, place, addresses.person_page(found.handle or ""))


@blueprint.post("/p/<handle>/vista")
@public
@limiter.limit(verify_rate)
def page_seen(handle: str) -> Response:
    """Count an opening of a public page."""
    return gate.count(collections.open_page(handle))


def _link(token: str) -> Collection:
    found = collections.open_link(token)
    gate.require_passed(found)
    return found


def _ask_code(token: str) -> Page:
    if negotiation.wants_json():
        raise ShareCodeNeeded()
    return gate.ask(url_for("employer.several_code", token=token), shut=gates.shut(collections.open_link(token)))


def _page(found: Collection, url: str, *, token: str | None = None) -> str:
    awards = collections.shown(found)
    presented = [presented_of(award) for award in awards]
    keeper = prepare(presented)
    reports = [examine(one, keeper=keeper) for one in presented]
    places = _places(found)
    shown = [report if found.with_results else report.without_results() for report in reports]
    cards = [
        {
            **(card_of(report) or {}),
            "href": f"{urlsplit(url).path}/{places[award.id]}",
            "holder": _named(found, report.credential),
        }
        for award, report in zip(awards, shown, strict=True)
        if report.credential is not None
    ]
    holder = next((one.credential.holder for one in reports if one.credential), None)
    seen = (
        url_for("employer.several_seen", token=token)
        if token
        else url_for("employer.page_seen", handle=found.handle or "")
    )
    image = next((card["rosette"].replace("rosette.svg", "badge.png") for card in cards if card.get("rosette")), None)
    return render_template(
        "employer/several.html",
        heading=found.heading,
        holder=holder if _shows_holder(found) else None,
        is_page=token is None,
        cards=cards,
        checked_at=reports[0].checked_at if reports else None,
        with_results=found.with_results,
        count=None if gate.is_own(found) else seen,
        preview=preview_of_several(
            len(cards),
            url,
            heading=found.heading,
            name=holder if found.show_name else None,
            image=addresses.path(image) if image else None,
        ),
    )


def _shows_holder(found: Collection) -> bool:
    """A secret link shows whose they are, as a link to one does; a public page only where its holder chose that."""
    return found.kind == collections.LINK or found.show_name


def _named(found: Collection, facts: object) -> object:
    return getattr(facts, "holder", None) if _shows_holder(found) else None


def _one(found: Collection, place: int, url: str) -> Page | Response:
    places = {at: key for key, at in _places(found).items()}
    award = next((one for one in collections.shown(found) if one.id == places.get(place)), None)
    if award is None:
        raise NotFound()
    data = storage.signed_json(award.document)
    offers = (HTML, *CREDENTIAL_TYPES, *JWT_TYPES) if found.with_results else (HTML,)
    wanted = negotiation.best_of(offers, default=HTML)
    if wanted in CREDENTIAL_TYPES:
        return private(Response(data, mimetype="application/vc"))
    if wanted in JWT_TYPES:
        return private(Response(storage.signed_jwt(award.document), mimetype="application/vc+jwt"))
    presented = read_presented(data)
    report = examine(presented)
    # What the page's hidden field holds is the whole document: only where the holder shows all of it.
    field = holding.write_held(holding.held(data, presented)) if found.with_results else None
    return render_report(
        report,
        with_results=found.with_results,
        held=field,
        asked_name="",
        back=urlsplit(url).path,
        preview=preview_of(report, f"{url}/{place}", name=found.show_name),
    )


def _places(found: Collection) -> dict[object, int]:
    return {item.award_id: item.place for item in found.items}
