"""The terms of the contexts that this registry's documents use, as much of them as tells what a signature covers.

Out of the pinned contexts themselves (`registry.contexts`). A context that uses what the browser's walk does not know
is refused here, at once, rather than read wrongly there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry import contexts
from registry.documents import terms

DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
#: Those of the registry's own documents, and of the endorsements that stand in them.
USED = (terms.CREDENTIALS_V2, terms.OPEN_BADGES, DATA_INTEGRITY)
_UNDERSTOOD = frozenset({"@id", "@type", "@context", "@container", "@protected"})
_CONTAINERS = frozenset({None, "@set", "@list", "@graph"})
#: How a value is read; other datatypes are literals whatever they say.
_COERCIONS = frozenset({"@id", "@vocab", "@json"})


class NotUnderstood(ValueError):
    """A context uses a part of JSON-LD that the walk in the browser does not know."""


def vocabularies() -> dict[str, Any]:
    """By the context's URL: term → ``k`` the keyword that it stands for, ``t`` its coercion, ``c`` its own terms.

    Raises `NotUnderstood`.
    """
    store = contexts.store()
    return {url: _terms(store.load(url)["@context"]) for url in USED}


def _terms(context: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := {name for name in context if name.startswith("@")} - {"@protected"}:
        raise NotUnderstood(f"{sorted(unknown)}")
    return {name: _term(name, definition) for name, definition in context.items() if not name.startswith("@")}


def _term(name: str, definition: Any) -> dict[str, Any]:
    if isinstance(definition, str):
        return {"k": definition} if definition.startswith("@") else {}
    if not isinstance(definition, Mapping) or definition.keys() - _UNDERSTOOD or "@id" not in definition:
        raise NotUnderstood(name)
    if definition["@id"] is None or definition.get("@container") not in _CONTAINERS:
        raise NotUnderstood(name)
    term: dict[str, Any] = {}
    if definition["@id"].startswith("@"):
        term["k"] = definition["@id"]
    if definition.get("@type") in _COERCIONS:
        term["t"] = definition["@type"]
    if "@context" in definition:
        inner = definition["@context"]
        term["c"] = None if inner is None else _terms(inner)
    return term
