"""What the review of a file says about dates, scores and everything that is not the person."""

from __future__ import annotations

from registry.issuing.intake.findings import Severity, wording
from registry.texts import Text

REJECT, WARN, CLEAN = Severity.REJECT, Severity.WARN, Severity.CLEAN
NOT_COMPETENT, IGNORE = Severity.NOT_COMPETENT, Severity.IGNORE

DATE_MISSING = wording(
    REJECT,
    "date_missing",
    ("Falta la fecha", "The date is missing"),
    (
        "Escriba el día en que la persona terminó, como 19/06/2026.",
        "Write the day the person finished, such as 19/06/2026.",
    ),
)
DATE_INVALID = wording(
    REJECT,
    "date_invalid",
    ("La fecha {value} no existe o está en el futuro", "The date {value} does not exist or is in the future"),
    ("{advice}", "{advice}"),
)
DATE_LEAP = wording(
    REJECT,
    "date_not_leap",
    ("{year} no es bisiesto", "{year} is not a leap year"),
    (
        "Febrero de {year} termina el 28. Escriba el día que corresponde.",
        "February {year} ends on the 28th. Write the right day.",
    ),
)
DATE_UNREADABLE = wording(
    REJECT,
    "date_unreadable",
    ("«{value}» no es una fecha", "“{value}” is not a date"),
    ("Escriba la fecha como día/mes/año: 19/06/2026.", "Write the date as day/month/year: 19/06/2026."),
)
DATE_EARLY = wording(
    REJECT,
    "date_too_early",
    (
        "La fecha {value} es anterior a lo que esta microcredencial admite ({earliest})",
        "The date {value} is earlier than this microcredential admits ({earliest})",
    ),
    ("Revise el año.", "Check the year."),
)
ADVICE_MONTH_DAYS = Text(
    "Ese mes termina el {last}. Escriba el día que corresponde.", "That month ends on day {last}. Write the right day."
)
ADVICE_MONTH_FIRST = Text("Parece mes/día/año. Escriba {day}.", "It looks like month/day/year. Write {day}.")
ADVICE_DAY_FIRST = Text(
    "Escriba la fecha como día/mes/año: 19/06/2026.", "Write the date as day/month/year: 19/06/2026."
)
ADVICE_FUTURE = Text("Revise el año: hoy es {today}.", "Check the year: today is {today}.")

