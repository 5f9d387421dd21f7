"""Short names, files, completeness, clocks and reviewing: the room's other pure parts."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from registry import content
from registry.curriculum.calendar import BusinessCalendar
from registry.curriculum.criteria import Criteria, Criterion, Decision, Result
from registry.curriculum.parsing_criteria import parse_criteria
from registry.curriculum.yaml_file import read_yaml
from registry.providers import deadlines, dossier, reviewing
from registry.providers.dossier import Answer, Progress, Upload
from registry.providers.errors import (
    AlreadyAssigned,
    ConflictOfInterest,
    FileTooLarge,
    FileTypeRefused,
    FindingNeedsComment,
    OpinionMissing,
    ReviewersDisagree,
    ReviewsMissing,
    SeatsTaken,
    SlugUnfit,
)
from registry.providers.reviewing import Seat
from registry.texts import Text

CALENDAR = BusinessCalendar(("12-25", "01-01"))
MONDAY = dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC)
DAYS = {"completeness_notice": 10, "ruling": 30, "applicant_reply": 15, "third_reviewer": 10}


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    return parse_criteria(read_yaml(content.shipped_bytes("accreditation_criteria.yaml"), name="criteria"))


@pytest.mark.parametrize("slug", ["", "ab", "Universidad", "uni_norte", "-uni", "uni-", "uni--norte", "a" * 41, "sep",
                                  "uni norte", "../root", "uní", "autoridad"])  # fmt: skip
def test_refuses_a_short_name_that_cannot_stand_in_an_address(slug: str) -> None:
    with pytest.raises(SlugUnfit):
        dossier.require_slug(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Universidad Autónoma del Norte, A.C.", "universidad-autonoma-del-norte-a-c"), ("日本", "")],
)
def test_short_name_is_made_of_the_name(name: str, slug: str) -> None:
    assert dossier.slug_from(name) == slug
    assert not slug or dossier.require_slug(slug)


def test_long_names_give_short_names_that_fit() -> None:
    assert dossier.require_slug(dossier.slug_from("Instituto Tecnológico " * 12))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\acta.PDF", "acta.pdf"),
        ('acta";\r\nSet-Cookie: x.pdf', "acta__ _Set-Cookie_ x.pdf"),
        ("acta constitutiva ñ.pdf", "acta constitutiva ñ.pdf"),
        ("", "documento"),
        (".pdf", "pdf"),
    ],
)
def test_file_names_are_safe_on_disk_and_in_headers(given: str, kept: str) -> None:
    safe = dossier.safe_name(given)
    assert not set(safe) & set('/\\"\r\n;<>:')
    assert safe == kept or given.startswith('acta"')


def test_refuses_a_file_that_is_not_what_it_says() -> None:
    for name, body in [("a.pdf", b"MZ..."), ("a.exe", b"%PDF-1.7"), ("a.svg", b"<svg/>"), ("a.pdf", b""), ("pdf", b"")]:
        with pytest.raises(FileTypeRefused):
            dossier.require_evidence(Upload(name, body))


def test_refuses_a_file_beyond_the_limit() -> None:
    with pytest.raises(FileTooLarge):
        dossier.require_evidence(Upload("a.pdf", b"%PDF-" + b"0" * dossier.FILE_MAXIMUM_BYTES))


def test_keeps_a_file_of_an_accepted_kind() -> None:
    kept = dossier.require_evidence(Upload("Acta.PDF", b"%PDF-1.7"))
    assert (kept.name, kept.media_type) == ("Acta.pdf", "application/pdf")


def criterion(identifier: str, *, mandatory: bool = True, computed: str | None = None) -> Criterion:
    text = Text("x", "x")
    return Criterion(identifier, "G", "p", mandatory, True, "always", computed, text, text)


def test_refuses_words_without_documents_and_documents_without_words() -> None:
    one = criterion("ACC-X1")
    assert dossier.missing([one], {"ACC-X1": Answer(True, 0)}, {}) == ("ACC-X1",)
    assert dossier.missing([one], {"ACC-X1": Answer(False, 1)}, {}) == ("ACC-X1",)
    assert dossier.missing([one], {"ACC-X1": Answer(True, 1)}, {}) == ()


def test_computed_criteria_ask_for_no_document_unless_they_could_not_be_computed() -> None:
    one = criterion("ACC-X1", computed="drafts")
    assert dossier.missing([one], {}, {"ACC-X1": True}) == ()
    assert dossier.missing([one], {"ACC-X1": Answer(True, 1)}, {"ACC-X1": False}) == ("ACC-X1",)
    assert dossier.missing([one], {}, {}) == ("ACC-X1",)
    assert dossier.missing([one], {"ACC-X1": Answer(True, 1)}, {}) == ()


def test_recommended_criteria_keep_nothing_back() -> None:
    one = criterion("ACC-X1", mandatory=False)
    assert dossier.missing([one], {}, {}) == ()
    assert dossier.progress(one, Answer(), None) == Progress.OPTIONAL


def test_periods_skip_weekends_and_holidays() -> None:
    thursday = dt.datetime(2026, 12, 24, 18, 0, tzinfo=dt.UTC)
    assert deadlines.day_of(deadlines.due(thursday, 1, CALENDAR)) == dt.date(2026, 12, 28)


def test_a_period_starts_with_the_day_in_mexico_not_in_greenwich() -> None:
    late_on_monday = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)  # 21:00 of the 23rd in Mexico City
    assert deadlines.day_of(deadlines.due(late_on_monday, 1, CALENDAR)) == dt.date(2026, 11, 24)


def test_the_rulings_clock_stops_while_the_applicants_runs() -> None:
    day = dt.timedelta(days=1)
    submit = deadlines.Moment("submit", MONDAY)
    asked = deadlines.Moment("request_information", MONDAY + 2 * day)
    replied = deadlines.Moment("reply", MONDAY + 9 * day)
    alone = deadlines.ruling_due([submit], DAYS, CALENDAR)
    assert deadlines.ruling_due([submit, asked], DAYS, CALENDAR) is None
    after = deadlines.ruling_due([replied, submit, asked], DAYS, CALENDAR)
    assert alone is not None and after is not None
    # Two of thirty days had been used when the clock stopped.
    assert deadlines.day_of(after) == CALENDAR.add_business_days(dt.date(2026, 12, 2), 28)
    assert CALENDAR.business_days_between(deadlines.day_of(alone), deadlines.day_of(after)) == 5
    assert deadlines.ruling_due([], DAYS, CALENDAR) is None


def test_overdue_days_are_negative() -> None:
    due = deadlines.due(MONDAY, 2, CALENDAR)
    assert deadlines.days_left(due, at=MONDAY, calendar=CALENDAR) == 2
    assert deadlines.days_left(due, at=MONDAY + dt.timedelta(days=3), calendar=CALENDAR) == -1


def test_months_end_where_the_month_does() -> None:
    assert deadlines.add_months(dt.datetime(2024, 2, 29, tzinfo=dt.UTC), 36).date() == dt.date(2027, 2, 28)
    assert deadlines.add_months(dt.datetime(2026, 12, 31, tzinfo=dt.UTC), 2).date() == dt.date(2027, 2, 28)


ANA, LUZ, EVA, SOL = (uuid.UUID(int=number) for number in range(1, 5))


def decision(result: Result, rule: str = "decide-accredited", *failed: str) -> Decision:
    return Decision(result, rule, failed, ())


GOOD = decision(Result.ACCREDITED)
BAD = decision(Result.DENIED, "decide-denied-too-many", "ACC-A3", "ACC-B4", "ACC-C2")


def seat(reviewer: uuid.UUID, number: int, found: Decision | None = None, *, recused: bool = False) -> Seat:
    return Seat(reviewer, number, MONDAY if found else None, recused, found)


def next_seat(criteria: Criteria, *seats: Seat, reviewer: uuid.UUID = SOL) -> int:
    return reviewing.seat_for(seats, criteria, reviewer_id=reviewer, reviewer_name="Sol")


def test_refuses_a_reviewer_with_a_role_at_the_institution() -> None:
    with pytest.raises(ConflictOfInterest):
        reviewing.require_free_of_conflict("Ana", {ANA}, ANA, "Universidad")
    reviewing.require_free_of_conflict("Ana", {LUZ}, ANA, "Universidad")


def test_refuses_a_third_reviewer_while_two_agree_or_one_is_missing(criteria: Criteria) -> None:
    for seats in (
        [seat(ANA, 1, GOOD), seat(LUZ, 2, GOOD)],
        [seat(ANA, 1, GOOD), seat(LUZ, 2)],
        [seat(ANA, 1), seat(LUZ, 2)],
    ):
        with pytest.raises(SeatsTaken):
            next_seat(criteria, *seats)


def test_a_third_reviewer_is_called_when_two_disagree(criteria: Criteria) -> None:
    disagreeing = [seat(ANA, 1, GOOD), seat(LUZ, 2, BAD)]
    assert next_seat(criteria, *disagreeing) == 3
    with pytest.raises(SeatsTaken):
        next_seat(criteria, *disagreeing, seat(EVA, 3))


def test_a_recused_reviewer_leaves_the_seat_and_does_not_come_back(criteria: Criteria) -> None:
    seats = [seat(ANA, 1, recused=True), seat(LUZ, 2)]
    assert next_seat(criteria, *seats) == 1
    with pytest.raises(AlreadyAssigned):
        next_seat(criteria, *seats, reviewer=ANA)


def test_refuses_decision_with_one_review(criteria: Criteria) -> None:
    for seats in ([], [seat(ANA, 1, GOOD)], [seat(ANA, 1, GOOD), seat(LUZ, 2)]):
        with pytest.raises(ReviewsMissing):
            reviewing.ruled(seats, criteria)


def test_refuses_decision_while_two_disagree(criteria: Criteria) -> None:
    with pytest.raises(ReviewersDisagree):
        reviewing.ruled([seat(ANA, 1, GOOD), seat(LUZ, 2, BAD)], criteria)


def test_refuses_decision_while_the_third_has_not_ruled(criteria: Criteria) -> None:
    with pytest.raises(ReviewsMissing):
        reviewing.ruled([seat(ANA, 1, GOOD), seat(LUZ, 2, BAD), seat(EVA, 3)], criteria)


def test_the_third_reviewer_breaks_the_tie(criteria: Criteria) -> None:
    ruled = reviewing.ruled([seat(ANA, 1, GOOD), seat(LUZ, 2, BAD), seat(EVA, 3, BAD)], criteria)
    assert ruled.result == Result.DENIED
    assert reviewing.ruled([seat(ANA, 1, GOOD), seat(LUZ, 2, GOOD)], criteria).result == Result.ACCREDITED


def test_a_recused_reviewers_findings_do_not_count(criteria: Criteria) -> None:
    with pytest.raises(ReviewsMissing):
        reviewing.ruled([seat(ANA, 1, GOOD, recused=True), seat(LUZ, 2, GOOD)], criteria)


def test_refuses_to_show_a_review_before_all_are_filed(criteria: Criteria) -> None:
    half = [seat(ANA, 1, GOOD), seat(LUZ, 2)]
    assert reviewing.may_read(half, criteria, reader_id=ANA, author_id=ANA)
    assert not reviewing.may_read(half, criteria, reader_id=LUZ, author_id=ANA)
    assert not reviewing.may_read(half, criteria, reader_id=SOL, author_id=ANA)
    both = [seat(ANA, 1, GOOD), seat(LUZ, 2, BAD)]
    assert reviewing.may_read(both, criteria, reader_id=LUZ, author_id=ANA)
    with_third = [*both, seat(EVA, 3)]
    assert not reviewing.may_read(with_third, criteria, reader_id=EVA, author_id=ANA)
    assert not reviewing.may_read([seat(ANA, 1, GOOD)], criteria, reader_id=SOL, author_id=ANA)


def test_refuses_a_failed_criterion_without_its_why() -> None:
    with pytest.raises(FindingNeedsComment):
        reviewing.require_fileable([criterion("ACC-X1")], {"ACC-X1": "does_not_meet"}, {"ACC-X1": " "}, "Bien.")


def test_refuses_a_review_without_an_opinion() -> None:
    with pytest.raises(OpinionMissing):
        reviewing.require_fileable([criterion("ACC-X1")], {"ACC-X1": "meets"}, {}, "  ")


def test_what_was_computed_as_unmet_stays_unmet_whatever_a_reviewer_says() -> None:
    found = {"ACC-B1": "meets", "ACC-B3": "does_not_meet"}
    assert reviewing.with_computed(found, {"ACC-B1": False, "ACC-B3": True}) == {
        "ACC-B1": "does_not_meet",
        "ACC-B3": "does_not_meet",
    }
