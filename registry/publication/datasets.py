"""The open data: every published table as a data set with stable columns, and what each column means.

Counts come from one release; a suppressed one is an empty field with ``suppressed`` = yes. A release counts the same
set by many things: each breakdown is a data set of its own, with the measure as a column, so that a column never
changes its meaning.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from registry import content
from registry.curriculum import queries as curriculum
from registry.errors import NotFound
from registry.outcomes.measures import DIMENSIONS
from registry.outcomes.releases import PublishedTable, Release
from registry.publication import joining
from registry.texts import Text, same

#: Excel reads a CSV as UTF-8 only behind this mark; ``?bom=no`` leaves it out.
BOM = "\ufeff"
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name, its type (text, integer, decimal, date, yes_no), and what it says."""

    name: str
    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table to download. ``rows`` are read when they are written. ``of_release``: its rows come from a release."""

    id: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    of_release: bool = False


_RELEASE = (
    Column("as_of", "date", Text("Corte de la publicación (UTC, ISO 8601).", "Cut-off of the release (UTC, ISO 8601).")),
    Column("measure", "text", Text("Qué se cuenta; véase el conjunto measures.", "What is counted; see the data set measures.")),
)
_COUNT = (
    Column("count", "integer", Text("Personas distintas (o microcredenciales, en las medidas awards.*). Vacío: suprimido.",
                                    "Different people (or microcredentials, for measures awards.*). Empty: suppressed.")),
    Column("suppressed", "yes_no", Text("yes: la celda no se publica, porque ella o el resto de su línea tiene menos de 10.",
                                        "yes: the cell is not published, because it or the rest of its line has fewer than 10.")),
)  # fmt: skip


def datasets(release: Release | None) -> tuple[Dataset, ...]:
    """Every data set, those of the release first; without one, those that need none."""
    return (*(_of_release(release) if release else ()), *_reference())


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
    for row in ([column.name for column in chosen.columns], *()):
        writer.writerow(row)
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
    source = Text(" Valores: lista {catalog}.", " Values: list {catalog}.").format(catalog=one.catalog) if one.catalog else same("")
    return Text("{name}: {definition}{source} unknown: no se sabe.", "{name}: {definition}{source} unknown: not known.").format(
        name=one.name, definition=one.definition, source=source
    )


# -- what explains the counts


def _text_columns(name: str, spanish: str, english: str) -> tuple[Column, Column]:
    return (
        Column(f"{name}_es", "text", Text(f"{spanish}, en español.", f"{english}, in Spanish.")),
        Column(f"{name}_en", "text", Text(f"{spanish}, en inglés.", f"{english}, in English.")),
    )


def _reference() -> tuple[Dataset, ...]:
    return (_measures(), _lists(), _programs(), _indicators(), _states(), _poles(), _context())


def _measures() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in joining.measures():
            yield one.id, one.counts.value, one.name.es, one.name.en, one.definition.es, one.definition.en

    return Dataset(
        "measures",
        Text("Medidas", "Measures"),
        Text("Qué cuenta cada medida de los conjuntos counts-*.", "What each measure of the data sets counts-* counts."),
        (
            Column("measure", "text", Text("Identificador estable.", "Stable identifier.")),
            Column("counts", "text", Text("people: personas distintas; awards: microcredenciales.", "people: different people; awards: microcredentials.")),
            *_text_columns("name", "Nombre", "Name"),
            *_text_columns("definition", "Definición", "Definition"),
        ),
        rows,
    )  # fmt: skip


def _lists() -> Dataset:
    def rows() -> Iterator[Row]:
        for name in sorted({str(one.catalog) for one in DIMENSIONS.values() if one.catalog} | {"tracks", "profiles"}):
            for value in content.catalog(name):
                yield name, value.id, value.label.es, value.label.en

    return Dataset(
        "value-lists",
        Text("Listas de valores", "Value lists"),
        Text("Los valores que las columnas pueden tomar, con su nombre.", "The values that columns may take, with their names."),
        (
            Column("list", "text", Text("La lista.", "The list.")),
            Column("value", "text", Text("El valor, estable.", "The value, stable.")),
            *_text_columns("label", "Nombre", "Name"),
        ),
        rows,
    )  # fmt: skip


def _programs() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in curriculum.programs():
            yield one.id, one.title.es, one.title.en, None, one.target_people
            for milestone in one.milestones:
                yield one.id, one.title.es, one.title.en, milestone.month, milestone.people

    return Dataset(
        "program-targets",
        Text("Metas e hitos de los programas", "Targets and milestones of the programs"),
        Text("Propuestas mientras la autoridad no las adopte. Vacío: sin meta fijada.", "Proposals until the authority adopts them. Empty: no target set."),
        (
            Column("program", "text", Text("Identificador del programa.", "The program's identifier.")),
            *_text_columns("title", "Título", "Title"),
            Column("month", "integer", Text("Meses desde el inicio; vacío: la meta.", "Months since the start; empty: the target.")),
            Column("people", "integer", Text("Personas.", "People.")),
        ),
        rows,
    )  # fmt: skip


def _indicators() -> Dataset:
    def rows() -> Iterator[Row]:
        members, _ = joining.indicators()
        for name, one in members.items():
            yield (
                one["family"], name, one["name"]["es"], one["name"]["en"], one["period"], one["outcome"], one["value"],
                one["unit"]["es"], one["unit"]["en"], one["definition"]["es"], one["definition"]["en"],
            )  # fmt: skip

    return Dataset(
        "indicators",
        Text("Indicadores", "Indicators"),
        Text("El valor más reciente de cada indicador. Las familias no se suman.", "The newest value of each indicator. Families are never added."),
        (
            Column("family", "text", Text("Familia: IND-A desplazamiento, IND-B productividad, IND-X transversales.", "Family: IND-A displacement, IND-B productivity, IND-X cross-cutting.")),
            Column("indicator", "text", Text("Identificador.", "Identifier.")),
            *_text_columns("name", "Nombre", "Name"),
            Column("period", "text", Text("Periodo; vacío sin valor.", "Period; empty without a value.")),
            Column("outcome", "text", Text("value, suppressed o no_data.", "value, suppressed or no_data.")),
            Column("value", "decimal", Text("El valor; vacío cuando no se publica o no hay dato.", "The value; empty when not published or without data.")),
            *_text_columns("unit", "Unidad", "Unit"),
            *_text_columns("definition", "Definición", "Definition"),
        ),
        rows,
    )  # fmt: skip


def _states() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in content.states():
            percent = None if one.internet_percent is None else str(one.internet_percent)
            yield one.code, one.iso, one.name.es, one.name.en, percent, "yes" if one.low_connectivity else "no"

    return Dataset(
        "states",
        Text("Entidades federativas", "States"),
        Text("Las 32, con el porcentaje de hogares con internet donde se conoce (ENDUTIH 2024, según la prensa).", "All 32, with the percentage of households online where known (ENDUTIH 2024, as reported by the press)."),
        (
            Column("state", "text", Text("Clave del INEGI, dos dígitos.", "INEGI code, two digits.")),
            Column("iso_3166_2", "text", Text("Clave ISO.", "ISO code.")),
            *_text_columns("name", "Nombre", "Name"),
            Column("households_online_percent", "decimal", Text("% de hogares con internet; vacío: no se conoce.", "% of households online; empty: unknown.")),
            Column("low_connectivity", "yes_no", Text("Menos de 60 % de hogares con internet.", "Under 60% of households online.")),
        ),
        rows,
    )  # fmt: skip


def _poles() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in content.poles():
            vocation = (one.vocation.es, one.vocation.en) if one.vocation else (None, None)
            yield one.id, one.name, one.state, "; ".join(one.municipalities) or None, *vocation, one.source

    return Dataset(
        "poles",
        Text("Polos de desarrollo", "Development poles"),
        Text("Los primeros quince, según su presentación en prensa.", "The first fifteen, as presented in the press."),
        (
            Column("pole", "text", Text("Identificador.", "Identifier.")),
            Column("name", "text", Text("Nombre.", "Name.")),
            Column("state", "text", Text("Clave de la entidad.", "Code of the state.")),
            Column("municipalities", "text", Text("Municipios, separados por punto y coma; vacío: no se conocen.", "Municipalities, separated by semicolons; empty: unknown.")),
            *_text_columns("vocation", "Vocación; vacío mientras ningún documento la diga", "Vocation; empty until a document states it"),
            Column("source", "text", Text("Fuente y fecha.", "Source and date.")),
        ),
        rows,
    )  # fmt: skip


def _context() -> Dataset:
    def rows() -> Iterator[Row]:
        for key, one in joining.context().items():
            value = one["value"] if isinstance(one["value"], str) else one["value"]["es"]
            caution = one["caution"] or {"es": None, "en": None}
            yield (
                key, one["text"]["es"], one["text"]["en"], value, one["unit"]["es"], one["unit"]["en"],
                caution["es"], caution["en"], one["title"], one["publisher"], one["date"],
            )  # fmt: skip

    return Dataset(
        "context-figures",
        Text("Cifras de contexto", "Context figures"),
        Text("Describen al país o a otros programas; ninguna mide este registro. Use cada una con su advertencia.", "They describe the country or other programs; none measures this registry. Use each with its caution."),
        (
            Column("figure", "text", Text("Identificador.", "Identifier.")),
            *_text_columns("text", "Qué dice", "What it says"),
            Column("value", "text", Text("La cifra como la fuente la da.", "The figure as the source gives it.")),
            *_text_columns("unit", "Unidad", "Unit"),
            *_text_columns("caution", "Advertencia", "Caution"),
            Column("source_title", "text", Text("Documento.", "Document.")),
            Column("source_publisher", "text", Text("Quien lo publicó.", "Who published it.")),
            Column("source_date", "text", Text("Fecha.", "Date.")),
        ),
        rows,
    )  # fmt: skip


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
            *_text_columns("title", "Título", "Title"),
            Column("column", "text", Text("Columna.", "Column.")),
            Column("type", "text", Text("text, integer, decimal, date o yes_no.", "text, integer, decimal, date or yes_no.")),
            *_text_columns("meaning", "Qué dice", "What it says"),
        ),
        rows,
    )  # fmt: skip
