"""The canonical form of documents that share a structure, compiled once and filled in per document (DESIGN 4).

All credentials of one definition differ in a dozen texts. The general engine spends almost all of its time on what is
the same in each of them. A `Template` runs that engine once, with a token in the place of each text that varies, and
keeps the statements with holes. Filling the holes gives the same bytes; where that is not certain (two blank nodes
alike, an identifier that meets another one, a text that would be refused) `fill` answers None and the caller asks the
general engine: nothing is signed on a guess.

Why the result is exactly RDFC-1.0: when the first-degree hashes of all blank nodes differ, section 4.4 labels them in
the order of those hashes, and Hash N-Degree Quads never runs.

A *fragment* is an identifier that begins with one in a slot (``urn:uuid:…`` and then ``#…``): what a document names
within itself. It varies with that slot and needs none of its own.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from registry.signing.bounds import Limits, refuse_nulls
from registry.signing.canonical import DEFAULT_LIMITS, canonize, to_quads
from registry.signing.contexts import ContextStore
from registry.signing.errors import CanonicalisationError
from registry.signing.jcs import Path
from registry.signing.layout import Layout
from registry.signing.plate import Line
from registry.signing.rdfc import Quad

_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_DOUBLE = "^^<http://www.w3.org/2001/XMLSchema#double>"
_MARK_IRI = "urn:slot:"
#: Of all slots together; longer texts are for the general engine and its limits.
MAX_SLOT_CHARACTERS = 20_000
#: What may fill an identifier's place: absolute, of a scheme that no context shortens, nothing that N-Quads escapes.
_IRI_PATTERN = r"(?:urn:uuid:|https://|did:)[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+"
_IRI = re.compile(_IRI_PATTERN)
_IRIS = re.compile(rf"(?:{_IRI_PATTERN}(?:\n(?!\Z)|\Z))*+")
#: What fragments may belong to: no other identifier begins with it, unless somebody means it to.
_NAMESPACE = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
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
    """A hole: where it is in the document, whether it is an identifier, and whether statements are made about it."""

    path: Path
    token: str
    is_iri: bool
    is_subject: bool = False

    @property
    def term(self) -> str:
        """How the general engine writes the token, up to a literal's datatype."""
        return f"<{self.token}>" if self.is_iri else f'"{self.token}"'


@dataclass(frozen=True, slots=True)
class _Fragment:
    """An identifier at a place of its own: what fills the slot of that number, and the ``rest``, from ``#`` on."""

    path: Path
    slot: int
    rest: str


class Template:
    """Documents equal to ``sample`` but for the texts at ``slots``, and fragments of them. Make one with
    `compile_template`."""

    def __init__(
        self,
        sample: Mapping[str, Any],
        slots: Sequence[_Slot],
        quads: Sequence[Quad],
        fragments: Sequence[_Fragment] = (),
    ) -> None:
        self._plan = _plan(sample, _tree([*[slot.path for slot in slots], *[one.path for one in fragments]]))
        self._slots = slots
        self._fragments = fragments
        self._namespaces = sorted({one.slot for one in fragments})
        iris = [number for number, slot in enumerate(slots) if slot.is_iri]
        #: The slots that hold identifiers, those of which something is stated first.
        self._iris = sorted(iris, key=lambda number: not slots[number].is_subject)
        self._subjects = sum(slots[number].is_subject for number in iris)
        unique = list(dict.fromkeys(quads))
        spelled = _spelled(slots, unique, fragments)
        self._layout = Layout(unique, spelled, len(slots))
        #: Identifiers that are the same in all documents, and that no slot's node may become.
        self._taken = frozenset(
            term[1:-1] for quad in unique for term in quad if term.startswith("<") and term not in spelled
        )
        self._fixed_urns = [term for term in self._taken if term.startswith("urn:")]

    def fill(self, document: Mapping[str, Any]) -> bytes | None:
        """The canonical form of a document of this structure, or None where it is not certain."""
        texts = self._texts(document)
        return None if texts is None else self._layout.fill(texts)

    def digest(self, document: Mapping[str, Any]) -> bytes | None:
        """SHA-256 of the canonical form, or None where that is not certain."""
        texts = self._texts(document)
        return None if texts is None else self._layout.digest(texts)

    def digest_of(self, spelled: Sequence[bytes]) -> bytes | None:
        """`digest` of the document with these texts in its slots (`spelled`)."""
        return self._layout.digest(spelled)

    def _texts(self, document: Mapping[str, Any]) -> Sequence[bytes] | None:
        values: list[Any] = [None] * (len(self._slots) + len(self._fragments))
        if not _collect(document, self._plan, values):
            return None
        for one, found in zip(self._fragments, values[len(self._slots) :], strict=True):
            if not isinstance(values[one.slot], str) or found != values[one.slot] + one.rest:
                return None
        return self.spelled(values[: len(self._slots)])

    def with_texts(self, document: Mapping[str, Any], texts: Sequence[str]) -> Any:
        """A document of this structure with other texts in the slots, and in their fragments."""
        for slot, text in zip(self._slots, texts, strict=True):
            document = with_value(document, slot.path, text)
        for one in self._fragments:
            document = with_value(document, one.path, texts[one.slot] + one.rest)
        return document

    def spelled(self, values: Sequence[Any]) -> Sequence[bytes] | None:
        """The slots' values, in the order of the paths, as N-Quads write them; None where one may not stand there."""
        # All texts at once: a search over one is as dear as a search over all of them.
        try:
            joined = '"'.join(values)
        except TypeError:
            return None
        if len(joined) > MAX_SLOT_CHARACTERS or not self._fit(values):
            return None
        # What is printable is never refused, and only two printable characters are escaped.
        if joined.isprintable() and "\\" not in joined and joined.count('"') == len(values) - 1:
            return joined.encode().split(b'"')
        if any(_UNFIT.search(value) for value in values):
            return None
        return [value.translate(_ESCAPES).encode() for value in values]

    def _fit(self, values: Sequence[str]) -> bool:
        """Whether the identifiers among the values may stand in their slots, each for a node of its own."""
        iris = [values[slot] for slot in self._iris]
        joined = "\n".join(iris)
        if not _IRIS.fullmatch(joined) or joined.count("\n") >= max(len(iris), 1):
            return False
        # Nothing but its fragments may begin like an identifier that has some.
        for slot in self._namespaces:
            value = values[slot]
            if joined.count(value) != 1 or not _NAMESPACE.fullmatch(value):
                return False
            if any(urn.startswith(value) for urn in self._fixed_urns):
                return False
        # Two nodes would become one. A mere mention makes none, and may point anywhere.
        nodes = set(iris[: self._subjects])
        return len(nodes) == self._subjects and self._taken.isdisjoint(nodes)


