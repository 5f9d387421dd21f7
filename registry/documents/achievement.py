"""What is earned: the Achievement of a published definition version (DESIGN, decision 5).

Its shape follows from what canonicalises without doubt: identical ``allowedValue`` lists on several result
descriptions would make blank nodes that only the slow part of RDFC-1.0 tells apart, so levels are rubric levels with
ids of their own, and the list of modes is the only list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry.documents import terms
from registry.documents.errors import UnfitClaims
from registry.documents.profile import Issuer, creator_profile
from registry.documents.spelling import clean, plain_number, tag_fits


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to align with: an outcome's CASE item, a CONOCER standard, a kind of assessment.

    ``type`` is an Open Badges target type; ``url`` must differ between the alignments of one achievement.
    """

    type: str
    url: str
    name: str
    code: str | None = None
    framework: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """A version of a curriculum standard: code, version, CASE CFDocument URI, title."""

    code: str
    version: str
    uri: str
    title: str

    @property
    def label(self) -> str:
        """Code and version as people write them: ``AIL 1.0``."""
        return f"{self.code} {self.version}"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the standard's scale; ``number`` counts from 1, lowest first."""

    code: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Competency:
    """A competency that the definition covers, and the level that the standard requires in it."""

    code: str
    name: str
    required_level: str | None


@dataclass(frozen=True, slots=True)
class AssessmentType:
    """An instrument: its id in the standard, its title, and how it counts."""

    code: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AchievementClaims:
    """Everything that a definition version states.

    ``id`` is ``{base}/definitions/<id>``; ``outcomes`` are targets of type ``CFItem`` by their CASE URIs. ``profile``
    and ``parts`` are (id, title) in the standard. ``assurance`` is the accreditation under which it was published:
    name and URL. ``modes`` are (id, label) of the modes in which it is offered. ``image_url`` is the badge picture.
    """

    id: str
    name: str
    description: str
    criteria: str
    creator: Issuer
    standard: StandardVersion
    outcomes: tuple[Target, ...]
    competencies: tuple[Competency, ...]
    levels: tuple[Level, ...]
    hours: Decimal
    modes: tuple[tuple[str, str], ...]
    assessments: tuple[AssessmentType, ...]
    assurance: Target
    language: str = "es"
    profile: tuple[str, str] | None = None
    parts: tuple[tuple[str, str], ...] = ()
    others: tuple[Target, ...] = ()
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    endorsements: tuple[Mapping[str, Any], ...] = ()


def build_achievement(claims: AchievementClaims) -> dict[str, Any]:
    """The Achievement, ready to stand in every credential of the definition version.

    Raises UnfitClaims for what would not canonicalise alike everywhere: an empty or unfit text, a repeated alignment,
    a tag beyond U+FFFF, a required level that the scale does not have.
    """
    achievement: dict[str, Any] = {
        "id": claims.id,
        "type": ["Achievement"],
        "achievementType": terms.MICROCREDENTIAL,
        "name": clean(claims.name, what="the title"),
        "description": clean(claims.description, what="the description"),
        "criteria": {"id": f"{claims.id}#criteria", "narrative": clean(claims.criteria, what="the criteria")},
        "creator": creator_profile(claims.creator),
        "inLanguage": claims.language,
        "alignment": [_alignment(target, claims.id, number) for number, target in enumerate(_targets(claims), 1)],
        "resultDescription": result_descriptions(claims),
    }
    if claims.image_url is not None:
        achievement["image"] = {"id": claims.image_url, "type": "Image"}
    if claims.tags:
        achievement["tag"] = _tags(claims.tags)
    if claims.endorsements:
        achievement["endorsement"] = [dict(one) for one in claims.endorsements]
    return achievement


def _targets(claims: AchievementClaims) -> Iterator[Target]:
    standard = claims.standard
    targets = [Target(terms.STANDARD, standard.uri, standard.title, code=standard.label)]
    if claims.profile is not None:
        code, title = claims.profile
        targets.append(Target(terms.PROFILE, f"{standard.uri}#profile-{code}", title, code))
    targets += [Target(terms.PART, f"{standard.uri}#part-{code}", title, code) for code, title in claims.parts]
    targets += claims.outcomes
    targets += [_required_level(one, claims) for one in claims.competencies if one.required_level]
    targets += [
        Target(terms.ASSESSMENT_TYPE, f"{standard.uri}#{one.code}", one.name, one.code, description=one.description)
        for one in claims.assessments
    ]
    targets += [claims.assurance, *claims.others]
    seen: set[str] = set()
    for target in targets:
        if target.url in seen:
            raise UnfitClaims(f"two alignments with {target.url}")
        seen.add(target.url)
        yield target


