"""What publication takes from the rooms below: releases, indicators, targets, offers. The one place to look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from registry import config, content
from registry.awards.imprint import imprint
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.floor import queries as floor
from registry.floor.rules import HORIZONS
from registry.indicators import queries as indicator_queries
from registry.indicators import wording
from registry.indicators.queries import ShownIndicator
from registry.indicators.values import BY_GROUP, NO_DATA, VALUE, Statement, rounded
from registry.outcomes import reading
from registry.outcomes.measures import By, Measure, all_measures
from registry.outcomes.models import OutcomeTable
from registry.outcomes.releases import Release
from registry.programs import funnel, sources
from registry.programs import queries as program_queries
from registry.programs.funnel import Funnel
from registry.programs.messages import LEVELS
from registry.programs.models import Cohort
from registry.programs.tallies import UNKNOWN
from registry.providers import queries as providers
from registry.providers import sites
from registry.providers.models import Provider
from registry.providers.rules import ALLOWS_ISSUING
from registry.quality import queries as quality
from registry.records.errors import RegistryNotReady
from registry.texts import CENTRAL_MEXICO, Text

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


def funnels() -> dict[str, Any]:
    """Each run of a staged program, from the call to the last microcredential, suppressed by its own room."""
    found: dict[str, Any] = {}
    for program in curriculum.programs():
        if not program.stages:
            continue
        runs: list[tuple[str | None, Funnel]] = []
        for cohort in program_queries.cohorts_of(program.id):
            told = funnel.funnel(program, call=program_queries.call_of(cohort.id), cohort=cohort)
            title = Text("{program}: {cohort}", "{program}: {cohort}").format(program=program.title, cohort=cohort.name)
            runs.append((cohort.funder, told))
            found[str(cohort.id)] = {
                "program": program.id,
                "title": title.as_dict(),
                "levels": _levels({name: told.whole.get(name) for name in told.levels}),
            }
            found.update(_topics(program, cohort, told, title))
        found.update(_by_funder(program, runs))
    return found


def _levels(people: Mapping[str, int | None]) -> list[dict[str, Any]]:
    return [{"id": name, "name": LEVELS[name].as_dict(), "people": count} for name, count in people.items()]


def _by_funder(program: Program, runs: Sequence[tuple[str | None, Funnel]]) -> dict[str, Any]:
    """Results by who pays, once somebody has said who does."""
    lines = sources.by_funder(runs)
    if not any(funder for funder, _ in runs):
        return {}
    title = Text("{program}: resultados por fuente, {funder}", "{program}: results by source, {funder}")
    return {
        f"funder.{program.id}.{one.funder}": {
            "program": program.id,
            "title": title.format(program=program.title, funder=_named("program_funders", one.funder)).as_dict(),
            "levels": _levels(one.people),
        }
        for one in lines
    }


def _topics(program: Program, cohort: Cohort, told: Funnel, title: Text) -> dict[str, Any]:
    """Awarded projects by topic, for each stage that declares them."""
    said = Text("{run}: temas de los proyectos, {stage}", "{run}: topics of the projects, {stage}")
    found = {}
    for stage_id, line in sources.topics_of(program, cohort, told).items():
        stage = program.stage(stage_id)
        found[f"topics.{cohort.id}.{stage_id}"] = {
            "program": program.id,
            "title": said.format(run=title, stage=stage.title if stage else stage_id).as_dict(),
            "step": Text("Tema", "Topic").as_dict(),
            "levels": [
                {"id": topic, "name": _named("project_topics", topic).as_dict(), "people": count}
                for topic, count in line.cells.items()
            ],
        }
    return found


def _named(catalog: str, value: str) -> Text:
    return Text("sin declarar", "not declared") if value == UNKNOWN else content.label(catalog, value)


def targets(as_of: dt.datetime) -> dict[str, Any]:
    """The targets in force on a day: by horizon and profile, the states aimed at with their numbers."""
    found: dict[str, Any] = {}
    for horizon, cells in floor.targets(as_of.astimezone(CENTRAL_MEXICO).date()).items():
        for (profile, state), one in sorted(cells.items()):
            lines = found.setdefault(horizon, {"name": HORIZONS[horizon].as_dict(), "profiles": {}})["profiles"]
            line = lines.setdefault(profile, {"states": {}, "adopted": True, "dueOn": ""})
            line["states"][state] = one.people
            line["adopted"] = line["adopted"] and one.status == "adopted"
            line["dueOn"] = max(line["dueOn"], one.due_on.isoformat())
    return found


def population() -> bool:
    """Whether the population that participation ratios need has been imported and approved."""
    return bool(indicator_queries.approved_imports("imp-population"))


def marks(at: dt.datetime) -> int:
    """How many designs have the mark of recommended courses at a moment."""
    return len(quality.marked(at))


def audits(year: int) -> dict[str, int]:
    """Sampling audits that closed in a year: how many, records reviewed, same decision."""
    since = dt.datetime(year, 1, 1, tzinfo=CENTRAL_MEXICO)
    closed = quality.results(since, dt.datetime(year + 1, 1, 1, tzinfo=CENTRAL_MEXICO))
    return {
        "closed": len(closed),
        "reviewed": sum(one.reviewed for one in closed),
        "agreed": sum(one.agreed for one in closed),
    }


def indicators() -> tuple[dict[str, Any], dict[str, Any]]:
    """Every indicator with its newest value, and the families that they belong to."""
    found: dict[str, Any] = {}
    families: dict[str, Any] = {}
    for family in indicator_queries.shown():
        for one in family.indicators:
            found[one.indicator.id] = _indicator(family.id, one)
        members = [one.indicator.id for one in family.indicators]
        families[family.id] = {
            "title": family.title.as_dict(),
            "members": members,
            "withValue": sum(1 for name in members if found[name]["outcome"] in SHOWN),
        }
    return found, families


#: Outcomes of which a number is shown, of the whole or of groups.
SHOWN = frozenset({VALUE, BY_GROUP})


def _indicator(family: str, one: ShownIndicator) -> dict[str, Any]:
    own = one.indicator
    said = [value.statement for value in one.values]
    # A period whose survey or series is not in yet says nothing: the newest that says something speaks.
    newest = next((value for value in said if value.outcome != NO_DATA), said[0] if said else None)
    return {
        "family": family,
        "version": one.version,
        "name": own.name.as_dict(),
        "definition": own.definition.as_dict(),
        "unit": own.unit.as_dict(),
        "owner": own.owner,
        "analogue": own.analogue.as_dict(),
        "caveat": own.caveat.as_dict(),
        "computableFrom": list(own.computable_from),
        **_value(own.id, newest),
    }


def _value(name: str, newest: Statement | None) -> dict[str, Any]:
    if newest is None:
        return {"outcome": NO_DATA, "value": None, "period": None, "origin": None, "reason": None, "groups": {}}
    whole = newest.whole
    groups = {
        f"{cell.by}|{cell.key}": {
            "name": indicator_queries.group(cell.by, cell.key).as_dict(),
            "value": rounded(cell.value, wording.DECIMALS.get((name, cell.by), 1)),
        }
        for cell in newest.cells
        if cell.by in GROUPS
        and wording.LEADS.get(name, cell.by) == cell.by
        and cell.state == VALUE
        and cell.value is not None
    }
    by_group = whole.state == BY_GROUP and bool(groups)
    sources = [f"{one.title.es} ({one.day})" for one in newest.inputs]
    english = [f"{one.title.en} ({one.day})" for one in newest.inputs]
    return {
        "outcome": BY_GROUP if by_group else newest.outcome if whole.state != BY_GROUP else NO_DATA,
        "value": None if whole.value is None else rounded(whole.value, wording.DECIMALS.get((name, ""), 1)),
        "period": newest.period,
        "origin": {"es": "; ".join(sources), "en": "; ".join(english)} if sources else None,
        "reason": whole.reason.as_dict() if whole.reason else None,
        "groups": groups if by_group else {},
    }


#: Breakdowns short enough to stand in the report; the indicators' own pages have all.
GROUPS = frozenset({"gender", "connectivity", "informality", "employment", "level", "exposure"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is on offer without a connection. ``municipality`` None: only the institution's state and the
    modes of its designs are known."""

    state: str
    provider: str
    municipality: str | None


