"""Templates kept by shape: few, the least recently used forgotten, shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from registry.signing.bounds import Limits
from registry.signing.canonical import DEFAULT_LIMITS
from registry.signing.contexts import ContextStore
from registry.signing.errors import CanonicalisationError
from registry.signing.template import Path, Template, compile_template

#: One takes about 300 kB.
KEPT = 64


class Templates:
    """At most ``kept`` templates. A shape that cannot be compiled is remembered too, so that nobody tries it again."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[Hashable, Template | None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._known

    def __len__(self) -> int:
        return len(self._known)

    def fill(self, key: Hashable, document: Mapping[str, Any]) -> bytes | None:
        """The canonical form where the shape is known and its template is certain, else None."""
        with self._lock:
            template = self._known.get(key)
            if template is None:
                return None
            self._known.move_to_end(key)
        return template.fill(document)

    def learn(
        self,
        key: Hashable,
        sample: Mapping[str, Any],
        paths: Sequence[Path],
        contexts: ContextStore,
        *,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Compile the shape of ``sample``, whose texts at ``paths`` vary; nothing happens when it is known already.

        Compiling runs the general engine four times: who may cause that is the caller's to decide.
        """
        with self._lock:
            if key in self._known:
                return
            self._known[key] = None  # of two threads that come at once, one compiles
        try:
            template: Template | None = compile_template(sample, paths, contexts, limits=limits)
        except CanonicalisationError:
            template = None  # the general engine says what is wrong, if anything is
        with self._lock:
            self._known[key] = template
            self._known.move_to_end(key)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
