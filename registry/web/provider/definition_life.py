"""A version as it was published: what it says, the next version, the partners that endorse it."""

from __future__ import annotations

import uuid

from flask import Response, request

from registry import clock, content
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions import badges, endorsing, queries, service
from registry.definitions.errors import DraftOpen
from registry.definitions.models import DefinitionVersion
from registry.errors import RegistryError
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.texts import Text
from registry.web.problems import status_of
from registry.web.provider import blueprint
from registry.web.provider.definitions import draft_page, version_of
from registry.web.provider.desk import Desk, Page, open_desk, page, see, tell
from registry.web.security import actor, needs


@blueprint.get("/institucion/<slug>/disenos/<uuid:version_id>")
@needs("definition:read", provider_from="slug")
def definition(slug: str, version_id: uuid.UUID) -> str:
    """A draft in its form, or a version as it was published."""
    desk = open_desk(slug)
    version = version_of(desk, version_id)
    if version.state == queries.DRAFT and desk.may("definition:edit"):
        return draft_page(desk, version)
    return published_page(desk, version)


def published_page(desk: Desk, version: DefinitionVersion, *, refusals: list[Text] | None = None) -> str:
    """What the version says, and what can follow."""
    asked = queries.requirements_of(version)
    standard = curriculum.typed(version.standard_version)
    invited = queries.endorsements_of(version.id)
    names = {one.id: one.name for one in providers.by_ids([one.partner_id for one in invited])}
    part = standard.part(version.part) if version.part else None
    return page(
        "definition.html",
        desk,
        current="definitions",
        version=version,
        design=queries.design_of(version),
        asked=asked,
        target=part.title if part else content.label("profiles", asked.profile),
        outcomes={one.id: [o for o in asked.outcomes if o.competency == one.id] for one in asked.competencies},
        endorsements=[(names[one.partner_id], one) for one in invited],
        partners=_partners(desk, {one.partner_id for one in invited}) if version.state == queries.PUBLISHED else [],
        newest=_newest(desk, version),
        refusals=refusals or [],
    )


@blueprint.get("/institucion/<slug>/disenos/<uuid:version_id>/roseta.svg")
@needs("definition:read", provider_from="slug")
def definition_rosette(slug: str, version_id: uuid.UUID) -> Response:
    """The rosette that the version will have, also while it is a draft."""
    version = version_of(open_desk(slug), version_id)
    response = Response(badges.rosette(version.id), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _newest(desk: Desk, version: DefinitionVersion) -> DefinitionVersion:
    """The last version of the same design."""
    own = next(one for one in queries.of_provider(desk.provider.id) if one.id == version.definition_id)
    return own.versions[-1]


def _partners(desk: Desk, invited: set[uuid.UUID]) -> list[Provider]:
    """Who can be asked: partners with an agreement in force and institutions that may issue, with keys of their own."""
    now = clock.now()
    accredited = [entry.provider for entry in providers.roll(now) if entry.provider.issuer_id is not None]
    found = {one.id: one for one in (*providers.co_signers(now), *accredited)}
    return sorted(
        (one for one in found.values() if one.id not in invited and one.id != desk.provider.id),
        key=lambda one: one.name.casefold(),
    )


@blueprint.post("/institucion/<slug>/disenos/<uuid:version_id>/version-nueva")
@needs("definition:edit", provider_from="slug")
def definition_continue(slug: str, version_id: uuid.UUID) -> Page:
    """A draft that continues this version; the one that is there already, if there is one."""
    desk = open_desk(slug)
    version = version_of(desk, version_id)
    try:
        draft = service.new_version(version.id, actor=actor())
        db.session.commit()
    except DraftOpen:
        db.session.rollback()
        return see("definition", slug, version_id=_newest(desk, version).id)
    except RegistryError as refusal:
        db.session.rollback()
        return published_page(desk, version, refusals=[refusal.said]), status_of(refusal)
    return see("definition", slug, version_id=draft.id)


@blueprint.post("/institucion/<slug>/disenos/<uuid:version_id>/invitar")
@needs("definition:publish", provider_from="slug")
def definition_invite(slug: str, version_id: uuid.UUID) -> Page:
    """Ask a partner to endorse the version, once."""
    desk = open_desk(slug)
    version = version_of(desk, version_id)
    partner = providers.by_slug(request.form.get("partner", ""))
    if partner is None:
        refusal = Text("Elija la institución de la lista.", "Choose the institution from the list.")
        return published_page(desk, version, refusals=[refusal]), 422
    try:
        endorsing.invite_partner(version.id, partner.id, actor=actor())
        db.session.commit()
    except RegistryError as refused:
        db.session.rollback()
        return published_page(desk, version, refusals=[refused.said]), status_of(refused)
    tell(
        Text(
            "Se pidió el respaldo de {partner}. Lo verá en sus cofirmas.",
            "{partner} was asked to endorse it. They will see it under countersigning.",
        ).format(partner=partner.name)
    )
    return see("definition", slug, version_id=version.id)
