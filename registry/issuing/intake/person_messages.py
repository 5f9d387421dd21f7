"""What the review of a file says about who the person is and how to reach them."""

from __future__ import annotations

from registry.issuing.intake.findings import Severity, wording
from registry.texts import Text

REJECT, WARN, CLEAN, IGNORE = Severity.REJECT, Severity.WARN, Severity.CLEAN, Severity.IGNORE

NAME_MISSING = wording(
    REJECT,
    "name_missing",
    ("Falta el nombre", "The name is missing"),
    (
        "Escriba el nombre como aparece en su documento oficial.",
        "Write the name as it stands on the official document.",
    ),
)
NAME_CHARACTERS = wording(
    REJECT,
    "name_characters",
    (
        "El nombre lleva un carácter que no es de un nombre: «{character}»",
        "The name has a character that no name has: “{character}”",
    ),
    ("Vuelva a escribir el nombre con el teclado, sin copiar y pegar.", "Type the name again instead of pasting it."),
)
NAME_HIDDEN = wording(
    REJECT,
    "name_hidden_characters",
    (
        "El nombre lleva caracteres ocultos que cambian cómo se lee ({character})",
        "The name has hidden characters that change how it reads ({character})",
    ),
    ("Borre la celda y escriba el nombre con el teclado.", "Clear the cell and type the name."),
)
NAME_DAMAGED = wording(
    REJECT,
    "name_damaged",
    ("Los acentos o la ñ del nombre se dañaron: «{value}»", "The accents or the ñ in the name were damaged: “{value}”"),
    (
        "Escriba de nuevo el nombre con sus acentos, o exporte otra vez la lista en UTF-8.",
        "Write the name again with its accents, or export the list again as UTF-8.",
    ),
)
NAME_DIGITS = wording(
    REJECT,
    "name_digits",
    ("El nombre lleva números: «{value}»", "The name has digits in it: “{value}”"),
    ("Deje ahí solo el nombre.", "Leave only the name there."),
)
NAME_LONG = wording(
    REJECT,
    "name_too_long",
    ("El nombre pasa de {limit} caracteres", "The name is over {limit} characters"),
    ("Deje ahí solo el nombre.", "Leave only the name there."),
)
NAME_SCRIPTS = wording(
    REJECT,
    "name_mixed_scripts",
    ("El nombre mezcla letras de dos alfabetos que se parecen", "The name mixes look-alike letters of two alphabets"),
    ("Borre la celda y escriba el nombre con el teclado.", "Clear the cell and type the name."),
)
TITLE_REMOVED = wording(
    CLEAN,
    "title_removed",
    ("«{title}» no es parte del nombre: se quitó", "“{title}” is not part of the name: removed"),
    ("No hay que hacer nada: se usará «{value}».", "Nothing to do: “{value}” will be used."),
)
SPACES_OR_CASE = wording(
    CLEAN,
    "spaces_or_case",
    ("Espacios o mayúsculas de más: se limpian y se muestran", "Extra spaces or case: cleaned and shown"),
    ("No hay que hacer nada: se usará «{value}».", "Nothing to do: “{value}” will be used."),
)
TWO_SURNAMES = wording(
    WARN,
    "two_surnames_in_one_cell",
    ("Dos apellidos en una celda: separar o confirmar", "Two surnames in one cell: split or confirm"),
    (
        "Escriba «{first}» y «{second}» cada uno en su columna, o confirme si «{value}» es un solo apellido.",
        "Write “{first}” and “{second}” each in its own column, or confirm if “{value}” is one surname.",
    ),
)
NO_SURNAMES = wording(
    WARN,
    "no_surnames",
    ("Sin apellidos: confirmar", "No surnames: confirm"),
    (
        "Escriba los apellidos, o confirme si la persona no los usa.",
        "Write the surnames, or confirm if the person has none.",
    ),
)

