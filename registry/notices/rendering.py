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


def render(kind: str, language: str, values: Mapping[str, Any]) -> Rendered:
    """Write the mail. Raises jinja2.UndefinedError when a value is missing, as after a cancellation."""
    letter = LETTERS[Kind(kind)]
    reader = cast(Language, language)
    settings = config.current()
    said = {
        name: letter.codes[name][value].in_(reader) if name in letter.codes else value for name, value in values.items()
    }
    subject = letter.subject.in_(reader).format_map({name: spoken(value, reader) for name, value in said.items()})
    context = {
        **dict.fromkeys(letter.optional),
        **said,
        "lang": reader,
        "t": lambda spanish, english: spanish if reader == "es" else english,
        "grouped": lambda value: spoken(value, reader),
        "subject": _one_line(subject),
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


def _one_line(text: str) -> str:
    # A line break in a title would begin another header.
    return " ".join(text.split())
