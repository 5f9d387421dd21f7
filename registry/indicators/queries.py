"""Reading indicators: families, what is said of each in its versions, values with provenance, series from outside.

What others render stands on `shown`: every family with its indicators, each with its newest value. Families are never
added together: nothing here answers a number for a family.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from registry.curriculum import queries as curriculum
from registry.curriculum.errors import NothingInForce
from registry.curriculum.indicators import Framework, Indicator
from registry.db import db
from registry.indicators import values, wording
from registry.indicators.errors import NoSuchImport, NoSuchIndicator, NoSuchProposal, NoSuchValue
from registry.indicators.models import IndicatorValue, IndicatorVersion, SeriesImport
from registry.indicators.values import Statement
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A step in the public log of an indicator: what was proposed, why, and what was decided; nobody is named.

    ``label`` is how values name the version: the framework's version, then the number (``1.0.2``).
    """

    label: str
    number: int
    state: str  # approved | proposed | refused | withdrawn; the framework's own is approved
    at: dt.datetime | None
    decided_at: dt.datetime | None
    changed: tuple[str, ...]
    reason: str
    note: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A value as it was published. ``revision`` counts from 1; ``correction`` says why there is another one."""

    statement: Statement
    revision: int
    digest: str
    computed_at: dt.datetime
    correction: str
    frozen: bool


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator as its version in force reads, and its values by period, newest first (newest revision each)."""

    indicator: Indicator
    version: str
    values: tuple[Published, ...]

    @property
    def newest(self) -> Published | None:
        """The newest value; None before anything was computed."""
        return self.values[0] if self.values else None


@dataclass(frozen=True, slots=True)
class ShownFamily:
    """One family. There is no sum of it."""

    id: str
    title: Text
    indicators: tuple[ShownIndicator, ...]


def framework() -> Framework:
    """The framework in force. Raises NothingInForce."""
    found = curriculum.framework()
    if found is None:
        raise NothingInForce(what=Text("indicadores", "indicators"))
    return found


def shown() -> tuple[ShownFamily, ...]:
    """Every family in order; none before the authority has put a framework in force."""
    found = curriculum.framework()
    if found is None:
        return ()
    approved, published = _approved(found), _published()
    return tuple(
        ShownFamily(
            family.id,
            family.title,
            tuple(
                ShownIndicator(_as_edited(one, approved.get(one.id)), _label(found, approved.get(one.id)),
                               tuple(published.get(one.id, ())))
                for one in family.indicators
            ),
        )
        for family in found.families
    )  # fmt: skip


def shown_indicator(indicator_id: str) -> ShownIndicator:
    """One of them. Raises NoSuchIndicator."""
    found = curriculum.framework()
    own = found.indicator(indicator_id) if found is not None else None
    if found is None or own is None:
        raise NoSuchIndicator(indicator=indicator_id[:60])
    approved = _approved(found, indicator_id).get(indicator_id)
    return ShownIndicator(
        _as_edited(own, approved), _label(found, approved), tuple(_published(indicator_id).get(indicator_id, ()))
    )


def indicator(indicator_id: str) -> Indicator:
    """An indicator as its version in force reads. Raises NoSuchIndicator."""
    return shown_indicator(indicator_id).indicator


def version_label(indicator_id: str) -> str:
    """The version in force of what is said of an indicator. Raises NoSuchIndicator."""
    return shown_indicator(indicator_id).version


def log(indicator_id: str) -> tuple[VersionLine, ...]:
    """Every version of an indicator on the framework in force, newest first; the framework's own is the last."""
    found = framework()
    own = found.indicator(indicator_id)
    if own is None:
        raise NoSuchIndicator(indicator=indicator_id[:60])
    rows = db.session.scalars(
        select(IndicatorVersion)
        .where(IndicatorVersion.indicator_id == indicator_id, IndicatorVersion.framework_version == found.version)
        .order_by(IndicatorVersion.number.desc())
    )
    content = curriculum.content_in_force("indicators")
    first = VersionLine(
        found.version, 1, "approved", content.loaded_at if content else None,
        content.in_force_from if content else None, (), "", "", {},
    )  # fmt: skip
    return (*(_line(found, one) for one in rows), first)


def waiting_proposals() -> Sequence[IndicatorVersion]:
    """The proposals that wait for a decision, oldest first."""
    return db.session.scalars(
        select(IndicatorVersion)
        .where(IndicatorVersion.state == "proposed")
        .order_by(IndicatorVersion.proposed_at, IndicatorVersion.id)
    ).all()


def proposal(proposal_id: uuid.UUID) -> IndicatorVersion:
    """One proposal. Raises NoSuchProposal."""
    found = db.session.get(IndicatorVersion, proposal_id)
    if found is None:
        raise NoSuchProposal()
    return found


