"""The series that come from outside (pure): which columns each has, in which units, under which headings.

Headings are compared by `registry.issuing.intake.wording.key`, so accents, case and small words do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.issuing.intake.wording import key
from registry.texts import Text

#: What a column can say besides the measures, in the order in which a point names them.
DIMENSIONS = ("state", "municipality", "occupation", "gender", "employment")
#: How a file may write a measure of each kind, and by what a value is multiplied to be what is kept.
UNITS: Mapping[str, Mapping[str, Decimal]] = {
    "people": {"people": Decimal(1), "thousands": Decimal(1_000)},
    "percent": {"percent": Decimal(1), "fraction": Decimal(100)},
    "pesos": {"pesos": Decimal(1)},
    "level": {"level": Decimal(1)},
}
UNIT_NAMES: Mapping[str, Text] = {
    "people": Text("Personas", "People"),
    "thousands": Text("Miles de personas", "Thousands of people"),
    "percent": Text("Porcentaje (0 a 100)", "Percentage (0 to 100)"),
    "fraction": Text("Proporción (0 a 1)", "Fraction (0 to 1)"),
    "pesos": Text("Pesos al mes", "Pesos a month"),
    "level": Text("Nivel de exposición", "Exposure level"),
}
#: Words in a heading that say that its numbers are in thousands.
THOUSANDS = ("miles", "thousands", "000s")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may be: a dimension, or a measure with its kind of unit."""

    id: str
    label: Text
    headings: tuple[str, ...]
    unit: str | None = None
    required: bool = True


@dataclass(frozen=True, slots=True)
class SeriesKind:
    """One series: the months of its periods, and its columns."""

    id: str
    months: int
    columns: tuple[Column, ...]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Its dimensions, in the order of `DIMENSIONS`."""
        own = {one.id for one in self.columns}
        return tuple(one for one in DIMENSIONS if one in own)

    @property
    def measures(self) -> tuple[Column, ...]:
        """Its measures."""
        return tuple(one for one in self.columns if one.unit is not None)

    @property
    def main(self) -> Column:
        """The measure whose unit a person chooses."""
        return self.measures[0]

    def column(self, identifier: str) -> Column:
        """The column with this id. Raises StopIteration."""
        return next(one for one in self.columns if one.id == identifier)

    def recognise(self, heading: str) -> str | None:
        """The column that a heading names, or None."""
        words = key(heading)
        bare = " ".join(one for one in words.split() if one not in THOUSANDS)
        return next((one.id for one in self.columns if words in one.headings or bare in one.headings), None)


def _column(id_: str, es: str, en: str, headings: str, *, unit: str | None = None, required: bool = True) -> Column:
    return Column(id_, Text(es, en), tuple(key(one) for one in headings.split("|")), unit, required)


_PERIOD = _column(
    "period", "Periodo", "Period", "periodo|period|trimestre|quarter|año|anio|ano|year|fecha|date|periodo de referencia"
)
_STATE = _column(
    "state", "Entidad", "State", "entidad|state|entidad federativa|estado|cve_ent|clave entidad|area geográfica"
)
_OCCUPATION = _column(
    "occupation", "Ocupación (SINCO)", "Occupation (SINCO)",
    "ocupación|occupation|sinco|grupo sinco|grupo de ocupación|ocupación sinco|división sinco|occupation group",
)  # fmt: skip
_GENDER = _column("gender", "Género", "Gender", "género|gender|sexo|sex", required=False)

KINDS: Mapping[str, SeriesKind] = {
    one.id: one
    for one in (
        SeriesKind(
            "imp-enoe", 3,
            (
                _PERIOD,
                _STATE,
                _OCCUPATION,
                _GENDER,
                _column(
                    "employment", "Empleo formal o informal", "Formal or informal employment",
                    "empleo|employment|condición de informalidad|informalidad|informality|formalidad", required=False,
                ),
                _column(
                    "employed", "Personas ocupadas", "Employed people",
                    "personas ocupadas|employed|ocupados|población ocupada|employed people|ocupadas", unit="people",
                ),
                _column(
                    "median_income", "Mediana del ingreso mensual", "Median monthly income",
                    "mediana de ingreso|mediana del ingreso mensual|ingreso mediano|median income|"
                    "median monthly income", unit="pesos", required=False,
                ),
            ),
        ),
        SeriesKind(
            "imp-endutih", 12,
            (
                _PERIOD,
                _STATE,
                _column(
                    "households_online", "Hogares con internet", "Households with internet",
                    "hogares con internet|households online|households with internet|porcentaje de hogares|"
                    "porcentaje hogares con internet|hogares con internet %|% hogares con internet",
                    unit="percent",
                ),
            ),
        ),
        SeriesKind(
            "imp-population", 12,
            (
                _PERIOD,
                _STATE,
                _column(
                    "municipality", "Municipio", "Municipality", "municipio|municipality|alcaldía|municipio o alcaldía",
                    required=False,
                ),
                _GENDER,
                _column(
                    "population", "Población de 15 años y más", "Population aged 15 and over",
                    "población de 15 años y más|población 15 y más|población|population|population 15+|"
                    "population aged 15 and over|pob15", unit="people",
                ),
            ),
        ),
        SeriesKind(
            "imp-exposure", 12,
            (
                _PERIOD,
                _OCCUPATION,
                _column(
                    "exposure", "Nivel de exposición", "Exposure level",
                    "nivel de exposición|exposición|exposure|exposure level|nivel|gradient|gradiente", unit="level",
                ),
            ),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a series. None in a dimension is the total over it; ``period`` is its name (``2026-Q3``)."""

    period: str
    measure: str
    value: Decimal
    state: str | None = None
    municipality: str | None = None
    occupation: str | None = None
    gender: str | None = None
    employment: str | None = None

    @property
    def place(self) -> tuple[str | None, ...]:
        """Where it stands in its series: everything but the value."""
        return (self.period, self.measure, *(getattr(self, name) for name in DIMENSIONS))
