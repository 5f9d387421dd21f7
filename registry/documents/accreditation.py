"""That the authority lets a provider issue: the signed credential, and the full scope bound to it (DESIGN, decision 7).

The credential is an ordinary Open Badge, so that any verifier can check it; what only a machine of this registry needs
(profiles, parts, conditions) is in ``scope.json``, bound by its digest. Policy reads these two and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents import terms
from registry.documents.achievement import StandardVersion
from registry.documents.credential import StatusPlace, name_identity, status_entry
from registry.documents.dates import write_instant
from registry.documents.errors import UnfitClaims
from registry.documents.members import Members
from registry.documents.profile import Issuer, creator_profile, issuer_profile
from registry.documents.spelling import clean
from registry.signing import digest_sri, jcs
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Grant:
    """One standard version that may be issued against. Empty ``profiles`` or ``parts`` mean all of them."""

    standard: StandardVersion
    track: str
    profiles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def covers(self, standard_uri: str, *, profile: str | None, parts: tuple[str, ...]) -> bool:
        """Whether something designed against that standard, profile and parts may be issued."""
        if standard_uri != self.standard.uri:
            return False
        profile_fits = not self.profiles or profile in self.profiles
        parts_fit = not self.parts or (bool(parts) and set(parts) <= set(self.parts))
        return profile_fits and parts_fit


@dataclass(frozen=True, slots=True)
class Condition:
    """What the provider still has to do, and by when."""

    id: str
    text: Text
    due: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class AccreditationClaims:
    """Everything that one accreditation states.

    ``id`` is its address, ``{base}/accreditations/<id>``; ``scope_url`` that of its scope. ``provider_name`` is the
    name that stands on credentials, ``legal_name`` the one in the register of companies. ``number`` is the ruling's
    (``ACR-2026-0117``); ``jurisdiction`` an ISO 3166 code of a country or a state. ``custody``: what was issued may be
    corrected, and nothing issued.
    """

    id: str
    scope_url: str
    number: str
    authority: Issuer
    provider_did: str
    provider_name: str
    legal_name: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    grants: tuple[Grant, ...]
    jurisdiction: str
    status: StatusPlace
    conditions: tuple[Condition, ...] = ()
    custody: bool = False


#: ``use`` in a scope: what it serves where that is not issuing. Any other word is read the same way.
CORRECTIONS = "corrections"


def build_scope(claims: AccreditationClaims) -> bytes:
    """``scope.json`` as served: canonical JSON (RFC 8785), so that its digest depends on nothing but its content."""
    if not claims.grants:
        raise UnfitClaims("an accreditation names at least one standard")
    scope: dict[str, Any] = {
        "id": claims.scope_url,
        "type": "AccreditationScope",
        "accreditation": claims.id,
        "number": claims.number,
        "authority": claims.authority.did,
        "provider": {"id": claims.provider_did, "name": claims.provider_name, "legalName": claims.legal_name},
        "jurisdiction": claims.jurisdiction,
        "validFrom": write_instant(claims.valid_from),
        "validUntil": write_instant(claims.valid_until),
        "grants": [_grant(grant) for grant in claims.grants],
        "conditions": [_condition(condition) for condition in claims.conditions],
        **({"use": CORRECTIONS} if claims.custody else {}),
    }
    return jcs(scope)


def _grant(grant: Grant) -> dict[str, Any]:
    standard = grant.standard
    return {
        "standard": {
            "code": standard.code,
            "version": standard.version,
            "uri": standard.uri,
            "title": standard.title,
        },
        "track": grant.track,
        "profiles": list(grant.profiles),
        "parts": list(grant.parts),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    due = {} if condition.due is None else {"due": write_instant(condition.due)}
    return {"id": condition.id, "text": condition.text.as_dict(), **due}


def build_accreditation(claims: AccreditationClaims, *, scope: bytes) -> dict[str, Any]:
    """The unsigned accreditation; ``scope`` are the bytes of `build_scope`. Raises UnfitClaims."""
    if claims.valid_until <= claims.valid_from:
        raise UnfitClaims("an accreditation ends after it starts")
    achievement = f"{claims.id}#achievement"
    return {
        "@context": list(terms.CONTEXTS),
        "id": claims.id,
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        "name": f"{_TITLE} {clean(claims.number, what='the number')}",
        "issuer": issuer_profile(claims.authority),
        "validFrom": write_instant(claims.valid_from),
        "validUntil": write_instant(claims.valid_until),
        "credentialSubject": {
            "id": claims.provider_did,
            "type": ["AchievementSubject"],
            "identifier": [name_identity(claims.provider_name)],
            "licenseNumber": claims.number,
            "achievement": _achievement(claims, achievement),
            "result": [
                {"type": ["Result"], "resultDescription": f"{achievement}-jurisdiction", "value": claims.jurisdiction},
                *(
                    {"type": ["Result"], "resultDescription": f"{achievement}-track", "value": track}
                    for track in sorted({grant.track for grant in claims.grants})
                ),
            ],
        },
        "credentialStatus": status_entry(claims.status),
        "relatedResource": [{"id": claims.scope_url, "mediaType": "application/json", "digestSRI": digest_sri(scope)}],
    }


_TITLE = "Acreditación para emitir microcredenciales de IA"
_CUSTODY_DESCRIPTION = (
    "Custodia: durante la vigencia pueden firmarse correcciones de lo que la institución emitió conforme a los "
    "estándares que aquí se nombran. No autoriza a emitir microcredenciales nuevas."
)


def _achievement(claims: AccreditationClaims, identifier: str) -> dict[str, Any]:
    return {
        "id": identifier,
        "type": ["Achievement"],
        "achievementType": terms.QUALITY_ASSURANCE,
        "name": _TITLE,
        "description": _CUSTODY_DESCRIPTION
        if claims.custody
        else (
            f"La autoridad autoriza a {clean(claims.legal_name, what='the legal name')} a emitir microcredenciales "
            "alineadas a los estándares que aquí se nombran, en el periodo de vigencia."
        ),
        "criteria": {
            "id": f"{claims.id}#criteria",
            "narrative": "Dictamen conforme a los criterios de acreditación de instituciones emisoras.",
        },
        "creator": creator_profile(claims.authority),
        "inLanguage": "es",
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": terms.STANDARD,
                "targetUrl": grant.standard.uri,
                "targetName": clean(grant.standard.title, what="a standard's title"),
                "targetCode": grant.standard.label,
            }
            for grant in claims.grants
        ],
        "resultDescription": [
            _described(f"{identifier}-jurisdiction", "Jurisdicción / Jurisdiction", terms.JURISDICTION),
            _described(f"{identifier}-track", "Vía / Track", terms.TRACK),
        ],
    }


def _described(identifier: str, name: str, result_type: str) -> dict[str, Any]:
    return {"id": identifier, "type": ["ResultDescription"], "name": name, "resultType": result_type}


@dataclass(frozen=True, slots=True)
class Scope:
    """``scope.json``, parsed."""

    id: str
    accreditation: str
    number: str
    authority: str
    provider: str
    provider_name: str
    legal_name: str
    jurisdiction: str
    valid_from: dt.datetime
    valid_until: dt.datetime
    grants: tuple[Grant, ...]
    conditions: tuple[Condition, ...]
    corrections_only: bool = False


def parse_scope(document: Mapping[str, Any]) -> Scope:
    """The scope, typed. Raises MalformedDocument."""
    scope = Members(document, "scope")
    provider = scope.object("provider")
    return Scope(
        id=scope.text("id"),
        accreditation=scope.text("accreditation"),
        number=scope.text("number"),
        authority=scope.text("authority"),
        provider=provider.text("id"),
        provider_name=provider.text("name"),
        legal_name=provider.text("legalName"),
        jurisdiction=scope.text("jurisdiction"),
        valid_from=scope.moment("validFrom"),
        valid_until=scope.moment("validUntil"),
        grants=tuple(_parse_grant(one) for one in scope.objects("grants")),
        conditions=tuple(_parse_condition(one) for one in scope.objects("conditions")),
        corrections_only=scope.optional_text("use") is not None,
    )


def _parse_grant(grant: Members) -> Grant:
    standard = grant.object("standard")
    return Grant(
        standard=StandardVersion(
            code=standard.text("code"),
            version=standard.text("version"),
            uri=standard.text("uri"),
            title=standard.text("title"),
        ),
        track=grant.text("track"),
        profiles=grant.texts("profiles"),
        parts=grant.texts("parts"),
    )


def _parse_condition(condition: Members) -> Condition:
    text = condition.object("text")
    return Condition(
        id=condition.text("id"),
        text=Text(es=text.text("es"), en=text.text("en")),
        due=condition.optional_moment("due"),
    )
