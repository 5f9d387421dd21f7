"""The canonical form of awards' credentials by template: one compilation per definition version and shape.

A worker issues thousands of one shape; the general engine would spend its time on what they share. The first and the
last of each act, and one in a thousand, are still held against the general engine before anything is stored.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from registry import contexts
from registry.awards.errors import CanonicalFormDiffers
from registry.documents.shape import shape, varying
from registry.records.service import Prepared
from registry.signing import Templates, canonize

#: Besides first and last, every so many are computed twice (PERFORMANCE, Algorithm).
CHECKED_EVERY = 1_000

_templates = Templates()


def canonical_form(version_id: uuid.UUID, claims: Mapping[str, Any]) -> bytes | None:
    """The canonical form where a template proves it, else None: the general engine must be asked."""
    store = contexts.store()
    key = (version_id, shape(claims), store)
    if key not in _templates:
        _templates.learn(key, claims, varying(claims), store)
    return _templates.fill(key, claims)


def check(prepared: Sequence[tuple[Prepared, bytes | None]]) -> None:
    """Hold the first, the last and one in a thousand against the general engine. Raises `CanonicalFormDiffers`."""
    last = len(prepared) - 1
    for number, (one, canonical) in enumerate(prepared):
        chosen = number in (0, last) or number % CHECKED_EVERY == 0
        if chosen and canonical is not None and canonize(one.claims, contexts.store()) != canonical:
            raise CanonicalFormDiffers(document=one.uri)