def published(indicator_id: str, period: str, revision: int | None = None) -> Published:
    """A published value, by default its newest revision. Raises NoSuchValue."""
    statement = select(IndicatorValue).where(
        IndicatorValue.indicator_id == indicator_id, IndicatorValue.period == period
    )
    if revision is not None:
        statement = statement.where(IndicatorValue.revision == revision)
    row = db.session.scalar(statement.order_by(IndicatorValue.revision.desc()).limit(1))
    if row is None:
        raise NoSuchValue(indicator=indicator_id[:60], period=period[:10])
    return _as_published(row)


def revisions(indicator_id: str, period: str) -> tuple[Published, ...]:
    """Every revision of a value, newest first."""
    rows = db.session.scalars(
        select(IndicatorValue)
        .where(IndicatorValue.indicator_id == indicator_id, IndicatorValue.period == period)
        .order_by(IndicatorValue.revision.desc())
    )
    return tuple(_as_published(one) for one in rows)


def imports(kind: str | None = None, *, limit: int = 100) -> Sequence[SeriesImport]:
    """Series handed in, newest first; withdrawn ones too."""
    statement = select(SeriesImport).order_by(SeriesImport.imported_at.desc(), SeriesImport.id.desc()).limit(limit)
    return db.session.scalars(statement.where(SeriesImport.kind == kind) if kind else statement).all()


def series_import(import_id: uuid.UUID) -> SeriesImport:
    """One of them. Raises NoSuchImport."""
    found = db.session.get(SeriesImport, import_id)
    if found is None:
        raise NoSuchImport()
    return found


def approved_imports(kind: str) -> Sequence[SeriesImport]:
    """The approved series of a kind, the one that counts first where two cover a period."""
    return db.session.scalars(
        select(SeriesImport)
        .where(SeriesImport.kind == kind, SeriesImport.state == "approved")
        .order_by(SeriesImport.decided_at.desc(), SeriesImport.id.desc())
    ).all()


def count_waiting_imports() -> int:
    """How many drafts wait for somebody's approval."""
    statement = select(func.count()).select_from(SeriesImport).where(SeriesImport.state == "draft")
    return int(db.session.scalar(statement) or 0)


def _published(indicator_id: str | None = None) -> dict[str, list[Published]]:
    """The newest revision of each period, newest period first, by indicator."""
    statement = select(IndicatorValue).order_by(IndicatorValue.period.desc(), IndicatorValue.revision.desc())
    if indicator_id is not None:
        statement = statement.where(IndicatorValue.indicator_id == indicator_id)
    found: dict[str, dict[str, Published]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.indicator_id, {}).setdefault(row.period, _as_published(row))
    return {name: list(periods.values()) for name, periods in found.items()}


def _as_published(row: IndicatorValue) -> Published:
    return Published(
        values.read(row.body), row.revision, row.digest, row.computed_at, row.correction,
        frozen=row.outcome != values.NO_DATA,
    )  # fmt: skip


def _approved(found: Framework, indicator_id: str | None = None) -> dict[str, IndicatorVersion]:
    """The newest approved version of each indicator on this framework version."""
    statement = select(IndicatorVersion).where(
        IndicatorVersion.state == "approved", IndicatorVersion.framework_version == found.version
    )
    if indicator_id is not None:
        statement = statement.where(IndicatorVersion.indicator_id == indicator_id)
    return {one.indicator_id: one for one in db.session.scalars(statement.order_by(IndicatorVersion.number))}


def _as_edited(own: Indicator, edit: IndicatorVersion | None) -> Indicator:
    if edit is None:
        return own
    said = edit.metadata_
    baseline = Text.of(said["baseline"])
    return replace(
        own,
        owner=said["owner"],
        cadence=said["cadence"],
        definition=Text.of(said["definition"]),
        baseline=baseline if baseline.es or baseline.en else None,
        analogue=Text.of(said["analogue"]),
        caveat=Text.of(said["caveat"]),
    )


def _label(found: Framework, edit: IndicatorVersion | None) -> str:
    return found.version if edit is None else f"{found.version}.{edit.number}"


def _line(found: Framework, row: IndicatorVersion) -> VersionLine:
    return VersionLine(
        _label(found, row), row.number, row.state, row.proposed_at, row.decided_at, tuple(row.changed), row.reason,
        row.note, row.metadata_,
    )  # fmt: skip


def group(by: str, key: str) -> Text:
    """What a group of a breakdown is called; a standard by the title of its newest version."""
    versions = curriculum.versions_of(key) if by == "standard" else ()
    return curriculum.typed(versions[0]).title if versions else wording.group(by, key)
