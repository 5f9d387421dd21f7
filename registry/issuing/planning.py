"""From an uploaded file to a plan: its columns, the rows to correct, the warnings to confirm. `reviewing` judges it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, BinaryIO

from sqlalchemy import select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.workshop import open_workshop
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing import filing
from registry.issuing.intake import Mapping as ColumnMapping
from registry.issuing.intake import (
    Outcome,
    Requirements,
    SheetSurvey,
    fit_mapping,
    open_book,
    propose_mapping,
    survey,
    write_faulty_rows,
)
from registry.issuing.intake.vocabulary import LetterM
from registry.issuing.models import BatchRow, IssueBatch, SavedMapping
from registry.issuing.requirements import intake_requirements
from registry.issuing.reviewing import require_open, review
from registry.issuing.rows import candidate_of, command_of, outcome_of, plan_of, planned
from registry.people.names import NameOrder
from registry.texts import Language

__all__ = [
    "MappingChoices",
    "MappingView",
    "candidate_of",
    "choose_mapping",
    "command_of",
    "confirm",
    "mapping_of",
    "mapping_view",
    "planned",
    "review",
    "surveys_of",
    "upload",
    "write_rows",
]


def upload(definition_version_id: object, *, file_name: str, data: bytes | IO[bytes], actor: Actor) -> IssueBatch:
    """Keep a file (sealed: it holds CURPs) and propose how its columns map. ``data``: bytes, or a seekable stream.

    Raises `NotAllowed`, `NotAccredited`, `DefinitionNotOpen`, and the refusals of the intake.
    """
    workshop = open_workshop(definition_version_id)  # type: ignore[arg-type]
    actor.require("batch:upload", at_provider=workshop.provider_id)
    source = filing.as_stream(data)
    size, digest = filing.measured(source)
    batch = IssueBatch(
        id=ids.new_key(),
        provider_id=workshop.provider_id,
        definition_version=db.session.get_one(DefinitionVersion, workshop.version_id),
        created_by=actor.account_id,
        created_at=clock.now(),
        file_name=file_name[:200],
        file_digest=digest,
        file_size=size,
    )
    mapping = _proposal(batch, source)
    batch.mapping = mapping.as_dict()
    db.session.add(batch)
    db.session.flush()
    filing.keep(batch.id, source)
    audit.record("batch.uploaded", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, size=size)
    db.session.flush()
    return batch


def _proposal(batch: IssueBatch, source: BinaryIO) -> ColumnMapping:
    requirements = intake_requirements(batch.definition_version)
    with open_book(source, max_bytes=batch.file_size) as book:
        surveys = survey(book, requirements)
    proposed = propose_mapping(surveys, requirements)
    saved = _saved(batch.provider_id, proposed.fingerprint)
    return fit_mapping(saved.mapping, surveys, requirements) if saved else proposed


def surveys_of(batch: IssueBatch) -> tuple[SheetSurvey, ...]:
    """The heads of the file's sheets, with five rows each, for the mapping page."""
    with open_book(filing.opened(batch), max_bytes=batch.file_size) as book:
        return survey(book, intake_requirements(batch.definition_version))


def mapping_of(batch: IssueBatch, surveys: Sequence[SheetSurvey]) -> ColumnMapping:
    """The mapping as chosen so far."""
    return fit_mapping(batch.mapping, surveys, intake_requirements(batch.definition_version))


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
    require_open(batch)
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


def write_rows(batch: IssueBatch, target: BinaryIO, *, include: Collection[Outcome], language: Language) -> int:
    """Write rows of these outcomes as a workbook to correct, with the reasons in this language; how many there were.

    From what is kept of them, sealed: the file itself is not read again. Raises `BatchClosed` once they are forgotten.
    """
    require_open(batch)
    mapping = ColumnMapping.of_file(batch.mapping or {})
    sheets = {sheet.sheet: sheet.index for sheet in mapping.sheets}
    rows = db.session.scalars(
        select(BatchRow)
        .where(BatchRow.batch_id == batch.id, BatchRow.outcome.in_([one.value for one in include]))
        .order_by(BatchRow.position)
        .execution_options(yield_per=500)
    )
    outcomes = (outcome_of(row, sheets) for row in rows)
    return write_faulty_rows(target, outcomes, mapping, include=include, language=language)


def confirm(batch: IssueBatch, *, actor: Actor, positions: Sequence[int] | None = None) -> int:
    """Confirm rows with warnings, all of them unless ``positions`` names some; the plan changes with it."""
    require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    statement = update(BatchRow).where(BatchRow.batch_id == batch.id, BatchRow.outcome == Outcome.WARN.value)
    if positions is not None:
        statement = statement.where(BatchRow.position.in_(positions))
    changed = db.session.execute(statement.values(confirmed=True)).rowcount  # type: ignore[attr-defined]
    batch.plan_hash = plan_of(batch).digest
    audit.record("batch.confirmed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id, rows=changed)
    db.session.flush()
    return int(changed)
