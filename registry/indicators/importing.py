"""Series from outside: handed in as a file or by hand, judged, approved by somebody else, replaced but never lost."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import statistics
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from sqlalchemy import delete, insert, select

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.indicators import publishing, queries
from registry.indicators.errors import (
    NoSuchImport,
    NotWaiting,
    SamePerson,
    SeriesFaulty,
    SeriesUnknown,
    SourceInFuture,
    SourceMissing,
    UnitUnknown,
    WarningsUnread,
)
from registry.indicators.judging import Earlier, Finding, Judged, judge
from registry.indicators.models import SeriesImport, SeriesPoint
from registry.indicators.series import DIMENSIONS, KINDS, UNITS, SeriesKind
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.reading import open_book
from registry.texts import LANGUAGES, Language, Text

IMPORT, APPROVE = "indicator:import", "indicator:approve"
#: Findings kept with a draft; the file of faulty rows has them all.
KEPT_FINDINGS = 200
INSERTED = 1_000
#: What the file of faulty rows adds to the columns that came.
ADDED = (Text("Renglón", "Row"), Text("Qué corregir", "What to mend"))
LONGEST_TITLE, LONGEST_PUBLISHER, LONGEST_NOTE, LONGEST_FILE_NAME = 300, 200, 2_000, 200


@dataclass(frozen=True, slots=True)
class Source:
    """Where a series comes from: required, and shown beside every value made with it."""

    title: str
    publisher: str
    published_on: dt.date
    note: str = ""


def check(kind_id: str, body: BinaryIO, *, unit: str, chosen: Mapping[str, int] | None = None, actor: Actor) -> Judged:
    """Judge a file and keep nothing of it. Raises NotAllowed, SeriesUnknown, UnitUnknown, and the refusals of reading
    (`registry.issuing.intake.IntakeRefusal`)."""
    actor.require(IMPORT)
    kind = _kind(kind_id, unit)
    return _judged(body, kind, unit, chosen)


def hand_in(
    kind_id: str,
    body: bytes,
    source: Source,
    *,
    unit: str,
    file_name: str,
    chosen: Mapping[str, int] | None = None,
    actor: Actor,
) -> SeriesImport:
    """Keep a file as a draft, with what is wrong with it. Raises as `check`, and SourceMissing, SourceInFuture."""
    actor.require(IMPORT)
    kind = _kind(kind_id, unit)
    judged = _judged(io.BytesIO(body), kind, unit, chosen)
    row = _new(kind, source, unit, origin="file", digest=hashlib.sha256(body).hexdigest(), actor=actor)
    row.file_name, row.size, row.body = file_name[:LONGEST_FILE_NAME], len(body), zlib.compress(body)
    row.mapping = dict(chosen or {})
    db.session.add(row)
    _keep(row, judged)
    record("series.handed_in", "series_import", row.id, actor=actor, kind=kind_id, digest=row.digest, errors=row.errors)
    return row


def enter(
    kind_id: str, cells: Sequence[Mapping[str, str]], source: Source, *, unit: str, actor: Actor
) -> tuple[SeriesImport | None, tuple[Finding, ...]]:
    """Values typed by hand, judged like the rows of a file: the draft, or (with errors) none and the findings.

    ``cells`` name columns of the series. Raises NotAllowed, SeriesUnknown, UnitUnknown, SourceMissing, SourceInFuture.
    """
    actor.require(IMPORT)
    kind = _kind(kind_id, unit)
    columns = [one for one in kind.columns if any(each.get(one.id) for each in cells)]
    table = [[one.id for one in columns], *([each.get(one.id, "") for one in columns] for each in cells)]
    judged = judge(_rows(table), kind, unit=unit, earlier=_earlier(kind))
    if judged.errors:
        return None, tuple(judged.findings)
    digest = hashlib.sha256(repr(table).encode()).hexdigest()
    row = _new(kind, source, unit, origin="hand", digest=digest, actor=actor)
    db.session.add(row)
    _keep(row, judged)
    record("series.entered", "series_import", row.id, actor=actor, kind=kind_id, digest=digest)
    return row, tuple(judged.findings)


def assign(import_id: uuid.UUID, chosen: Mapping[str, int], *, unit: str, actor: Actor) -> SeriesImport:
    """Say which column is what, and in which unit, and judge a draft's file again. Raises NotAllowed, NoSuchImport,
    NotWaiting, UnitUnknown."""
    actor.require(IMPORT)
    row = _locked(import_id)
    if row.body is None:
        raise NotWaiting()
    kind = _kind(row.kind, unit)
    body = io.BytesIO(zlib.decompress(row.body))
    judged = _judged(body, kind, unit, chosen)
    row.mapping, row.unit = dict(chosen), unit
    db.session.execute(delete(SeriesPoint).where(SeriesPoint.import_id == row.id))
    _keep(row, judged)
    record("series.assigned", "series_import", row.id, actor=actor, errors=row.errors)
    return row


def approve(import_id: uuid.UUID, *, warnings_read: bool, actor: Actor) -> SeriesImport:
    """Let a series count. What it covers again is replaced in those periods, and kept. Raises NotAllowed,
    NoSuchImport, NotWaiting, SamePerson, SeriesFaulty, WarningsUnread."""
    actor.require(APPROVE)
    row = _locked(import_id)
    if row.imported_by == actor.account_id:
        raise SamePerson()
    if row.errors:
        raise SeriesFaulty(errors=row.errors)
    if row.warnings and not warnings_read:
        raise WarningsUnread(warnings=row.warnings)
    row.state, row.decided_by, row.decided_at = "approved", actor.account_id, clock.now()
    row.body = None  # its digest and its points stay
    for one in queries.approved_imports(row.kind):
        if one.id != row.id and set(one.periods) <= set(row.periods):
            one.state, one.replaced_by, one.replaced_at = "replaced", row.id, row.decided_at
    publishing.look_again()
    db.session.flush()
    record("series.approved", "series_import", row.id, actor=actor, kind=row.kind, warnings=row.warnings)
    return row


def withdraw(import_id: uuid.UUID, *, actor: Actor) -> SeriesImport:
    """Undo a series that nobody has approved: its numbers go, that it was there stays. Raises NotAllowed,
    NoSuchImport, NotWaiting."""
    if not actor.may(APPROVE):
        actor.require(IMPORT)
    row = _locked(import_id)
    db.session.execute(delete(SeriesPoint).where(SeriesPoint.import_id == row.id))
    row.state, row.body, row.faulty = "withdrawn", None, None
    row.decided_by, row.decided_at = actor.account_id, clock.now()
    db.session.flush()
    record("series.withdrawn", "series_import", row.id, actor=actor, kind=row.kind)
    return row


def faulty_rows(row: SeriesImport, language: Language) -> bytes:
    """The rows that were left out, as CSV with what is wrong with each, in one language."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [*row.headings, Text("Renglón", "Row").in_(language), Text("Qué corregir", "What to mend").in_(language)]
    )
    said: dict[int, list[str]] = {}
    for one in row.findings:
        if one["row"] is not None and one["severity"] == "error":
            said.setdefault(one["row"], []).append(one[language])
    for number, cells in _read_faulty(row):
        # A leading sign would be a formula in a spreadsheet.
        safe = [f"'{cell}" if cell[:1] in ("=", "+", "@", "\t") else cell for cell in cells]
        writer.writerow([*safe, *[""] * (len(row.headings) - len(safe)), number, " ".join(said.get(number, []))])
    return ("\ufeff" + out.getvalue()).encode()


