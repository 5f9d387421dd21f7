"""Making one check: its question, its sentence in both languages, its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.texts import CENTRAL_MEXICO, Text, ago
from registry.verification.evidence import Sourced, Unreachable
from registry.verification.messages import LAST_KNOWN, say
from registry.verification.report import Check, Question, Result, stamp

#: The checks in the order of the report, each under its question.
QUESTIONS: Mapping[str, Question] = {
    "format": Question.AUTHENTIC,
    "terms": Question.AUTHENTIC,
    "signature": Question.AUTHENTIC,
    "key": Question.AUTHENTIC,
    "identity": Question.ISSUER,
    "accredited_at_issue": Question.ISSUER,
    "accredited_now": Question.ISSUER,
    "endorsement": Question.ISSUER,
    "validity_period": Question.CURRENT,
    "revocation": Question.CURRENT,
    "suspension": Question.CURRENT,
    "superseded": Question.CURRENT,
    "alignment": Question.STANDARD,
    "requirements": Question.STANDARD,
    "holder_match": Question.PERSON,
    "log_inclusion": Question.LOG,
    "seal": Question.LOG,
}


def make(
    check_id: str,
    code: str,
    result: Result,
    *,
    wording: str | None = None,
    evidence: Mapping[str, Any] | None = None,
    **values: object,
) -> Check:
    """A check whose sentences are those of its code, filled with ``values``; ``wording`` names others for the code."""
    sentence = say(check_id, wording or code)
    return Check(
        id=check_id,
        question=QUESTIONS[check_id],
        result=result,
        code=code,
        title=sentence.title.format(**values),
        reason=sentence.reason.format(**values),
        remedy=sentence.remedy.format(**values),
        evidence=dict(evidence or {}),
    )


def passed(check_id: str, code: str, **rest: Any) -> Check:
    """A check that was computed and came out well."""
    return make(check_id, code, Result.PASSED, **rest)


def failed(check_id: str, code: str, **rest: Any) -> Check:
    """A check that was computed and came out badly."""
    return make(check_id, code, Result.FAILED, **rest)


def warning(check_id: str, code: str, **rest: Any) -> Check:
    """A check that was computed, and of which the reader must know something."""
    return make(check_id, code, Result.WARNING, **rest)


def not_checked(check_id: str, code: str, **rest: Any) -> Check:
    """A check that could not be computed."""
    return make(check_id, code, Result.NOT_CHECKED, **rest)


def seen(known: Sourced[Any] | Unreachable[Any]) -> dict[str, Any]:
    """Where a piece of evidence came from and as of when, or that it could not be had."""
    if isinstance(known, Sourced):
        return {"asOf": stamp(known.as_of), "source": known.source}
    tried = {} if known.tried_at is None else {"triedAt": stamp(known.tried_at)}
    last = {} if known.last is None else {"lastKnown": {"asOf": stamp(known.last.as_of), "source": known.last.source}}
    return {"unreachable": known.reason, "source": known.source, **tried, **last}


def last_known(what: Text, as_of: dt.datetime, at: dt.datetime) -> Text:
    """« Lo último que se supo, el …, hace 3 días: sin retirar.», to stand behind the sentence that nothing was had."""
    return LAST_KNOWN.format(when=as_of, age=ago(max(at - as_of, dt.timedelta())), what=what)


def day(moment: dt.datetime) -> dt.date:
    """The day on which a moment falls in central Mexico, as people write it."""
    return moment.astimezone(CENTRAL_MEXICO).date()
