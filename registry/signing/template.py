"""The canonical form of documents that share a structure, compiled once and filled in per document (DESIGN 4).

All credentials of one definition differ in a dozen texts. The general engine spends almost all of its time on what is
the same in each of them. A `Template` runs that engine once, with a token in the place of each text that varies, and
keeps the statements with holes. Filling the holes gives the same bytes; where that is not certain (two blank nodes
alike, an identifier that meets another one, a text that would be refused) `fill` answers None and the caller asks the
general engine: nothing is signed on a guess.

Why the result is exactly RDFC-1.0: when the first-degree hashes of all blank nodes differ, section 4.4 labels them in
the order of those hashes, and Hash N-Degree Quads never runs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.signing.bounds import Limits, refuse_nulls
from registry.signing.canonical import DEFAULT_LIMITS, canonize, to_quads
from registry.signing.contexts import ContextStore
from registry.signing.errors import CanonicalisationError
from registry.signing.rdfc import Quad, is_blank

Path = tuple[str | int, ...]

_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_MARK_IRI = "urn:slot:"
#: What may fill an identifier's place: absolute, of a scheme that no context shortens, nothing that N-Quads escapes.
_IRI = re.compile(r"(?:urn:uuid:|https://|did:)[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")
#: What the engines spell differently, and the general engine refuses (STANDARDS 7.4): C0 but TAB LF CR, DEL, lone
#: surrogates, the two noncharacters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
#: Texts that a template must survive before it is used: quotes, escapes, other scripts, what sorts last.
_HOSTILE = ('"', "\\", "a\nb\tc\rd", "Ñúñez Ø", "漢字", "😀", "\u2028x", "<b>&amp;", "zzzz", "0", " ", "_:c14n0")


class TemplateRefused(CanonicalisationError):
    """The structure cannot be compiled: the general engine must canonicalise every document of this kind."""

    code = "template_refused"


@dataclass(frozen=True, slots=True)
class _Slot:
    """A hole: where it is in the document, and whether it is an identifier."""

    path: Path
    token: str
    is_iri: bool


class Template:
    """Documents equal to ``sample`` but for the texts at ``slots``. Make one with `compile_template`."""

    def __init__(self, sample: Mapping[str, Any], slots: Sequence[_Slot], quads: Sequence[Quad]) -> None:
        self._sample = sample
        self._slots = slots
        self._tree = _tree(slots)
        holes = {_iri_term(slot) if slot.is_iri else slot.token: index for index, slot in enumerate(slots)}
        self._suffixes = _suffixes(slots, quads)
        blanks = sorted({term for quad in quads for term in (quad.subject, quad.object, quad.graph) if is_blank(term)})
        self._blanks = blanks
        # The terms that a line is filled from: first the slots, then the blank nodes.
        index = {**{_spelling(slot): holes[_hole(slot)] for slot in slots}, **_after(len(slots), blanks)}
        index |= {spelled: index[_spelling(slots[number])] for spelled, number in self._suffixes.items()}
        own = [quad for quad in dict.fromkeys(quads) if any(term in index for term in quad)]
        self._static = sorted(quad.line() for quad in set(quads) if not any(term in index for term in quad))
        self._body = _Filler([_parts(quad, index) for quad in own], index)
        self._fixed_hashes: dict[str, str] = {}
        self._hashers: dict[str, _Filler] = {}
        self._iris = {term for quad in quads for term in quad if term.startswith("<")}
        for blank in blanks:
            lines = {_anonymous(quad, blank) for quad in quads if blank in (quad.subject, quad.object, quad.graph)}
            filler = _Filler([_parts(quad, index) for quad in sorted(lines)], index)
            if filler.refers:
                self._hashers[blank] = filler
            else:
                self._fixed_hashes[blank] = _sha256("".join(sorted(quad.line() for quad in lines)))

    def fill(self, document: Mapping[str, Any]) -> bytes | None:
        """The canonical form of a document of this structure, or None where it is not certain."""
        values: list[Any] = [None] * len(self._slots)
        if not _collect(document, self._sample, self._tree, values):
            return None
        terms = self._terms(values)
        if terms is None:
            return None
        hashes = [(self._fixed_hashes.get(blank) or self._hash(blank, terms), blank) for blank in self._blanks]
        hashes.sort()
        if len({digest for digest, _ in hashes}) != len(hashes):
            return None
        labels = {blank: f"_:c14n{rank}" for rank, (_, blank) in enumerate(hashes)}
        lines = {*self._static, *self._body.lines([*terms, *(labels[blank] for blank in self._blanks)])}
        return "".join(sorted(lines)).encode("utf-8")

    def _hash(self, blank: str, terms: Sequence[str]) -> str:
        return _sha256("".join(sorted(self._hashers[blank].lines(terms))))

    def _terms(self, values: Sequence[Any]) -> list[str] | None:
        """Each slot's value as an N-Quads term; None for one that the general engine has to look at."""
        terms: list[str] = []
        seen: set[str] = set()
        for slot, value in zip(self._slots, values, strict=True):
            if not isinstance(value, str):
                return None
            if slot.is_iri:
                term = f"<{value}>"
                if not _IRI.fullmatch(value) or term in seen or term in self._iris:
                    return None  # two nodes would become one
                seen.add(term)
                terms.append(term)
            elif _UNFIT.search(value):
                return None
            else:
                terms.append(f'"{value.translate(_ESCAPES)}"')
        return terms


