"""``/ims/case/v1p1``: the standards as CASE 1.1, so that the addresses inside credentials answer."""

from __future__ import annotations

import uuid

from flask import Response, current_app

from registry import addresses
from registry.curriculum import case, queries
from registry.curriculum.models import StandardVersion
from registry.errors import NotFound
from registry.web.public import blueprint
from registry.web.public.serving import signed_json
from registry.web.security import public


def _publication(version: StandardVersion) -> case.Publication:
    creator = current_app.config["SETTINGS"].registry_name.es
    return queries.publication(version, base=addresses.base(), creator=creator)


@blueprint.get("/ims/case/v1p1/CFDocuments")
@public
def case_documents() -> Response:
    """Every published framework."""
    documents = [case.document(queries.typed(one), _publication(one)) for one in queries.listing()]
    response = signed_json({"CFDocuments": documents})
    response.headers["X-Total-Count"] = str(len(documents))
    return response


@blueprint.get("/ims/case/v1p1/CFDocuments/<uuid:identifier>")
@public
def case_document(identifier: uuid.UUID) -> Response:
    """One framework."""
    node = _node(identifier, "document")
    return signed_json(case.document(queries.typed(node.version), _publication(node.version)))


@blueprint.get("/ims/case/v1p1/CFPackages/<uuid:identifier>")
@public
def case_package(identifier: uuid.UUID) -> Response:
    """One framework with all its items and associations."""
    node = _node(identifier, "document")
    return signed_json(case.package(queries.typed(node.version), _publication(node.version)))


@blueprint.get("/ims/case/v1p1/CFItems/<uuid:identifier>")
@public
def case_item(identifier: uuid.UUID) -> Response:
    """One outcome, competency or part."""
    node = _node(identifier, "item")
    return signed_json(case.item(queries.typed(node.version), node.item or "", _publication(node.version)))


@blueprint.get("/ims/case/v1p1/CFAssociations/<uuid:identifier>")
@public
def case_association(identifier: uuid.UUID) -> Response:
    """Where an item hangs in the tree."""
    node = _node(identifier, "association")
    return signed_json(case.association(queries.typed(node.version), node.item or "", _publication(node.version)))


def _node(identifier: uuid.UUID, kind: str) -> queries.CaseNode:
    node = queries.case_node(identifier)
    if node is None or node.kind != kind:
        raise NotFound()
    return node
