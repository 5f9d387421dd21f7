"""Step 3 of issuing from a file: every row held to the standard, what to correct, what to confirm."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, send_file
from werkzeug.wrappers import Response

from registry.content import label
from registry.db import db
from registry.definitions import queries as definitions
from registry.issuing import planning, queries, reviewing
from registry.issuing.intake import Finding, Outcome
from registry.issuing.models import BatchRow, IssueBatch
from registry.texts import Text, same
from registry.web import language
from registry.web.provider import blueprint
from registry.web.provider.batches import batch_of, steps_of
from registry.web.provider.columns import letter_of
from registry.web.provider.desk import Page, open_desk, page, see, tell, wake_workers
from registry.web.security import actor, needs

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What the page offers to show: its own name, words, and the filter of the query.
FILTERS: tuple[tuple[str, Text, str | None], ...] = (
    ("todas", Text("Con hallazgos", "With findings"), None),
    ("confirmar", Text("Por confirmar", "To confirm"), Outcome.WARN.value),
    ("corregir", Text("Por corregir", "To correct"), Outcome.REJECT.value),
    ("todavia-no", Text("Todavía no competentes", "Not yet competent"), Outcome.NOT_COMPETENT.value),
    ("limpias", Text("Limpiadas", "Cleaned"), queries.CLEANED),
    ("sin-emitir", Text("Sin emitir", "Not issued"), Outcome.IGNORE.value),
)


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row as the table shows it: «A · 110», who, the findings, and whether it is confirmed."""

    position: int
    place: str
    sheet: str
    number: int
    person: str
    outcome: str
    confirmed: bool
    findings: tuple[Finding, ...]


def sheet_letters(batch: IssueBatch) -> dict[str, str]:
    """How the pages call the sheets of a batch, by name; empty when there is one only."""
    names = [sheet["sheet"] for sheet in (batch.mapping or {}).get("sheets", [])]
    included = [sheet["sheet"] for sheet in (batch.mapping or {}).get("sheets", []) if sheet["included"]]
    if len(included) < 2:
        return {}
    return {name: letter_of(place) for place, name in enumerate(names)}


