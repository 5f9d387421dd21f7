"""Sharing: links that the holder makes, sees, sends and withdraws. A link's end is never the credential's."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from registry import addresses, clock
from registry.artefacts.qr import qr_svg
from registry.awards import asking, gates, queries, reading, sharing
from registry.awards.errors import NotAcceptedYet
from registry.awards.models import Award, ShareLink
from registry.db import db
from registry.errors import NotFound
from registry.web.language import current, t
from registry.web.learner import blueprint, cards, outward
from registry.web.learner.forms import ShareForm
from registry.web.learner.record import own_award
from registry.web.security import actor, needs

Answer = str | Response | tuple[str, int]
UNPROCESSABLE = 422


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/compartir")
@needs("record:share")
def share(award_id: uuid.UUID) -> str:
    """The form of a new link."""
    return _form_page(accepted_award(award_id), ShareForm(formdata=None))


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/compartir")
@needs("record:share")
def share_submit(award_id: uuid.UUID) -> Answer:
    """Make the link and show it."""
    award = accepted_award(award_id)
    form = ShareForm()
    if form.validate_on_submit():
        expires_at = form.expires_at()
        if not form.errors:
            link, _token = sharing.share(
                award,
                actor=actor(),
                expires_at=expires_at,
                label=form.label.data or "",
                with_results=form.contents.data == "all",
                show_name=form.show_name.data,
                with_code=form.with_code.data,
                submission=form.submission.data or None,
            )
            db.session.commit()
            return make_response(redirect(url_for("learner.link", award_id=award_id, link_id=link.id), code=303))
    return _form_page(award, form), UNPROCESSABLE


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/enlaces/<uuid:link_id>")
@needs("record:share")
def link(award_id: uuid.UUID, link_id: uuid.UUID) -> str:
    """One link: to copy, to scan, to send, to withdraw."""
    award, found = _own_link(award_id, link_id)
    read = reading.read(award, at=clock.now())
    card = cards.link_card(found, at=clock.now())
    context = {"read": read, "award": award, "card": card, "link": found}
    if card.open:
        url, language = addresses.share(sharing.token_of(found)), current()
        context |= {
            "url": url,
            "whatsapp": outward.whatsapp(read, url, language),
            "mail": outward.mail(read, url, language),
            "linkedin": outward.linkedin(read, url, language),
            "asked": asking.asked_of(found),
            "tired": asking.tired(found),
            "code": gates.code_of(found),
            "embed": outward.embed(url, language),
        }
    return render_template("learner/link.html", **context)


@blueprint.get("/mis-microcredenciales/<uuid:award_id>/enlaces/<uuid:link_id>/qr.svg")
@needs("record:share")
def link_qr(award_id: uuid.UUID, link_id: uuid.UUID) -> Response:
    """The QR code of an open link."""
    _award, found = _own_link(award_id, link_id)
    if not cards.link_card(found, at=clock.now()).open:
        raise NotFound()
    title = t("Código QR de su enlace para compartir", "QR code of your share link")
    return Response(qr_svg(addresses.share(sharing.token_of(found)), title=title), mimetype="image/svg+xml")


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/enlaces/<uuid:link_id>/retirar")
@needs("record:share")
def withdraw(award_id: uuid.UUID, link_id: uuid.UUID) -> Response:
    """End a link now."""
    _award, found = _own_link(award_id, link_id)
    sharing.withdraw(found, actor=actor())
    db.session.commit()
    flash(
        t(
            "El enlace quedó retirado: quien lo abra ya no verá nada. Su microcredencial sigue igual.",
            "The link is withdrawn: whoever opens it sees nothing any more. Your microcredential stays as it is.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("learner.award", award_id=award_id, _anchor="enlaces"), code=303))


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/enlaces/<uuid:link_id>/clave")
@needs("record:share")
def link_code(award_id: uuid.UUID, link_id: uuid.UUID) -> Response:
    """Another one-time code for a link, or none any more."""
    _award, found = _own_link(award_id, link_id)
    if request.form.get("code") == "none":
        sharing.no_code(found, actor=actor())
    else:
        sharing.new_code(found, actor=actor())
    db.session.commit()
    page = url_for("learner.link", award_id=award_id, link_id=link_id, _anchor="code")
    return make_response(redirect(page, code=303))


@blueprint.post("/mis-microcredenciales/<uuid:award_id>/enlaces/<uuid:link_id>/preguntas")
@needs("record:share")
def questions(award_id: uuid.UUID, link_id: uuid.UUID) -> Response:
    """Let a link answer whether an e-mail or a CURP is the holder's, or stop it."""
    _award, found = _own_link(award_id, link_id)
    on = request.form.get("on") == "yes"
    asking.switch_questions(found, on=on, actor=actor())
    db.session.commit()
    flash(
        t("El enlace contesta esas preguntas.", "The link answers such questions.")
        if on
        else t("El enlace ya no contesta esas preguntas.", "The link no longer answers such questions."),
        "ok",
    )
    page = url_for("learner.link", award_id=award_id, link_id=link_id, _anchor="questions")
    return make_response(redirect(page, code=303))


def accepted_award(award_id: uuid.UUID) -> Award:
    """The visitor's award, accepted. Raises `NotFound`, `NotAcceptedYet`."""
    award = own_award(award_id)
    if award.accepted_at is None:
        raise NotAcceptedYet()
    return award


def _own_link(award_id: uuid.UUID, link_id: uuid.UUID) -> tuple[Award, ShareLink]:
    award = own_award(award_id)
    found = queries.share_by_id(link_id)
    if found is None or found.award_id != award.id:
        raise NotFound()
    return award, found


def _form_page(award: Award, form: ShareForm) -> str:
    return render_template(
        "learner/share.html", form=form, award=award, read=reading.read(award, at=clock.now()), today=clock.today()
    )
