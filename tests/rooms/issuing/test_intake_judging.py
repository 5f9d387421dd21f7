"""The file as a whole: the same person twice, what is issued already, the counts, and the memory it takes."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence

import pytest

from registry.issuing.intake import (
    CandidateRow,
    Mapping,
    Outcome,
    Remark,
    RowOutcome,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
)
from registry.issuing.intake import errors as refusals
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.duplicates import SeenPeople
from registry.issuing.intake.messages import ALREADY_AWARDED
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TODAY,
    Formula,
    codes,
    csv_file,
    curp,
    judged,
    person,
    workbook,
    workbooks,
)


def outcomes_of(*rows: list[object]) -> list[RowOutcome]:
    return judged(workbook(rows))[0]


def test_refuses_the_same_person_twice_and_tells_the_later_row() -> None:
    first, second = outcomes_of(person(), person(Matrícula="otra"))
    assert first.outcome is Outcome.READY
    (finding,) = second.findings
    assert (second.outcome, finding.code, finding.column) == (Outcome.REJECT, "same_person", "CURP")
    assert finding.message.es == "La misma persona ya aparece (hoja «Lista», fila 2)"
    assert finding.message.en == "The same person already appears (sheet “Lista”, row 2)"


def test_finds_the_same_person_on_another_sheet() -> None:
    outcomes, _ = judged(workbooks({"Uno": [list(HEADINGS), person()], "Dos": [[], list(HEADINGS), person()]}))
    (finding,) = outcomes[1].findings
    assert finding.message.es == "La misma persona ya aparece en la otra hoja (hoja «Uno», fila 2)"
    assert (finding.sheet, finding.row) == ("Dos", 3)


def test_finds_the_same_person_in_another_case_with_another_address() -> None:
    _, later = outcomes_of(person(), person(**{"Nombre(s)": "BEGOÑA", "Correo_electrónico": "otra@x.example"}))
    assert codes(later) == {"same_person_other_writing"}


def test_finds_the_same_code_written_with_spaces_and_in_lower_case() -> None:
    _, later = outcomes_of(person(), person(CURP=" " + curp().lower()))
    assert codes(later) == {"spaces_or_case", "same_person"}


def test_refuses_one_code_for_two_names() -> None:
    _, later = outcomes_of(person(), person(**{"Nombre(s)": "Inés"}))
    assert (later.outcome, codes(later)) == (Outcome.REJECT, {"same_curp_other_name"})


def test_two_people_with_one_address_stay_two() -> None:
    first, later = outcomes_of(
        person(), person(1, **{"Nombre(s)": "Inés", "Correo_electrónico": "PERSONA0@uni.example"})
    )
    assert first.outcome is Outcome.READY
    assert later.outcome is Outcome.WARN
    assert codes(later) == {"spaces_or_case", "shared_email"}


def test_two_people_of_one_name_and_address_with_different_codes_stay_two() -> None:
    _, later = outcomes_of(person(), person(1, Correo_electrónico="persona0@uni.example"))
    assert codes(later) == {"shared_email"}


def test_a_person_without_a_code_is_one_award() -> None:
    _, later = outcomes_of(person(CURP=None), person(CURP=None, **{"Nombre(s)": "BEGOÑA"}))
    assert (later.outcome, codes(later)) == (Outcome.REJECT, {"no_curp", "same_person"})
    _, later = outcomes_of(person(), person(CURP=None))
    assert codes(later) == {"no_curp", "same_person"}


def test_asks_about_one_name_twice_when_a_code_is_missing() -> None:
    _, later = outcomes_of(person(CURP=None), person(1))
    assert (later.outcome, codes(later)) == (Outcome.WARN, {"same_name_without_curp"})
    _, later = outcomes_of(person(), person(1))
    assert codes(later) == set()


def test_says_the_first_row_however_often_the_person_comes_back() -> None:
    outcomes = outcomes_of(person(), person(), person())
    assert ["fila 2" in each.findings[0].message.es for each in outcomes[1:]] == [True, True]


def test_names_only_the_row_when_the_file_has_no_sheets() -> None:
    head = "Nombre completo;CURP;Correo;Fecha de término;Prueba objetiva;Tarea práctica;Producto integrador\n"
    line = f"Ana Gil Ruiz;{curp()};a@x.example;19/06/2026;80;80;80\n"
    outcomes, _ = judged(csv_file(head + line + line))
    assert outcomes[1].findings[0].message.es == "La misma persona ya aparece en la fila 2"


def test_remembers_sightings_exactly() -> None:
    from registry.issuing.intake.duplicates import _Sighting

    for sighting in (
        _Sighting(0, 1, False, 0, 0, 0),
        _Sighting(99, 1_048_576, True, 0xFF_FFFF_FFFF, 0xFFFF, 0xFFFF_FFFF),
        _Sighting(3, 500_000, True, 12345, 6789, 1),
    ):
        assert _Sighting.unpacked(sighting.packed()) == sighting


# -- what is issued already


def test_asks_once_per_batch_and_issues_nothing_twice() -> None:
    asked: list[int] = []

    def known(candidates: Sequence[CandidateRow]) -> dict[int, Remark]:
        asked.append(len(candidates))
        return {i: ALREADY_AWARDED.remark(folio="AAAA") for i, each in enumerate(candidates) if each.curp == curp(1)}

    rows = [person(number) for number in range(1200)]
    rows[2] = person(2, Prueba_objetiva=11)
    with open_book(workbook(rows)) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
        review = judge_file(list_rows(book, mapping), mapping, GENERAL, today=TODAY, existing=known)
        outcomes = list(review)
    assert asked == [499, 500, 200]
    assert (outcomes[1].outcome, codes(outcomes[1])) == (Outcome.IGNORE, {"already_awarded"})
    assert "AAAA" in outcomes[1].findings[0].message.es
    assert (review.summary.people, review.summary.already, review.summary.ready) == (1200, 1, 1198)


# -- counting


def test_counts_each_row_once() -> None:
    file = workbook(
        [
            person(),
            person(1, CURP=" " + curp(1)),
            person(2, Correo_electrónico=None),
            person(3, CURP="x"),
            person(4, Prueba_objetiva=11),
            person(),
            ["Total"],
        ]
    )
    with open_book(file) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
        review = judge_file(list_rows(book, mapping), mapping, GENERAL, today=TODAY)
        assert review.summary.people == 0
        list(review)
    counted = review.summary.as_dict()
    assert {key: counted[key] for key in ("people", "distinct_people", "issuable", "ready", "warn", "reject")} == {
        "people": 6, "distinct_people": 5, "issuable": 3, "ready": 2, "warn": 1, "reject": 2,
    }  # fmt: skip
    assert (counted["not_competent"], counted["ignored"], counted["cleaned"]) == (1, 1, 1)
    assert counted["sheets"] == {"Lista": 6}
    assert counted["findings"]["same_person"] == 1


def test_says_an_unused_formula_a_hundred_times_and_not_for_ever() -> None:
    rows = [[*person(number), Formula(f"=ROW()-{number}", number)] for number in range(130)]
    outcomes, _ = judged(workbook(rows, headings=(*HEADINGS, "No.")))
    assert sum(codes(each) == {"unused_formula"} for each in outcomes) == 100
    assert all(each.outcome is Outcome.READY for each in outcomes)


def test_refuses_to_judge_without_the_columns_it_needs() -> None:
    with open_book(workbook([["Ana Gil", curp()]], headings=("Nombre completo", "CURP"))) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
        with pytest.raises(refusals.BadMapping):
            judge_file(list_rows(book, mapping), mapping, GENERAL, today=TODAY)


def test_refuses_a_mapping_of_another_file() -> None:
    with open_book(workbooks({"Uno": [list(HEADINGS), person()], "Dos": [list(HEADINGS), person(1)]})) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
    with open_book(workbook([person()])) as other, pytest.raises(refusals.BadMapping):
        list(list_rows(other, mapping))


def test_refuses_too_many_rows_over_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.issuing.intake.judging.MAX_ROWS", 3)
    sheets = {name: [list(HEADINGS), person(), person(1)] for name in ("Uno", "Dos")}
    with open_book(workbooks(sheets)) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
        with pytest.raises(refusals.TooManyRows):
            list(list_rows(book, mapping))


def test_leaves_out_sheets_that_are_not_included() -> None:
    with open_book(
        workbooks({"Uno": [list(HEADINGS), person()], "Dos": [list(HEADINGS), person(1)]}, hidden=["Dos"])
    ) as book:
        mapping = propose_mapping(survey(book, GENERAL), GENERAL)
        assert {row.sheet for row in list_rows(book, mapping)} == {"Uno"}


# -- memory


def many(count: int) -> Iterator[SheetRow]:
    usual = [Cell(CellKind.TEXT, str(value)) for value in person()]
    for number in range(count):
        cells = usual.copy()
        cells[4] = Cell(CellKind.TEXT, curp(number % 2_000, letters="GUG" + chr(66 + number // 2_000)))
        cells[5] = Cell(CellKind.TEXT, f"persona{number}@uni.example")
        yield SheetRow("Lista", 0, number + 2, tuple(cells))


def mapping_of_people() -> Mapping:
    with open_book(workbook([person()])) as book:
        return propose_mapping(survey(book, GENERAL), GENERAL)


def test_judges_twenty_thousand_rows_holding_only_a_batch() -> None:
    gc.collect()
    of_others = {id(each) for each in gc.get_objects() if type(each).__name__ in ("SheetRow", "RowOutcome")}
    rows_held = outcomes_held = count = 0
    review = judge_file(many(20_000), mapping_of_people(), GENERAL, today=TODAY)
    for outcome in review:
        count += 1
        if count % 10_000 == 5_000:
            held = [each for each in gc.get_objects() if id(each) not in of_others]
            rows_held = max(rows_held, sum(type(each) is SheetRow for each in held))
            outcomes_held = max(outcomes_held, sum(type(each) is type(outcome) for each in held))
            del held
    assert count == review.summary.people == 20_000
    assert 0 < rows_held <= 1_100 and 0 < outcomes_held <= 1_100


def test_remembers_people_as_numbers_only() -> None:
    seen = SeenPeople()
    outcomes, mapping = judged(workbook([person(), person(1, CURP=None)]))
    for outcome in outcomes:
        seen.remark(outcome, mapping)
    kept = [seen._by_curp, seen._by_email, seen._by_name_without_curp]
    assert all(type(each) is int for table in kept for pair in table.items() for each in pair)
    assert [len(table) for table in kept] == [1, 2, 1]
