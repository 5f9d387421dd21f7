"""Who gets a place in the first stage, when more people apply than there are places. Pure; anyone can repeat it.

1. Everybody stands in the order of the draw: SHA-256 of ``seed:code``, the lowest first.
2. The first ``capacity`` are admitted.
3. For each quota in the program's order: while too few admitted people count for it, the next one outside who does
   takes the place of the last one inside who can give it up: who does not count for this quota, and without whom no
   other quota falls below its number.
4. The waiting list is the next ``waiting`` outside, in the order of the draw.

A quota asks for ``min_percent`` of the capacity, rounded up, and never for more people than applied.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from registry.programs.errors import CodesRepeated
from registry.programs.rules import draw_key


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody under the code of the application, and the ids of the quotas that she or he counts for."""

    code: str
    counts_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class QuotaOutcome:
    """One quota: how many it asked for, how many admitted people count for it. ``reached`` False: too few applied, or
    the other quotas left no place."""

    id: str
    asked: int
    admitted: int

    @property
    def reached(self) -> bool:
        """Whether the quota has its number."""
        return self.admitted >= self.asked


@dataclass(frozen=True, slots=True)
class AdmissionOutcome:
    """``admitted`` in code order; ``waiting`` in the order in which they step in; ``drawn`` False: all had a place."""

    admitted: tuple[str, ...]
    waiting: tuple[str, ...]
    quotas: tuple[QuotaOutcome, ...]
    drawn: bool


def needed(min_percent: int, capacity: int, available: int) -> int:
    """How many people a quota asks for."""
    return min(-(-min_percent * capacity // 100), available)


def admit(
    applicants: Sequence[Applicant], *, capacity: int, waiting: int, quotas: Mapping[str, int], seed: str
) -> AdmissionOutcome:
    """Give out the places; ``quotas`` are percentages by id, in their order. Raises CodesRepeated."""
    if len({one.code for one in applicants}) != len(applicants):
        raise CodesRepeated()
    drawn = sorted(applicants, key=lambda one: (draw_key(seed, one.code), one.code))
    places = _Places(drawn, capacity, quotas)
    for name in quotas:
        places.fill(name)
    inside = [one for one, in_ in zip(drawn, places.inside, strict=True) if in_]
    outside = [one for one, in_ in zip(drawn, places.inside, strict=True) if not in_]
    return AdmissionOutcome(
        admitted=tuple(sorted(one.code for one in inside)),
        waiting=tuple(one.code for one in outside[: max(waiting, 0)]),
        quotas=tuple(QuotaOutcome(name, places.asked[name], places.held[name]) for name in quotas),
        drawn=len(applicants) > capacity,
    )


def steps_in(
    waiting: Sequence[Applicant], admitted: Sequence[Applicant], *, quotas: Sequence[QuotaOutcome]
) -> Applicant | None:
    """Who takes a place that became free: the first of the waiting list, or the first who counts for a quota that would
    else fall below its number. ``admitted`` without whoever left."""
    for quota in quotas:
        if _count(quota.id, admitted) < quota.asked:
            fitting = next((one for one in waiting if quota.id in one.counts_for), None)
            if fitting is not None:
                return fitting
    return waiting[0] if waiting else None


class _Places:
    """Who is inside, by place in the draw, and how many of them count for each quota."""

    def __init__(self, drawn: Sequence[Applicant], capacity: int, quotas: Mapping[str, int]) -> None:
        self._drawn = drawn
        self.inside = [place < capacity for place in range(len(drawn))]
        self.held = {name: _count(name, drawn[:capacity]) for name in quotas}
        self.asked = {name: needed(percent, capacity, _count(name, drawn)) for name, percent in quotas.items()}

    def fill(self, name: str) -> None:
        while self.held[name] < self.asked[name]:
            # The quota asks for no more than applied, so there is somebody outside who counts for it.
            entering = next(
                place for place, one in enumerate(self._drawn) if not self.inside[place] and name in one.counts_for
            )
            leaving = self._leaving(name, self._drawn[entering])
            if leaving is None:
                return
            self._move(entering, leaving)

    def _leaving(self, name: str, entering: Applicant) -> int | None:
        for place in range(len(self._drawn) - 1, -1, -1):
            one = self._drawn[place]
            if not self.inside[place] or name in one.counts_for:
                continue
            lost = [other for other in one.counts_for if other in self.held and other not in entering.counts_for]
            if all(self.held[other] > self.asked[other] for other in lost):
                return place
        return None

    def _move(self, entering: int, leaving: int) -> None:
        self.inside[entering], self.inside[leaving] = True, False
        for name in self.held:
            self.held[name] += (name in self._drawn[entering].counts_for) - (name in self._drawn[leaving].counts_for)


def _count(name: str, people: Collection[Applicant]) -> int:
    return sum(name in one.counts_for for one in people)
