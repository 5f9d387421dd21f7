"""The canonical form of a credential: JSON-LD expansion by PyLD, then RDFC-1.0 under a work limit.

PyLD expands; it has no safe mode, so what it would drop or complete in silence is refused here (`UndefinedTerm`,
`RelativeIdentifier`, `DroppedValue`). Quads and labels are our own (`rdf`, `rdfc`), because PyLD's have no work limit
and hash a self-referring blank node twice; the tests hold both against PyLD and an engine in Rust.
"""

from __future__ import annotations

import hashlib
import os
import threading
import weakref
from collections.abc import Mapping
from typing import Any, Protocol

from cachetools import LRUCache
from pyld import jsonld

from registry.signing.bounds import Limits, check_document, path_of
from registry.signing.contexts import ContextStore
from registry.signing.errors import (
    CanonicalisationError,
    ContextsClash,
    DroppedValue,
    RelativeIdentifier,
    UndefinedTerm,
    UnknownContext,
    UnsupportedValue,
)
from registry.signing.rdf import RELATIVE_BASE, quads_of
from registry.signing.rdfc import SHA256, Quad, canonical_nquads

DEFAULT_LIMITS = Limits()


class Canonicaliser(Protocol):
    """Whoever computes canonical forms for their digests, which alone are signed: `canonical_digest`, or something that
    answers the same from what it knows already."""

    def __call__(
        self, document: Mapping[str, Any], contexts: ContextStore, *, limits: Limits = ..., algorithm: str = ...
    ) -> bytes:
        """See `canonical_digest`."""


# PyLD keeps processed contexts in structures that two threads must not touch at once: KeyErrors, and worse, wrong
# "invalid scoped context" refusals. One document at a time, then.
_engine = threading.Lock()
_resolvers: weakref.WeakKeyDictionary[ContextStore, _Resolver] = weakref.WeakKeyDictionary()
_RESOLVED_CONTEXTS = 200
_SCOPED_CONTEXTS = 1_000


def _start_afresh() -> None:
    """After a fork: a lock that another thread held at that moment would never be released in the child."""
    global _engine
    _engine = threading.Lock()
    _resolvers.clear()


os.register_at_fork(after_in_child=_start_afresh)


def canonize(
    document: Mapping[str, Any], contexts: ContextStore, *, limits: Limits = DEFAULT_LIMITS, algorithm: str = SHA256
) -> bytes:
    """The document's RDFC-1.0 canonical form: sorted N-Quads in UTF-8; ``algorithm`` is its inner hash.

    A null counts as an absent member, as in JSON-LD; whoever reads the document must see it so too.

    Raises:
        UndefinedTerm, RelativeIdentifier, DroppedValue: something that a signature would not cover.
        NotCompacted, SplitCredential: something that it covers, hidden from readers of plain JSON.
        ControlCharacter, UnsupportedValue: something that engines write differently.
        InlineContext, UnknownContext: a context written into the document, or not at hand.
        ContextsClash: contexts that no engine reads together.
        TooComplex: more work than ``limits`` allow, found before the work is done.
    """
    quads = to_quads(document, contexts, limits=limits)
    return canonical_nquads(quads, max_work=limits.labelling_work, algorithm=algorithm)


def canonical_digest(
    document: Mapping[str, Any], contexts: ContextStore, *, limits: Limits = DEFAULT_LIMITS, algorithm: str = SHA256
) -> bytes:
    """The hash of the canonical form by ``algorithm``: 32 or 48 bytes. Raises like `canonize`."""
    form = canonize(document, contexts, limits=limits, algorithm=algorithm)
    return hashlib.new(algorithm, form).digest()


def to_quads(document: Mapping[str, Any], contexts: ContextStore, *, limits: Limits = DEFAULT_LIMITS) -> list[Quad]:
    """The statements of a document before its blank nodes are labelled. Raises like `canonize`."""
    check_document(document, contexts, limits)
    expanded = _expand(document, contexts)
    try:
        quads = quads_of(expanded, max_blank_nodes=limits.blank_nodes)
    except RelativeIdentifier as cause:
        raise RelativeIdentifier(cause.value, path=path_of(document, cause.value) or "$") from cause
    if not quads:
        raise DroppedValue("the document states nothing")
    return quads


