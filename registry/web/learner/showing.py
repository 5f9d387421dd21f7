"""Several behind one link, and the public page: made, read, changed and withdrawn by their holder."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from registry import addresses, clock
from registry.artefacts.qr import qr_svg
from registry.awards import collections, gates, reading
from registry.awards.models import Collection
from registry.awards.reading import Reading
from registry.db import db
from registry.errors import NotFound, RegistryError
from registry.texts import CENTRAL_MEXICO
from registry.web.language import current, t
from registry.web.learner import blueprint, outward
from registry.web.learner.showing_forms import CollectionForm, PageForm
from registry.web.problems import status_of
from registry.web.security import actor, needs

Answer = str | Response | tuple[str, int]
UNPROCESSABLE = 422


@blueprint.get("/mis-microcredenciales/varias")
@needs("record:share")
def several() -> str:
    """The form of a link to several, and those that were made."""
    form = CollectionForm(formdata=None)
    form.offer(held := readings(), all_of_them=True)
    return _several_page(form, held)


@blueprint.post("/mis-microcredenciales/varias")
@needs("record:share")
def several_submit() -> Answer:
    """Make the link and show it."""
    form = CollectionForm()
    form.offer(held := readings(), all_of_them=False)
    if form.validate_on_submit():
        form.require_some()
        expires_at = form.expires_at()
        if not form.errors:
            try:
                made = collections.make_link(
                    collections.chosen(form.chosen, actor=actor()),
                    actor=actor(),
                    heading=form.heading.data or "",
                    label=form.label.data or "",
                    with_results=form.contents.data == "all",
                    show_name=form.show_name.data,
                    with_code=form.with_code.data,
                    expires_at=expires_at,
                    submission=form.submission.data or None,
                )
            except RegistryError as refusal:
                db.session.rollback()
                form.refuse(refusal)
                return _several_page(form, readings()), status_of(refusal)
            db.session.commit()
            return make_response(redirect(url_for("learner.collection", collection_id=made.id), code=303))
    return _several_page(form, held), UNPROCESSABLE


@blueprint.get("/mis-microcredenciales/varias/<uuid:collection_id>")
@needs("record:share")
def collection(collection_id: uuid.UUID) -> str:
    """One link to several: to copy, to scan, to send, to withdraw."""
    found = _own(collection_id)
    context: dict[str, object] = {"link": found, "open": _open(found), "ends": found.expires_at or found.withdrawn_at}
    if _open(found):
        url = addresses.collection(collections.token_of(found))
        context |= {
            "url": url,
            "whatsapp": outward.whatsapp_several(url, current()),
            "mail": outward.mail_several(url, current()),
            "code": gates.code_of(found),
            "shown": [reading.read(award, at=clock.now()) for award in collections.shown(found)],
        }
    return render_template("learner/collection.html", day=_day, **context)


@blueprint.get("/mis-microcredenciales/varias/<uuid:collection_id>/qr.svg")
@needs("record:share")
def collection_qr(collection_id: uuid.UUID) -> Response:
    """The QR code of an open link to several."""
    found = _own(collection_id)
    if not _open(found):
        raise NotFound()
    title = t("Código QR de su enlace para compartir", "QR code of your share link")
    drawing = qr_svg(addresses.collection(collections.token_of(found)), title=title)
    return Response(drawing, mimetype="image/svg+xml")


@blueprint.post("/mis-microcredenciales/varias/<uuid:collection_id>/clave")
@needs("record:share")
def collection_code(collection_id: uuid.UUID) -> Response:
    """Another one-time code, or none any more."""
    found = _own(collection_id)
    if request.form.get("code") == "none":
        collections.no_code(found, actor=actor())
    else:
        collections.new_code(found, actor=actor())
    db.session.commit()
    return make_response(redirect(url_for("learner.collection", collection_id=collection_id, _anchor="code"), code=303))


@blueprint.post("/mis-microcredenciales/varias/<uuid:collection_id>/retirar")
@needs("record:share")
def collection_withdraw(collection_id: uuid.UUID) -> Response:
    """End a link to several now."""
    collections.withdraw(_own(collection_id), actor=actor())
    db.session.commit()
    flash(
        t(
            "El enlace quedó retirado: quien lo abra ya no verá nada. Sus microcredenciales siguen igual.",
            "The link is withdrawn: whoever opens it sees nothing any more. Your microcredentials stay as they are.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("learner.several"), code=303))


@blueprint.get("/mis-microcredenciales/pagina")
@needs("record:share")
def page() -> str:
    """The public page, which nobody has unless they publish it."""
    form, public = PageForm(formdata=None), collections.page_of(actor().person_id)
    form.offer(held := readings(), all_of_them=False)
    if public is not None:
        form.handle.data, form.heading.data = public.handle, public.heading
        form.with_results.data, form.show_name.data = public.with_results, public.show_name
        form.tick(collections.shown(public))
    return _public_page(form, held, public)


@blueprint.post("/mis-microcredenciales/pagina")
@needs("record:share")
def page_submit() -> Answer:
    """Publish it, or change it."""
    form = PageForm()
    form.offer(held := readings(), all_of_them=False)
    if form.validate_on_submit():
        form.require_some()
        if not form.errors:
            try:
                collections.publish(
                    collections.chosen(form.chosen, actor=actor()),
                    actor=actor(),
                    handle=form.handle.data or "",
                    heading=form.heading.data or "",
                    with_results=form.with_results.data,
                    show_name=form.show_name.data,
                )
            except RegistryError as refusal:
                db.session.rollback()
                form.refuse(refusal, "handle" if refusal.code.startswith("handle_") else None)
                again = collections.page_of(actor().person_id)
                return _public_page(form, readings(), again), status_of(refusal)
            db.session.commit()
            flash(t("Su página está publicada.", "Your page is published."), "ok")
            return make_response(redirect(url_for("learner.page"), code=303))
    return _public_page(form, held, collections.page_of(actor().person_id)), UNPROCESSABLE


@blueprint.post("/mis-microcredenciales/pagina/retirar")
@needs("record:share")
def page_withdraw() -> Response:
    """End the public page now."""
    public = collections.page_of(actor().person_id)
    if public is not None:
        collections.withdraw(public, actor=actor())
        db.session.commit()
    flash(
        t(
            "Su página ya no existe: quien abra la dirección no ve nada. La dirección no se dará a nadie más.",
            "Your page no longer exists: whoever opens the address sees nothing. It will be given to nobody else.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("learner.page"), code=303))


def readings() -> list[Reading]:
    """What the visitor has accepted, newest first."""
    now = clock.now()
    return [reading.read(award, at=now) for award in collections.held_by(actor().person_id)]


def _several_page(form: CollectionForm, held: Sequence[Reading]) -> str:
    made = collections.of_person(actor().person_id)
    return render_template(
        "learner/several.html",
        form=form,
        held=held,
        most=collections.MOST_SHOWN,
        open_ones=[one for one in made if _open(one)],
        closed_ones=[one for one in made if not _open(one)],
        day=_day,
    )


def _public_page(form: PageForm, held: Sequence[Reading], public: Collection | None) -> str:
    url = addresses.person_page(public.handle or "") if public is not None else None
    return render_template("learner/page.html", form=form, held=held, link=public, url=url)


def _own(collection_id: uuid.UUID) -> Collection:
    found = collections.own(collection_id, actor().person_id)
    if found is None or found.kind != collections.LINK:
        raise NotFound()
    return found


def _open(one: Collection) -> bool:
    return one.withdrawn_at is None and (one.expires_at is None or one.expires_at > clock.now())


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CENTRAL_MEXICO).date()
