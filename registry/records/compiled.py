"""Digests of documents that are signed over and over with a few texts changed: status lists, options of proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from registry import contexts
from registry.signing import Templates, canonical_digest, proof_options
from registry.signing.jcs import Path

_templates = Templates()
_OF_OPTIONS: tuple[Path, ...] = (("created",), ("verificationMethod",))


def digest_of(key: Hashable, document: Mapping[str, Any], paths: Sequence[Path]) -> bytes:
    """SHA-256 of a document's canonical form; documents of one ``key`` differ at ``paths`` only.

    The first of a key is compiled; where the compiled form is not certain, the general engine is asked. Raises
    `CanonicalisationError`.
    """
    store = contexts.store()
    known = (key, store)
    _templates.learn(known, document, paths, store)
    return _templates.digest(known, document) or canonical_digest(document, store)


def options_digest(method: str, created: dt.datetime, document_contexts: Sequence[str]) -> bytes:
    """SHA-256 of the options of an ``eddsa-rdfc-2022`` proof in a document with these contexts."""
    options = proof_options(verification_method=method, created=created)
    key = ("proof options", tuple(document_contexts))
    return digest_of(key, {**options, "@context": list(document_contexts)}, _OF_OPTIONS)
