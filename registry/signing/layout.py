"""A canonical form with holes, arranged when it is compiled so that filling it costs little more than copying it.

What RDFC-1.0 asks for are all statements as lines in code-point order (its section 5.3, step 2). Most of that order
does not depend on what fills the holes, and is settled once:

- lines of one subject stand together, because a subject ends in a character that no identifier holds. Subjects that are
  identifiers come before blank nodes (``<`` before ``_``);
- two lines of one subject keep their order whatever fills them, where they differ in fixed text before any hole;
- lines that differ in a blank node at their end alone are in the order of its label.

Where an order cannot be settled so, the lines are sorted each time. Texts are UTF-8 throughout: its bytes sort like the
code points, and filling never has to encode the whole.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence

from registry.signing.rdfc import Quad, is_blank

#: Fixed text, and numbers of holes.
Line = tuple[bytes | int, ...]
Terms = Sequence[bytes]
#: A line, or several, given what fills all holes.
_Writer = Callable[[Terms], bytes]

_LABEL = b"_:c14n"
#: Beginnings whose hash is remembered: a hundred bytes each.
_MOST_BEGUN = 256


class Layout:
    """Statements with holes.

    Args:
        quads: the statements, once each.
        slots: how each term that varies is written, by its spelling in ``quads``: text and the slot's number. Slots
            are numbered from 0 to ``count`` - 1.
    """

    def __init__(self, quads: Sequence[Quad], slots: Mapping[str, Line], count: int) -> None:
        self._slots = slots
        self._blanks = sorted({term for quad in quads for term in quad if is_blank(term)})
        self._first_label = count
        self._label_of = {blank: count + number for number, blank in enumerate(self._blanks)}
        self._numbers = [str(rank).encode() for rank in range(len(self._blanks))]
        # Labels are ordered as text: c14n0, c14n1, c14n10, c14n2 …
        self._by_text = sorted(range(len(self._blanks)), key=lambda rank: self._numbers[rank])
        self._groups: list[tuple[_Writer, tuple[int, ...]]] = []
        self._ordered = True
        self._fixed: dict[bytes, int] = {}
        self._hashers: list[tuple[_Writer, int]] = []
        self._hash_blanks(quads)
        self._fixed = dict(sorted(self._fixed.items()))  # so that sorting them with a few more is quick
        subjects: dict[str, list[Quad]] = {}
        for quad in quads:
            subjects.setdefault(quad.subject, []).append(quad)
        named = [self._subject(quads) for subject, quads in subjects.items() if not is_blank(subject)]
        #: Lines of one subject each, where it is the same in all documents: in the order of those subjects.
        fixed = sorted((line for line in named if _subject_is_fixed(line)), key=operator.itemgetter(0))
        self._fixed_subjects = [line[0] for line in fixed if isinstance(line[0], bytes)]
        self._fixed_lines = [_writer(line) for line in fixed]
        self._other_lines = [_writer(line) for line in named if not _subject_is_fixed(line)]
        #: So many of them come first and hardly vary, by a label or two: their hash is remembered.
        self._light = len(list(itertools.takewhile(self._is_light, fixed)))
        self._varying = [number for number, line in enumerate(fixed[: self._light]) if len(line) > 1]
        self._begun: dict[tuple[int, Terms], hashlib._Hash] = {}
        #: The lines of each blank node between the numbers of its label, or how to write them where they hold more.
        self._of_blank: list[list[bytes]] = []
        self._mixed: list[tuple[_Writer, int]] = []
        for number, blank in enumerate(self._blanks):
            line = self._subject(subjects.get(blank, ()))
            if {piece for piece in line if isinstance(piece, int)} - {count + number}:
                self._mixed.append((_writer(line), number))
            self._of_blank.append(_between(line))
        #: Those that hold nothing but their label, as written with each label: by blank node, then by rank.
        self._labels: list[list[bytes]] = [[b""] * len(self._blanks) for _ in self._blanks]

    def fill(self, values: Iterable[bytes]) -> bytes | None:
        """The canonical form with these texts in the slots; None when blank nodes are too much alike."""
        terms = self._labelled(values)
        if terms is None:
            return None
        head, texts = self._texts(terms)
        whole = b"".join((*[write(terms) for write in self._fixed_lines[:head]], *texts))
        return whole if self._ordered else _sorted_lines(whole)

    def digest(self, values: Iterable[bytes]) -> bytes | None:
        """SHA-256 of the canonical form. What most documents begin with was hashed before."""
        terms = self._labelled(values)
        if terms is None:
            return None
        head, texts = self._texts(terms)
        if not self._ordered:
            first = [write(terms) for write in self._fixed_lines[:head]]
            return hashlib.sha256(_sorted_lines(b"".join((*first, *texts)))).digest()
        key = head, tuple([self._fixed_lines[number](terms) for number in self._varying if number < head])
        begun = self._begun.get(key)
        if begun is None:
            if len(self._begun) >= _MOST_BEGUN:
                self._begun.clear()
            begun = self._begun[key] = hashlib.sha256(b"".join([write(terms) for write in self._fixed_lines[:head]]))
        hashed = begun.copy()
        hashed.update(b"".join(texts))
        return hashed.digest()

    def _labelled(self, values: Iterable[bytes]) -> list[bytes] | None:
        """What fills all holes: the values, the numbers of the labels, groups; None when a label is uncertain."""
        terms = [*values, *self._numbers]
        digests = self._fixed.copy()
        try:
            for write, blank in self._hashers:
                digests[hashlib.sha256(write(terms)).digest()] = blank
        except _Uncertain:
            return None
        if len(digests) != len(self._blanks):
            return None
        order = [digests[digest] for digest in sorted(digests)]
        first = self._first_label
        for blank, number in zip(order, self._numbers, strict=True):
            terms[first + blank] = number
        for separator, members in self._groups:
            terms.append(separator(terms).join(sorted([terms[member] for member in members])))
        terms.append(bytes(order))
        return terms

    def _texts(self, terms: list[bytes]) -> tuple[int, list[bytes]]:
        """How many of the fixed subjects the form begins with, and the texts that follow them."""
        order = terms[-1]
        others = sorted([write(terms) for write in self._other_lines])
        head = min(self._light, bisect.bisect_left(self._fixed_subjects, others[0])) if others else self._light
        texts = sorted([*[write(terms) for write in self._fixed_lines[head:]], *others])
        written = {blank: write(terms) for write, blank in self._mixed}
        known = self._labels
        texts += [known[order[rank]][rank] or self._block(order[rank], rank, written) for rank in self._by_text]
        return head, texts

    def _block(self, blank: int, rank: int, written: Mapping[int, bytes]) -> bytes:
        """The lines of a blank node under a label; remembered, unless they hold more than the label."""
        block = written.get(blank)
        if block is None:
            block = self._labels[blank][rank] = self._numbers[rank].join(self._of_blank[blank])
        return block

    def _is_light(self, line: Line) -> bool:
        """Whether a line varies by one label at most, and by no value."""
        holes = {piece for piece in line if isinstance(piece, int)}
        labels = range(self._first_label, self._first_label + len(self._blanks))
        return len(holes) <= 1 and all(hole in labels for hole in holes)

    def _hash_blanks(self, quads: Sequence[Quad]) -> None:
        """The first-degree hashes (RDFC-1.0, 4.6): now, or how to write what is hashed, where it has holes."""
        of_blank: dict[str, list[Quad]] = {blank: [] for blank in self._blanks}
        for quad in quads:
            for term in {term for term in quad if is_blank(term)}:
                of_blank[term].append(quad)
        for number, blank in enumerate(self._blanks):
            lines = sorted(
                ((_anonymous(quad, blank).line(), self._line(_anonymous(quad, blank))) for quad in of_blank[blank]),
                key=operator.itemgetter(0),
            )
            whole = _merged(itertools.chain.from_iterable(line for _, line in lines))
            if len(whole) == 1 and isinstance(whole[0], bytes):
                self._fixed[hashlib.sha256(whole[0]).digest()] = number
                continue
            settled = all(_compare(one, other) in (-1, 0) for (_, one), (_, other) in itertools.pairwise(lines))
            alike = len(lines) - len({line for _, line in lines})
            write = _writer(whole)
            self._hashers.append((write if settled else _sorting(write, alike), number))

    def _subject(self, quads: Sequence[Quad]) -> Line:
        """All lines of one subject, in their order where it can be settled."""
        alike: dict[tuple[str, str], list[Quad]] = {}
        lines: list[tuple[str, Line]] = []
        for quad in quads:
            if is_blank(quad.object):
                alike.setdefault((quad.predicate, quad.graph), []).append(quad)
            else:
                lines.append((quad.line(), self._line(quad)))
        lines += [(quads[0].line(), self._group(quads)) for quads in alike.values()]
        lines.sort(key=operator.itemgetter(0))
        if not all(_compare(one, other) == -1 for (_, one), (_, other) in itertools.pairwise(lines)):
            self._ordered = False
        return _merged(itertools.chain.from_iterable(line for _, line in lines))

    def _group(self, quads: Sequence[Quad]) -> Line:
        """Lines that differ in the blank node at their end alone: one, with a hole for what stands between ends."""
        first = quads[0]
        if len(quads) == 1:
            return self._line(first)
        start = (*self._term(first.subject), f" {first.predicate} ".encode(), _LABEL)
        end = (*((b" ", *self._term(first.graph)) if first.graph else ()), b" .\n")
        hole = self._first_label + len(self._blanks) + len(self._groups)
        members = tuple(self._label_of[quad.object] for quad in quads)
        self._groups.append((_writer(_merged((*end, *start))), members))
        return _merged((*start, hole, *end))

    def _line(self, quad: Quad) -> Line:
        graph: Line = (b" ", *self._term(quad.graph)) if quad.graph else ()
        middle = f" {quad.predicate} ".encode()
        return _merged((*self._term(quad.subject), middle, *self._term(quad.object), *graph, b" .\n"))

    def _term(self, term: str) -> Line:
        if term in self._label_of:
            return _LABEL, self._label_of[term]
        return self._slots.get(term) or (term.encode(),)


def _subject_is_fixed(line: Line) -> bool:
    return isinstance(line[0], bytes) and b"> " in line[0]


def _sorted_lines(text: bytes) -> bytes:
    lines = set(text.split(b"\n")) - {b""}
    return b"".join(line + b"\n" for line in sorted(lines))


def _merged(pieces: Iterable[bytes | int]) -> Line:
    """The same with neighbouring texts joined."""
    merged: list[bytes | int] = []
    for piece in pieces:
        last = merged[-1] if merged else 0
        if isinstance(piece, bytes) and isinstance(last, bytes):
            merged[-1] = last + piece
        else:
            merged.append(piece)
    return tuple(merged)


def _compare(one: Line, other: Line) -> int | None:
    """-1, 0 or 1 where the order is the same whatever fills the holes; None where it is not."""
    left, right = list(reversed(one)), list(reversed(other))
    while left and right:
        first, second = left.pop(), right.pop()
        if isinstance(first, int) or isinstance(second, int):
            if first != second:
                return None
            continue
        shared = min(len(first), len(second))
        if first[:shared] != second[:shared]:
            return -1 if first[:shared] < second[:shared] else 1
        # Past what both begin with, the longer text goes on beside whatever follows the shorter one.
        left += [first[shared:]] if len(first) > shared else []
        right += [second[shared:]] if len(second) > shared else []
    return (len(left) > len(right)) - (len(left) < len(right))


def _writer(line: Line) -> _Writer:
    """A function that writes the line, the cheapest for its holes."""
    holes = [piece for piece in line if isinstance(piece, int)]
    if not holes:
        text = b"".join(piece for piece in line if isinstance(piece, bytes))
        return lambda _terms: text
    if len(set(holes)) == 1:
        hole, texts = holes[0], _between(line)
        return lambda terms: terms[hole].join(texts)
    pattern = b"".join(b"%b" if isinstance(piece, int) else piece.replace(b"%", b"%%") for piece in line)
    pick = operator.itemgetter(*holes)
    return lambda terms: pattern % pick(terms)


def _between(line: Line) -> list[bytes]:
    """The texts before, between and after the holes of a line."""
    texts: list[bytes] = [b""]
    for piece in line:
        if isinstance(piece, int):
            texts.append(b"")
        else:
            texts[-1] += piece
    return texts


def _sorting(write: _Writer, alike: int) -> _Writer:
    """The same lines, sorted. ``alike`` of them repeat another whatever fills the holes."""

    def sort(terms: Terms) -> bytes:
        lines = sorted(write(terms).split(b"\n")[:-1])
        # Of more, either two statements became one, or two that differ in their other blank node look alike.
        if len(lines) - len(set(lines)) != alike:
            raise _Uncertain
        return b"".join(line + b"\n" for line in lines)

    return sort


class _Uncertain(Exception):
    """What is hashed cannot be told from the lines alone."""


def _anonymous(quad: Quad, node: str) -> Quad:
    """The statement as Hash First Degree Quads reads it (4.6): the node itself ``_:a``, others ``_:z``."""

    def name(term: str) -> str:
        return ("_:a" if term == node else "_:z") if is_blank(term) else term

    return Quad(name(quad.subject), quad.predicate, name(quad.object), name(quad.graph))
