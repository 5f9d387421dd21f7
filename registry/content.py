"""Reference data that ships with the registry: value lists, states, poles, glossary, context figures.

Read once per process from ``registry/content/`` and never written. What the authority adopts in versions (standards,
criteria, programs, indicators) is loaded into the database instead: `registry.curriculum.service`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from registry.texts import Text, same

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class CatalogValue:
    """One value of a list: an ``id`` for code and files, a ``label`` for people, and what else it carries."""

    id: str
    label: Text
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """A Mexican state. ``internet_percent`` is the share of households online (0 to 100), None where unknown."""

    code: str
    iso: str
    curp_code: str
    name: Text
    official_name: str
    abbreviation: str
    northern_border: bool
    low_connectivity: bool
    internet_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Pole:
    """A development pole. ``municipalities`` are names as the source gives them."""

    id: str
    name: str
    state: str
    municipalities: tuple[str, ...]
    vocation: Text | None
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the glossary."""

    term: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class ContextFigure:
    """A figure about the country or another program. ``publish`` is show, with_note (never without ``caution``) or
    never (kept so that nobody adds it again). None of them measures this registry."""

    id: str
    value: str  # as it is written: «28», or «24-36» where the source gives a range
    unit: str
    year: int | None
    text: Text
    publish: str
    caution: Text | None
    source_title: str
    source_publisher: str
    source_date: str


def folder() -> Traversable:
    """Where the shipped content lies."""
    return resources.files("registry") / "content"


def shipped_files() -> tuple[str, ...]:
    """Names, within `folder`, of the files that `registry.curriculum.service.load_shipped` loads, in that order."""
    standards = sorted(f"standards/{entry.name}" for entry in (folder() / "standards").iterdir())
    return (*standards, "accreditation_criteria.yaml", "programs.yaml", "indicators.yaml", "catalogs.yaml")


def shipped_bytes(name: str) -> bytes:
    """The bytes of one shipped file. Raises FileNotFoundError."""
    return folder().joinpath(*name.split("/")).read_bytes()


@lru_cache(maxsize=1)
def catalogs() -> Mapping[str, tuple[CatalogValue, ...]]:
    """Every value list by name, each in its file's order."""
    return MappingProxyType(
        {
            name: tuple(_catalog_value(value) for value in section["values"])
            for name, section in _yaml("catalogs.yaml").items()
            if isinstance(section, dict) and "values" in section
        }
    )


def catalog(name: str) -> tuple[CatalogValue, ...]:
    """The values of one list, in its order. Raises KeyError for a list that does not exist."""
    return catalogs()[name]


@lru_cache(maxsize=1)
def identifiers() -> Mapping[str, frozenset[str]]:
    """The allowed ids of every list, for checking."""
    return MappingProxyType({name: frozenset(value.id for value in values) for name, values in catalogs().items()})


def label(name: str, identifier: str) -> Text:
    """What people read for one value; for an id that the list does not have, the id itself."""
    value = _by_id(name).get(identifier)
    return value.label if value else same(identifier)


def labels(name: str, identifiers: Iterable[str]) -> Text:
    """The labels of several values, separated by commas."""
    found = [label(name, identifier) for identifier in identifiers]
    return Text(es=", ".join(one.es for one in found), en=", ".join(one.en for one in found))


@lru_cache(maxsize=1)
def formats() -> Mapping[str, Any]:
    """The formats of CURP and CCT as the catalog states them: expressions, alphabets, notes."""
    return MappingProxyType(_yaml("catalogs.yaml")["formats"])


@lru_cache(maxsize=1)
def non_business_rules() -> tuple[str, ...]:
    """The rules of the days, besides Saturdays and Sundays, on which deadlines do not run."""
    return tuple(value.more["rule"] for value in catalog("non_business_days"))


@lru_cache(maxsize=1)
def states() -> tuple[State, ...]:
    """The 32 states, by INEGI code."""
    return tuple(
        State(
            code=row["inegi_code"],
            iso=row["iso_3166_2"],
            curp_code=row["curp_code"],
            name=Text(es=row["name_es"], en=row["name_en"]),
            official_name=row["official_name_es"],
            abbreviation=row["abbreviation"],
            northern_border=row["northern_border"] == "yes",
            low_connectivity=row["low_connectivity"] == "yes",
            internet_percent=Decimal(row["households_internet_percent"])
            if row["households_internet_percent"]
            else None,
        )
        for row in _csv("states.csv")
    )


@lru_cache(maxsize=1)
def _states_by_code() -> Mapping[str, State]:
    return {one.code: one for one in states()}


def state(code: str) -> State | None:
    """The state with this INEGI code (two digits), or None."""
    return _states_by_code().get(code)


@lru_cache(maxsize=1)
def poles() -> tuple[Pole, ...]:
    """The development poles, in the source's order."""
    return tuple(
        Pole(
            id=row["id"],
            name=row["name"],
            state=row["state"],
            municipalities=tuple(part.strip() for part in row["municipalities"].split(";") if part.strip()),
            vocation=Text(es=row["vocation_es"], en=row["vocation_en"]) if row["vocation_es"] else None,
            source=f"{row['source_publisher']}, {row['source_date']}",
        )
        for row in _csv("poles.csv")
    )


@lru_cache(maxsize=1)
def glossary() -> tuple[Term, ...]:
    """The glossary, in Spanish alphabetical order of its file."""
    return tuple(
        Term(Text(es=row["es"], en=row["en"]), Text(es=row["definition_es"], en=row["definition_en"]))
        for row in _csv("glossary.csv")
    )


@lru_cache(maxsize=1)
def context_figures() -> tuple[ContextFigure, ...]:
    """The figures that may be shown; those marked ``never`` are left out."""
    return tuple(
        ContextFigure(
            id=entry["id"],
            value=str(entry["value"]),
            unit=entry["unit"],
            year=entry.get("year"),
            text=Text.of(entry["text"]),
            publish=entry["publish"],
            caution=Text.of(entry["caution"]) if entry.get("caution") else None,
            source_title=entry["source"]["title"],
            source_publisher=entry["source"]["publisher"],
            source_date=str(entry["source"]["date"]),
        )
        for entry in _yaml("context_figures.yaml")["figures"]
        if entry["publish"] != "never"
    )


@lru_cache(maxsize=64)
def _by_id(name: str) -> Mapping[str, CatalogValue]:
    return {value.id: value for value in catalog(name)}


def _catalog_value(entry: Mapping[str, Any]) -> CatalogValue:
    more = {key: value for key, value in entry.items() if key not in {"id", "label"}}
    return CatalogValue(id=entry["id"], label=Text.of(entry["label"]), more=MappingProxyType(more))


def _yaml(name: str) -> dict[str, Any]:
    # Our own files, so the fast loader will do; those of others go through `registry.curriculum.yaml_file`.
    loaded: dict[str, Any] = yaml.load(shipped_bytes(name), Loader=_LOADER)  # noqa: S506  a safe loader either way
    return loaded


def _csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shipped_bytes(name).decode("utf-8"))))
