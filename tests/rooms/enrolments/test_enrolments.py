"""Who began, through the services: files judged and handed in, ends, rights, the indicators that stand on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards import service as awards
from registry.curriculum import service as curriculum
from registry.db import db
from registry.enrolments import planning, queries, service
from registry.enrolments.errors import ColumnsMissing, CourseUnknown, EndUnfit, ListClosed, PlanChanged, UndoOver
from registry.enrolments.models import Enrolment, EnrolmentList
from registry.errors import NotAllowed
from registry.indicators import periods, publishing
from registry.indicators import service as indicators
from registry.issuing.intake import IntakeRefusal
from registry.people import service as people
from registry.rights import consents, erasing, exporting
from registry.rights.moving import open_request
from registry.rights.rules import Kind
from tests.doors.web.learner import story
from tests.doors.web.learner.story import School, curp, teacher
from tests.support import ministry
from tests.support.people import new_account

HEADINGS = "CURP,Correo,Inicio,Término previsto,Ocupación,Sector,Entidad,Modalidad,Género,Edad,Microcredencial"
#: Of the exposure table below: 3 and 4 are highly exposed.
#: What makes a synthetic CURP pass as well-formed.
TAIL = "MDFBCDA"
LEVELS = {"sinco-1": "none", "sinco-2": "level-1", "sinco-3": "level-3", "sinco-8": "level-4"}


@pytest.fixture
def school(session: Any, clock: Any) -> School:
    return story.open_school()


def sheet(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode()


def kept(school: School, body: bytes, **more: Any) -> EnrolmentList:
    actor: Actor = more.pop("actor", school.issuer)
    return service.upload(school.provider.id, school.version.id, body, file_name="lista.csv", actor=actor)


def handed_in(school: School, body: bytes, *, consent: bool = True) -> EnrolmentList:
    row = kept(school, body)
    return service.hand_in(row, expected=planning.plan_of(row).digest, consent=consent, actor=school.issuer)


def every() -> list[Enrolment]:
    return list(db.session.scalars(select(Enrolment).order_by(Enrolment.started_on, Enrolment.id)))


def codes(row: EnrolmentList) -> list[tuple[int | None, str]]:
    return [(one.row, one.code) for one in planning.plan_of(row).findings]


def test_a_file_is_judged_handed_in_once_and_undone(school: School, clock: Any) -> None:
    ana, luz = curp(tail=TAIL), curp(tail=TAIL)
    other = story.School(ministry.new_provider("otra"), school.version, school.issuer)
    stranger = actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=other.provider.id))
    reader = actor_of(new_account(Role.PROVIDER_READER, provider_id=school.provider.id))
    body = sheet(
        f"{ana},ana@correo.example,2026-09-01,2026-12-15,8,31,Oaxaca,En línea,M,37,",
        f"{ana},,2026-09-02,2026-12-15,8,31,Oaxaca,En línea,M,37,",  # 3: the same person, another start
        f"{luz},,01/09/2026,15/12/2026,3121,52,09,presencial,H,,{school.version.definition.slug}",
        f"{luz},,01/09/2026,15/12/2026,3121,52,09,presencial,H,,",  # 5: the same again
        ",eva@correo.example,2026-09-01,2026-08-01,,,,,,,",  # 6: ends before it begins
        ",eva@correo.example,2026-12-01,2026-12-31,,,,,,,",  # 7: in the future
        ",iris@correo.example,1926-09-01,2026-12-15,,,,,,,",  # 8: absurd
        ",no es correo,2026-09-01,2026-12-15,,,,,,,",
        ",,2026-09-01,,,,,,,,",  # 10: nobody, no end
        ",sol@correo.example,ayer,2026-12-15,astronauta,,,,,,Curso de otra",
        "=1+1,,2026-09-01,2026-12-15,,,,,,,",
    )
    row = kept(school, body)
    assert codes(row) == [
        (3, "repeated"), (5, "repeated_same"), (6, "end_before_start"), (7, "start_in_future"), (8, "date_absurd"),
        (9, "email_faulty"), (10, "no_person"), (10, "end_missing"), (11, "course_unknown"), (11, "date_unreadable"),
        (11, "value_unknown"), (12, "curp_faulty"),
    ]  # fmt: skip
    plan = planning.plan_of(row)
    assert (len(plan.entries), plan.errors, plan.skipped, plan.with_facts) == (2, 8, 1, 2)
    rows = queries.faulty_rows(plan, "es").decode("utf-8-sig")
    assert "'=1+1" in rows and "Escríbala como día/mes/año" in rows and rows.count("\n") == 9
    assert body not in bytes(row.sealed or b""), "it is sealed"
    for actor in (stranger, reader):
        with pytest.raises(NotAllowed):
            service.hand_in(row, expected=plan.digest, consent=True, actor=actor)
    with pytest.raises(PlanChanged):
        service.hand_in(row, expected="0" * 64, consent=True, actor=school.issuer)
    service.hand_in(row, expected=plan.digest, consent=True, actor=school.issuer)
    first, second = sorted(every(), key=lambda one: one.occupation or "", reverse=True)
    assert (first.gender, first.sector, first.age_group, first.state_code, first.mode) == (
        "woman", "scian-31-33", "age-35-44", "20", "online"
    )  # fmt: skip
    assert (second.occupation, second.gender, second.planned_end) == ("sinco-3", "man", dt.date(2026, 12, 15))
    assert row.sealed is None and ana.encode() not in bytes(first.sealed) and first.consent_id == second.consent_id
    with pytest.raises(ListClosed):
        service.hand_in(row, expected=plan.digest, consent=True, actor=school.issuer)
    corrected = body.replace(b"2026-09-01,2026-08-01", b"2026-09-01,2026-10-01")
    again = kept(school, corrected)
    assert codes(again)[:3] == [(2, "handed_in_before"), (3, "repeated"), (4, "handed_in_before")]
    assert [one.identity for one in planning.plan_of(again).entries] == ["eva@correo.example"]
    service.drop(again, actor=school.issuer)
    assert service.undo(row, actor=school.issuer) == 2 and not every() and row.state == "undone"
    late = handed_in(school, corrected, consent=False)
    assert late.enrolled == 3 and not any(one.gender or one.occupation or one.consent_id for one in every())
    assert any(one.state_code == "20" for one in every()), "where somebody lives is kept as with awards"
    clock.tick(days=service.UNDO_DAYS)
    with pytest.raises(UndoOver):
        service.undo(late, actor=school.issuer)
    forgotten = kept(school, corrected)
    clock.tick(days=service.DRAFT_DAYS)
    assert service.forget_old() == 1 and forgotten.sealed is None
    with pytest.raises(CourseUnknown):
        service.upload(other.provider.id, school.version.id, body, file_name="x", actor=stranger)
    with pytest.raises(ColumnsMissing):
        kept(school, b"Nombre,Fecha\nAna,1\n")
    with pytest.raises(IntakeRefusal):
        kept(school, b"%PDF-1.7")


def test_what_became_of_it_and_whose_it_is(school: School, clock: Any) -> None:
    code = curp(tail=TAIL)
    handed_in(school, sheet(
        f"{code},,2026-09-01,2026-12-15,8,,,,F,,",
        ",ana@correo.example,2026-09-01,2026-12-15,3,,,,,,",
        ",otra@correo.example,2026-09-01,2026-10-15,3,,,,,,",
    ))  # fmt: skip
    by_curp, by_email, over = every()
    assert [one.outcome for one in queries.shown([by_curp, by_email, over])] == ["open", "open", "unknown"]
    for day, reason in ((None, "left"), (dt.date(2026, 8, 1), "left"), (dt.date(2027, 1, 1), "left"),
                        (dt.date(2026, 10, 1), "bored")):  # fmt: skip
        with pytest.raises(EndUnfit):
            service.end(over, day, reason, actor=school.issuer)
    service.end(over, dt.date(2026, 10, 1), "failed", actor=school.issuer)
    assert [one.outcome for one in queries.shown([over])] == ["ended"]
    repeat = kept(school, sheet(
        ",otra@correo.example,2026-10-02,2026-12-15,,,,,,,", ",ana@correo.example,2026-10-02,2026-12-15,,,,,,,",
    ))  # fmt: skip
    assert codes(repeat) == [(3, "enrolled_already")], "who has ended may begin again, later"
    award, _ = story.issue(school, teacher(curp=code, email=None), teacher(full_name="Sol Ríos", email="sol@x.example"))
    with pytest.raises(EndUnfit):
        service.end(by_curp, dt.date(2026, 10, 1), "left", actor=school.issuer)
    assert [one.outcome for one in queries.shown([by_curp, by_email])] == ["completed", "open"]
    # Two people with one address hold the course: whose enrolment it was cannot be said.
    story.issue(school, teacher(), teacher(full_name="Beto Ñúñez"))
    assert [one.outcome for one in queries.shown([by_email])] == ["open"]
    afterwards = kept(school, sheet(",sol@x.example,2026-09-01,2026-12-15,8,,,,,,"))
    assert codes(afterwards) == [(2, "after_award")]
    service.hand_in(afterwards, expected=planning.plan_of(afterwards).digest, consent=True, actor=school.issuer)
    assert [one.after_award for one in every() if one.list_id == afterwards.id] == [True]
    awards.revoke(award, reason="issued_in_error", actor=school.issuer)
    assert [one.outcome for one in queries.shown([by_curp])] == ["open"], "an award that does not stand is none"

    person = people.root_of(award.person)
    assert [one.enrolment.id for one in queries.of_person(person)] == [by_curp.id]
    assert queries.of_person(story.issue(school, teacher(full_name="Ana Otra"))[0].person) == [], (
        "an address proves nothing"
    )
    (copied,) = [one for one in exporting.collected(person)["held"] if one["table"] == "enrolment"]
    assert copied["rows"][0]["person"] == code and copied["rows"][0]["title"] == story.TITLE.as_dict()
    holder = actor_of(new_account(person_id=person.id))
    consents.agree(consents.DEMOGRAPHICS, language="es", actor=holder)
    consents.withdraw(consents.DEMOGRAPHICS, actor=holder)
    db.session.refresh(by_curp)
    assert (by_curp.occupation, by_curp.gender, by_curp.started_on.month) == (None, None, 9)
    service.remove(by_curp, actor=school.issuer)
    handed_in(school, sheet(f"{code},,2026-09-01,2026-12-15,8,,,,F,,"))
    (fresh,) = queries.of_person(person)
    assert fresh.enrolment.occupation is None, "who has said no is not asked through the institution"
    key, request = fresh.enrolment.id, open_request(person, Kind.CANCELLATION, channel="web", actor=holder)
    db.session.expunge(fresh.enrolment)
    erasing.block(request)
    assert key not in {one.id for one in every()} and len(every()) == 3
    erasing.restore(request)
    assert [one.enrolment.id for one in queries.of_person(person)] == [key]


def exposure(clock: Any) -> None:
    """The table of the year, handed in and approved by two people."""
    curriculum.load_shipped(SYSTEM)
    curriculum.enforce("ind-framework", "1.0", SYSTEM)
    author, head = (actor_of(new_account(one)) for one in (Role.AUTHORITY_STATISTICS, Role.AUTHORITY_ADMIN))
    rows = "".join(f"{clock.at.year},{place[-1]},{level}\n" for place, level in LEVELS.items())
    row = indicators.hand_in(
        "imp-exposure", f"año,ocupación,nivel\n{rows}".encode(),
        indicators.Source("Ficticia", "Nadie", clock.at.date()), unit="level", file_name="x.csv", actor=author,
    )  # fmt: skip
    indicators.approve(row.id, warnings_read=True, actor=head)


@pytest.mark.serves("R51")
def test_exposure_and_completion_are_computed_and_no_small_number_can_be_worked_out(school: School, clock: Any) -> None:
    """First the quarter in which they begin; two quarters later how many of them earned it within 180 days."""
    began, later = periods.named("2026-Q4"), periods.named("2027-Q2")
    assert began is not None and later is not None
    exposure(clock)
    assert "ninguna institución" in publishing.compute_now("IND-A2", began).whole.reason.es
    assert "ninguna institución" in publishing.compute_now("IND-A3", later).whole.reason.es
    # 30 from highly exposed occupations, 20 from others, 24 who did not say. Of the 30 nine are in construction.
    who = [curp(tail=TAIL) for _ in range(74)]
    kinds = ["8"] * 14 + ["3"] * 16 + ["2"] * 20 + [""] * 24
    places = ["23" if place < 9 else "31" for place in range(74)]
    rows = [f"{code},,2026-11-{1 + place % 19:02},2027-01-30,{kinds[place]},{places[place]},,,{'FH'[place % 2]},,"
            for place, code in enumerate(who)]  # fmt: skip
    assert handed_in(school, sheet(*rows)).enrolled == 74
    made = publishing.compute_now("IND-A2", began)
    shown = {(one.by, one.key): (one.numerator, one.denominator) for one in made.cells if one.state == "value"}
    assert shown["exposure", "high"] == (30, 50) and (made.known, made.of) == (50, 74)
    assert shown["exposure", "level-4"] == (14, 50) and shown["occupation", "sinco-3"] == (16, 50)
    assert shown["gender", "woman"] == (15, 25) == shown["gender", "man"]
    assert not made.by("sector")[0].value and {one.state for one in made.by("sector")} == {"suppressed"}
    assert any("Instituciones que entregaron inscripciones: 1" in one.es for one in made.notes)
    # Somebody opposes being counted; somebody began twice and counts once.
    awarded = [story.issue(school, teacher(curp=code, email=None))[0] for code in who[:13]]
    awarded[0].person.not_counted_since = clock.at
    for award in awarded[:12]:
        award.awarded_on = dt.date(2027, 3, 1)
    awarded[12].awarded_on = dt.date(2027, 6, 15)  # after more than 180 days
    db.session.flush()
    clock.set(dt.datetime(2027, 7, 3, 16, 0, tzinfo=dt.UTC))
    made = publishing.compute_now("IND-A3", later)
    assert (made.whole.numerator, made.whole.denominator) == (11, 29)
    # Three more are handed in late: beside what exposure said before, the new base would give them away.
    handed_in(school, sheet(*(f"{curp(tail=TAIL)},,2026-11-25,2027-01-30,8,31,,,F,," for _ in range(3))))
    made = publishing.compute_now("IND-A3", later)
    assert made.whole.state == "suppressed" and made.whole.numerator is made.whole.denominator is None
    handed_in(school, sheet(*(f"{curp(tail=TAIL)},,2026-11-25,2027-01-30,8,31,,,F,," for _ in range(9))))
    assert publishing.compute_now("IND-A3", later).whole.denominator == 41
    # Who hands in those who hold it already makes nobody finish.
    done = [curp(tail=TAIL) for _ in range(15)]
    for code in done:
        story.issue(school, teacher(curp=code, email=None))[0].awarded_on = dt.date(2027, 2, 1)
    db.session.flush()
    handed_in(school, sheet(*(f"{code},,2026-11-02,2027-01-30,8,31,,,F,," for code in done)))
    made = publishing.compute_now("IND-A3", later)
    assert (made.whole.numerator, made.whole.denominator) == (11, 41)
