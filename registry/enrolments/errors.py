"""What the room of enrolments refuses, and why."""

from __future__ import annotations

from registry.errors import Conflict, NotFound, RegistryError
from registry.texts import Text


class NoSuchList(NotFound):
    """There is no such file at this institution."""

    code = "no_such_enrolment_list"
    text = Text(
        "No encontramos ese archivo de inscripciones. Vuelva a la lista.",
        "We could not find that file of enrolments. Go back to the list.",
    )


class NoSuchEnrolment(NotFound):
    """There is no such enrolment at this institution."""

    code = "no_such_enrolment"
    text = Text(
        "No encontramos esa inscripción. Vuelva a la lista.",
        "We could not find that enrolment. Go back to the list.",
    )


class CourseUnknown(NotFound):
    """The definition does not exist, was never published, or is another institution's."""

    code = "enrolment_course_unknown"
    text = Text(
        "Su institución no ha publicado esa microcredencial. Elija una de su lista de diseños publicados.",
        "Your institution has not published that microcredential. Choose one from its list of published designs.",
    )


class ColumnsMissing(RegistryError):
    """The file has no row of headings with what is needed."""

    code = "enrolment_columns_missing"
    text = Text(
        "No encontramos las columnas: {missing}. Póngalas como encabezados en un solo renglón, por ejemplo: CURP, "
        "Inicio, Término previsto, Ocupación, Sector, Entidad, Modalidad.",
        "We could not find the columns: {missing}. Put them as headings in one row, such as: CURP, Start, Planned end, "
        "Occupation, Sector, State, Mode.",
    )


class TooManyRows(RegistryError):
    """More than is judged at once."""

    code = "enrolment_too_many_rows"
    text = Text(
        "El archivo pasa de {most} renglones. Divídalo en varios.",
        "The file has more than {most} rows. Split it into several.",
    )


class ListClosed(Conflict):
    """It was handed in, undone or given up."""

    code = "enrolment_list_closed"
    text = Text(
        "Este archivo ya no espera nada: se entregó, se deshizo o se descartó. Suba otro.",
        "This file waits for nothing any more: it was handed in, undone or dropped. Upload another.",
    )


class PlanChanged(Conflict):
    """What would be recorded is not what was looked at."""

    code = "enrolment_plan_changed"
    text = Text(
        "Lo que se iba a registrar cambió desde que usted lo revisó. Revíselo otra vez; no se registró nada.",
        "What was to be recorded has changed since you looked at it. Look again; nothing was recorded.",
    )


class NothingToHandIn(RegistryError):
    """No row can be recorded."""

    code = "enrolment_nothing_to_hand_in"
    text = Text(
        "Ningún renglón se puede registrar. Corrija lo señalado y suba el archivo otra vez.",
        "No row can be recorded. Correct what is marked and upload the file again.",
    )


class UndoOver(Conflict):
    """The time for undoing is over, or an enrolment of it has moved on."""

    code = "enrolment_undo_over"
    text = Text(
        "El archivo ya no se puede deshacer completo: pasaron {days} días. Quite o termine las inscripciones una por "
        "una.",
        "The file can no longer be undone as a whole: {days} days have passed. Remove or end enrolments one by one.",
    )


class EndUnfit(RegistryError):
    """An end before the start, in the future, without a reason of the list, or of a course that was completed."""

    code = "enrolment_end_unfit"
    text = Text("{problem}", "{problem}")
