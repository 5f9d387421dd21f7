"""The sentences of the review of a file: what is wrong in a row, and what to write instead."""

from __future__ import annotations

from registry.issuing.intake.findings import Severity, Wording
from registry.texts import Text


def _wording(severity: Severity, code: str, message: tuple[str, str], remedy: tuple[str, str]) -> Wording:
    return Wording(code, severity, Text(*message), Text(*remedy))


REJECT, WARN, CLEAN = Severity.REJECT, Severity.WARN, Severity.CLEAN
NOT_COMPETENT, IGNORE = Severity.NOT_COMPETENT, Severity.IGNORE

# --- the person's name -------------------------------------------------------------------------------------------
NAME_MISSING = _wording(REJECT, "name_missing",
    ("Falta el nombre", "The name is missing"),
    ("Escriba el nombre como aparece en su documento oficial.", "Write the name as it stands on the official document."))
NAME_CHARACTERS = _wording(REJECT, "name_characters",
    ("El nombre lleva un carácter que no es de un nombre: «{character}»", "The name has a character that no name has: “{character}”"),
    ("Vuelva a escribir el nombre con el teclado, sin copiar y pegar.", "Type the name again instead of pasting it."))
NAME_HIDDEN = _wording(REJECT, "name_hidden_characters",
    ("El nombre lleva caracteres ocultos que cambian cómo se lee ({character})", "The name has hidden characters that change how it reads ({character})"),
    ("Borre la celda y escriba el nombre con el teclado.", "Clear the cell and type the name."))
NAME_DAMAGED = _wording(REJECT, "name_damaged",
    ("Los acentos o la ñ del nombre se dañaron: «{value}»", "The accents or the ñ in the name were damaged: “{value}”"),
    ("Escriba de nuevo el nombre con sus acentos, o exporte otra vez la lista en UTF-8.", "Write the name again with its accents, or export the list again as UTF-8."))
NAME_DIGITS = _wording(REJECT, "name_digits",
    ("El nombre lleva números: «{value}»", "The name has digits in it: “{value}”"),
    ("Deje solo el nombre en esta celda.", "Leave only the name in this cell."))
NAME_LONG = _wording(REJECT, "name_too_long",
    ("El nombre pasa de {limit} caracteres", "The name is over {limit} characters"),
    ("Deje solo el nombre en esta celda.", "Leave only the name in this cell."))
NAME_SCRIPTS = _wording(REJECT, "name_mixed_scripts",
    ("El nombre mezcla letras de dos alfabetos que se parecen", "The name mixes look-alike letters of two alphabets"),
    ("Borre la celda y escriba el nombre con el teclado.", "Clear the cell and type the name."))
TITLE_REMOVED = _wording(CLEAN, "title_removed",
    ("«{title}» no es parte del nombre: se quitó", "“{title}” is not part of the name: removed"),
    ("No hay que hacer nada: se usará «{value}».", "Nothing to do: “{value}” will be used."))
SPACES_OR_CASE = _wording(CLEAN, "spaces_or_case",
    ("Espacios o mayúsculas de más: se limpian y se muestran", "Extra spaces or case: cleaned and shown"),
    ("No hay que hacer nada: se usará «{value}».", "Nothing to do: “{value}” will be used."))
TWO_SURNAMES = _wording(WARN, "two_surnames_in_one_cell",
    ("Dos apellidos en una celda: separar o confirmar", "Two surnames in one cell: split or confirm"),
    ("Escriba «{first}» y «{second}» cada uno en su columna, o confirme si «{value}» es un solo apellido.",
     "Write “{first}” and “{second}” each in its own column, or confirm if “{value}” is one surname."))
NO_SURNAMES = _wording(WARN, "no_surnames",
    ("Sin apellidos: confirmar", "No surnames: confirm"),
    ("Escriba los apellidos, o confirme si la persona no los usa.", "Write the surnames, or confirm if the person has none."))

# --- CURP --------------------------------------------------------------------------------------------------------
CURP_LENGTH = _wording(REJECT, "curp_length",
    ("La CURP tiene {count} caracteres", "The CURP has {count} characters"),
    ("La CURP tiene 18 caracteres; cópiela del documento oficial.", "A CURP has 18 characters; copy it from the official document."))
