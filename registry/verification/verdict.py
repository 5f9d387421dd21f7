"""The verdict: one pure function of the results, in five rules of which the first that matches decides.

Nothing else in this package may say *valid*. `tests/verification/test_verdict.py` goes through every combination.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.verification.report import Check, Question, Result, Verdict

REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the verdict looks at of one check."""

    id: str
    question: Question
    result: Result
    code: str = ""


def outcomes_of(checks: Iterable[Check]) -> tuple[Outcome, ...]:
    """The checks as the verdict sees them."""
    return tuple(Outcome(one.id, one.question, one.result, one.code) for one in checks)


def decide(outcomes: Iterable[Outcome], *, vouched: bool) -> Verdict:
    """The verdict on these results. ``vouched`` is whether the issuer is of this registry.

    1. an *authentic* check failed: invalid; one not checked, or none made: unverifiable.
    2. identity failed; or, of this registry, not accredited at issue or not in the log: invalid.
    3. revoked: invalid; any other failure of a *current* check: authentic, not current.
    4. a *current* check or (of this registry) accreditation at issue not checked, or an issuer from outside this
       registry: unverifiable.
    5. valid. Accreditation now, standard, person and endorsement never lower the verdict.
    """
    results = tuple(outcomes)
    authentic = [one for one in results if one.question is Question.AUTHENTIC]
    current = [one for one in results if one.question is Question.CURRENT]
    if _any(authentic, Result.FAILED):
        return Verdict.INVALID
    if not authentic or _any(authentic, Result.NOT_CHECKED):
        return Verdict.UNVERIFIABLE
    if _is(results, "identity", Result.FAILED):
        return Verdict.INVALID
    if vouched and any(_is(results, one, Result.FAILED) for one in ("accredited_at_issue", "log_inclusion")):
        return Verdict.INVALID
    if any(one.result is Result.FAILED and one.code == REVOKED for one in current):
        return Verdict.INVALID
    if _any(current, Result.FAILED):
        return Verdict.AUTHENTIC_NOT_CURRENT
    if not vouched or not current or _any(current, Result.NOT_CHECKED):
        return Verdict.UNVERIFIABLE
    if _is(results, "accredited_at_issue", Result.NOT_CHECKED):
        return Verdict.UNVERIFIABLE
    return Verdict.VALID


def _any(outcomes: Iterable[Outcome], result: Result) -> bool:
    return any(one.result is result for one in outcomes)


def _is(outcomes: Iterable[Outcome], check_id: str, result: Result) -> bool:
    return any(one.id == check_id and one.result is result for one in outcomes)
