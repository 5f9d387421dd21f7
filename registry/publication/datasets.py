"""The open data: every published table as a data set with stable columns, and what each column means.

Counts come from one release; a suppressed one is an empty field with ``suppressed`` = yes. A release counts the same
set by many things: each breakdown is a data set of its own, with the measure as a column, so that a column never
changes its meaning.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from registry.errors import NotFound
from registry.outcomes.measures import DIMENSIONS
from registry.outcomes.releases import PublishedTable, Release
from registry.publication import reference_sets
from registry.publication.dataset import Column, Dataset, Row, text_columns
from registry.texts import Text, same

#: Excel reads a CSV as UTF-8 only behind this mark; ``?bom=no`` leaves it out.
BOM = "\ufeff"
_RELEASE = (
    Column(
        "as_of", "date", Text("Corte de la publicación (UTC, ISO 8601).", "Cut-off of the release (UTC, ISO 8601).")
    ),
    Column(
        "measure",
        "text",
        Text("Qué se cuenta; véase el conjunto measures.", "What is counted; see the data set measures."),
    ),
)
_COUNT = (
    Column(
        "count",
        "integer",
        Text(
            "Personas distintas (o microcredenciales, en las medidas awards.*). Vacío: suprimido.",
            "Different people (or microcredentials, for measures awards.*). Empty: suppressed.",
        ),
    ),
    Column(
        "suppressed",
        "yes_no",
        Text(
            "yes: la celda no se publica, porque ella o el resto de su línea tiene menos de 10.",
            "yes: the cell is not published, because it or the rest of its line has fewer than 10.",
        ),
    ),
)


def datasets(release: Release | None) -> tuple[Dataset, ...]:
    """Every data set, those of the release first; without one, those that need none."""
    return (*(_of_release(release) if release else ()), *reference_sets.every())


def dataset(release: Release | None, identifier: str) -> Dataset:
    """One of them. Raises NotFound."""
    found = next((one for one in datasets(release) if one.id == identifier), None)
    if found is None:
        raise NotFound()
    return found


def csv_lines(chosen: Dataset, *, bom: bool = True) -> Iterator[str]:
    """The data set as CSV (RFC 4180, UTF-8), a line at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield BOM if bom else ""
    writer.writerow([column.name for column in chosen.columns])
    yield _taken(buffer)
    for row in chosen.rows():
        writer.writerow(["" if cell is None else _harmless(cell) for cell in row])
        yield _taken(buffer)


def objects(chosen: Dataset) -> Iterator[dict[str, object]]:
    """The rows as objects, for JSON; an empty field is null."""
    names = [column.name for column in chosen.columns]
    for row in chosen.rows():
        yield dict(zip(names, row, strict=True))


def _taken(buffer: io.StringIO) -> str:
    written = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return written


def _harmless(cell: object) -> object:
    # A spreadsheet computes what begins so. Our texts do not; if one ever does, it stays text.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


# -- what a release holds


def _of_release(release: Release) -> Iterator[Dataset]:
    tables = release.all()
    by: dict[tuple[str, ...], list[PublishedTable]] = {}
    for table in tables:
        by.setdefault(table.by, []).append(table)
    for dimensions, members in sorted(by.items(), key=lambda pair: (len(pair[0]), pair[0])):
        yield _counts(release, dimensions, members)


def _counts(release: Release, by: tuple[str, ...], tables: Sequence[PublishedTable]) -> Dataset:
    names = [DIMENSIONS[one].name for one in by]
    title = (
        Text("Totales", "Totals")
        if not by
        else Text("Por {names}", "By {names}").format(
            names=Text(" y ".join(one.es.lower() for one in names), " and ".join(one.en.lower() for one in names))
        )
    )

    def rows() -> Iterator[Row]:
        at = release.as_of.isoformat()
        for table in tables:
            cells = table.cells if by else {(): table.total}
            for place, count in sorted(cells.items()):
                yield at, table.measure, *place, count, "yes" if count is None else "no"

    return Dataset(
        id="counts" + "".join(f"-by-{one.replace('_', '-')}" for one in by),
        title=title,
        description=Text(
            "Cada medida de la publicación contada así. Una combinación que no aparece es cero.",
            "Every measure of the release counted this way. A combination that is missing is zero.",
        ),
        columns=(*_RELEASE, *(Column(one, "text", _dimension(one)) for one in by), *_COUNT),
        rows=rows,
        of_release=True,
    )


def _dimension(name: str) -> Text:
    one = DIMENSIONS[name]
    source = (
        Text(" Valores: lista {catalog}.", " Values: list {catalog}.").format(catalog=one.catalog)
        if one.catalog
        else same("")
    )
    return Text(
        "{name}: {definition}{source} unknown: no se sabe.", "{name}: {definition}{source} unknown: not known."
    ).format(name=one.name, definition=one.definition, source=source)


def dictionary(release: Release | None) -> Dataset:
    """The data dictionary: every column of every data set, as a data set itself."""

    def rows() -> Iterator[Row]:
        for one in datasets(release):
            for column in one.columns:
                yield one.id, one.title.es, one.title.en, column.name, column.kind, column.text.es, column.text.en

    return Dataset(
        "data-dictionary",
        Text("Diccionario de datos", "Data dictionary"),
        Text("Cada columna de cada conjunto.", "Every column of every data set."),
        (
            Column("dataset", "text", Text("Conjunto de datos.", "Data set.")),
            *text_columns("title", "Título", "Title"),
            Column("column", "text", Text("Columna.", "Column.")),
            Column(
                "type",
                "text",
                Text("text, integer, decimal, date o yes_no.", "text, integer, decimal, date or yes_no."),
            ),
            *text_columns("meaning", "Qué dice", "What it says"),
        ),
        rows,
    )
