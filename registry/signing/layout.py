"""A canonical form with holes, arranged when it is compiled so that filling it costs little more than copying it.

What RDFC-1.0 asks for are all statements as lines in code-point order (its section 5.3, step 2). Most of that order
does not depend on what fills the holes, and is settled once:

- lines of one subject stand together, because a subject ends in a character that no identifier holds. Subjects that are
  identifiers come before blank nodes (``<`` before ``_``);
- two lines of one subject keep their order whatever fills them, where they differ in fixed text before any hole;
- lines that differ in a blank node at their end alone are in the order of its label.

Where an order cannot be settled so, the lines are sorted each time. Where one blank node's label at most hangs on what
varies, there are few orders, and for each a plate is kept (`registry.signing.plate`): all lines in their order, with
holes for what varies and nothing else. Texts are UTF-8 throughout: its bytes sort like the code points, and filling
never has to encode the whole.
"""

from __future__ import annotations

import bisect
import hashlib
import itertools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence

from registry.signing.plate import Line, Plate, between, merged
from registry.signing.rdfc import Quad, is_blank

Terms = Sequence[bytes]
#: A line, or several, given what fills all holes.
_Writer = Callable[[Terms], bytes]

_LABEL = b"_:c14n"
#: Plates kept: some ten kilobytes each beside their beginnings.
_MOST_PLATES = 64


