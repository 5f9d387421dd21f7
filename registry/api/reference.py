"""``/api/docs``: the API for people who read before they write programs, made from our own description.

The page is written from the very object that ``/api/v1/openapi.json`` serves; a member that is not understood here is
shown as JSON, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, current_app, render_template

from registry.api.openapi import description
from registry.texts import Text, same
from registry.web.security import public

pages = Blueprint("api_reference", __name__)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a member: ``type`` as programmers write it, ``of`` the schema that it names."""

    name: str
    type: str
    required: bool
    meaning: Text | None
    where: str = ""
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """One form of a request's or an answer's body."""

    media: str
    fields: tuple[Field, ...]
    of: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back under one status."""

    status: str
    meaning: Text | None
    bodies: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    address: str
    summary: Text
    meaning: Text | None
    parameters: tuple[Field, ...]
    takes: tuple[Body, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A shape with a name."""

    name: str
    fields: tuple[Field, ...]


@pages.get("/api/docs")
@public
def reference() -> str:
    """The API in words: what each address takes and answers."""
    settings = current_app.config["SETTINGS"]
    described = description(title=settings.registry_name.en, server=settings.links)
    return render_template(
        "public/api.html",
        server=described["servers"][0]["url"],
        operations=operations(described),
        schemas=schemas(described),
    )


def operations(described: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Every operation, in the order of the description."""
    return tuple(
        _operation(address, method, item[method], item.get("parameters", ()))
        for address, item in described["paths"].items()
        for method in _METHODS
        if method in item
    )


def schemas(described: Mapping[str, Any]) -> tuple[Schema, ...]:
    """Every named shape."""
    return tuple(Schema(name, _members(shape)) for name, shape in described["components"]["schemas"].items())


def _operation(address: str, method: str, one: Mapping[str, Any], shared: Any) -> Operation:
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        address=address,
        summary=_said(one, "summary") or same(one["operationId"]),
        meaning=_said(one, "description"),
        parameters=tuple(
            _field(each["name"], each["schema"], each.get("required", False), each, where=each["in"])
            for each in (*shared, *one.get("parameters", ()))
        ),
        takes=_bodies(one.get("requestBody", {})),
        answers=tuple(
            Answer(status, _said(each, "description"), _bodies(each)) for status, each in one["responses"].items()
        ),
    )


def _bodies(holder: Mapping[str, Any]) -> tuple[Body, ...]:
    return tuple(
        Body(media, _members(each.get("schema", {})), _named(each.get("schema", {})))
        for media, each in holder.get("content", {}).items()
    )


def _members(shape: Mapping[str, Any]) -> tuple[Field, ...]:
    required = shape.get("required", ())
    return tuple(_field(name, member, name in required, member) for name, member in shape.get("properties", {}).items())


def _field(name: str, shape: Mapping[str, Any], required: bool, about: Mapping[str, Any], *, where: str = "") -> Field:
    return Field(name, _type(shape), required, _said(about, "description"), where, _named(shape))


def _named(shape: Mapping[str, Any]) -> str | None:
    """The schema that a shape names, by itself or as the items of a list."""
    reference = shape.get("$ref") or shape.get("items", {}).get("$ref")
    return str(reference).rsplit("/", 1)[1] if reference else None


def _type(shape: Mapping[str, Any]) -> str:
    """The type as programmers write it: ``string (date-time)``, ``Check[]``, ``"passed" | "failed"``."""
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[1]
    if "enum" in shape:
        return " | ".join(f'"{value}"' for value in shape["enum"])
    kinds = shape.get("type", "any")
    if kinds == "array":
        return f"{_type(shape.get('items', {}))}[]"
    name = kinds if isinstance(kinds, str) else " | ".join(kinds)
    narrower = {key: shape[key] for key in shape.keys() - _TOLD_ELSEWHERE}
    if set(narrower) == {"format"}:
        return f"{name} ({narrower['format']})"
    return f"{name} {orjson.dumps(narrower, option=orjson.OPT_SORT_KEYS).decode()}" if narrower else name


_TOLD_ELSEWHERE = frozenset({"type", "description", "x-es", "properties", "required", "items"})


def _said(holder: Mapping[str, Any], member: str) -> Text | None:
    """A sentence of the description in both languages; English alone where no Spanish stands beside it."""
    if member not in holder:
        return None
    return Text(holder.get("x-es", {}).get(member, holder[member]), holder[member])
