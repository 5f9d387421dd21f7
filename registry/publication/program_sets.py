"""The data set of what programs came to: funnels, by what people declared, by who pays, and topics of projects.

Counted when it is read, from what the programs' own pages show: suppressed there, by the same room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.programs import funnel, queries, sources
from registry.programs.funnel import Funnel
from registry.programs.models import Cohort
from registry.publication.dataset import Column, Dataset, Row
from registry.texts import Text

_COLUMNS = (
    Column("program", "text", Text("Identificador del programa.", "The program's identifier.")),
    Column("cohort", "text", Text("Nombre de la generación; vacío: todas.", "The cohort's name; empty: all.")),
    Column(
        "funder",
        "text",
        Text(
            "Quién paga, de la lista program_funders; vacío: no declarado.",
            "Who pays, of the list program_funders; empty: not declared.",
        ),
    ),
    Column(
        "dimension",
        "text",
        Text(
            "whole, state, study_level, gender, nationality, funder o project_topic.",
            "whole, state, study_level, gender, nationality, funder or project_topic.",
        ),
    ),
    Column(
        "category",
        "text",
        Text(
            "El valor; unknown: no se sabe; others: varias juntas. Vacío en whole.",
            "The value; unknown; others: several taken together. Empty in whole.",
        ),
    ),
    Column(
        "level",
        "text",
        Text(
            "A dónde llegaron: applied, eligible, admitted, took_part, competent, awarded, selected, "
            "second_stage, awarded_second; en project_topic, la etapa.",
            "How far they came: applied, eligible, admitted, took_part, competent, awarded, selected, "
            "second_stage, awarded_second; in project_topic, the stage.",
        ),
    ),
    Column(
        "people",
        "integer",
        Text("Personas distintas. Vacío: suprimido.", "Different people. Empty: suppressed."),
    ),
    Column(
        "suppressed",
        "yes_no",
        Text(
            "yes: por ella o por diferencia se vería un grupo de menos de 10.",
            "yes: it, or a difference, would show a group of fewer than 10.",
        ),
    ),
)


def results() -> Dataset:
    """One line for each count that the pages of programs show or suppress."""
    return Dataset(
        "program-results",
        Text("Resultados de los programas por etapas", "Results of programs in stages"),
        Text(
            "De la convocatoria a la última microcredencial, por generación: en total, por lo que cada persona "
            "declaró, por quién paga y por tema de los proyectos. Cada persona cuenta una vez por generación. "
            "Redondeado a la decena, salvo eligible, admitted y selected en whole.",
            "From the call to the last microcredential, by cohort: in all, by what each person declared, by who "
            "pays and by topic of the projects. Each person counts once in a cohort. Rounded to "
            "tens, but for eligible, admitted and selected in whole.",
        ),
        _COLUMNS,
        _rows,
    )


def _rows() -> Iterator[Row]:
    for program in curriculum.programs():
        if program.stages:
            yield from _of_program(program)


def _of_program(program: Program) -> Iterator[Row]:
    runs = []
    for cohort in queries.cohorts_of(program.id):
        told = funnel.funnel(program, call=queries.call_of(cohort.id), cohort=cohort)
        runs.append((cohort.funder, told))
        yield from _of_cohort(program, cohort, told)
    for line in sources.by_funder(runs):
        yield from _lines((program.id, None, line.funder, "funder", line.funder), line.people)


def _of_cohort(program: Program, cohort: Cohort, told: Funnel) -> Iterator[Row]:
    head = (program.id, cohort.name, cohort.funder)
    yield from _lines((*head, "whole", None), told.whole)
    for dimension, made in told.by.items():
        for category, people in made.rows.items():
            yield from _lines((*head, dimension, category.partition(":")[0]), people)
    for stage, topics in sources.topics_of(program, cohort, told).items():
        for topic, count in topics.cells.items():
            yield from _lines((*head, "project_topic", topic), {stage: count})


def _lines(head: Row, people: Mapping[str, int | None]) -> Iterator[Row]:
    for level, count in people.items():
        yield (*head, level, count, "yes" if count is None else "no")
