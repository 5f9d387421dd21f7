"""Step 2 of issuing from a file: which column is what."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request

from registry.db import db
from registry.errors import RegistryError
from registry.issuing import planning, queries, reviewing
from registry.issuing.errors import BatchClosed
from registry.issuing.intake import SheetSurvey
from registry.issuing.intake.fields import DEMOGRAPHICS, REFERENCE, SCORE, UNUSED, labels
from registry.issuing.intake.mapping import ColumnMapping
from registry.issuing.intake.recognition import EXACT, LIKELY
from registry.issuing.intake.vocabulary import LetterM
from registry.issuing.models import IssueBatch
from registry.issuing.planning import MappingChoices, MappingView
from registry.issuing.service import CONSENT_TEXT
from registry.people.names import NameOrder
from registry.texts import Text
from registry.web.problems import status_of
from registry.web.provider import blueprint
from registry.web.provider.batches import batch_of, steps_of
from registry.web.provider.desk import Desk, Page, open_desk, page, see, wake_workers
from registry.web.security import actor, needs

_PERSON = (
    "full_name", "given_name", "other_given_names", "first_surname", "second_surname", "surnames", "email", "phone",
    "curp",
)  # fmt: skip
_PLACE = ("state", "municipality", "cct", "chamber_code", "group")
_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("La persona", "The person"), _PERSON),
    (Text("Lugar y grupo", "Place and group"), _PLACE),
    (Text("Datos demográficos (con consentimiento)", "Demographic data (with consent)"), DEMOGRAPHICS),
    (Text("Lo demás", "The rest"), (REFERENCE, UNUSED)),
)
_ORDERS: Mapping[str, NameOrder] = {"given_first": "given_first", "surnames_first": "surnames_first"}
_LETTERS: Mapping[str, LetterM] = {"woman": "woman", "man": "man"}
ACHIEVEMENT = Text("El logro", "The achievement")
CHOSEN = Text("La eligió usted", "Chosen by you")
REMEMBERED = Text("Como la vez anterior", "As last time")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a group: how it is called here, where its headings stand, its first five rows."""

    index: int
    letter: str
    name: str
    heading_row: int
    included: bool
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of a group: heading, the field chosen, how sure that is, and values of each sheet."""

    index: int
    name: str
    heading: str
    field: str
    sureness: tuple[str, Text] | None
    samples: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Sheets with the same headings, mapped together."""

    key: int
    sheets: tuple[SheetPart, ...]
    columns: tuple[ColumnLine, ...]


def letter_of(place: int) -> str:
    """How the pages call a sheet: A for the first list of the file."""
    return chr(ord("A") + place) if place < 26 else str(place + 1)


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/columnas")
@needs("batch:upload", provider_from="slug")
def batch_columns(slug: str, batch_id: uuid.UUID) -> Page:
    """The proposed columns, with values from the file."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    if batch.state not in ("uploaded", "reviewed"):
        return see("batch", slug, batch_id=batch.id)
    failed = queries.review_progress(batch.id)
    refusals = [failed.refusal] if failed is not None and failed.refusal is not None else []
    return _columns_page(desk, batch, planning.mapping_view(batch), {}, refusals)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/columnas")
@needs("batch:upload", provider_from="slug")
def batch_columns_chosen(slug: str, batch_id: uuid.UUID) -> Page:
    """Take the corrections, judge every row, and lead to the review."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    if batch.state not in ("uploaded", "reviewed"):
        return see("batch", slug, batch_id=batch.id)
    view = planning.mapping_view(batch)
    choices = _choices(view)
    try:
        mapping = planning.choose_mapping(batch, choices, consent="consent" in request.form, actor=actor())
        missing = mapping.problems(view.requirements)
        if not missing:
            done = reviewing.start(batch, actor=actor())
            db.session.commit()
            if done:
                return see("batch_review", slug, batch_id=batch.id)
            wake_workers()
            return see("batch", slug, batch_id=batch.id)
        problems, status = list(missing), 422
    except BatchClosed:
        raise
    except RegistryError as refusal:
        problems, status = [refusal.said], status_of(refusal)
    db.session.rollback()
    return _columns_page(desk, batch, view, choices.fields, problems, choices=choices), status


def _choices(view: MappingView) -> MappingChoices:
    """What the form says, for every sheet of each group. A field that it does not name stays as it was."""
    fields: dict[tuple[int, int], str] = {}
    included: dict[int, bool] = {}
    several = len(view.mapping.sheets) > 1
    for group in _groups(view, {}):
        for sheet in group.sheets:
            if several:
                included[sheet.index] = f"sheet-{sheet.index}" in request.form
            for column in group.columns:
                chosen = request.form.get(f"c-{group.key}-{column.index}")
                if chosen is not None:
                    fields[sheet.index, column.index] = chosen
    return MappingChoices(
        fields=fields,
        included=included,
        full_name_order=_ORDERS.get(request.form.get("full_name_order", "")),
        letter_m=_LETTERS.get(request.form.get("letter_m", "")),
    )


