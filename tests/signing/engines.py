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


def by_oxigraph(document: dict[str, Any], contexts: ContextStore, name: str = "sha256") -> bytes:
    """pyoxigraph from end to end; it loads no contexts, so they are put in place of their URLs. ``name``: the hash."""
    parsed = pyoxigraph.parse(json.dumps(_inlined(document, contexts)), format=pyoxigraph.RdfFormat.JSON_LD)
    return _canonical(pyoxigraph.Dataset(parsed), name)


def labelled_by_oxigraph(quads: Iterable[Quad]) -> bytes:
    """Only the labelling of blank nodes by pyoxigraph."""
    text = "".join(quad.line() for quad in quads)
    return _canonical(pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)))


def _canonical(dataset: pyoxigraph.Dataset, name: str = "sha256") -> bytes:
    algorithms = pyoxigraph.CanonicalizationAlgorithm
    dataset.canonicalize(algorithms.RDFC_1_0_SHA_384 if name == "sha384" else algorithms.RDFC_1_0_SHA_256)
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
