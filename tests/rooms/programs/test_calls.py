"""Calls and applications: every step in its time, by whom it belongs to, told to the person; bad input has its rule."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from registry import clock as time
from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.clock import Hand
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.demo.cast import fictitious_curp
from registry.errors import NotAllowed, RegistryError
from registry.notices.models import OutboxMessage
from registry.people import service as people
from registry.people.models import Consent, Person, PersonFact
from registry.programs import agreements, calls, errors, funnel, queries, service
from registry.programs.commands import AgreementTerms, CallTerms, Declaration, MemberScores, Party
from registry.programs.models import CallApplication, Cohort, ProgramCall
from registry.rights import consents
from registry.texts import Text
from tests.rooms.programs.test_service import (  # noqa: F401  fixtures
    FIRST,
    HEAD,
    PROGRAM,
    SECOND,
    cohort,
    members,
    ministry,
    offered,
    recorded,
    scores,
)
from tests.support.people import new_account

BOTH = Text("Texto de prueba.", "A test text.")
MEXICAN = {"nationality": "mexican"}
_numbers = itertools.count(500)


def terms(name: str = "2027", *, days: int = 10, capacity: int = 3, **more: Any) -> CallTerms:
    now = time.now()
    given: dict[str, Any] = {
        "name": name, "opens_at": now, "closes_at": now + dt.timedelta(days=days), "capacity": capacity, "waiting": 5,
        "text": dict.fromkeys(calls.PARTS, BOTH), "quotas": {"prg-talent-1000-quota-women": 40},
    }  # fmt: skip
    return CallTerms(**{**given, **more})


def said(number: int | None = None, *, consent: bool = True, **declared: str) -> Declaration:
    number = next(_numbers) if number is None else number
    return Declaration(
        {"nationality": "mexican", **declared}, consent, "curp", fictitious_curp(number, "woman"), "Ana Ficticia Prueba"
    )


@pytest.fixture
def call(ministry: Any) -> ProgramCall:  # noqa: F811
    drafted = service.draft_call(PROGRAM, terms(), actor=HEAD)
    return service.publish_call(drafted.id, actor=HEAD)


def apply(call: ProgramCall, declaration: Declaration | None = None) -> tuple[Account, CallApplication]:
    account = new_account(name="Ana Ficticia Prueba")
    made = service.apply(call.id, declaration or said(), language="es", actor=accounts.actor_of(account))
    return account, made


def refused(error: type[RegistryError], act: Callable[[], object]) -> RegistryError:
    with pytest.raises(error) as refusal:
        act()
    assert refusal.value.said.es
    assert refusal.value.said.en
    return refusal.value


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R69", "R70")
def test_an_application_from_its_first_word_to_the_place(call: ProgramCall, clock: Hand) -> None:
    account, mine = apply(call, said(gender="woman", state="20"))
    actor = accounts.actor_of(account)
    assert actor.person_id == mine.person_id  # the account has become a person's
    facts = db.session.scalars(select(PersonFact).where(PersonFact.person_id == mine.person_id)).all()
    assert {one.attribute: one.value for one in facts} == {"nationality": "mexican", "gender": "woman", "state": "20"}
    consent = db.session.get_one(Consent, mine.consent_id)
    assert (consent.text_version, bool(consent.statement)) == ("1", True)
    refused(errors.AlreadyApplied, lambda: service.apply(call.id, said(), language="es", actor=actor))
    stolen = Declaration(
        {"nationality": "mexican"}, False, "curp", fictitious_curp(500, "woman").lower(), "Otra Persona Más"
    )
    mine_again = said(500)
    service.change_application(mine, mine_again, language="es", actor=actor)
    refused(errors.DocumentUsed, lambda: apply(call, stolen))
    service.change_application(mine, said(500, consent=False), language="es", actor=actor)  # the tick is taken back
    assert (mine.consent_id, consent.withdrawn_at is not None) == (None, True)
    assert not db.session.scalars(select(PersonFact).where(PersonFact.person_id == mine.person_id)).all()
    code = mine.code
    service.withdraw_application(mine, actor=actor)
    assert service.apply(call.id, said(501, gender="woman"), language="es", actor=actor).code == code
    others = [apply(call)[1] for _ in range(4)]
    refused(errors.CallStillOpen, lambda: service.decide_call(call.id, actor=HEAD))
    clock.tick(days=11)
    for late in (
        lambda: service.apply(call.id, said(), language="es", actor=accounts.actor_of(new_account())),
        lambda: service.change_application(mine, said(), language="es", actor=actor),
    ):
        refused(errors.CallNotOpen, late)
    service.mark_ineligible(others[0], "document", actor=HEAD)
    service.restore_eligible(others[0], actor=HEAD)
    service.mark_ineligible(others[0], "document", actor=HEAD)
    service.decide_call(call.id, actor=HEAD)
    refused(errors.CallDecided, lambda: service.decide_call(call.id, actor=HEAD))
    refused(errors.CallDecided, lambda: service.withdraw_application(mine, actor=actor))
    refused(errors.CallDecided, lambda: service.restore_eligible(others[0], actor=HEAD))
    states = sorted(one.state for one in queries.applications_of(call.id))
    assert states == ["admitted", "admitted", "admitted", "ineligible", "waiting"]
    assert mine.state == "admitted"  # the quota of women: nobody else declared it
    steps = {one.values["step"] for one in db.session.scalars(select(OutboxMessage)) if one.kind == "program_step"}
    assert len(steps) >= 6
    service.forget_declared([mine.person_id])
    held = select(PersonFact).where(PersonFact.person_id == mine.person_id)
    assert (mine.declared, db.session.scalars(held).all()) == ({"nationality": "mexican"}, [])
    give_up_and_step_in(call, clock)


def give_up_and_step_in(call: ProgramCall, clock: Hand) -> None:
    holder = next(one for one in queries.applications_of(call.id, state="admitted") if not one.declared.get("gender"))
    account = accounts.by_person(holder.person_id)
    stranger = accounts.actor_of(new_account(name="Una Desconocida"))
    refused(errors.NoSuchApplication, lambda: service.answer_admission(holder, accept=True, actor=stranger))
    assert account is not None
    service.answer_admission(holder, accept=False, actor=accounts.actor_of(account))
    refused(
        errors.NothingToAnswer, lambda: service.answer_admission(holder, accept=True, actor=accounts.actor_of(account))
    )
    (stepped,) = service.step_in_call(call.id, actor=HEAD)
    refused(errors.NobodyWaiting, lambda: service.step_in_call(call.id, actor=HEAD))
    assert stepped.state == "admitted"
    assert call.cohort_id is not None
    assert len(queries.members_of(call.cohort_id)) == 3
    clock.tick(days=6)
    refused(errors.AnswerTooLate, lambda: service.answer_admission(stepped, accept=True, actor=SYSTEM))
    assert service.pass_on_admission(call.id, actor=HEAD) == 3
    service.admit(call.cohort_id, [stepped.person_id], actor=HEAD)
    service.commit_draw(call.cohort_id, actor=HEAD)
    refused(errors.AdmissionClosed, lambda: service.step_in_call(call.id, actor=HEAD))


@pytest.mark.databases("sqlite")
def test_refuses_an_application_that_says_too_little_or_too_much(call: ProgramCall) -> None:
    for declaration, error in (
        (said(gender="woman", consent=False), errors.ConsentMissing),
        (said(gender="mujer"), errors.DeclarationUnfit),
        (said(state="99"), errors.DeclarationUnfit),
        (said(nationality=""), errors.DeclarationUnfit),
        (
            Declaration({"nationality": "mexican"}, False, "curp", "SABC560626MDFLRN02", "Ana Ficticia"),
            errors.DeclarationUnfit,
        ),
        (
            Declaration({"nationality": "mexican"}, False, "passport", "A1234567", "Ana Ficticia"),
            errors.DeclarationUnfit,
        ),
        (Declaration({"nationality": "mexican"}, False, "official_photo_id", "ab", "Ana F"), errors.DeclarationUnfit),
    ):
        refused(error, partial(apply, call, declaration))
    assert queries.applications_of(call.id) == []
    _, bare = apply(call, said(consent=False))
    assert (bare.declared, bare.consent_id) == ({"nationality": "mexican"}, None)  # nothing optional was needed


@pytest.mark.databases("sqlite")
def test_refuses_calls_that_contradict_themselves_and_acts_out_of_turn(ministry: Any, clock: Hand) -> None:  # noqa: F811
    now = time.now()
    for unfit in (
        terms(days=-1), terms(capacity=0), terms(capacity=1001), terms(waiting=-1), terms(answer_days=0),
        terms(name=" "), terms(quotas={"prg-talent-1000-quota-women": 101}), terms(text={}),
        terms(starts_on=now.date()),
    ):  # fmt: skip
        refused(errors.CallUnfit, partial(service.draft_call, PROGRAM, unfit, actor=HEAD))
    refused(errors.CallUnfit, lambda: service.draft_call("prg-literacy-floor", terms(), actor=HEAD))
    call = service.draft_call(PROGRAM, terms(), actor=HEAD)
    refused(errors.NameTaken, lambda: service.draft_call(PROGRAM, terms(), actor=HEAD))
    refused(errors.NoSuchCall, lambda: apply(call))
    refused(errors.CallNotOpen, lambda: service.decide_call(call.id, actor=HEAD))
    committed = service.publish_call(call.id, actor=HEAD).seed_commitment
    assert service.publish_call(call.id, actor=HEAD).seed_commitment == committed
    refused(errors.CallStarted, lambda: service.draft_call(PROGRAM, terms(), call_id=call.id, actor=HEAD))
    refused(errors.CallUnfit, lambda: service.extend_call(call.id, now, actor=HEAD))
    _, mine = apply(call)
    stranger = accounts.actor_of(new_account())
    for act in (
        lambda: service.cancel_call(call.id, actor=stranger),
        lambda: service.decide_call(call.id, actor=stranger),
        lambda: service.mark_ineligible(mine, "document", actor=stranger),
        lambda: service.file_applications(call.id, [], actor=stranger),
    ):
        refused(NotAllowed, act)
    service.cancel_call(call.id, actor=HEAD)
    clock.tick(days=20)
    refused(errors.CallCancelled, lambda: service.decide_call(call.id, actor=HEAD))
    assert calls.state_of(call, time.now()) == "cancelled"


@pytest.mark.databases("sqlite")
def test_one_person_has_one_place_in_a_program_whatever_records_turn_out_to_be_hers(
    call: ProgramCall, clock: Hand
) -> None:
    """Two applications of records that are united later, and somebody who is in another cohort already."""
    _, first = apply(call)
    clock.tick(minutes=1)
    _, second = apply(
        call, Declaration({"nationality": "mexican"}, False, "official_photo_id", "IDMEX12345", "Ana F P")
    )
    _, third = apply(call)
    people.merge(
        db.session.get_one(Person, second.person_id), into=db.session.get_one(Person, first.person_id), actor=SYSTEM
    )
    other = service.open_cohort(PROGRAM, "anterior", actor=HEAD)
    service.admit(other.id, [third.person_id], actor=HEAD)
    refused(
        errors.InAnotherCohort,
        lambda: service.admit(service.open_cohort(PROGRAM, "otra", actor=HEAD).id, [third.person_id], actor=HEAD),
    )
    clock.tick(days=11)
    service.decide_call(call.id, actor=HEAD)
    assert (first.state, second.state, third.state) == ("admitted", "ineligible", "ineligible")
    assert (second.reason, third.reason) == ("same_document", "other_cohort")


@pytest.mark.databases("sqlite")
def test_what_held_at_admission_is_frozen_and_a_withdrawn_consent_empties_it(call: ProgramCall, clock: Hand) -> None:
    account, mine = apply(call, said(gender="woman", state="20"))
    clock.tick(days=11)
    service.decide_call(call.id, actor=HEAD)
    actor = accounts.actor_of(account)
    assert call.cohort is not None
    (member,) = queries.members_of(call.cohort.id)
    before = dict(call.admission)
    consents.answer({"gender": "man"}, language="es", actor=actor)  # the person says something else later
    assert member.facts == {"nationality": "mexican", "gender": "woman", "state": "20"}
    consents.withdraw(consents.DEMOGRAPHICS, actor=actor)
    db.session.expire_all()
    assert mine.declared == member.facts == {"nationality": "mexican"}
    assert (mine.state, call.admission) == ("admitted", before)  # the place stays, and so does what was published
    program = curriculum.program(PROGRAM)
    shown = funnel.funnel(program, call=call, cohort=call.cohort)
    assert shown.whole["eligible"] == 1  # by its code it is public anyway
    assert all(value is None for table in shown.by.values() for row in table.rows.values() for value in row.values())


def workbook(*rows: tuple[object, ...]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Generación 2026"])
    sheet.append(
        ["Clave", *(f"AIE-B-{name}" for name in ("EXAM", "LABS", "PROJECT", "DEFENSE")), "Promedio", "Resultado"]
    )
    for row in rows:
        sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R66")
def test_a_file_of_results_is_judged_row_by_row_and_recorded_whole_or_not(
    cohort: Cohort,  # noqa: F811
    offered: Callable[[str], DefinitionVersion],  # noqa: F811
) -> None:
    people_in = members(cohort, 6)
    codes = [one.selection_code for one in people_in]
    service.commit_draw(cohort.id, actor=HEAD)
    version = offered("AIE-B")
    recorded(cohort, version, scores(codes[4]))
    service.withdraw_member(cohort.id, codes[5], actor=HEAD)
    bad = workbook(
        (codes[0], 80, 80, 80, 80, 8, "competente"),
        (codes[0], 80, 80, 80, 80),
        ("ZZZZZZZZ", 80, 80, 80, 80),
        ("", 80, 80, 80, 80),
        (codes[1], 180, 80, 80, 80),
        (codes[1], 8.5, 80, 80, 80),
        (codes[2], 80, 80, 80, 80, 85),
        (codes[2], 80, 80, 80, 80, 9.5),
        (codes[3], 80, 80, 20, 80, None, "Competente"),
        (codes[4], 99, 80, 80, 80),
        (codes[5], 80, 80, 80, 80),
    )
    review = service.review_file(cohort.id, FIRST, version.id, bad)
    found = [(one.row, one.code) for one in review.findings]
    assert found == [
        (4, "repeated_code"), (5, "unknown_code"), (6, "no_code"), (7, "score"), (8, "repeated_code"), (8, "score"),
        (9, "average_off_scale"), (10, "repeated_code"), (10, "average_differs"), (11, "competent_below_minimum"),
        (12, "other_result"), (13, "withdrawn"),
    ]  # fmt: skip
    assert all(one.text.es and one.text.en and one.remedy.es and one.remedy.en for one in review.findings)
    with pytest.raises(errors.ResultsFileUnfit):
        service.review_file(cohort.id, FIRST, version.id, io.BytesIO(b"clave,nota\nA,1\n"))
    good = service.review_file(
        cohort.id, FIRST, version.id, io.BytesIO(
            "clave;AIE-B-EXAM;AIE-B-LABS;AIE-B-PROJECT;AIE-B-DEFENSE\n".encode("latin-1")
            + "".join(f"{code.lower()};80;80,5;80;80\n" for code in codes[:4]).encode()
        )
    )  # fmt: skip
    assert (good.findings, len(good.results)) == ((), 4)
    service.record_results(cohort.id, FIRST, version.id, good.results, actor=HEAD)
    refused(errors.MemberWithdrawn, lambda: recorded(cohort, version, scores(codes[5])))
    after_the_cut(cohort, version, codes)


def after_the_cut(cohort: Cohort, version: DefinitionVersion, codes: list[str]) -> None:  # noqa: F811
    """Late grades, a member who left before the cut, one who comes back: none of it moves who was selected."""
    late = service.admit  # nobody enters any more
    refused(errors.AdmissionClosed, lambda: late(cohort.id, [], actor=HEAD))
    refused(
        errors.StageNotCut,
        lambda: service.record_late(cohort.id, FIRST, version.id, scores(codes[5]), reason="x", actor=HEAD),
    )
    service.withdraw_member(cohort.id, codes[3], actor=HEAD)
    made = service.make_selection(cohort.id, SECOND, actor=HEAD)
    before = (list(made.admitted_codes), made.cut_average, dict(made.line))
    assert codes[3] not in made.admitted_codes  # withdrawn before the cut
    service.bring_back(cohort.id, codes[5], actor=HEAD)
    given = MemberScores(codes[5], {f"AIE-B-{name}": Decimal(100) for name in ("EXAM", "LABS", "PROJECT", "DEFENSE")})
    refused(errors.CutMade, lambda: recorded(cohort, version, given))
    refused(
        errors.CorrectionReasonMissing,
        lambda: service.record_late(cohort.id, FIRST, version.id, given, reason=" ", actor=HEAD),
    )
    result = service.record_late(cohort.id, FIRST, version.id, given, reason="Acta extraviada", actor=HEAD)
    assert (result.late, result.competent) == (True, True)
    assert (made.admitted_codes, made.cut_average, made.line) == before
    file = service.review_file(
        cohort.id, FIRST, version.id, workbook((codes[3], 80, 80.5, 80, 80), (codes[0], 80, 80.5, 80, 80))
    )
    assert [one.code for one in file.findings] == ["withdrawn"]
    (place,) = [one for one in queries.places_of(made.id) if one.member_id == queries.members_of(cohort.id)[0].id][
        :1
    ] or [queries.places_of(made.id)[0]]
    service.answer_place(place, accept=False, actor=SYSTEM)
    refused(errors.NothingToAnswer, lambda: service.answer_place(place, accept=True, actor=SYSTEM))
    refused(errors.NobodyWaiting, lambda: service.step_in(cohort.id, SECOND, actor=HEAD))


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R72")
@pytest.mark.serves("R15")
def test_an_agreement_has_a_state_on_every_day_and_ends_without_undoing_anything(
    ministry: Any,  # noqa: F811
    clock: Hand,
    client: Any,
) -> None:
    today = time.today()
    year = dt.timedelta(days=365)
    fit = AgreementTerms(
        "C-1",
        (Party("Centro", "issuer"), Party("Socio", "co_signer")),
        BOTH,
        today,
        today + dt.timedelta(days=1),
        today + year,
    )

    def other(**changed: Any) -> AgreementTerms:
        return AgreementTerms(**{name: changed.get(name, getattr(fit, name)) for name in fit.__dataclass_fields__})

    for unfit in (
        other(reference=" "), other(parties=fit.parties[:1]), other(parties=(fit.parties[0], Party("X", "boss"))),
        other(parties=(fit.parties[0], Party("X", "host", "no-such"))), other(subject=Text("", "")),
        other(signed_on=today + year), other(valid_until=today), other(regions=("state:99",)),
    ):  # fmt: skip
        refused(errors.AgreementUnfit, partial(service.record_agreement, PROGRAM, unfit, actor=HEAD))
    made = service.record_agreement(PROGRAM, fit, actor=HEAD)
    service.record_agreement(
        PROGRAM, other(reference="C-2", regions=("region:northern_border", "pole:pole-01")), actor=HEAD
    )
    db.session.commit()
    for asked, found in (
        ("", {"C-1", "C-2"}), ("state:02", {"C-1", "C-2"}), ("state:04", {"C-1", "C-2"}), ("state:20", {"C-1"}),
        ("pole:pole-01", {"C-1", "C-2"}), ("region:southern_border", {"C-1"}), ("nonsense", {"C-1", "C-2"}),
    ):  # fmt: skip
        page = client.get(f"/programs/agreements?region={asked}&state=to_come").text
        assert {one for one in ("C-1", "C-2") if one in page} == found, asked
    assert "C-1" not in client.get("/programs/agreements?state=in_force").text
    states = [agreements.state_of(made, today + dt.timedelta(days=days)) for days in (0, 1, 365, 366)]
    assert states == ["to_come", "in_force", "in_force", "ended"]
    clock.tick(days=30)
    refused(errors.AgreementUnfit, lambda: service.end_agreement(made.id, today + 2 * year, note="x", actor=HEAD))
    service.end_agreement(made.id, time.today(), note="De común acuerdo", actor=HEAD)
    assert agreements.state_of(made, time.today() + dt.timedelta(days=1)) == "ended_early"
