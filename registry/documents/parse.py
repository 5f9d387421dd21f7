"""One document, parsed once, at the door: a JSON object in, a typed `Credential` out, or `MalformedDocument`.

Read loosely where Open Badges 3.0 is published in two schemas (single value or array), strictly where a mistake changes
what is claimed: types, identifiers, dates and their order. Data model 2.0, and 1.1 for the input of others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.documents import terms
from registry.documents.contained import contained
from registry.documents.errors import MalformedDocument
from registry.documents.members import Members
from registry.documents.model import (
    Achievement,
    Alignment,
    Credential,
    CredentialKind,
    Identifier,
    Profile,
    RelatedResource,
    Result,
    ResultDescription,
    RubricLevel,
    StatusEntry,
    Subject,
)
from registry.documents.read import Presented

_BADGES = frozenset({terms.OPEN_BADGE, terms.ACHIEVEMENT_CREDENTIAL})
_READ = _BADGES | {terms.ENDORSEMENT, terms.TRANSCRIPT}
_LISTED = (terms.BITSTRING_ENTRY, terms.STATUS_LIST_2021_ENTRY)


def credential_of(presented: Presented) -> Credential:
    """The credential that was presented, typed once for all who ask. Raises MalformedDocument."""
    known: Credential | None = presented.known.get("credential")
    if known is None:
        known = presented.known["credential"] = parse_credential(presented.document)
    return known


def parse_credential(document: Mapping[str, Any]) -> Credential:
    """The credential, typed. Raises MalformedDocument, which names the member and the fault."""
    root = Members(document)
    types = root.texts("type")
    data_model = _data_model(root)
    if terms.VERIFIABLE_CREDENTIAL not in types or not _READ & set(types):
        raise root.fault("unknown_type" if types else "missing", "type", found=", ".join(types)[:100])
    without = next((one for one in (terms.ENDORSEMENT, terms.TRANSCRIPT) if one in types), None)
    subject = _subject(root, without=without)
    if without == terms.TRANSCRIPT and not contained(document):
        raise root.fault("missing", "credentialSubject.verifiableCredential")
    from_name, until_name = ("validFrom", "validUntil") if data_model == "2.0" else ("issuanceDate", "expirationDate")
    valid_from = root.moment(from_name)
    valid_until = root.optional_moment(until_name)
    if valid_until is not None and valid_until < valid_from:
        raise root.fault("ends_before_it_starts", until_name)
    return Credential(
        id=root.url("id"),
        kind=_kind(subject, without=without),
        types=types,
        issuer=_issuer(root),
        valid_from=valid_from,
        valid_until=valid_until,
        subject=subject,
        name=root.optional_text("name"),
        awarded_on=_awarded_on(root),
        statuses=tuple(_status(one) for one in root.objects("credentialStatus")),
        endorsements=root.mappings("endorsement"),
        related=tuple(_related(one) for one in root.objects("relatedResource")),
        data_model=data_model,
    )


def _data_model(root: Members) -> str:
    """Which data model, by the first context, as both require (VCDM 2.0, 4.3; VC Data Model 1.1, 4.1)."""
    contexts = root.raw("@context")
    first = contexts[0] if isinstance(contexts, list) and contexts else contexts
    if first == terms.CREDENTIALS_V2:
        return "2.0"
    if first == terms.CREDENTIALS_V1:
        return "1.1"
    raise root.fault("missing" if first is None else "unknown_context", "@context")


def _kind(subject: Subject, *, without: str | None) -> CredentialKind:
    if without is not None:
        return CredentialKind.ENDORSEMENT if without == terms.ENDORSEMENT else CredentialKind.TRANSCRIPT
    if subject.achievement is not None and subject.achievement.type == terms.QUALITY_ASSURANCE:
        return CredentialKind.ACCREDITATION
    return CredentialKind.ACHIEVEMENT


def _issuer(root: Members) -> Profile:
    if isinstance(root.raw("issuer"), str):
        return Profile(id=root.url("issuer"))
    return _profile(root.object("issuer"))


def _profile(profile: Members) -> Profile:
    address = profile.optional_object("address")
    return Profile(
        id=profile.url("id"),
        name=profile.optional_text("name"),
        url=profile.optional_text("url"),
        country=address.optional_text("addressCountry") if address else None,
    )


def _awarded_on(root: Members) -> dt.date | None:
    """The day as its author wrote it, in the author's own offset."""
    moment = root.optional_moment("awardedDate")
    return None if moment is None else moment.date()