def offline_places(at: dt.datetime, modes: Sequence[str]) -> Iterator[Place]:
    """The sites of the institutions that may issue at that moment and have something published; and, of those that
    declare no site anywhere, the institutions with a design in one of these modes. By place and name."""
    able = {one.provider.id for one in providers.roll(at) if one.state in ALLOWS_ISSUING}
    rows = db.session.execute(
        select(Provider.id, Provider.state_code, Provider.name, DefinitionVersion.design)
        .join(Definition, Definition.provider_id == Provider.id)
        .join(DefinitionVersion, DefinitionVersion.definition_id == Definition.id)
        .where(DefinitionVersion.state == "published")
        .order_by(Provider.name)
    ).all()
    offering = {row[0] for row in rows} & able
    known = sites.standing(at.astimezone(CENTRAL_MEXICO).date())
    for one in known:
        if one.provider_id in offering and one.mode in modes:
            yield Place(one.state_code, one.provider.name, one.municipality)
    said = {one.provider_id for one in known}
    for key, state, name, design in rows:
        if state and key in able and key not in said and set(design.get("modes", ())) & set(modes):
            said.add(key)
            yield Place(state, name, None)


def first_award() -> dt.datetime | None:
    """When the first microcredential was issued."""
    # Of each design along its index: of all at once millions of rows would be looked at for one.
    of_each = select(func.min(Award.issued_at)).where(Award.definition_version_id == DefinitionVersion.id)
    return db.session.scalar(select(func.min(of_each.scalar_subquery())).select_from(DefinitionVersion))


def operator() -> str:
    """The authority's name; the registry's own before there is an authority."""
    try:
        return imprint().operator
    except RegistryNotReady:
        return config.current().registry_name.es


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
