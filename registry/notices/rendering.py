"""A mail as its reader sees it: subject, text and simple HTML, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from registry import config
from registry.notices.messages import LETTERS, Kind
from registry.texts import Language, spoken


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("registry", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,  # a mail with a gap in it must not go out
        trim_blocks=True,
        lstrip_blocks=True,
    )


def subject(kind: str, language: str, values: Mapping[str, Any]) -> str:
    """The subject line. Raises KeyError when a value is missing, as after a cancellation."""
    reader = cast(Language, language)
    said = _in_words(kind, reader, values)
    filled = (
        LETTERS[Kind(kind)]
        .subject.in_(reader)
        .format_map({name: spoken(value, reader) for name, value in said.items()})
    )
    # A line break in a title would begin another header.
    return " ".join(filled.split())


def render(kind: str, language: str, values: Mapping[str, Any]) -> Rendered:
    """Write the mail. Raises KeyError or jinja2.UndefinedError when a value is missing, as after a cancellation."""
    reader = cast(Language, language)
    settings = config.current()
    context = {
        **dict.fromkeys(LETTERS[Kind(kind)].optional),
        **_in_words(kind, reader, values),
        "lang": reader,
        "t": lambda spanish, english: spanish if reader == "es" else english,
        "grouped": lambda value: spoken(value, reader),
        "subject": subject(kind, language, values),
        "registry_name": settings.registry_name.in_(reader),
        "contact": settings.contact,
        "demo": settings.demo,
        "site": settings.links,
    }
    environment = _environment()
    return Rendered(
        subject=context["subject"],
        text=environment.get_template(f"mail/{kind}.txt").render(context).strip() + "\n",
        html=environment.get_template(f"mail/{kind}.html").render(context).strip() + "\n",
    )


def _in_words(kind: str, language: Language, values: Mapping[str, Any]) -> dict[str, Any]:
    codes = LETTERS[Kind(kind)].codes
    return {
        name: codes[name][value].in_(language) if name in codes and value is not None else value
        for name, value in values.items()
    }
