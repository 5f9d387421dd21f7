"""Under what people are found by e-mail: written after the e-mail, and asked for along an index."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select

from registry.bulk import Rows
from registry.db import db
from registry.enrolments import matching
from registry.people import finding
from registry.people import service as people
from registry.people.models import PersonIdentifier
from registry.people.service import PersonClaims

EMAILS = ["ana@correo.example", "luz@correo.example", "sol@correo.example"]


def listed() -> list[bytes]:
    """Three people as a list writes them; the first two have a telephone too."""
    rows = Rows()
    claims = [
        PersonClaims("Nombre Ficticio", email=email, phone=f"55555555{number:02}" if number < 2 else None)
        for number, email in enumerate(EMAILS)
    ]
    keys = people.plan(claims, rows, digests_later=True).keys
    rows.write(db.session)
    db.session.commit()
    return list(keys)


def without_digest(kind: str) -> int:
    return len(
        db.session.scalars(
            select(PersonIdentifier).where(PersonIdentifier.kind == kind, PersonIdentifier.digest.is_(None))
        ).all()
    )


def test_people_of_a_list_are_found_by_e_mail_once_the_digests_are_written(
    session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = listed()
    digests = [finding.email_digest(email) for email in EMAILS]
    assert matching.matched(digests, []).root == {}
    monkeypatch.setattr(finding, "SLICE_ROWS", 2)
    written = []
    while some := finding.digest_due():
        session.commit()
        written.append(some)
    assert written == [2, 1] and without_digest("email") == 0
    found = matching.matched(digests, []).root
    assert [found[digest].bytes for digest in digests] == keys
    assert without_digest("phone") == 2, "nobody is found by a telephone"


def test_an_address_is_the_same_in_capitals(session: Any) -> None:
    """A form may bring `Ana@…`, and an institution's list of enrolments `ana@…`."""
    (person,) = people.register([PersonClaims("Nombre Ficticio", email="Ana@Correo.example")])
    session.commit()
    found = matching.matched([matching.digest_of(finding.EMAIL, "ana@correo.example")], []).root
    assert set(found.values()) == {person.id}


def test_somebody_written_alone_is_found_at_once(session: Any) -> None:
    (person,) = people.register([PersonClaims("Nombre Ficticio", email=EMAILS[0], phone="5555555555")])
    session.commit()
    assert without_digest("email") == 0 and finding.digest_due() == 0
    assert without_digest("phone") == 1
    assert matching.matched([finding.email_digest(EMAILS[0])], []).root.popitem()[1] == person.id


def test_what_somebody_began_is_found_before_the_digests_are_written(session: Any) -> None:
    key = listed()[0]
    (person,) = [row.person for row in db.session.scalars(select(PersonIdentifier)) if row.value == EMAILS[0]]
    assert person.id.bytes == key
    assert matching.digests_of(person, verified=False) == {finding.email_digest(EMAILS[0])}
    assert matching.digests_of(person, verified=True) == frozenset()


@pytest.mark.databases("sqlite")
def test_nobody_is_looked_for_among_all(session: Any) -> None:
    """A question that no index answers would read every identifier of the country, for each part of the digests."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if "person_identifier" in statement:
            asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        matching.matched([b"1" * 32, b"2" * 32], [])
        finding.digest_due()
        people.by_curp("XEXX010101HNEXXXA4")
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    assert len(asked) == 4
    for statement, parameters in asked:
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        assert not [line for *_, line in plan if line.startswith("SCAN")], statement
