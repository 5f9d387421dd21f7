"""What is said of enrolments: findings of a file, outcomes, reasons for an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.texts import Text

ERROR, WARNING, SKIPPED = "error", "warning", "skipped"

REASONS: Mapping[str, Text] = {
    "left": Text("Lo dejó", "Left"),
    "failed": Text("No acreditó", "Did not pass"),
    "transferred": Text("Se cambió a otro curso o institución", "Moved to another course or institution"),
}
#: What became of an enrolment: how a page marks it, and in words.
OUTCOMES: Mapping[str, tuple[str, Text]] = {
    "completed": ("valid", Text("Concluida", "Completed")),
    "ended": ("not_current", Text("Terminó sin concluir", "Ended without completing")),
    "open": ("info", Text("En curso", "Under way")),
    "unknown": ("not_checked", Text("Sin resultado conocido", "No known outcome")),
}
LIST_STATES: Mapping[str, tuple[str, Text]] = {
    "draft": ("warning", Text("Por entregar", "To hand in")),
    "handed_in": ("valid", Text("Entregado", "Handed in")),
    "undone": ("not_current", Text("Deshecho", "Undone")),
    "dropped": ("not_checked", Text("Descartado", "Dropped")),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A kind of finding: how grave, what is wrong, what to do."""

    severity: str
    problem: Text
    remedy: Text


def _of(severity: str, problem: tuple[str, str], remedy: tuple[str, str]) -> Wording:
    return Wording(severity, Text(*problem), Text(*remedy))


FINDINGS: Mapping[str, Wording] = {
    "no_person": _of(
        ERROR,
        ("Falta la CURP y el correo.", "CURP and e-mail are missing."),
        ("Escriba al menos uno.", "Write at least one."),
    ),
    "curp_faulty": _of(
        ERROR,
        ("{problem}.", "{problem}."),
        ("{advice}", "{advice}"),
    ),
    "email_faulty": _of(
        ERROR,
        ("El correo «{value}» no es válido.", "The e-mail “{value}” is not valid."),
        ("Revíselo, por ejemplo ana@uni.mx.", "Check it, such as ana@uni.mx."),
    ),
    "start_missing": _of(
        ERROR, ("Falta el día de inicio.", "The day of the start is missing."),
        ("Escríbalo como 19/06/2026.", "Write it as 19/06/2026."),
    ),
    "end_missing": _of(
        ERROR, ("Falta el término previsto.", "The planned end is missing."),
        ("Escriba el último día previsto, como 19/09/2026.", "Write the last planned day, such as 19/09/2026."),
    ),
    "date_unreadable": _of(
        ERROR,
        ("No es una fecha: «{value}».", "Not a date: “{value}”."),
        ("Escríbala como día/mes/año: 19/06/2026.", "Write it as day/month/year: 19/06/2026."),
    ),
    "start_in_future": _of(
        ERROR,
        ("El inicio {day} está en el futuro.", "The start {day} is in the future."),
        ("Entregue la inscripción cuando el curso haya empezado.", "Hand the enrolment in once the course has begun."),
    ),
    "date_absurd": _of(
        ERROR,
        ("La fecha {day} no puede ser de este curso.", "The date {day} cannot be of this course."),
        ("Revise el año: se admite de {first} a {last}.", "Check the year: {first} to {last} is admitted."),
    ),
    "end_before_start": _of(
        ERROR,
        ("El término {end} es anterior al inicio {start}.", "The end {end} is before the start {start}."),
        ("Revise las dos fechas.", "Check both dates."),
    ),
    "course_unknown": _of(
        ERROR,
        (
            "Su institución no ha publicado la microcredencial «{value}».",
            "Your institution has not published the microcredential “{value}”.",
        ),
        (
            "Escriba el identificador de uno de sus diseños publicados, o deje la celda vacía.",
            "Write the identifier of one of its published designs, or leave the cell empty.",
        ),
    ),
    "value_unknown": _of(
        ERROR,
        ("{column}: no se reconoce «{value}».", "{column}: “{value}” is not recognised."),
        (
            "Use un valor del catálogo (la página de subir los lista), o deje la celda vacía.",
            "Use a value of the catalogue (the page for uploading lists them), or leave the cell empty.",
        ),
    ),
    "repeated": _of(
        ERROR,
        (
            "La misma persona está en el renglón {row} con otros datos.",
            "The same person is in row {row} with other data.",
        ),
        ("Deje un solo renglón por persona y curso.", "Leave one row for each person and course."),
    ),
    "repeated_same": _of(
        SKIPPED,
        ("Repite el renglón {row}.", "It repeats row {row}."),
        ("No hay que hacer nada: cuenta una vez.", "Nothing to do: it counts once."),
    ),
    "handed_in_before": _of(
        SKIPPED,
        ("Ya está registrada con este inicio.", "It is on record with this start."),
        ("No hay que hacer nada: cuenta una vez.", "Nothing to do: it counts once."),
    ),
    "enrolled_already": _of(
        ERROR,
        (
            "Esta persona ya está inscrita en este curso desde el {day}.",
            "This person is enrolled in this course already, since {day}.",
        ),
        (
            "Si empezó otra vez, termine primero la inscripción anterior y escriba un inicio posterior.",
            "If it is a second time, first end the earlier enrolment and write a later start.",
        ),
    ),
    "after_award": _of(
        WARNING,
        (
            "La persona ya tiene esta microcredencial: la inscripción llega después del resultado.",
            "The person holds this microcredential already: the enrolment comes after the outcome.",
        ),
        (
            "Se registra, y no cuenta para la conclusión. Entregue las inscripciones cuando empieza el curso.",
            "It is recorded, and does not count for completion. Hand enrolments in when the course begins.",
        ),
    ),
    "facts_without_consent": _of(
        WARNING,
        (
            "{count} renglones traen género, edad, ocupación o sector y no marcó el consentimiento.",
            "{count} rows have gender, age, occupation or sector, and consent was not ticked.",
        ),
        (
            "Sin la declaración no se guardan. Márquela al entregar si la tiene.",
            "Without the statement they are not kept. Tick it when handing in, if you hold it.",
        ),
    ),
}  # fmt: skip

END_NO_REASON = Text("Elija por qué terminó.", "Choose why it ended.")
END_BEFORE_START = Text(
    "El fin no puede ser anterior al inicio ({day}).", "The end cannot be before the start ({day})."
)
END_IN_FUTURE = Text("El fin no puede estar en el futuro.", "The end cannot be in the future.")
END_UNREADABLE = Text("Escriba el día en que terminó.", "Write the day on which it ended.")
END_COMPLETED = Text(
    "La persona ya obtuvo la microcredencial: la inscripción está concluida.",
    "The person has earned the microcredential: the enrolment is completed.",
)
