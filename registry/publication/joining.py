"""What the report takes from the rooms below: releases, indicators, targets, offers. The one place to look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import select

from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.providers.rules import ALLOWS_ISSUING


class Table(Protocol):
    """A published table; None is suppressed, a place that is left out is zero."""

    @property
    def cells(self) -> Mapping[tuple[str, ...], int | None]:
        """Counts by place."""

    @property
    def total(self) -> int | None:
        """Of all cells."""

    @property
    def known(self) -> int | None:
        """For how many everything is known."""


class Release(Protocol):
    """A release of outcomes: published once, never changed."""

    id: Any
    as_of: dt.datetime
    published_at: dt.datetime

    def table(self, measure: str, by: Sequence[str]) -> Table:
        """One table."""


def tables(release: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every table of a release: its measure and what it is counted by."""
    yield from release.names()


def first_month(release: Any, program_id: str) -> str | None:
    """The month of a program's first person; None before there is one."""
    cells = release.table(f"reached.program.{program_id}", ("month",)).cells
    return min((place[0] for place, count in cells.items() if count != 0), default=None)


def funnels(_release: Any) -> dict[str, Any]:
    """Staged programs from admission to their last stage."""
    return {}


def targets(_as_of: dt.datetime) -> dict[str, Any]:
    """The targets in force, by a key that stays: ``{profile}|{state}``."""
    return {}


def population() -> bool:
    """Whether the population that participation ratios need has been imported and approved."""
    return False


def indicators(_year: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every indicator with its newest value, and the families that they belong to."""
    version = curriculum.content_in_force("indicators")
    found: dict[str, Any] = {}
    families: dict[str, Any] = {}
    for family in version.content["families"] if version else ():
        families[family["id"]] = {
            "title": family["title"],
            "members": [one["id"] for one in family["indicators"]],
            "withValue": 0,
        }
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
    said: set[Any] = set()
    for key, state, name, design in rows:
        if key in able and key not in said and set(design.get("modes", ())) & set(modes):
            said.add(key)
            yield state, name
