"""Who holds a microcredential already, or is about to: asked for a block of rows at once, never row by row."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence

from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from registry import ids
from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.intake import CandidateRow, Remark
from registry.issuing.intake.messages import ALREADY_AWARDED, ALREADY_PLANNED
from registry.issuing.intake.wording import quoted
from registry.issuing.models import BatchRow, IssueBatch
from registry.issuing.rows import identity_of, planned
from registry.people.models import Person, PersonIdentifier
from registry.people.service import curp_digest

#: Where the application keeps who answers `chamber_codes`.
CHAMBER_CODES = "chamber_codes"


def chamber_codes() -> Mapping[str, bool] | None:
    """The codes that chambers gave out, and whether each is still in use. The room that keeps them stands above this
    one, so the application says who knows (`registry.create_app`); None where nobody does."""
    ask: Callable[[], Mapping[str, bool]] | None = current_app.extensions.get(CHAMBER_CODES)
    return ask() if ask is not None else None


def already_known(
    candidates: Sequence[CandidateRow], definition_id: uuid.UUID, *, but: uuid.UUID | None = None
) -> dict[int, Remark]:
    """Who of these needs no award, by place: who holds this definition already, or stands in the plan of another list
    that is being issued. By CURP; without one, by name and day of achievement.

    ``but``: the list that is being judged.
    """
    found: dict[int, Remark] = {}
    lists = _other_lists(definition_id, but)
    if lists:
        found |= _in_lists(candidates, lists)
    if _has_awards(definition_id):
        found |= _named_alone(candidates, definition_id)
        found |= _by_curp(candidates, definition_id)
    return found


def _of_definition(definition_id: uuid.UUID) -> ColumnElement[bool]:
    return Award.definition_version_id.in_(
        select(DefinitionVersion.id).where(DefinitionVersion.definition_id == definition_id)
    )


def _has_awards(definition_id: uuid.UUID) -> bool:
    return db.session.scalar(select(Award.id).where(_of_definition(definition_id)).limit(1)) is not None


def _other_lists(definition_id: uuid.UUID, but: uuid.UUID | None) -> list[uuid.UUID]:
    """The committed lists of this definition, under way or done."""
    wanted = (
        select(IssueBatch.id)
        .join(DefinitionVersion, DefinitionVersion.id == IssueBatch.definition_version_id)
        .where(
            DefinitionVersion.definition_id == definition_id,
            IssueBatch.state.in_(("committed", "issued")),
            IssueBatch.id != but if but else True,  # type: ignore[arg-type]
        )
    )
    return list(db.session.scalars(wanted))


def _in_lists(candidates: Sequence[CandidateRow], lists: Sequence[uuid.UUID]) -> dict[int, Remark]:
    places = {identity: index for index, one in enumerate(candidates) if (identity := identity_of(one)) is not None}
    rows = db.session.execute(
        select(BatchRow.identity, BatchRow.row_number, IssueBatch.file_name, Award.folio)
        .join(IssueBatch, IssueBatch.id == BatchRow.batch_id)
        .outerjoin(Award, Award.id == BatchRow.award_id)
        .where(
            BatchRow.identity.in_(list(places)),
            BatchRow.batch_id.in_(lists),
            *planned(),
            # What was cancelled before it was signed is nobody's; what was revoked may be issued again.
            Award.id.is_not(None) | ((IssueBatch.state == "committed") & IssueBatch.cancelled_at.is_(None)),
            func.coalesce(Award.state, "") != "revoked",
        )
    )
    found: dict[int, Remark] = {}
    for identity, row_number, file_name, folio in rows:
        remark = (
            ALREADY_AWARDED.remark(folio=ids.spell_folio(folio))
            if folio
            else ALREADY_PLANNED.remark(file=quoted(file_name), row=row_number)
        )
        found[places[identity or 0]] = remark
    return found


def _by_curp(candidates: Sequence[CandidateRow], definition_id: uuid.UUID) -> dict[int, Remark]:
    by_digest = {curp_digest(one.curp): index for index, one in enumerate(candidates) if one.curp}
    if not by_digest:
        return {}
    rows = db.session.execute(
        select(PersonIdentifier.digest, Award.folio)
        .join(Award, Award.person_id == PersonIdentifier.person_id)
        .where(
            PersonIdentifier.kind == "curp",
            PersonIdentifier.digest.in_(list(by_digest)),
            _of_definition(definition_id),
            Award.state != "revoked",
        )
    )
    return {by_digest[digest]: ALREADY_AWARDED.remark(folio=ids.spell_folio(folio)) for digest, folio in rows if digest}


def _named_alone(candidates: Sequence[CandidateRow], definition_id: uuid.UUID) -> dict[int, Remark]:
    """Who has no CURP and was issued to outside any list: those of lists are found by their rows, which are indexed."""
    unnamed = {(one.full_name, one.achieved_on): index for index, one in enumerate(candidates) if not one.curp}
    if not unnamed:
        return {}
    rows = db.session.execute(
        select(Person.full_name, Award.awarded_on, Award.folio)
        .join(Award, Award.person_id == Person.id)
        .where(
            Person.full_name.in_([name for name, _ in unnamed]),
            Award.batch_id.is_(None),
            _of_definition(definition_id),
            Award.state != "revoked",
        )
    )
    return {
        unnamed[name, day]: ALREADY_AWARDED.remark(folio=ids.spell_folio(folio))
        for name, day, folio in rows
        if (name, day) in unnamed
    }


def planned_elsewhere(batch: IssueBatch) -> int:
    """How many rows of a reviewed plan stand also in lists that were committed since its review began."""
    if batch.reviewed_from is None:
        return 0
    definition_id = batch.definition_version.definition_id
    since = (
        select(IssueBatch.id)
        .join(DefinitionVersion, DefinitionVersion.id == IssueBatch.definition_version_id)
        .where(
            DefinitionVersion.definition_id == definition_id,
            IssueBatch.id != batch.id,
            IssueBatch.state.in_(("committed", "issued")),
            IssueBatch.committed_at >= batch.reviewed_from,
        )
    )
    lists = list(db.session.scalars(since))
    if not lists:
        return 0
    other = aliased(BatchRow)
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(BatchRow)
            .join(other, other.identity == BatchRow.identity)
            .where(
                BatchRow.batch_id == batch.id,
                *planned(),
                other.batch_id.in_(lists),
                (other.outcome == "ready") | ((other.outcome == "warn") & other.confirmed.is_(True)),
            )
        )
        or 0
    )


def awarded_since(batch: IssueBatch) -> bool:
    """Whether somebody was issued this microcredential outside any list since the review began."""
    if batch.reviewed_from is None:
        return False
    found = select(Award.id).where(
        _of_definition(batch.definition_version.definition_id),
        Award.batch_id.is_(None),
        Award.issued_at >= batch.reviewed_from,
    )
    return db.session.scalar(found.limit(1)) is not None
