"""The snapshot of a report: everything its numbers are computed from, read once and frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from sqlalchemy import func, select

from registry import addresses, clock, content
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.disclosure import MINIMUM_CELL
from registry.providers import queries as providers
from registry.providers.rules import ALLOWS_ISSUING
from registry.publication import joining
from registry.publication.expressions import spell
from registry.publication.report import FORMAT
from registry.signing.digests import sha256
from registry.texts import CENTRAL_MEXICO, Text, spoken

#: Modes that reach people without a connection.
OFFLINE_MODES = ("on_site", "offline_materials")
#: What the report's chapters count by; each is taken of every measure that the release has it for.
BREAKDOWNS: tuple[tuple[str, ...], ...] = (
    ("state",), ("connectivity",), ("gender",), ("age_group",), ("study_level",), ("employment_status",), ("month",),
    ("state", "gender"), ("state", "pole"), ("standard",), ("provider_kind",), ("reason",),
)  # fmt: skip


def gather(year: int, release: joining.Release) -> dict[str, Any]:
    """Read everything, in a number of statements that does not grow with people or states.

    Raises nothing of its own: what a neighbouring room does not have is written as missing.
    """
    now = clock.now()
    indicators, families = joining.indicators(year)
    return {
        "format": FORMAT,
        "year": year,
        "madeAt": clock.whole_second(now).isoformat(),
        "registry": addresses.base(),
        "release": {
            "id": str(release.id),
            "asOf": release.as_of.isoformat(),
            "asOfText": _both(release.as_of),
            "publishedAt": release.published_at.isoformat(),
        },
        "minimumCell": MINIMUM_CELL,
        "tables": tables_of(release),
        "states": _states(),
        "poles": _poles(),
        "labels": _labels(),
        "programs": {one.id: _program(one, release) for one in curriculum.programs()},
        "funnels": joining.funnels(release),
        "floor": {"targets": joining.targets(release.as_of)},
        "families": families,
        "indicators": indicators,
        "indicatorsWithoutValue": sum(1 for one in indicators.values() if one["outcome"] != "value"),
        "population": joining.population(),
        "trust": _trust(release.as_of),
        "offers": _offers(release.as_of),
        "context": _context(),
        "versions": _versions(),
    }


def tables_of(release: joining.Release) -> dict[str, dict[str, Any]]:
    """Every table of the release that the chapters use: ``{measure: {"state|gender": {by, cells, total, known}}}``."""
    found: dict[str, dict[str, Any]] = {}
    for measure, by in joining.tables(release):
        if by not in BREAKDOWNS:
            continue
        table = release.table(measure, by)
        found.setdefault(measure, {})[spell(by)] = {
            "by": list(by),
            "cells": {spell(place): count for place, count in sorted(table.cells.items())},
            "total": table.total,
            "known": table.known,
        }
    return found


def _both(value: object) -> dict[str, str]:
    return {"es": spoken(value, "es"), "en": spoken(value, "en")}


def _states() -> dict[str, Any]:
    return {
        one.code: {
            "name": one.name.as_dict(),
            "iso": one.iso,
            "lowConnectivity": one.low_connectivity,
            "internet": None if one.internet_percent is None else str(one.internet_percent),
        }
        for one in content.states()
    }


def _poles() -> dict[str, Any]:
    return {
        one.id: {
            "name": one.name,
            "state": one.state,
            "municipalities": list(one.municipalities),
            "vocation": one.vocation.as_dict() if one.vocation else None,
            "source": one.source,
        }
        for one in content.poles()
    }


def _labels() -> dict[str, dict[str, dict[str, str]]]:
    return {
        name: {one.id: one.label.as_dict() for one in content.catalog(name)}
        for name in ("profiles", "genders", "tracks", "revocation_reasons")
    }


def _program(program: Program, release: joining.Release) -> dict[str, Any]:
    first = joining.first_month(release, program.id)
    return {
        "title": program.title.as_dict(),
        "target": program.target_people,
        "counting": program.counting_text.as_dict() if program.counting_text else None,
        "milestones": [{"month": one.month, "people": one.people} for one in program.milestones],
        "months": list(_months(first, release.as_of, program.target_months or 36)) if first else [],
        "source": {name: str(program.source[name]) for name in ("title", "publisher", "date")},
    }


def _months(first: str, as_of: dt.datetime, most: int) -> Iterator[str]:
    """From a month to that of ``as_of``, at most so many after the first: ``2025-01``, ``2025-02``, …"""
    year, month = map(int, first.split("-"))
    last = as_of.astimezone(CENTRAL_MEXICO)
    for _ in range(most + 1):
        if (year, month) > (last.year, last.month):
            return
        yield f"{year}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _trust(as_of: dt.datetime) -> dict[str, int]:
    roll = providers.roll(as_of)
    designs = db.session.scalar(
        select(func.count())
        .select_from(DefinitionVersion)
        .where(DefinitionVersion.state == "published", DefinitionVersion.published_at <= as_of)
    )
    return {
        "institutions": sum(1 for one in roll if one.state in ALLOWS_ISSUING),
        "designs": int(designs or 0),
    }


def _offers(as_of: dt.datetime) -> dict[str, list[dict[str, str]]]:
    """Institutions, by their own state, whose published designs declare a mode that needs no connection."""
    found: dict[str, list[dict[str, str]]] = {}
    for state, name in joining.offline_offers(as_of, OFFLINE_MODES):
        found.setdefault(state, []).append(Text(name, name).as_dict())
    return found


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


def _context() -> dict[str, Any]:
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


def _versions() -> dict[str, str]:
    contents = {
        one.content_id: f"{one.version}"
        for one in curriculum.other_contents()
        if one.in_force_from and not one.ended_at
    }
    files = {
        name: sha256(content.shipped_bytes(name)).hex()[:16]
        for name in ("states.csv", "poles.csv", "context_figures.yaml")
    }
    return {"registry": metadata.version("registry"), **contents, **files}
