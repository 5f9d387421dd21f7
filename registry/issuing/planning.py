"""From an uploaded file to a plan: mapping, findings, totals, and the hash that a commit must name."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.models import Award
from registry.awards.service import open_workshop
from registry.custody import vault
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.errors import BatchClosed
from registry.issuing.intake import (
    CandidateRow,
    Outcome,
    Remark,
    RowOutcome,
    SheetSurvey,
    fit_mapping,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
)
from registry.issuing.intake import Mapping as ColumnMapping
from registry.issuing.intake.messages import ALREADY_AWARDED
from registry.issuing.models import BatchFile, BatchRow, IssueBatch, SavedMapping
from registry.issuing.requirements import intake_requirements
from registry.people.models import Person, PersonIdentifier
from registry.people.service import curp_digest

#: Rows written in one statement.
ROWS_AT_ONCE = 500
ISSUABLE = (Outcome.READY.value, Outcome.WARN.value)


def upload(definition_version_id: object, *, file_name: str, data: bytes, actor: Actor) -> IssueBatch:
    """Keep a file (sealed: it holds CURPs) and propose how its columns map.

    Raises `NotAllowed`, `NotAccredited`, `DefinitionNotOpen`, and the refusals of the intake.
    """
    workshop = open_workshop(definition_version_id)  # type: ignore[arg-type]
    actor.require("batch:upload", at_provider=workshop.provider.id)
    batch = IssueBatch(
        id=ids.new_key(),
        provider_id=workshop.provider.id,
        definition_version=workshop.version,
        created_by=actor.account_id,
        created_at=clock.now(),
        file_name=file_name[:200],
        file_digest=hashlib.sha256(data).hexdigest(),
        file_size=len(data),
    )
    mapping = _proposal(batch, data)
    batch.mapping = mapping.as_dict()
    db.session.add(batch)
    db.session.flush()
    db.session.add(BatchFile(batch_id=batch.id, sealed=vault.seal(data, context=f"batch:{batch.id}")))
    audit.record(
        "batch.uploaded", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, size=len(data)
    )
    db.session.flush()
    return batch


def _proposal(batch: IssueBatch, data: bytes) -> ColumnMapping:
    requirements = intake_requirements(batch.definition_version)
    with open_book(io.BytesIO(data)) as book:
        surveys = survey(book, requirements)
    proposed = propose_mapping(surveys, requirements)
    saved = db.session.scalars(
        select(SavedMapping).where(
            SavedMapping.provider_id == batch.provider_id, SavedMapping.fingerprint == proposed.fingerprint
        )
    ).one_or_none()
    return fit_mapping(saved.mapping, surveys, requirements) if saved else proposed


def surveys_of(batch: IssueBatch) -> tuple[SheetSurvey, ...]:
    """The heads of the file's sheets, with five rows each, for the mapping page."""
    with open_book(io.BytesIO(file_of(batch))) as book:
        return survey(book, intake_requirements(batch.definition_version))


def mapping_of(batch: IssueBatch, surveys: Sequence[SheetSurvey]) -> ColumnMapping:
    """The mapping as chosen so far."""
    return fit_mapping(batch.mapping, surveys, intake_requirements(batch.definition_version))


def file_of(batch: IssueBatch) -> bytes:
    """The uploaded bytes."""
    return vault.unseal(db.session.get_one(BatchFile, batch.id).sealed, context=f"batch:{batch.id}")


def choose_mapping(
    batch: IssueBatch, choices: Mapping[tuple[int, int], str], *, consent: bool, actor: Actor
) -> ColumnMapping:
    """Correct the mapping, remember it for next time. Raises `BatchClosed`, `BadMapping`."""
    _require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    surveys = surveys_of(batch)
    requirements = intake_requirements(batch.definition_version)
    mapping = mapping_of(batch, surveys).with_choices(choices, requirements)
    batch.mapping = mapping.as_dict()
    batch.consent_statement = consent
    saved = db.session.scalars(
        select(SavedMapping).where(
            SavedMapping.provider_id == batch.provider_id, SavedMapping.fingerprint == mapping.fingerprint
        )
    ).one_or_none()
    if saved is None:
        saved = SavedMapping(provider_id=batch.provider_id, fingerprint=mapping.fingerprint, mapping={})
        db.session.add(saved)
    saved.mapping, saved.saved_at = mapping.as_dict(), clock.now()
    db.session.flush()
    return mapping


def review(batch: IssueBatch, *, actor: Actor) -> IssueBatch:
    """Judge every row, keep the findings, and compute totals and plan. Can be repeated until the commit.

    Raises `BatchClosed`, `BadMapping`, and the refusals of reading.
    """
    _require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    requirements = intake_requirements(batch.definition_version)
    db.session.execute(delete(BatchRow).where(BatchRow.batch_id == batch.id))
    with open_book(io.BytesIO(file_of(batch))) as book:
        surveys = survey(book, requirements)
        mapping = fit_mapping(batch.mapping, surveys, requirements)
        outcomes = judge_file(
            list_rows(book, mapping),
            mapping,
            requirements,
            today=clock.today(),
            existing=lambda candidates: _already(candidates, batch.definition_version),
            keep_demographics=batch.consent_statement,
        )
        _keep(batch, iter(outcomes))
    batch.totals = outcomes.summary.as_dict()
    batch.state = "reviewed"
    batch.plan_hash = plan_hash(batch)
    audit.record(
        "batch.reviewed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id,
        people=outcomes.summary.people, issuable=outcomes.summary.issuable,
    )  # fmt: skip
    db.session.flush()
    return batch


