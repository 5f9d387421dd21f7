"""Whether the parts of a standard agree with each other: what a shape alone cannot tell. Pure.

Called with a standard whose shape is sound; every disagreement is noted at its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from registry.curriculum.faults import Path
from registry.curriculum.reader import Ledger
from registry.curriculum.standard import Instrument, Part, Profile, Standard
from registry.texts import Text

HIGHEST_SCORE = 4
FULL_WEIGHT = 100


def check(standard: Standard, ledger: Ledger, content: Mapping[str, Any]) -> None:
    """Note every disagreement inside the standard. ``content`` is what it was parsed from, for finding the keys."""
    _unique_ids(content, (), {}, ledger)
    _levels(standard, ledger)
    _parts(standard, ledger)
    _assessed(standard, ledger)
    _criteria(standard, ledger)
    for path, group, target, profile in _groups(standard):
        _weights(path, group, ledger)
        _minimums(standard, path, group, target, profile, ledger)
    _hours(standard, ledger)
    _references(standard, ledger)


def instrument_paths(standard: Standard) -> dict[str, Path]:
    """Where each instrument stands in the content."""
    paths: dict[str, Path] = {
        one.id: ("assessment", "instruments", index) for index, one in enumerate(standard.instruments)
    }
    for number, part in enumerate(standard.parts):
        paths |= {one.id: ("parts", number, "instruments", index) for index, one in enumerate(part.instruments)}
    return paths


def _groups(standard: Standard) -> Iterator[tuple[Path, tuple[Instrument, ...], str, Profile]]:
    """Each set of instruments that makes one average, with the target under which its numbers stand."""
    for profile in standard.profiles:
        if not standard.parts:
            yield ("assessment", "instruments"), standard.instruments, profile.id, profile
        for number, part in enumerate(standard.parts):
            yield ("parts", number, "instruments"), part.instruments, part.id, profile


def _unique_ids(value: object, path: Path, seen: dict[str, Path], ledger: Ledger) -> None:
    if isinstance(value, Mapping):
        identifier = value.get("id")
        if isinstance(identifier, str):
            if identifier in seen:
                ledger.note((*path, "id"), ID_TWICE, id=identifier, line=str(ledger.lines.get(seen[identifier], "?")))
            seen.setdefault(identifier, (*path, "id"))
        for key, child in value.items():
            _unique_ids(child, (*path, key), seen, ledger)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            _unique_ids(child, (*path, index), seen, ledger)


def _levels(standard: Standard, ledger: Ledger) -> None:
    competencies = {competency.id for competency in standard.competencies}
    levels = {level.id for level in standard.levels}
    seen: set[str] = set()
    for index, profile in enumerate(standard.profiles):
        path: Path = ("profiles", index)
        if profile.id in seen:
            ledger.note((*path, "profile"), ID_TWICE, id=profile.id, line="?")
        seen.add(profile.id)
        for name in sorted(competencies - profile.required_levels.keys()):
            ledger.note((*path, "required_levels"), LEVEL_MISSING, competency=name)
        for name, level in profile.required_levels.items():
            if name not in competencies:
                ledger.note((*path, "required_levels", name), UNKNOWN, id=name)
            elif level not in levels:
                ledger.note((*path, "required_levels", name), UNKNOWN, id=level)


def _parts(standard: Standard, ledger: Ledger) -> None:
    if bool(standard.parts) == bool(standard.instruments):
        ledger.note(("assessment", "instruments"), INSTRUMENTS_ONCE)
    if not standard.parts:
        return
    owner: dict[str, str] = {}
    for number, part in enumerate(standard.parts):
        for index, name in enumerate(part.competencies):
            path = ("parts", number, "competencies", index)
            if standard.competency(name) is None:
                ledger.note(path, UNKNOWN, id=name)
            elif name in owner:
                ledger.note(path, IN_TWO_PARTS, id=name, part=owner[name])
            owner[name] = part.id
    for index, competency in enumerate(standard.competencies):
        if competency.id not in owner:
            ledger.note(("competencies", index, "id"), IN_NO_PART)


def _assessed(standard: Standard, ledger: Ledger) -> None:
    """Every outcome is assessed by an instrument of its part; every profile has outcomes in every competency."""
    instruments = {one.id: one for one in standard.every_instrument}
    part_of = {one.id: part for part in standard.parts for one in part.instruments}
    for number, competency in enumerate(standard.competencies):
        for profile in standard.profiles:
            if not any(profile.id in outcome.profiles for outcome in competency.outcomes):
                ledger.note(("competencies", number, "outcomes"), NOTHING_FOR_PROFILE, profile=profile.id)
        for index, outcome in enumerate(competency.outcomes):
            for position, name in enumerate(outcome.assessed_by):
                path = ("competencies", number, "outcomes", index, "assessed_by", position)
                instrument, part = instruments.get(name), part_of.get(name)
                if instrument is None:
                    ledger.note(path, UNKNOWN, id=name)
                    continue
                if part and competency.id not in part.competencies:
                    ledger.note(path, OTHER_PART, id=name, part=part.id)
                if instrument.criteria and not any(outcome.id in one.outcomes for one in instrument.criteria):
                    ledger.note(path, NO_CRITERION, outcome=outcome.id, id=name)


def _criteria(standard: Standard, ledger: Ledger) -> None:
    """Every criterion observes outcomes of its own competency that name its instrument."""
    outcomes = {outcome.id: outcome for outcome in standard.outcomes}
    paths = instrument_paths(standard)
    for instrument in standard.every_instrument:
        for number, criterion in enumerate(instrument.criteria):
            path = (*paths[instrument.id], "criteria", number)
            if standard.competency(criterion.competency) is None:
                ledger.note((*path, "competency"), UNKNOWN, id=criterion.competency)
            for index, name in enumerate(criterion.outcomes):
                outcome = outcomes.get(name)
                if outcome is None:
                    ledger.note((*path, "outcomes", index), UNKNOWN, id=name)
                elif outcome.competency != criterion.competency:
                    ledger.note((*path, "outcomes", index), OTHER_COMPETENCY, id=name, competency=outcome.competency)
                elif instrument.id not in outcome.assessed_by:
                    ledger.note((*path, "outcomes", index), NOT_ASSESSED_HERE, id=name, instrument=instrument.id)


def _weights(path: Path, group: tuple[Instrument, ...], ledger: Ledger) -> None:
    total = sum((one.weight for one in group), Decimal(0))
    if group and total != FULL_WEIGHT:
        ledger.note((*path, len(group) - 1, "weight"), WEIGHTS, total=total)


def _minimums(
    standard: Standard, path: Path, group: tuple[Instrument, ...], target: str, profile: Profile, ledger: Ledger
) -> None:
    """The minimum of a rubric is not a choice: it follows from the levels that the profile requires."""
    score = {level.id: level.score for level in standard.levels}
    for index, one in enumerate(group):
        needed = [score.get(profile.required_levels.get(criterion.competency, ""), 0) for criterion in one.criteria]
        if not needed or 0 in needed:  # noted elsewhere: an unknown competency or level
            continue
        expected = Decimal(100 * sum(needed)) / (HIGHEST_SCORE * len(needed))
        if one.minimums[target] != expected:
            ledger.note(
                (*path, index, "min_percent", *([] if standard.parts else [target])),
                MINIMUM_FOLLOWS,
                expected=expected,
                stated=one.minimums[target],
                profile=profile.id,
            )


def _hours(standard: Standard, ledger: Ledger) -> None:
    learning = {
        profile.id: {competency.id: competency.learning_hours[profile.id] for competency in standard.competencies}
        for profile in standard.profiles
    }
    for index, profile in enumerate(standard.profiles):
        taught = sum(learning[profile.id].values(), Decimal(0))
        path: Path = ("profiles", index, "hours")
        if taught != profile.hours.learning:
            ledger.note((*path, "learning"), LEARNING_SUM, sum=taught)
        assessed = (
            sum((part.hours.assessment for part in standard.parts), Decimal(0))
            if standard.parts
            else sum((one.hours[profile.id] for one in standard.instruments), Decimal(0))
        )
        if assessed != profile.hours.assessment:
            ledger.note((*path, "assessment"), ASSESSMENT_SUM, sum=assessed)
        for number, part in enumerate(standard.parts):
            _part_hours(("parts", number, "hours"), part, learning[profile.id], ledger)


def _part_hours(path: Path, part: Part, learning: Mapping[str, Decimal], ledger: Ledger) -> None:
    taught = sum((learning.get(name, Decimal(0)) for name in part.competencies), Decimal(0))
    if taught != part.hours.learning:
        ledger.note((*path, "learning"), LEARNING_SUM, sum=taught)
    assessed = sum((one.hours[part.id] for one in part.instruments), Decimal(0))
    if assessed != part.hours.assessment:
        ledger.note((*path, "assessment"), ASSESSMENT_SUM, sum=assessed)


def _references(standard: Standard, ledger: Ledger) -> None:
    instruments = {one.id for one in standard.every_instrument}
    parts = {part.id: part for part in standard.parts}
    for index, name in enumerate(standard.renewal.assessed_by):
        if name not in instruments:
            ledger.note(("renewal", "assessed_by", index), UNKNOWN, id=name)
    if second := standard.stacking.second_profile:
        for index, name in enumerate(second.required):
            if name not in instruments and standard.competency(name) is None:
                ledger.note(("stacking", "second_profile", "required", index), UNKNOWN, id=name)
    if full := standard.stacking.full_credential:
        for index, name in enumerate(full.required):
            if name not in parts:
                ledger.note(("stacking", "full_credential", "required", index), UNKNOWN, id=name)
        total = sum((parts[name].hours.total for name in full.required if name in parts), Decimal(0))
        if total != full.hours:
            ledger.note(("stacking", "full_credential", "hours", "total"), PARTS_SUM, sum=total)


ID_TWICE = Text("«{id}» ya se usó (línea {line}).", "“{id}” is already in use (line {line}).")
UNKNOWN = Text("«{id}» no existe en este estándar.", "“{id}” does not exist in this standard.")
LEVEL_MISSING = Text("falta el nivel exigido de {competency}.", "the required level of {competency} is missing.")
INSTRUMENTS_ONCE = Text(
    "los instrumentos van en assessment o en cada parte: en uno de los dos.",
    "instruments belong under assessment or in each part: in one of the two.",
)
IN_TWO_PARTS = Text("{id} ya está en la parte {part}.", "{id} is already in part {part}.")
IN_NO_PART = Text("esta competencia no está en ninguna parte.", "this competency is in no part.")
NOTHING_FOR_PROFILE = Text(
    "no hay resultados para el perfil {profile}.", "there is no outcome for the profile {profile}."
)
OTHER_PART = Text(
    "{id} es de la parte {part}, que no incluye esta competencia.",
    "{id} is of part {part}, which does not include this competency.",
)
NO_CRITERION = Text(
    "ningún criterio de {id} observa {outcome}; agréguelo a un criterio.",
    "no criterion of {id} observes {outcome}; add it to a criterion.",
)
OTHER_COMPETENCY = Text("{id} es de la competencia {competency}.", "{id} is of competency {competency}.")
NOT_ASSESSED_HERE = Text(
    "{id} no dice que lo evalúe {instrument}; agréguelo en assessed_by.",
    "{id} does not say that {instrument} assesses it; add it to assessed_by.",
)
WEIGHTS = Text("los pesos suman {total}; deben sumar 100.", "the weights add up to {total}; they must add up to 100.")
MINIMUM_FOLLOWS = Text(
    "el mínimo de una rúbrica resulta de los niveles que exige {profile}: escriba {expected}, no {stated}.",
    "a rubric's minimum follows from the levels that {profile} requires: write {expected}, not {stated}.",
)
LEARNING_SUM = Text(
    "las horas de formación de sus competencias suman {sum}.", "the learning hours of its competencies add up to {sum}."
)
ASSESSMENT_SUM = Text(
    "las horas de sus instrumentos o partes suman {sum}.", "the hours of its instruments or parts add up to {sum}."
)
PARTS_SUM = Text("las horas de las partes suman {sum}.", "the hours of the parts add up to {sum}.")
