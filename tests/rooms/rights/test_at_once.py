"""Two who press at the same moment, on PostgreSQL with a connection each: one is served, the other is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from registry import clock as registry_clock
from registry.accounts import queries as accounts
from registry.accounts.models import Account
from registry.awards import receiving
from registry.awards import service as awards
from registry.awards.commands import Delivery
from registry.awards.errors import ClaimClosed, SlipAnswerWrong
from registry.awards.receiving import Visitor
from registry.db import db
from registry.errors import RegistryError
from registry.rights import rules, service
from registry.rights.errors import AlreadyAsked
from registry.rights.models import RightsRequest
from tests.doors.web.learner import story
from tests.support.people import new_account

pytestmark = pytest.mark.databases("postgresql")  # SQLite lets one writer begin at a time


def meanwhile(app: Flask, clock: Any, act: Callable[[], object]) -> Callable[[], object]:
    """Begin the same act on another connection and wait until it waits for ours; then call for its answer."""
    answers: list[object] = []

    def elsewhere() -> None:
        with app.app_context(), registry_clock.running(clock):
            try:
                answers.append(act())
                db.session.commit()
            except RegistryError as refusal:
                answers.append(refusal)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with db.engine.connect() as watching:
        while thread.is_alive() and not watching.scalar(waiting):
            watching.rollback()
            time.sleep(0.01)

    def answer() -> object:
        thread.join()
        (only,) = answers
        return only

    return answer


def test_of_two_requests_to_erase_one_is_made(app: Flask, session: Any, clock: Any) -> None:
    (award,) = story.issue(story.open_school(), story.teacher(email="ana@correo.example"))
    actor = accounts.actor_of(new_account(person_id=award.person_id, email="ana@correo.example"))
    awards.answer(award, accept=True, actor=actor)
    db.session.commit()

    def ask() -> object:
        return service.ask_erasure(words="", language="es", actor=actor).number

    number = ask()  # not committed yet: the other sees nothing of it
    other = meanwhile(app, clock, ask)
    db.session.commit()
    refusal = other()
    assert isinstance(refusal, AlreadyAsked) and rules.spell(number) in refusal.said.es
    assert db.session.scalars(db.select(RightsRequest.number)).all() == [number]


def test_of_two_at_one_claim_one_receives_and_two_claims_of_one_person_make_one_account(
    app: Flask, session: Any, clock: Any
) -> None:
    school, curp = story.open_school(), story.curp()
    tokens = [story.token_of(story.issue(school, story.teacher(curp=curp))[0]) for _ in range(2)]
    db.session.commit()

    def press(token: str) -> Callable[[], object]:
        return lambda: receiving.receive(token, visitor=Visitor()).account.id

    mine = press(tokens[0])()
    same, sibling = meanwhile(app, clock, press(tokens[0])), meanwhile(app, clock, press(tokens[1]))
    db.session.commit()
    assert isinstance(same(), ClaimClosed) and sibling() == mine
    assert db.session.scalar(db.select(db.func.count(Account.id)).where(Account.person_id.is_not(None))) == 1


def test_of_many_who_guess_at_a_slip_at_once_no_more_are_heard_than_its_tries(
    app: Flask, session: Any, clock: Any
) -> None:
    (award,) = story.issue(story.open_school(), story.teacher(email=None), delivery=Delivery.SLIP)
    token = story.token_of(award)
    db.session.commit()

    def guess() -> object:
        try:
            return receiving.receive(token, typed="Otra Persona", visitor=Visitor())
        except SlipAnswerWrong:
            db.session.commit()
            raise

    said = []
    for _ in range(receiving.CLAIM_ATTEMPTS - 1):
        with pytest.raises(SlipAnswerWrong):
            guess()
    with pytest.raises(SlipAnswerWrong):
        receiving.receive(token, typed="Otra Persona", visitor=Visitor())  # the last one, not committed yet
    right = meanwhile(
        app, clock, lambda: said.append(receiving.receive(token, typed=award.person.full_name, visitor=Visitor()))
    )
    db.session.commit()
    assert isinstance(right(), ClaimClosed) and not said
