"""Judge a whole file as a stream: each row by itself, then against the rows before it and what is already issued.

Of the rows gone by only digests are kept, so a file of 450,000 people needs some tens of megabytes and not its own
weight. Where two rows share a person or an address, the later one is told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from registry.issuing.intake.candidates import CandidateRow, RowOutcome
from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.duplicates import SeenPeople
from registry.issuing.intake.errors import BadMapping, TooManyRows
from registry.issuing.intake.findings import Finding, Outcome, Remark, outcome_of
from registry.issuing.intake.mapping import Mapping
from registry.issuing.intake.placing import place_at
from registry.issuing.intake.reading import Book
from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.row_reader import RowContext
from registry.issuing.intake.rules import judge_row
from registry.issuing.intake.vocabulary import EVERYDAY, Vocabulary
from registry.issuing.intake.workbook import MAX_ROWS
from registry.texts import Text

BATCH = 500
#: A column of formulas that nobody uses is said this many times per column, not once per person.
MAX_UNUSED_FORMULAS = 100

#: Asked once per batch about the rows that could be issued: position in the sequence → what is already known of the
#: person (for example `messages.ALREADY_AWARDED.remark(folio=…)`). Positions left out have nothing against them.
ExistingLookup = Callable[[Sequence[CandidateRow]], Dict[int, Remark]]


@dataclass(slots=True)
class Summary:
    """Counts of the rows judged so far.

    Every row of ``people`` is in exactly one of ready, warn, reject, not_competent and already (nothing to do: what is
    issued is not issued twice). ``ignored`` rows are not people. ``cleaned`` and ``repeated`` count again.
    """

    people: int = 0
    ready: int = 0
    warn: int = 0
    reject: int = 0
    not_competent: int = 0
    ignored: int = 0
    cleaned: int = 0
    repeated: int = 0
    already: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    sheets: Counter[str] = field(default_factory=Counter)

    @property
    def issuable(self) -> int:
        """Ready, or ready once confirmed."""
        return self.ready + self.warn

    @property
    def distinct_people(self) -> int:
        """People in the file, each once."""
        return self.people - self.repeated

    def count(self, outcome: RowOutcome) -> None:
        """Add one judged row."""
        if outcome.outcome is Outcome.READY and not outcome.findings:
            self.people += 1
            self.ready += 1
            self.sheets[outcome.source.sheet] += 1
            return
        self.findings.update(each.code for each in outcome.findings)
        if outcome.outcome is Outcome.IGNORE and outcome.candidate is None:
            self.ignored += 1
            return
        self.people += 1
        self.sheets[outcome.sheet] += 1
        self.cleaned += outcome.was_cleaned
        self.repeated += any(each.code.startswith("same_person") for each in outcome.findings)
        if outcome.outcome is Outcome.IGNORE:
            self.already += 1
        else:
            name = outcome.outcome.value
            setattr(self, name, getattr(self, name) + 1)

    def as_dict(self) -> dict[str, Any]:
        """JSON for storage and for the page."""
        return {
            "people": self.people,
            "distinct_people": self.distinct_people,
            "issuable": self.issuable,
            "ready": self.ready,
            "warn": self.warn,
            "reject": self.reject,
            "not_competent": self.not_competent,
            "ignored": self.ignored,
            "already": self.already,
            "cleaned": self.cleaned,
            "findings": dict(self.findings),
            "sheets": dict(self.sheets),
        }


class FileReview:
    """The judged rows, once, in the order of the file; ``summary`` grows while they are read."""

    def __init__(self, outcomes: Iterator[RowOutcome]) -> None:
        self.summary = Summary()
        self._outcomes = outcomes

    def __iter__(self) -> Iterator[RowOutcome]:
        for outcome in self._outcomes:
            self.summary.count(outcome)
            yield outcome


def list_rows(book: Book, mapping: Mapping) -> Iterator[SheetRow]:
    """The rows under the headings of every included sheet.

    Raises BadMapping when a sheet is not in the file, TooManyRows, and the refusals of reading.
    """
    count = 0
    for sheet in mapping.sheets:
        if not sheet.included:
            continue
        if sheet.index >= len(book.sheets):
            raise BadMapping(problem=Text("falta una hoja.", "a sheet is missing."))
        for row in book.rows(sheet.index):
            if row.number > sheet.heading_row:
                count += 1
                if count > MAX_ROWS:
                    raise TooManyRows(limit=MAX_ROWS)
                yield row


def judge_file(
    rows: Iterable[SheetRow],
    mapping: Mapping,
    requirements: Requirements,
    *,
    today: dt.date,
    existing: ExistingLookup | None = None,
    vocabulary: Vocabulary = EVERYDAY,
    keep_demographics: bool = False,
    chamber_codes: Dict[str, bool] | None = None,
) -> FileReview:
    """Judge the rows (`list_rows`) lazily. Raises BadMapping when the mapping lacks a field that is needed."""
    problems = mapping.problems(requirements)
    if problems:
        raise BadMapping(problem=problems[0])
    context = RowContext(requirements, mapping, today, vocabulary, keep_demographics, chamber_codes)
    return FileReview(_judged(iter(rows), context, existing))


def _judged(rows: Iterator[SheetRow], context: RowContext, existing: ExistingLookup | None) -> Iterator[RowOutcome]:
    seen = SeenPeople()
    formulas: Counter[tuple[int, str]] = Counter()
    while batch := list(islice(rows, BATCH)):
        outcomes = []
        for row in batch:
            outcome = _quieter(judge_row(row, context), formulas)
            remark = seen.remark(outcome, context.mapping)
            outcomes.append(_with(outcome, remark[0], remark[1], context) if remark else outcome)
        yield from _known(outcomes, context, existing) if existing else outcomes


def _known(outcomes: list[RowOutcome], context: RowContext, existing: ExistingLookup) -> Iterator[RowOutcome]:
    """Ask about the issuable rows of a batch at once."""
    asked = [
        (index, outcome.candidate)
        for index, outcome in enumerate(outcomes)
        if outcome.candidate is not None and outcome.outcome in (Outcome.READY, Outcome.WARN)
    ]
    known = existing([candidate for _, candidate in asked]) if asked else {}
    for position, remark in known.items():
        index = asked[position][0]
        outcomes[index] = _with(outcomes[index], remark, "curp", context)
    yield from outcomes


def _with(outcome: RowOutcome, remark: Remark, field_id: str, context: RowContext) -> RowOutcome:
    finding = place_at(remark, outcome.source, context.mapping, field_id)
    findings = [*outcome.findings, finding]
    return replace(outcome, findings=tuple(findings), outcome=outcome_of(findings))


def _quieter(outcome: RowOutcome, formulas: Counter[tuple[int, str]]) -> RowOutcome:
    """Leave out the notes about formulas in an unused column once they have been said often enough."""
    if not outcome.findings or not any(each.code == "unused_formula" for each in outcome.findings):
        return outcome
    kept: list[Finding] = []
    for each in outcome.findings:
        if each.code == "unused_formula":
            place = (outcome.source.sheet_index, each.column)
            formulas[place] += 1
            if formulas[place] > MAX_UNUSED_FORMULAS:
                continue
        kept.append(each)
    return replace(outcome, findings=tuple(kept))
