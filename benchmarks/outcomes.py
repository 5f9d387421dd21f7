"""Outcomes of a synthetic load: how long the first count, a later one and a release take, and how fast pages are then.

``python -m benchmarks.outcomes 5000000`` prints one table for that many awards of six people in ten as many. Rows are
written straight into the tables: people with a state, demographic facts and, some of them, two profiles or an older
microcredential. On PostgreSQL with ``DATABASE_URL`` (an empty database), else on SQLite in a folder of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import text

from benchmarks.measure import Line, cpu_seconds, statements
from benchmarks.stage import accredited
from registry import clock, content
from registry.awards.models import Award, AwardDocument
from registry.bulk import Rows
from registry.db import db
from registry.demo import story
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.outcomes import publishing, refreshing, releases
from registry.outcomes.models import OutcomeWatch
from registry.people.models import Consent, Person, PersonFact, PersonIdentifier
from registry.publication import snapshot
from registry.records.models import Document

#: Goal of the issue: any outcomes page, server time.
MOST_PAGE_MS = 200.0
PAGES = (
    "/outcomes", "/outcomes/gaps", "/outcomes/states", "/outcomes/states/20", "/outcomes/poles", "/outcomes/answer",
    "/open-data", "/open-data/outcomes.json",
)  # fmt: skip
#: What happens between two counts, by which a later count is measured.
NEW_AWARDS = 1_000
PEOPLE_PER_AWARD = 0.6
_AT_ONCE = 50_000
_FACTS = {
    "gender": "genders", "age_group": "age_groups", "sector": "sectors", "occupation": "occupations",
    "study_level": "study_levels",
}  # fmt: skip


def lines(awards: int = 20_000) -> Iterator[Line]:
    """Counting, publishing and reading."""
    with accredited() as (stage, told):
        load = Load(stage, told)
        load.write(awards, before=dt.timedelta(days=700))
        size = f"{awards:,} awards"
        started = time.perf_counter()
        looked = refreshing.refresh()
        took = time.perf_counter() - started
        yield Line(f"outcomes: first count, {size}", looked / took, "people/s")
        yield Line(f"outcomes: first count, {size}, in all", took, "s")
        load.write(NEW_AWARDS, before=dt.timedelta(days=0))
        stage.hand.tick(minutes=20)
        with statements(db.engine) as sent:
            started = time.perf_counter()
            refreshing.refresh()
            took = time.perf_counter() - started
        yield Line(f"outcomes: {NEW_AWARDS:,} awards later, {size}", took, "s")
        yield Line(f"outcomes: statements of that count, {size}", len(sent), "")
        started = time.perf_counter()
        watch = db.session.get_one(OutcomeWatch, 1)
        publishing.publish(watch)
        db.session.commit()
        yield Line(f"outcomes: a release, {size}", time.perf_counter() - started, "s")
        client = current_app.test_client()
        for page in PAGES:
            with statements(db.engine) as sent:
                assert client.get(page).status_code == 200
            first = 1_000 * cpu_seconds(functools.partial(_fresh, client, page), rounds=5)
            later = 1_000 * cpu_seconds(functools.partial(client.get, page), rounds=9)
            yield Line(
                f"outcomes: {page}, {len(sent)} statements, {size}", later, "ms",
                goal=f"<= {MOST_PAGE_MS:.0f} ms", met=later <= MOST_PAGE_MS,
            )  # fmt: skip
            yield Line(
                f"outcomes: {page}, the first of a release in its process", first, "ms",
                goal=f"<= {MOST_PAGE_MS:.0f} ms", met=first <= MOST_PAGE_MS,
            )  # fmt: skip


def forget() -> None:
    """What a process remembers of releases."""
    releases.forget()
    snapshot._counted.clear()


def _fresh(client: object, page: str) -> None:
    """A process that has never read this release."""
    forget()
    client.get(page)  # type: ignore[attr-defined]


class Load:
    """Writes people and awards, the way the services leave them behind."""

    def __init__(self, stage: Stage, told: Told) -> None:
        assert told.consortium is not None
        self.draw = random.Random(5_000_000)
        self.stage = stage
        (sample,) = story.issue(
            stage, told.consortium, told.definitions["general_workforce"], list(stage.crowd.people(1))
        )
        columns = [one.key for one in Document.__mapper__.column_attrs]
        own = ("id", "uri", "status_list_id", "status_index")
        self.document = {name: getattr(sample.document, name) for name in columns if name not in own}
        self.provider = sample.provider_id
        self.versions = [
            told.definitions[one].id
            for one in ("general_workforce", "secondary_teachers", "sme_owners", "civil_servants")
        ]
        consent = Consent(purpose="bench", text_version="1", statement="bench", given_at=clock.now())
        db.session.add(consent)
        db.session.commit()
        self.consent = consent.id
        self.states = [one.code for one in content.states()]
        self.values = {name: [one.id for one in content.catalog(catalog)] for name, catalog in _FACTS.items()}
        self.people: list[uuid.UUID] = []

    def write(self, awards: int, *, before: dt.timedelta) -> None:
        """So many awards, issued evenly over the time up to now."""
        now = clock.now()
        for start in range(0, awards, _AT_ONCE):
            self._write(min(_AT_ONCE, awards - start), now - before * (1 - start / awards))
        db.session.commit()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))

    def _write(self, count: int, moment: dt.datetime) -> None:
        rows, draw = Rows(), self.draw
        stem = int(moment.timestamp() * 1000) << 80
        document = rows.sheet(Document, ("id", "uri"), **self.document)
        award = rows.sheet(
            Award,
            ("id", "folio", "person_id", "definition_version_id", "document_id", "issued_at", "valid_until",
             "state_code"),
            provider_id=self.provider, awarded_on=moment.date(), scores={}, reference={},
        )  # fmt: skip
        of_award = rows.sheet(AwardDocument, ("document_id", "award_id"), purpose="first")
        person = rows.sheet(Person, ("id", "full_name"), created_at=moment, surname_key="")
        fact = rows.sheet(
            PersonFact, ("id", "person_id", "attribute", "value"),
            source="provider", declared_on=moment.date(), consent_id=self.consent,
        )  # fmt: skip
        curp = rows.sheet(
            PersonIdentifier, ("id", "person_id", "digest"), kind="curp", source="provider", created_at=moment
        )
        years = [moment + dt.timedelta(days=days) for days in (365, 730, 1_095)]
        for _ in range(count):
            keys = [uuid.UUID(int=stem | draw.getrandbits(80)) for _key in range(3)]
            if self.people and draw.random() > PEOPLE_PER_AWARD:
                who = draw.choice(self.people)
            else:
                who = keys[0]
                self.people.append(who)
                person((who, "Persona Ficticia"))
                if draw.random() < 0.9:
                    curp((keys[1], who, keys[1].bytes * 2))
                for attribute, values in self.values.items():
                    if draw.random() < 0.6:
                        value = values[min(int(draw.expovariate(0.7)), len(values) - 1)]
                        fact((uuid.UUID(int=stem | draw.getrandbits(80)), who, attribute, value))
            state = self.states[min(int(draw.expovariate(0.12)), 31)] if draw.random() < 0.95 else None
            document((keys[1], keys[1].urn))
            award(
                (keys[2], f"{keys[2].int & 0xFFFFFFFFFFFFF:014X}", who, draw.choice(self.versions), keys[1], moment,
                 draw.choice(years), state)
            )  # fmt: skip
            of_award((keys[1], keys[2]))
        if db.engine.dialect.name == "postgresql":
            # Ten references of each row checked one by one would take most of the time of writing millions.
            db.session.execute(text("SET LOCAL session_replication_role = replica"))
        rows.write(db.session)
        db.session.commit()


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
