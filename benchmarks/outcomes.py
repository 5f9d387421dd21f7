"""Outcomes of a synthetic country: how long the first count, a later one and a release take, and every page then.

``python -m benchmarks.outcomes 5000000`` prints one table for that many awards of six people in ten as many
(`benchmarks.country`). What is counted is compared with statements of this file's own, which look at every award. On
PostgreSQL with ``DATABASE_URL`` (an empty database), else on SQLite in a folder of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import text

from benchmarks.country import Country
from benchmarks.measure import Line, statements
from benchmarks.stage import accredited
from registry import clock, content
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.config import Settings
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.demo.stage import Stage
from registry.outcomes import publishing, refreshing, releases
from registry.outcomes.models import OutcomeCell, OutcomeWatch
from registry.publication import datasets, snapshot
from registry.publication import service as reports
from registry.texts import CENTRAL_MEXICO
from registry.web import sessions

#: Goal of the issue: any outcomes page, server time.
MOST_PAGE_MS = 200.0
ASKED = "profile=secondary_teachers&state=20&gender=woman"
PAGES = (
    "/outcomes", "/outcomes/gaps", "/outcomes/states", "/outcomes/states/20", "/outcomes/poles", "/outcomes/answer",
    f"/outcomes/answer?{ASKED}", f"/outcomes/answer.csv?{ASKED}", "/floor", "/schools", "/talent", "/talent?state=20",
    "/indicators", "/indicators.csv", "/programs", "/programs/prg-training-450k", "/open-data", "/open-data/dictionary",
    "/open-data/catalog.jsonld", "/open-data/outcomes.json", "/open-data/talent.json", "/open-data/talent.csv",
    "/reports",
)  # fmt: skip
#: What happens between two counts, by which a later count is measured.
NEW_AWARDS = 1_000
PROGRAM = "prg-training-450k"
#: Distinct people by brute force, apart from everything that the registry counts with: one record of a person speaks
#: for all, whoever objects is not counted, a corrected microcredential is the same one, a revoked one is none.
_WHO = "coalesce(p.merged_into, p.id)"
_BRUTE = f"""
    SELECT count(DISTINCT {_WHO}) FROM award a JOIN person p ON p.id = a.person_id
    JOIN definition_version d ON d.id = a.definition_version_id
    JOIN standard_version s ON s.id = d.standard_version_id
    WHERE {{which}} AND NOT EXISTS (
        SELECT 1 FROM person o WHERE o.not_counted_since IS NOT NULL
        AND (o.id = {_WHO} OR o.merged_into = {_WHO}))
