"""What a definition version asks of each row of a file, as the intake wants it."""

from __future__ import annotations

from registry.content import label
from registry.curriculum import queries as curriculum
from registry.definitions.models import DefinitionVersion
from registry.issuing.intake import InstrumentRequirement, Requirements

#: Whose file needs the school's key: the recognition of schools is computed from it (programs.yaml).
PROFILES_WITH_CCT = frozenset({"secondary_teachers"})


def intake_requirements(version: DefinitionVersion) -> Requirements:
    """Instruments and minimums of the standard for this definition's profile or part."""
    asked = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    return Requirements(
        standard_code=asked.code,
        instruments=tuple(
            InstrumentRequirement(
                id=one.id,
                title=one.title,
                kind=one.kind,
                min_percent=one.minimum,
                weight=one.weight,
                min_delivered_percent=one.delivered_minimum,
            )
            for one in asked.instruments
        ),
        profile=asked.profile,
        profile_label=label("profiles", asked.profile),
        needs_cct=asked.profile in PROFILES_WITH_CCT,
    )