class _Resolver(jsonld.ContextResolver):  # PyLD carries no types
    """PyLD's resolver of a store's contexts; with it what they become within each other."""

    def __init__(self, contexts: ContextStore) -> None:
        super().__init__(LRUCache(maxsize=_RESOLVED_CONTEXTS), _loader(contexts))
        self.scoped: LRUCache[tuple[str, int], tuple[Any, Any]] = LRUCache(maxsize=_SCOPED_CONTEXTS)


class _Expander(jsonld.JsonLdProcessor):
    """PyLD's processor, remembering which object it was reading when it dropped a term, and what a type's own context
    becomes: PyLD works that out anew for each object, which takes more than half of its time."""

    def __init__(self, resolver: _Resolver) -> None:
        super().__init__(on_property_dropped=self._remember)
        self._scoped = resolver.scoped
        self._root: Any = None
        self._reading: Any = None
        self.dropped: tuple[str, str] | None = None

    def _expand_object(self, *args: Any, **kwargs: Any) -> Any:
        # The fourth argument is the object; were that to change, the path would only be less exact.
        outer, self._reading = self._reading, args[3] if len(args) > 3 else None
        if self._root is None:
            self._root = self._reading
        try:
            return super()._expand_object(*args, **kwargs)
        finally:
            self._reading = outer

    def _process_context(self, active_ctx: Any, local_ctx: Any, *args: Any, **kwargs: Any) -> Any:
        # A type's context, the only kind that does not propagate. PyLD names finished contexts; they never change.
        if kwargs != {"propagate": False} or "_uuid" not in active_ctx:
            return super()._process_context(active_ctx, local_ctx, *args, **kwargs)
        key = active_ctx["_uuid"], id(local_ctx)
        known = self._scoped.get(key)
        if known is None or known[0] is not local_ctx:
            # What was read is kept beside what became of it: as long as it lives nothing else has its identity.
            known = self._scoped[key] = (
                local_ctx,
                super()._process_context(active_ctx, local_ctx, *args, **kwargs),
            )
        return known[1]

    def _remember(self, term: str | None) -> None:
        if self.dropped is not None:
            return
        path = path_of(self._root, self._reading) or "$"
        # A term that looks like a keyword ("@note") comes without its name.
        name = term or next((key for key in self._reading or {} if key.startswith("@")), "@")
        self.dropped = (name, f"{path}.{name}")


def _expand(document: Mapping[str, Any], contexts: ContextStore) -> list[Any]:
    with _engine:
        resolver = _resolvers.get(contexts) or _Resolver(contexts)
        expander = _Expander(resolver)
        # Out of the shelf while in use: a run that fails leaves no half-processed context to the next one.
        _resolvers.pop(contexts, None)
        try:
            expanded: list[Any] = expander.expand(
                dict(document),
                {"base": RELATIVE_BASE, "contextResolver": resolver, "documentLoader": resolver.document_loader},
            )
        except (jsonld.JsonLdError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as cause:
            raise _reason(cause) from cause
        _resolvers[contexts] = resolver
    if expander.dropped is not None:
        term, path = expander.dropped
        raise UndefinedTerm(term, path=path)
    return expanded


def _loader(contexts: ContextStore) -> Any:
    def load(url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": contexts.load(url),
            "contentType": "application/ld+json",
            # Bytes behind a URL never change within a store, so PyLD may keep what it made of them.
            "tag": "static",
        }

    return load


def _reason(error: BaseException) -> CanonicalisationError:
    """Our own refusal beneath the engine's wrappings, or the engine's words."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UnknownContext):
            return cause
        if isinstance(cause, jsonld.JsonLdError) and cause.code == "protected term redefinition":
            return ContextsClash("the contexts contradict each other")
        cause = cause.__cause__
    said = error.args[0] if error.args else type(error).__name__
    return UnsupportedValue(f"the JSON-LD engine refuses the document: {said}")
