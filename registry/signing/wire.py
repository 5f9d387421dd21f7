"""A refusal to canonicalise as JSON, for a canonicaliser in another process, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.signing.errors import CanonicalisationError


def told(error: CanonicalisationError) -> dict[str, Any]:
    """The refusal as JSON. All that one carries besides its sentence stands in its details."""
    return {"code": error.code, "said": str(error), "details": error.details}


def retold(message: Mapping[str, Any]) -> CanonicalisationError:
    """The refusal that was told: of the same class, with the same attributes."""
    kind = next(one for one in _kinds(CanonicalisationError) if one.code == message["code"])
    error = kind.__new__(kind)
    error.args = (message["said"],)
    error.details = dict(message["details"])
    for name, value in error.details.items():
        setattr(error, name, value)
    return error


def _kinds(kind: type[CanonicalisationError]) -> Iterator[type[CanonicalisationError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)
