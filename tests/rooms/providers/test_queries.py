"""How many statements the hot paths take, and numbers under several writers."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from benchmarks.measure import statements
from registry import clock as registry_clock
from registry.db import db
from registry.providers import numbers, queries, service, tray
from registry.providers.commands import ChangeOrder
from registry.providers.models import Provider
from tests.support import ministry as ministries
from tests.support.ministry import Ministry


def selects(sent: list[str]) -> list[str]:
    """The queries among what was sent."""
    return [one for one in sent if one.lstrip().upper().startswith("SELECT")]


def test_covering_accreditation_is_one_query_whatever_has_happened(
    ministry: Ministry, provider: Provider, clock: Any
) -> None:
    accreditation = ministries.accredited(ministry, provider, ("AIL", "AIE"))
    version = ministries.standard("AIL").id
    for _ in range(3):
        clock.tick(days=1)
        service.suspend(accreditation.id, ChangeOrder("audit_disagreement"), actor=ministry.head)
        clock.tick(days=1)
        service.reinstate(accreditation.id, note="", actor=ministry.head)
    provider_id = provider.id
    db.session.commit()
    with statements(db.engine) as sent:
        found = queries.covering_accreditation(provider_id, version, "sme_owners", None, clock())
        assert found is not None
        assert len(found.events) == 7
    assert len(selects(sent)) == 1


@pytest.mark.databases("postgresql")  # on SQLite a writer holds the lock that the suspension would need
def test_refuses_to_overlook_a_suspension_made_meanwhile_by_another_process(
    app: Flask, ministry: Ministry, provider: Provider, clock: Any
) -> None:
    accreditation = ministries.accredited(ministry, provider)
    key, provider_id, version = accreditation.id, provider.id, ministries.standard("AIL").id
    db.session.commit()
    # From here on one transaction, which has read the accreditation with its events.
    assert queries.covering_accreditation(provider_id, version, "sme_owners", None, clock()) is not None

    def elsewhere() -> None:
        with app.app_context(), registry_clock.running(clock):
            service.suspend(key, ChangeOrder("audit_disagreement"), actor=ministry.head)
            db.session.commit()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert queries.covering_accreditation(provider_id, version, "sme_owners", None, clock()) is None


def test_the_roll_takes_as_many_queries_for_one_institution_as_for_four(ministry: Ministry, clock: Any) -> None:
    counted = []
    for _ in range(2):
        for _ in range(2):
            ministries.accredited(ministry, ministries.new_provider())
        db.session.commit()
        with statements(db.engine) as sent:
            queries.roll(clock())
        counted.append(len(selects(sent)))
    assert counted[0] == counted[1] == 3


def test_the_tray_takes_as_many_queries_for_one_application_as_for_four(ministry: Ministry, clock: Any) -> None:
    counted = []
    for _ in range(2):
        for _ in range(2):
            ministries.under_review(ministry, ministries.new_provider())
        db.session.commit()
        with statements(db.engine) as sent:
            tray.tray(clock())
        counted.append(len(selects(sent)))
    assert counted[0] == counted[1] == 3


def test_the_dossier_is_read_without_the_files_bytes(ministry: Ministry, provider: Provider) -> None:
    key = ministries.submitted(provider).id
    db.session.commit()
    with statements(db.engine) as sent:
        found = tray.application(key)
        assert len(found.items) > 10
    assert not any("evidence_file.body" in statement for statement in selects(sent))


def test_two_writers_never_share_a_number(app: Flask, session: Any) -> None:
    taken: list[str] = []
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                with app.app_context():
                    number = numbers.take(numbers.ACCREDITATION)
                    db.session.commit()
                    taken.append(number)
        except BaseException as failure:
            failures.append(failure)

    db.session.commit()
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(taken) == len(set(taken)) == 20
    assert sorted(taken)[-1].endswith("-0020")


def test_watch_lists_open_conditions_and_what_ends_without_a_successor(
    ministry: Ministry, provider: Provider, clock: Any
) -> None:
    import datetime as dt

    ahead = dt.timedelta(days=180)
    quiet = ministries.new_provider()
    ministries.accredited(ministry, quiet)
    ministries.ruled(ministry, ministries.under_review(ministry, provider), "ACC-B4")
    clock.tick(seconds=1)
    [watched] = queries.watch(clock(), ahead=ahead)
    assert watched.accreditation.provider_id == provider.id
    assert watched.due_at == watched.accreditation.condition_due_at
    ending = queries.history(quiet.id)[0]
    clock.set(ending.valid_until - dt.timedelta(days=30))
    ends = {one.accreditation.id: one.due_at for one in queries.watch(clock(), ahead=ahead)}
    assert ends[ending.id] == ending.valid_until
    ministries.accredited(ministry, quiet)  # the renewal
    assert ending.id not in {one.accreditation.id for one in queries.watch(clock(), ahead=ahead)}


def test_standing_prefers_what_may_issue(ministry: Ministry, provider: Provider, clock: Any) -> None:
    first = ministries.accredited(ministry, provider)
    second = ministries.accredited(ministry, provider, ("AIE",))
    clock.tick(days=1)
    service.revoke(second.id, ChangeOrder("provider_request"), actor=ministry.head)
    clock.tick(seconds=1)
    chosen, state = queries.standing(queries.history(provider.id), clock())
    assert (chosen.id, state.value) == (first.id, "accredited")
