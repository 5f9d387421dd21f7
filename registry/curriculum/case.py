"""A standard as a CASE 1.1 competency framework: CFDocument, CFItems and the associations that make the tree. Pure.

Identifiers are version 5 UUIDs of names made from standard, version and id: the same wherever and whenever they are
computed, so that a credential signed today aligns with the item served in twenty years. The tree is made of
``isChildOf`` only (the child is the origin): document ← part ← competency ← outcome.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from registry.curriculum.standard import Standard
from registry.texts import Text

#: Names below are spelled within this namespace. It never changes: every signed alignment depends on it.
NAMESPACE = uuid.UUID("6f1c8a52-4c0e-5b7d-9a3e-2d5b8f0c7e41")
ROOT = "/ims/case/v1p1"
CASE_VERSION = "1.1"
LANGUAGE = "es"

ADOPTION: Mapping[str, str] = {  # CASE's vocabulary for our states
    "proposed": "Draft",
    "comment": "Draft",
    "in_force": "Adopted",
    "superseded": "Deprecated",
    "withdrawn": "Deprecated",
}


class Versioned(Protocol):
    """Whatever names a version of a standard: the typed one, or its row."""

    @property
    def standard_id(self) -> Any:
        """For example ``std-ai-literacy``."""

    @property
    def version(self) -> Any:
        """For example ``1.0``."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What the content itself does not say: under which address, by whom, in which state, since when."""

    base: str
    creator: str
    state: str
    changed_at: dt.datetime
    in_force_from: dt.date | None = None
    ended_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A node of the tree; ``parent`` is None directly under the document."""

    id: str
    kind: Text
    statement: Text
    parent: str | None


PART = Text("Parte", "Part")
COMPETENCY = Text("Competencia", "Competency")
OUTCOME = Text("Resultado de aprendizaje", "Learning outcome")


def document_id(standard: Versioned) -> uuid.UUID:
    """The identifier of the CFDocument, which its CFPackage shares."""
    return uuid.uuid5(NAMESPACE, f"{standard.standard_id}/{standard.version}")


def item_id(standard: Versioned, identifier: str) -> uuid.UUID:
    """The identifier of the CFItem of an outcome, a competency or a part."""
    return uuid.uuid5(NAMESPACE, f"{standard.standard_id}/{standard.version}/item/{identifier}")


def association_id(standard: Versioned, child: str) -> uuid.UUID:
    """The identifier of the association that places an item under its parent."""
    return uuid.uuid5(NAMESPACE, f"{standard.standard_id}/{standard.version}/isChildOf/{child}")


def document_uri(base: str, standard: Versioned) -> str:
    """The address of the CFDocument."""
    return f"{base}{ROOT}/CFDocuments/{document_id(standard)}"


def package_uri(base: str, standard: Versioned) -> str:
    """The address of the CFPackage."""
    return f"{base}{ROOT}/CFPackages/{document_id(standard)}"


def item_uri(base: str, standard: Versioned, identifier: str) -> str:
    """The address of a CFItem: what a credential's alignment points to."""
    return f"{base}{ROOT}/CFItems/{item_id(standard, identifier)}"


def association_uri(base: str, standard: Versioned, child: str) -> str:
    """The address of a CFAssociation."""
    return f"{base}{ROOT}/CFAssociations/{association_id(standard, child)}"


def items(standard: Standard) -> Iterator[Item]:
    """The nodes of the tree, parents before children."""
    part_of = {name: part.id for part in standard.parts for name in part.competencies}
    for part in standard.parts:
        yield Item(part.id, PART, part.title, None)
    for competency in standard.competencies:
        yield Item(competency.id, COMPETENCY, competency.title, part_of.get(competency.id))
        for outcome in competency.outcomes:
            yield Item(outcome.id, OUTCOME, outcome.text, competency.id)


def document(standard: Standard, publication: Publication) -> dict[str, Any]:
    """The CFDocument."""
    return _document(standard, publication) | {
        "CFPackageURI": {
            "title": standard.title.es,
            "identifier": str(document_id(standard)),
            "uri": package_uri(publication.base, standard),
        }
    }


