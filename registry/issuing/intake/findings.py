"""What is said about a row: how grave it is, where it stands, what is wrong and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.texts import Text


class Severity(StrEnum):
    """What a finding does to its row (answer key of the sample workbooks).

    REJECT: not issued until corrected. WARN: issued after confirmation, or delivered by claim slip. NOT_COMPETENT:
    nothing is issued; counts for the pass rate without the name. CLEAN: corrected here and shown. IGNORE: not a person.
    """

    REJECT = "reject"
    NOT_COMPETENT = "not_competent"
    WARN = "warn"
    CLEAN = "clean"
    IGNORE = "ignore"


class Outcome(StrEnum):
    """What becomes of a row. The gravest finding decides; with none, or only cleaned values, the row is ready."""

    READY = "ready"
    WARN = "warn"
    REJECT = "reject"
    NOT_COMPETENT = "not_competent"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of finding: its stable code, what it says and what it advises, with ``{placeholders}``."""

    code: str
    severity: Severity
    message: Text
    remedy: Text

    def remark(self, **values: object) -> Remark:
        """This kind of finding about particular values."""
        return Remark(self.severity, self.code, self.message.format(**values), self.remedy.format(**values))


def wording(severity: Severity, code: str, message: tuple[str, str], remedy: tuple[str, str]) -> Wording:
    """A kind of finding from its (Spanish, English) message and remedy."""
    return Wording(code, severity, Text(*message), Text(*remedy))


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding that does not know yet where it stands; parsers return these."""

    severity: Severity
    code: str
    message: Text
    remedy: Text

    def at(self, sheet: str, row: int, column: str, cell: str, value: str = "") -> Finding:
        """The same remark in its place."""
        return Finding(self.severity, self.code, sheet, row, column, cell, value, self.message, self.remedy)


@dataclass(frozen=True, slots=True)
class Finding:
    """A remark in its place: ``column`` is the heading, ``cell`` the spreadsheet's own name of it («F30»).

    ``value`` is what the person wrote there, or what it was cleaned to, safe to show.
    """

    severity: Severity
    code: str
    sheet: str
    row: int
    column: str
    cell: str
    value: str
    message: Text
    remedy: Text

    def as_dict(self) -> dict[str, Any]:
        """JSON for storage and for the API."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "message": self.message.as_dict(),
            "remedy": self.remedy.as_dict(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        """The inverse of `as_dict`. Raises KeyError or ValueError on anything else."""
        return cls(
            severity=Severity(data["severity"]),
            code=data["code"],
            sheet=data["sheet"],
            row=data["row"],
            column=data["column"],
            cell=data["cell"],
            value=data["value"],
            message=Text.of(data["message"]),
            remedy=Text.of(data["remedy"]),
        )


_GRAVITY = (Severity.REJECT, Severity.NOT_COMPETENT, Severity.WARN)


def outcome_of(findings: list[Finding]) -> Outcome:
    """The outcome that the findings of one row amount to."""
    severities = {finding.severity for finding in findings}
    if Severity.IGNORE in severities:
        return Outcome.IGNORE
    for severity in _GRAVITY:
        if severity in severities:
            return Outcome(severity.value)
    return Outcome.READY