class _Filler:
    """Lines with holes, filled together: one join for all of them instead of one for each."""

    def __init__(self, lines: Sequence[Sequence[str | tuple[int, str]]], index: Mapping[str, int]) -> None:
        self._parts: list[str] = []
        self._holes: list[tuple[int, int, str]] = []
        for line in lines:
            for part in line:
                if isinstance(part, tuple):
                    self._holes.append((len(self._parts), *part))
                    self._parts.append("")
                else:
                    self._parts.append(part)
        self.refers = bool(self._holes)

    def lines(self, terms: Sequence[str]) -> list[str]:
        """The lines for these terms, each with its newline."""
        parts = self._parts.copy()
        for place, term, suffix in self._holes:
            parts[place] = terms[term] + suffix
        # Newlines within literals are escaped, so only the lines' own are left (str.splitlines knows too many).
        return [line + "\n" for line in "".join(parts).split("\n")[:-1]]


def compile_template(
    sample: Mapping[str, Any], paths: Sequence[Path], contexts: ContextStore, *, limits: Limits = DEFAULT_LIMITS
) -> Template:
    """A template for documents that differ from ``sample`` at ``paths`` only; every path names a text.

    It is held against the general engine on hostile texts before it is returned.

    Raises:
        TemplateRefused: a text stands where its place cannot be filled (a type, a key, part of another text), or a
            self-test differs.
        CanonicalisationError: the sample itself is refused.
    """
    refuse_nulls(sample)
    slots = _slots_of(sample, paths)
    marked = sample
    for slot in slots:
        marked = _replaced(marked, slot.path, slot.token)
    quads = to_quads(marked, contexts, limits=limits)
    _check_places(slots, quads)
    template = Template(sample, slots, quads)
    _self_test(template, sample, slots, contexts, limits)
    return template


def _slots_of(sample: Mapping[str, Any], paths: Sequence[Path]) -> list[_Slot]:
    # Tokens follow from the sample, so that compiling needs no randomness; nothing in the sample can contain them.
    seed = hashlib.sha256(repr(sample).encode()).hexdigest()[:24]
    slots = []
    for number, path in enumerate(dict.fromkeys(paths)):
        value = _at(sample, path)
        if not isinstance(value, str):
            raise TemplateRefused("only texts can vary", path=_spell(path))
        is_iri = bool(_IRI.fullmatch(value))
        token = f"{_MARK_IRI if is_iri else 'slot'}{seed}n{number}e"
        slots.append(_Slot(path, token, is_iri))
    return slots


def _check_places(slots: Sequence[_Slot], quads: Sequence[Quad]) -> None:
    for slot in slots:
        found = 0
        for quad in quads:
            for place, term in zip(("subject", "predicate", "object", "graph"), quad, strict=True):
                if slot.token not in term:
                    continue
                whole = term == f"<{slot.token}>" if slot.is_iri else term.startswith(f'"{slot.token}"')
                misplaced = place in ("predicate", "graph") or (place == "object" and quad.predicate == _RDF_TYPE)
                if not whole or misplaced:
                    raise TemplateRefused(f"a {place} cannot vary", path=_spell(slot.path))
                found += 1
        if not found:
            raise TemplateRefused("the text reaches no statement", path=_spell(slot.path))


