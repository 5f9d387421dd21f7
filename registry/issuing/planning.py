"""From an uploaded file to a plan: mapping, findings, totals, and the hash that a commit must name."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import orjson
from sqlalchemy import delete, insert, select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.commands import AwardCommand
from registry.awards.models import Award
from registry.awards.workshop import open_workshop
from registry.custody import vault
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.errors import BatchClosed
from registry.issuing.intake import (
    CandidateRow,
    Outcome,
    Remark,
    Requirements,
    RowOutcome,
    SheetSurvey,
    fit_mapping,
    judge_file,
    list_rows,
    open_book,
    propose_mapping,
    survey,
    write_faulty_rows,
)
from registry.issuing.intake import Mapping as ColumnMapping
from registry.issuing.intake.messages import ALREADY_AWARDED
from registry.issuing.intake.vocabulary import LetterM
from registry.issuing.models import BatchFile, BatchRow, IssueBatch, SavedMapping
from registry.issuing.requirements import intake_requirements
from registry.people.models import Person, PersonIdentifier
from registry.people.names import NameOrder
from registry.people.service import PersonClaims, curp_digest

#: Rows written in one statement.
ROWS_AT_ONCE = 500


def upload(definition_version_id: object, *, file_name: str, data: bytes, actor: Actor) -> IssueBatch:
    """Keep a file (sealed: it holds CURPs) and propose how its columns map.

    Raises `NotAllowed`, `NotAccredited`, `DefinitionNotOpen`, and the refusals of the intake.
    """
    workshop = open_workshop(definition_version_id)  # type: ignore[arg-type]
    actor.require("batch:upload", at_provider=workshop.provider_id)
    batch = IssueBatch(
        id=ids.new_key(),
        provider_id=workshop.provider_id,
        definition_version=db.session.get_one(DefinitionVersion, workshop.version_id),
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
    audit.record("batch.uploaded", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, size=len(data))
    db.session.flush()
    return batch


def _proposal(batch: IssueBatch, data: bytes) -> ColumnMapping:
    requirements = intake_requirements(batch.definition_version)
    with open_book(io.BytesIO(data)) as book:
        surveys = survey(book, requirements)
    proposed = propose_mapping(surveys, requirements)
    saved = _saved(batch.provider_id, proposed.fingerprint)
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


@dataclass(frozen=True, slots=True)
class MappingView:
    """What the page of columns shows: the heads of the sheets, the mapping as it stands, and where it comes from.

    ``proposed`` is what headings and values alone suggest, with how sure that is; ``remembered`` says that an earlier
    file with the same headings was mapped by a person.
    """

    surveys: tuple[SheetSurvey, ...]
    mapping: ColumnMapping
    proposed: ColumnMapping
    remembered: bool
    requirements: Requirements


def mapping_view(batch: IssueBatch) -> MappingView:
    """Read the heads of the file's sheets for the page of columns. Raises the refusals of reading."""
    surveys = surveys_of(batch)
    requirements = intake_requirements(batch.definition_version)
    mapping = fit_mapping(batch.mapping, surveys, requirements)
    saved = _saved(batch.provider_id, mapping.fingerprint)
    return MappingView(
        surveys=surveys,
        mapping=mapping,
        proposed=propose_mapping(surveys, requirements),
        remembered=saved is not None and saved.saved_at < batch.created_at,
        requirements=requirements,
    )


@dataclass(frozen=True, slots=True)
class MappingChoices:
    """A person's corrections: fields by (sheet, column), sheets that are lists, how names and the letter M are read."""

    fields: Mapping[tuple[int, int], str]
    included: Mapping[int, bool] = field(default_factory=dict)
    full_name_order: NameOrder | None = None
    letter_m: LetterM | None = None


def choose_mapping(
    batch: IssueBatch, choices: Mapping[tuple[int, int], str] | MappingChoices, *, consent: bool, actor: Actor
) -> ColumnMapping:
    """Correct the mapping, remember it for next time. Raises `BatchClosed`, `BadMapping`."""
    _require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    if not isinstance(choices, MappingChoices):
        choices = MappingChoices(choices)
    surveys = surveys_of(batch)
    requirements = intake_requirements(batch.definition_version)
    mapping = mapping_of(batch, surveys).with_choices(choices.fields, requirements)
    mapping = replace(
        mapping,
        sheets=tuple(
            replace(sheet, included=choices.included.get(sheet.index, sheet.included)) for sheet in mapping.sheets
        ),
        full_name_order=choices.full_name_order or mapping.full_name_order,
        letter_m=choices.letter_m or mapping.letter_m,
    )
    batch.mapping = mapping.as_dict()
    batch.consent_statement = consent
    saved = _saved(batch.provider_id, mapping.fingerprint)
    if saved is None:
        saved = SavedMapping(provider_id=batch.provider_id, fingerprint=mapping.fingerprint, mapping={})
        db.session.add(saved)
    saved.mapping, saved.saved_at = mapping.as_dict(), clock.now()
    db.session.flush()
    return mapping