def compile_template(
    sample: Mapping[str, Any], paths: Sequence[Path], contexts: ContextStore, *, limits: Limits = DEFAULT_LIMITS
) -> Template:
    """A template for documents that differ from ``sample`` at ``paths`` only, and in fragments of what stands there;
    every path names a text.

    It is held against the general engine on hostile texts before it is returned.

    Raises:
        TemplateRefused: a text stands where its place cannot be filled (a type, a key, part of another text), or a
            self-test differs.
        CanonicalisationError: the sample itself is refused.
    """
    refuse_nulls(sample)
    slots = _slots_of(sample, paths)
    fragments = list(_fragments_of(sample, slots))
    marked = sample
    for slot in slots:
        marked = with_value(marked, slot.path, slot.token)
    for one in fragments:
        marked = with_value(marked, one.path, slots[one.slot].token + one.rest)
    quads = to_quads(marked, contexts, limits=limits)
    terms, subjects = {term for quad in quads for term in quad}, {quad.subject for quad in quads}
    # What looks like an identifier may still be a text to the contexts (xsd:anyURI).
    slots = [replace(slot, is_iri=slot.is_iri and slot.term in terms) for slot in slots]
    slots = [replace(slot, is_subject=slot.term in subjects) for slot in slots]
    _check_places(slots, fragments, quads)
    template = Template(sample, slots, quads, fragments)
    _self_test(template, sample, slots, contexts, limits)
    return template


def _slots_of(sample: Mapping[str, Any], paths: Sequence[Path]) -> list[_Slot]:
    # Tokens follow from the sample, so that compiling needs no randomness; nothing in the sample can contain them.
    seed = hashlib.sha256(repr(sample).encode()).hexdigest()[:24]
    slots = []
    for number, path in enumerate(dict.fromkeys(paths)):
        try:
            value = value_at(sample, path)
        except (LookupError, TypeError):
            value = None
        if not isinstance(value, str):
            raise TemplateRefused("only texts can vary", path=_spell(path))
        is_iri = bool(_IRI.fullmatch(value))
        token = f"{_MARK_IRI if is_iri else 'slot'}{seed}n{number}e"
        slots.append(_Slot(path, token, is_iri))
    return slots


def _fragments_of(document: Any, slots: Sequence[_Slot]) -> Iterator[_Fragment]:
    """The places of a document that hold a fragment of an identifier in a slot."""
    bases = {}
    for number, slot in enumerate(slots):
        value = value_at(document, slot.path)
        if slot.is_iri and _NAMESPACE.fullmatch(value):
            bases[value] = number
    for path, text in _texts_in(document, ()):
        base, hash_sign, rest = text.partition("#")
        if hash_sign and base in bases and _IRI.fullmatch(text) and path not in {slot.path for slot in slots}:
            yield _Fragment(path, bases[base], hash_sign + rest)


