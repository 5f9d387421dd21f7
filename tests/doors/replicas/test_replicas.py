"""Pages read from a real streaming standby: who sees what, what happens when it lags or dies, and a failover."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import DBAPIError

from registry import replica, selftest
from registry.accounts.actor import SYSTEM
from registry.audit import service as audit
from registry.config import Settings
from registry.db import db
from registry.outages import outage_of
from registry.providers.models import Provider
from registry.trust import remembered
from tests.doors.web.provider import world
from tests.support import apps, clusters, people
from tests.support.clusters import Server

PASSWORD = "cuatro palabras sin parentesco"


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Server, Server]]:
    """A primary and its standby."""
    with clusters.folder() as folder:
        primary = Server(folder, 5501).make()
        engine = create_engine(primary.url())
        db.Model.metadata.create_all(engine)
        engine.dispose()
        standby = primary.standby(5502)
        yield primary, standby
        primary.stop()
        standby.stop()


@pytest.fixture(scope="module")
def settings(pair: tuple[Server, Server]) -> Settings:
    primary, standby = pair
    return apps.settings_for(
        "sqlite", database_url=primary.url(standby), database_replica_url=standby.url(), log_level="INFO"
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = apps.build(settings)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    yield made
    apps.dispose(made)


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Which server each statement went to."""
    heard: list[str] = []
    with app.app_context():
        for name, engine in ((None, "primary"), (replica.BIND, "standby")):
            event.listen(db.engines[name], "before_cursor_execute", lambda *_, engine=engine: heard.append(engine))
        yield heard


