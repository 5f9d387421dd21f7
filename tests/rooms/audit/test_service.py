"""Audit lines: written with the act, never changed."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor
from registry.audit import queries, service
from registry.db import db
from registry.texts import Text


def test_a_line_says_who_what_when_and_to_what(session, clock):
    account, provider = uuid.uuid4(), uuid.uuid4()
    actor = Actor(kind="account", account_id=account)
    service.record("award.revoked", "award", "A1", actor=actor, provider_id=provider, reason="fraud", codes={"b", "a"})
    (line,) = queries.of_subject("award", "A1")
    assert (line.at, line.actor_kind, line.actor_id, line.action) == (clock(), "account", account, "award.revoked")
    assert (line.provider_id, line.details) == (provider, {"reason": "fraud", "codes": ["a", "b"]})


def test_details_become_plain_values(session, clock):
    key = uuid.uuid4()
    service.record("x.done", "x", key, actor=SYSTEM, text=Text("a", "b"), at=clock(), key=key, many=[key, 1])
    (line,) = queries.of_subject("x", key)
    assert line.details == {
        "text": {"es": "a", "en": "b"},
        "at": "2026-11-20T16:00:00+00:00",
        "key": str(key),
        "many": [str(key), 1],
    }


@pytest.mark.parametrize("statement", ["UPDATE audit_line SET action = 'nothing'", "DELETE FROM audit_line"])
def test_refuses_to_change_or_remove_a_line_even_by_hand(session, statement):
    service.record("x.done", "x", 1, actor=ANONYMOUS)
    db.session.commit()
    with pytest.raises(DatabaseError, match="never"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert len(queries.recent()) == 1


def test_an_act_that_is_rolled_back_leaves_no_line(session):
    service.record("x.done", "x", 1, actor=SYSTEM)
    db.session.rollback()
    assert queries.recent() == []


def test_the_latest_lines_come_by_page_and_by_provider(session, clock):
    provider = uuid.uuid4()
    for number in range(5):
        service.record("x.done", "x", number, actor=SYSTEM, provider_id=provider if number % 2 else None)
        clock.tick(seconds=1)
    assert [line.subject_id for line in queries.recent(limit=2)] == ["4", "3"]
    assert [line.subject_id for line in queries.recent(before=queries.recent(limit=2)[-1].at)] == ["2", "1", "0"]
    assert [line.subject_id for line in queries.recent(provider_id=provider)] == ["3", "1"]