def _saved(provider_id: uuid.UUID, fingerprint: str) -> SavedMapping | None:
    return db.session.scalars(
        select(SavedMapping).where(SavedMapping.provider_id == provider_id, SavedMapping.fingerprint == fingerprint)
    ).one_or_none()


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
            existing=lambda candidates: already_awarded(candidates, batch.definition_version),
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
    # Every person is kept, sealed, until the commit: whoever corrects a list needs to see who is meant. Then only
    # those to be issued stay (`forget_the_others`): below a minimum people are counted without the name (CONTRACT).
    sealed = orjson.dumps(outcome.candidate.as_dict()) if outcome.candidate is not None else None
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
    """The normalised person of a row. Raises ValueError once the person is in the registry, or was never to be."""
    if row.sealed is None:
        raise ValueError("this row keeps nobody")
    return CandidateRow.from_dict(orjson.loads(vault.unseal(row.sealed, context=f"batch_row:{row.id}")))


def command_of(candidate: CandidateRow, *, key: uuid.UUID | None = None) -> AwardCommand:
    """A judged row as an award to make. ``key``: the row's, so that it is made once."""
    if candidate.achieved_on is None:
        raise ValueError("a row without a date of achievement cannot be issued")
    return AwardCommand(
        person=PersonClaims(
            full_name=candidate.full_name,
            given_names=candidate.given_names or None,
            first_surname=candidate.first_surname or None,
            second_surname=candidate.second_surname or None,
            curp=candidate.curp,
            email=candidate.email,
            phone=candidate.phone,
            facts=dict(candidate.demographics),
        ),
        awarded_on=candidate.achieved_on,
        scores=dict(candidate.scores),
        mode=candidate.mode,
        language=candidate.language or "spanish",
        state_code=candidate.state,
        municipality=candidate.municipality or None,
        cct=candidate.cct,
        chamber_code=candidate.chamber_code or None,
        group_name=candidate.group or None,
        reference=dict(candidate.reference),
        key=key,
    )


def forget_the_others(batch: IssueBatch) -> None:
    """At the commit: of the rows that will not be issued nothing remains but their findings."""
    db.session.execute(
        update(BatchRow)
        .where(BatchRow.batch_id == batch.id, ~planned()[0])
        .values(sealed=None)
        .execution_options(synchronize_session=False)
    )


def write_rows(batch: IssueBatch, target: BinaryIO, *, include: Collection[Outcome]) -> int:
    """Write rows of these outcomes as a workbook to correct; how many there were. Raises `BatchClosed` once the file
    is gone, and the refusals of reading."""
    _require_open(batch)
    requirements = intake_requirements(batch.definition_version)
    with open_book(io.BytesIO(file_of(batch))) as book:
        mapping = fit_mapping(batch.mapping, survey(book, requirements), requirements)
        outcomes = judge_file(
            list_rows(book, mapping), mapping, requirements, today=clock.today(),
            existing=lambda candidates: already_awarded(candidates, batch.definition_version),
            keep_demographics=batch.consent_statement,
        )  # fmt: skip
        return write_faulty_rows(target, outcomes, mapping, include=include)


def confirm(batch: IssueBatch, *, actor: Actor, positions: Sequence[int] | None = None) -> int:
    """Confirm rows with warnings, all of them unless ``positions`` names some; the plan changes with it."""
    _require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    statement = update(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.outcome == Outcome.WARN.value)
    if positions is not None:
        statement = statement.where(BatchRow.position.in_(positions))
    changed = db.session.execute(statement.values(confirmed=True)).rowcount  # type: ignore[attr-defined]
    batch.plan_hash = plan_hash(batch)
    audit.record("batch.confirmed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, rows=changed)
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


def already_awarded(candidates: Sequence[CandidateRow], version: DefinitionVersion) -> dict[int, Remark]:
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
