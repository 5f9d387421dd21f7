"""Evidence for documents that carry credentials (CLR transcripts): each inside has its own, gathered like any other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from registry.documents import MAX_CONTAINED, MAX_DEPTH, Unreadable, contained, present_contained
from registry.documents.read import Presented
from registry.verification import Evidence

Gather = Callable[[Presented], Evidence]


def with_contained(presented: Presented, gather: Gather) -> Evidence:
    """What ``gather`` finds for a document and for those inside it: as many and as deep as `verification` looks."""
    return _gathered(presented, gather, iter(range(MAX_CONTAINED)), depth=1)


def _gathered(presented: Presented, gather: Gather, tickets: Iterator[int], *, depth: int) -> Evidence:
    evidence = gather(presented)
    inside: list[Evidence] = []
    # In the order in which `registry.verification.transcript` looks: the tickets must last equally far.
    for one in read_contained(presented) if depth <= MAX_DEPTH else ():
        if next(tickets, None) is None:
            break
        inside.append(Evidence() if one is None else _gathered(one, gather, tickets, depth=depth + 1))
    return dataclasses.replace(evidence, contained=tuple(inside)) if inside else evidence


def read_contained(presented: Presented) -> Iterator[Presented | None]:
    """The credentials inside, in order and as many as are looked at; None for an entry that is none."""
    for entry in contained(presented.document)[:MAX_CONTAINED]:
        try:
            yield present_contained(entry, presented)
        except Unreadable:
            yield None
