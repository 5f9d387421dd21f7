"""The short answer to each question, for the edge of its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from registry.verification.case import Case, Standing
from registry.verification.messages.headline import ANSWERS, QUESTIONS
from registry.verification.report import Answer, Check, Question, Result

_ORDER = (Result.FAILED, Result.NOT_CHECKED, Result.WARNING, Result.PASSED)


def answers_of(checks: tuple[Check, ...], case: Case | None) -> tuple[Answer, ...]:
    """One answer for each question that has a check, in the order of the questions."""
    answers = []
    for question in Question:
        own = tuple(check for check in checks if check.question is question)
        if own:
            key, state = _RULES.get(question, _plain)(own, case)
            answers.append(Answer(question, state, QUESTIONS[question], ANSWERS[key]))
    return tuple(answers)


def _worst(checks: tuple[Check, ...]) -> Result:
    return min((check.result for check in checks), key=_ORDER.index)


def _plain(checks: tuple[Check, ...], _case: Case | None) -> tuple[str, Result]:
    worst = _worst(checks)
    return {Result.FAILED: "no", Result.NOT_CHECKED: "not_checked"}.get(worst, "yes"), worst


def _issuer(checks: tuple[Check, ...], case: Case | None) -> tuple[str, Result]:
    by_id = {check.id: check for check in checks}
    identity, then, now = (by_id.get(one) for one in ("identity", "accredited_at_issue", "accredited_now"))
    if identity is not None and identity.result is Result.FAILED:
        return "no", Result.FAILED
    if case is not None and case.standing is Standing.AUTHORITY:
        return "authority", Result.PASSED
    if case is not None and case.standing is Standing.OUTSIDE:
        return "outside", Result.NOT_CHECKED
    if then is None:
        return _plain(tuple(one for one in checks if one.id == "identity"), case)
    if then.result is Result.FAILED:
        return "then_no", Result.FAILED
    if then.result is Result.NOT_CHECKED:
        return "not_checked", Result.NOT_CHECKED
    return ("yes" if now is not None and now.result is Result.PASSED else "then_yes"), Result.PASSED


def _current(checks: tuple[Check, ...], case: Case | None) -> tuple[str, Result]:
    failures = [check for check in checks if check.result is Result.FAILED]
    # What the institution did says more than the calendar.
    telling = sorted(failures, key=lambda check: check.id == "validity_period")
    return (telling[0].code, Result.FAILED) if telling else _plain(checks, case)


def _standard(checks: tuple[Check, ...], case: Case | None) -> tuple[str, Result]:
    declared = any(check.code == "criteria_declared" for check in checks)
    if declared and _worst(checks) is Result.WARNING:
        return "declared", Result.WARNING
    return _plain(checks, case)


def _person(checks: tuple[Check, ...], _case: Case | None) -> tuple[str, Result]:
    result = checks[0].result
    keys = {Result.PASSED: "matches", Result.WARNING: "partly", Result.FAILED: "differs", Result.NOT_CHECKED: "compare"}
    return keys[result], result


def _log(checks: tuple[Check, ...], case: Case | None) -> tuple[str, Result]:
    """Whether it is on record: a seal says nothing of that, and is told in its own line."""
    return _plain(tuple(one for one in checks if one.id == "log_inclusion") or checks, case)


_RULES: Mapping[Question, Callable[[tuple[Check, ...], Case | None], tuple[str, Result]]] = {
    Question.ISSUER: _issuer,
    Question.CURRENT: _current,
    Question.STANDARD: _standard,
    Question.PERSON: _person,
    Question.LOG: _log,
}
