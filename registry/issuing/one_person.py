"""One person typed into a form, held to the very rules of a row of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry import clock
from registry.definitions.models import DefinitionVersion
from registry.issuing.intake import (
    CandidateRow,
    ColumnMapping,
    Finding,
    Outcome,
    RowContext,
    SheetMapping,
    judge_row,
)
from registry.issuing.intake import Mapping as FileMapping
from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow, column_letter
from registry.issuing.known import already_known, chamber_codes
from registry.issuing.requirements import intake_requirements

_ROW = 1


@dataclass(frozen=True, slots=True)
class JudgedPerson:
    """What the rules say of a person. ``findings`` are by the field of the form that they are about."""

    candidate: CandidateRow
    outcome: Outcome
    findings: Mapping[str, tuple[Finding, ...]]


def judge_person(version: DefinitionVersion, written: Mapping[str, str], headings: Mapping[str, str]) -> JudgedPerson:
    """Judge what was typed: ``written`` by the intake's field ids, ``headings`` what the form calls each field.

    The outcome is `Outcome.IGNORE` for somebody who holds this microcredential already.
    """
    fields = tuple(written)
    sheet = SheetMapping(
        index=0,
        sheet="",
        heading_row=0,
        columns=tuple(ColumnMapping(place, headings[field], field, 1.0) for place, field in enumerate(fields)),
    )
    row = SheetRow("", 0, _ROW, tuple(_cell(written[field]) for field in fields))
    context = RowContext(
        intake_requirements(version), FileMapping((sheet,)), clock.today(), chamber_codes=chamber_codes()
    )
    judged = judge_row(row, context, person=True)
    places = {f"{column_letter(place)}{_ROW}": field for place, field in enumerate(fields)}
    findings: dict[str, tuple[Finding, ...]] = {}
    for one in judged.findings:
        field = places.get(one.cell, fields[0])
        findings[field] = (*findings.get(field, ()), one)
    candidate = judged.candidate or CandidateRow()
    outcome = judged.outcome
    if judged.candidate is not None and outcome in (Outcome.READY, Outcome.WARN):
        known = already_known([candidate], version.definition_id)
        if known:
            field = "curp" if candidate.curp else fields[0]
            findings[field] = (*findings.get(field, ()), known[0].at("", _ROW, headings.get(field, ""), ""))
            outcome = Outcome.IGNORE
    return JudgedPerson(candidate, outcome, findings)


def _cell(text: str) -> Cell:
    return Cell(CellKind.TEXT, text) if text.strip() else EMPTY_CELL
