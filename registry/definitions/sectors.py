"""The sectors that designs are meant for: ids of SCIAN sectors, and which of them the forum names as priority ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from sqlalchemy import ColumnElement, String, cast, or_

from registry import content
from registry.definitions.models import DefinitionVersion
from registry.texts import Text

#: What a filter says for all priority sectors together.
PRIORITY = "priority"


@cache
def priority() -> Mapping[str, Text]:
    """The priority sectors by SCIAN sector, with the forum's word for each. Security has no sector of its own."""
    by_code = {str(one.more["code"]): one.id for one in content.catalog("sectors")}
    found: dict[str, Text] = {}
    for one in content.catalog("priority_sectors"):
        for code in one.more["scian"]:
            found[by_code[str(code)]] = one.label
    return MappingProxyType(found)


def labels() -> Sequence[tuple[str, Text]]:
    """Every sector with its words, the priority ones marked so."""
    marked = Text("{name} (prioritario)", "{name} (priority)")
    return [
        (one.id, marked.format(name=one.label) if one.id in priority() else one.label)
        for one in content.catalog("sectors")
    ]


def wanted(sector: str) -> Collection[str]:
    """The sectors that a filter means: one, or all priority ones; none for something else."""
    if sector == PRIORITY:
        return priority().keys()
    return {sector} & content.identifiers()["sectors"]


def meant_for(sectors: Collection[str]) -> ColumnElement[bool]:
    """Whether a version declares one of these sectors. They are looked for in the text of the design, where an id in
    quotation marks stands for nothing else."""
    text = cast(DefinitionVersion.design, String)
    return or_(*(text.contains(f'"{one}"', autoescape=True) for one in sorted(sectors)))
