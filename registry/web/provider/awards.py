"""What the institution has issued: find one, read it, deliver it again."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request
from wtforms import EmailField

from registry import clock
from registry.accounts.errors import EmailMalformed
from registry.accounts.rules import MAXIMUM_EMAIL
from registry.awards import cosigning, delivering, queries, reading
from registry.awards.delivering import AlreadyReceived, NoAddress, NothingToDeliver
from registry.awards.models import Award
from registry.awards.reading import Reading
from registry.awards.sharing import claim_token
from registry.content import label
from registry.db import db
from registry.definitions import queries as definitions
from registry.errors import NotFound, RegistryError
from registry.ids import spell_folio
from registry.issuing import queries as issuing
from registry.notices import queries as notices
from registry.people import guardians
from registry.rights import rules as rights
from registry.texts import Text
from registry.web import keeping, language, titles
from registry.web.forms import Form, at_most, strip
from registry.web.keeping import STANDING_KINDS
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell, wake_workers
from registry.web.provider.papers import download, slip, slips_pdf
from registry.web.security import actor, needs

PAGE_SIZE = 50
STATES: tuple[tuple[str, Text], ...] = (
    ("", Text("Todas", "All")),
    ("good", Text("Vigentes", "Current")),
    ("expired", Text("Vencidas", "Expired")),
    ("suspended", Text("Suspendidas", "Suspended")),
    ("revoked", Text("Revocadas", "Revoked")),
)


class SendAgainForm(Form):
    """Where the mail goes."""

    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        filters=[strip],
        validators=[at_most(MAXIMUM_EMAIL)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def award_of(desk: Desk, award_id: uuid.UUID) -> Award:
    """An award of this institution. Raises `NotFound`, also for another institution's."""
    award = queries.by_id(award_id)
    if award is None or award.provider_id != desk.provider.id:
        raise NotFound()
    return award


@blueprint.get("/institucion/<slug>/microcredenciales")
@needs("award:read", provider_from="slug")
def awards(slug: str) -> str:
    """Search by folio or name, filter by design, file and state."""
    desk = open_desk(slug)
    words = request.args.get("q", "").strip()
    state = next((name for name, _ in STATES if name == request.args.get("estado")), "")
    version, batch = _key("diseno"), _key("emision")
    number = max(request.args.get("pagina", 1, type=int), 1)
    found, total = queries.of_provider(
        desk.provider.id,
        text=words,
        definition_version_id=version,
        batch_id=batch,
        state=state or None,
        at=clock.now(),
        page=number,
        size=PAGE_SIZE,
    )
    kept = {"q": words or None, "estado": state or None, "diseno": version, "emision": batch}
    return page(
        "awards.html",
        desk,
        current="awards",
        found=found,
        total=total,
        number=number,
        pages=max((total + PAGE_SIZE - 1) // PAGE_SIZE, 1),
        words=words,
        state=state,
        states=STATES,
        version=str(version or ""),
        versions=definitions.ever_published_of(desk.provider.id),
        batch=issuing.batch(batch, provider_id=desk.provider.id) if batch else None,
        kept={name: value for name, value in kept.items() if value},
    )


def _key(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get(name, ""))
    except ValueError:
        return None


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>")
@needs("award:read", provider_from="slug")
def award(slug: str, award_id: uuid.UUID) -> str:
    """One award: how it stands, what happened to it, what can be done."""
    desk = open_desk(slug)
    return _award_page(desk, award_of(desk, award_id), SendAgainForm(formdata=None))


def _award_page(desk: Desk, found: Award, form: SendAgainForm) -> str:
    read = reading.read(found, at=clock.now())
    claims = delivering.claims_of(found.id)
    address = delivering.address_of(found, claims)
    if not form.is_submitted():
        form.email.data = address
    return page(
        "award.html",
        desk,
        current="awards",
        award=found,
        read=read,
        kind=STANDING_KINDS[read.standing],
        card=card_of(read),
        events=keeping.history_of(found, queries.documents_of(found.id)),
        scores=_scores(found),
        partners=cosigning.partners_of(found.document_id),
        received=delivering.received_at(claims),
        address=address,
        unreached=bool(address and notices.dead([address])),
        has_slip=delivering.open_slip(claims) is not None,
        form=form,
        folio=spell_folio(found.folio),
        href=lambda act: f"{desk.href('award', award_id=found.id)}/{act}",
        minor=guardians.is_minor(found.person),
        consent=guardians.consent_of(found.person),
        relations=rights.RELATIONS,
    )


def card_of(read: Reading) -> dict[str, Any]:
    """The credential card of the current document."""
    version = read.award.definition_version
    return {
        **titles.shown(read.facts.name, version),
        "holder": read.facts.holder,
        "track": version.standard_version.track,
        "rosette": f"/definitions/{version.id}/rosette.svg",
        "folio": spell_folio(read.award.folio),
        "standard": f"{version.standard_version.code} {version.standard_version.version}",
        "facts": [(Text("Para", "For"), label("profiles", version.profile) if version.profile else None)],
        "state": {"kind": STANDING_KINDS[read.standing], "text": read.standing.word},
    }


def _scores(found: Award) -> list[tuple[Text, str, object]]:
    """Instrument, score and minimum; these stay in the registry."""
    asked = definitions.requirements_of(found.definition_version)
    return [(one.title, str(found.scores.get(one.id, "")), one.minimum) for one in asked.instruments]


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/enviar")
@needs("award:change_status", provider_from="slug")
def award_send(slug: str, award_id: uuid.UUID) -> Page:
    """The claim mail once more, to the address that the form names."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    form = SendAgainForm()
    if not form.validate_on_submit():
        return refused(_award_page(desk, found, form))
    wait = issuing.undo_until(found.batch_id) if found.batch_id else None
    sent = carried_out(
        form,
        lambda: delivering.send_again(found, email=form.email.data, not_before=wait, actor=actor()),
        at={EmailMalformed: "email", NoAddress: "email"},
    )
    if isinstance(sent, RegistryError):
        return refused(_award_page(desk, found, form), sent)
    wake_workers()
    tell(Text("El correo va en camino a {address}.", "The mail is on its way to {address}.").format(address=sent))
    return see("award", slug, award_id=award_id)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/comprobante")
@needs("award:change_status", provider_from="slug")
def award_slip_make(slug: str, award_id: uuid.UUID) -> Page:
    """Make a slip for somebody who has none, and lead to it."""
    found = award_of(open_desk(slug), award_id)
    try:
        delivering.slip(found, actor=actor())
        db.session.commit()
    except (AlreadyReceived, NothingToDeliver) as refusal:
        db.session.rollback()
        tell(refusal.said, "error")
        return see("award", slug, award_id=award_id)
    return see("award_slip", slug, award_id=award_id)


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/comprobante.pdf")
@needs("award:change_status", provider_from="slug")
def award_slip(slug: str, award_id: uuid.UUID) -> Response:
    """The slip to print."""
    found = award_of(open_desk(slug), award_id)
    claim = delivering.open_slip(delivering.claims_of(found.id))
    if claim is None:
        raise NotFound()
    version = found.definition_version
    one = slip(
        holder=found.person.full_name,
        title=Text.of(version.design["title"]),
        institution=version.definition.provider.name,
        token=claim_token(claim),
        until=claim.expires_at,
    )
    return download(
        slips_pdf([one]), "application/pdf", f"{language.t('comprobante', 'slip')}-{spell_folio(found.folio)}.pdf"
    )
