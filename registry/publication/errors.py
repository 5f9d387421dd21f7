"""What the publication room refuses, and why."""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class ExpressionUnfit(RegistryError):
    """An expression of a report's list of numbers does not fit its snapshot."""

    code = "expression_unfit"
    text = Text(
        "La expresión «{expression}» no se puede calcular con esta instantánea: {problem}. El "
        "archivo no es un informe "
        "de este registro o está dañado.",
        "The expression “{expression}” cannot be computed from this snapshot: {problem}. The file is "
        "not a report of "
        "this registry, or it is damaged.",
    )


class NothingPublished(Conflict):
    """There is no release yet to publish from."""

    code = "nothing_published"
    text = Text(
        "Todavía no hay una publicación de resultados{when}. Se hace una cada día; vuelva mañana o elija otra fecha.",
        "There is no publication of outcomes yet{when}. One is made every day; come back tomorrow or "
        "choose another "
        "date.",
    )


class NoSuchReport(NotFound):
    """There is no published report of that year."""

    code = "no_such_report"
    text = Text(
        "No hay informe anual publicado de {year}. En /reports está la lista de los que hay.",
        "No annual report of {year} has been published. See /reports for those that have.",
    )


class NotPrepared(Conflict):
    """Nothing waits to be published for that year."""

    code = "report_not_prepared"
    text = Text(
        "No hay un borrador del informe {year} por publicar. Prepárelo primero.",
        "There is no draft of the {year} report to publish. Prepare one first.",
    )


class SamePerson(Conflict):
    """Whoever prepared a report may not publish it."""

    code = "report_same_person"
    text = Text(
        "Quien prepara el informe no puede publicarlo: pida a otra persona con ese permiso que lo "
        "revise y lo publique.",
        "Whoever prepares the report cannot publish it: ask another person with that permission to "
        "review and publish "
        "it.",
    )


class ReasonNeeded(RegistryError):
    """A new edition says what changed."""

    code = "report_reason_needed"
    text = Text(
        "Ya hay una edición publicada de {year}: escriba, en español y en inglés, qué corrige la "
        "nueva (10 a 1,000 "
        "caracteres).",
        "An edition of {year} is published already: write, in Spanish and English, what the new one "
        "corrects (10 to "
        "1,000 characters).",
    )


class YearUnfit(RegistryError):
    """A report is about a year that has begun."""

    code = "report_year_unfit"
    text = Text(
        "El informe es de un año ya comenzado, entre {first} y {last}; escribió {year}.",
        "A report is about a year that has begun, from {first} to {last}; you wrote {year}.",
    )


class NotAReport(RegistryError):
    """A file that is no annual report."""

    code = "not_a_report"
    text = Text(
        "El archivo no es un informe anual de este registro: {problem}.",
        "The file is not an annual report of this registry: {problem}.",
    )


class QuestionUnfit(RegistryError):
    """A question that the release cannot answer; ``askable`` is what can be asked."""

    code = "question_unfit"
    text = Text(
        "La publicación no tiene ese cruce: {asked}. Se puede preguntar por: {askable}.",
        "The publication has no such table: {asked}. What can be asked: {askable}.",
    )


class ValueUnfit(RegistryError):
    """A question names a value that is not on its list."""

    code = "question_value_unfit"
    text = Text(
        "«{value}» no es un valor de «{name}». Los que hay: {known}.",
        "“{value}” is not a value of “{name}”. Known values: {known}.",
    )