def line_of(row: BatchRow, letters: Mapping[str, str]) -> RowLine:
    """A row of the table."""
    letter = letters.get(row.sheet)
    return RowLine(
        position=row.position,
        place=f"{letter} · {row.row_number}" if letter else str(row.row_number),
        sheet=row.sheet,
        number=row.row_number,
        person=planning.candidate_of(row).full_name if row.sealed else "",
        outcome=row.outcome,
        confirmed=row.confirmed,
        findings=tuple(Finding.from_dict(one) for one in row.findings),
    )


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/revision")
@needs("batch:read", provider_from="slug")
def batch_review(slug: str, batch_id: uuid.UUID) -> Page:
    """Totals, findings by row, and what can be done about each."""
    desk = open_desk(slug)
    batch = batch_of(desk, batch_id)
    if batch.state != "reviewed":
        return see("batch", slug, batch_id=batch.id)
    shown = request.args.get("ver", FILTERS[0][0])
    wanted = next((query for name, _, query in FILTERS if name == shown), None)
    number = max(request.args.get("pagina", 1, type=int), 1)
    rows, total = queries.rows_with_findings(batch.id, outcome=wanted, page=number, size=PAGE_SIZE)
    letters = sheet_letters(batch)
    return page(
        "review.html",
        desk,
        current="batches",
        batch=batch,
        steps=steps_of(desk, batch),
        counts=queries.counts(batch.id),
        cleaned=int(batch.totals.get("cleaned", 0)),
        held_to=held_to(batch),
        same_file=queries.same_file(batch),
        lines=[line_of(row, letters) for row in rows],
        letters=letters,
        filters=FILTERS,
        shown=shown,
        number=number,
        pages=max((total + PAGE_SIZE - 1) // PAGE_SIZE, 1),
        total=total,
    )


def held_to(batch: IssueBatch) -> Text:
    """«AIL 1.0, perfil Fuerza laboral: mínimos 70 en la prueba objetiva, 75 en …»."""
    version = batch.definition_version
    asked = definitions.requirements_of(version)
    parts = [
        Text("{minimum} en {title}", "{minimum} in {title}").format(
            minimum=one.minimum, title=Text(_lowered(one.title.es), _lowered(one.title.en))
        )
        for one in asked.instruments
    ]
    minimums = Text(_listed([one.es for one in parts], "y"), _listed([one.en for one in parts], "and"))
    target = same(version.part) if version.part else label("profiles", asked.profile)
    return Text(
        "{code} {version}, {target}: mínimos {minimums}", "{code} {version}, {target}: minimums {minimums}"
    ).format(code=asked.code, version=asked.version, target=target, minimums=minimums)


def _lowered(title: str) -> str:
    """A title inside a sentence; an acronym keeps its capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _listed(parts: Sequence[str], joint: str) -> str:
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}" if len(parts) > 1 else "".join(parts)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/confirmar")
@needs("batch:upload", provider_from="slug")
def batch_confirm(slug: str, batch_id: uuid.UUID) -> Response:
    """Confirm warnings, all or the selected ones; the plan changes with it."""
    batch = batch_of(open_desk(slug), batch_id)
    everything = request.form.get("que") == "todas"
    positions = None if everything else [int(one) for one in request.form.getlist("fila") if one.isdigit()]
    if positions is not None and not positions:
        tell(
            Text(
                "No eligió ninguna fila. Marque las que confirma, o confirme todas con el botón de arriba.",
                "No row was chosen. Tick those that you confirm, or use “Confirm all”.",
            ),
            "error",
        )
        return see("batch_review", slug, batch_id=batch.id, ver="confirmar")
    count = planning.confirm(batch, actor=actor(), positions=positions)
    db.session.commit()
    tell(
        Text(
            "Filas confirmadas: {count}. Todavía no se emite nada.", "Rows confirmed: {count}. Nothing is issued yet."
        ).format(count=count)
    )
    return see("batch_review", slug, batch_id=batch.id)


@blueprint.get("/institucion/<slug>/emisiones/<uuid:batch_id>/por-corregir.xlsx")
@needs("batch:read", provider_from="slug")
def batch_faulty(slug: str, batch_id: uuid.UUID) -> Response:
    """The rows to correct, as they came, with what to write beside them. ``?con=todas``: also the other findings."""
    batch = batch_of(open_desk(slug), batch_id)
    include = {Outcome.REJECT}
    if request.args.get("con") == "todas":
        include |= {Outcome.WARN, Outcome.NOT_COMPETENT}
    target = tempfile.TemporaryFile()  # noqa: SIM115  closed with the response
    reader = language.current()
    planning.write_rows(batch, target, include=include, language=reader)
    target.seek(0)
    name = f"{batch.file_name.rsplit('.', 1)[0]}-{'por-corregir' if reader == 'es' else 'to-correct'}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/revisar")
@needs("batch:upload", provider_from="slug")
def batch_review_again(slug: str, batch_id: uuid.UUID) -> Response:
    """Judge the rows again with the same columns: somebody may have been issued to meanwhile."""
    batch = batch_of(open_desk(slug), batch_id)
    reviewing.start(batch, actor=actor())
    db.session.commit()
    wake_workers()
    return see("batch", slug, batch_id=batch_id)


@blueprint.post("/institucion/<slug>/emisiones/<uuid:batch_id>/detener-revision")
@needs("batch:upload", provider_from="slug")
def batch_review_stop(slug: str, batch_id: uuid.UUID) -> Response:
    """Stop the review of a long list and go back to its columns."""
    batch = batch_of(open_desk(slug), batch_id)
    reviewing.stop(batch, actor=actor())
    db.session.commit()
    return see("batch_columns", slug, batch_id=batch_id)
