"""The canonical form of awards' credentials by template: one compilation per definition version and shape.

A worker issues thousands of one shape; the general engine would spend its time on what they share. The first and the
last of each act, and one in a thousand, are still held against the general engine before anything is stored.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from registry import contexts
from registry.awards.errors import CanonicalFormDiffers
from registry.documents.shape import shape, varying
from registry.records.service import Prepared
from registry.signing import Templates, canonize, is_plain

#: Besides first and last, every so many are computed twice (PERFORMANCE, Algorithm).
CHECKED_EVERY = 1_000

_templates = Templates()


def canonical_form(version_id: uuid.UUID, claims: Mapping[str, Any]) -> bytes | None:
    """The canonical form where a template of a plain sample (`registry.signing.is_plain`) proves it, else None: the
    general engine must be asked, and every member looked at."""
    store = contexts.store()
    key = (version_id, shape(claims), store)
    if key not in _templates and is_plain(claims):
        _templates.learn(key, claims, varying(claims), store)
    return _templates.fill(key, claims)


def to_check(count: int) -> frozenset[int]:
    """Which of so many documents are computed twice: the first, the last and one in a thousand."""
    return frozenset(range(0, count, CHECKED_EVERY)) | ({count - 1} if count else set())


def check(prepared: Prepared, canonical: bytes | None) -> None:
    """Hold a filled form against the general engine's. Raises `CanonicalFormDiffers`."""
    if canonical is not None and canonize(prepared.claims, contexts.store()) != canonical:
        raise CanonicalFormDiffers(document=prepared.uri)