SCORE_MISSING = wording(
    REJECT,
    "score_missing",
    ("Falta la puntuación", "The score is missing"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."),
)
SCORE_WORDS = wording(
    REJECT,
    "score_in_words",
    ("La puntuación está en letras", "The score is in words"),
    ("Escriba el número: {number}.", "Write the number: {number}."),
)
SCORE_NOT_SAT = wording(
    REJECT,
    "score_not_sat",
    ("«{value}» (no presentó) no es una puntuación", "“{value}” (did not sit) is not a score"),
    (
        "Escriba la puntuación cuando la persona presente, o quite la fila.",
        "Write the score once the person sits it, or remove the row.",
    ),
)
SCORE_UNREADABLE = wording(
    REJECT,
    "score_unreadable",
    ("«{value}» no es una puntuación", "“{value}” is not a score"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."),
)
SCORE_OVER = wording(
    REJECT,
    "score_over_100",
    ("{value} pasa de 100", "{value} is over 100"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."),
)
SCORE_NEGATIVE = wording(
    REJECT,
    "score_negative",
    ("{value} es menor que 0", "{value} is under 0"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."),
)
SCORE_SCALE = wording(
    REJECT,
    "score_scale",
    (
        "La escala es de 0 a 100; {value} parece de 0 a 10: confirmar",
        "The scale is 0 to 100; {value} looks like 0 to 10: confirm",
    ),
    ("Si es {value} de 10, escriba {times_ten}.", "If it is {value} out of 10, write {times_ten}."),
)
SCORE_FRACTION = wording(
    REJECT,
    "score_fraction",
    (
        "La escala es de 0 a 100; {value} parece de 0 a 1: confirmar",
        "The scale is 0 to 100; {value} looks like 0 to 1: confirm",
    ),
    ("Si es una fracción, escriba {times_hundred}.", "If it is a fraction, write {times_hundred}."),
)
SCORE_FORMULA = wording(
    REJECT,
    "score_formula",
    (
        "Fórmula en una puntuación, sin valor guardado: escribir el número",
        "Formula in a score, with no stored value: write the number",
    ),
    (
        "Escriba el número en lugar de la fórmula, o abra el libro en Excel y guárdelo.",
        "Write the number instead of the formula, or open the workbook in Excel and save it.",
    ),
)
SCORE_IS_DATE = wording(
    REJECT,
    "score_is_date",
    ("La hoja convirtió la puntuación en una fecha: {value}", "The sheet turned the score into a date: {value}"),
    (
        "Dé a la celda formato de número y vuelva a escribir la puntuación.",
        "Format the cell as a number and write the score again.",
    ),
)
BELOW_MINIMUM = wording(
    NOT_COMPETENT,
    "below_minimum",
    ("{value} en {column_es}: el mínimo es {minimum}", "{value} in {column}: the minimum is {minimum}"),
    (
        "Todavía no competente: no se emite y cuenta en la tasa de aprobación, sin el nombre.",
        "Not yet competent: nothing is issued, and it counts in the pass rate without the name.",
    ),
)
BELOW_DELIVERED = wording(
    NOT_COMPETENT,
    "below_delivered",
    (
        "{value} % entregado en {column_es}: el mínimo es {minimum} %",
        "{value}% handed in of {column}: the minimum is {minimum}%",
    ),
    (
        "Todavía no competente: no se emite y cuenta en la tasa de aprobación, sin el nombre.",
        "Not yet competent: nothing is issued, and it counts in the pass rate without the name.",
    ),
)
RESULT_NOT_COMPETENT = wording(
    NOT_COMPETENT,
    "result_not_competent",
    ("La institución la declara todavía no competente", "The institution declares the person not yet competent"),
    (
        "No se emite y cuenta en la tasa de aprobación, sin el nombre.",
        "Nothing is issued, and it counts in the pass rate without the name.",
    ),
)
RESULT_UNKNOWN = wording(
    REJECT,
    "result_unknown",
    ("No se entiende el resultado «{value}»", "The result “{value}” is not understood"),
    ("Escriba «Competente» o «Todavía no competente».", "Write “Competent” or “Not yet competent”."),
)
AVERAGE_FORMULA = wording(
    CLEAN,
    "average_formula",
    (
        "Fórmula sin valor guardado: el promedio se calcula aquí",
        "Formula with no stored value: the average is computed here",
    ),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."),
)
AVERAGE_OTHER = wording(
    CLEAN,
    "average_other_formula",
    (
        "Fórmula con otra cuenta: el promedio se calcula aquí",
        "Formula with another computation: the average is computed here",
    ),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."),
)
AVERAGE_DIFFERS = wording(
    CLEAN,
    "average_differs",
    (
        "El promedio de la hoja ({value}) no es el de las puntuaciones: se calcula aquí",
        "The sheet's average ({value}) is not that of the scores: computed here",
    ),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."),
)

FORMULA_NO_VALUE = wording(
    REJECT,
    "formula_without_value",
    ("Fórmula sin valor guardado: escribir el dato", "Formula with no stored value: write the value"),
    (
        "Escriba el dato en lugar de la fórmula, o abra el libro en Excel y guárdelo.",
        "Write the value instead of the formula, or open the workbook in Excel and save it.",
    ),
)
CELL_ERROR = wording(
    REJECT,
    "cell_error",
    ("La celda tiene un error de la hoja: {value}", "The cell holds a spreadsheet error: {value}"),
    ("Escriba el dato.", "Write the value."),
)
UNUSED_FORMULA = wording(
    CLEAN,
    "unused_formula",
    (
        "Fórmula en una columna que no se usa: se ignora y nunca se vuelve a escribir como fórmula",
        "Formula in an unused column: ignored and never written back as a formula",
    ),
    ("No hay que hacer nada.", "Nothing to do."),
)
OTHER_PROFILE = wording(
    REJECT,
    "other_profile",
    (
        "El perfil «{value}» no es el de esta microcredencial ({expected})",
        "The profile “{value}” is not this microcredential's ({expected})",
    ),
    ("Emita esta fila con la microcredencial de su perfil.", "Issue this row with the microcredential of its profile."),
)
UNKNOWN_STATE = wording(
    WARN,
    "unknown_state",
    (
        "No se reconoce la entidad «{value}»: quedará vacía",
        "The state “{value}” is not recognized: it will be left empty",
    ),
    ("Escriba el nombre de la entidad, como Puebla o CDMX.", "Write the name of the state, such as Puebla or CDMX."),
)
UNKNOWN_MODE = wording(
    WARN,
    "unknown_mode",
    (
        "No se reconoce la modalidad «{value}»: se usará la de la microcredencial",
        "The mode “{value}” is not recognized: the microcredential's will be used",
    ),
    ("Escriba Presencial, En línea o Mixta.", "Write On site, Online or Blended."),
)
MODE_NOT_OFFERED = wording(
    REJECT,
    "mode_not_offered",
    (
        "La modalidad «{value}» no está entre las de esta microcredencial ({offered})",
        "The mode “{value}” is not among those of this microcredential ({offered})",
    ),
    (
        "Escriba una de ellas; si se ofrece así, agréguela al diseño en una versión nueva.",
        "Write one of them; if it is offered that way, add it to the design in a new version.",
    ),
)
UNKNOWN_LANGUAGE = wording(
    WARN,
    "unknown_language",
    (
        "No se reconoce el idioma «{value}»: se usará el de la microcredencial",
        "The language “{value}” is not recognized: the microcredential's will be used",
    ),
    (
        "Escriba Español, Inglés u otro idioma del catálogo.",
        "Write Spanish, English or another language in the catalogue.",
    ),
)
UNKNOWN_WORD = wording(
    CLEAN,
    "unknown_word",
    ("No se reconoce «{value}»: quedará vacío", "“{value}” is not recognized: it will be left empty"),
    ("Dato opcional: no hay que hacer nada.", "Optional: nothing to do."),
)
TEXT_TOO_LONG = wording(
    CLEAN,
    "text_too_long",
    ("Texto de más de {limit} caracteres: se recorta", "Text over {limit} characters: shortened"),
    ("No hay que hacer nada.", "Nothing to do."),
)
TOTALS_ROW = wording(
    IGNORE,
    "totals_row",
    ("Renglón de total, no es una persona", "Totals row, not a person"),
    ("No hay que hacer nada.", "Nothing to do."),
)
SIGNATURE_ROW = wording(
    IGNORE,
    "signature_row",
    ("Renglón de firma, no es una persona", "Signature row, not a person"),
    ("No hay que hacer nada.", "Nothing to do."),
)
REPEATED_HEADINGS = wording(
    IGNORE,
    "repeated_headings",
    ("Encabezados repetidos, no es una persona", "Repeated headings, not a person"),
    ("No hay que hacer nada.", "Nothing to do."),
)
NO_PERSON = wording(
    IGNORE,
    "no_person",
    ("Renglón sin datos de una persona", "Row without a person's data"),
    ("No hay que hacer nada.", "Nothing to do."),
)