def _columns_page(
    desk: Desk,
    batch: IssueBatch,
    view: MappingView,
    fields: Mapping[tuple[int, int], str],
    problems: Sequence[Text],
    *,
    choices: MappingChoices | None = None,
) -> str:
    known = labels(view.requirements)
    groups = _groups(view, fields, included=choices.included if choices else {})
    used = {column.field for group in groups for column in group.columns}
    return page(
        "columns.html",
        desk,
        current="batches",
        batch=batch,
        steps=steps_of(desk, batch),
        groups=groups,
        several=len(view.mapping.sheets) > 1,
        remembered=view.remembered,
        options=_options(known),
        known=known,
        problems=problems,
        consent=("consent" in request.form) if choices else batch.consent_statement,
        consent_text=CONSENT_TEXT,
        demographics=[known[one] for one in DEMOGRAPHICS if one in used],
        full_name_order=(choices and choices.full_name_order) or view.mapping.full_name_order,
        asks_order="full_name" in used,
        letter_m=(choices and choices.letter_m) or view.mapping.letter_m,
        asks_letter=_has_letter_m(groups),
        requirements=view.requirements,
    )


def _has_letter_m(groups: Sequence[SheetGroup]) -> bool:
    """Whether the gender column has an M among the values shown: «mujer» to some, «masculino» to others."""
    values = (
        value.strip().upper()
        for group in groups
        for column in group.columns
        if column.field == "gender"
        for _letter, samples in column.samples
        for value in samples
    )
    return "M" in values


def _groups(
    view: MappingView, fields: Mapping[tuple[int, int], str], *, included: Mapping[int, bool] | None = None
) -> tuple[SheetGroup, ...]:
    surveys = {survey.sheet.index: survey for survey in view.surveys}
    letters = {sheet.index: letter_of(place) for place, sheet in enumerate(view.mapping.sheets)}
    together: dict[tuple[str, ...], list[int]] = {}
    for sheet in view.mapping.sheets:
        together.setdefault(tuple(column.heading for column in sheet.columns), []).append(sheet.index)
    by_index = {sheet.index: sheet for sheet in view.mapping.sheets}
    proposed = {(sheet.index, column.index): column for sheet in view.proposed.sheets for column in sheet.columns}
    groups = []
    for indexes in together.values():
        first = by_index[indexes[0]]
        groups.append(
            SheetGroup(
                key=first.index,
                sheets=tuple(
                    SheetPart(
                        index=one,
                        letter=letters[one],
                        name=by_index[one].sheet,
                        heading_row=by_index[one].heading_row,
                        included=(included or {}).get(one, by_index[one].included),
                        rows=tuple(zip(surveys[one].sample_numbers, surveys[one].samples, strict=True)),
                    )
                    for one in indexes
                ),
                columns=tuple(
                    _line(
                        column,
                        fields.get((first.index, column.index), column.field),
                        proposed.get((first.index, column.index)),
                        [(letters[one], surveys[one]) for one in indexes],
                        by_whom=REMEMBERED if view.remembered and not fields else CHOSEN,
                    )
                    for column in first.columns
                ),
            )
        )
    return tuple(groups)


def _line(
    column: ColumnMapping,
    field: str,
    proposed: ColumnMapping | None,
    surveys: Sequence[tuple[str, SheetSurvey]],
    *,
    by_whom: Text,
) -> ColumnLine:
    return ColumnLine(
        index=column.index,
        name=column.name,
        heading=column.heading,
        field=field,
        sureness=_sureness(field, proposed, by_whom),
        samples=tuple(
            (letter, tuple(row[column.index] if column.index < len(row) else "" for row in survey.samples))
            for letter, survey in surveys
        ),
    )


def _sureness(field: str, proposed: ColumnMapping | None, by_whom: Text) -> tuple[str, Text] | None:
    """How sure the proposal was; a field that a person chose instead needs no opinion of ours."""
    if field in (REFERENCE, UNUSED):
        return None
    if proposed is None or proposed.field != field:
        return "info", by_whom
    if proposed.confidence >= EXACT:
        return "valid", Text("Segura", "Certain")
    if proposed.confidence >= LIKELY:
        return "info", Text("Probable", "Likely")
    return "warning", Text("Dudosa: revísela", "Doubtful: check it")


def _options(known: Mapping[str, Text]) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """The fields to choose from, in groups; those of the achievement stand after the person's."""
    placed = {name for _, names in _GROUPS for name in names}
    achievement = sorted(
        (name for name in known if name not in placed), key=lambda name: (not name.startswith(SCORE), name)
    )
    groups = [(title, [(name, known[name]) for name in names if name in known]) for title, names in _GROUPS]
    first_dates = [name for name in achievement if name == "achieved_on"]
    rest = [name for name in achievement if name != "achieved_on"]
    groups.insert(1, (ACHIEVEMENT, [(name, known[name]) for name in (*first_dates, *rest)]))
    return groups
