"""The data sets that explain the counts: measures, value lists, programs, indicators, places, context figures."""

from __future__ import annotations

from collections.abc import Iterator

from registry import content
from registry.curriculum import queries as curriculum
from registry.outcomes.measures import DIMENSIONS
from registry.publication import joining, program_sets
from registry.publication.dataset import Column, Dataset, Row, text_columns
from registry.publication.reference_offers import courses, where
from registry.texts import Text

#: Lists beside those of the counts: of tracks and profiles, of who pays for programs, of topics of projects.
_ALSO = {"tracks", "profiles", "program_funders", "project_topics"}


def every() -> tuple[Dataset, ...]:
    """All of them."""
    return (
        _measures(),
        _lists(),
        _programs(),
        program_sets.results(),
        _indicators(),
        _states(),
        _poles(),
        courses(),
        where(),
        _context(),
    )


def _measures() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in joining.measures():
            yield one.id, one.counts.value, one.name.es, one.name.en, one.definition.es, one.definition.en

    return Dataset(
        "measures",
        Text("Medidas", "Measures"),
        Text(
            "Qué cuenta cada medida de los conjuntos counts-*.", "What each measure of the data sets counts-* counts."
        ),
        (
            Column("measure", "text", Text("Identificador estable.", "Stable identifier.")),
            Column(
                "counts",
                "text",
                Text(
                    "people: personas distintas; awards: microcredenciales.",
                    "people: different people; awards: microcredentials.",
                ),
            ),
            *text_columns("name", "Nombre", "Name"),
            *text_columns("definition", "Definición", "Definition"),
        ),
        rows,
    )


def _lists() -> Dataset:
    def rows() -> Iterator[Row]:
        for name in sorted({str(one.catalog) for one in DIMENSIONS.values() if one.catalog} | _ALSO):
            for value in content.catalog(name):
                yield name, value.id, value.label.es, value.label.en

    return Dataset(
        "value-lists",
        Text("Listas de valores", "Value lists"),
        Text(
            "Los valores que las columnas pueden tomar, con su nombre.",
            "The values that columns may take, with their names.",
        ),
        (
            Column("list", "text", Text("La lista.", "The list.")),
            Column("value", "text", Text("El valor, estable.", "The value, stable.")),
            *text_columns("label", "Nombre", "Name"),
        ),
        rows,
    )


def _programs() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in curriculum.programs():
            yield one.id, one.title.es, one.title.en, None, one.target_people
            for milestone in one.milestones:
                yield one.id, one.title.es, one.title.en, milestone.month, milestone.people

    return Dataset(
        "program-targets",
        Text("Metas e hitos de los programas", "Targets and milestones of the programs"),
        Text(
            "Propuestas mientras la autoridad no las adopte. Vacío: sin meta fijada.",
            "Proposals until the authority adopts them. Empty: no target set.",
        ),
        (
            Column("program", "text", Text("Identificador del programa.", "The program's identifier.")),
            *text_columns("title", "Título", "Title"),
            Column(
                "month",
                "integer",
                Text("Meses desde el inicio; vacío: la meta.", "Months since the start; empty: the target."),
            ),
            Column("people", "integer", Text("Personas.", "People.")),
        ),
        rows,
    )