CURP_LETTER_O = _wording(REJECT, "curp_letter_o",
    ("La CURP lleva la letra O en lugar de un cero", "The CURP has the letter O instead of a zero"),
    ("Escriba un cero en la posición {position}.", "Write a zero in position {position}."))
CURP_SHAPE = _wording(REJECT, "curp_shape",
    ("La CURP no tiene la forma de una CURP", "The CURP does not have the shape of a CURP"),
    ("Cópiela del documento oficial: cuatro letras, fecha de nacimiento (AAMMDD), seis letras y dos caracteres.",
     "Copy it from the official document: four letters, date of birth (YYMMDD), six letters and two characters."))
CURP_STATE = _wording(REJECT, "curp_state",
    ("La CURP lleva una clave de entidad que no existe: {letters}", "The CURP has a state code that does not exist: {letters}"),
    ("Revise los caracteres 12 y 13.", "Check characters 12 and 13."))
CURP_BIRTH_DATE = _wording(REJECT, "curp_birth_date",
    ("La fecha de nacimiento de la CURP no existe", "The date of birth in the CURP does not exist"),
    ("Revise los caracteres 5 a 10 (AAMMDD).", "Check characters 5 to 10 (YYMMDD)."))
CURP_CHECK_DIGIT = _wording(REJECT, "curp_check_digit",
    ("El dígito verificador de la CURP no corresponde", "The CURP check digit does not match"),
    ("Copie la CURP del documento oficial; revise todos los caracteres, también el último.",
     "Copy the CURP from the official document; check every character, the last one too."))
CURP_SUGGESTION = Text("¿Quiso escribir {code}?", "Did you mean {code}?")
NO_CURP = _wording(WARN, "no_curp",
    ("Sin CURP: identificar con otro documento oficial vigente", "No CURP: identify with another current official document"),
    ("Escriba la CURP, o confirme que identificó a la persona con otro documento oficial vigente.",
     "Write the CURP, or confirm that you identified the person with another current official document."))

# --- the same person, the same address ---------------------------------------------------------------------------
SAME_PERSON = _wording(REJECT, "same_person",
    ("La misma persona ya aparece {where}", "The same person already appears {where}"),
    ("Deje una sola fila por persona.", "Keep only one row per person."))
SAME_PERSON_ELSEWHERE = _wording(REJECT, "same_person_other_sheet",
    ("La misma persona ya aparece en la otra hoja {where}", "The same person already appears on the other sheet {where}"),
    ("Deje una sola fila por persona.", "Keep only one row per person."))
SAME_PERSON_REWRITTEN = _wording(REJECT, "same_person_other_writing",
    ("La misma persona, con otras mayúsculas y otro correo {where}", "The same person, in another case and with another e-mail {where}"),
    ("Deje una sola fila, con el correo que la persona usa.", "Keep only one row, with the e-mail that the person uses."))
SAME_CURP_OTHER_NAME = _wording(REJECT, "same_curp_other_name",
    ("La misma CURP ya aparece con otro nombre {where}", "The same CURP already appears with another name {where}"),
    ("Revise de quién es la CURP y corrija la otra fila.", "Check whose CURP it is and correct the other row."))
SHARED_EMAIL = _wording(WARN, "shared_email",
    ("Dos personas con el mismo correo: confirmar {where}", "Two people with the same e-mail: confirm {where}"),
    ("Escriba el correo propio de la persona, o confirme que lo comparten.", "Write the person's own e-mail, or confirm that they share it."))
SAME_NAME = _wording(WARN, "same_name_without_curp",
    ("Mismo nombre que otra fila, y una de las dos no tiene CURP {where}", "Same name as another row, and one of the two has no CURP {where}"),
    ("Confirme que son dos personas, o deje una sola fila.", "Confirm that they are two people, or keep only one row."))
ALREADY_AWARDED = _wording(IGNORE, "already_awarded",
    ("La persona ya tiene esta microcredencial (folio {folio})", "The person already has this microcredential (folio {folio})"),
    ("No hay que hacer nada: no se emite dos veces.", "Nothing to do: it is not issued twice."))

