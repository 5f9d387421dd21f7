"""The credential that a learner holds: claims in, unsigned OpenBadgeCredential out (DESIGN, decisions 3, 5, 6, 11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from registry.documents import terms
from registry.documents.achievement import average_id, hours_id, level_id, mode_id, rubric_id
from registry.documents.dates import write_day, write_instant
from registry.documents.errors import UnfitClaims
from registry.documents.profile import Issuer, issuer_profile
from registry.documents.spelling import clean, plain_number
from registry.ids import read_folio, spell_folio


class LevelBasis(StrEnum):
    """What a level rests on: rubric scores handed in, or the institution's declaration that they were reached."""

    SCORED = "scored"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The level that a person reached in one competency; both by their codes in the standard."""

    competency: str
    level: str
    basis: LevelBasis


@dataclass(frozen=True, slots=True)
class StatusPlace:
    """A position in a status list."""

    list_url: str
    index: int


class CredentialClaims(NamedTuple):
    """Everything that one award states.

    ``achievement`` is the value of `registry.documents.achievement.build_achievement`, the same for all awards of a
    definition version. ``hours`` is the workload that the person took; ``average`` runs from 0 to 10, unrounded;
    ``mode`` is an id of the catalogue of modes. ``subject_id`` is a ``urn:uuid:`` made for this document or the DID of
    a wallet that has proved its key. ``folio`` is the plain folio, without separators.
    """

    id: str
    name: str
    issuer: Issuer
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    awarded_on: dt.date
    subject_id: str
    holder_name: str
    folio: str
    achievement: Mapping[str, Any]
    hours: Decimal
    average: Decimal | None
    mode: str
    levels: tuple[LevelReached, ...]
    status: StatusPlace


def build_credential(claims: CredentialClaims) -> dict[str, Any]:
    """The unsigned credential. Raises UnfitClaims when the claims contradict each other or the achievement."""
    _check(claims)
    document: dict[str, Any] = {
        "@context": list(terms.CONTEXTS),
        "id": claims.id,
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        "name": clean(claims.name, what="the title"),
        "issuer": issuer_profile(claims.issuer),
        "validFrom": write_instant(claims.valid_from),
    }
    if claims.valid_until is not None:
        document["validUntil"] = write_instant(claims.valid_until)
    document["awardedDate"] = write_day(claims.awarded_on)
    document["credentialSubject"] = {
        "id": claims.subject_id,
        "type": ["AchievementSubject"],
        "identifier": [name_identity(claims.holder_name)],
        "licenseNumber": spell_folio(claims.folio),
        "achievement": dict(claims.achievement),
        "result": _results(claims),
    }
    document["credentialStatus"] = status_entry(claims.status)
    return document


def name_identity(name: str) -> dict[str, Any]:
    """A name in clear (Open Badges 3.0, IdentityObject): nothing else about a person is in a document (decision 11)."""
    return {
        "type": "IdentityObject",
        "identityType": "name",
        "hashed": False,
        "identityHash": clean(name, what="the name"),
    }


def _check(claims: CredentialClaims) -> None:
    for moment in (claims.valid_from, claims.valid_until):
        if moment is not None and moment.tzinfo is None:
            raise UnfitClaims("a moment without a time zone")
    if claims.valid_until is not None and claims.valid_until < claims.valid_from:
        raise UnfitClaims("it would end before it starts")
    if not claims.id.startswith("urn:uuid:"):
        raise UnfitClaims("the id of a document is a urn:uuid")
    if not claims.subject_id.startswith(("urn:uuid:", "did:")):
        raise UnfitClaims("the subject's id is a urn:uuid or the DID of a wallet")
    if read_folio(claims.folio) is None:
        raise UnfitClaims("the folio is not one")
    if claims.average is not None and not (claims.average.is_finite() and 0 <= claims.average <= 10):
        raise UnfitClaims("an average runs from 0 to 10")
    if claims.status.index < 0:
        raise UnfitClaims("a status index counts from 0")


def _results(claims: CredentialClaims) -> list[dict[str, Any]]:
    achievement = str(claims.achievement["id"])
    results: list[dict[str, Any]] = [
        {"type": ["Result"], "resultDescription": hours_id(achievement), "value": plain_number(claims.hours)}
    ]
    if claims.average is not None:
        average = {"resultDescription": average_id(achievement), "value": plain_number(claims.average)}
        results.append({"type": ["Result"], **average})
    results.append({"type": ["Result"], "resultDescription": mode_id(achievement), "value": claims.mode})
    results += [
        {
            "type": ["Result"],
            "resultDescription": level_id(achievement, one.competency),
            "achievedLevel": rubric_id(achievement, one.competency, one.level),
            "value": one.basis.value,
        }
        for one in claims.levels
    ]
    declared = {one["id"]: one for one in claims.achievement["resultDescription"]}
    for result in results:
        _check_declared(result, declared.get(result["resultDescription"]))
    # The id is an extension, which the class allows: a node with a name needs no label that hangs on its neighbours
    # (decision 51). It is the document's own, with what the description is called within the achievement.
    return [{"id": claims.id + _fragment(result["resultDescription"]), **result} for result in results]


def _fragment(uri: str) -> str:
    return uri[uri.index("#") :]


def _check_declared(result: Mapping[str, Any], description: Mapping[str, Any] | None) -> None:
    """A result names a description of this achievement, and a level or a value that it has (Open Badges 3.0, B.1)."""
    if description is None:
        raise UnfitClaims(f"the achievement declares no {result['resultDescription']}")
    allowed = description.get("allowedValue")
    if allowed is not None and result["value"] not in allowed:
        raise UnfitClaims(f"{result['value']} is not allowed for {description['id']}")
    reached = result.get("achievedLevel")
    if reached is not None and reached not in {one["id"] for one in description["rubricCriterionLevel"]}:
        raise UnfitClaims(f"{description['id']} has no level {reached}")


def status_entry(place: StatusPlace) -> dict[str, str]:
    """One ``BitstringStatusListEntry``; its id differs from the list's own (Bitstring Status List 1.0, 2.1)."""
    return {
        "id": f"{place.list_url}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.index),
        "statusListCredential": place.list_url,
    }
