"""The words of a batch's answer, in both languages: headings of its columns, and of what a cell may say."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

NO_CREDENTIAL = Text("Sin credencial", "No credential")

NOT_OF_A_PERSON = Text(
    "No es de una persona: es la acreditación de una institución o el aval de alguien.",
    "It is not a person's: it is an institution's accreditation, or somebody's endorsement.",
)

#: The columns of the table as a file, in order: key and heading.
COLUMNS: Mapping[str, Text] = {
    "number": Text("Núm.", "No."),
    "label": Text("Archivo, enlace o folio", "File, link or folio"),
    "row": Text("Fila de la lista", "Row of the list"),
    "word": Text("Resultado", "Result"),
    "reasons": Text("Motivos y avisos", "Reasons and notes"),
    "remedy": Text("Qué hacer", "What to do"),
    "expected": Text("Nombre esperado", "Expected name"),
    "holder": Text("Titular", "Holder"),
    "compared": Text("¿Es el mismo nombre?", "Is it the same name?"),
    "title": Text("Microcredencial", "Microcredential"),
    "issuer": Text("Institución", "Institution"),
    "folio": Text("Folio", "Folio"),
    "track": Text("Vía", "Track"),
    "levels": Text("Niveles", "Levels"),
    "hours": Text("Horas", "Hours"),
    "achieved_on": Text("Fecha de logro", "Earned on"),
    "valid_from": Text("Vigente desde", "Valid from"),
    "valid_until": Text("Vigente hasta", "Valid until"),
    "code": Text("Código", "Code"),
}

COMPARED: Mapping[str, Text] = {
    "same": Text("Sí", "Yes"),
    "part": Text("En parte: compare con una identificación", "In part: compare with an ID"),
    "different": Text("No", "No"),
}
NOT_COMPARED = Text("No comparado", "Not compared")

#: What each outcome is called in counts.
OUTCOMES: Mapping[str, Text] = {
    "valid": Text("Válidas", "Valid"),
    "authentic_not_current": Text("Auténticas, pero no vigentes", "Authentic, but not current"),
    "invalid": Text("No válidas", "Not valid"),
    "unverifiable": Text("No se pudieron comprobar", "Could not be checked"),
    "nothing": Text("Sin credencial", "No credential"),
}

#: Under the table of a file: what a row is worth, and when it was true.
CHECKED_AT = Text(
    "Comprobado el {at}. No sustituye comparar con una identificación oficial.",
    "Checked on {at}. It does not replace comparing with an official ID.",
)
SHEET = Text("Verificación", "Verification")
