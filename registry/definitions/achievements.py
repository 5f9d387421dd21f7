"""The Open Badges Achievement of a definition version: made once, when it is published."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import orjson

from registry import addresses, content
from registry.curriculum import case
from registry.curriculum.requirements import Requirements
from registry.curriculum.standard import Standard
from registry.definitions.design import Design
from registry.documents import terms
from registry.documents.achievement import (
    AchievementClaims,
    AssessmentType,
    Competency,
    Level,
    StandardVersion,
    Target,
    build_achievement,
)
from registry.documents.profile import Issuer as Profile
from registry.providers.models import Accreditation, Provider
from registry.texts import Text

CONOCER = "ext:CONOCER"
CONOCER_SEARCH = "https://conocer.gob.mx/registro-nacional-estandares-competencia/"


def achievement_bytes(
    version_id: uuid.UUID,
    design: Design,
    standard: Standard,
    needed: Requirements,
    *,
    provider: Provider,
    accreditation: Accreditation,
) -> bytes:
    """The Achievement as JSON bytes, to be kept as they are. ``needed`` are the design's own, effective requirements.

    Raises UnfitClaims for texts that must not be signed, which the rules have refused before.
    """
    return orjson.dumps(
        build_achievement(
            AchievementClaims(
                id=addresses.definition(version_id),
                name=design.title.es,
                description=both(design.description),
                criteria=both(design.criteria),
                creator=creator(provider),
                standard=StandardVersion(
                    code=standard.code,
                    version=standard.version,
                    uri=case.document_uri(addresses.base(), standard),
                    title=standard.title.es,
                ),
                outcomes=tuple(_outcomes(standard, needed)),
                competencies=tuple(
                    Competency(one.id, one.title.es, needed.required_levels[one.id].id) for one in needed.competencies
                ),
                levels=tuple(Level(one.id, one.name.es, one.rank) for one in standard.levels),
                hours=needed.hours.total,
                modes=tuple((mode, content.label("modes", mode).es) for mode in design.modes),
                assessments=tuple(
                    AssessmentType(
                        one.id,
                        one.title.es,
                        WEIGHT_AND_MINIMUM.format(weight=one.weight, minimum=one.minimum).es,
                    )
                    for one in needed.instruments
                ),
                assurance=Target(
                    terms.ASSURANCE,
                    addresses.accreditation(accreditation.id),
                    f"Acreditación {accreditation.number}",
                    accreditation.number,
                ),
                profile=(needed.profile, content.label("profiles", needed.profile).es),
                parts=((needed.part, needed.title.es),) if needed.part else (),
                others=tuple(_conocer(standard)),
                image_url=addresses.badge_image(version_id),
            )
        )
    )


def creator(provider: Provider) -> Profile:
    """The provider as it stands in documents. Raises ValueError while it has no DID."""
    if provider.issuer is None:
        raise ValueError("a provider without a DID cannot publish")
    return Profile(
        did=provider.issuer.did,
        name=provider.name,
        url=addresses.provider_page(provider.slug),
        country=provider.country,
    )


def _outcomes(standard: Standard, needed: Requirements) -> Iterator[Target]:
    for outcome in needed.outcomes:
        yield Target(
            terms.OUTCOME,
            case.item_uri(addresses.base(), standard, outcome.id),
            outcome.text.es,
            outcome.id,
            f"{standard.code} {standard.version} {standard.title.es}",
        )


def _conocer(standard: Standard) -> Iterator[Target]:
    for code in standard.alignment.conocer_ec:
        yield Target(CONOCER, f"{CONOCER_SEARCH}#{code}", code, code, "CONOCER")


def both(text: Text) -> str:
    """Both languages in one member: a document has one language tag, and an employer abroad reads the second half."""
    return text.es if text.es == text.en else f"{text.es} / {text.en}"


WEIGHT_AND_MINIMUM = Text("Peso {weight} %, mínimo {minimum} %", "Weight {weight}%, minimum {minimum}%")