CURP_LENGTH = wording(
    REJECT,
    "curp_length",
    ("La CURP tiene {count} caracteres", "The CURP has {count} characters"),
    (
        "La CURP tiene 18 caracteres; cópiela del documento oficial.",
        "A CURP has 18 characters; copy it from the official document.",
    ),
)
CURP_LETTER_O = wording(
    REJECT,
    "curp_letter_o",
    ("La CURP lleva la letra O en lugar de un cero", "The CURP has the letter O instead of a zero"),
    ("Escriba un cero en la posición {position}.", "Write a zero in position {position}."),
)
CURP_SHAPE = wording(
    REJECT,
    "curp_shape",
    ("La CURP no tiene la forma de una CURP", "The CURP does not have the shape of a CURP"),
    (
        "Cópiela del documento oficial: cuatro letras, fecha de nacimiento (AAMMDD), seis letras y dos caracteres.",
        "Copy it from the official document: four letters, date of birth (YYMMDD), six letters and two characters.",
    ),
)
CURP_STATE = wording(
    REJECT,
    "curp_state",
    (
        "La CURP lleva una clave de entidad que no existe: {letters}",
        "The CURP has a state code that does not exist: {letters}",
    ),
    ("Revise los caracteres 12 y 13.", "Check characters 12 and 13."),
)
CURP_BIRTH_DATE = wording(
    REJECT,
    "curp_birth_date",
    ("La fecha de nacimiento de la CURP no existe", "The date of birth in the CURP does not exist"),
    ("Revise los caracteres 5 a 10 (AAMMDD).", "Check characters 5 to 10 (YYMMDD)."),
)
CURP_CHECK_DIGIT = wording(
    REJECT,
    "curp_check_digit",
    ("El dígito verificador de la CURP no corresponde", "The CURP check digit does not match"),
    (
        "Copie la CURP del documento oficial; revise todos los caracteres, también el último.",
        "Copy the CURP from the official document; check every character, the last one too.",
    ),
)
NO_CURP = wording(
    WARN,
    "no_curp",
    (
        "Sin CURP: identificar con otro documento oficial vigente",
        "No CURP: identify with another current official document",
    ),
    (
        "Escriba la CURP, o confirme que identificó a la persona con otro documento oficial vigente.",
        "Write the CURP, or confirm that you identified the person with another current official document.",
    ),
)

SAME_PERSON = wording(
    REJECT,
    "same_person",
    ("La misma persona ya aparece {where}", "The same person already appears {where}"),
    ("Deje una sola fila por persona.", "Keep only one row per person."),
)
SAME_PERSON_ELSEWHERE = wording(
    REJECT,
    "same_person_other_sheet",
    (
        "La misma persona ya aparece en la otra hoja {where}",
        "The same person already appears on the other sheet {where}",
    ),
    ("Deje una sola fila por persona.", "Keep only one row per person."),
)
SAME_PERSON_REWRITTEN = wording(
    REJECT,
    "same_person_other_writing",
    (
        "La misma persona, con otras mayúsculas y otro correo {where}",
        "The same person, in another case and with another e-mail {where}",
    ),
    (
        "Deje una sola fila, con el correo que la persona usa.",
        "Keep only one row, with the e-mail that the person uses.",
    ),
)
SAME_CURP_OTHER_NAME = wording(
    REJECT,
    "same_curp_other_name",
    ("La misma CURP ya aparece con otro nombre {where}", "The same CURP already appears with another name {where}"),
    ("Revise de quién es la CURP y corrija la otra fila.", "Check whose CURP it is and correct the other row."),
)
SHARED_EMAIL = wording(
    WARN,
    "shared_email",
    ("Dos personas con el mismo correo: confirmar {where}", "Two people with the same e-mail: confirm {where}"),
    (
        "Escriba el correo propio de la persona, o confirme que lo comparten.",
        "Write the person's own e-mail, or confirm that they share it.",
    ),
)
SAME_NAME = wording(
    WARN,
    "same_name_without_curp",
    (
        "Mismo nombre que otra fila, y una de las dos no tiene CURP {where}",
        "Same name as another row, and one of the two has no CURP {where}",
    ),
    ("Confirme que son dos personas, o deje una sola fila.", "Confirm that they are two people, or keep only one row."),
)
ALREADY_AWARDED = wording(
    IGNORE,
    "already_awarded",
    (
        "La persona ya tiene esta microcredencial (folio {folio})",
        "The person already has this microcredential (folio {folio})",
    ),
    ("No hay que hacer nada: no se emite dos veces.", "Nothing to do: it is not issued twice."),
)