def _subject(root: Members, *, without: str | None) -> Subject:
    """``without`` is the type of a document whose subject has no one achievement."""
    subject = root.object("credentialSubject")
    achievement = None if without is not None else _achievement(subject.object("achievement"))
    results = tuple(_result(one) for one in subject.objects("result"))
    if achievement is not None:
        _refuse_undeclared(subject, achievement, results)
    identifiers = tuple(_identifier(one) for one in subject.objects("identifier"))
    identity = subject.optional_url("id")
    if identity is None and not identifiers:
        raise root.fault("nobody", "credentialSubject")
    return Subject(
        id=identity,
        identifiers=identifiers,
        licence_number=subject.optional_text("licenseNumber"),
        achievement=achievement,
        results=results,
        comment=subject.optional_text("endorsementComment"),
    )


def _refuse_undeclared(subject: Members, achievement: Achievement, results: tuple[Result, ...]) -> None:
    """A result names a description of the achievement that is asserted (Open Badges 3.0, B.1.17)."""
    declared = {one.id for one in achievement.result_descriptions}
    for place, result in enumerate(results):
        if result.description is not None and result.description not in declared:
            raise subject.fault("undeclared_result", f"result[{place}].resultDescription")


def _identifier(identity: Members) -> Identifier:
    return Identifier(
        type=identity.text("identityType"),
        value=identity.text("identityHash"),
        hashed=identity.boolean("hashed"),
        salt=identity.optional_text("salt"),
    )


def _achievement(achievement: Members) -> Achievement:
    creator = achievement.optional_object("creator")
    return Achievement(
        id=achievement.url("id"),
        name=achievement.text("name"),
        description=achievement.text("description"),
        type=achievement.optional_text("achievementType"),
        criteria=achievement.object("criteria").optional_text("narrative"),
        creator=_profile(creator) if creator else None,
        alignments=tuple(_alignment(one) for one in achievement.objects("alignment")),
        result_descriptions=tuple(_result_description(one) for one in achievement.objects("resultDescription")),
        endorsements=achievement.mappings("endorsement"),
        image=achievement.identifier("image"),
    )


def _alignment(alignment: Members) -> Alignment:
    return Alignment(
        name=alignment.text("targetName"),
        url=alignment.url("targetUrl"),
        type=alignment.optional_text("targetType"),
        code=alignment.optional_text("targetCode"),
        framework=alignment.optional_text("targetFramework"),
    )


def _result_description(description: Members) -> ResultDescription:
    return ResultDescription(
        id=description.url("id"),
        name=description.text("name"),
        type=description.text("resultType"),
        levels=tuple(_level(one) for one in description.objects("rubricCriterionLevel")),
        required_level=description.optional_url("requiredLevel"),
        required_value=description.optional_text("requiredValue"),
    )


def _level(level: Members) -> RubricLevel:
    return RubricLevel(id=level.url("id"), name=level.text("name"), level=level.optional_text("level"))


def _result(result: Members) -> Result:
    return Result(
        description=result.optional_url("resultDescription"),
        value=result.optional_text("value"),
        achieved_level=result.optional_url("achievedLevel"),
        status=result.optional_text("status"),
    )


def _status(status: Members) -> StatusEntry:
    types = status.texts("type")
    if terms.REVOCATION_LIST in types:
        url = status.url("id")
        return StatusEntry(type=terms.REVOCATION_LIST, id=url, purpose="revocation", list_url=url)
    kind = next((one for one in _LISTED if one in types), None)
    if kind is None:
        return StatusEntry(type=", ".join(types) or "?", id=status.optional_url("id"))
    return StatusEntry(
        type=kind,
        id=status.optional_url("id"),
        purpose=status.text("statusPurpose"),
        index=status.index("statusListIndex"),
        list_url=status.url("statusListCredential"),
    )


def _related(related: Members) -> RelatedResource:
    return RelatedResource(id=related.url("id"), digest_sri=related.optional_text("digestSRI"))


__all__ = ["MalformedDocument", "parse_credential"]
