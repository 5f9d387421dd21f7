"""Everything at once: the signed transcript, or a ZIP of all forms. Made by a POST: both leave something behind (a
document that is logged, the links of the certificates' QR codes)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, render_template, request

from registry import clock
from registry.awards import collections, parcels, transcripts
from registry.awards.errors import NoSuchPart
from registry.awards.models import Award
from registry.db import db
from registry.errors import RegistryError
from registry.records import storage
from registry.records.models import Document
from registry.texts import CENTRAL_MEXICO, Text
from registry.web.language import current
from registry.web.learner import blueprint
from registry.web.learner.showing import readings
from registry.web.learner.showing_forms import TakeForm
from registry.web.limits import limiter, receipt_rate
from registry.web.problems import status_of
from registry.web.security import actor, needs

Answer = str | Response | tuple[str, int]
UNPROCESSABLE = 422
JSON, JWT, ZIP = "historial.json", "historial.jwt", "todo.zip"
_TRANSCRIPT = Text("historial", "record")
_PARCEL = Text("mis-microcredenciales", "my-microcredentials")


@blueprint.get("/mis-microcredenciales/todo")
@needs("record:download")
def everything() -> str:
    """What can be taken along, all ticked."""
    form = TakeForm(formdata=None)
    form.offer(held := readings(), all_of_them=True)
    return _page(form, len(held))


@blueprint.post(f"/mis-microcredenciales/todo/<any('{JSON}','{JWT}','{ZIP}'):form>")
@needs("record:download")
@limiter.limit(receipt_rate)
def take_everything(form: str) -> Answer:
    """The file that the button names."""
    answers = TakeForm()
    answers.offer(held := readings(), all_of_them=False)
    if not answers.validate_on_submit():
        return _page(answers, len(held)), UNPROCESSABLE
    try:
        awards = collections.chosen(answers.chosen, actor=actor(), most=None)
        return _parcel(awards) if form == ZIP else _transcript(awards, form)
    except RegistryError as refusal:
        db.session.rollback()
        answers.refuse(refusal, "awards")
        return _page(answers, len(held)), status_of(refusal)


def _transcript(awards: Sequence[Award], form: str) -> Response:
    """The signed record; of more than one can carry all of them, each saying that it is partial, in a ZIP."""
    documents = _documents_of(_lasting(awards) or awards)
    stem, ending = f"{_TRANSCRIPT.in_(current())}-{_today()}", form.rpartition(".")[2]
    bodies = [storage.signed_jwt(one).encode() if form == JWT else storage.signed_json(one) for one in documents]
    if len(bodies) == 1:
        mimetype = "application/vc+jwt" if form == JWT else "application/vc"
        return _file(Response(bodies[0], mimetype=mimetype), f"{stem}.{ending}")
    parcel = parcels.Parcel(current(), [(f"{stem}-{place}.{ending}", body) for place, body in enumerate(bodies, 1)])
    return _file(Response(parcels.sent(parcel), mimetype="application/zip"), f"{stem}.zip")


def _parcel(awards: Sequence[Award]) -> Response:
    """All forms of these; of more than one ZIP can carry the part that the button names."""
    most, part = parcels.MOST_IN_PARCEL, request.form.get("parte", 1, type=int)
    several = len(awards) > most
    awards = awards[(part - 1) * most : part * most] if part > 0 else []
    if not awards:
        raise NoSuchPart()
    parcel = parcels.gather(awards, _documents_of(_lasting(awards)), language=current(), actor=actor())
    db.session.commit()
    response = Response(parcels.sent(parcel), mimetype="application/zip")
    return _file(response, f"{_PARCEL.in_(current())}-{_today()}{f'-{part}' if several else ''}.zip")


def _documents_of(awards: Sequence[Award]) -> list[Document]:
    most = transcripts.MOST_INSIDE
    return [_document_of(awards[start : start + most]) for start in range(0, len(awards), most)]


def _lasting(awards: Sequence[Award]) -> list[Award]:
    """Those that a transcript carries: what was taken back for good has no place in it."""
    return [one for one in awards if one.state != "revoked" and one.document.state not in ("revoked", "superseded")]


def _document_of(awards: Sequence[Award]) -> Document:
    """The transcript of these, signed now unless one says the same already."""
    draft = transcripts.begin(awards, actor=actor())
    if isinstance(draft, Document):
        return draft
    db.session.commit()  # signing many takes its time, and nobody else should wait to write meanwhile
    prepared = transcripts.sign(draft)
    document = transcripts.keep(draft, prepared, actor=actor())
    db.session.commit()
    return document


def _page(form: TakeForm, held: int) -> str:
    most = parcels.MOST_IN_PARCEL
    return render_template(
        "learner/everything.html", form=form, held=held, inside=transcripts.MOST_INSIDE, parts=-(-held // most)
    )


def _today() -> str:
    return clock.now().astimezone(CENTRAL_MEXICO).date().isoformat()


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
