"""Holders are told once that a microcredential ends: who, when, and that nobody is told twice or in vain."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM
from registry.awards import expiring, service
from registry.awards.models import ExpiryWatch
from registry.db import db
from registry.jobs import work
from registry.notices import rendering
from registry.notices.models import OutboxMessage
from registry.people import service as people
from tests.doors.web.learner import story
from tests.doors.web.learner.story import issue, mails_to, teacher

AHEAD = dt.timedelta(days=60)


@pytest.fixture
def school(session, clock):
    return story.open_school()


def account_of(award, email):
    return account_service.create_account(
        email, award.person.full_name, language="en", person_id=award.person_id, actor=SYSTEM
    )


def accepted(school, *names, email=True):
    """One award to each, received in an account of their own and accepted."""
    awards = issue(school, *[teacher(full_name=name, email=f"{name.split()[0].lower()}@c.example") for name in names])
    for award in awards:
        address = f"{award.person.full_name.split()[0].lower()}@casa.example" if email else None
        service.answer(award, accept=True, actor=accounts.actor_of(account_of(award, address)))
    db.session.commit()
    return awards


def told(name):
    return [one for one in mails_to(f"{name}@casa.example") if one.kind == "award_expiring"]


def run():
    """All slices; how many awards were looked at."""
    total = 0
    for _ in range(10):  # a walk that stands still must not make the test run for ever
        done = expiring.tell_due()
        db.session.commit()
        total += done
    return total


def test_holders_are_told_once_with_what_to_do(school, clock, monkeypatch):
    monkeypatch.setattr(expiring, "SLICE", 2)
    eva, *others = accepted(school, "Eva Ruiz Lara", "Iris Soto Paz", "Olga Cruz Sol")
    clock.set(eva.valid_until - AHEAD - dt.timedelta(seconds=1))
    assert run() == 0 and db.session.scalar(db.select(db.func.count()).select_from(ExpiryWatch)) == 0
    clock.tick(seconds=1)
    # All three end in the same second: a slice that stops between them forgets none and repeats none.
    assert len({one.valid_until for one in (eva, *others)}) == 1 and run() == 3
    clock.tick(days=7)
    assert run() == 0
    assert [len(told(name)) for name in ("eva", "iris", "olga")] == [1, 1, 1]
    said = rendering.render(told("eva")[0].kind, "en", told("eva")[0].values)
    assert "expires on" in said.subject and "6 months before" in said.text and str(eva.id) in said.text
    assert "Eva Ruiz Lara" in said.text and "Iris" not in said.text


@pytest.mark.databases("sqlite")
def test_nobody_is_told_in_vain(school, clock):
    """Not who never accepted, has no address, was suspended, lost the account, or has renewed already."""
    (waiting,) = issue(school, teacher(full_name="Ada Wit Rey", email="ada@casa.example"))
    (silent,) = accepted(school, "Sara Sin Correo", email=False)
    suspended, _disabled, renewed, _told = accepted(
        school, "Sofi Paz Gil", "Dora Ríos Sol", "Rita Luz Mar", "Mina Paz Lua"
    )
    service.suspend(suspended, reason="under_investigation", actor=school.issuer)
    accounts.by_email("dora@casa.example").disabled_at = clock.at
    # Rita's renewal was issued to another record of hers, merged since.
    clock.tick(days=400)
    (again,) = issue(school, teacher(full_name="Rita Luz Mar", email="otra@c.example"))
    people.merge(again.person, into=renewed.person, actor=SYSTEM)
    again.accepted_at = clock.at
    db.session.commit()
    clock.set(waiting.valid_until - AHEAD)
    assert run() == 6 and silent.valid_until == waiting.valid_until
    mails = db.select(OutboxMessage.to).where(OutboxMessage.kind == "award_expiring")
    assert db.session.scalars(mails).all() == ["mina@casa.example"]
    clock.set(again.valid_until - AHEAD)
    assert run() == 1 and len(told("rita")) == 1


@pytest.mark.databases("sqlite")
def test_a_worker_that_was_away_tells_nobody_of_what_is_over(school, clock, make_app):
    (over,) = accepted(school, "Eva Ruiz Lara")
    clock.tick(days=30)
    (soon,) = accepted(school, "Iris Soto Paz")
    clock.set(over.valid_until)
    db.session.commit()
    with make_app(expiry_mail_days=0).app_context():
        assert expiring.tell_due() == 0
    duty = next(one for one in work.DUTIES if one.name == "tell_of_ends")
    assert duty.slice_() == 1 and not told("eva") and len(told("iris")) == 1 and soon.valid_until > clock.at
