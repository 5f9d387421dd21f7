"""The snapshot of a report: everything its numbers are computed from, read once and frozen.

`counted` is the part that a release gives, which the pages of outcomes stand on as well.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

from sqlalchemy import func, select

from registry import addresses, clock, config, content
from registry.awards.imprint import imprint
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.disclosure import MINIMUM_CELL
from registry.outcomes.measures import DIMENSIONS
from registry.outcomes.releases import Release
from registry.providers import queries as providers
from registry.providers.rules import ALLOWS_ISSUING
from registry.publication import joining
from registry.publication.expressions import spell
from registry.publication.report import FORMAT
from registry.signing.digests import sha256
from registry.texts import CENTRAL_MEXICO, Text, spoken

#: Modes that reach people without a connection.
OFFLINE_MODES = ("on_site", "offline_materials")
#: What the chapters count by; each is taken of every measure that the release has it for.
BREAKDOWNS: frozenset[tuple[str, ...]] = frozenset(
    {
        (), ("state",), ("connectivity",), ("gender",), ("age_group",), ("study_level",), ("employment_status",),
        ("formality",), ("study_field",), ("public_body",),
        ("month",), ("state", "gender"), ("state", "pole"), ("standard",), ("provider_kind",), ("reason",),
    }
)  # fmt: skip
#: Releases never change: what this process has read of the last few is kept.
_REMEMBERED = 4
MOST_MONTHS = 100
_counted: OrderedDict[tuple[uuid.UUID, str], Mapping[str, Any]] = OrderedDict()


def gather(year: int, release: Release, *, edition: int, changed: Text | None) -> dict[str, Any]:
    """Read everything, in a number of statements that does not grow with people or states. Raises RegistryNotReady."""
    indicators, families = joining.indicators()
    house = imprint()
    return {
        **counted(release),
        "format": FORMAT,
        "year": year,
        "edition": edition,
        "changed": changed.as_dict() if changed else None,
        "madeAt": clock.whole_second(clock.now()).isoformat(),
        "house": {
            "registry": house.registry.as_dict(),
            "operator": house.operator,
            "address": addresses.link_base(),
            "demo": config.current().demo,
        },
        "funnels": joining.funnels(),
        "families": families,
        "indicators": indicators,
        "indicatorsWithoutValue": sum(1 for one in indicators.values() if one["outcome"] not in joining.SHOWN),
        "trust": _trust(release.as_of) | {"audits": joining.audits(year), "marked": joining.marks(release.as_of)},
        "versions": _versions(),
    }


def counted(release: Release) -> Mapping[str, Any]:
    """What the chapters need of a release: its tables, states, poles, programs, targets, offers. Kept per process."""
    version = curriculum.content_in_force("programs")
    key = (release.id, version.digest if version else "")
    held = _counted.get(key)
    if held is None:
        held = _counted[key] = _read(release)
        if len(_counted) > _REMEMBERED:
            _counted.popitem(last=False)
    # Targets and offers change between releases: they are read each time, in a few statements.
    return {
        **held,
        "floor": {"targets": joining.targets(release.as_of)},
        "population": joining.population(),
        **_offers(release.as_of),
    }


def _read(release: Release) -> dict[str, Any]:
    tables = _tables(release)
    return {
        "release": {
            "id": str(release.id),
            "asOf": release.as_of.isoformat(),
            "asOfText": _both(release.as_of),
            "publishedAt": release.published_at.isoformat(),
        },
        "minimumCell": MINIMUM_CELL,
        "tables": tables,
        "states": _states(),
        "poles": _poles(),
        "labels": _labels(),
        "context": joining.context(),
        "programs": {one.id: _program(one, release, tables) for one in curriculum.programs()},
    }


def _tables(release: Release) -> dict[str, dict[str, Any]]:
    """``{measure: {"state|gender": {by, cells, total, known, cumulative}}}``; rare ones are left out."""
    found: dict[str, dict[str, Any]] = {}
    for table in release.all():
        if table.by in BREAKDOWNS:
            found.setdefault(table.measure, {})[spell(table.by)] = {
                "by": list(table.by),
                "cells": {spell(place): count for place, count in sorted(table.cells.items())} if table.by else {},
                "total": table.total,
                "known": table.known,
                **({"cumulative": dict(table.cumulative)} if table.cumulative else {}),
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
    named = {str(one.catalog) for one in DIMENSIONS.values() if one.catalog} | {"profiles", "tracks"}
    return {name: {one.id: one.label.as_dict() for one in content.catalog(name)} for name in sorted(named)}


def _program(program: Program, release: Release, tables: Mapping[str, Any]) -> dict[str, Any]:
    months = tables.get(f"reached.program.{program.id}", {}).get("month", {}).get("cells", {})
    first = min((month for month, count in months.items() if count != 0 and month != "unknown"), default=None)
    return {
        "title": program.title.as_dict(),
        "target": program.target_people,
        "counting": program.counting_text.as_dict() if program.counting_text else None,
        "milestones": [{"month": one.month, "people": one.people} for one in program.milestones],
        "months": list(_months(first, release.as_of)) if first else [],
        "source": {name: str(program.source[name]) for name in ("title", "publisher", "date")},
    }


def _months(first: str, as_of: dt.datetime) -> Iterator[str]:
    """From a month to that of ``as_of``, a hundred at most: ``2025-01``, ``2025-02``, …"""
    year, month = map(int, first.split("-"))
    last = as_of.astimezone(CENTRAL_MEXICO)
    for _ in range(MOST_MONTHS):
        if (year, month) > (last.year, last.month):
            return
        yield f"{year}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _trust(as_of: dt.datetime) -> dict[str, Any]:
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


def _offers(as_of: dt.datetime) -> dict[str, dict[str, list[dict[str, str]]]]:
    """What is on offer without a connection, by state: ``sites`` says how many sites in which municipality of which
    institution; ``offers`` names institutions of which no site is known, where no site at all is known in the state."""
    at_sites: dict[str, Counter[str]] = {}
    declared: dict[str, list[str]] = {}
    for place in joining.offline_places(as_of, OFFLINE_MODES):
        if place.municipality is None:
            declared.setdefault(place.state, []).append(place.provider)
        else:
            at_sites.setdefault(place.state, Counter())[f"{place.municipality} ({place.provider})"] += 1
    return {
        "sites": {
            state: [Text(*(_many(said, count),) * 2).as_dict() for said, count in sorted(found.items())]
            for state, found in at_sites.items()
        },
        "offers": {
            state: [Text(name, name).as_dict() for name in names]
            for state, names in declared.items()
            if state not in at_sites
        },
    }


def _many(said: str, count: int) -> str:
    return said if count == 1 else f"{said} × {count}"


def _versions() -> dict[str, str]:
    contents = {
        one.content_id: one.version for one in curriculum.other_contents() if one.in_force_from and not one.ended_at
    }
    names = ("states.csv", "poles.csv", "context_figures.yaml")
    files = {name: sha256(content.shipped_bytes(name)).hex()[:16] for name in names}
    return {"registry": metadata.version("registry"), **contents, **files}