ALREADY_PLANNED = wording(
    IGNORE,
    "already_planned",
    (
        "La persona ya está en otra lista que se está emitiendo: {file}, fila {row}",
        "The person is already on another list that is being issued: {file}, row {row}",
    ),
    ("No hay que hacer nada: no se emite dos veces.", "Nothing to do: it is not issued twice."),
)

NO_EMAIL = wording(
    WARN,
    "no_email",
    ("Sin correo: se entrega con comprobante impreso", "No e-mail: delivered by claim slip"),
    (
        "Escriba el correo, o confirme la entrega con comprobante impreso.",
        "Write the e-mail, or confirm delivery by claim slip.",
    ),
)
BAD_EMAIL = wording(
    WARN,
    "bad_email",
    (
        "No es un correo: corregir o entregar con comprobante impreso",
        "Not an e-mail address: correct it or deliver by claim slip",
    ),
    (
        "Escriba un correo como nombre@institucion.mx, o confirme la entrega con comprobante impreso.",
        "Write an address such as name@institution.mx, or confirm delivery by claim slip.",
    ),
)
BAD_PHONE = wording(
    WARN,
    "bad_phone",
    ("No es un número de teléfono: no se guardará", "Not a telephone number: it will not be kept"),
    ("Escriba 10 dígitos, o + y la clave del país.", "Write 10 digits, or + and the country code."),
)

CCT_MISSING = wording(
    REJECT,
    "cct_missing",
    ("Falta la CCT", "The CCT (school key) is missing"),
    ("Escriba la clave de la escuela, de 10 caracteres.", "Write the school's key, 10 characters long."),
)
CCT_LENGTH = wording(
    REJECT,
    "cct_length",
    ("La CCT tiene 10 caracteres", "The CCT has 10 characters"),
    (
        "«{value}» tiene {count}. Escriba la clave completa, como 20DES0000Z.",
        "“{value}” has {count}. Write the whole key, such as 20DES0000Z.",
    ),
)
CCT_STATE = wording(
    REJECT,
    "cct_state",
    ("La entidad {state} no existe", "State {state} does not exist"),
    ("La CCT empieza con la clave de la entidad, de 01 a 32.", "A CCT begins with the state's code, 01 to 32."),
)
CCT_SHAPE = wording(
    REJECT,
    "cct_shape",
    ("«{value}» no tiene la forma de una CCT", "“{value}” does not have the shape of a CCT"),
    (
        "Son 2 dígitos de entidad, 3 letras, 4 dígitos y 1 verificador.",
        "It is 2 digits for the state, 3 letters, 4 digits and 1 check character.",
    ),
)
CHAMBER_CODE_UNKNOWN = wording(
    WARN,
    "chamber_code_unknown",
    ("Ninguna cámara dio el código «{value}»", "No chamber gave out the code “{value}”"),
    (
        "Revíselo con la persona. Si confirma, se emite y no cuenta para ninguna cámara.",
        "Check it with the person. If you confirm, it is issued and counts for no chamber.",
    ),
)
CHAMBER_CODE_WITHDRAWN = wording(
    WARN,
    "chamber_code_withdrawn",
    ("La cámara retiró el código «{value}»", "The chamber has withdrawn the code “{value}”"),
    (
        "Si la persona llegó con él antes, confirme: cuenta para la cámara.",
        "If the person came by it before, confirm: it counts for the chamber.",
    ),
)
IN_SHEET = Text("(hoja «{sheet}», fila {row})", "(sheet “{sheet}”, row {row})")
IN_FILE = Text("en la fila {row}", "in row {row}")
