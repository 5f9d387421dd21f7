"""What a row says about a person, once normalised, and what became of the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.findings import Finding, Outcome, Severity


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One person of the file, normalised. Texts that the row does not give are empty, other values None.

    ``full_name`` reads given names first. ``scores`` and ``delivered`` are percentages by instrument id; ``average``
    runs from 0 to 10, unrounded. ``state`` is the INEGI code; ``mode``, ``language`` and the demographics are catalogue
    ids (nationality is as written). ``reference`` holds the provider's own columns by heading. A rejected row may lack
    anything; a ready one has a name, a date and every score.
    """

    full_name: str = ""
    given_names: str = ""
    first_surname: str = ""
    second_surname: str = ""
    curp: str | None = None
    email: str | None = None
    phone: str | None = None
    achieved_on: dt.date | None = None
    scores: Mapping[str, Decimal] = field(default_factory=dict)
    delivered: Mapping[str, Decimal] = field(default_factory=dict)
    average: Decimal | None = None
    profile: str | None = None
    mode: str | None = None
    language: str | None = None
    state: str | None = None
    municipality: str = ""
    cct: str | None = None
    chamber_code: str = ""
    group: str = ""
    demographics: Mapping[str, str] = field(default_factory=dict)
    reference: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_claim_slip(self) -> bool:
        """Nothing to write to: delivered by a printed slip."""
        return self.email is None

    def without_identity(self) -> CandidateRow:
        """The same row for the pass rate: no name, no identifiers, no references (CONTRACT, "Bulk file")."""
        return replace(
            self, full_name="", given_names="", first_surname="", second_surname="", curp=None, email=None, phone=None,
            reference={},
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """JSON for sealed storage, of what is given; decimals and dates as text, so that nothing is rounded."""
        data = {name: value for name in _PLAIN if (value := getattr(self, name))}
        if self.achieved_on is not None:
            data["achieved_on"] = self.achieved_on.isoformat()
        if self.average is not None:
            data["average"] = str(self.average)
        if self.scores:
            data["scores"] = {key: str(value) for key, value in self.scores.items()}
        if self.delivered:
            data["delivered"] = {key: str(value) for key, value in self.delivered.items()}
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CandidateRow:
        """The inverse of `as_dict`. Raises TypeError, ValueError or decimal.InvalidOperation on anything else."""
        values = dict(data)
        values["achieved_on"] = dt.date.fromisoformat(values["achieved_on"]) if values.get("achieved_on") else None
        values["average"] = None if values.get("average") is None else Decimal(values["average"])
        for name in ("scores", "delivered"):
            values[name] = {key: Decimal(value) for key, value in values.get(name, {}).items()}
        return cls(**values)


_PLAIN = tuple(
    one.name for one in fields(CandidateRow) if one.name not in ("achieved_on", "average", "scores", "delivered")
)


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """A row as judged. ``candidate`` is None only for rows that are not people; ``source`` is the row as it came."""

    outcome: Outcome
    candidate: CandidateRow | None
    findings: tuple[Finding, ...]
    source: SheetRow

    @property
    def sheet(self) -> str:
        """The sheet's name; empty for a CSV."""
        return self.source.sheet

    @property
    def row_number(self) -> int:
        """The row as a person sees it."""
        return self.source.number

    @property
    def was_cleaned(self) -> bool:
        """Ready, with something corrected that the person should see."""
        return self.outcome is Outcome.READY and any(each.severity is Severity.CLEAN for each in self.findings)

    def without_identity(self) -> RowOutcome:
        """What may be kept of a row that is not yet competent: its scores and the minimums it missed.

        Its other findings go too, because their sentences quote names and addresses; so does the row as it came.
        """
        kept = tuple(each for each in self.findings if each.severity is Severity.NOT_COMPETENT)
        bare = SheetRow(self.source.sheet, self.source.sheet_index, self.source.number, ())
        return replace(
            self, candidate=self.candidate.without_identity() if self.candidate else None, findings=kept, source=bare
        )
