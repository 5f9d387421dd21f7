"""What was compiled for a shape, kept: few, the least recently used forgotten, shared by threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from registry.signing.bounds import Limits
from registry.signing.canonical import DEFAULT_LIMITS
from registry.signing.contexts import ContextStore
from registry.signing.errors import CanonicalisationError
from registry.signing.jcs import Path
from registry.signing.stamp import Stamp
from registry.signing.template import Template, compile_template

#: One takes half a megabyte once it is compiled, and about one with all its plates.
KEPT = 64

T = TypeVar("T")


class _Compiled(Generic[T]):
    """At most ``kept``. A shape that cannot be compiled is remembered too, so that nobody tries it again."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: OrderedDict[Hashable, T | None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._known

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Hashable) -> T | None:
        """What was compiled for a shape; None: nothing, or it could not be."""
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
        return found

    def learn_by(self, key: Hashable, compiled: Callable[[], T]) -> None:
        """Compile a shape; nothing happens when it is known already.

        Compiling runs the general engine four times: who may cause that is the caller's to decide.
        """
        with self._lock:
            if key in self._known:
                return
            self._known[key] = None  # of two threads that come at once, one compiles
        try:
            made: T | None = compiled()
        except CanonicalisationError:
            made = None  # the general engine says what is wrong, if anything is
        with self._lock:
            self._known[key] = made
            self._known.move_to_end(key)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)


class Templates(_Compiled[Template]):
    """Templates by shape."""

    def digest(self, key: Hashable, document: Mapping[str, Any]) -> bytes | None:
        """SHA-256 of the canonical form where the shape is known and its template is certain, else None."""
        template = self.get(key)
        return None if template is None else template.digest(document)

    def learn(
        self,
        key: Hashable,
        sample: Mapping[str, Any],
        paths: Sequence[Path],
        contexts: ContextStore,
        *,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        """Compile the shape of ``sample``, whose texts at ``paths`` vary."""
        self.learn_by(key, lambda: compile_template(sample, paths, contexts, limits=limits))


class Stamps(_Compiled[Stamp]):
    """Stamps by shape."""
