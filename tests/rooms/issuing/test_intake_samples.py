"""The two sample workbooks against their answer key, line by line: every fault found, and none invented."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from functools import cache

import pytest

from registry.issuing.intake import (
    Outcome,
    Requirements,
    RowOutcome,
    Summary,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
)
from tests.rooms.issuing.intake_samples import GENERAL, SHARED, TEACHERS, TODAY

SAMPLES = SHARED / "samples"
UNIVERSITY, SCHOOL = "university_graduates.xlsx", "school_teachers.csv"
needs_samples = pytest.mark.skipif(
    not (SAMPLES / UNIVERSITY).exists(), reason="the sample workbooks are not beside the project"
)


@dataclass(frozen=True)
class KeyLine:
    file: str
    sheet: str
    row: int
    column: str
    outcome: str
    english: str
    spanish: str

    def __str__(self) -> str:
        return f"{self.sheet or 'csv'}{self.row}-{self.outcome}"


def key_lines() -> list[KeyLine]:
    """The tables of the answer key."""
    if not (SAMPLES / "README.md").exists():
        return []
    lines: list[KeyLine] = []
    file = ""
    for text in (SAMPLES / "README.md").read_text(encoding="utf-8").splitlines():
        if text.startswith("## "):
            file = text[3:].strip()
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if file == UNIVERSITY and len(cells) == 6 and cells[0] in ("A", "B"):
            lines.append(KeyLine(file, f"Egresados 2026-{cells[0]}", int(cells[1]), *cells[2:]))
        elif file == SCHOOL and len(cells) == 5 and cells[0].isdigit():
            lines.append(KeyLine(file, "", int(cells[0]), *cells[1:]))
    return lines


@cache
def judged_sample(name: str) -> tuple[tuple[RowOutcome, ...], Summary, float]:
    held_to: Requirements = GENERAL if name == UNIVERSITY else TEACHERS
    start = time.perf_counter()
    with (SAMPLES / name).open("rb") as file, open_book(file) as book:
        mapping = propose_mapping(survey(book, held_to), held_to)
        review = judge_file(list_rows(book, mapping), mapping, held_to, today=TODAY)
        outcomes = tuple(review)
    return outcomes, review.summary, time.perf_counter() - start


def spoken(text: str) -> str:
    """The key once says «of this profile», where the sentence is otherwise the same."""
    return text.replace(" de este perfil", "").replace(" of this profile", "")


@needs_samples
@pytest.mark.parametrize("line", key_lines(), ids=str)
def test_says_what_the_answer_key_says(line: KeyLine) -> None:
    outcomes, _, _ = judged_sample(line.file)
    outcome = next(each for each in outcomes if (each.sheet, each.row_number) == (line.sheet, line.row))
    finding = next(each for each in outcome.findings if each.column == line.column)
    assert finding.severity == line.outcome
    assert finding.message.es == spoken(line.spanish)
    assert finding.message.en == spoken(line.english)
    assert finding.remedy.es and finding.remedy.en
    assert outcome.outcome == ("ready" if line.outcome == "clean" else line.outcome)


@needs_samples
@pytest.mark.parametrize("name", [UNIVERSITY, SCHOOL])
def test_invents_no_fault_that_the_answer_key_lacks(name: str) -> None:
    outcomes, _, _ = judged_sample(name)
    found = {(f.sheet, f.row, f.column) for each in outcomes for f in each.findings}
    assert found == {(line.sheet, line.row, line.column) for line in key_lines() if line.file == name}


@needs_samples
def test_counts_the_university_workbook() -> None:
    outcomes, summary, seconds = judged_sample(UNIVERSITY)
    sys.stderr.write(f"\n{UNIVERSITY}: {len(outcomes)} rows read, mapped and judged in {seconds:.2f} s\n")
    assert (summary.people, summary.distinct_people, summary.ignored) == (1200, 1197, 4)
    assert (summary.issuable, summary.ready, summary.warn) == (1174, 1162, 12)
    assert (summary.reject, summary.not_competent, summary.cleaned) == (19, 7, 7)


@needs_samples
def test_counts_the_teachers_file() -> None:
    _, summary, _ = judged_sample(SCHOOL)
    assert (summary.people, summary.distinct_people) == (180, 179)
    assert (summary.issuable, summary.warn, summary.reject, summary.not_competent) == (172, 5, 6, 2)


@needs_samples
def test_gives_every_issuable_person_a_name_a_date_and_an_unrounded_average() -> None:
    outcomes, _, _ = judged_sample(UNIVERSITY)
    issuable = [each.candidate for each in outcomes if each.outcome in (Outcome.READY, Outcome.WARN)]
    assert all(c and c.full_name and c.achieved_on and len(c.scores) == 3 and c.average for c in issuable)
    juan = next(c for c in issuable if c and c.reference["Matrícula"] == "UFA2600250")
    assert str(juan.average) == "7.17"
    assert juan.full_name == "Juan Carlos Nahuatlato Uc"


@needs_samples
def test_turns_surnames_first_into_a_name_to_read() -> None:
    outcomes, _, _ = judged_sample(SCHOOL)
    names = {each.row_number: each.candidate.full_name for each in outcomes if each.candidate}
    assert names[4] == "Begoña Güemes González"
    assert names[6] == "Begoña Muñoz O'Farrill"
    assert names[8] == "Estefanía de la Cruz Villanueva"
    assert names[19] == "Xóchitl Ku del Río"
