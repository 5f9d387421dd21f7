"""The outcome of a verification: a verdict, and the checks that it stands on.

A report has no truth value on purpose: ``if report:`` would read an expired credential as a good one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn

from registry.texts import Text


class Result(StrEnum):
    """What a check came to. Only a computation makes it `PASSED`."""

    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    NOT_CHECKED = "not_checked"


class Question(StrEnum):
    """What a person asks of a credential, in this order."""

    AUTHENTIC = "authentic"
    ISSUER = "issuer"
    CURRENT = "current"
    STANDARD = "standard"
    PERSON = "person"
    LOG = "log"


class Verdict(StrEnum):
    """The four answers, never merged: what could not be checked is not invalid, and never valid."""

    VALID = "valid"
    AUTHENTIC_NOT_CURRENT = "authentic_not_current"
    INVALID = "invalid"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``evidence`` is JSON: what was seen, with ``asOf`` and ``source``."""

    id: str
    question: Question
    result: Result
    code: str
    title: Text
    reason: Text
    remedy: Text
    evidence: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The check as the report's JSON has it."""
        return {
            "id": self.id,
            "question": self.question.value,
            "result": self.result.value,
            "code": self.code,
            "title": self.title.as_dict(),
            "reason": self.reason.as_dict(),
            "remedy": self.remedy.as_dict(),
            "evidence": dict(self.evidence),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The short answer to one question, for the edge of its card: «Sí, ese día», «No comprobado»."""

    question: Question
    state: Result
    asked: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class LevelFact:
    """A level that the credential states, and whether it was scored or declared."""

    competency: str
    competency_name: str
    level: str
    level_name: str
    basis: str


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """What the credential says, and only what its signature covers."""

    id: str
    kind: str
    folio: str | None
    name: str | None
    description: str | None
    holder: str | None
    issuer: str
    issuer_name: str | None
    achievement: str | None
    standard: str | None
    standard_uri: str | None
    profile: str | None
    part: str | None
    hours: Decimal | None
    average: Decimal | None
    mode: str | None
    levels: tuple[LevelFact, ...]
    awarded_on: dt.date | None
    valid_from: dt.datetime
    valid_until: dt.datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The facts as the report's JSON has them; what the document does not state is null."""
        return {
            "id": self.id,
            "kind": self.kind,
            "folio": self.folio,
            "name": self.name,
            "holder": self.holder,
            "issuer": {"id": self.issuer, "name": self.issuer_name},
            "achievement": self.achievement,
            "standard": self.standard,
            "standardUri": self.standard_uri,
            "profile": self.profile,
            "part": self.part,
            "hours": None if self.hours is None else float(self.hours),
            "average": None if self.average is None else str(self.average),
            "mode": self.mode,
            "levels": [
                {
                    "competency": level.competency,
                    "competencyName": level.competency_name,
                    "level": level.level,
                    "levelName": level.level_name,
                    "basis": level.basis,
                }
                for level in self.levels
            ],
            "awardedOn": None if self.awarded_on is None else self.awarded_on.isoformat(),
            "validFrom": stamp(self.valid_from),
            "validUntil": None if self.valid_until is None else stamp(self.valid_until),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What `registry.verification.verify` returns, whatever the verdict.

    ``judged_at`` is the past moment that was asked about; None for the usual question, which is about now.
    ``headline`` is the one sentence (or few); ``lead`` and ``notes`` are its parts, for pages that set the notes apart.
    ``credential`` is None while the signature is not verified: nothing covers what the document claims.
    ``contained`` are the reports on the credentials inside a transcript, in its order, each with a verdict of its own;
    ``contained_omitted`` is how many more there are that were not looked at.
    """

    verdict: Verdict
    word: Text
    headline: Text
    lead: Text
    notes: tuple[Text, ...]
    checked_at: dt.datetime
    credential: CredentialFacts | None
    checks: tuple[Check, ...]
    answers: tuple[Answer, ...]
    judged_at: dt.datetime | None = None
    contained: tuple[Report, ...] = ()
    contained_omitted: int = 0

    def __bool__(self) -> NoReturn:
        raise TypeError("A report is neither true nor false: compare report.verdict with a Verdict.")

    def check(self, check_id: str) -> Check | None:
        """The check of that id, or None when it does not apply."""
        return next((check for check in self.checks if check.id == check_id), None)

    def of(self, question: Question) -> tuple[Check, ...]:
        """The checks that belong to one question, in order."""
        return tuple(check for check in self.checks if check.question is question)

    def without_results(self) -> Report:
        """The report for a link whose holder keeps average and levels back; the verdict stays what it is."""
        checks = tuple(
            dataclasses.replace(check, evidence={}) if check.question is Question.STANDARD else check
            for check in self.checks
        )
        facts = self.credential
        if facts is not None:
            facts = dataclasses.replace(facts, average=None, levels=())
        contained = tuple(one.without_results() for one in self.contained)
        return dataclasses.replace(self, checks=checks, credential=facts, contained=contained)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the outward contract («Verification report»); a transcript has its ``contained`` reports too."""
        inside: dict[str, Any] = {}
        if self.contained or self.contained_omitted:
            inside["contained"] = [one.as_dict() for one in self.contained]
            inside["containedOmitted"] = self.contained_omitted
        return {
            "verdict": self.verdict.value,
            "headline": self.headline.as_dict(),
            "checkedAt": stamp(self.checked_at),
            **({} if self.judged_at is None else {"judgedAt": stamp(self.judged_at)}),
            "credential": None if self.credential is None else self.credential.as_dict(),
            "checks": [check.as_dict() for check in self.checks],
            **inside,
        }


def stamp(moment: dt.datetime) -> str:
    """A moment in UTC for JSON: ``2026-11-22T18:00:00Z``."""
    return moment.astimezone(dt.UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