def _texts_in(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts_in(member, (*path, step))


def _check_places(slots: Sequence[_Slot], fragments: Sequence[_Fragment], quads: Sequence[Quad]) -> None:
    of_slot = {slot.token: {f"<{slot.token}>"} for slot in slots}
    for one in fragments:
        of_slot[slots[one.slot].token].add(f"<{slots[one.slot].token}{one.rest}>")
    for slot in slots:
        found = 0
        for quad in quads:
            for place, term in zip(("subject", "predicate", "object", "graph"), quad, strict=True):
                if slot.token not in term:
                    continue
                whole = term in of_slot[slot.token] if slot.is_iri else term.startswith(f'"{slot.token}"')
                misplaced = place in ("predicate", "graph") or (place == "object" and quad.predicate == _RDF_TYPE)
                # The engine reads a text of this datatype as a number and writes it anew.
                rewritten = term.endswith(_DOUBLE)
                if not whole or misplaced or rewritten:
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
        if shift is not None:
            digests = [hashlib.sha256(f"{shift}:{number}".encode()).hexdigest() for number in range(len(slots))]
            texts = [
                uuid.UUID(digest[:32]).urn if slot.is_iri else _HOSTILE[(number + shift) % len(_HOSTILE)] + digest
                for number, (slot, digest) in enumerate(zip(slots, digests, strict=True))
            ]
            document = template.with_texts(sample, texts)
        filled = template.fill(document)
        if filled is None:
            continue
        general = canonize(document, contexts, limits=limits)
        if filled != general or template.digest(document) != hashlib.sha256(general).digest():
            raise TemplateRefused("the compiled form differs from the general engine's")


# -- documents by path


def value_at(document: Any, path: Path) -> Any:
    """What stands at a path. Raises LookupError or TypeError where nothing can."""
    for step in path:
        document = document[step]
    return document


def with_value(document: Any, path: Path, value: Any) -> Any:
    """A copy of the document with another text at one path; what the path does not touch is shared."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    copy: Any = list(document) if isinstance(document, list) else dict(document)
    copy[step] = with_value(document[step], rest, value)
    return copy


def _tree(paths: Sequence[Path]) -> dict[Any, Any]:
    """Paths as nested mappings, with their number at the end of each."""
    tree: dict[Any, Any] = {}
    for number, path in enumerate(paths):
        branch = tree
        for step in path[:-1]:
            branch = branch.setdefault(step, {})
        branch[path[-1]] = number
    return tree


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one object or list of a document is compared with the sample's.

    ``same`` are members compared whole; ``exact`` scalars that are no texts, for Python takes ``False`` for ``0``.
    """

    kind: type[Any]
    size: int
    slots: tuple[tuple[Any, int], ...]
    same: tuple[tuple[Any, Any], ...]
    exact: tuple[tuple[Any, Any], ...]
    within: tuple[tuple[Any, _Plan], ...]


def _plan(sample: Any, tree: Mapping[Any, Any]) -> _Plan:
    slots: list[tuple[Any, int]] = []
    same: list[tuple[Any, Any]] = []
    exact: list[tuple[Any, Any]] = []
    within: list[tuple[Any, _Plan]] = []
    for step in sample if isinstance(sample, dict) else range(len(sample)):
        branch, value = tree.get(step), sample[step]
        if isinstance(branch, int):
            slots.append((step, branch))
        elif branch is not None or _holds_scalars(value):
            within.append((step, _plan(value, branch or {})))
        elif isinstance(value, str | dict | list):
            same.append((step, value))
        else:
            exact.append((step, value))
    return _Plan(type(sample), len(sample), tuple(slots), tuple(same), tuple(exact), tuple(within))


def _holds_scalars(value: Any) -> bool:
    """Whether an object or list holds, at any depth, a scalar that is no text."""
    if not isinstance(value, dict | list):
        return False
    members = value.values() if isinstance(value, dict) else value
    return any(_holds_scalars(one) or not isinstance(one, str | dict | list) for one in members)


def _collect(document: Any, plan: _Plan, values: list[Any]) -> bool:
    """Put the slots' values in their places; False when the document differs from the sample anywhere else."""
    if type(document) is not plan.kind or len(document) != plan.size:
        return False
    try:
        for step, number in plan.slots:
            values[number] = document[step]
        for step, value in plan.same:
            found = document[step]
            if found is not value and found != value:
                return False
        for step, value in plan.exact:
            if document[step] != value or type(document[step]) is not type(value):
                return False
        for step, branch in plan.within:
            if not _collect(document[step], branch, values):
                return False
    except KeyError:
        return False
    return True


def _spell(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _spelled(slots: Sequence[_Slot], quads: Sequence[Quad], fragments: Sequence[_Fragment]) -> dict[str, Line]:
    """Every spelling of a slot among the statements, as text and hole."""
    found: dict[str, Line] = {
        f"<{slots[one.slot].token}{one.rest}>": (b"<", one.slot, f"{one.rest}>".encode()) for one in fragments
    }
    for number, slot in enumerate(slots):
        if slot.is_iri:
            found[slot.term] = (b"<", number, b">")
            continue
        for quad in quads:
            if quad.object.startswith(slot.term):
                found[quad.object] = (b'"', number, quad.object[len(slot.term) - 1 :].encode())
    return found
