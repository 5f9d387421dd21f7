"""``/recibir``: a claim link from a mail, or a printed slip's code. Opening shows; only the button receives.

Mail scanners and chat previews open links, so a GET says neither whose it is nor changes anything.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for

from registry.awards import receiving, sharing
from registry.awards.errors import ClaimClosed, ClaimNotFound, SignInFirst, SlipAnswerWrong, WhoseIsIt
from registry.awards.receiving import Offer, Visitor
from registry.awards.sharing import SLIP_CODE_LENGTH
from registry.db import db
from registry.texts import Text
from registry.web import language
from registry.web.learner import blueprint
from registry.web.learner.entering import enter
from registry.web.learner.forms import CodeForm, CurpForm, NameForm
from registry.web.limits import limiter, verify_rate
from registry.web.security import actor, public

Answer = str | Response | tuple[str, int]
GONE, UNPROCESSABLE, CONFLICT = 410, 422, 409


@blueprint.get("/recibir")
@public
def claim_code() -> str:
    """Where a slip's code is typed."""
    return render_template("learner/code.html", form=CodeForm(formdata=None))


@blueprint.post("/recibir")
@public
# A class of thirty receives from one address of origin; a code has 60 bits, and the question beside it ten attempts.
@limiter.limit(verify_rate)
def claim_code_submit() -> Answer:
    """Look the code up and lead on to its page."""
    form = CodeForm()
    if form.validate_on_submit():
        code = sharing.typed_code(form.code.data or "")
        try:
            sharing.any_claim(code)
        except ClaimNotFound:
            form.refuse(_wrong_code(len(code)), "code")
        else:
            return make_response(redirect(url_for("learner.claim", token=code), code=303))
    return render_template("learner/code.html", form=form), UNPROCESSABLE


def _wrong_code(length: int) -> Text:
    if length != SLIP_CODE_LENGTH:
        return Text(
            "La clave tiene {right} letras y números; usted escribió {length}. Compare con su comprobante.",
            "The code has {right} letters and digits; you typed {length}. Compare it with your slip.",
        ).format(right=SLIP_CODE_LENGTH, length=length)
    return Text(
        "No encontramos esa clave. Compare letra por letra con su comprobante.",
        "We could not find that code. Compare it with your slip letter by letter.",
    )


@blueprint.get("/recibir/<token>")
@public
@limiter.limit(verify_rate)
def claim(token: str) -> Answer:
    """What waits there and from whom, never for whom; nothing is consumed."""
    try:
        offer = receiving.offer_of(token)
    except ClaimNotFound as refusal:
        return _closed("unknown", refusal), 404
    except ClaimClosed as refusal:
        award = receiving.already_received(token, actor().person_id)
        if award is not None:
            return make_response(redirect(url_for("learner.award", award_id=award.id)))
        return _closed(str(refusal.details["why"]), refusal), GONE
    return _page(token, offer, _form_for(offer, fresh=True))


@blueprint.post("/recibir/<token>")
@public
@limiter.limit(verify_rate)
def claim_submit(token: str) -> Answer:
    """Receive: consume the claim, sign its person in and lead to the award."""
    try:
        offer = receiving.offer_of(token)
        form = _form_for(offer)
        if form is not None and not form.validate_on_submit():
            return _page(token, offer, form), UNPROCESSABLE
        typed = str(form.typed.data or "") if form is not None else ""
        received = receiving.receive(token, typed=typed, visitor=_visitor())
    except SlipAnswerWrong as refusal:
        db.session.commit()  # the attempt counts
        if not refusal.details["left"]:
            return _closed("tried_too_often", refusal), GONE
        assert form is not None  # noqa: S101  only slips ask
        form.refuse(refusal, "typed")
        return _page(token, offer, form), UNPROCESSABLE
    except WhoseIsIt:
        db.session.rollback()
        return render_template(
            "learner/whose.html", token=token, offer=receiving.offer_of(token), typed=typed
        ), CONFLICT
    except SignInFirst as refusal:
        db.session.rollback()
        page = render_template("learner/sign_in_first.html", token=token, email=refusal.details.get("email"))
        return page, CONFLICT
    except ClaimNotFound as refusal:
        db.session.rollback()
        return _closed("unknown", refusal), 404
    except ClaimClosed as refusal:
        db.session.rollback()
        return _closed(str(refusal.details["why"]), refusal), GONE
    return enter(received.account, url_for("learner.award", award_id=received.award_id))


def _form_for(offer: Offer, *, fresh: bool = False) -> CurpForm | NameForm | None:
    kinds: dict[str, type[CurpForm | NameForm]] = {"curp": CurpForm, "name": NameForm}
    kind = kinds.get(offer.asks)
    if kind is None:
        return None
    return kind(formdata=None) if fresh else kind()


def _visitor() -> Visitor:
    said = {"yes": True, "no": False}.get(request.form.get("same_person", ""))
    return Visitor(account_id=actor().account_id, language=language.current(), same_person=said)


def _page(token: str, offer: Offer, form: CurpForm | NameForm | None) -> str:
    return render_template("learner/claim.html", token=token, offer=offer, form=form)


def _closed(why: str, refusal: ClaimClosed | ClaimNotFound | SlipAnswerWrong) -> str:
    return render_template("learner/claim_closed.html", why=why, refusal=refusal)
