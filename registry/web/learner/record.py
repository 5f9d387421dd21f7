"""One microcredential of somebody's record: opened, accepted, rejected."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from registry import clock
from registry.awards import cosigning, histories, queries, service, sharing
from registry.awards.models import Award
from registry.db import db
from registry.errors import NotFound
from registry.notices.messages import DECLINE_REASONS
from registry.wallet import queries as wallets
from registry.web.language import t
from registry.web.learner import blueprint, cards, portfolio, wallet_cards
from registry.web.learner.portfolio import Portfolio
from registry.web.security import actor, needs


@blueprint.get("/mis-microcredenciales/<uuid:award_id>")
@needs("record:read")
def award(award_id: uuid.UUID) -> str:
    """One microcredential: what it says, how it stands, what happened, what can be done with it."""
    own, now = own_award(award_id), clock.now()
    held = Portfolio(actor().person_id, at=now)
    entry = next(one for one in held.entries if one.award.id == own.id)
    read = entry.read
    links = [cards.link_card(link, at=now) for link in held.links if link.award_id == award_id]
    copies = wallets.copies_of(award_id)
    happened = [*histories.of_awards([own], at=now), *wallet_cards.happenings(copies)]
    return render_template(
        "learner/award.html",
        read=read,
        award=read.award,
        card={**cards.card_of(read), "state": entry.card["state"]},
        appeal=cards.appeal_of(read),
        kind=cards.KINDS[read.standing],
        levels=cards.levels_of(read),
        results=cards.results_of(read),
        outcomes=cards.outcomes_of(read),
        partners=cosigning.partners_of(read.award.document_id),
        history=cards.history_of(happened, read.facts.issuer_name),
        entry=entry,
        renewal=portfolio.renewal_said(entry.renewing) if entry.renewing else None,
        standard=held.standard_of(read),
        offers=held.offers_like(entry) if entry.phase.renewable else portfolio.NO_OFFERS,
        open_links=[link for link in links if link.open],
        stale_copies=bool(copies) and wallet_cards.card_of(copies[0]).superseded,
        closed_links=[link for link in links if not link.open],
    )


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/aceptar")
@needs("record:accept")
def accept(award_id: uuid.UUID) -> Response:
    """Keep it."""
    service.answer(own_award(award_id), accept=True, actor=actor())
    db.session.commit()
    flash(
        t("La microcredencial es suya: ya puede compartirla.", "The microcredential is yours: you can share it now."),
        "ok",
    )
    return make_response(redirect(url_for("learner.award", award_id=award_id), code=303))


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/rechazar")
@needs("record:accept")
def decline(award_id: uuid.UUID) -> Response:
    """Leave it: it disappears from the holder's home, its folio shows it to nobody, and the institution is told."""
    reason = request.form.get("reason")
    service.answer(
        own_award(award_id), accept=False, actor=actor(), reason=reason if reason in DECLINE_REASONS else None
    )
    db.session.commit()
    flash(
        t(
            "Rechazó la microcredencial; quedó al final, entre las rechazadas. Si tiene un error, dígaselo a la "
            "institución.",
            "You rejected the microcredential; it is at the end, among those rejected. If it is wrong, tell the "
            "institution.",
        ),
        "info",
    )
    return make_response(redirect(url_for("learner.home"), code=303))


def own_award(award_id: uuid.UUID) -> Award:
    """The visitor's award. Raises `NotFound` for somebody else's, the same as for one that does not exist."""
    found = queries.by_id(award_id)
    if found is None or not sharing.holds(found, actor().person_id):
        raise NotFound()
    return found
