"""Into a digital wallet: a code to scan or open, the transaction code on a page of its own, and what wallets hold.

The transaction code never stands beside the QR code: a photograph of one page must not be enough.
"""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, flash, make_response, redirect, render_template, url_for

from registry import clock
from registry.artefacts.qr import qr_svg
from registry.awards import reading
from registry.awards.models import Award
from registry.db import db
from registry.errors import NotFound
from registry.texts import CENTRAL_MEXICO, Text
from registry.wallet import messages, metadata, queries, rules, service
from registry.wallet.models import WalletOffer
from registry.wallet.rules import Ending, Stage
from registry.web.language import current, t
from registry.web.learner import blueprint, wallet_cards
from registry.web.learner.forms import WalletForm
from registry.web.learner.record import own_award
from registry.web.learner.share import accepted_award
from registry.web.security import actor, needs

UNPROCESSABLE = 422


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/cartera")
@needs("record:download")
def wallet(award_id: uuid.UUID) -> str:
    """What a wallet is, the open code if there is one, and which wallets hold a copy."""
    return _page(accepted_award(award_id), WalletForm(formdata=None))


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/cartera")
@needs("record:download")
def wallet_offer(award_id: uuid.UUID) -> Response | tuple[str, int]:
    """Make a code; one that was open ends."""
    award = accepted_award(award_id)
    form = WalletForm()
    if not form.validate_on_submit():
        return _page(award, form), UNPROCESSABLE
    service.offer(award, label=form.label.data or "", actor=actor())
    db.session.commit()
    return _back(award_id)


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/cartera/qr.svg")
@needs("record:download")
def wallet_qr(award_id: uuid.UUID) -> Response:
    """The QR code of the open offer."""
    codes = _codes(accepted_award(award_id))
    if codes is None:
        raise NotFound()
    title = t("Código QR para su cartera digital", "QR code for your digital wallet")
    response = Response(qr_svg(metadata.offer_link(codes.code), title=title), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/cartera/clave")
@needs("record:download")
def wallet_code(award_id: uuid.UUID) -> str | Response:
    """The transaction code alone."""
    award = accepted_award(award_id)
    offer = queries.newest_offer(award.id)
    codes = service.codes_of(offer) if offer is not None else None
    if offer is None or codes is None:
        return _back(award_id)
    return render_template(
        "learner/wallet_code.html",
        award=award,
        read=reading.read(award, at=clock.now()),
        tx_code=codes.tx_code,
        until=_clock(offer.expires_at),
        minutes=_minutes(offer.expires_at),
    )


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/cartera/cancelar")
@needs("record:download")
def wallet_cancel(award_id: uuid.UUID) -> Response:
    """End the code now, also while a wallet is about to collect."""
    if service.cancel(own_award(award_id), actor=actor()):
        db.session.commit()
        flash(t("El código quedó cancelado.", "The code is cancelled."), "ok")
    else:
        flash(t("Ya no había código que cancelar.", "There was no code left to cancel."), "info")
    return _back(award_id)


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/cartera/copias/<uuid:copy_id>/retirar")
@needs("record:download")
def wallet_withdraw(award_id: uuid.UUID, copy_id: uuid.UUID) -> Response:
    """Revoke one wallet's copy and nothing else."""
    award = own_award(award_id)
    copy = queries.copy_by_id(copy_id)
    if copy is None or copy.award_id != award.id:
        raise NotFound()
    service.withdraw(copy, actor=actor())
    db.session.commit()
    flash(
        t(
            "La copia quedó retirada: quien la verifique verá que ya no vale. Su microcredencial sigue igual.",
            "The copy is withdrawn: whoever verifies it will see that it no longer holds. Your microcredential stays "
            "as it is.",
        ),
        "ok",
    )
    return _back(award_id)


def _page(award: Award, form: WalletForm) -> str:
    now = clock.now()
    offer = queries.newest_offer(award.id)
    stage = rules.stage(offer, at=now) if offer is not None else None
    codes = service.codes_of(offer) if offer is not None else None
    obstacle = service.obstacle_of(award)
    return render_template(
        "learner/wallet.html",
        form=form,
        award=award,
        read=reading.read(award, at=now),
        obstacle=messages.OBSTACLES[obstacle] if obstacle is not None else None,
        stage=stage.value if stage is not None else None,
        ended=_ended(offer, stage) if offer is not None else None,
        until=_clock(offer.expires_at) if offer is not None else None,
        minutes=_minutes(offer.expires_at) if offer is not None else 0,
        link=metadata.offer_link(codes.code) if codes else None,
        by_value=metadata.offer_link_by_value(codes.code, language=current()) if codes else None,
        copies=[wallet_cards.card_of(copy) for copy in queries.copies_of(award.id)],
    )


def _ended(offer: WalletOffer, stage: Stage | None) -> Text | None:
    """What became of the last offer, as far as that is news."""
    if stage is Stage.EXPIRED:
        return messages.EXPIRED
    if offer.ended_because in (None, Ending.RECEIVED, Ending.CANCELLED, Ending.REPLACED):
        return None
    return messages.ENDINGS[Ending(offer.ended_because)]


def _codes(award: Award) -> service.Codes | None:
    offer = queries.newest_offer(award.id)
    return service.codes_of(offer) if offer is not None else None


def _clock(until: dt.datetime) -> str:
    """The hour in central Mexico, as a clock shows it."""
    return f"{until.astimezone(CENTRAL_MEXICO):%H:%M}"


def _minutes(until: dt.datetime) -> int:
    """Whole minutes left, never told as none while there are seconds."""
    return max(0, -int(-(until - clock.now()).total_seconds() // 60))


def _back(award_id: uuid.UUID) -> Response:
    return make_response(redirect(url_for("learner.wallet", award_id=award_id), code=303))