# --- addresses ---------------------------------------------------------------------------------------------------
NO_EMAIL = _wording(WARN, "no_email",
    ("Sin correo: se entrega con comprobante impreso", "No e-mail: delivered by claim slip"),
    ("Escriba el correo, o confirme la entrega con comprobante impreso.", "Write the e-mail, or confirm delivery by claim slip."))
BAD_EMAIL = _wording(WARN, "bad_email",
    ("No es un correo: corregir o entregar con comprobante impreso", "Not an e-mail address: correct it or deliver by claim slip"),
    ("Escriba un correo como nombre@institucion.mx, o confirme la entrega con comprobante impreso.",
     "Write an address such as name@institution.mx, or confirm delivery by claim slip."))
BAD_PHONE = _wording(WARN, "bad_phone",
    ("No es un número de teléfono: no se guardará", "Not a telephone number: it will not be kept"),
    ("Escriba 10 dígitos, o + y la clave del país.", "Write 10 digits, or + and the country code."))

# --- the date ----------------------------------------------------------------------------------------------------
DATE_MISSING = _wording(REJECT, "date_missing",
    ("Falta la fecha", "The date is missing"),
    ("Escriba el día en que la persona terminó, como 19/06/2026.", "Write the day the person finished, such as 19/06/2026."))
DATE_INVALID = _wording(REJECT, "date_invalid",
    ("La fecha {value} no existe o está en el futuro", "The date {value} does not exist or is in the future"),
    ("{advice}", "{advice}"))
DATE_LEAP = _wording(REJECT, "date_not_leap",
    ("{year} no es bisiesto", "{year} is not a leap year"),
    ("Febrero de {year} termina el 28. Escriba el día que corresponde.", "February {year} ends on the 28th. Write the right day."))
DATE_UNREADABLE = _wording(REJECT, "date_unreadable",
    ("«{value}» no es una fecha", "“{value}” is not a date"),
    ("Escriba la fecha como día/mes/año: 19/06/2026.", "Write the date as day/month/year: 19/06/2026."))
DATE_EARLY = _wording(REJECT, "date_too_early",
    ("La fecha {value} es anterior a lo que esta microcredencial admite ({earliest})", "The date {value} is earlier than this microcredential admits ({earliest})"),
    ("Revise el año.", "Check the year."))
ADVICE_MONTH_DAYS = Text("Ese mes termina el {last}. Escriba el día que corresponde.", "That month ends on day {last}. Write the right day.")
ADVICE_MONTH_FIRST = Text("Parece mes/día/año. Escriba {day}.", "It looks like month/day/year. Write {day}.")
ADVICE_DAY_FIRST = Text("Escriba la fecha como día/mes/año: 19/06/2026.", "Write the date as day/month/year: 19/06/2026.")
ADVICE_FUTURE = Text("Revise el año: hoy es {today}.", "Check the year: today is {today}.")