def _keep(batch: IssueBatch, outcomes: Iterator[RowOutcome]) -> None:
    rows: list[dict[str, Any]] = []
    for position, outcome in enumerate(outcomes):
        rows.append(_row(batch, position, outcome))
        if len(rows) == ROWS_AT_ONCE:
            db.session.execute(insert(BatchRow), rows)
            rows = []
    if rows:
        db.session.execute(insert(BatchRow), rows)


def _row(batch: IssueBatch, position: int, outcome: RowOutcome) -> dict[str, Any]:
    row_id = ids.new_key()
    candidate = outcome.candidate
    if candidate is not None and outcome.outcome is Outcome.NOT_COMPETENT:
        # Counted in pass rates without the name (CONTRACT, Bulk file).
        candidate = candidate.without_identity()
    issuable = candidate is not None and outcome.outcome.value in ISSUABLE
    sealed = orjson.dumps(candidate.as_dict()) if candidate is not None and issuable else None
    return {
        "id": row_id,
        "batch_id": batch.id,
        "position": position,
        "sheet": outcome.sheet,
        "row_number": outcome.row_number,
        "outcome": outcome.outcome.value,
        "confirmed": False,
        "findings": [finding.as_dict() for finding in outcome.findings],
        "sealed": vault.seal(sealed, context=f"batch_row:{row_id}") if sealed else None,
        "award_id": None,
    }


def candidate_of(row: BatchRow) -> CandidateRow:
    """The normalised person of a row that can be issued."""
    assert row.sealed is not None
    return CandidateRow.from_dict(orjson.loads(vault.unseal(row.sealed, context=f"batch_row:{row.id}")))


def confirm(batch: IssueBatch, *, actor: Actor, positions: Sequence[int] | None = None) -> int:
    """Confirm rows with warnings, all of them unless ``positions`` names some; the plan changes with it."""
    _require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    statement = update(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.outcome == Outcome.WARN.value)
    if positions is not None:
        statement = statement.where(BatchRow.position.in_(positions))
    changed = db.session.execute(statement.values(confirmed=True)).rowcount  # type: ignore[attr-defined]
    batch.plan_hash = plan_hash(batch)
    audit.record(
        "batch.confirmed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, rows=changed
    )
    db.session.flush()
    return int(changed)


def plan_hash(batch: IssueBatch) -> str:
    """SHA-256 over definition version, file, mapping and the rows that a commit would issue, in order."""
    digest = hashlib.sha256()
    head = [str(batch.definition_version.id), batch.file_digest, batch.mapping, batch.consent_statement]
    digest.update(orjson.dumps(head, option=orjson.OPT_SORT_KEYS))
    rows = db.session.execute(
        select(BatchRow.position, BatchRow.row_number)
        .where(BatchRow.batch_id == batch.id, *planned())
        .order_by(BatchRow.position)
        .execution_options(yield_per=5_000)
    )
    for position, row_number in rows:
        digest.update(f"{position}:{row_number};".encode())
    return digest.hexdigest()


def planned() -> tuple[Any, ...]:
    """The condition on rows that a commit issues: ready, or with a warning that somebody confirmed."""
    return (
        (BatchRow.outcome == Outcome.READY.value)
        | ((BatchRow.outcome == Outcome.WARN.value) & BatchRow.confirmed.is_(True)),
    )


def _already(candidates: Sequence[CandidateRow], version: DefinitionVersion) -> dict[int, Remark]:
    """Who holds this definition already: by CURP; without one, by name and day of achievement."""
    by_digest = {curp_digest(one.curp): index for index, one in enumerate(candidates) if one.curp}
    found: dict[int, Remark] = {}
    of_definition = (
        Award.definition_version_id.in_(
            select(DefinitionVersion.id).where(DefinitionVersion.definition_id == version.definition_id)
        ),
        Award.state != "revoked",
    )
    rows = db.session.execute(
        select(PersonIdentifier.digest, Award.folio)
        .join(Award, Award.person_id == PersonIdentifier.person_id)
        .where(PersonIdentifier.kind == "curp", PersonIdentifier.digest.in_(list(by_digest)), *of_definition)
    )
    for digest, folio in rows:
        found[by_digest[bytes(digest)]] = ALREADY_AWARDED.remark(folio=ids.spell_folio(folio))
    unnamed = {(one.full_name, one.achieved_on): index for index, one in enumerate(candidates) if not one.curp}
    names = db.session.execute(
        select(Person.full_name, Award.awarded_on, Award.folio)
        .join(Award, Award.person_id == Person.id)
        .where(Person.full_name.in_([name for name, _ in unnamed]), *of_definition)
    )
    for name, day, folio in names:
        if (name, day) in unnamed:
            found[unnamed[name, day]] = ALREADY_AWARDED.remark(folio=ids.spell_folio(folio))
    return found


def _require_open(batch: IssueBatch) -> None:
    if batch.state not in ("uploaded", "reviewed"):
        raise BatchClosed()
