"""Other engines to hold our canonical form against: PyLD from end to end, and pyoxigraph in Rust."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyoxigraph
from cachetools import LRUCache
from pyld import jsonld

from registry.signing import ContextStore
from registry.signing.rdfc import Quad


def by_pyld(document: dict[str, Any], contexts: ContextStore) -> bytes:
    """PyLD from end to end."""

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": contexts.load(url),
            "contentType": "application/json",
        }

    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": load,
        "contextResolver": jsonld.ContextResolver(LRUCache(maxsize=100), load),
    }
    text: str = jsonld.normalize(document, options)
    return text.encode()


def by_oxigraph(document: dict[str, Any], contexts: ContextStore) -> bytes:
    """pyoxigraph from end to end; it loads no contexts, so they are put in place of their URLs."""
    parsed = pyoxigraph.parse(json.dumps(_inlined(document, contexts)), format=pyoxigraph.RdfFormat.JSON_LD)
    return _canonical(pyoxigraph.Dataset(parsed))


def labelled_by_oxigraph(quads: Iterable[Quad]) -> bytes:
    """Only the labelling of blank nodes by pyoxigraph."""
    text = "".join(quad.line() for quad in quads)
    return _canonical(pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)))


def _canonical(dataset: pyoxigraph.Dataset) -> bytes:
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset)).encode()


def _inlined(value: Any, contexts: ContextStore) -> Any:
    if isinstance(value, list):
        return [_inlined(item, contexts) for item in value]
    if not isinstance(value, dict):
        return value
    inlined = {name: _inlined(member, contexts) for name, member in value.items() if name != "@context"}
    if "@context" in value:
        named = value["@context"] if isinstance(value["@context"], list) else [value["@context"]]
        inlined = {"@context": [contexts.load(url)["@context"] for url in named], **inlined}
    return inlined
