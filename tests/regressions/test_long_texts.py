"""A free text longer than its column is cut and shown at the review; on PostgreSQL it made the whole slice fail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards.models import Award
from registry.db import db
from registry.issuing import planning, queries, service, working
from registry.issuing.intake.rules import TEXT_LIMITS
from tests.doors.web.provider import world
from tests.support.people import new_account

COLUMNS = {"municipality": "municipality", "chamber_code": "chamber_code", "group": "group_name"}


def test_a_file_with_long_texts_is_issued(session: Any, clock: Any) -> None:
    institution = world.institution()
    version = world.published(institution)
    actor = actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=institution.id))
    headings = (*world.HEADINGS, "Municipio", "Grupo", "Código de cámara")
    data = world.csv_file([[*world.person(1), "M" * 190, "G" * 190, "C" * 190]], headings)
    batch = planning.upload(version.id, file_name="lista.csv", data=data, actor=actor)
    planning.choose_mapping(batch, {}, consent=False, actor=actor)
    planning.review(batch, actor=actor)
    planning.confirm(batch, actor=actor)  # no chamber gave out such a code
    assert queries.counts(batch.id)["planned"] == 1
    service.commit(batch, expected_hash=batch.plan_hash, actor=actor)
    db.session.commit()
    working.work()
    award = db.session.scalars(select(Award)).one()
    kept = {field: len(getattr(award, column)) for field, column in COLUMNS.items()}
    assert kept == TEXT_LIMITS


def test_the_limits_are_as_wide_as_the_columns() -> None:
    widths = {field: Award.__table__.c[column].type.length for field, column in COLUMNS.items()}
    assert widths == TEXT_LIMITS
