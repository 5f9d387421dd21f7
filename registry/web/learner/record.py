"""``/mis-microcredenciales``: what somebody holds, one of them opened, accepting and rejecting."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from registry import clock
from registry.awards import cosigning, queries, reading, service, sharing
from registry.awards.models import Award
from registry.db import db
from registry.errors import NotFound
from registry.identity import service as identity
from registry.notices.messages import DECLINE_REASONS
from registry.wallet import queries as wallets
from registry.web.language import t
from registry.web.learner import blueprint, cards, wallet_cards
from registry.web.security import actor, needs, signed_in


@blueprint.get("/mis-microcredenciales")
@signed_in
def home() -> str:
    """Everything that the visitor holds and what waits for an answer. Without any, how to receive one."""
    person_id = actor().person_id
    now = clock.now()
    held = [reading.read(award, at=now) for award in queries.of_person(person_id)] if person_id else []
    entries = [(read, cards.card_of(read, href=url_for("learner.award", award_id=read.award.id))) for read in held]
    return render_template(
        "learner/home.html",
        cases=identity.waiting_about(person_id),
        waiting=[card for read, card in entries if read.award.accepted_at is None],
        kept=[card for read, card in entries if read.award.accepted_at is not None],
    )


@blueprint.get("/mis-microcredenciales/<uuid:award_id>")
@needs("record:read")
def award(award_id: uuid.UUID) -> str:
    """One microcredential: what it says, how it stands, what happened, what can be done with it."""
    read = reading.read(own_award(award_id), at=clock.now())
    shares = queries.shares_of(award_id)
    links = [cards.link_card(link, at=clock.now()) for link in shares]
    return render_template(
        "learner/award.html",
        read=read,
        award=read.award,
        card=cards.card_of(read),
        appeal=cards.appeal_of(read),
        kind=cards.KINDS[read.standing],
        levels=cards.levels_of(read),
        results=cards.results_of(read),
        outcomes=cards.outcomes_of(read),
        partners=cosigning.partners_of(read.award.document_id),
        history=cards.history_of(
            read, queries.documents_of(award_id), shares, wallet_cards.history_of(wallets.copies_of(award_id))
        ),
        open_links=[link for link in links if link.open],
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
            "Rechazó la microcredencial; ya no aparece aquí. Si tiene un error, dígaselo a la institución.",
            "You rejected the microcredential; it no longer shows here. If it is wrong, tell the institution.",
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
