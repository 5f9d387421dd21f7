"""Evidence is read once for a few seconds, says when, and never outlives a change that this process made."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, text

from benchmarks.measure import statements
from registry.awards import service as awards
from registry.awards.models import Award
from registry.clock import Hand
from registry.db import db
from registry.documents.read import read_presented
from registry.providers.models import Provider
from registry.records import storage
from registry.trust import remembered
from registry.trust.gather import gather
from registry.trust.service import examine
from registry.verification import Sourced, Verdict
from tests.doors.web.learner import story

FILES = ["json", "jwt"]


@pytest.fixture
def school(session: Any, clock: Hand) -> story.School:
    """Whoever issues."""
    return story.open_school()


@pytest.fixture
def award(session: Any, clock: Hand, school: story.School) -> Award:
    """A teacher's, an hour after it was issued."""
    (award,) = story.issue(school, story.teacher())
    session.commit()
    clock.tick(hours=1)
    return award


def signed(award: Award, form: str) -> bytes:
    """The file, in one of its two forms."""
    return storage.signed_json(award.document) if form == "json" else storage.signed_jwt(award.document).encode()


def verdict_of(award: Award) -> Verdict:
    """What a verification says of it now."""
    return examine(read_presented(storage.signed_json(award.document))).verdict


@pytest.mark.parametrize("form", FILES)
def test_a_repeated_verification_by_the_api_asks_the_database_nothing(
    award: Award, session: Any, client: Any, form: str
) -> None:
    data = signed(award, form)
    session.remove()
    first = client.post("/api/v1/verify", data=data, content_type="application/octet-stream")
    with statements(db.engine) as sent:
        second = client.post("/api/v1/verify", data=data, content_type="application/octet-stream")
    assert first.get_json()["verdict"] == "valid"
    assert (second.get_json(), sent) == (first.get_json(), [])


def test_nor_does_one_at_the_page(award: Award, session: Any, client: Any) -> None:
    data = {"text": signed(award, "json").decode()}
    session.remove()
    client.post("/verify", data=data)
    with statements(db.engine) as sent:
        page = client.post("/verify", data=data)
    assert (page.status_code, sent) == (200, [])


def test_nor_does_one_of_an_issuer_from_elsewhere(session: Any, client: Any) -> None:
    """Of whom there is no copy: that, too, is known after the first time."""
    from tests.rooms.trust.test_foreign import made

    document = made()
    session.remove()
    first = client.post("/api/v1/verify", json=document).get_json()
    with statements(db.engine) as sent:
        second = client.post("/api/v1/verify", json=document).get_json()
    assert (second["verdict"], sent) == (first["verdict"], [])


def test_evidence_says_when_it_was_read(award: Award, clock: Hand) -> None:
    presented = read_presented(storage.signed_json(award.document))
    read_at = clock()
    examine(presented)
    clock.tick(seconds=7)
    evidence = gather(presented)
    pieces = [evidence.root, evidence.accreditations, evidence.registration, evidence.standard, evidence.status_events]
    pieces += [*evidence.status_lists.values(), *evidence.key_periods.values(), *evidence.did_documents.values()]
    assert len(pieces) >= 8
    assert {piece.as_of for piece in pieces if isinstance(piece, Sourced)} == {read_at}
    report = examine(presented)
    revocation = report.check("revocation")
    assert revocation is not None and revocation.evidence["asOf"] == read_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert report.checked_at == clock()


def test_a_revocation_by_this_process_shows_at_once(award: Award, school: story.School, session: Any) -> None:
    assert verdict_of(award) is Verdict.VALID
    awards.revoke(award, reason="fraud", actor=school.issuer)
    session.commit()
    assert verdict_of(award) is Verdict.INVALID


def test_a_revocation_by_another_process_shows_within_ten_seconds(
    award: Award, school: story.School, session: Any, clock: Hand, make_app: Callable[..., Flask]
) -> None:
    """Another application has its own connections and its own memory, as another process has."""
    assert verdict_of(award) is Verdict.VALID
    key = award.id
    session.remove()
    with make_app().app_context():
        elsewhere = db.session.get(Award, key)
        assert elsewhere is not None
        awards.revoke(elsewhere, reason="fraud", actor=school.issuer)
        db.session.commit()
        assert verdict_of(elsewhere) is Verdict.INVALID
        db.session.remove()
    again = db.session.get(Award, key)
    assert again is not None
    assert verdict_of(again) is Verdict.VALID  # as of the moment that it states
    assert remembered.LIFE.total_seconds() == 10
    clock.tick(seconds=10)
    assert verdict_of(again) is Verdict.INVALID


