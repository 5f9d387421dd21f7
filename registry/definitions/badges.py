"""The pictures of a definition version: drawn from what it is, the same for ever, so drawn once a process."""

from __future__ import annotations

import functools
import uuid

from registry import addresses
from registry.artefacts.badge import BadgeFacts, Track, badge_png, badge_svg, initials_of
from registry.artefacts.rosette import rosette_svg, seed_of
from registry.content import label
from registry.curriculum import queries as curriculum
from registry.definitions.models import DefinitionVersion
from registry.texts import Text

#: Pictures kept in a process; a badge is about 100 kB.
KEPT = 200


def rosette(version_id: uuid.UUID) -> str:
    """The guilloche of a definition version, as SVG."""
    return rosette_svg(seed_of(addresses.definition(version_id)))


def drawing(version: DefinitionVersion) -> str:
    """The badge as SVG."""
    title = version.design["title"]
    profile = label("profiles", version.profile) if version.profile else None
    provider = version.definition.provider
    asked = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    scale = [level.id for level in asked.levels]
    rungs = tuple(scale.index(level.id) + 1 for level in asked.required_levels.values())
    return _drawing(
        version.id, version.standard_version.track, Text.of(title), provider.name, profile, rungs, len(scale)
    )


def picture(version: DefinitionVersion) -> bytes:
    """The badge as PNG."""
    return _picture(drawing(version))


@functools.lru_cache(maxsize=KEPT)
def _drawing(
    version_id: uuid.UUID,
    track: str,
    title: Text,
    institution: str,
    profile: Text | None,
    rungs: tuple[int, ...],
    scale: int,
) -> str:
    facts = BadgeFacts(
        track=Track(track),
        title=title,
        institution=institution,
        profile=profile,
        initials=initials_of(institution),
        rungs=rungs,
        scale=scale,
    )
    return badge_svg(facts, language="es", rosette_svg=rosette(version_id))


@functools.lru_cache(maxsize=KEPT)
def _picture(svg: str) -> bytes:
    return badge_png(svg)
