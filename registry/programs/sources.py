"""Results by who paid, and projects by topic, as may be published.

By who paid: for each funder the sum of what the funnels of its cohorts show, level by level; a level that one of them
hides is hidden in the sum. So a sum says nothing that the cohorts' own pages do not.

By topic: of whoever was awarded at a stage, one line of disjoint counts whose total the funnel shows; without that
total there is no line. To the nearest ten, as the funnel is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.curriculum.programs import Program
from registry.db import db
from registry.disclosure import Line, nearest_ten, publishable
from registry.people.models import Person
from registry.programs.funnel import Funnel
from registry.programs.models import Cohort, CohortMember, StageResult
from registry.programs.tallies import UNKNOWN


@dataclass(frozen=True, slots=True)
class FunderLine:
    """What one funder's cohorts came to. ``people`` by level; None where it may not be said."""

    funder: str
    cohorts: int
    people: Mapping[str, int | None]


def by_funder(runs: Iterable[tuple[str | None, Funnel]]) -> Sequence[FunderLine]:
    """One line for each funder, undeclared ones last; levels are those of any of its runs."""
    every: dict[str, list[Funnel]] = {}
    for funder, funnel in runs:
        every.setdefault(funder or UNKNOWN, []).append(funnel)
    return [
        FunderLine(funder, len(own), _summed(own))
        for funder, own in sorted(every.items(), key=lambda one: (one[0] == UNKNOWN, one[0]))
    ]


def _summed(funnels: Sequence[Funnel]) -> Mapping[str, int | None]:
    levels = dict.fromkeys(level for one in funnels for level in one.levels)
    found: dict[str, int | None] = {}
    for level in levels:
        counts = [one.whole.get(level) for one in funnels]
        found[level] = None if None in counts else sum(count for count in counts if count is not None)
    return found


def topics_of(program: Program, cohort: Cohort, shown: Funnel) -> Mapping[str, Line[str]]:
    """By stage: how many awarded projects take up each topic, `UNKNOWN` for those that declared none."""
    if program.topics_text is None:
        return {}
    rows = db.session.execute(
        select(StageResult.stage_id, StageResult.topic, func.count())
        .join(CohortMember, CohortMember.id == StageResult.member_id)
        .join(Person, Person.id == CohortMember.person_id)
        .where(
            CohortMember.cohort_id == cohort.id,
            StageResult.award_id.is_not(None),
            Person.not_counted_since.is_(None),
        )
        .group_by(StageResult.stage_id, StageResult.topic)
    )
    counts: dict[str, Counter[str]] = {}
    for stage_id, topic, people in rows:
        counts.setdefault(stage_id, Counter())[topic or UNKNOWN] += people
    levels = {stage.id: "awarded_second" if stage.selection else "awarded" for stage in program.stages}
    return {
        stage_id: _even(publishable(own))
        for stage_id, own in counts.items()
        # The line's total is known; another one beside the funnel's would tell of the difference.
        if set(own) != {UNKNOWN} and shown.whole.get(levels[stage_id]) == nearest_ten(own.total())
    }


def _even(line: Line[str]) -> Line[str]:
    cells = {name: None if count is None else nearest_ten(count) for name, count in line.cells.items()}
    return Line(cells, None if line.total is None else nearest_ten(line.total))