def _read_faulty(row: SeriesImport) -> Iterator[tuple[int, list[str]]]:
    if row.faulty is not None:
        for number, *cells in csv.reader(io.StringIO(zlib.decompress(row.faulty).decode())):
            yield int(number), cells


def _judged(body: BinaryIO, kind: SeriesKind, unit: str, chosen: Mapping[str, int] | None) -> Judged:
    """The rows of the file's first visible sheet, judged as they are read."""
    with open_book(body) as book:
        sheet = next((one.index for one in book.sheets if not one.hidden), 0)
        return judge(book.rows(sheet), kind, unit=unit, chosen=chosen, earlier=_earlier(kind))


def _kind(kind_id: str, unit: str) -> SeriesKind:
    kind = KINDS.get(kind_id)
    if kind is None or queries.framework().import_kind(kind_id) is None:
        raise SeriesUnknown(kind=kind_id[:60])
    if unit not in UNITS[kind.main.unit or ""]:
        raise UnitUnknown()
    return kind


def _earlier(kind: SeriesKind) -> Earlier:
    """What is approved already, and the usual size of its numbers."""
    titles = {period: one.title for one in reversed(queries.approved_imports(kind.id)) for period in one.periods}
    values: dict[str, list[Decimal]] = {}
    newest = next(iter(queries.approved_imports(kind.id)), None)
    if newest is not None:
        for measure, value in db.session.execute(
            select(SeriesPoint.measure, SeriesPoint.value).where(SeriesPoint.import_id == newest.id)
        ):
            values.setdefault(measure, []).append(Decimal(value))
    return Earlier(titles, {measure: statistics.median(each) for measure, each in values.items()})


