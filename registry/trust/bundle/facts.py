"""Standards and definitions as a bundle's records, both ways."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from registry.texts import Text
from registry.trust.root import parse_time, plain, write_time
from registry.verification.evidence import DefinitionFacts, OutcomeFact, PartFact, ProfileFact, StandardFacts


def write_standard(facts: StandardFacts) -> dict[str, Any]:
    """A standard's version as a record, without its kind."""
    record: dict[str, Any] = {
        "uri": facts.uri,
        "code": facts.code,
        "version": facts.version,
        "title": facts.title.as_dict(),
        "track": facts.track,
        "levels": [{"id": code, "name": name.as_dict()} for code, name in facts.levels],
        "competencies": [{"id": code, "title": title.as_dict()} for code, title in facts.competencies],
        "outcomes": [
            {"code": one.code, "uri": one.uri, "competency": one.competency, "profiles": sorted(one.profiles)}
            for one in facts.outcomes
        ],
        "profiles": [
            {
                "id": one.id,
                "title": one.title.as_dict(),
                "hours": str(one.hours),
                "requiredLevels": dict(sorted(one.required_levels.items())),
            }
            for one in facts.profiles
        ],
        "parts": [
            {
                "id": one.id,
                "title": one.title.as_dict(),
                "hours": str(one.hours),
                "competencies": sorted(one.competencies),
            }
            for one in facts.parts
        ],
    }
    if facts.in_force_from is not None:
        record["inForceFrom"] = write_time(facts.in_force_from)
    if facts.in_force_until is not None:
        record["inForceUntil"] = write_time(facts.in_force_until)
    return record


def read_standard(record: Mapping[str, Any]) -> StandardFacts:
    """The facts of a record. Raises KeyError, TypeError or ValueError for one that is none."""
    return StandardFacts(
        code=plain(record["code"]),
        version=plain(record["version"]),
        uri=plain(record["uri"]),
        title=_text(record["title"]),
        track=plain(record["track"]),
        levels=tuple((plain(one["id"]), _text(one["name"])) for one in record["levels"]),
        outcomes=tuple(
            OutcomeFact(plain(one["code"]), plain(one["uri"]), plain(one["competency"]), _all_plain(one["profiles"]))
            for one in record["outcomes"]
        ),
        profiles=tuple(
            ProfileFact(plain(one["id"]), _text(one["title"]), _hours(one["hours"]), _levels(one["requiredLevels"]))
            for one in record["profiles"]
        ),
        parts=tuple(
            PartFact(plain(one["id"]), _text(one["title"]), _hours(one["hours"]), _all_plain(one["competencies"]))
            for one in record["parts"]
        ),
        competencies=tuple((plain(one["id"]), _text(one["title"])) for one in record.get("competencies", ())),
        in_force_from=parse_time(record["inForceFrom"]) if "inForceFrom" in record else None,
        in_force_until=parse_time(record["inForceUntil"]) if "inForceUntil" in record else None,
    )


def read_definition(record: Mapping[str, Any]) -> DefinitionFacts:
    """The facts of a record. Raises KeyError or TypeError for one that is none."""
    return DefinitionFacts(
        id=plain(record["id"]),
        issuer=plain(record["issuer"]),
        standard=plain(record["standard"]),
        standard_label=plain(record["standardLabel"]),
        profile=plain(record["profile"]) if "profile" in record else None,
        part=plain(record["part"]) if "part" in record else None,
    )


def write_definition(facts: DefinitionFacts, title: Text) -> dict[str, Any]:
    """A definition's version as a record, without its kind."""
    record: dict[str, Any] = {
        "id": facts.id,
        "issuer": facts.issuer,
        "title": title.as_dict(),
        "standard": facts.standard,
        "standardLabel": facts.standard_label,
    }
    return record | {name: code for name, code in (("profile", facts.profile), ("part", facts.part)) if code}


def _text(value: Mapping[str, str]) -> Text:
    return Text(plain(value["es"]), plain(value["en"]))


def _all_plain(values: list[object]) -> frozenset[str]:
    return frozenset(plain(one) for one in values)


def _levels(value: Mapping[str, object]) -> dict[str, str]:
    return {name: plain(level) for name, level in value.items()}


def _hours(value: object) -> Decimal:
    try:
        hours = Decimal(plain(value))
    except InvalidOperation as error:
        raise ValueError("hours are a number") from error
    if not hours.is_finite():
        raise ValueError("hours are a finite number, written as text")
    return hours