"""


def lines(awards: int = 20_000) -> Iterator[Line]:
    """Making the country, counting, publishing and reading."""
    with accredited() as (stage, told):
        country = Country(stage, told)
        started = time.perf_counter()
        country.grow(awards, over=dt.timedelta(days=700))
        yield Line(f"outcomes: making the country, {awards:,} awards", time.perf_counter() - started, "s")
        yield from measured(stage, country)


def measured(stage: Stage, country: Country) -> Iterator[Line]:
    """Everything that is measured of a country."""
    size = f"{country.awards:,} awards"
    with _Clocks() as took:
        looked = refreshing.refresh()
    yield Line(f"outcomes: first count, {size}", looked / took.wall, "people/s")
    yield Line(f"outcomes: first count, {size}, in all", took.wall, "s")
    yield Line(f"outcomes: first count, {size}, processor time here", took.cpu, "s")
    yield from _against_brute_force(size)
    country.grow(NEW_AWARDS, over=dt.timedelta(0))
    stage.hand.tick(minutes=20)
    with statements(db.engine) as sent, _Clocks() as took:
        refreshing.refresh()
    yield Line(f"outcomes: {NEW_AWARDS:,} awards later, {size}", took.wall, "s")
    yield Line(f"outcomes: statements of that count, {size}", len(sent), "")
    yield from _against_brute_force(f"{size} and {NEW_AWARDS:,}")
    with _Clocks() as took:
        publishing.publish(db.session.get_one(OutcomeWatch, 1))
        db.session.commit()
    yield Line(f"outcomes: a release, {size}", took.wall, "s")
    yield from _pages()


def _against_brute_force(size: str) -> Iterator[Line]:
    """Distinct people of the program and with something current, the count against the awards."""
    program = curriculum.program(PROGRAM)
    watch = db.session.get_one(OutcomeWatch, 1, populate_existing=True)
    assert program is not None
    assert watch.as_of is not None
    standards = ", ".join(f"'{one}'" for one in program.standards)
    at = watch.as_of.replace(tzinfo=None) if db.engine.dialect.name == "sqlite" else watch.as_of
    for measure, which in (
        (f"reached.program.{PROGRAM}", f"a.state <> 'revoked' AND s.standard_id IN ({standards})"),
        ("current", "a.state = 'good' AND a.valid_until > :at"),
    ):
        brute = text(_BRUTE.format(which=f"a.issued_at <= :at AND {which}"))
        true = db.session.scalar(brute, {"at": f"{at:%Y-%m-%d %H:%M:%S.%f}" if at.tzinfo is None else at})
        cell = db.session.get_one(OutcomeCell, (measure, "", ""))
        yield Line(
            f"outcomes: distinct people, {measure}, {size}", cell.count, "people",
            compared_with=f"brute force: {true:,}", ratio=cell.count / true, goal="1", met=cell.count == true,
        )  # fmt: skip
    db.session.commit()


def _pages() -> Iterator[Line]:
    """Each page: the first of a release in its process, and later ones."""
    client, inside = current_app.test_client(), current_app.test_client()
    own = _administrator_of_a_state(inside)
    year = _report()
    more = (
        f"/outcomes/poles/{content.poles()[0].id}", f"/reports/{year}",
        *(f"/open-data/{one.id}.csv" for one in datasets.datasets(releases.newest())),
    )  # fmt: skip
    for reader, page in (*((client, page) for page in (*PAGES, *more)), (inside, own)):
        with statements(db.engine) as sent:
            answer = reader.get(page, buffered=True)
        assert answer.status_code == 200, (page, answer.status_code)
        for said, rounds in (("first of a release", 5), ("later", 9)):
            walls, cpus = [], []
            for _ in range(rounds):
                if rounds == 5:
                    forget()
                with _Clocks() as took:
                    reader.get(page, buffered=True)
                walls.append(1_000 * took.wall)
                cpus.append(1_000 * took.cpu)
            wall = statistics.median(walls)
            yield Line(
                f"outcomes: {page}, {said}, {len(sent)} statements", wall, "ms",
                compared_with=f"of {statistics.median(cpus):.0f} ms here", ratio=1,
                goal=f"<= {MOST_PAGE_MS:.0f} ms", met=wall <= MOST_PAGE_MS,
            )  # fmt: skip


def _administrator_of_a_state(client: FlaskClient) -> str:
    account = accounts.create_account("bench@example.org", "Persona Ficticia", actor=SYSTEM)
    accounts.grant(account, Role.STATE_ADMIN, actor=SYSTEM, place="state:20")
    _session, token = accounts.start_session(account)
    db.session.commit()
    settings: Settings = current_app.config["SETTINGS"]
    client.set_cookie(sessions.cookie_name(settings), token)
    return "/entidad"


def _report() -> int:
    """Publish this year's report."""
    year = clock.now().astimezone(CENTRAL_MEXICO).year
    draft = reports.prepare(year, actor=SYSTEM)
    reports.publish(year, actor=SYSTEM, expected=draft.snapshot_digest)
    db.session.commit()
    return year


def forget() -> None:
    """What a process remembers of releases."""
    releases.forget()
    snapshot._counted.clear()


class _Clocks:
    """How long a block took: by the clock, and of this process's processor time (the database's is not in it)."""

    wall = cpu = 0.0

    def __enter__(self) -> _Clocks:
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()


def main() -> int:
    """Print the lines of one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("awards", type=int, nargs="?", default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="registry-bench-") as folder:
        os.environ.update(ENVIRONMENT="demo", VAR_DIR=folder, ARGON2_TIME_COST="1", ARGON2_MEMORY_KIB="8192")
        bad = False
        for line in lines(arguments.awards):
            print(line.said(), flush=True)
            bad |= line.met is False
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