def _new(kind: SeriesKind, source: Source, unit: str, *, origin: str, digest: str, actor: Actor) -> SeriesImport:
    title, publisher = source.title.strip(), source.publisher.strip()
    if not title or not publisher:
        raise SourceMissing()
    if source.published_on > clock.today():
        raise SourceInFuture(day=source.published_on)
    assert actor.account_id is not None  # noqa: S101  only accounts hold the permission
    return SeriesImport(
        kind=kind.id,
        state="draft",
        origin=origin,
        title=title[:LONGEST_TITLE],
        publisher=publisher[:LONGEST_PUBLISHER],
        published_on=source.published_on,
        note=source.note.strip()[:LONGEST_NOTE],
        unit=unit,
        digest=digest,
        imported_by=actor.account_id,
        imported_at=clock.now(),
    )


def _keep(row: SeriesImport, judged: Judged) -> None:
    """Write what came of judging: the points, the findings, the rows left out."""
    row.headings = list(judged.headings)
    row.rows, row.errors, row.warnings = judged.rows, judged.errors, judged.warnings
    row.findings = [_written(one) for one in judged.findings[:KEPT_FINDINGS]]
    row.periods = sorted({one.period for one in judged.points})
    out = io.StringIO()
    csv.writer(out).writerows([number, *cells] for number, cells in judged.faulty)
    row.faulty = zlib.compress(out.getvalue().encode()) if judged.faulty else None
    db.session.flush()
    points = [
        {
            "id": ids.new_key(),
            "import_id": row.id,
            "period": one.period,
            "measure": one.measure,
            "value": format(one.value.normalize(), "f"),
            **{name: getattr(one, name) for name in DIMENSIONS},
        }
        for one in judged.points
    ]
    for start in range(0, len(points), INSERTED):
        db.session.execute(insert(SeriesPoint), points[start : start + INSERTED])


def _written(one: Finding) -> dict[str, Any]:
    return {"row": one.row, "code": one.code, "severity": one.severity} | {
        language: one.text.in_(language) for language in LANGUAGES
    }


def _rows(table: Sequence[Sequence[str]]) -> Iterator[SheetRow]:
    for number, cells in enumerate(table, 1):
        yield SheetRow("", 0, number, tuple(Cell(CellKind.TEXT, one) for one in cells))


def _locked(import_id: uuid.UUID) -> SeriesImport:
    row = db.session.get(SeriesImport, import_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchImport()
    if row.state != "draft":
        raise NotWaiting()
    return row