def _required_level(competency: Competency, claims: AchievementClaims) -> Target:
    level = next((one for one in claims.levels if one.code == competency.required_level), None)
    if level is None:
        raise UnfitClaims(f"the scale has no level {competency.required_level}")
    return Target(
        terms.REQUIRED_LEVEL,
        f"{claims.standard.uri}#{competency.code}.{level.code}",
        f"{competency.name}: {level.name}",
        competency.code,
    )


def _alignment(target: Target, achievement: str, number: int) -> dict[str, Any]:
    # The id is an extension, which the class allows. A node with a name of its own needs no label that hangs on what
    # varies from person to person: two thirds of what is signed are then the same in each credential (decision 51).
    alignment: dict[str, Any] = {
        "id": f"{achievement}#alignment-{number}",
        "type": ["Alignment"],
        "targetType": target.type,
        "targetUrl": target.url,
        "targetName": clean(target.name, what=f"the name of {target.url}"),
    }
    for member, value in (
        ("targetCode", target.code),
        ("targetFramework", target.framework),
        ("targetDescription", target.description),
    ):
        if value:
            alignment[member] = clean(value, what=f"{member} of {target.url}")
    return alignment


def result_descriptions(claims: AchievementClaims) -> list[dict[str, Any]]:
    """What results an award states: hours, average, mode of participation, and a level per competency."""
    described = [
        {
            "id": hours_id(claims.id),
            "type": ["ResultDescription"],
            "name": "Carga de trabajo en horas / Workload in hours",
            "resultType": terms.HOURS,
            "requiredValue": plain_number(claims.hours),
        },
        {
            "id": average_id(claims.id),
            "type": ["ResultDescription"],
            "name": "Promedio, de 0 a 10 / Average, 0 to 10",
            "resultType": terms.AVERAGE,
            "valueMin": "0",
            "valueMax": "10",
        },
        {
            "id": mode_id(claims.id),
            "type": ["ResultDescription"],
            "name": "Modalidad: " + ", ".join(f"{code} = {label}" for code, label in claims.modes),
            "resultType": terms.MODE,
            "allowedValue": [code for code, _ in claims.modes],
        },
    ]
    return described + [_level_description(claims, competency) for competency in claims.competencies]


def _level_description(claims: AchievementClaims, competency: Competency) -> dict[str, Any]:
    description: dict[str, Any] = {
        "id": level_id(claims.id, competency.code),
        "type": ["ResultDescription"],
        "name": clean(f"{competency.code}. {competency.name}", what="a competency's name"),
        "resultType": terms.LEVEL,
        "rubricCriterionLevel": [
            {
                "id": rubric_id(claims.id, competency.code, level.code),
                "type": ["RubricCriterionLevel"],
                "name": clean(level.name, what="a level's name"),
                "level": str(level.number),
            }
            for level in claims.levels
        ],
    }
    if competency.required_level:
        description["requiredLevel"] = rubric_id(claims.id, competency.code, competency.required_level)
    return description


def hours_id(achievement: str) -> str:
    """The id of the result description of the workload."""
    return f"{achievement}#hours"


def average_id(achievement: str) -> str:
    """The id of the result description of the average."""
    return f"{achievement}#average"


def mode_id(achievement: str) -> str:
    """The id of the result description of the mode of participation."""
    return f"{achievement}#mode"


def level_id(achievement: str, competency: str) -> str:
    """The id of the result description of a competency's level."""
    return f"{achievement}#{competency}"


def rubric_id(achievement: str, competency: str, level: str) -> str:
    """The id of one level of one competency."""
    return f"{achievement}#{competency}.{level}"


def _tags(tags: Sequence[str]) -> list[str]:
    cleaned = [clean(tag, what="a tag") for tag in tags]
    for tag in cleaned:
        if not tag_fits(tag):
            raise UnfitClaims(f"the tag {tag!r} has a character beyond U+FFFF")
    if len(set(cleaned)) != len(cleaned):
        raise UnfitClaims("a tag stands twice")
    return cleaned
