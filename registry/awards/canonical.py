"""The canonical form of awards' credentials by template: one compilation per definition version and shape.

A worker issues thousands of one shape; the general engine would spend its time on what they share. The first and the
last of each act, and one in a thousand, are still held against the general engine before anything is stored.
"""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from registry import contexts
from registry.awards.errors import CanonicalFormDiffers
from registry.documents.shape import shape, varying
from registry.records.service import Prepared
from registry.signing import CanonicalisationError, Template, canonize, compile_template

#: Templates kept in a process; one takes about 300 kB.
KEPT = 64
#: Besides first and last, every so many are computed twice (PERFORMANCE, Algorithm).
CHECKED_EVERY = 1_000

_templates: OrderedDict[tuple[uuid.UUID, Hashable], Template | None] = OrderedDict()
_lock = threading.Lock()


def canonical_form(version_id: uuid.UUID, claims: Mapping[str, Any]) -> bytes | None:
    """The canonical form where a template proves it, else None: the general engine must be asked."""
    key = (version_id, shape(claims))
    with _lock:
        known = key in _templates
        template = _templates.get(key)
        if known:
            _templates.move_to_end(key)
    if not known:
        template = _compiled(claims)
        with _lock:
            _templates[key] = template
            while len(_templates) > KEPT:
                _templates.popitem(last=False)
    return template.fill(claims) if template is not None else None


def _compiled(claims: Mapping[str, Any]) -> Template | None:
    try:
        return compile_template(claims, varying(claims), contexts.store())
    except CanonicalisationError:
        return None  # the general engine says what is wrong, if anything is


def check(prepared: Sequence[tuple[Prepared, bytes | None]]) -> None:
    """Hold the first, the last and one in a thousand against the general engine. Raises `CanonicalFormDiffers`."""
    last = len(prepared) - 1
    for number, (one, canonical) in enumerate(prepared):
        chosen = number in (0, last) or number % CHECKED_EVERY == 0
        if chosen and canonical is not None and canonize(one.claims, contexts.store()) != canonical:
            raise CanonicalFormDiffers(document=one.uri)
