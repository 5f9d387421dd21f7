"""Reading annual reports."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer, load_only

from registry.db import db
from registry.publication.errors import NoSuchReport
from registry.publication.files import Pieces
from registry.publication.models import ReportEdition, ReportFile
from registry.texts import Language

_HEAVY = (ReportEdition.snapshot, ReportEdition.numbers)


def published() -> Sequence[ReportEdition]:
    """Every published edition, the newest year and edition first, without what it is made of."""
    return db.session.scalars(
        select(ReportEdition)
        .where(ReportEdition.state == "published")
        .options(*(defer(column) for column in _HEAVY))
        .order_by(ReportEdition.year.desc(), ReportEdition.edition.desc())
    ).all()


def drafts() -> Sequence[ReportEdition]:
    """What waits to be published, newest year first."""
    return db.session.scalars(
        select(ReportEdition).where(ReportEdition.state == "draft").order_by(ReportEdition.year.desc())
    ).all()


def draft(year: int) -> ReportEdition:
    """The draft of a year. Raises `NoSuchReport`."""
    row: ReportEdition | None = db.session.scalar(
        select(ReportEdition).where(ReportEdition.year == year, ReportEdition.state == "draft").limit(1)
    )
    if row is None:
        raise NoSuchReport(year=str(year))
    return row


def edition(year: int, number: int | None = None) -> ReportEdition:
    """A published edition; the newest of its year without a number. Raises `NoSuchReport`."""
    statement = select(ReportEdition).where(ReportEdition.year == year, ReportEdition.state == "published")
    if number is not None:
        statement = statement.where(ReportEdition.edition == number)
    row: ReportEdition | None = db.session.scalar(statement.order_by(ReportEdition.edition.desc()).limit(1))
    if row is None:
        raise NoSuchReport(year=str(year))
    return row


def digest_of(year: int, number: int | None = None) -> tuple[uuid.UUID, str] | None:
    """Key and snapshot digest of a published edition, without reading it: for conditional requests."""
    statement = (
        select(ReportEdition)
        .where(ReportEdition.year == year, ReportEdition.state == "published")
        .options(load_only(ReportEdition.id, ReportEdition.snapshot_digest))
    )
    if number is not None:
        statement = statement.where(ReportEdition.edition == number)
    row: ReportEdition | None = db.session.scalar(statement.order_by(ReportEdition.edition.desc()).limit(1))
    return None if row is None else (row.id, row.snapshot_digest)


def pdf(row: ReportEdition, language: Language) -> ReportFile:
    """Its file in a language. Raises `NoSuchReport`."""
    found = db.session.get(ReportFile, (row.id, language))
    if found is None:
        raise NoSuchReport(year=str(row.year))
    return found


def file_of_digest(digest: str) -> ReportFile | None:
    """The published file with these bytes; None when there is none."""
    found: ReportFile | None = db.session.scalar(select(ReportFile).where(ReportFile.digest == digest).limit(1))
    return found


def pieces(row: ReportEdition) -> Pieces:
    """What an edition consists of."""
    return Pieces(row.snapshot, row.numbers, row.seal)
