"""The catalogue, and each definition: a page for people, the Achievement for programs, its rosette and badge."""

from __future__ import annotations

import uuid

import orjson
from flask import Response, render_template, request

from registry import clock
from registry.content import catalog, label
from registry.curriculum import queries as curriculum
from registry.definitions import badges, queries, sectors
from registry.definitions.models import DefinitionVersion
from registry.documents.spelling import plain_number
from registry.errors import NotFound
from registry.providers import queries as providers
from registry.quality import queries as quality
from registry.texts import Text
from registry.web import titles
from registry.web.public import blueprint
from registry.web.public.serving import by_accept, signed
from registry.web.security import public

HTML = "text/html"
PAGE_SIZE = 24
_MARK = Text("Sello de calidad", "Quality mark")


@blueprint.get("/catalogue")
@public
def catalogue() -> str:
    """What can be studied, filtered by track, profile, words and the quality mark."""
    track = request.args.get("track") or None
    profile = request.args.get("profile") or None
    words = request.args.get("q", "").strip()
    only_marked = bool(request.args.get("mark"))
    with_mark = quality.marked(clock.now())
    sector = request.args.get("sector", "")
    declares = sectors.wanted(sector)
    found = queries.catalogue(track=track, profile=profile, text=words, declares=declares)
    if only_marked:
        found = tuple(one for one in found if one.definition_id in with_mark)
    return render_template(
        "public/catalogue.html",
        versions=found,
        cards={one.id: _marked_card(one, marked=one.definition_id in with_mark) for one in found},
        mark="yes" if only_marked else "",
        track=track or "",
        profile=profile or "",
        words=words,
        sector=sector if declares else "",
        sectors=sectors.labels(),
        tracks=catalog("tracks"),
        profiles=catalog("profiles"),
    )


@blueprint.get("/definitions/<uuid:version_id>")
@public
def definition(version_id: uuid.UUID) -> Response:
    """A definition version by its stable id."""
    version = _published(version_id)

    def page() -> Response:
        provider = version.definition.provider
        body = render_template(
            "public/definition.html",
            version=version,
            card=card_of(version),
            provider=provider,
            sectors=[one for one in sectors.labels() if one[0] in version.design.get("sectors", ())],
            standard=curriculum.typed(version.standard_version),
            requirements=queries.requirements_of(version),
            mark=quality.mark_of(version, clock.now()),
            covering=providers.covering_accreditation(
                provider.id, version.standard_version_id, version.profile, version.part, clock.now()
            ),
        )
        return Response(body, mimetype=HTML)

    def achievement() -> Response:
        return signed(version.achievement or b"{}", "application/ld+json")

    return by_accept(
        {HTML: page, "application/ld+json": achievement, "application/json": achievement},
        default="application/ld+json",
    )


@blueprint.get("/definitions/<uuid:version_id>/rosette.svg")
@public
def rosette(version_id: uuid.UUID) -> Response:
    """The definition's rosette: decoration, always the same."""
    _published(version_id)
    return signed(badges.rosette(version_id), "image/svg+xml", immutable=True)


@blueprint.get("/definitions/<uuid:version_id>/badge.svg")
@public
def badge_as_svg(version_id: uuid.UUID) -> Response:
    """The badge image, as vectors."""
    return signed(badges.drawing(_published(version_id)), "image/svg+xml", immutable=True)


@blueprint.get("/definitions/<uuid:version_id>/badge.png")
@public
def badge_as_png(version_id: uuid.UUID) -> Response:
    """The badge image, as a picture."""
    return signed(badges.picture(_published(version_id)), "image/png", immutable=True)


def _published(version_id: uuid.UUID) -> DefinitionVersion:
    version = queries.by_id(version_id)
    if version is None or version.achievement is None:
        raise NotFound()
    return version


def _marked_card(version: DefinitionVersion, *, marked: bool) -> dict[str, object]:
    card = card_of(version)
    return {**card, "state": {"kind": "valid", "text": _MARK}} if marked else card


def card_of(version: DefinitionVersion) -> dict[str, object]:
    """The credential card of a definition, without a holder."""
    asked = queries.requirements_of(version)
    achievement = orjson.loads(version.achievement or b"{}")
    return {
        **titles.shown(achievement.get("name"), version),
        "track": version.standard_version.track,
        "rosette": f"/definitions/{version.id}/rosette.svg",
        "issuer": version.definition.provider.name,
        "standard": f"{version.standard_version.code} {version.standard_version.version}",
        "hours": plain_number(asked.hours.total),
        "validity": Text("{n} meses", "{n} months").format(n=asked.validity_months),
        "href": f"/definitions/{version.id}",
        "facts": [
            (Text("Perfil", "Profile"), label("profiles", version.profile) if version.profile else None),
        ],
    }