def item(standard: Standard, identifier: str, publication: Publication) -> dict[str, Any]:
    """The CFItem of an outcome, a competency or a part. Raises KeyError for another id."""
    one = next((one for one in items(standard) if one.id == identifier), None)
    if one is None:
        raise KeyError(identifier)
    return _item(standard, one, publication) | {"CFDocumentURI": _document_link(standard, publication)}


def association(standard: Standard, child: str, publication: Publication) -> dict[str, Any]:
    """The CFAssociation that places an item under its parent. Raises KeyError for an id that is no item."""
    nodes = {one.id: one for one in items(standard)}
    sequence = _sequence(standard)
    return _association(standard, nodes[child], nodes, sequence, publication) | {
        "CFDocumentURI": _document_link(standard, publication)
    }


def package(standard: Standard, publication: Publication) -> dict[str, Any]:
    """The CFPackage: the whole framework in one file, without links back to itself."""
    nodes = {one.id: one for one in items(standard)}
    sequence = _sequence(standard)
    return {
        "CFDocument": _document(standard, publication),
        "CFItems": [_item(standard, one, publication) for one in nodes.values()],
        "CFAssociations": [_association(standard, one, nodes, sequence, publication) for one in nodes.values()],
    }


def _document(standard: Standard, publication: Publication) -> dict[str, Any]:
    result = {
        "identifier": str(document_id(standard)),
        "uri": document_uri(publication.base, standard),
        "caseVersion": CASE_VERSION,
        "creator": publication.creator,
        "publisher": publication.creator,
        "title": standard.title.es,
        "description": standard.purpose.es,
        "notes": standard.scope.es,
        "language": LANGUAGE,
        "version": standard.version,
        "adoptionStatus": ADOPTION[publication.state],
        "lastChangeDateTime": _moment(publication.changed_at),
        "officialSourceURL": f"{publication.base}/standards/{standard.code}/{standard.version}",
        "extensions": {
            "code": standard.code,
            "track": standard.track,
            "state": publication.state,
            "translations": {
                "en": {"title": standard.title.en, "description": standard.purpose.en, "notes": standard.scope.en}
            },
        },
    }
    if publication.in_force_from:
        result["statusStartDate"] = publication.in_force_from.isoformat()
    if publication.ended_on:
        result["statusEndDate"] = publication.ended_on.isoformat()
    return result


def _item(standard: Standard, one: Item, publication: Publication) -> dict[str, Any]:
    return {
        "identifier": str(item_id(standard, one.id)),
        "uri": item_uri(publication.base, standard, one.id),
        "fullStatement": one.statement.es,
        "humanCodingScheme": one.id,
        "CFItemType": one.kind.es,
        "language": LANGUAGE,
        "lastChangeDateTime": _moment(publication.changed_at),
        "extensions": {"translations": {"en": {"fullStatement": one.statement.en, "CFItemType": one.kind.en}}},
    }


def _association(
    standard: Standard, one: Item, nodes: Mapping[str, Item], sequence: Mapping[str, int], publication: Publication
) -> dict[str, Any]:
    if one.parent is None:
        parent = _document_link(standard, publication) | {"targetType": "CASE"}
    else:
        parent = _item_link(standard, nodes[one.parent], publication)
    return {
        "identifier": str(association_id(standard, one.id)),
        "uri": association_uri(publication.base, standard, one.id),
        "associationType": "isChildOf",
        "sequenceNumber": sequence[one.id],
        "originNodeURI": _item_link(standard, one, publication),
        "destinationNodeURI": parent,
        "lastChangeDateTime": _moment(publication.changed_at),
    }


def _sequence(standard: Standard) -> dict[str, int]:
    """The place of each item among its siblings, from 1."""
    count: dict[str | None, int] = {}
    result = {}
    for one in items(standard):
        count[one.parent] = count.get(one.parent, 0) + 1
        result[one.id] = count[one.parent]
    return result


def _document_link(standard: Standard, publication: Publication) -> dict[str, str]:
    return {
        "title": standard.title.es,
        "identifier": str(document_id(standard)),
        "uri": document_uri(publication.base, standard),
    }


def _item_link(standard: Standard, one: Item, publication: Publication) -> dict[str, str]:
    return {
        "title": one.statement.es,
        "identifier": str(item_id(standard, one.id)),
        "uri": item_uri(publication.base, standard, one.id),
        "targetType": "CASE",
    }


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
