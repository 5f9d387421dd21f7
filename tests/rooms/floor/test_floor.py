"""Targets, schools, priority and chambers, in a real database and through the services."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from registry import content
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards import service as awards
from registry.awards.commands import Delivery
from registry.awards.models import Award
from registry.curriculum import service as curriculum_service
from registry.db import db
from registry.errors import NotAllowed
from registry.floor import panels, queries, service
from registry.floor.errors import (
    ActUndone,
    CctUnfit,
    CodeWithdrawn,
    DatesUnfit,
    DeclaredTwice,
    FileFindings,
    FileUnreadable,
    NothingChanged,
    NotSecondary,
    TargetUnfit,
)
from registry.issuing import planning
from registry.issuing import queries as issuing
from registry.people import service as people
from tests.doors.web.learner import story
from tests.doors.web.provider import world
from tests.support.people import new_account

HERE, THERE = "20DES0001X", "20DES0002Y"
CELL = ("sme_owners", "20")


@pytest.fixture
def school(session: Any, clock: Any) -> story.School:
    found = story.open_school()
    with_programs()
    return found


def with_programs() -> None:
    curriculum_service.load([("programs.yaml", content.shipped_bytes("programs.yaml"))], SYSTEM)
    curriculum_service.enforce("prg-catalog", "1.0", SYSTEM)
    db.session.commit()


def actor(role: Role, **more: Any) -> Actor:
    return actor_of(new_account(role, **more))


def act(clock: Any, **changes: Any) -> service.Act:
    day = clock.at.date()
    ordinary: dict[str, Any] = {
        "horizon": "short", "due_on": day + dt.timedelta(days=365), "source": "Plan de prueba", "acted_on": day,
        "valid_from": day,
    }  # fmt: skip
    return service.Act(**{**ordinary, **changes})


def standing(clock: Any) -> dict[Any, int]:
    return {cell: one.people for cell, one in queries.targets(clock.at.date())["short"].items()}


def test_targets_keep_their_versions_and_come_back(school: story.School, clock: Any) -> None:
    setter = actor(Role.AUTHORITY_PROGRAMS)
    service.set_targets(act(clock), {CELL: 100, ("civil_servants", "07"): 40}, actor=setter)
    clock.tick(hours=1)
    second = service.set_targets(act(clock), {CELL: 150, ("civil_servants", "07"): 40}, actor=setter)
    assert [(one.profile, one.people) for one in second.lines] == [("sme_owners", 150)], "only what changed"
    assert standing(clock)[CELL] == 150
    assert [one.entered_by for one in queries.acts()] == [setter.account_id] * 2
    service.undo(second.id, actor=setter)
    assert standing(clock)[CELL] == 100
    with pytest.raises(ActUndone):
        service.undo(second.id, actor=setter)
    with pytest.raises(NothingChanged):
        service.set_targets(act(clock), {CELL: 100}, actor=setter)
    for cells in ({("advanced_talent", "20"): 5}, {("sme_owners", "33"): 5}, {CELL: 0}, {CELL: -3}):
        with pytest.raises(TargetUnfit):
            service.set_targets(act(clock), cells, actor=setter)
    with pytest.raises(DatesUnfit):
        service.set_targets(act(clock, due_on=clock.at.date() - dt.timedelta(days=1)), {CELL: 7}, actor=setter)
    with pytest.raises(NotAllowed):
        service.set_targets(act(clock), {CELL: 7}, actor=actor(Role.AUTHORITY_OBSERVER))


def test_a_file_of_targets_is_taken_whole_or_not_at_all(school: story.School, clock: Any) -> None:
    setter = actor(Role.AUTHORITY_ADMIN)
    faulty = "perfil;entidad;personas\nsme_owners;Oaxaca;100\nsme_owners;20;5\nnadie;20;5\nsme_owners;Atlántida;5\n"
    with pytest.raises(FileFindings) as refused:
        service.import_targets(act(clock), (faulty + "sme_owners;07;-4\nsme_owners;09;cien\n").encode(), actor=setter)
    assert [(one.line, one.code) for one in refused.value.findings] == [
        (3, "twice"), (4, "unknown_profile"), (5, "unknown_state"), (6, "out_of_range"), (7, "not_a_number"),
    ]  # fmt: skip
    assert standing(clock) == {}
    good = 'Profile,State,People\nDocentes de secundaria,Chiapas,"1,200"\nsme_owners,MX-OAX,30\n'
    service.import_targets(act(clock), good.encode("utf-8-sig"), actor=setter)
    assert standing(clock) == {("secondary_teachers", "07"): 1200, CELL: 30}
    for body in (b"", b"a,b\n1,2\n", b"perfil\0", b'perfil,entidad,personas\n"sme_owners,20,3\n'):
        with pytest.raises(FileUnreadable):
            service.import_targets(act(clock), body, actor=setter)


def teach(school: story.School, number: int, cct: str | None = HERE, **more: Any) -> Award:
    person = story.teacher(
        full_name=f"Docente Ficticia {number}", given_names="Docente", first_surname="Ficticia",
        second_surname=str(number), email=f"d{number}@correo.example",
    )  # fmt: skip
    return story.issue(school, person, delivery=Delivery.NONE, cct=cct, **more)[0]


def declared(clock: Any, cct: str = HERE, staff: int = 5, days_ago: int = 0, **more: Any) -> service.Declared:
    day = clock.at.date() - dt.timedelta(days=days_ago)
    return service.Declared(cct, "Secundaria Ficticia", staff, "Plantilla de prueba", day, **more)


def since(cct: str = HERE) -> dt.date | None:
    found = queries.school(cct)
    assert found is not None
    return found.since


@pytest.mark.serves("R09")
@pytest.mark.serves("R48")
def test_a_school_is_recognised_and_loses_it_as_the_records_say(school: story.School, clock: Any) -> None:
    keeper = actor(Role.STATE_ADMIN)  # of Oaxaca, 20
    held = [teach(school, number) for number in range(3)]
    assert queries.school(HERE) is None, "without a declaration there is nothing to say"
    service.declare(declared(clock, staff=6), actor=keeper)
    assert since() is None
    clock.tick(days=2)
    held.append(teach(school, 3))
    service.recount([HERE])
    assert since() == clock.at.date()
    twin = teach(school, 4)
    people.merge(twin.person, into=held[0].person, actor=SYSTEM)
    service.recount([HERE])
    assert queries.school(HERE).holders == 4, "two records of one person are one"
    clock.tick(hours=1)
    moved = story.issue(
        school, story.teacher(full_name="Otra", email="otra@x.example"), delivery=Delivery.NONE, cct=HERE
    )[0]
    clock.tick(hours=1)
    newer = teach(school, 9, THERE)
    people.merge(newer.person, into=moved.person, actor=SYSTEM)
    service.recount([HERE])
    assert queries.school(HERE).holders == 4, "who has moved on counts at the newer school"
    awards.revoke(held[3], reason="requirements_not_met", actor=school.issuer)
    clock.tick(days=1, hours=1)
    assert service.recount_due() == 1
    assert since() is None
    assert queries.school(HERE).lapsed_on == clock.at.date()
    service.declare(declared(clock, staff=2), actor=keeper)
    assert since() is None, "three people of two is a finding, not 150 %"
    clock.tick(days=1)
    service.declare(declared(clock, staff=4), actor=keeper)
    assert since() == clock.at.date()
    assert [one.cct for one in queries.recognised(clock.at.date())] == [HERE]
    clock.tick(days=367)
    assert queries.recognised(clock.at.date()) == [], "the declaration is over, whether the worker has looked or not"
    service.recount_due()
    assert (since(), queries.school(HERE).staff) == (None, None)


def test_who_declares_where_and_what_is_refused(school: story.School, clock: Any) -> None:
    keeper = actor(Role.STATE_ADMIN)
    service.declare(declared(clock), actor=keeper)
    for said, refusal in (
        (declared(clock), DeclaredTwice), (declared(clock, "20DES00"), CctUnfit),
        (declared(clock, "20DPR0001X"), NotSecondary),
        (declared(clock, "07DES0001X"), NotAllowed), (declared(clock, THERE, days_ago=-1), DatesUnfit),
        (declared(clock, THERE, days_ago=400), DatesUnfit),
    ):  # fmt: skip
        with pytest.raises(refusal):
            service.declare(said, actor=keeper)
    day = clock.at.date()
    head = "cct,escuela,planta_docente,fuente,fecha\n"
    rest = f",Otra escuela,9,Plantilla,{day}\n"
    faulty = f"{head}{THERE}{rest}07DES0001X{rest}{THERE}{rest}"
    with pytest.raises(FileFindings) as refused:
        service.import_declarations(faulty.encode(), actor=keeper)
    assert [(one.line, one.code) for one in refused.value.findings] == [(3, "not_your_state"), (4, "twice")]
    assert queries.school(THERE) is None
    assert service.import_declarations(f"{head}{THERE},Otra escuela,9,Plantilla,{day}\n".encode(), actor=keeper) == 1
    service.withdraw(THERE, actor=keeper)
    assert queries.school(THERE).staff is None
    with pytest.raises(NotAllowed):
        service.withdraw(HERE, actor=actor(Role.STATE_ADMIN, places={Role.STATE_ADMIN: "state:07"}))


@pytest.mark.serves("R09")
def test_priority_follows_the_current_microcredential(school: story.School, clock: Any) -> None:
    held = teach(school, 1)
    found = queries.priority_of(held.person_id, clock.at)
    assert found is not None
    assert (found.folio, found.cct) == (held.folio, HERE)
    assert queries.priority_of(held.person_id, held.valid_until) is None
    awards.suspend(held, reason="under_investigation", actor=school.issuer)
    assert queries.priority_of(held.person_id, clock.at) is None


@pytest.mark.serves("R10")
@pytest.mark.serves("R77")
def test_chambers_count_who_came_by_their_codes_and_files_are_told(session: Any, clock: Any) -> None:
    institution = world.institution()
    with_programs()
    version = world.published(institution)
    chamber = actor(Role.CHAMBER)  # of CANIETI, in a registry that is no demonstration
    code = service.make_code("chamber-canieti", "Feria de prueba", actor=chamber)
    spent = service.make_code("chamber-canieti", "Folleto de prueba", actor=chamber)
    with pytest.raises(NotAllowed):
        service.make_code("chamber-coparmex", "Ajeno", actor=chamber)
    service.withdraw_code("chamber-canieti", spent.code, actor=chamber)
    with pytest.raises(CodeWithdrawn):
        service.withdraw_code("chamber-canieti", spent.code, actor=chamber)
    written = [f"{code.code[:4].lower()}-{code.code[4:]}", spent.code, "INVENTADO"]
    rows = [[*world.person(number), text] for number, text in enumerate(written, 1)]
    issuer = actor(Role.PROVIDER_ISSUER, provider_id=institution.id)
    data = world.csv_file(rows, (*world.HEADINGS, "Código de cámara"))
    batch = planning.upload(version.id, file_name="lista.csv", data=data, actor=issuer)
    planning.choose_mapping(batch, {}, consent=False, actor=issuer)
    planning.review(batch, actor=issuer)
    told = {key: count for key, count in batch.totals["findings"].items() if key.startswith("chamber_code")}
    assert told == {"chamber_code_unknown": 1, "chamber_code_withdrawn": 1}
    assert issuing.counts(batch.id)["planned"] == 1
    at_school = story.School(institution, version, issuer)
    everybody = [story.teacher(full_name=f"Persona {number}", email=f"p{number}@x.example") for number in range(12)]
    story.issue(at_school, *everybody[:6], delivery=Delivery.NONE, chamber_code=code.code)
    story.issue(at_school, *everybody[6:], delivery=Delivery.NONE, chamber_code=spent.code)
    assert panels.panel_of("chamber-canieti", clock.at.date()).months.cells == {}, "this month is not over"
    after = (clock.at + dt.timedelta(days=31)).date()
    assert panels.panel_of("chamber-canieti", after).total == 12, "a withdrawn code still counts"
    assert panels.panel_of("chamber-coparmex", after).total in (0, None)
