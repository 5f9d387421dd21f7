"""The partner's tray: designs to endorse once, awards to countersign, one by one or all of a batch."""

from __future__ import annotations

import uuid

from flask import request
from werkzeug.wrappers import Response

from registry import clock
from registry.awards import cosigning
from registry.db import db
from registry.definitions import endorsing
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.errors import NotFound, RegistryError
from registry.providers import partnering
from registry.texts import Text
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, open_desk, page, see, tell
from registry.web.security import actor, needs

PAGE_SIZE = 50
#: Signed in one go; a longer batch is countersigned in several presses of the button.
MOST_AT_ONCE = 1_000
#: Stands in the address for awards that were issued one by one.
ONE_BY_ONE = "una-por-una"


@blueprint.get("/institucion/<slug>/cofirmas")
@needs("award:countersign", provider_from="slug")
def countersign(slug: str) -> str:
    """What other institutions ask this one to sign."""
    desk = open_desk(slug)
    asked = definitions.invitations_for(desk.provider.id)
    given = definitions.signed_by(desk.provider.id)
    versions = {one.definition_version_id: definitions.require(one.definition_version_id) for one in asked}
    return page(
        "countersign.html",
        desk,
        current="countersign",
        invitations=[(one, versions[one.definition_version_id]) for one in asked],
        groups=cosigning.waiting_groups(desk.provider.id),
        one_by_one=ONE_BY_ONE,
        standing=partnering.standing_of(desk.provider.id, clock.now()),
        signed=[(one, definitions.require(one.definition_version_id)) for one in given],
        counts=cosigning.count_signed(desk.provider.id),
    )


@blueprint.post("/institucion/<slug>/cofirmas/disenos/<uuid:version_id>")
@needs("definition:endorse", provider_from="slug")
def endorse(slug: str, version_id: uuid.UUID) -> Response:
    """Endorse a design with this institution's signature, or decline."""
    desk = open_desk(slug)
    accepts = request.form.get("respuesta") == "respaldar"
    try:
        if accepts:
            endorsing.sign_endorsement(version_id, desk.provider.id, actor=actor())
        else:
            endorsing.decline(version_id, desk.provider.id, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        tell(refusal.said, "error")
        return see("countersign", slug)
    tell(
        Text(
            "Respaldo firmado. Desde ahora verá aquí lo que se emita con ese diseño.",
            "Endorsement signed. From now on what is issued with that design will appear here.",
        )
        if accepts
        else Text("Se declinó el respaldo.", "The endorsement was declined.")
    )
    return see("countersign", slug)


@blueprint.get("/institucion/<slug>/cofirmas/<uuid:version_id>/<lote>")
@needs("award:countersign", provider_from="slug")
def countersign_group(slug: str, version_id: uuid.UUID, lote: str) -> Page:
    """The awards of one group, to be signed all at once or some."""
    desk = open_desk(slug)
    version, batch_id = _group(desk, version_id, lote)
    number = max(request.args.get("pagina", 1, type=int), 1)
    rows = cosigning.waiting_in(
        desk.provider.id, definition_version_id=version.id, batch_id=batch_id, page=number, size=PAGE_SIZE
    )
    total = cosigning.count_in(desk.provider.id, definition_version_id=version.id, batch_id=batch_id)
    if not total:
        return see("countersign", slug)
    return page(
        "countersign_group.html",
        desk,
        current="countersign",
        version=version,
        lote=lote,
        rows=rows,
        total=total,
        number=number,
        pages=max((total + PAGE_SIZE - 1) // PAGE_SIZE, 1),
        most=MOST_AT_ONCE,
    )


@blueprint.post("/institucion/<slug>/cofirmas/<uuid:version_id>/<lote>")
@needs("award:countersign", provider_from="slug")
def countersign_now(slug: str, version_id: uuid.UUID, lote: str) -> Response:
    """Sign the ticked awards, or all of the group."""
    desk = open_desk(slug)
    version, batch_id = _group(desk, version_id, lote)
    wanted = set(request.form.getlist("fila"))
    everything = request.form.get("que") == "todas"
    if not everything and not wanted:
        tell(
            Text(
                "No marcó ninguna. Marque las que cofirma, o use «Cofirmar todas».",
                "None was ticked. Tick those that you countersign, or use “Countersign all”.",
            ),
            "error",
        )
        return see("countersign_group", slug, version_id=version.id, lote=lote)
    rows = cosigning.waiting_in(
        desk.provider.id,
        definition_version_id=version.id,
        batch_id=batch_id,
        only=None if everything else _keys(wanted),
        size=MOST_AT_ONCE,
    )
    try:
        signed = cosigning.countersign([one for one, _award in rows], partner=desk.provider, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        tell(refusal.said, "error")
        return see("countersign", slug)
    sentence = Text("Microcredenciales cofirmadas: {count}.", "Microcredentials countersigned: {count}.")
    tell(sentence.format(count=signed))
    return see("countersign_group", slug, version_id=version.id, lote=lote)


@blueprint.post("/institucion/<slug>/cofirmas/retirar")
@needs("award:countersign", provider_from="slug")
def countersign_withdraw(slug: str) -> Response:
    """Take a countersignature back, by folio; or the endorsement of a design. It cannot be undone, and says why."""
    desk = open_desk(slug)
    note, design = request.form.get("motivo", ""), request.form.get("diseno", "")
    try:
        if design:
            (version_id,) = _keys({design}) or [uuid.UUID(int=0)]
            cosigning.withdraw_design(version_id, partner=desk.provider, note=note, actor=actor())
        else:
            cosigning.withdraw(request.form.get("folio", ""), partner=desk.provider, note=note, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        tell(refusal.said, "error")
        return see("countersign", slug)
    tell(
        Text(
            "Quedó retirado. Quien verifique verá que su institución firmó, y que lo retiró hoy.",
            "It is withdrawn. Whoever verifies will see that your institution signed, and withdrew today.",
        )
    )
    return see("countersign", slug)


def _group(desk: Desk, version_id: uuid.UUID, lote: str) -> tuple[DefinitionVersion, uuid.UUID | None]:
    """The design and the batch of an address. Raises `NotFound` unless this institution endorsed the design."""
    try:
        batch_id = None if lote == ONE_BY_ONE else uuid.UUID(lote)
    except ValueError:
        raise NotFound() from None
    endorsement = definitions.endorsement_of(version_id, desk.provider.id)
    if endorsement is None or endorsement.signed_at is None:
        raise NotFound()
    return definitions.require(version_id), batch_id


def _keys(texts: set[str]) -> list[uuid.UUID]:
    keys = []
    for text in texts:
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    return keys
