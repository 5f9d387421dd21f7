"""Employers are verified by the authority after they answered from their own domain; their needs stand and fall with
that; and what they verify is counted without whose it was."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io

import pytest

from registry import clock as clocks
from registry.accounts import queries as accounts
from registry.accounts.actor import ANONYMOUS
from registry.accounts.errors import EmailMalformed, LastAdministrator
from registry.accounts.models import Account, AccountEmail
from registry.db import db
from registry.errors import NotAllowed
from registry.indicators.models import VerificationTally
from registry.talent import counting, editing, employers, needs, queries
from registry.talent.errors import (
    ContactInText,
    DatesUnfit,
    DomainUnfit,
    EmployerKnown,
    EmployerStateForbids,
    FieldMissing,
    NeedStateForbids,
    NoSuchEmployer,
    NoSuchNeed,
    NotVerified,
    PlacesUnfit,
    ReasonMissing,
    SkillUnknown,
    TextTooLong,
    TracksMixed,
)
from registry.talent.queries import Wanted
from registry.talent.rules import NeedState, Standing
from registry.web import tallying
from tests.doors.web.learner import story
from tests.rooms.talent.scene import ACME, TEXAS, Scene, asked, contact_of, draft

CHANGED = dataclasses.replace


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R34")
def test_an_employer_is_verified_only_after_its_own_mailbox_and_the_authority(session, clock):
    scene = Scene(people=0)
    for refusal, details in (
        (DomainUnfit, CHANGED(ACME, contact_email="rosa@gmail.com", website="gmail.com")),
        (DomainUnfit, CHANGED(ACME, contact_email="rosa@otra.example")),
        (EmailMalformed, CHANGED(ACME, contact_email="rosa")),
        (FieldMissing, CHANGED(ACME, website="acero")),
        (FieldMissing, CHANGED(ACME, sector="scian-99")),
        (FieldMissing, CHANGED(ACME, state_code="", abroad="  ")),
        (ContactInText, CHANGED(ACME, about="Escriba a rosa@acero.example")),
        (TextTooLong, CHANGED(ACME, about="x" * 10_000)),
    ):
        with pytest.raises(refusal):
            employers.ask(details, actor=ANONYMOUS)
    token = asked(ACME)
    again = asked(ACME)  # nobody has answered yet: anybody may ask
    acme = employers.confirm(token, actor=ANONYMOUS)
    for spent in (token, again, "x"):
        with pytest.raises((NoSuchEmployer, EmployerKnown)):
            employers.confirm(spent, actor=ANONYMOUS)
    with pytest.raises(EmployerKnown):
        asked(ACME)
    assert asked(TEXAS)
    with pytest.raises(NotAllowed):
        employers.verify(acme.id, actor=scene.school.issuer)
    with pytest.raises(ReasonMissing):
        employers.refuse(acme.id, reason=" \x00 ", actor=scene.head)
    employers.verify(acme.id, actor=scene.head)
    rosa = contact_of(ACME)
    assert rosa.may("talent:find", at=queries.place_of(acme.id)) and not rosa.may("talent:find", at="employer:x")
    assert queries.employer_of(rosa) is acme and acme.verified_until.date() == dt.date(2028, 11, 20)

    with pytest.raises(DomainUnfit):
        employers.invite(acme, "luis@otra.example", "Luis", actor=rosa)
    employers.invite(acme, "luis@rh.acero.example", "Luis", actor=rosa)
    (mine, _), (luis, _) = queries.staff_of(acme.id)
    employers.dismiss(acme, luis.id, actor=rosa)
    with pytest.raises(LastAdministrator):
        employers.dismiss(acme, mine.id, actor=rosa)

    employers.suspend(acme.id, reason="Se revisa una denuncia.", actor=scene.head)
    with pytest.raises(NotVerified):
        employers.invite(acme, "eva@acero.example", "Eva", actor=rosa)
    with pytest.raises(EmployerStateForbids):
        employers.suspend(acme.id, reason="Otra vez.", actor=scene.head)
    employers.resume(acme.id, actor=scene.head)
    clock.set(acme.verified_until - dt.timedelta(days=20))
    assert (employers.tell_ending(), employers.tell_ending()) == (1, 0)
    clock.tick(days=20)
    assert queries.standing(acme) is Standing.LAPSED and queries.verified_employers() == []
    employers.ask_again(acme, actor=rosa)
    employers.verify(acme.id, actor=scene.head)
    employers.withdraw(acme.id, reason="Cerró.", actor=scene.head)
    # Somebody else at the domain may ask now; its contact leaves the old place for the new.
    other = employers.verify(employers.confirm(asked(ACME), actor=ANONYMOUS).id, actor=scene.head)
    assert queries.employer_of(contact_of(ACME)) is other
    kinds = [one.values["change"] for one in story.mails_to(ACME.contact_email) if one.kind == "employer_state"]
    assert len(kinds) == 7, kinds
    assert employers.forget_unconfirmed() == 2, "those whose mailbox never answered"


@pytest.mark.serves("R15")
def test_a_need_is_on_the_board_while_it_and_its_employer_hold(session, clock):
    scene = Scene(people=0)
    acme, rosa = scene.employer()
    texas, joe = scene.employer(TEXAS)
    today = clocks.today()
    for refusal, changes in (
        (SkillUnknown, {"skills": ("AIL-C9",)}),
        (TracksMixed, {"skills": ("AIL-C1", "AIE-I1")}),
        (FieldMissing, {"skills": ()}),
        (FieldMissing, {"level": "AIE-L1"}),
        (FieldMissing, {"states": ()}),
        (FieldMissing, {"states": ("77",)}),
        (FieldMissing, {"occupation": "sinco-99"}),
        (FieldMissing, {"title": " \x00 "}),
        (DatesUnfit, {"opens_on": today - dt.timedelta(days=1)}),
        (DatesUnfit, {"closes_on": today + dt.timedelta(days=400)}),
        (DatesUnfit, {"closes_on": today - dt.timedelta(days=1)}),
        (PlacesUnfit, {"places": 0}),
        (PlacesUnfit, {"places": 10**9}),
        (TextTooLong, {"words": "x" * 10_000}),
        (ContactInText, {"title": "Llame al 55 1234 5678 90"}),
    ):
        with pytest.raises(refusal):
            needs.post(acme, draft(**changes), actor=rosa)
    with pytest.raises(NotAllowed):
        needs.post(acme, draft(), actor=joe)
    near = scene.need(acme, rosa, title="<script>alert(1)</script> Operación", places=40)
    far = scene.need(texas, joe, skills=("AIE-I3",), states=(), remote=True, english="b2", language="en", places=8)
    later = scene.need(acme, rosa, opens_on=today + dt.timedelta(days=5), closes_on=today + dt.timedelta(days=9))
    assert queries.state_of(later) is NeedState.COMING
    for wanted, expected in (
        ({}, {near, far}),
        ({"place": "19"}, {near, far}),
        ({"place": "07"}, {far}),
        ({"place": "remote"}, {far}),
        ({"skill": "AIL-C3", "occupation": "sinco-3"}, {near}),
        ({"english": "b1"}, {near}),
        ({"english": "c1"}, {near, far}),
        ({"track": "engineering"}, {far}),
        ({"words": "OPERACION"}, {near}),
        ({"words": "50%_"}, set()),
        ({"skill": "AIL-C9"}, set()),
        ({"skill": "\x00"}, {near, far}),
    ):
        rows, total = queries.board(queries.checked(wanted))
        assert (set(rows), total) == (expected, len(expected)), wanted
    assert queries.checked({"track": "x", "place": "99", "sector": "'"}) == Wanted()
    asked_for = counting.demand()
    assert (asked_for.needs, asked_for.places) == (2, 48)
    assert asked_for.by_state == {"19": 40, "remote": 8} and asked_for.by_skill == {"AIL-C3": 40, "AIE-I3": 8}
    assert counting.demand(state="19").places == 48 and counting.demand(state="07").places == 8
    assert counting.demand(track="engineering").by_occupation == {"sinco-3": 8}

    with pytest.raises(NoSuchNeed):
        needs.close(near.id, actor=joe)
    needs.change(near.id, draft(places=2, skills=("AIL-C1", "AIL-C2"), states=("19", "05")), actor=rosa)
    assert [one.competency for one in near.skills] == ["AIL-C1", "AIL-C2"]
    needs.remove(far.id, reason="No es una oferta de empleo.", actor=scene.head)
    for act in (lambda: needs.change(far.id, draft(), actor=joe), lambda: needs.close(far.id, actor=joe)):
        with pytest.raises(NeedStateForbids):
            act()
    needs.close(later.id, actor=rosa)
    assert queries.board(Wanted())[1] == 1
    employers.suspend(acme.id, reason="Se revisa.", actor=scene.head)
    assert queries.board(Wanted())[1] == 0 and queries.state_of(near) is NeedState.OFF
    employers.resume(acme.id, actor=scene.head)
    clock.tick(days=31)
    assert queries.board(Wanted())[1] == 0 and queries.state_of(near) is NeedState.EXPIRED


@pytest.mark.databases("sqlite")
def test_an_employer_changes_its_details_and_what_was_checked_waits(session, clock, sign_in, app):
    scene = Scene(people=0)
    acme, rosa = scene.employer()
    own = app.test_client().enter(accounts.by_email(ACME.contact_email))
    head = app.test_client().enter(db.session.get_one(Account, scene.head.account_id))
    page = own.get("/empleador/datos")
    assert page.status_code == 200 and "Acero de Prueba" in page.text
    said = {"name": "Acero Nuevo", "website": "https://acero.example", "sector": "scian-54", "size": "large",
            "state_code": "19", "about": "Hace acero.", "language": "es"}  # fmt: skip
    for wrong, words in (
        ({"website": "https://otra.example"}, "debe ser del dominio"),
        ({"sector": "scian-99"}, "sector"),
        ({"about": "Escriba a rosa@acero.example"}, "rosa@acero.example"),
    ):
        answer = own.post("/empleador/datos", data=said | wrong)
        assert 400 <= answer.status_code < 500 and words in answer.text, wrong
    assert own.post("/empleador/datos", data=said).location == "/empleador/datos"
    db.session.expire_all()
    assert (acme.name, acme.sector, acme.about) == ("Acero de Prueba", "scian-54", "Hace acero.")
    change = editing.waiting_of(acme.id)
    assert change.after == {"name": "Acero Nuevo", "website": "https://acero.example"}
    page = own.get("/empleador/datos?lang=en").text  # what was asked for stands in the form: saving keeps the request
    assert 'value="Acero Nuevo"' in page and "Waiting for the authority" in page
    assert queries.count_waiting() == 1 and "Nombres o dominios" in head.get("/autoridad/empleadores").text
    assert "Acero Nuevo" in head.get(f"/autoridad/empleadores/{acme.id}").text
    with pytest.raises(NotAllowed):
        editing.decide(change.id, approve=True, actor=rosa)
    where = f"/autoridad/empleadores/cambios/{change.id}"
    assert head.post(f"{where}/negar").status_code == 422, "a refusal says why"
    last = editing.undoable(acme)
    assert own.post(f"/empleador/datos/{last.id}/deshacer").status_code == 303
    db.session.expire_all()
    assert (acme.sector, acme.about) == (ACME.sector, "")
    assert own.post(f"/empleador/datos/{last.id}/deshacer").status_code == 409
    assert head.post(f"{where}/aprobar").status_code == 303 and head.post(f"{where}/negar").status_code == 409
    db.session.expire_all()
    assert acme.name == "Acero Nuevo" and story.mails_to(ACME.contact_email)[-1].values["change"] == "edit_ok"
    # Another domain: only from an address there, and only while nobody else has it.
    editing.edit(acme, wish(acme, name="Acero Tercero"), actor=rosa)
    editing.edit(acme, wish(acme, name="Acero Cuarto"), actor=rosa)
    assert editing.waiting_of(acme.id).after == {"name": "Acero Cuarto"}, "a new wish takes the place of the old"
    editing.undo(acme, editing.waiting_of(acme.id).id, actor=rosa)
    assert editing.waiting_of(acme.id) is None
    db.session.add(AccountEmail(account_id=rosa.account_id, email="rosa@acero-2.example", added_at=clock.at))
    db.session.flush()
    _, moved = editing.edit(acme, wish(acme, website="acero-2.example"), actor=rosa)
    assert acme.domain == "acero.example"
    editing.decide(moved.id, approve=True, actor=scene.head)
    assert acme.domain == "acero-2.example"
    employers.suspend(acme.id, reason="Se revisa.", actor=scene.head)
    with pytest.raises(NotVerified):
        editing.edit(acme, wish(acme, name="Otro"), actor=rosa)


def wish(one, **changes):
    names = ("name", "website", "sector", "size", "abroad", "about", "language")
    held = {name: getattr(one, name) for name in names} | {"state_code": one.state_code or ""}
    return editing.Edited(**held | changes)


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R20", "R15")
def test_supply_and_demand_are_published_without_anybody_in_them(session, clock, client, sign_in, app):
    scene = Scene(people=1)
    acme, rosa = scene.employer()
    scene.need(acme, rosa, title="<img src=x onerror=alert(1)>", places=7)
    version = scene.school.version.id
    rosa_browser = app.test_client().enter(accounts.by_email(ACME.contact_email))
    folio, surname = scene.people[0].award.folio, "Ñúñez"
    for browser, times in ((client, 3), (rosa_browser, 2)):
        for _ in range(times):
            assert browser.post(f"/f/{folio}", data={"surname": surname}).status_code == 200
    tallying.write_now(app)
    db.session.expire_all()
    tallied = {row.by: row.count for row in session.scalars(db.select(VerificationTally))}
    assert tallied == {"anyone": 3, "employer": 2}, "the indicators count the same events"
    (row,) = session.scalars(db.select(counting.VerificationCount)).all()
    assert (row.count, row.place, row.definition_version_id) == (2, "19", version), "only signed in, only a number"
    assert counting.signal().by_target.total is None, "fewer than ten are not shown"
    counting.count_verifications({(clock.at.date(), version, counting.place_of(rosa)): 10})
    employers.suspend(acme.id, reason="Se revisa.", actor=scene.head)
    assert counting.place_of(rosa) is None
    employers.resume(acme.id, actor=scene.head)
    db.session.commit()
    signal = counting.signal()
    assert signal.by_target.cells == {("AIL", "secondary_teachers"): 12} and signal.by_skill["AIL-C3"] == 12

    board = client.get("/api/v1/demand?skill=AIL-C3").json
    assert (board["total"], board["needs"][0]["places"]) == (1, 7) and "rosa" not in str(board).lower()
    page = client.get(f"/demand/{board['needs'][0]['id']}").text
    assert "<img src=x" not in page and "&lt;img src=x" in page and "Rosa" not in page
    for address in (
        f"/demand?page={10**30}",
        "/employers",
        "/talent",
        "/talent?state=19&track=literacy",
        "/demand?skill=%00",
    ):
        assert client.get(address).status_code == 200, address
    rows = list(csv.DictReader(io.StringIO(client.get("/open-data/talent.csv").text.lstrip("\ufeff"))))
    states = {one["value"]: one for one in rows if one["dimension"] == "state"}
    assert states["19"]["places"] == "7" and states["19"]["holders"] == "", "nothing is released yet: no zero"
    told = client.get("/open-data/talent.json").json
    assert (told["asOf"], told["places"], told["verifications"]["total"]) == (None, 7, 12)