def caught_up(primary: Server, standby: Server) -> None:
    position = primary.execute("SELECT pg_current_wal_flush_lsn()")
    while not standby.execute(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"):
        pass


def test_strangers_read_the_standby_and_writers_what_they_wrote(app, pair, asked, clock, caplog):
    primary, standby = pair
    with app.app_context():
        world.institution()
        people.new_account(email="ana@pruebas.example", password=PASSWORD)
        db.session.commit()
    caught_up(primary, standby)
    asked.clear()
    stranger, ana = app.test_client(), app.test_client()
    assert stranger.get("/providers").status_code == 200
    # One statement notes the primary's position; everything that is shown comes from the standby.
    assert asked.count("primary") == 1 and asked.count("standby") > 1
    standby.execute("SELECT pg_wal_replay_pause()")
    try:
        entered = ana.post("/entrar", data={"email": "ana@pruebas.example", "password": PASSWORD})
        assert entered.status_code in (302, 303) and "seen=" in str(entered.headers.getlist("Set-Cookie"))
        # Her session is a row that the standby does not have.
        assert standby.execute("SELECT count(*) FROM sign_in_session") == 0
        assert ana.get("/cuenta").status_code == 200
        with app.app_context():
            db.session.execute(db.update(Provider).values(name="Universidad Renombrada"))
            db.session.commit()
        assert "Universidad Renombrada" not in stranger.get("/providers").text
        # A cookie that nobody signed is no cookie.
        stranger.set_cookie("seen", "WzQ2MTE2ODYwMTg0MjczODc5MDQsIDFd.x")
        assert "Universidad Renombrada" not in stranger.get("/providers").text
        with caplog.at_level(logging.WARNING, logger="registry.replica"):
            clock.tick(seconds=replica.LIMIT.total_seconds() + 1)
            assert "Universidad Renombrada" in stranger.get("/providers").text
        assert "behind since" in caplog.records[-1].why
    finally:
        standby.execute("SELECT pg_wal_replay_resume()")
    caught_up(primary, standby)
    asked.clear()
    assert ana.get("/cuenta").status_code == 200
    assert "standby" in asked


def test_what_is_read_at_a_standby_says_as_of_when(app, pair, clock, monkeypatch):
    primary, standby = pair
    monkeypatch.setattr(replica, "EVERY", 0.0)
    caught_up(primary, standby)
    started = clock.at
    with app.app_context():
        with replica.serving(replica.Request(reads=True)):
            assert remembered.seen(("piece",), lambda: db.session.scalar(select(1)), clock.at).as_of == started
        db.session.remove()
        standby.execute("SELECT pg_wal_replay_pause()")
        primary.execute("CREATE TABLE more AS SELECT 1")
        clock.tick(seconds=3)
        with replica.serving(replica.Request(reads=True)):
            # The note of this second is not reached yet: the standby speaks as of three seconds ago, and says so.
            assert remembered.seen(("other",), lambda: db.session.scalar(select(1)), clock.at).as_of == started
        db.session.remove()
        # Whoever wrote meanwhile is not shown what was remembered before.
        mine = replica.Request(seen=replica.Note(replica_position(app), clock.at), reads=True)
        with replica.serving(mine):
            assert remembered.seen(("piece",), lambda: "new", clock.at).value == "new"
        standby.execute("SELECT pg_wal_replay_resume()")
        clock.tick(seconds=8)
        # Ten seconds count from the moment as of which it was true, not from when it was read.
        assert remembered.seen(("other",), lambda: "new", clock.at).value == "new"


def replica_position(app: Flask) -> int:
    return int(app.extensions[replica.BIND].position())


def test_nothing_is_written_at_a_standby(app, pair, clock):
    caught_up(*pair)
    with app.app_context(), replica.serving(replica.Request(reads=True)):
        with pytest.raises(DBAPIError) as refused:
            audit.record("x.done", "x", "1", actor=SYSTEM)
            db.session.flush()
        db.session.rollback()
    assert refused.value.orig.sqlstate == "25006"
    assert outage_of(refused.value) is None  # our mistake, not an outage


def test_a_standby_that_dies_costs_one_answer_at_most_and_the_primary_serves(
    app, pair, asked, clock, caplog, monkeypatch
):
    primary, standby = pair
    caught_up(primary, standby)
    stranger = app.test_client()
    assert stranger.get("/providers").status_code == 200
    standby.stop()
    with caplog.at_level(logging.INFO, logger="registry.replica"):
        assert [stranger.get("/providers").status_code for _ in range(3)] == [200, 200, 200]
        assert [record.message for record in caplog.records] == ["replica is not read"]
        with app.app_context():
            found = {finding.what.en: finding for finding in selftest.run()}
            assert found["Database"].good and not found["Replica"].good
        standby.start()
        caught_up(primary, standby)
        asked.clear()
        monkeypatch.setattr(app.extensions[replica.BIND], "_shunned", 0.0)
        assert stranger.get("/providers").status_code == 200
        assert "standby" in asked
        assert caplog.records[-1].message == "replica is read again"
    with app.app_context():
        assert {finding.what.en: finding.good for finding in selftest.run()}["Replica"]


def test_when_the_primary_is_gone_strangers_read_on_and_a_promoted_standby_takes_over(app, pair, clock, monkeypatch):
    """The last of this file: it leaves a cluster behind whose old primary is down."""
    monkeypatch.setattr(replica, "EVERY", 0.0)
    primary, standby = pair
    caught_up(primary, standby)
    stranger, ana = app.test_client(), app.test_client()
    entering = {"email": "ana@pruebas.example", "password": PASSWORD}
    assert ana.post("/entrar", data=entering).status_code in (302, 303)
    caught_up(primary, standby)
    assert stranger.get("/providers").status_code == 200
    primary.stop()
    clock.tick(seconds=60)
    assert "Universidad Renombrada" in stranger.get("/providers").text
    refused = app.test_client().post("/entrar?lang=en", data=entering)
    assert refused.status_code == 503 and refused.headers["Retry-After"] == "5"
    assert "does not answer at the moment" in refused.text
    problem = stranger.get("/healthz", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json["code"]) == (503, "database_away")
    # Whether she is still signed in may have changed in a minute, and nobody can say.
    assert ana.get("/cuenta").status_code == 503
    clock.tick(seconds=replica.LIMIT_WITHOUT_PRIMARY.total_seconds())
    assert stranger.get("/providers").status_code == 503
    standby.promote()
    assert app.test_client().post("/entrar", data=entering).status_code in (302, 303)
    assert ana.get("/cuenta").status_code == 200
    assert stranger.get("/healthz").status_code == 200
    with app.app_context():
        db.session.execute(text("UPDATE provider SET name = 'Universidad Nueva'"))
        db.session.commit()
    assert "Universidad Nueva" in stranger.get("/providers").text  # a standby no more: nothing is read there as one