def test_a_transaction_sees_what_it_wrote_and_nobody_else_does(
    award: Award, school: story.School, session: Any
) -> None:
    assert verdict_of(award) is Verdict.VALID
    awards.revoke(award, reason="fraud", actor=school.issuer)
    assert verdict_of(award) is Verdict.INVALID
    session.rollback()
    assert verdict_of(award) is Verdict.VALID


def test_what_a_transaction_read_before_a_commit_is_not_remembered_after_it(
    award: Award, session: Any, app: Flask
) -> None:
    """A reader that began before somebody's commit may have seen the old state when it is done."""
    memory: remembered.Remembered = app.extensions["evidence"]
    presented = read_presented(storage.signed_json(award.document))
    session.commit()
    memory.forget()
    session.execute(select(Provider.id)).first()  # the reader's transaction begins
    memory.forget()  # somebody commits
    gather(presented)
    session.commit()
    with statements(db.engine) as sent:
        gather(presented)
    assert sent
    session.commit()
    with statements(db.engine) as sent:
        gather(presented)
    assert sent == []


@pytest.mark.parametrize(
    ("statement", "matters"),
    [
        ("UPDATE status_list SET version = version + 1", True),
        ('  insert  into "document" (id) values (1)', True),
        ("DELETE FROM outside_copy", True),
        ("UPDATE account SET name = 'status_list'", False),
        ("INSERT INTO audit_line (id) SELECT id FROM document", False),
        ("SELECT 1 FROM document", False),
        ("BEGIN IMMEDIATE", False),
        ("WITH gone AS (DELETE FROM signature RETURNING id) SELECT * FROM gone", True),  # not read that closely
        ("TRUNCATE document", True),
    ],
)
def test_which_statements_change_evidence(statement: str, matters: bool) -> None:
    assert remembered.concerns(statement) is matters


def test_any_way_of_writing_counts(award: Award, session: Any, app: Flask) -> None:
    """A statement past the object mapper, on a connection of its own."""
    memory: remembered.Remembered = app.extensions["evidence"]
    session.commit()
    before = memory.generation
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE account SET name = name"))
    assert memory.generation == before
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE provider SET name = name"))
    assert memory.generation > before
    with db.engine.connect() as connection:
        connection.execute(text("UPDATE provider SET name = name"))
        before = memory.generation
        connection.commit()
        assert memory.generation > before  # though the connection is kept


def test_every_table_that_evidence_is_read_from_is_watched(award: Award, session: Any, app: Flask) -> None:
    """A revocation must not stay unseen because somebody read one more table."""
    presented = read_presented(storage.signed_json(award.document))
    session.commit()
    app.extensions["evidence"].forget()
    with statements(db.engine) as sent:
        examine(presented)
    read = {name for one in sent for name in re.findall(r"\b(?:FROM|JOIN) (\w+)", one)}
    assert {"document", "issuer", "status_list", "accreditation", "trust_root"} <= read
    assert read <= remembered.TABLES


def test_remembers_a_bounded_number(clock: Hand) -> None:
    memory = remembered.Remembered(kept=3)
    for number in range(10):
        memory.put(("document", str(number)), remembered.Seen(None, clock()), memory.generation)
    memory.put(("document", "x" * 10_000), remembered.Seen(None, clock()), memory.generation)
    known = [number for number in range(10) if memory.get(("document", str(number)), clock())]
    assert known == [7, 8, 9]
    assert memory.get(("document", "x" * 10_000), clock()) is None


def test_a_clock_that_was_set_back_remembers_nothing(clock: Hand) -> None:
    memory = remembered.Remembered()
    memory.put("root", remembered.Seen(1, clock()), memory.generation)
    clock.tick(seconds=-1)
    assert memory.get("root", clock()) is None


def test_a_report_is_the_same_from_memory(award: Award, session: Any, app: Flask) -> None:
    presented = read_presented(storage.signed_json(award.document))
    session.commit()
    app.extensions["evidence"].forget()
    fresh = orjson.dumps(examine(presented).as_dict())
    assert orjson.dumps(examine(presented).as_dict()) == fresh
