"""The credentials inside a transcript (CLR 2.0): each verified by itself, and what its report adds to the transcript's.

The transcript's verdict is its own, and so is each one's inside: a genuine transcript may carry a revoked badge, and a
genuine badge may have been put into somebody else's transcript.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from registry.documents import MAX_CONTAINED, MAX_DEPTH, Presented, Unreadable, contained, present_contained
from registry.texts import Text
from registry.verification.evidence import Evidence
from registry.verification.headline import joined
from registry.verification.making import not_checked
from registry.verification.messages.headline import CONTAINED, COUNTED
from registry.verification.names import Likeness, compare_names
from registry.verification.policy import Policy
from registry.verification.report import Check, Report, Verdict

#: Verifies one document by itself.
Judge = Callable[[Presented, Evidence, Policy], Report]
#: Makes the report on an entry that is no credential.
Refuse = Callable[[Check], Report]
#: Real badges need below 2,000 steps to tell their blank nodes apart (`registry.signing.rdfc`).
_LEAST_WORK = 2_000


@dataclasses.dataclass
class _Budget:
    """How many more credentials may be looked at, over all depths."""

    left: int = MAX_CONTAINED


def with_contained(
    report: Report, presented: Presented, evidence: Evidence, policy: Policy, *, judge: Judge, refuse: Refuse
) -> Report:
    """The report with those on the credentials inside, and notes that count them; the same where there are none."""
    if not contained(presented.document):
        return report
    return _with_inner(report, presented, evidence, _shared_out(presented, policy), judge, refuse, _Budget(), depth=1)


def _shared_out(presented: Presented, policy: Policy) -> Policy:
    """The work that one document may cause, shared out among those inside it."""
    count = min(len(contained(presented.document)), MAX_CONTAINED)
    work = max(policy.limits.labelling_work // count, _LEAST_WORK)
    return dataclasses.replace(policy, limits=dataclasses.replace(policy.limits, labelling_work=work))


def _with_inner(
    report: Report,
    presented: Presented,
    evidence: Evidence,
    policy: Policy,
    judge: Judge,
    refuse: Refuse,
    budget: _Budget,
    *,
    depth: int,
) -> Report:
    entries = contained(presented.document)
    reports: list[Report] = []
    for place, entry in enumerate(entries):
        if depth > MAX_DEPTH or budget.left <= 0:
            break
        budget.left -= 1
        try:
            inner = present_contained(entry, presented)
        except Unreadable as error:
            check = not_checked("format", "inside_unreadable", evidence={"fault": error.code}, fault=error.said)
            reports.append(refuse(check))
            continue
        own = evidence.for_contained(place)
        said = judge(inner, own, policy)
        reports.append(_with_inner(said, inner, own, policy, judge, refuse, budget, depth=depth + 1))
    if not entries:
        return report
    omitted = len(entries) - len(reports)
    notes = (*report.notes, *_notes(report, reports, omitted))
    return dataclasses.replace(
        report,
        notes=notes,
        headline=joined(report.lead, notes),
        contained=tuple(reports),
        contained_omitted=omitted,
    )


def _notes(report: Report, reports: list[Report], omitted: int) -> Iterator[Text]:
    if reports:
        yield CONTAINED["one" if len(reports) == 1 else "many"].format(count=len(reports), counts=_counts(reports))
    if omitted:
        yield CONTAINED["omitted"].format(count=omitted)
    strangers = sum(_names_another(report, one) for one in reports)
    if strangers:
        yield CONTAINED["of_another"].format(count=strangers)


def _counts(reports: list[Report]) -> Text:
    """How many have which verdict; how many are valid is always said."""
    counted = Counter(one.verdict for one in reports)
    words = [
        COUNTED[verdict].format(count=counted[verdict])
        for verdict in Verdict
        if counted[verdict] or verdict is Verdict.VALID
    ]
    return Text("; ".join(one.es for one in words), "; ".join(one.en for one in words))


def _names_another(report: Report, inner: Report) -> bool:
    """Whether both name their holder, and not the same person. Only signed names count."""
    names: list[Any] = [one.credential.holder if one.credential is not None else None for one in (report, inner)]
    return None not in names and compare_names(*names) is Likeness.DIFFERENT