class Layout:
    """Statements with holes.

    Args:
        quads: the statements, once each.
        slots: how each term that varies is written, by its spelling in ``quads``: text and the slot's number. Slots
            are numbered from 0 to ``count`` - 1. Several identifiers may hold one slot and go on differently; then
            whoever fills it sees to it that no other identifier begins with what fills it.
    """

    def __init__(self, quads: Sequence[Quad], slots: Mapping[str, Line], count: int) -> None:
        self._slots = slots
        self._blanks = sorted({term for quad in quads for term in quad if is_blank(term)})
        self._first_label = count
        self._label_of = {blank: count + number for number, blank in enumerate(self._blanks)}
        self._numbers = [str(rank).encode() for rank in range(len(self._blanks))]
        # Labels are ordered as text: c14n0, c14n1, c14n10, c14n2 …
        self._by_text = sorted(range(len(self._blanks)), key=lambda rank: self._numbers[rank])
        self._groups: list[tuple[Line, _Writer, tuple[int, ...]]] = []
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
        self._lines = sorted((line for line in named if _subject_is_fixed(line)), key=operator.itemgetter(0))
        self._subjects = [line[0] for line in self._lines if isinstance(line[0], bytes)]
        #: The lines of those subjects that hold one slot, which stand together.
        self._families = self._by_slot([line for line in named if not _subject_is_fixed(line)])
        self._family_slots = [line[1] for line in self._families if isinstance(line[1], int)]
        self._of_blank = [self._subject(subjects.get(blank, ())) for blank in self._blanks]
        self._writers = [_writer(line) for line in (*self._lines, *self._families)]
        self._blank_writers = [_writer(line) for line in self._of_blank]
        #: With more labels that vary there are too many orders to keep a plate of each.
        self._few_orders = self._ordered and len(self._hashers) <= 1
        self._plates: dict[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], Plate] = {}
        #: What plates begin with, which is most of them, once each: few are different.
        self._beginnings: dict[bytes | int, bytes | int] = {}

    def fill(self, values: Sequence[bytes]) -> bytes | None:
        """The canonical form with these texts in the slots; None when blank nodes are too much alike."""
        order = self._order(values)
        if order is None:
            return None
        return self._plate(order, values).fill(values) if self._few_orders else self._written(order, values)

    def digest(self, values: Sequence[bytes]) -> bytes | None:
        """SHA-256 of the canonical form. What all documents of one order begin with was hashed before."""
        order = self._order(values)
        if order is None:
            return None
        if self._few_orders:
            return self._plate(order, values).digest(values)
        return hashlib.sha256(self._written(order, values)).digest()

    def _order(self, values: Sequence[bytes]) -> tuple[int, ...] | None:
        """The blank nodes by the numbers of their labels; None when a label is uncertain."""
        digests = self._fixed.copy()
        try:
            for write, blank in self._hashers:
                digests[hashlib.sha256(write(values)).digest()] = blank
        except _Uncertain:
            return None
        if len(digests) != len(self._blanks):
            return None
        return tuple([digests[digest] for digest in sorted(digests)])

    def _plate(self, order: tuple[int, ...], values: Sequence[bytes]) -> Plate:
        """All lines for this order of the blank nodes, and of the subjects that vary."""
        subjects = self._subjects
        found = sorted([(b"<" + values[slot] + b">", number) for number, slot in enumerate(self._family_slots)])
        places = tuple([(bisect.bisect_left(subjects, subject), number) for subject, number in found])
        plate = self._plates.get((order, places))
        if plate is None:
            if len(self._plates) >= _MOST_PLATES:
                self._plates.clear()
                self._beginnings.clear()
            first, *rest = self._in_order(order, places)
            plate = self._plates[order, places] = Plate((self._beginnings.setdefault(first, first), *rest))
        return plate

    def _in_order(self, order: Sequence[int], places: Iterable[tuple[int, int]]) -> Line:
        """All lines with the labels written out. ``places``: before which fixed subject each family stands."""
        lines = list(self._lines)
        for place, number in reversed(tuple(places)):
            lines.insert(place, self._families[number])
        lines += [self._of_blank[order[rank]] for rank in self._by_text]
        known: dict[bytes | int, Line] = {}
        for rank, blank in enumerate(order):
            known[self._first_label + blank] = (self._numbers[rank],)

        def spell(line: Line) -> Line:
            return merged(itertools.chain.from_iterable(known.get(piece, (piece,)) for piece in line))

        for number, (separator, _, members) in enumerate(self._groups, self._first_label + len(order)):
            labels = sorted([known[member] for member in members])
            again = spell(separator)
            known[number] = tuple(itertools.chain(labels[0], *[(*again, *label) for label in labels[1:]]))
        return spell(tuple(itertools.chain.from_iterable(lines)))

    def _written(self, order: Sequence[int], values: Sequence[bytes]) -> bytes:
        """All lines, as they come out with these labels and texts."""
        terms = [*values, *self._numbers]
        for rank, blank in enumerate(order):
            terms[self._first_label + blank] = self._numbers[rank]
        for _, separator, members in self._groups:
            terms.append(separator(terms).join(sorted([terms[member] for member in members])))
        texts = sorted([write(terms) for write in self._writers])
        texts += [self._blank_writers[order[rank]](terms) for rank in self._by_text]
        whole = b"".join(texts)
        return whole if self._ordered else _sorted_lines(whole)

    def _by_slot(self, lines: Iterable[Line]) -> list[Line]:
        """The lines of subjects that vary, in their order, where it can be settled; those of one slot as one."""
        families: dict[bytes | int, list[Line]] = {}
        for line in lines:
            families.setdefault(line[1], []).append(line)
        for family in families.values():
            family.sort(key=lambda line: [piece for piece in line if isinstance(piece, bytes)])
            if not all(_compare(one, other) == -1 for one, other in itertools.pairwise(family)):
                self._ordered = False
        return [merged(itertools.chain.from_iterable(family)) for family in families.values()]

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
            whole = merged(itertools.chain.from_iterable(line for _, line in lines))
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
        return merged(itertools.chain.from_iterable(line for _, line in lines))

    def _group(self, quads: Sequence[Quad]) -> Line:
        """Lines that differ in the blank node at their end alone: one, with a hole for what stands between ends."""
        first = quads[0]
        if len(quads) == 1:
            return self._line(first)
        start = (*self._term(first.subject), f" {first.predicate} ".encode(), _LABEL)
        end = (*((b" ", *self._term(first.graph)) if first.graph else ()), b" .\n")
        hole = self._first_label + len(self._blanks) + len(self._groups)
        members = tuple(self._label_of[quad.object] for quad in quads)
        separator = merged((*end, *start))
        self._groups.append((separator, _writer(separator), members))
        return merged((*start, hole, *end))

    def _line(self, quad: Quad) -> Line:
        graph: Line = (b" ", *self._term(quad.graph)) if quad.graph else ()
        middle = f" {quad.predicate} ".encode()
        return merged((*self._term(quad.subject), middle, *self._term(quad.object), *graph, b" .\n"))

    def _term(self, term: str) -> Line:
        if term in self._label_of:
            return _LABEL, self._label_of[term]
        return self._slots.get(term) or (term.encode(),)


def _subject_is_fixed(line: Line) -> bool:
    return isinstance(line[0], bytes) and b"> " in line[0]


def _sorted_lines(text: bytes) -> bytes:
    lines = set(text.split(b"\n")) - {b""}
    return b"".join(line + b"\n" for line in sorted(lines))


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
        hole, texts = holes[0], between(line)
        return lambda terms: terms[hole].join(texts)
    pattern = b"".join(b"%b" if isinstance(piece, int) else piece.replace(b"%", b"%%") for piece in line)
    pick = operator.itemgetter(*holes)
    return lambda terms: pattern % pick(terms)


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