def _indicators() -> Dataset:
    def rows() -> Iterator[Row]:
        members, _ = joining.indicators()
        for name, one in members.items():
            yield (
                one["family"],
                name,
                one["name"]["es"],
                one["name"]["en"],
                one["period"],
                one["outcome"],
                one["value"],
                one["unit"]["es"],
                one["unit"]["en"],
                one["definition"]["es"],
                one["definition"]["en"],
            )

    return Dataset(
        "indicators",
        Text("Indicadores", "Indicators"),
        Text(
            "El valor más reciente de cada indicador. Las familias no se suman.",
            "The newest value of each indicator. Families are never added.",
        ),
        (
            Column(
                "family",
                "text",
                Text(
                    "Familia: IND-A desplazamiento, IND-B productividad, IND-X transversales.",
                    "Family: IND-A displacement, IND-B productivity, IND-X cross-cutting.",
                ),
            ),
            Column("indicator", "text", Text("Identificador.", "Identifier.")),
            *text_columns("name", "Nombre", "Name"),
            Column("period", "text", Text("Periodo; vacío sin valor.", "Period; empty without a value.")),
            Column("outcome", "text", Text("value, suppressed o no_data.", "value, suppressed or no_data.")),
            Column(
                "value",
                "decimal",
                Text(
                    "El valor; vacío cuando no se publica o no hay dato.",
                    "The value; empty when not published or without data.",
                ),
            ),
            *text_columns("unit", "Unidad", "Unit"),
            *text_columns("definition", "Definición", "Definition"),
        ),
        rows,
    )


def _states() -> Dataset:
    def rows() -> Iterator[Row]:
        for one in content.states():
            percent = None if one.internet_percent is None else str(one.internet_percent)
            yield one.code, one.iso, one.name.es, one.name.en, percent, "yes" if one.low_connectivity else "no"

    return Dataset(
        "states",
        Text("Entidades federativas", "States"),
        Text(
            "Las 32, con el porcentaje de hogares con internet donde se conoce (ENDUTIH 2024, según la prensa).",
            "All 32, with the percentage of households online where known (ENDUTIH 2024, as reported by the press).",
        ),
        (
            Column("state", "text", Text("Clave del INEGI, dos dígitos.", "INEGI code, two digits.")),
            Column("iso_3166_2", "text", Text("Clave ISO.", "ISO code.")),
            *text_columns("name", "Nombre", "Name"),
            Column(
                "households_online_percent",
                "decimal",
                Text("% de hogares con internet; vacío: no se conoce.", "% of households online; empty: unknown."),
            ),
            Column(
                "low_connectivity",
                "yes_no",
                Text("Menos de 60 % de hogares con internet.", "Under 60% of households online."),
            ),
        ),
        rows,
    )


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
            Column(
                "municipalities",
                "text",
                Text(
                    "Municipios, separados por punto y coma; vacío: no se conocen.",
                    "Municipalities, separated by semicolons; empty: unknown.",
                ),
            ),
            *text_columns(
                "vocation",
                "Vocación; vacío mientras ningún documento la diga",
                "Vocation; empty until a document states it",
            ),
            Column("source", "text", Text("Fuente y fecha.", "Source and date.")),
        ),
        rows,
    )


def _context() -> Dataset:
    def rows() -> Iterator[Row]:
        for key, one in joining.context().items():
            value = one["value"] if isinstance(one["value"], str) else one["value"]["es"]
            caution = one["caution"] or {"es": None, "en": None}
            yield (
                key,
                one["text"]["es"],
                one["text"]["en"],
                value,
                one["unit"]["es"],
                one["unit"]["en"],
                caution["es"],
                caution["en"],
                one["title"],
                one["publisher"],
                one["date"],
            )

    return Dataset(
        "context-figures",
        Text("Cifras de contexto", "Context figures"),
        Text(
            "Describen al país o a otros programas; ninguna mide este registro. Use cada una con su advertencia.",
            "They describe the country or other programs; none measures this registry. Use each with its caution.",
        ),
        (
            Column("figure", "text", Text("Identificador.", "Identifier.")),
            *text_columns("text", "Qué dice", "What it says"),
            Column("value", "text", Text("La cifra como la fuente la da.", "The figure as the source gives it.")),
            *text_columns("unit", "Unidad", "Unit"),
            *text_columns("caution", "Advertencia", "Caution"),
            Column("source_title", "text", Text("Documento.", "Document.")),
            Column("source_publisher", "text", Text("Quien lo publicó.", "Who published it.")),
            Column("source_date", "text", Text("Fecha.", "Date.")),
        ),
        rows,
    )