# --- scores ------------------------------------------------------------------------------------------------------
SCORE_MISSING = _wording(REJECT, "score_missing",
    ("Falta la puntuación", "The score is missing"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."))
SCORE_WORDS = _wording(REJECT, "score_in_words",
    ("La puntuación está en letras", "The score is in words"),
    ("Escriba el número: {number}.", "Write the number: {number}."))
SCORE_NOT_SAT = _wording(REJECT, "score_not_sat",
    ("«{value}» (no presentó) no es una puntuación", "“{value}” (did not sit) is not a score"),
    ("Escriba la puntuación cuando la persona presente, o quite la fila.", "Write the score once the person sits it, or remove the row."))
SCORE_UNREADABLE = _wording(REJECT, "score_unreadable",
    ("«{value}» no es una puntuación", "“{value}” is not a score"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."))
SCORE_OVER = _wording(REJECT, "score_over_100",
    ("{value} pasa de 100", "{value} is over 100"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."))
SCORE_NEGATIVE = _wording(REJECT, "score_negative",
    ("{value} es menor que 0", "{value} is under 0"),
    ("Escriba el porcentaje, de 0 a 100.", "Write the percentage, from 0 to 100."))
SCORE_SCALE = _wording(REJECT, "score_scale",
    ("La escala es de 0 a 100; {value} parece de 0 a 10: confirmar", "The scale is 0 to 100; {value} looks like 0 to 10: confirm"),
    ("Si es {value} de 10, escriba {times_ten}.", "If it is {value} out of 10, write {times_ten}."))
SCORE_FRACTION = _wording(REJECT, "score_fraction",
    ("La escala es de 0 a 100; {value} parece de 0 a 1: confirmar", "The scale is 0 to 100; {value} looks like 0 to 1: confirm"),
    ("Si es una fracción, escriba {times_hundred}.", "If it is a fraction, write {times_hundred}."))
SCORE_FORMULA = _wording(REJECT, "score_formula",
    ("Fórmula en una puntuación, sin valor guardado: escribir el número", "Formula in a score, with no stored value: write the number"),
    ("Escriba el número en lugar de la fórmula, o abra el libro en Excel y guárdelo.",
     "Write the number instead of the formula, or open the workbook in Excel and save it."))
SCORE_IS_DATE = _wording(REJECT, "score_is_date",
    ("La hoja convirtió la puntuación en una fecha: {value}", "The sheet turned the score into a date: {value}"),
    ("Dé a la celda formato de número y vuelva a escribir la puntuación.", "Format the cell as a number and write the score again."))
BELOW_MINIMUM = _wording(NOT_COMPETENT, "below_minimum",
    ("{value} en {column_es}: el mínimo es {minimum}", "{value} in {column}: the minimum is {minimum}"),
    ("Todavía no competente: no se emite y cuenta en la tasa de aprobación, sin el nombre.",
     "Not yet competent: nothing is issued, and it counts in the pass rate without the name."))
BELOW_DELIVERED = _wording(NOT_COMPETENT, "below_delivered",
    ("{value} % entregado en {column_es}: el mínimo es {minimum} %", "{value}% handed in of {column}: the minimum is {minimum}%"),
    ("Todavía no competente: no se emite y cuenta en la tasa de aprobación, sin el nombre.",
     "Not yet competent: nothing is issued, and it counts in the pass rate without the name."))
RESULT_NOT_COMPETENT = _wording(NOT_COMPETENT, "result_not_competent",
    ("La institución la declara todavía no competente", "The institution declares the person not yet competent"),
    ("No se emite y cuenta en la tasa de aprobación, sin el nombre.", "Nothing is issued, and it counts in the pass rate without the name."))
RESULT_UNKNOWN = _wording(REJECT, "result_unknown",
    ("No se entiende el resultado «{value}»", "The result “{value}” is not understood"),
    ("Escriba «Competente» o «Todavía no competente».", "Write “Competent” or “Not yet competent”."))
AVERAGE_FORMULA = _wording(CLEAN, "average_formula",
    ("Fórmula sin valor guardado: el promedio se calcula aquí", "Formula with no stored value: the average is computed here"),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."))
AVERAGE_OTHER = _wording(CLEAN, "average_other_formula",
    ("Fórmula con otra cuenta: el promedio se calcula aquí", "Formula with another computation: the average is computed here"),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."))
AVERAGE_DIFFERS = _wording(CLEAN, "average_differs",
    ("El promedio de la hoja ({value}) no es el de las puntuaciones: se calcula aquí", "The sheet's average ({value}) is not that of the scores: computed here"),
    ("No hay que hacer nada: el promedio es {average}.", "Nothing to do: the average is {average}."))

# --- everything else ---------------------------------------------------------------------------------------------
CCT_MISSING = _wording(REJECT, "cct_missing",
    ("Falta la CCT", "The CCT (school key) is missing"),
    ("Escriba la clave de la escuela, de 10 caracteres.", "Write the school's key, 10 characters long."))
CCT_LENGTH = _wording(REJECT, "cct_length",
    ("La CCT tiene 10 caracteres", "The CCT has 10 characters"),
    ("«{value}» tiene {count}. Escriba la clave completa, como 20DES0000Z.", "“{value}” has {count}. Write the whole key, such as 20DES0000Z."))
CCT_STATE = _wording(REJECT, "cct_state",
    ("La entidad {state} no existe", "State {state} does not exist"),
    ("La CCT empieza con la clave de la entidad, de 01 a 32.", "A CCT begins with the state's code, 01 to 32."))
CCT_SHAPE = _wording(REJECT, "cct_shape",
    ("«{value}» no tiene la forma de una CCT", "“{value}” does not have the shape of a CCT"),
    ("Son 2 dígitos de entidad, 3 letras, 4 dígitos y 1 verificador.", "It is 2 digits for the state, 3 letters, 4 digits and 1 check character."))
FORMULA_NO_VALUE = _wording(REJECT, "formula_without_value",
    ("Fórmula sin valor guardado: escribir el dato", "Formula with no stored value: write the value"),
    ("Escriba el dato en lugar de la fórmula, o abra el libro en Excel y guárdelo.",
     "Write the value instead of the formula, or open the workbook in Excel and save it."))
CELL_ERROR = _wording(REJECT, "cell_error",
    ("La celda tiene un error de la hoja: {value}", "The cell holds a spreadsheet error: {value}"),
    ("Escriba el dato.", "Write the value."))
UNUSED_FORMULA = _wording(CLEAN, "unused_formula",
    ("Fórmula en una columna que no se usa: se ignora y nunca se vuelve a escribir como fórmula",
     "Formula in an unused column: ignored and never written back as a formula"),
    ("No hay que hacer nada.", "Nothing to do."))
OTHER_PROFILE = _wording(REJECT, "other_profile",
    ("El perfil «{value}» no es el de esta microcredencial ({expected})", "The profile “{value}” is not this microcredential's ({expected})"),
    ("Emita esta fila con la microcredencial de su perfil.", "Issue this row with the microcredential of its profile."))
UNKNOWN_STATE = _wording(WARN, "unknown_state",
    ("No se reconoce la entidad «{value}»: quedará vacía", "The state “{value}” is not recognized: it will be left empty"),
    ("Escriba el nombre de la entidad, como Puebla o CDMX.", "Write the name of the state, such as Puebla or CDMX."))
UNKNOWN_MODE = _wording(WARN, "unknown_mode",
    ("No se reconoce la modalidad «{value}»: se usará la de la microcredencial", "The mode “{value}” is not recognized: the microcredential's will be used"),
    ("Escriba Presencial, En línea o Mixta.", "Write On site, Online or Blended."))
UNKNOWN_LANGUAGE = _wording(WARN, "unknown_language",
    ("No se reconoce el idioma «{value}»: se usará el de la microcredencial", "The language “{value}” is not recognized: the microcredential's will be used"),
    ("Escriba Español, Inglés u otro idioma del catálogo.", "Write Spanish, English or another language in the catalogue."))
UNKNOWN_WORD = _wording(CLEAN, "unknown_word",
    ("No se reconoce «{value}»: quedará vacío", "“{value}” is not recognized: it will be left empty"),
    ("Dato opcional: no hay que hacer nada.", "Optional: nothing to do."))
TEXT_TOO_LONG = _wording(CLEAN, "text_too_long",
    ("Texto de más de {limit} caracteres: se recorta", "Text over {limit} characters: shortened"),
    ("No hay que hacer nada.", "Nothing to do."))
TOTALS_ROW = _wording(IGNORE, "totals_row",
    ("Renglón de total, no es una persona", "Totals row, not a person"), ("No hay que hacer nada.", "Nothing to do."))
SIGNATURE_ROW = _wording(IGNORE, "signature_row",
    ("Renglón de firma, no es una persona", "Signature row, not a person"), ("No hay que hacer nada.", "Nothing to do."))
REPEATED_HEADINGS = _wording(IGNORE, "repeated_headings",
    ("Encabezados repetidos, no es una persona", "Repeated headings, not a person"), ("No hay que hacer nada.", "Nothing to do."))
NO_PERSON = _wording(IGNORE, "no_person",
    ("Renglón sin datos de una persona", "Row without a person's data"), ("No hay que hacer nada.", "Nothing to do."))

# --- places ------------------------------------------------------------------------------------------------------
IN_SHEET = Text("(hoja «{sheet}», fila {row})", "(sheet “{sheet}”, row {row})")
IN_FILE = Text("en la fila {row}", "in row {row}")
