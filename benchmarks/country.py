"""A country of people with microcredentials, made up by the database itself: millions of rows in minutes.

Everything about award number *n* follows from *n* by a digest, so the same country can be made again, on either
database, and counted by other means. Six people in ten awards; people return for a second profile or for the same one
again; some awards are revoked, suspended or corrected, some people have two records, some object to being counted, some
took their consent back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import sqlite3
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Integer,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    null,
    select,
    text,
)  # fmt: skip

from registry import clock, content
from registry.awards.models import Award, AwardDocument
from registry.db import Instant, Key, db
from registry.demo import story
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.people.models import Consent, Person, PersonFact, PersonIdentifier
from registry.records.models import Document, StatusEvent
from registry.transparency.models import Leaf

#: Of each attribute that somebody declares: its values.
FACTS = {
    "gender": "genders", "age_group": "age_groups", "sector": "sectors", "occupation": "occupations",
    "study_level": "study_levels",
}  # fmt: skip
_FUNCTIONS = (
    (
        "CREATE OR REPLACE FUNCTION bench_draw(kind text, n bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT ('x' || substr(md5(kind || n), 1, 8))::bit(32)::bigint / 4294967296.0::float8 $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_place(kind text, n bigint, rate float8, last integer) RETURNS integer "
        "LANGUAGE sql IMMUTABLE AS $$ SELECT least(floor(-ln(1 - bench_draw(kind, n)) / rate), last)::integer $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_key(ms bigint, kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT (lpad(to_hex(ms), 12, '0') || substr(md5(kind || n), 1, 20))::uuid $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_urn(ms bigint, kind text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT 'urn:uuid:' || bench_key(ms, kind, n)::text $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_folio(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT substr(upper(md5('folio' || n)), 1, 14) $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_digest(n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT sha256(convert_to('curp' || n, 'utf8')) $$"
    ),
    (
        "CREATE OR REPLACE FUNCTION bench_moment(ms bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS "
        "$$ SELECT to_timestamp(ms / 1000.0) $$"
    ),
)
_DAY = 86_400_000
_TABLES = (Document, Award, AwardDocument, Person, PersonFact, PersonIdentifier, StatusEvent)


class Country:
    """Makes people and awards. ``programs`` and definitions are those of the demonstration's first chapters."""

    def __init__(self, stage: Stage, told: Told) -> None:
        assert told.consortium is not None
        (sample,) = story.issue(
            stage, told.consortium, told.definitions["general_workforce"], list(stage.crowd.people(1))
        )
        own = ("id", "uri", "status_list_id", "status_index", "logged_at", "state")
        self._document = {
            one.key: getattr(sample.document, one.key)
            for one in Document.__mapper__.column_attrs
            if one.key not in own and getattr(sample.document, one.key) is not None
        }
        self._provider = sample.provider_id
        names = ("general_workforce", "secondary_teachers", "sme_owners", "civil_servants")
        self._versions = [told.definitions[one].id for one in names]
        standing, withdrawn = (
            Consent(purpose="bench", text_version="1", statement="bench", given_at=clock.now(), withdrawn_at=gone)
            for gone in (None, clock.now() - dt.timedelta(days=1))
        )
        leaf = Leaf(kind="status", issuer_did="did:web:bench.invalid", logged_at=clock.now(), commitment=bytes(32))
        db.session.add_all([standing, withdrawn, leaf])
        db.session.commit()
        self._leaf = leaf.id
        self._consents = standing.id, withdrawn.id
        self._pieces: list[tuple[int, int, int]] = []  # the first number, its moment, how long until the next
        self.awards = 0

    def grow(self, awards: int, *, over: dt.timedelta) -> None:
        """So many awards more, issued evenly over the time up to now."""
        first, last = self.awards, self.awards + awards - 1
        now = int(clock.now().timestamp() * 1000)
        span = int(over.total_seconds() * 1000)
        self._pieces.append((first, now - span, max(1, span // awards)))
        many = awards > 10_000 and db.engine.dialect.name == "postgresql"
        connection = db.session.connection()
        _prepare(connection)
        indexes = [index for model in _TABLES for index in model.__table__.indexes] if many else []
        for index in indexes:  # quicker made anew than kept up
            index.drop(connection)
        for model, values, source, where in self._rows(first, last):
            statement = select(*values.values()).select_from(source)
            if where is not None:
                statement = statement.where(where)
            connection.execute(insert(model).from_select(list(values), statement))
        for index in indexes:
            index.create(connection)
        db.session.commit()
        self.awards += awards
        if many:
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))

    def _rows(self, first: int, last: int) -> Any:
        """What is inserted: table, columns, the numbers, which of them."""
        yield from self._people(first * 6 // 10, (last + 1) * 6 // 10 - 1)
        n, source = _numbers(first, last)
        ms, fate = self._ms(n), _draw("fate", n)
        who = self._who(n)
        revoked, corrected, suspended = fate < 0.02, fate.between(0.02, 0.04), fate.between(0.04, 0.05)
        document, award, newer = _key(ms, "document", n), _key(ms, "award", n), _key(ms, "newer", n)
        moment = func.bench_moment(ms, type_=Instant())
        same = {name: literal(value, Document.__table__.c[name].type) for name, value in self._document.items()}
        stands = case((revoked, "revoked"), (suspended, "suspended"), else_="good")
        yield Document, {
            **same, "id": document, "uri": func.bench_urn(ms, "document", n), "logged_at": moment,
            "state": case((corrected, "superseded"), else_=stands),
        }, source, None  # fmt: skip
        yield Document, {
            **same, "id": newer, "uri": func.bench_urn(ms, "newer", n), "logged_at": moment, "state": literal("good"),
        }, source, corrected  # fmt: skip
        years = cast(func.bench_place("years", n, literal(0.7, Float()), 2, type_=Integer()), BigInteger)
        home = _one_of(_words([one.code for one in content.states()]), "state", n, 0.12)
        yield Award, {
            "id": award, "folio": func.bench_folio(n), "person_id": self._person(who),
            "definition_version_id": _one_of([literal(one, Key()) for one in self._versions], "version", n, 0.4),
            "provider_id": literal(self._provider, Key()), "document_id": case((corrected, newer), else_=document),
            "state": stands, "awarded_on": literal(clock.today()), "issued_at": moment,
            "valid_until": func.bench_moment(ms + (years + 1) * 365 * _DAY, type_=Instant()),
            "scores": literal({}, Award.__table__.c.scores.type), "language": literal("spanish"),
            "state_code": case((_draw("home", n) < 0.95, home), else_=null()),
            "reference": literal({}, Award.__table__.c.reference.type),
        }, source, None  # fmt: skip
        yield (
            AwardDocument,
            {"document_id": document, "award_id": award, "purpose": literal("first")},
            source,
            corrected,
        )
        yield (
            AwardDocument,
            {"document_id": newer, "award_id": award, "purpose": literal("correction")},
            source,
            corrected,
        )
        leaf = literal(self._leaf, Key())
        yield StatusEvent, {
            "id": _key(ms, "event", n), "document_id": document,
            "kind": case((revoked, "revoked"), (corrected, "superseded"), else_="suspended"),
            "reason": literal("issued_in_error"), "at": moment, "leaf_id": leaf, "signed": literal(b"x"),
        }, source, fate < 0.05  # fmt: skip

    def _people(self, first: int, last: int) -> Any:
        i, source = _numbers(first, last)
        ms, person = self._ms(_award_of(i)), self._person(i)
        moment = func.bench_moment(ms, type_=Instant())
        twice = (_draw("twice", i) < 0.005) & (_draw("twice", i - 1) >= 0.005) & (i > 0)
        yield Person, {
            "id": person, "full_name": literal("Persona Ficticia"), "surname_key": literal(""),
            "language": literal("es"), "created_at": moment,
            "merged_into": case((twice, self._person(i - 1)), else_=null()),
            "not_counted_since": case((_draw("objects", i) < 0.002, moment), else_=null()),
        }, source, None  # fmt: skip
        yield PersonIdentifier, {
            "id": _key(ms, "curp", i), "person_id": person, "kind": literal("curp"), "digest": func.bench_digest(i),
            "source": literal("provider"), "created_at": moment,
        }, source, _draw("curp", i) < 0.9  # fmt: skip
        standing, withdrawn = (literal(one, Key()) for one in self._consents)
        for attribute, catalog in FACTS.items():
            values = _words([one.id for one in content.catalog(catalog)])
            yield PersonFact, {
                "id": _key(ms, attribute, i), "person_id": person, "attribute": literal(attribute),
                "value": _one_of(values, attribute, i, 0.7), "source": literal("provider"),
                "declared_on": literal(clock.today()),
                "consent_id": case((_draw("withdrawn", i) < 0.03, withdrawn), else_=standing),
            }, source, _draw(f"says {attribute}", i) < 0.6  # fmt: skip

    def _ms(self, n: ColumnElement[int]) -> ColumnElement[int]:
        """When award number n was issued (milliseconds)."""
        whens = [
            (
                n >= literal(first, BigInteger),
                literal(at, BigInteger) + (n - literal(first, BigInteger)) * literal(step, BigInteger),
            )
            for first, at, step in reversed(self._pieces)
        ]
        return whens[0][1] if len(whens) == 1 else case(*whens)

    def _who(self, n: ColumnElement[int]) -> ColumnElement[int]:
        """The number of the person of award n: a new one, or one of those before."""
        before = _people(n)
        new = _people(n + 1) > before
        known = cast(func.floor(_draw("known", n) * before), BigInteger)
        return case((new, before), else_=known)

    def _person(self, i: ColumnElement[int]) -> ColumnElement[uuid.UUID]:
        return _key(self._ms(_award_of(i)), "person", i)


def _people(n: ColumnElement[int]) -> ColumnElement[int]:
    """How many people the awards before number n are of."""
    return (n * 6) // 10


def _award_of(i: ColumnElement[int]) -> ColumnElement[int]:
    """The number of the first award of person i."""
    return (10 * (i + 1) + 5) // 6 - 1


def _numbers(first: int, last: int) -> tuple[ColumnElement[int], Any]:
    if db.engine.dialect.name == "postgresql":
        source = (
            func.generate_series(literal(first, BigInteger), literal(last, BigInteger))
            .table_valued(column("n", BigInteger), name="numbers")
            .render_derived()
        )
        return source.c.n, source
    numbers = select(literal(first, BigInteger).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last))
    return numbers.c.n, numbers


def _key(ms: ColumnElement[int], kind: str, n: ColumnElement[int]) -> ColumnElement[uuid.UUID]:
    return func.bench_key(ms, kind, n, type_=Key())


def _draw(kind: str, n: ColumnElement[int]) -> ColumnElement[float]:
    """Between 0 and 1."""
    return func.bench_draw(kind, n, type_=Float())


def _words(values: Sequence[str]) -> list[ColumnElement[Any]]:
    return [literal(one) for one in values]


def _one_of(values: Sequence[ColumnElement[Any]], kind: str, n: ColumnElement[int], rate: float) -> ColumnElement[Any]:
    """One of them, the first ones more often."""
    place = func.bench_place(kind, n, literal(rate, Float()), len(values) - 1, type_=Integer())
    return case(*[(literal(at, Integer), value) for at, value in enumerate(values)], value=place)


def _prepare(connection: Connection) -> None:
    """The functions; on PostgreSQL also without asking ten references of each row whether they are there."""
    if connection.dialect.name == "postgresql":
        for one in _FUNCTIONS:
            connection.exec_driver_sql(one)
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    for name, made in (
        ("draw", _lite_draw), ("place", _lite_place), ("key", _lite_key), ("urn", _lite_urn), ("folio", _lite_folio),
        ("digest", _lite_digest), ("moment", _lite_moment),
    ):  # fmt: skip
        driver.create_function(f"bench_{name}", made.__code__.co_argcount, made, deterministic=True)


def _md5(kind: str, n: int) -> str:
    return hashlib.md5(f"{kind}{n}".encode(), usedforsecurity=False).hexdigest()


def _lite_draw(kind: str, n: int) -> float:
    return int(_md5(kind, n)[:8], 16) / 4294967296.0


def _lite_place(kind: str, n: int, rate: float, last: int) -> int:
    return min(int(-math.log(1 - _lite_draw(kind, n)) / rate), last)


def _lite_key(ms: int, kind: str, n: int) -> bytes:
    return bytes.fromhex(f"{ms:012x}{_md5(kind, n)[:20]}")


def _lite_urn(ms: int, kind: str, n: int) -> str:
    return uuid.UUID(bytes=_lite_key(ms, kind, n)).urn


def _lite_folio(n: int) -> str:
    return _md5("folio", n).upper()[:14]


def _lite_digest(n: int) -> bytes:
    return hashlib.sha256(f"curp{n}".encode()).digest()


def _lite_moment(ms: int) -> str:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
