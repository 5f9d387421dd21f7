"""One row of the answer: what is true of one candidate's credential, in the columns of a personnel file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from registry import clock
from registry.curriculum.standard import Standard
from registry.documents import CredentialKind
from registry.errors import RegistryError
from registry.ids import read_folio, spell_folio
from registry.texts import Text
from registry.trust.batch import messages
from registry.trust.batch.planning import Asked
from registry.trust.levels import in_both_languages
from registry.verification import Check, CredentialFacts, LevelFact, Question, Report, Result, Verdict

#: Checks whose failure or absence can lower the verdict; the others stand in notes.
_DECIDING = (Question.AUTHENTIC, Question.ISSUER, Question.CURRENT, Question.LOG)
_COMPARED = {
    "name_matches": "same",
    "name_partly_matches": "part",
    "name_differs": "different",
}
#: Checks of those questions that never lower the verdict (``docs/verification-policy.md``, The verdict).
_NEVER_DECIDE = frozenset({"accredited_now", "endorsement"})
NOT_OF_A_PERSON = "not_of_a_person"
_OF_PEOPLE = frozenset({CredentialKind.ACHIEVEMENT.value, CredentialKind.TRANSCRIPT.value})
#: A stranger's credential may have a title of a megabyte.
LONGEST_TEXT = 300
MOST_LEVELS = 30


class Told(Enum):
    """How much of a credential this sender may be told: all, all but results (a link's holder keeps them back), or
    what a folio with its surname shows."""

    ALL = "all"
    WITHOUT_RESULTS = "without_results"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Row:
    """The answer for one candidate. ``verdict`` is None where there was nothing to verify; ``code`` then says why.

    ``compared`` is ``same``, ``part`` or ``different`` where an expected name was given and could be compared. What
    the signature does not cover, or what whoever shared it keeps back, is None.
    """

    number: int
    label: str
    row: int | None
    verdict: Verdict | None
    code: str
    word: Text
    reasons: tuple[Text, ...]
    remedy: Text | None
    expected: str | None = None
    compared: str | None = None
    folio: str | None = None
    title: str | None = None
    issuer: str | None = None
    holder: str | None = None
    track: str | None = None
    levels: tuple[Text, ...] = ()
    hours: Decimal | None = None
    achieved_on: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @property
    def outcome(self) -> str:
        """The verdict, or ``nothing`` where there was none to give: the key of counts and colours."""
        return "nothing" if self.verdict is None else self.verdict.value

    def as_dict(self) -> dict[str, Any]:
        """For the API; what is not known is null."""
        return {
            "number": self.number,
            "input": self.label,
            "row": self.row,
            "verdict": None if self.verdict is None else self.verdict.value,
            "code": self.code,
            "word": self.word.as_dict(),
            "reasons": [reason.as_dict() for reason in self.reasons],
            "remedy": None if self.remedy is None else self.remedy.as_dict(),
            "expectedName": self.expected,
            "nameComparison": self.compared,
            "folio": self.folio,
            "name": self.title,
            "issuer": self.issuer,
            "holder": self.holder,
            "track": self.track,
            "levels": [level.as_dict() for level in self.levels],
            "hours": None if self.hours is None else float(self.hours),
            "awardedOn": _iso(self.achieved_on),
            "validFrom": _iso(self.valid_from),
            "validUntil": _iso(self.valid_until),
        }

    @classmethod
    def of_dict(cls, told: Mapping[str, Any]) -> Row:
        """The row of `as_dict`, from a page that carried it under our signature."""
        return cls(
            number=int(told["number"]),
            label=told["input"],
            row=told["row"],
            verdict=None if told["verdict"] is None else Verdict(told["verdict"]),
            code=told["code"],
            word=Text.of(told["word"]),
            reasons=tuple(Text.of(one) for one in told["reasons"]),
            remedy=None if told["remedy"] is None else Text.of(told["remedy"]),
            expected=told["expectedName"],
            compared=told["nameComparison"],
            folio=told["folio"],
            title=told["name"],
            issuer=told["issuer"],
            holder=told["holder"],
            track=told["track"],
            levels=tuple(Text.of(one) for one in told["levels"]),
            hours=None if told["hours"] is None else Decimal(str(told["hours"])),
            achieved_on=_day(told["awardedOn"]),
            valid_from=_day(told["validFrom"]),
            valid_until=_day(told["validUntil"]),
        )


def refused(number: int, asked: Asked, refusal: RegistryError) -> Row:
    """The row of a candidate with nothing to verify."""
    return Row(
        number=number,
        label=asked.label,
        row=asked.row,
        verdict=None,
        code=refusal.code,
        word=messages.NO_CREDENTIAL,
        reasons=(refusal.said,),
        remedy=None,
        expected=asked.name or None,
    )


def reported(number: int, asked: Asked, report: Report, *, standard: Standard | None, told: Told) -> Row:
    """The row of a report, with as much as ``told`` allows; ``standard`` is that of a definition of ours."""
    deciding = _deciding(report)
    remedies = [check.remedy for check in deciding if check.remedy.es.strip()]
    row = Row(
        number=number,
        label=asked.label,
        row=asked.row,
        verdict=report.verdict,
        code=_code(report, deciding),
        word=report.word,
        reasons=(*_reasons(report, deciding), *(() if told is Told.OUTLINE else report.notes)),
        remedy=remedies[0] if remedies else None,
        expected=asked.name or None,
        compared=_comparison(report) if asked.name else None,
    )
    return row if report.credential is None else dataclasses.replace(row, **_facts(report.credential, standard, told))


def _facts(facts: CredentialFacts, standard: Standard | None, told: Told) -> dict[str, Any]:
    outline = told is Told.OUTLINE
    levels = facts.levels[:MOST_LEVELS] if told is Told.ALL else ()
    return {
        "folio": _folio(facts.folio),
        "title": _line(facts.name),
        "issuer": _line(facts.issuer_name or facts.issuer),
        "holder": None if outline else _line(facts.holder),
        "track": standard.track if standard else None,
        "levels": tuple(_level(one, standard) for one in levels),
        "hours": None if outline else facts.hours,
        "achieved_on": facts.awarded_on,
        "valid_from": clock.day_of(facts.valid_from),
        "valid_until": None if facts.valid_until is None else clock.day_of(facts.valid_until),
    }


def _level(fact: LevelFact, standard: Standard | None) -> Text:
    competency, level = in_both_languages(fact, standard)
    return Text(str(_line(f"{competency.es}: {level.es}")), str(_line(f"{competency.en}: {level.en}")))


def _deciding(report: Report) -> tuple[Check, ...]:
    """The checks that the verdict stands on: those that failed, else those that could not be made."""
    if report.verdict is Verdict.VALID:
        return ()
    lowering = [one for one in report.checks if one.question in _DECIDING and one.id not in _NEVER_DECIDE]
    failed = tuple(one for one in lowering if one.result is Result.FAILED)
    return failed or tuple(one for one in lowering if one.result is Result.NOT_CHECKED)


def _code(report: Report, deciding: tuple[Check, ...]) -> str:
    if deciding:
        return deciding[0].code
    return NOT_OF_A_PERSON if _not_of_a_person(report) else report.verdict.value


def _not_of_a_person(report: Report) -> bool:
    """An institution's accreditation is a good credential, and no candidate's."""
    return report.credential is not None and report.credential.kind not in _OF_PEOPLE


def _reasons(report: Report, deciding: tuple[Check, ...]) -> tuple[Text, ...]:
    if not deciding and _not_of_a_person(report):
        return (messages.NOT_OF_A_PERSON,)
    if deciding:
        # One list that cannot be had stands behind three checks: it is said once.
        return tuple(dict.fromkeys(check.reason for check in deciding))
    return () if report.verdict is Verdict.VALID else (report.lead,)


def _comparison(report: Report) -> str | None:
    check = report.check("holder_match")
    return None if check is None else _COMPARED.get(check.code)


def _folio(text: str | None) -> str | None:
    known = read_folio(text) if text else None
    return spell_folio(known) if known else _line(text)


def _line(text: str | None) -> str | None:
    """A stranger's text for one cell: no control or direction characters, and cut."""
    if text is None:
        return None
    clean = "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text[: 2 * LONGEST_TEXT])
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
