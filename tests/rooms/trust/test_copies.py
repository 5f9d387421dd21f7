"""Copies of what others publish: fresh ones save a request, old ones stay as last known, failures are remembered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from registry.clock import Hand
from registry.db import db
from registry.trust import copies
from registry.trust.copies import DID, LIST, InDatabase, InMemory, Keeper, refresh
from registry.trust.fetch import running
from registry.verification import Sourced, Unreachable
from tests.support.outside import Internet, internet, reply

URL = "https://escuela.example/.well-known/did.json"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as one, running(one.network):
        yield one


@pytest.fixture(params=["memory", "database"])
def keeper(request: pytest.FixtureRequest, session: Any) -> Keeper:
    return InMemory() if request.param == "memory" else InDatabase()


def ask(keeper: Keeper, url: str = URL, kind: copies.Kind = DID) -> str | None:
    return refresh(keeper, kind, url, readable=lambda data: data.startswith(b"{"))


def known(keeper: Keeper, clock: Hand, url: str = URL) -> Any:
    copy = keeper.read(DID, url)
    assert copy is not None
    return copy.known(clock(), otherwise="not_fetched")


def test_a_fresh_copy_saves_the_request(net: Internet, keeper: Keeper, clock: Hand) -> None:
    net.put(URL, reply(b"{1}", Cache_Control="max-age=1800"))
    begun = clock()
    assert ask(keeper) is None
    assert known(keeper, clock) == Sourced(b"{1}", begun, URL)
    clock.tick(minutes=29)
    assert ask(keeper) is None and len(net.requests) == 1
    assert known(keeper, clock) == Sourced(b"{1}", begun, URL)
    clock.tick(minutes=2)
    net.put(URL, reply(b"{2}"))
    assert known(keeper, clock) == Unreachable("not_fetched", URL, begun, Sourced(b"{1}", begun, URL))
    assert ask(keeper) is None and len(net.requests) == 2
    assert known(keeper, clock) == Sourced(b"{2}", clock(), URL)


def test_a_copy_that_is_still_good_becomes_fresh_again(net: Internet, keeper: Keeper, clock: Hand) -> None:
    net.put(URL, reply(b"{1}", ETag='"e"'))
    ask(keeper)
    clock.tick(hours=2)
    net.put(URL, reply(status=304))
    ask(keeper)
    assert net.requests[1].headers["if-none-match"] == '"e"'
    assert known(keeper, clock) == Sourced(b"{1}", clock(), URL)


def test_an_absurd_tag_is_done_without(net: Internet, keeper: Keeper, clock: Hand) -> None:
    net.put(URL, reply(b"{1}", ETag='"' + "e" * 300 + '"'))
    ask(keeper)
    clock.tick(hours=2)
    ask(keeper)
    assert "if-none-match" not in net.requests[1].headers
    assert known(keeper, clock) == Sourced(b"{1}", clock(), URL)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(status=503), "http_503"),
        (reply(status=404), "not_found"),
        (reply(b"<html>"), "malformed"),
        (reply(b"{}", media_type="text/html"), "content_type"),
    ],
)
def test_a_failure_keeps_what_was_known_and_is_remembered(
    net: Internet, keeper: Keeper, clock: Hand, answer: Any, reason: str
) -> None:
    net.put(URL, reply(b"{1}"))
    ask(keeper)
    last = Sourced(b"{1}", clock(), URL)
    clock.tick(days=3)
    net.put(URL, answer)
    ask(keeper)
    failed = Unreachable(reason, URL, clock(), last)
    assert known(keeper, clock) == failed
    clock.tick(seconds=100)
    assert ask(keeper) is None and known(keeper, clock) == failed and len(net.requests) == 2
    clock.tick(seconds=30)
    net.put(URL, reply(b"{3}"))
    ask(keeper)
    assert known(keeper, clock) == Sourced(b"{3}", clock(), URL) and len(net.requests) == 3


def test_an_address_that_may_not_be_asked_leaves_nothing(net: Internet, keeper: Keeper, clock: Hand) -> None:
    assert ask(keeper, "https://127.0.0.1/did.json") == "not_allowed"
    assert keeper.read(DID, "https://127.0.0.1/did.json") is None


def test_kinds_of_one_address_are_apart(net: Internet, keeper: Keeper, clock: Hand) -> None:
    net.put(URL, reply(b"{1}"))
    ask(keeper)
    assert keeper.read(LIST, URL) is None


@pytest.mark.parametrize(
    ("wished", "lasts"),
    [
        ("", 60),
        ("max-age=0", 5),
        ("no-store", 5),
        ("no-cache", 5),
        ("private, max-age=600", 10),
        ("max-age=99999999999999999999", 24 * 60),
        ("max-age=-5", 60),
        ("max-age=abc", 60),
    ],
)
def test_a_copy_lasts_as_its_server_wishes_within_bounds(net: Internet, clock: Hand, wished: str, lasts: int) -> None:
    net.put(URL, reply(b"{1}", Cache_Control=wished))
    keeper = InMemory()
    ask(keeper)
    copy = keeper.read(DID, URL)
    assert copy is not None and copy.expires_at == clock() + lasts * MINUTE


def test_one_host_is_asked_a_few_times_a_minute(net: Internet, session: Any, clock: Hand) -> None:
    keeper = InDatabase()
    for number in range(copies.PER_HOST_PER_MINUTE + 1):
        net.put(f"https://escuela.example/{number}", reply(b"{}"))
    said = [ask(keeper, f"https://escuela.example/{number}") for number in range(copies.PER_HOST_PER_MINUTE + 1)]
    assert said == [None] * copies.PER_HOST_PER_MINUTE + ["rate"]
    net.put("https://otra.example/", reply(b"{}"))
    assert ask(keeper, "https://otra.example/") is None
    clock.tick(seconds=61)
    assert ask(keeper, f"https://escuela.example/{copies.PER_HOST_PER_MINUTE}") is None


def test_all_hosts_together_are_asked_so_many_times_a_minute(
    net: Internet, session: Any, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "PER_MINUTE", 3)
    for number in range(4):
        net.put(f"https://escuela{number}.example/", reply(b"{}"))
    assert [ask(InDatabase(), f"https://escuela{n}.example/") for n in range(4)] == [None, None, None, "rate"]


def test_while_somebody_asks_nobody_else_does(net: Internet, session: Any, clock: Hand) -> None:
    """The claim is in the table before the request: another process finds it there."""
    seen = []

    def serve(connection: Any, request: Any) -> None:
        with db.engine.connect() as other:
            seen.append(other.exec_driver_sql("SELECT failure, host FROM outside_copy").one())
        reply(b"{1}")(connection, request)

    net.put(URL, _in_context(serve))
    assert ask(InDatabase()) is None
    assert [tuple(one) for one in seen] == [("busy", "escuela.example")]


@pytest.mark.databases("sqlite")
def test_no_lock_is_held_while_another_server_thinks(net: Internet, app: Flask, session: Any, clock: Hand) -> None:
    """On SQLite whoever has begun to write keeps all others from it: here one writes in the middle of a request."""
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    wrote = []

    def serve(connection: Any, request: Any) -> None:
        other = sqlite3.connect(path, timeout=0)
        other.execute("INSERT INTO registry_fact VALUES ('x', 'y', '2026-01-01')")
        other.commit()
        other.close()
        wrote.append(1)
        reply(b"{1}")(connection, request)

    net.put(URL, serve)
    db.session.execute(db.text("SELECT 1"))  # the request's own transaction, which takes the lock
    assert ask(InDatabase()) is None
    assert wrote == [1] and known(InDatabase(), clock) == Sourced(b"{1}", clock(), URL)


def test_copies_that_nobody_asks_for_are_forgotten(net: Internet, session: Any, clock: Hand) -> None:
    keeper = InDatabase()
    net.put(URL, reply(b"{1}"))
    ask(keeper)
    clock.tick(days=89)
    assert copies.forget_old() == 0
    clock.tick(days=2)
    assert copies.forget_old() == 1
    db.session.commit()
    assert keeper.read(DID, URL) is None


def test_the_table_has_what_a_copy_has() -> None:
    columns = {column.name for column in copies.OutsideCopy.__table__.columns}
    assert columns == {one.name for one in dataclasses.fields(copies.Copy)} | {"digest"}


def _in_context(serve: Any) -> Any:
    from flask import current_app

    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def within(connection: Any, request: Any) -> None:
        with app.app_context():
            serve(connection, request)

    return within