def _self_test(
    template: Template, sample: Mapping[str, Any], slots: Sequence[_Slot], contexts: ContextStore, limits: Limits
) -> None:
    """Three documents through both: the sample, and hostile texts in every literal, shifted against each other."""
    for shift in (None, 0, 5):
        document = sample
        for number, slot in enumerate(slots):
            if shift is None:
                continue
            digest = hashlib.sha256(f"{shift}:{number}".encode()).hexdigest()
            text = f"urn:uuid:{digest[:32]}" if slot.is_iri else f"{_HOSTILE[(number + shift) % len(_HOSTILE)]}{digest}"
            document = _replaced(document, slot.path, text)
        filled = template.fill(document)
        if filled is not None and filled != canonize(document, contexts, limits=limits):
            raise TemplateRefused("the compiled form differs from the general engine's")


# -- documents by path


def _at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


def _replaced(document: Any, path: Path, value: str) -> Any:
    """A copy of the document with another text at one path; what the path does not touch is shared."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    copy: Any = list(document) if isinstance(document, list) else dict(document)
    copy[step] = _replaced(document[step], rest, value)
    return copy


def _tree(slots: Sequence[_Slot]) -> dict[Any, Any]:
    """Paths as nested mappings, with the slot's number at the end of each."""
    tree: dict[Any, Any] = {}
    for number, slot in enumerate(slots):
        branch = tree
        for step in slot.path[:-1]:
            branch = branch.setdefault(step, {})
        branch[slot.path[-1]] = number
    return tree


def _collect(document: Any, sample: Any, tree: Mapping[Any, Any], values: list[Any]) -> bool:
    """Put the slots' values in their places; False when the document differs from the sample anywhere else.

    What does not lead to a slot is compared whole, which costs nothing where both share the same object.
    """
    if type(document) is not type(sample) or len(document) != len(sample):
        return False
    if isinstance(sample, dict) and document.keys() != sample.keys():
        return False
    for step in sample if isinstance(sample, dict) else range(len(sample)):
        branch = tree.get(step)
        if branch is None:
            if document[step] != sample[step] or type(document[step]) is not type(sample[step]):
                return False
        elif isinstance(branch, int):
            values[branch] = document[step]
        elif not _collect(document[step], sample[step], branch, values):
            return False
    return True


def _spell(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


# -- statements with holes


def _iri_term(slot: _Slot) -> str:
    return f"<{slot.token}>"


def _hole(slot: _Slot) -> str:
    return _iri_term(slot) if slot.is_iri else slot.token


def _spelling(slot: _Slot) -> str:
    return _iri_term(slot) if slot.is_iri else f'"{slot.token}"'


def _suffixes(slots: Sequence[_Slot], quads: Sequence[Quad]) -> dict[str, int]:
    """Literals with a datatype: their whole spelling, and the slot that fills them."""
    found: dict[str, int] = {}
    for number, slot in enumerate(slots):
        if slot.is_iri:
            continue
        quoted = _spelling(slot)
        for quad in quads:
            if quad.object.startswith(quoted) and quad.object != quoted:
                found[quad.object] = number
    return found


def _after(start: int, blanks: Sequence[str]) -> dict[str, int]:
    return {blank: start + number for number, blank in enumerate(blanks)}


def _parts(quad: Quad, index: Mapping[str, int]) -> list[str | tuple[int, str]]:
    """A line as texts and holes: (number of the term, what follows it within the same term)."""
    parts: list[str | tuple[int, str]] = []
    for term, end in ((quad.subject, " "), (quad.predicate, " "), (quad.object, " " if quad.graph else " .\n")):
        parts += [_part(term, index), end]
    if quad.graph:
        parts += [_part(quad.graph, index), " .\n"]
    return parts


def _part(term: str, index: Mapping[str, int]) -> str | tuple[int, str]:
    if term not in index:
        return term
    closing = term.rfind('"') if term.startswith('"') else -1
    return index[term], term[closing + 1 :] if closing > 0 else ""


def _anonymous(quad: Quad, node: str) -> Quad:
    """The statement as Hash First Degree Quads reads it (4.6): the node itself ``_:a``, others ``_:z``."""

    def name(term: str) -> str:
        return ("_:a" if term == node else "_:z") if is_blank(term) else term

    return Quad(name(quad.subject), quad.predicate, name(quad.object), name(quad.graph))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
