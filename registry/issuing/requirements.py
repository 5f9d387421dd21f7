"""What a definition version asks of each row of a file, as the intake wants it."""

from __future__ import annotations

from registry.content import label
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.issuing.intake import InstrumentRequirement, Requirements

#: Whose file needs the school's key: the recognition of schools is computed from it (programs.yaml).
PROFILES_WITH_CCT = frozenset({"secondary_teachers"})


def intake_requirements(version: DefinitionVersion) -> Requirements:
    """Instruments and minimums of the standard, or the definition's own where they are higher."""
    asked = definitions.requirements_of(version)
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
        modes={mode: label("modes", mode) for mode in version.design.get("modes") or ()},
    )
