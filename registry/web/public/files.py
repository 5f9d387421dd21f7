"""The signed files: DID documents, status lists, accreditations, the root of trust, a credential's state."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, render_template
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry import addresses, clock
from registry.awards import queries as awards
from registry.awards import sharing
from registry.custody import queries as custody
from registry.db import db
from registry.errors import NotFound
from registry.providers import queries as providers
from registry.providers import tray
from registry.records import storage
from registry.records.models import Document, StatusList
from registry.trust import root_store
from registry.trust.bundle import newest as newest_bundle
from registry.trust.bundle.errors import NoBundleYet
from registry.web import security
from registry.web.public import blueprint
from registry.web.public.serving import by_accept, signed, signed_json, unchanged
from registry.web.security import public

DID_JSON = "application/did+json"
VC = "application/vc"
VC_JWT = "application/vc+jwt"
HTML = "text/html"


@blueprint.get("/.well-known/did.json")
@public
def authority_did() -> Response:
    """The authority's DID document."""
    return _did_document(addresses.authority_did())


@blueprint.get("/providers/<slug>/did.json")
@public
def provider_did(slug: str) -> Response:
    """A provider's DID document."""
    return _did_document(addresses.provider_did(slug))


@blueprint.get("/transcripts/did.json")
@public
def transcripts_did() -> Response:
    """The DID document of the registry as signer of transcripts."""
    return _did_document(addresses.transcripts_did())


def _did_document(did: str) -> Response:
    issuer = custody.issuer_by_did(did)
    if issuer is None:
        raise NotFound()
    return signed_json(custody.did_document_of(issuer), DID_JSON)


@blueprint.get("/status/<public_id>")
@public
def status_list(public_id: str) -> Response:
    """A status list, Data Integrity JSON unless the client asks for the JWT."""
    row = db.session.execute(
        select(StatusList.signed_json, StatusList.signed_jwt).where(StatusList.public_id == public_id)
    ).one_or_none()
    if row is None or row.signed_json is None:
        raise NotFound()
    as_json = _as(row.signed_json, VC)
    return by_accept(
        {VC: as_json, VC_JWT: _as(row.signed_jwt, VC_JWT), "application/ld+json": as_json, "application/json": as_json},
        default=VC,
    )


def _as(body: bytes, mimetype: str) -> Any:
    return lambda: signed(body, mimetype)


@blueprint.get("/trust/root.json")
@public
def trust_root() -> Response:
    """The root of trust, newest version."""
    row = root_store.latest()
    if row is None:
        raise NotFound()
    return signed(row.body, "application/json")


@blueprint.get("/trust/root/<int:version>.json")
@public
def trust_root_version(version: int) -> Response:
    """One version of the root of trust, for comparing its fingerprint and following the chain."""
    row = root_store.version(version)
    if row is None:
        raise NotFound()
    return signed(row.body, "application/json", immutable=True)


@blueprint.get("/trust/bundle.jsonl.gz")
@public
def bundle() -> Response:
    """The newest offline bundle, as the worker made it."""
    row = newest_bundle.newest()
    if row is None:
        raise NoBundleYet()
    # The body is not read from the database for those who have it already.
    kept = unchanged(row.digest)
    if kept is not None:
        return kept
    response = signed(row.body, "application/gzip")
    response.headers["Content-Disposition"] = f'attachment; filename="bundle-{row.made_at:%Y%m%dT%H%M%SZ}.jsonl.gz"'
    return response


@blueprint.get("/accreditations/<uuid:accreditation_id>")
@public
def accreditation(accreditation_id: uuid.UUID) -> Response:
    """An accreditation: a page for people, the signed credential for programs."""
    found = providers.accreditation(accreditation_id)
    document = _document(found.document_id)

    def page() -> Response:
        return Response(
            render_template(
                "public/accreditation.html",
                accreditation=found,
                now_state=providers.state_at(providers.facts_of(found), clock.now()),
                application=tray.application(found.application_id) if found.application_id else None,
            ),
            mimetype=HTML,
        )

    def as_json() -> Response:
        return signed(storage.signed_json(document), VC)

    return by_accept(
        {
            HTML: page,
            VC: as_json,
            VC_JWT: lambda: signed(storage.signed_jwt(document), VC_JWT),
            "application/ld+json": as_json,
            "application/json": as_json,
        },
        default=VC,
    )


@blueprint.get("/accreditations/<uuid:accreditation_id>/credential.<any(json, jwt):form>")
@public
def accreditation_file(accreditation_id: uuid.UUID, form: str) -> Response:
    """The signed accreditation as a file, for people; programs ask the accreditation's own address."""
    found = providers.accreditation(accreditation_id)
    document = _document(found.document_id)
    response = (
        signed(storage.signed_jwt(document), VC_JWT) if form == "jwt" else signed(storage.signed_json(document), VC)
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.{form}"'
    return response


@blueprint.get("/accreditations/<uuid:accreditation_id>/scope.json")
@public
def accreditation_scope(accreditation_id: uuid.UUID) -> Response:
    """The machine-readable scope, the bytes that the accreditation's digest binds."""
    return signed(providers.accreditation(accreditation_id).scope, "application/json", immutable=True)


def _document(document_id: uuid.UUID) -> Document:
    return db.session.scalars(
        select(Document).where(Document.id == document_id).options(selectinload(Document.events))
    ).one()


@blueprint.get("/credentials/<uuid:document_id>")
@public
def credential(document_id: uuid.UUID) -> Response:
    """A credential by its id: bytes for its holder, its issuer and the authority; a stranger learns its state only."""
    uri = document_id.urn
    document = db.session.scalars(select(Document).where(Document.uri == uri)).one_or_none()
    if document is None or document.kind != "credential":
        raise NotFound()
    if not _may_read(uri):
        return signed_json({"id": uri, "state": document.state})
    as_json = _private(storage.signed_json(document), VC)
    as_jwt = _private(storage.signed_jwt(document), VC_JWT)
    return by_accept(
        {VC: as_json, VC_JWT: as_jwt, "application/ld+json": as_json, "application/json": as_json}, default=VC
    )


def _may_read(uri: str) -> bool:
    actor = security.actor()
    award = awards.of_document(uri)
    if award is None or actor.kind == "anonymous":
        return False
    return (
        sharing.holds(award, actor.person_id)
        or actor.may("award:read", at_provider=award.provider_id)
        or actor.may("accreditation:change")
    )


def _private(body: bytes | str, mimetype: str) -> Any:
    def serve() -> Response:
        response = Response(body, mimetype=mimetype)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return serve
