"""What would be recorded of a file: its rows held against what is on record already, and the digest of the plan."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

import orjson
from sqlalchemy import select

from registry import clock, content
from registry.custody import vault
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.enrolments import sheets
from registry.enrolments.errors import CourseUnknown, ListClosed
from registry.enrolments.matching import Matched, digest_of, matched, sliced
from registry.enrolments.messages import ERROR, SKIPPED
from registry.enrolments.models import Enrolment, EnrolmentList
from registry.enrolments.sheets import COLUMNS, Course, Entry, Finding, Judged
from registry.issuing.intake import EVERYDAY, Vocabulary
from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind, SheetRow
from registry.issuing.intake.wording import plain

#: Which catalogue has the values of a column.
CATALOGS: Mapping[str, str] = {
    "occupation": "occupations", "sector": "sectors", "gender": "genders", "age_group": "age_groups", "mode": "modes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be recorded, and what is wrong or left out.

    ``after_award``: rows whose person held the microcredential when they were handed in; ``silent``: digests of people
    who have withdrawn their consent to declared facts.
    """

    judged: Judged
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    after_award: frozenset[int]
    silent: frozenset[bytes]
    digest: str

    @property
    def errors(self) -> int:
        """How many rows have to be corrected."""
        return len({one.row for one in self.findings if one.severity == ERROR})

    @property
    def skipped(self) -> int:
        """How many rows say what is on record already."""
        return len({one.row for one in self.findings if one.severity == SKIPPED})

    @property
    def with_facts(self) -> int:
        """How many rows bring facts that need consent."""
        return sum(bool(one.facts) for one in self.entries)


def judged(source: BinaryIO, provider_id: uuid.UUID, version_id: uuid.UUID) -> Judged:
    """A file's rows by themselves. Raises CourseUnknown and the refusals of `sheets.read`."""
    courses, chosen = _courses(provider_id, version_id)
    return sheets.read(source, courses, chosen, vocabulary(), today=clock.today())


def plan_of(row: EnrolmentList) -> Plan:
    """What handing in a file would record now. Raises ListClosed when its bytes are gone."""
    if row.sealed is None:
        raise ListClosed()
    body = vault.unseal(row.sealed, context=f"enrolment_list:{row.id}")
    return _against_records(judged(io.BytesIO(body), row.provider_id, row.definition_version_id), row.file_digest)


def plan_of_one(provider_id: uuid.UUID, version_id: uuid.UUID, written: Mapping[str, str]) -> Plan:
    """What an enrolment typed into a form would record. Raises CourseUnknown."""
    courses, chosen = _courses(provider_id, version_id)
    names = list(COLUMNS)
    cells = tuple(_cell(written.get(name, "")) for name in names)
    columns = {name: place for place, name in enumerate(names)}
    found = sheets.judge([SheetRow("", 0, 1, cells)], columns, courses, chosen, vocabulary(), today=clock.today())
    return _against_records(found, "")


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The everyday words, and the catalogues' own."""
    words = EVERYDAY
    for name, catalog in CATALOGS.items():
        words = words.with_labels(name, [(one.id, one.label) for one in content.catalog(catalog)])
    return words


def _cell(text: str) -> Cell:
    return Cell(CellKind.TEXT, text) if text.strip() else EMPTY_CELL


def _courses(provider_id: uuid.UUID, version_id: uuid.UUID) -> tuple[dict[str, Course], Course]:
    """What may be named in a cell: a version's identifier, a design's short name or its title; and the chosen one."""
    found: dict[str, Course] = {}
    chosen = None
    for version in reversed(definitions.ever_published_of(provider_id)):  # the newest version of a name comes last
        course = Course(str(version.id), str(version.definition_id))
        title = version.design["title"]
        for name in (str(version.id), version.definition.slug, title["es"], title["en"]):
            found[plain(name)] = course
        if version.id == version_id:
            chosen = course
    if chosen is None:
        raise CourseUnknown()
    return found, chosen


def _against_records(found: Judged, file_digest: str) -> Plan:
    """Hold rows against enrolments and awards on record."""
    digests = {one.row: digest_of(one.identified_by, one.identity) for one in found.entries}
    courses = {uuid.UUID(one.course.definition_id) for one in found.entries}
    known = matched(digests.values(), courses)
    earlier = _earlier(frozenset(digests.values()), courses)
    kept, findings, late = [], list(found.findings), set()
    for one in found.entries:
        definition_id = uuid.UUID(one.course.definition_id)
        digest = digests[one.row]
        refusal = _before(one, earlier.get((digest, definition_id), ()), known, digest, definition_id)
        if refusal is not None:
            findings.append(refusal)
            continue
        if known.earned(digest, definition_id, since=one.started_on) is not None:
            late.add(one.row)
            findings.append(sheets.finding(one.row, "after_award"))
        kept.append(one)
    findings.sort(key=lambda one: one.row or 0)
    return Plan(
        found, tuple(kept), tuple(findings), frozenset(late), frozenset(known.silent),
        _digest(file_digest, kept, late),
    )  # fmt: skip


def _before(
    entry: Entry, earlier: tuple[Enrolment, ...], known: Matched, digest: bytes, definition_id: uuid.UUID
) -> Finding | None:
    """What an earlier enrolment in the same course says against this one."""
    for one in earlier:
        if one.started_on == entry.started_on:
            return sheets.finding(entry.row, "handed_in_before")
    for one in earlier:
        over = one.ended_on or known.earned(digest, definition_id, since=one.started_on)
        if over is None or entry.started_on < over:
            return sheets.finding(entry.row, "enrolled_already", day=one.started_on)
    return None


def _earlier(
    digests: frozenset[bytes], courses: set[uuid.UUID]
) -> dict[tuple[bytes, uuid.UUID], tuple[Enrolment, ...]]:
    found: dict[tuple[bytes, uuid.UUID], tuple[Enrolment, ...]] = {}
    for some in sliced(sorted(digests)):
        rows = db.session.execute(
            select(Enrolment, DefinitionVersion.definition_id)
            .join(DefinitionVersion, DefinitionVersion.id == Enrolment.definition_version_id)
            .where(Enrolment.person_digest.in_(some), DefinitionVersion.definition_id.in_(courses))
        )
        for one, definition_id in rows:
            key = (bytes(one.person_digest), definition_id)
            found[key] = (*found.get(key, ()), one)
    return found


def _digest(file_digest: str, entries: list[Entry], late: set[int]) -> str:
    """What was looked at, in a line: the file and the rows that would be recorded."""
    rows = [
        [one.row, *one.who, one.started_on.isoformat(), one.planned_end.isoformat(), one.mode, one.state,
         sorted(one.facts.items()), one.row in late]
        for one in entries
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps([file_digest, rows])).hexdigest()
