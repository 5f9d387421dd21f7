"""Finding talent and the demand panel with many people who chose to be found.

``python -m benchmarks.talent 200000`` prints one table for that many (`benchmarks.country` makes the people, a little
more than three microcredentials for two of them). On PostgreSQL with ``DATABASE_URL`` (an empty database), else on
SQLite in a folder of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import delete, select, text, update

from benchmarks.country import Country
from benchmarks.measure import Line, statements
from benchmarks.stage import accredited
from registry import clock, content, ids
from registry.accounts import queries as account_queries
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.bulk import Rows
from registry.db import db
from registry.outcomes import publishing
from registry.people.models import Consent, Person
from registry.talent import finding, rules
from registry.talent.finding import Sought
from registry.talent.messages import AVAILABILITY
from registry.talent.models import Employer, TalentHidden, TalentProfile, TalentSearch

MOST_MS = 200.0
SEARCHES = {
    "anybody": Sought(),
    "one skill": Sought(skills=("AIL-C3",)),
    "three skills, a state, English": Sought(
        skills=("AIL-C1", "AIL-C2", "AIL-C3"), state_code="20", english="b1", availability="month"
    ),
    "nobody": Sought(skills=("AIE-I6",)),
}
_ROUNDS = 5
_SLICE = 20_000


def lines(people: int = 2_000) -> Iterator[Line]:
    """Making them, then every search and the panel."""
    with accredited() as (stage, told):
        started = time.perf_counter()
        Country(stage, told).grow(people * 10 // 6 + 10, over=dt.timedelta(days=200))
        _choose(people)
        employer = _employer()
        publishing.publish_now()
        yield Line(f"talent: making {people:,} who chose to be found", time.perf_counter() - started, "s")
        for name, sought in SEARCHES.items():
            yield from _search(name, sought, employer, people)
        for path in ("/talent", "/talent?state=20", "/demand", "/open-data/talent.json"):
            yield from _page(path, people)


def _choose(people: int) -> None:
    """Everybody accepted what they hold, and the first so many chose to be found; a few hide from somebody."""
    draw = random.Random(44)
    now = clock.now()
    db.session.execute(update(Award).values(accepted_at=now))
    consent = db.session.scalars(select(Consent.id).limit(1)).one()
    states = [one.code for one in content.states()]
    keys = db.session.scalars(select(Person.id).order_by(Person.id).limit(people)).all()
    for first in range(0, len(keys), _SLICE):
        rows = Rows()
        for key in keys[first : first + _SLICE]:
            rows.add(
                TalentProfile, id=ids.new_key(), person_id=key, consent_id=consent, place=draw.randrange(2**31),
                state_code=draw.choice(states), english=draw.choice(("", *rules.ENGLISH_ORDER)),
                remote=draw.random() < 0.4, availability=draw.choice(list(AVAILABILITY)), created_at=now,
                changed_at=now, expires_at=now + dt.timedelta(days=300),
            )  # fmt: skip
            if draw.random() < 0.01:
                rows.add(TalentHidden, person_id=key, domain="patron.example", since=now)
        rows.write(db.session)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _employer() -> Actor:
    now = clock.now()
    one = Employer(
        name="Empleador de la medición", sector="scian-54", size="large", state_code="19", website="bench.example",
        domain="bench.example", contact_name="Persona Ficticia", contact_email="bench@bench.example",
        state="verified", asked_at=now, verified_until=now + dt.timedelta(days=300),
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    account = accounts.create_account("bench@bench.example", "Persona Ficticia", actor=SYSTEM)
    accounts.grant(account, Role.EMPLOYER, actor=SYSTEM, place=f"employer:{one.id}")
    db.session.commit()
    return account_queries.actor_of(account)


def _search(name: str, sought: Sought, employer: Actor, people: int) -> Iterator[Line]:
    kept = finding.search(sought, actor=employer)
    db.session.commit()
    walls = []
    for page in range(1, _ROUNDS + 1):
        db.session.expire_all()
        started = time.perf_counter()
        with statements(db.engine) as sent:
            found = finding.results(kept.id, page=page, actor=employer)
        walls.append(1_000 * (time.perf_counter() - started))
    yield _line(f"talent: search, {name}, {found.total:,} found of {people:,}, {len(sent)} statements", walls)
    db.session.execute(delete(TalentSearch))


def _page(path: str, people: int) -> Iterator[Line]:
    client, walls = current_app.test_client(), []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        assert client.get(path).status_code == 200, path
        walls.append(1_000 * (time.perf_counter() - started))
    yield _line(f"talent: {path}, {people:,} to be found", walls)


def _line(name: str, walls: list[float]) -> Line:
    middle = statistics.median(walls)
    return Line(name, middle, "ms", goal=f"<= {MOST_MS:.0f} ms", met=middle <= MOST_MS)


def main() -> int:
    """Print the lines of one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("people", type=int, nargs="?", default=2_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as folder:
        os.environ.update(ENVIRONMENT="demo", VAR_DIR=folder, ARGON2_TIME_COST="1", ARGON2_MEMORY_KIB="8192")
        bad = False
        for line in lines(arguments.people):
            print(line.said(), flush=True)
            bad |= line.met is False
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
