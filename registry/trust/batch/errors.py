"""Why a whole batch is refused. What is wrong with one candidate is that candidate's row."""

from __future__ import annotations

from registry.errors import RegistryError
from registry.texts import Text


class NothingInBatch(RegistryError):
    """Neither a file nor a link nor a folio."""

    code = "nothing_in_batch"
    kind = "malformed"
    text = Text(
        "No llegó nada que verificar. Elija un ZIP, varios archivos o una lista, o pegue enlaces o folios, "
        "uno por línea.",
        "Nothing to verify arrived. Choose a ZIP, several files or a list, or paste links or folios, one on each line.",
    )


class BatchTooLarge(RegistryError):
    """More candidates than one batch answers."""

    code = "batch_too_large"
    kind = "too_large"
    text = Text(
        "Llegaron {count} y por envío se verifican hasta {limit}. Divida la lista o el ZIP en varios envíos.",
        "{count} arrived, and one request verifies up to {limit}. Split the list or the ZIP into several requests.",
    )


class BatchListTooLong(RegistryError):
    """A list whose rows are not even counted to the end."""

    code = "batch_list_too_long"
    kind = "too_large"
    text = Text(
        "La lista «{name}» tiene más de {limit} filas. Divídala en varias.",
        "The list “{name}” has more than {limit} rows. Split it into several.",
    )


class ListWithoutSubjects(RegistryError):
    """A list in which no column says what to verify."""

    code = "list_without_subjects"
    text = Text(
        "En la lista «{name}» no encontramos una columna con enlaces, folios o nombres de archivo. "
        "Ponga en la primera fila encabezados como: enlace, folio, primer apellido, nombre, archivo.",
        "In the list “{name}” there is no column of links, folios or file names. "
        "Put headings such as these in its first row: link, folio, first surname, name, file.",
    )


class SurnameNeeded(RegistryError):
    """A folio without the surname that opens it."""

    code = "surname_needed"
    text = Text(
        "Con un folio hace falta el primer apellido o el nombre completo de la persona. "
        "Agregue esa columna a la lista.",
        "A folio needs the person's first surname or full name beside it. Add that column to the list.",
    )


class FolioAskedTooOften(RegistryError):
    """One folio with many surnames: guessing whose it is."""

    code = "folio_asked_too_often"
    text = Text(
        "El mismo folio aparece con más de {limit} apellidos o nombres distintos. Revise esas filas.",
        "The same folio stands with more than {limit} different surnames or names. Look at those rows again.",
    )


class FileNotSent(RegistryError):
    """A row that names a file which did not come."""

    code = "file_not_sent"
    text = Text(
        "La lista nombra el archivo «{name}», que no venía en el envío.",
        "The list names the file “{name}”, which was not sent.",
    )


class NotReached(RegistryError):
    """The time of one batch ran out before this one."""

    code = "not_reached"
    kind = "unavailable"
    text = Text(
        "No se alcanzó a revisar: el envío tardó más de {seconds} segundos. Mande las que faltan en otro envío.",
        "Not looked at: the request took more than {seconds} seconds. Send the rest in another one.",
    )
