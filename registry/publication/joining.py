"""What publication takes from the rooms below: releases, indicators, targets, offers. The one place to look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from registry import content
from registry.awards.imprint import imprint
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.floor import queries as floor
from registry.floor.rules import HORIZONS
from registry.outcomes import reading
from registry.outcomes.measures import By, Measure, all_measures
from registry.outcomes.models import OutcomeTable
from registry.outcomes.releases import Release
from registry.providers import queries as providers
from registry.providers.deadlines import day_of
from registry.providers.models import Provider
from registry.providers.rules import ALLOWS_ISSUING
from registry.texts import Text

UNITS = {
    "%": Text("%", "%"),
    "months": Text("meses", "months"),
    "people": Text("personas", "people"),
    "states": Text("entidades", "states"),
    "countries": Text("países", "countries"),
    "USD million": Text("millones de dólares", "USD million"),
    "% of households": Text("% de los hogares", "% of households"),
    "poles": Text("polos", "poles"),
    "jobs": Text("empleos", "jobs"),
    "% of jobs (9.77 million)": Text("% de los empleos", "% of jobs"),
    "% of employment": Text("% del empleo", "% of employment"),
    "% of microenterprises": Text("% de las microempresas", "% of microenterprises"),
}
#: Figures whose caution forbids their digits: they are written as it says.
ROUNDED = {"fig-21": Text("2.8 millones de", "2.8 million"), "fig-22": Text("1.75 millones de", "1.75 million")}


# -- releases


def measures() -> tuple[Measure, ...]:
    """Everything that releases count. Two statements."""
    return all_measures(reading.known_standards(), curriculum.programs())


def measure(identifier: str) -> Measure | None:
    """One of them."""
    return next((one for one in measures() if one.id == identifier), None)


def breakdowns(release: Release, measure_id: str) -> list[By]:
    """What a release counts a measure by, the total as (); empty for a measure that it does not have. One statement."""
    rows = db.session.scalars(
        select(OutcomeTable.breakdown)
        .where(OutcomeTable.release_id == release.id, OutcomeTable.measure == measure_id)
        .order_by(OutcomeTable.breakdown)
    )
    return [tuple(one.split("|")) if one else () for one in rows]


def release_key(text: str) -> uuid.UUID | None:
    """The key of a release as an address spells it; None for something else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


# -- what the report adds


def funnels(_release: Release) -> dict[str, Any]:
    """Staged programs from admission to their last stage, suppressed."""
    return {}


def targets(as_of: dt.datetime) -> dict[str, Any]:
    """The targets of the floor that hold on a day, by a key that stays: of the nearest horizon that has any."""
    standing = floor.targets(day_of(as_of))
    horizon = next((one for one in HORIZONS if standing[one]), None)
    return (
        {
            f"{horizon}.{profile}.{state}": {"profile": profile, "state": state, "people": one.people}
            for (profile, state), one in sorted(standing[horizon].items())
        }
        if horizon
        else {}
    )


def population() -> bool:
    """Whether the population that participation ratios need has been imported and approved."""
    return False


def indicators() -> tuple[dict[str, Any], dict[str, Any]]:
    """Every indicator with its newest value, and the families that they belong to."""
    version = curriculum.content_in_force("indicators")
    found: dict[str, Any] = {}
    families: dict[str, Any] = {}
    for family in version.content["families"] if version else ():
        members = [one["id"] for one in family["indicators"]]
        families[family["id"]] = {"title": family["title"], "members": members, "withValue": 0}
        for one in family["indicators"]:
            found[one["id"]] = {
                "family": family["id"],
                "name": one["name"],
                "definition": one["definition"],
                "unit": one["unit"],
                "owner": one["owner"],
                "analogue": one["analogue"],
                "caveat": one.get("caveat"),
                "computableFrom": one["computable_from"],
                "outcome": "no_data",
                "value": None,
                "period": None,
                "origin": None,
                "reason": None,
            }
    return found, families


def offline_offers(at: dt.datetime, modes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """State and name of each institution that may issue at that moment and has a published design in one of these
    modes, by name."""
    able = {one.provider.id for one in providers.roll(at) if one.state in ALLOWS_ISSUING}
    rows = db.session.execute(
        select(Provider.id, Provider.state_code, Provider.name, DefinitionVersion.design)
        .join(Definition, Definition.provider_id == Provider.id)
        .join(DefinitionVersion, DefinitionVersion.definition_id == Definition.id)
        .where(DefinitionVersion.state == "published", Provider.state_code.is_not(None))
        .order_by(Provider.name)
    )
    said: set[uuid.UUID] = set()
    for key, state, name, design in rows:
        if key in able and key not in said and set(design.get("modes", ())) & set(modes):
            said.add(key)
            yield state, name


def first_award() -> dt.datetime | None:
    """When the first microcredential was issued."""
    return db.session.scalar(select(func.min(Award.issued_at)))


def operator() -> str:
    """The authority's name. Raises RegistryNotReady."""
    return imprint().operator


def context() -> dict[str, Mapping[str, Any]]:
    """The figures that may be shown (`registry.content.context_figures` leaves out those marked never)."""
    return {one.id: _figure(one) for one in content.context_figures()}


def _figure(one: content.ContextFigure) -> dict[str, Any]:
    rounded = ROUNDED.get(one.id)
    is_number = rounded is None and one.value.replace(".", "", 1).isdigit()
    return {
        "text": one.text.as_dict(),
        "value": one.value if rounded is None else rounded.as_dict(),
        "isNumber": is_number,
        "number": int(one.value) if is_number and one.value.isdigit() else None,
        "unit": UNITS.get(one.unit, Text(one.unit, one.unit)).as_dict(),
        "caution": one.caution.as_dict() if one.caution else None,
        "title": one.source_title,
        "publisher": one.source_publisher,
        "date": one.source_date,
    }
