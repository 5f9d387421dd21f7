"""The outbox: what may enter it, and what an undo stops."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.db import db
from registry.notices import leasing, queries, service
from registry.notices.errors import UnknownMail, ValuesMissing
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage
from registry.texts import Text

CLAIM = {"name": "Ana", "title": "Alfabetización", "provider": "UNAM", "url": "https://registro.example/recibir/x"}


def test_refuses_a_mail_that_lacks_a_value_or_brings_one_that_nobody_writes(session):
    with pytest.raises(ValuesMissing) as refusal:
        service.enqueue(Kind.CLAIM, "a@uni.example", "es", {"name": "Ana", "curp": "X"})
    assert "provider, title, url" in refusal.value.said.en and "curp" in refusal.value.said.en
    with pytest.raises(UnknownMail):
        service.enqueue("newsletter", "a@uni.example", "es", {})
    assert queries.totals() == {}


def test_refuses_a_change_that_has_no_words(session):
    values = {"name": "Ana", "title": "T", "provider": "P", "change": "vanished", "reason": "r", "url": "https://x"}
    with pytest.raises(ValuesMissing):
        service.enqueue(Kind.AWARD_CHANGED, "a@uni.example", "es", values)


def test_values_are_written_as_the_reader_writes_them(session, clock):
    values = {"title": Text("Hola", "Hello"), "count": 1174, "url": "https://x", "undo_until": dt.date(2026, 8, 14)}
    spanish = service.enqueue(Kind.BATCH_ISSUED, "a@uni.example", "es", values)
    english = service.enqueue(Kind.BATCH_ISSUED, "a@uni.example", "en", values)
    assert spanish.values == {"title": "Hola", "count": 1174, "url": "https://x", "undo_until": "14 de agosto de 2026"}
    assert english.values["undo_until"] == "August 14, 2026"


def test_an_undo_stops_what_waits_and_forgets_what_it_said(session, clock):
    later = clock() + dt.timedelta(minutes=15)
    mails = [service.Addressed(f"p{n}@uni.example", "es", CLAIM, not_before=later) for n in range(3)]
    assert service.enqueue_many(Kind.CLAIM, mails, group_key="batch:1") == 3
    service.enqueue(Kind.CLAIM, "other@uni.example", "es", CLAIM, group_key="batch:2")
    first = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.to == "p0@uni.example")).one()
    first.state = "sent"
    assert service.cancel_group("batch:1") == 2
    assert queries.totals_of_group("batch:1") == {"sent": 1, "cancelled": 2}
    cancelled = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.state == "cancelled")).all()
    assert all(one.values == {} for one in cancelled)
    assert queries.totals_of_group("batch:2") == {"waiting": 1}


def test_two_workers_never_lease_the_same_mail(session, clock):
    for number in range(5):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
    first = leasing.take(per_minute=0, per_domain=0, limit=3).mails
    second = leasing.take(per_minute=0, per_domain=0, limit=3).mails
    assert len(first) == 3 and len(second) == 2 and not {one.id for one in first} & {one.id for one in second}
    clock.tick(minutes=5)
    assert len(leasing.take(per_minute=0, per_domain=0).mails) == 5  # the first workers died


def test_what_went_out_is_forgotten_after_three_months_and_what_waits_is_not(session, clock):
    service.enqueue(Kind.CLAIM, "a@uni.example", "es", CLAIM)
    (sent,) = leasing.take(per_minute=0, per_domain=0).mails
    service.mark_sent(sent, keep_values=False)
    service.enqueue(Kind.CLAIM, "b@uni.example", "es", CLAIM)
    assert service.forget_old() == 0
    clock.tick(days=91)
    assert service.forget_old() == 1
    assert queries.totals() == {"waiting": 1}


def test_refuses_to_repeat_a_mail_that_did_not_fail(session):
    from registry.notices.errors import NoSuchMail

    waiting = service.enqueue(Kind.CLAIM, "a@uni.example", "es", CLAIM)
    with pytest.raises(NoSuchMail):
        service.send_again(waiting.id)
