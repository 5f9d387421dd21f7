"""Being found by choice, and contact through the registry only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from registry import config
from registry.accounts.actor import SYSTEM
from registry.audit.models import AuditLine
from registry.awards import service as awards
from registry.db import db
from registry.errors import NotAllowed
from registry.people import service as people
from registry.people.models import Consent
from registry.rights import reach
from registry.talent import cards, contacting, due, employers, finding, profiles
from registry.talent.errors import (
    ConsentMissing,
    ContactedAlready,
    ContactInText,
    ContactLimit,
    ContactOver,
    FieldMissing,
    NoSuchContact,
    NoSuchSearch,
    NotFindable,
    NothingShared,
    NothingToFind,
    NotVerified,
    TracksMixed,
    UnderAge,
)
from registry.talent.finding import Sought
from registry.talent.models import TalentContact, TalentProfile, TalentSearch
from registry.talent.profiles import Declared
from tests.doors.web.learner import story
from tests.rooms.talent.scene import ACME, TEXAS, Scene

SKILLED = Sought(skills=("AIL-C3", "AIL-C5"), level="AIL-L2")


def search(actor, sought=SKILLED):
    made = finding.search(sought, actor=actor)
    db.session.commit()
    return finding.results(made.id, page=1, actor=actor)


@pytest.mark.serves("R24", "R16")
def test_a_search_shows_current_skills_and_nothing_of_who_it_is(session, clock):
    scene = Scene(people=7)
    acme, rosa = scene.employer()
    texas, joe = scene.employer(TEXAS)
    scene.found(*scene.people[:4], state="19", english="b2")
    assert search(rosa).few, "four people are too few to show any"
    scene.found(scene.people[4], state="07", english="a2", remote=True)
    found = search(rosa)
    assert (found.few, found.total, len(found.people)) == (False, 5, 5)
    # The standard asks AIL-C5 of teachers at level 3, and AIL-C3 at level 2 only.
    assert search(rosa, Sought(skills=("AIL-C5",), level="AIL-L3")).total == 5
    assert search(rosa, Sought(skills=("AIL-C3",), level="AIL-L3")).few
    shown = repr([card for _, card in found.people])
    assert "Persona Secreta" not in shown and "correo.example" not in shown
    assert all(card.state is None for _, card in found.people), "fewer than five in each state: none is named"
    scene.found(scene.people[5], state="19")
    named = [card.state.es for _, card in search(rosa).people if card.state]
    assert named == ["Nuevo León"] * 5, "Chiapas has one, and is not named"
    assert search(rosa, Sought(english="b2")).few, "declared b2 four times"
    assert search(rosa, Sought(remote=finding.SHOWN)).few, "nobody holds AIE-I6"
    with pytest.raises(TracksMixed):
        search(rosa, Sought(skills=("AIL-C3", "AIE-I1")))

    # A handle says nothing to another employer, and a search is its employer's.
    handle, card = search(rosa).people[0]
    assert finding.behind(handle, actor=rosa)[1].skill_ids == card.skill_ids
    for wrong in (handle[:-2] + "AA", "x", ""):
        with pytest.raises(NotFindable):
            finding.behind(wrong, actor=rosa)
    with pytest.raises(NotFindable):
        finding.behind(handle, actor=joe)
    mine = finding.search(SKILLED, actor=rosa)
    with pytest.raises(NoSuchSearch):
        finding.results(mine.id, page=1, actor=joe)

    # The order is the employer's own, and another one next week.
    assert finding.beginning_for(acme.id, clock().date()) != finding.beginning_for(texas.id, clock().date())
    week = dt.timedelta(days=7)
    assert finding.beginning_for(acme.id, clock().date()) != finding.beginning_for(acme.id, clock().date() + week)

    # What drops out does so at once: hidden, withdrawn, suspended, united, expired.
    assert search(joe).total == 6
    profiles.hide("https://mail.texas-test.example", actor=scene.people[0].actor)
    assert (search(joe).total, search(rosa).total) == (5, 6), "hidden from one alone, by a domain below its own"
    awards.suspend(scene.people[1].award, reason="under_investigation", actor=scene.school.issuer)
    assert search(rosa).total == 5
    people.merge(scene.people[3].award.person, into=scene.people[2].award.person, actor=SYSTEM)
    db.session.commit()
    assert search(rosa).few, "two records of one person are one card"
    scene.found(scene.people[6])
    assert search(rosa).total == 5
    clock.tick(days=366 * 3)
    employers.verify(acme.id, actor=scene.head)
    assert search(rosa).few, "the microcredentials have expired, and the consents too"
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "talent.searched")).all()
    assert lines and all("Persona" not in str(one.details) and "total" not in one.details for one in lines)


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R24")
def test_a_contact_from_the_first_word_to_its_end(session, clock):
    scene = Scene(people=6)
    acme, rosa = scene.employer()
    need = scene.need(acme, rosa)
    scene.found(*scene.people)
    handles = [handle for handle, _ in search(rosa).people]
    whom = {one.award.person_id: one for one in scene.people}

    def send(handle, words="Buscamos a alguien como usted.", need_id=need.id):
        made = contacting.send(handle, need_id=need_id, words=words, language="es", actor=rosa)
        db.session.commit()
        return made, whom[made.person_id]

    for words in ("Escriba a rosa@acero.example", "https://acero.example", ""):
        with pytest.raises((ContactInText, FieldMissing)):
            send(handles[0], words)
    with pytest.raises(FieldMissing):
        send(handles[0], need_id=uuid.uuid4())
    first, ana = send(handles[0], "<b>Hola</b>\x00 \u202e ¿le interesa?")
    assert first.words == "<b>Hola</b> ¿le interesa?"
    with pytest.raises(ContactedAlready):
        send(handles[0])
    (mail,) = [one for one in story.mails_to(ana.email) if one.kind == "talent_contact"]
    assert "Hola" not in str(mail.values), "the mail says who wrote, never what"
    others = [one for one in scene.people if one is not ana]
    with pytest.raises(NoSuchContact):
        contacting.own(first.id, actor=others[0].actor)

    with pytest.raises(NothingShared):
        contacting.accept(first.id, actor=ana.actor)
    contacting.accept(first.id, award_ids=[ana.award.id], address=" ana@mia.example ", actor=ana.actor)
    db.session.commit()
    seen = contacting.sent_by(first.id, actor=rosa)
    assert (seen.state, seen.address) == ("accepted", "ana@mia.example") and "/c/" in str(contacting.shared_in(seen))
    with pytest.raises(ContactOver):
        contacting.decline(first.id, actor=ana.actor)

    second, bea = send(handles[1])
    contacting.decline(second.id, block=True, actor=bea.actor)
    assert second.state == "declined" and search(rosa).total == 5
    with pytest.raises(NotFindable):
        send(handles[1])
    third, carla = send(handles[2])
    profiles.withdraw(actor=carla.actor)
    session.refresh(third)
    assert third.state == "ended" and search(rosa).few
    with pytest.raises(ContactOver):
        contacting.accept(third.id, address="x", actor=carla.actor)
    fourth, dora = send(handles[3])
    employers.report(acme, kind="money", words="Me piden un depósito.", contact_id=fourth.id, actor=dora.actor)
    employers.suspend(acme.id, reason="Pide depósitos.", actor=scene.head)
    db.session.commit()
    with pytest.raises(NotVerified):
        contacting.accept(fourth.id, address="x", actor=dora.actor)
    with pytest.raises(NotVerified):
        search(rosa)
    employers.resume(acme.id, actor=scene.head)
    db.session.commit()
    most = config.current().talent_contacts_per_day
    twin = {name: getattr(fourth, name) for name in ("employer_id", "need_id", "words", "language", "state")}
    for _ in range(most - 4):
        db.session.add(TalentContact(**twin, person_id=ana.award.person_id, seen_skills=[], sent_at=clock()))
    with pytest.raises(ContactLimit):
        send(handles[4])

    keys = reach.keys_of(dora.award.person)
    held = {one.table for one, rows in reach.every_row(keys) if rows}
    assert {"talent_profile", "talent_contact", "employer_report", "consent"} <= held
    clock.tick(days=31)
    assert due.work() > 0
    session.refresh(fourth)
    assert fourth.state == "ended", "nobody answered in thirty days"
    assert session.scalars(select(TalentSearch)).all() == []
    clock.tick(days=340)
    due.work()
    assert session.scalars(select(TalentContact)).all() == [], "messages are kept for twelve months"


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R24")
def test_nobody_is_found_who_did_not_choose_it(session, clock):
    scene = Scene(people=2)
    ana, bea = scene.people
    wish = Declared("19", "b1", True, "now")
    with pytest.raises(ConsentMissing):
        profiles.opt_in(wish, agreed=False, language="en", actor=ana.actor)
    for wrong in (dataclasses.replace(wish, english="z9"), dataclasses.replace(wish, state_code="99")):
        with pytest.raises(FieldMissing):
            profiles.opt_in(wrong, agreed=True, language="en", actor=ana.actor)
    with pytest.raises(NotAllowed):
        profiles.opt_in(wish, agreed=True, language="en", actor=scene.head)
    bea.award.person.born_on = dt.date(2010, 1, 1)
    db.session.commit()
    with pytest.raises(UnderAge):
        profiles.opt_in(wish, agreed=True, language="en", actor=bea.actor)
    made = profiles.opt_in(wish, agreed=True, language="en", actor=ana.actor)
    db.session.commit()
    consent = session.get(Consent, made.consent_id)
    assert (consent.purpose, consent.text_version) == ("talent", "talent-1") and "verified" in consent.statement
    profiles.change(dataclasses.replace(wish, english=""), actor=ana.actor)
    assert session.get(TalentProfile, made.id).consent_id == consent.id, "declaring anew is no new consent"
    profiles.opt_in(wish, agreed=True, language="es", actor=ana.actor)
    assert len(session.scalars(select(TalentProfile)).all()) == 1 and consent.withdrawn_at is not None
    card = cards.preview(profiles.of_person(ana.award.person))
    assert card.state is None and {one.id for one in card.skills} == {f"AIL-C{place}" for place in range(1, 6)}

    clock.tick(days=340)
    assert (profiles.remind(), profiles.remind()) == (1, 0)
    assert [one.kind for one in story.mails_to(ana.email)].count("talent_ending") == 1
    clock.tick(days=26)
    assert profiles.of_person(ana.award.person) is None, "over even before a worker has come by"
    assert (profiles.expire(), profiles.expire()) == (1, 0)
    assert (
        session.scalars(select(Consent).where(Consent.withdrawn_at.is_(None), Consent.purpose == "talent")).all() == []
    )
    awards.revoke(ana.award, reason="issued_in_error", actor=scene.school.issuer)
    with pytest.raises(NothingToFind):
        profiles.opt_in(wish, agreed=True, language="es", actor=ana.actor)
    assert ACME.contact_email
