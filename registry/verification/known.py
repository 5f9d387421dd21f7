"""Digests of documents whose structure was seen before: the canonical form is filled in instead of computed anew.

Of a structure that `learn` was told of, the general engine has shown the canonical form with holes
(`registry.signing.template`). A document that differs from it in the texts that may vary, and in nothing else, is
filled in; for every other one, and wherever certainty ends, the general engine is asked. Nothing is ever accepted for
being known: what comes out is what the general engine would give, and the signature over it is verified.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from registry.documents import Presented
from registry.documents.shape import shape, varying
from registry.signing import Canonicaliser, ContextStore, Limits, Templates, canonical_digest, proof_configuration
from registry.signing.canonical import DEFAULT_LIMITS
from registry.signing.jcs import Path
from registry.signing.rdfc import SHA256
from registry.verification.memory import Memory

_PROOF = frozenset({"@context", "type", "cryptosuite", "created", "verificationMethod", "proofPurpose"})
#: Of a text in proof options that are remembered; the addresses of contexts and keys are shorter.
_LONGEST = 300
_OPTIONS = tuple(sorted(_PROOF - {"@context"}))
_OF_PROOF: tuple[Path, ...] = (("created",), ("verificationMethod",))


class KnownForms:
    """A `Canonicaliser` with a bounded memory, in front of a ``general`` one. Threads may share it."""

    def __init__(self, general: Canonicaliser = canonical_digest, templates: Templates | None = None) -> None:
        self._general = general
        self._templates = Templates() if templates is None else templates
        self._options = Memory(2_000_000)

    def __call__(
        self,
        document: Mapping[str, Any],
        contexts: ContextStore,
        *,
        limits: Limits = DEFAULT_LIMITS,
        algorithm: str = SHA256,
    ) -> bytes:
        """The digest of the document's canonical form. Raises like `registry.signing.canonize`."""
        usual = algorithm == SHA256 and (limits is DEFAULT_LIMITS or limits == DEFAULT_LIMITS)
        key = _key(document, contexts) if usual else None
        digest = None if key is None else self._digest(key, document)
        return self._general(document, contexts, limits=limits, algorithm=algorithm) if digest is None else digest

    def _digest(self, key: Hashable, document: Mapping[str, Any]) -> bytes | None:
        if document.keys() != _PROOF or key not in self._templates:
            return self._templates.digest(key, document)
        # Documents that were signed together have the same options, to the second.
        named, values = document["@context"], [document[name] for name in _OPTIONS]
        texts = (*named, *values) if isinstance(named, list) else ()
        if not texts or not all(isinstance(one, str) and len(one) <= _LONGEST for one in texts):
            return self._templates.digest(key, document)
        return self._options.recall((key, texts), lambda: self._templates.digest(key, document), weight=_weight)

    def knows(self, presented: Presented, contexts: ContextStore) -> bool:
        """Whether `learn` has nothing more to do."""
        keys = (_key(one, contexts) for one in _documents(presented))
        return all(key is None or key in self._templates for key in keys)

    def learn(self, presented: Presented, contexts: ContextStore) -> None:
        """Remember the structures of a document and of its proofs.

        Only for what a verification found to be signed by an issuer of this registry: each structure costs time and
        memory, and a stranger could invent thousands of them.
        """
        for one in _documents(presented):
            key = _key(one, contexts)
            if key is not None:
                self._templates.learn(key, one, _paths(one), contexts)


def _weight(_digest: bytes | None) -> int:
    return 10 * _LONGEST


def _documents(presented: Presented) -> Iterator[Mapping[str, Any]]:
    """What is canonicalised of a document."""
    yield presented.document
    yield from (proof_configuration(presented.document, proof) for proof in presented.proofs)


def _key(document: Mapping[str, Any], contexts: ContextStore) -> Hashable | None:
    """Equal for documents that may share a template; None for those that have none."""
    form: Hashable = _PROOF if document.keys() == _PROOF else shape(document)
    # Stores are compared by identity: the bytes behind a URL are a store's own.
    return None if form is None else (form, contexts)


def _paths(document: Mapping[str, Any]) -> Sequence[Path]:
    return _OF_PROOF if document.keys() == _PROOF else varying(document)
