"""The privacy notice, in versions: necessary and voluntary purposes apart, the whole and a short form of it.

Each version is a file under ``content/privacy/`` that never changes once it is in force, because consents name it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from registry import clock, config
from registry.content import folder
from registry.errors import NotFound
from registry.texts import Text, same


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose: what for, with which data, and whether it needs consent of its own (not ``necessary``)."""

    id: str
    necessary: bool
    text: Text
    data: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs."""

    title: Text
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One version, its placeholders filled in for this registry."""

    version: str
    since: dt.date
    controller: Text
    purposes: tuple[Purpose, ...]
    sections: tuple[Section, ...]
    guardian: Text

    @property
    def necessary(self) -> tuple[Purpose, ...]:
        """What the registry cannot do without."""
        return tuple(one for one in self.purposes if one.necessary)

    @property
    def voluntary(self) -> tuple[Purpose, ...]:
        """What is done only for those who consent."""
        return tuple(one for one in self.purposes if not one.necessary)


def versions() -> tuple[str, ...]:
    """Every version, oldest first."""
    return tuple(sorted(_files(), key=lambda name: (len(name), name)))


def current() -> Notice:
    """The newest version whose day has come."""
    today = clock.today()
    in_force = [one for one in versions() if dt.date.fromisoformat(str(_files()[one]["from"])) <= today]
    return version((in_force or list(versions()))[-1])


def version(name: str) -> Notice:
    """One version. Raises `NotFound`."""
    raw = _files().get(name)
    if raw is None:
        raise NotFound()
    settings = config.current()
    filled: dict[str, object] = {
        "registry": settings.registry_name,
        "contact": same(settings.contact) if settings.contact else Text(
            "el domicilio de quien opera el registro", "the address of whoever operates the registry"
        ),
        "answer": settings.arco_answer_days,
        "carry": settings.arco_carry_days,
    }  # fmt: skip

    def text(value: Mapping[str, str]) -> Text:
        return Text.of(value).format(**filled)

    return Notice(
        version=str(raw["version"]),
        since=dt.date.fromisoformat(str(raw["from"])),
        controller=text(raw["controller"]),
        purposes=tuple(
            Purpose(one["id"], bool(one["necessary"]), text(one["text"]), text(one["data"])) for one in raw["purposes"]
        ),
        sections=tuple(
            Section(text(one["title"]), tuple(text(paragraph) for paragraph in one["text"])) for one in raw["sections"]
        ),
        guardian=text(raw["guardian"]),
    )


@functools.lru_cache(maxsize=1)
def _files() -> Mapping[str, Mapping[str, Any]]:
    found = {}
    for entry in (folder() / "privacy").iterdir():
        if entry.name.endswith(".yaml"):
            read: dict[str, Any] = yaml.safe_load(entry.read_text(encoding="utf-8"))
            found[str(read["version"])] = read
    return found
