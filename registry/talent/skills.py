"""Skills are competencies of the standards: which there are, and which microcredentials show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_

from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.requirements import requirements
from registry.curriculum.standard import Level
from registry.definitions.models import DefinitionVersion
from registry.talent.errors import SkillUnknown, TracksMixed
from registry.texts import Text, same


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency as people choose it. ``levels`` are the standard's scale, lowest first."""

    id: str
    title: Text
    track: str
    standard: Text
    levels: tuple[Level, ...]


def offered() -> Mapping[str, Skill]:
    """The competencies of the standards in force, by id, in the standards' order."""
    found: dict[str, Skill] = {}
    for version in curriculum.in_force():
        standard = curriculum.typed(version)
        for one in standard.competencies:
            found[one.id] = Skill(one.id, one.title, standard.track, standard.title, standard.levels)
    return found


def known() -> Mapping[str, Skill]:
    """Those of every published version, too, so that older microcredentials and needs can be read."""
    found: dict[str, Skill] = {}
    for version in curriculum.listing():
        standard = curriculum.typed(version)
        for one in standard.competencies:
            found.setdefault(one.id, Skill(one.id, one.title, standard.track, standard.title, standard.levels))
    return {**found, **offered()}


def title_of(identifier: str, skills: Mapping[str, Skill]) -> Text:
    """The title; for a competency that no version has any more, its code."""
    return skills[identifier].title if identifier in skills else same(identifier)


def level_name(identifier: str | None, skills: Mapping[str, Skill]) -> Text | None:
    """The name of a level of any of these standards."""
    levels = (level for one in skills.values() for level in one.levels)
    return next((level.name for level in levels if level.id == identifier), None)


def check(wanted: Sequence[str], skills: Mapping[str, Skill]) -> tuple[str, ...]:
    """The wanted ones, each once, in the standards' order. Raises `SkillUnknown`, `TracksMixed`."""
    unknown = next((one for one in wanted if one not in skills), None)
    if unknown is not None:
        raise SkillUnknown(skill=unknown[:40])
    chosen = tuple(one for one in skills if one in set(wanted))
    if len({skills[one].track for one in chosen}) > 1:
        raise TracksMixed()
    return chosen


@dataclass(frozen=True, slots=True)
class Shown:
    """A competency that a microcredential shows, with the level that its standard requires there."""

    id: str
    level: Level | None


def shown_by(version: DefinitionVersion) -> tuple[Shown, ...]:
    """What holders of this definition version have shown."""
    asked = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    covered = {one.competency for one in asked.outcomes}
    return tuple(Shown(one.id, asked.required_levels.get(one.id)) for one in asked.competencies if one.id in covered)


def showing(competency: str, *, level: str | None, versions: Iterable[StandardVersion]) -> ColumnElement[bool] | None:
    """The condition under which a definition version shows a competency, at ``level`` or a higher one of its scale;
    None when none can."""
    matching = [
        and_(
            DefinitionVersion.standard_version_id == version.id,
            DefinitionVersion.part == target.part if target.part else DefinitionVersion.profile == target.profile,
        )
        for version in versions
        for target in curriculum.typed(version).targets
        if _reaches(version, target.profile, target.part, competency, level)
    ]
    return or_(*matching) if matching else None


def _reaches(version: StandardVersion, profile: str, part: str | None, competency: str, level: str | None) -> bool:
    standard = curriculum.typed(version)
    asked = requirements(standard, profile, part)
    if competency not in {one.competency for one in asked.outcomes}:
        return False
    wanted = standard.level(level) if level else None
    reached = asked.required_levels.get(competency)
    return wanted is None or (reached is not None and reached.rank >= wanted.rank)
