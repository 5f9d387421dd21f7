"""A standard version as a verification needs it, by the address of its CASE document."""

from __future__ import annotations

import functools
import uuid

from registry import addresses
from registry.content import label
from registry.curriculum import case, queries
from registry.curriculum.models import StandardVersion
from registry.curriculum.standard import Standard
from registry.verification.evidence import OutcomeFact, PartFact, ProfileFact, StandardFacts


def standard_facts(uri: str) -> StandardFacts | None:
    """The facts of the version whose CFDocument has this address; None when there is no such version here."""
    version = next(
        (one for one in queries.listing(include_proposals=True) if case.document_uri(addresses.base(), one) == uri),
        None,
    )
    return None if version is None else _facts(version, uri)


def _facts(version: StandardVersion, uri: str) -> StandardFacts:
    standard = queries.typed(version)
    return StandardFacts(
        code=standard.code,
        version=standard.version,
        uri=uri,
        title=standard.title,
        track=standard.track,
        levels=tuple((level.id, level.name) for level in standard.levels),
        outcomes=_outcomes(version.id, standard, addresses.base()),
        profiles=tuple(
            ProfileFact(
                id=profile.id,
                title=label("profiles", profile.id),
                hours=profile.hours.total,
                required_levels=dict(profile.required_levels),
            )
            for profile in standard.profiles
        ),
        parts=tuple(
            PartFact(id=part.id, title=part.title, hours=part.hours.total, competencies=frozenset(part.competencies))
            for part in standard.parts
        ),
        competencies=tuple((competency.id, competency.title) for competency in standard.competencies),
        in_force_from=version.in_force_from,
        in_force_until=version.ended_at,
    )


@functools.lru_cache(maxsize=64)
def _outcomes(_version_id: uuid.UUID, standard: Standard, base: str) -> tuple[OutcomeFact, ...]:
    return tuple(
        OutcomeFact(
            code=outcome.id,
            uri=case.item_uri(base, standard, outcome.id),
            competency=outcome.competency,
            profiles=frozenset(outcome.profiles),
        )
        for outcome in standard.outcomes
    )
