"""A published definition as the code on paper needs it: what it is designed against, out of its frozen Achievement."""

from __future__ import annotations

import uuid

from registry.definitions.models import DefinitionVersion
from registry.definitions.queries import by_id
from registry.documents import terms
from registry.signing import strict_json_loads
from registry.verification.evidence import DefinitionFacts


def definition_facts(version_id: uuid.UUID) -> DefinitionFacts | None:
    """The facts of a version that was ever published; None when there is none."""
    version = by_id(version_id)
    return None if version is None else facts_of(version)


def facts_of(version: DefinitionVersion) -> DefinitionFacts | None:
    """The same of a version at hand; None for a draft."""
    issuer = version.definition.provider.issuer
    if version.achievement is None or issuer is None:
        return None
    achievement = strict_json_loads(version.achievement)
    aligned = {one.get("targetType"): one for one in reversed(achievement["alignment"])}
    standard = aligned[terms.STANDARD]
    return DefinitionFacts(
        id=achievement["id"],
        issuer=issuer.did,
        standard=standard["targetUrl"],
        standard_label=standard["targetCode"],
        profile=aligned.get(terms.PROFILE, {}).get("targetCode"),
        part=aligned.get(terms.PART, {}).get("targetCode"),
    )
