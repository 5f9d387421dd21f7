"""RDF Dataset Canonicalization 1.0 (W3C Recommendation, 21 May 2024), under a work limit.

A quad is ``(subject, predicate, object, graph)``, each term in its canonical N-Quads spelling: ``<iri>``, ``_:label``
or ``"literal"``; the default graph is the empty text. Step numbers are those of sections 4.4 to 4.8.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from registry.signing.errors import TooComplex

#: Steps of Hash N-Degree Quads per document. Six interlinked blank nodes need 54,000, real badges below 2,000, and the
#: cost grows factorially; section 7.1 of the Recommendation asks for such a limit.
MAX_LABELLING_WORK = 20_000
#: Chains of equal blank nodes are followed this far; beyond, Python's own stack would decide.
MAX_LABELLING_DEPTH = 100
#: The hash inside the algorithm, which a proof by a longer key replaces (ECDSA cryptosuites 1.0, 3.2.3).
SHA256 = "sha256"
#: So many nodes alike have more orders than any limit; larger factorials need not be computed.
_HOPELESS = 12


class Quad(NamedTuple):
    """One statement, in canonical N-Quads terms."""

    subject: str
    predicate: str
    object: str
    graph: str

    def line(self) -> str:
        """The statement as a line of canonical N-Quads."""
        graph = f" {self.graph}" if self.graph else ""
        return f"{self.subject} {self.predicate} {self.object}{graph} .\n"


def is_blank(term: str) -> bool:
    """Whether a term is a blank node."""
    return term.startswith("_:")


def canonical_nquads(quads: Iterable[Quad], *, max_work: int = MAX_LABELLING_WORK, algorithm: str = SHA256) -> bytes:
    """The canonical N-Quads document of a dataset, as UTF-8.

    Args:
        quads: the dataset; duplicates count once.
        max_work: permutations and quads that Hash N-Degree Quads may look at in all.
        algorithm: ``sha256``, or ``sha384``, which may label blank nodes otherwise.

    Raises:
        TooComplex: the blank nodes are too much alike to be told apart within the limit.
    """
    dataset = set(quads)
    labels = _Labelling(dataset, max_work, algorithm).canonical
    relabelled = (
        Quad(
            labels.get(quad.subject, quad.subject),
            quad.predicate,
            labels.get(quad.object, quad.object),
            labels.get(quad.graph, quad.graph),
        ).line()
        for quad in dataset
    )
    return "".join(sorted(relabelled)).encode("utf-8")


def first_degree_hash(node: str, quads: Iterable[Quad], algorithm: str = SHA256) -> str:
    """Hash First Degree Quads (4.6): lowercase hex digest over the node's quads, itself ``_:a``, others ``_:z``."""

    def anonymous(term: str) -> str:
        return ("_:a" if term == node else "_:z") if is_blank(term) else term

    lines = sorted(
        Quad(anonymous(quad.subject), quad.predicate, anonymous(quad.object), anonymous(quad.graph)).line()
        for quad in quads
    )
    return _digest("".join(lines), algorithm)


class _Issuer:
    """Issue Identifier (4.5): labels in order of first asking."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = issued if issued is not None else {}

    def issue(self, node: str) -> str:
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


class _Labelling:
    """The canonicalization state (4.2) and the steps that fill it."""

    def __init__(self, dataset: set[Quad], max_work: int, algorithm: str) -> None:
        self._max_work = max_work
        self._algorithm = algorithm
        self._work = 0
        self._quads: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in dataset:
            for node in {term for term in (quad.subject, quad.object, quad.graph) if is_blank(term)}:
                self._quads[node].append(quad)
        self._hashes = {node: first_degree_hash(node, quads, algorithm) for node, quads in self._quads.items()}
        self._issuer = _Issuer("_:c14n")
        self._label_unique_nodes()
        #: Canonical label by original label.
        self.canonical = self._issuer.issued

    def _label_unique_nodes(self) -> None:
        # 4.4.3 steps 3 to 5.
        by_hash: defaultdict[str, list[str]] = defaultdict(list)
        for node, digest in self._hashes.items():
            by_hash[digest].append(node)
        alike = []
        for _, nodes in sorted(by_hash.items()):
            if len(nodes) == 1:
                self._issuer.issue(nodes[0])
            else:
                alike.append(nodes)
        for nodes in alike:
            self._label_alike_nodes(nodes)

    def _label_alike_nodes(self, nodes: list[str]) -> None:
        # 4.4.3 step 5: one round per group of nodes that share their first-degree hash.
        results: list[tuple[str, _Issuer]] = []
        for node in nodes:
            if node in self._issuer.issued:
                continue
            issuer = _Issuer("_:b")
            issuer.issue(node)
            results.append(self._hash_n_degree(node, issuer, depth=0))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for node in issuer.issued:
                self._issuer.issue(node)

    def _hash_n_degree(self, node: str, issuer: _Issuer, *, depth: int) -> tuple[str, _Issuer]:
        # 4.8.3.
        related = self._related_nodes(node, issuer)
        orders = sum(math.factorial(min(len(group), _HOPELESS)) * len(group) for group in related.values())
        self._charge(len(self._quads[node]) + orders, depth)
        data = []
        for digest, group in sorted(related.items()):
            path, issuer = self._shortest_path(group, issuer, depth)
            data += [digest, path]
        return _digest("".join(data), self._algorithm), issuer

    def _related_nodes(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        # 4.8.3 steps 1 to 3.
        related: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self._quads[node]:
            for position, other in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if is_blank(other) and other != node:
                    related[self._hash_related(other, quad, issuer, position)].append(other)
        return related

    def _hash_related(self, node: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        # 4.7.3. The predicate's canonical spelling carries its angle brackets.
        predicate = quad.predicate if position != "g" else ""
        known = self._issuer.issued.get(node) or issuer.issued.get(node) or self._hashes[node]
        return _digest(f"{position}{predicate}{known}", self._algorithm)

    def _shortest_path(self, group: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        # 4.8.3 step 5: the least path over all orders of the group.
        chosen_path, chosen_issuer = "", issuer
        for order in itertools.permutations(group):
            tried = self._path(order, issuer.copy(), chosen_path, depth)
            if tried is not None and (not chosen_path or tried[0] < chosen_path):
                chosen_path, chosen_issuer = tried
        return chosen_path, chosen_issuer

    def _path(self, order: tuple[str, ...], issuer: _Issuer, chosen: str, depth: int) -> tuple[str, _Issuer] | None:
        # 4.8.3 steps 5.4.1 to 5.4.5; None as soon as the path cannot be the least.
        path, recursion = "", []
        for node in order:
            if node in self._issuer.issued:
                path += self._issuer.issued[node]
            else:
                if node not in issuer.issued:
                    recursion.append(node)
                path += issuer.issue(node)
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        for node in recursion:
            digest, result = self._hash_n_degree(node, issuer, depth=depth + 1)
            path += f"{issuer.issue(node)}<{digest}>"
            issuer = result
            if chosen and len(path) >= len(chosen) and path > chosen:
                return None
        return path, issuer

    def _charge(self, work: int, depth: int) -> None:
        self._work += work
        if self._work > self._max_work or depth > MAX_LABELLING_DEPTH:
            raise TooComplex("steps to tell blank nodes apart", limit=self._max_work)


def _digest(text: str, algorithm: str) -> str:
    return hashlib.new(algorithm, text.encode("utf-8")).hexdigest()
