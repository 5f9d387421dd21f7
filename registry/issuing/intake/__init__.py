"""From a file as an institution has it to people judged against a standard: no database, no web, no clock.

The way through it: `open_book` → `survey` → `propose_mapping` (or `fit_mapping` with what was remembered) → a person
corrects it → `judge_file(list_rows(…))` → `RowOutcome`s with a `Summary` → `write_faulty_rows` for what to correct.
"""

from registry.issuing.intake.candidates import CandidateRow, RowOutcome
from registry.issuing.intake.errors import IntakeRefusal
from registry.issuing.intake.export import write_faulty_rows
from registry.issuing.intake.findings import Finding, Outcome, Remark, Severity
from registry.issuing.intake.headings import SheetSurvey, survey
from registry.issuing.intake.judging import FileReview, Summary, judge_file, list_rows
from registry.issuing.intake.mapping import ColumnMapping, Mapping, SheetMapping, fit_mapping, propose_mapping
from registry.issuing.intake.reading import MAX_FILE_BYTES, Book, open_book
from registry.issuing.intake.requirements import InstrumentRequirement, Requirements
from registry.issuing.intake.row_reader import RowContext
from registry.issuing.intake.rules import judge_row
from registry.issuing.intake.vocabulary import EVERYDAY, Vocabulary

__all__ = [
    "EVERYDAY",
    "MAX_FILE_BYTES",
    "Book",
    "CandidateRow",
    "ColumnMapping",
    "FileReview",
    "Finding",
    "InstrumentRequirement",
    "IntakeRefusal",
    "Mapping",
    "Outcome",
    "Remark",
    "Requirements",
    "RowContext",
    "RowOutcome",
    "Severity",
    "SheetMapping",
    "SheetSurvey",
    "Summary",
    "Vocabulary",
    "fit_mapping",
    "judge_file",
    "judge_row",
    "list_rows",
    "open_book",
    "propose_mapping",
    "survey",
    "write_faulty_rows",
]
