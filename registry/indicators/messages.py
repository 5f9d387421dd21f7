"""What the room says of series and values, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

#: More people than anybody counts in one cell: a number of another unit.
MOST_PEOPLE = 200_000_000

DIMENSIONS: Mapping[str, Text] = {
    "state": Text("Entidad", "State"),
    "municipality": Text("Municipio", "Municipality"),
    "occupation": Text("Ocupación", "Occupation"),
    "gender": Text("Género", "Gender"),
    "employment": Text("Empleo formal o informal", "Formal or informal employment"),
}
CADENCES: Mapping[str, Text] = {
    "quarterly": Text("Trimestral", "Quarterly"),
    "half_yearly": Text("Semestral", "Half-yearly"),
    "yearly": Text("Anual", "Yearly"),
}
IMPORT_STATES: Mapping[str, Text] = {
    "draft": Text("Borrador", "Draft"),
    "approved": Text("Aprobada", "Approved"),
    "replaced": Text("Sustituida", "Replaced"),
    "withdrawn": Text("Retirada", "Withdrawn"),
}
PROPOSAL_STATES: Mapping[str, Text] = {
    "proposed": Text("Por aprobar", "To be approved"),
    "approved": Text("Aprobada", "Approved"),
    "refused": Text("No aprobada", "Not approved"),
    "withdrawn": Text("Retirada por quien la propuso", "Withdrawn by whoever proposed it"),
}

#: By code: how severe, and what is said. An error keeps the file from being approved.
FINDINGS: Mapping[str, tuple[str, Text]] = {
    "column_missing": (
        "error",
        Text(
            "No se encontró la columna «{column}». Asígnela, o use un encabezado como: {accepted}.",
            "The column “{column}” was not found. Assign it, or use a heading such as: {accepted}.",
        ),
    ),
    "no_rows": (
        "error",
        Text("Debajo de los encabezados no hay renglones.", "There are no rows beneath the headings."),
    ),
    "heading_says_thousands": (
        "error",
        Text(
            "El encabezado «{heading}» dice miles y se eligió «Personas». Elija la unidad que de verdad tiene.",
            "The heading “{heading}” says thousands and “People” was chosen. Choose the unit that it really has.",
        ),
    ),
    "period_unknown": (
        "error",
        Text(
            "No se entiende el periodo «{given}». Escríbalo como {example}.",
            "The period “{given}” is not understood. Write it as {example}.",
        ),
    ),
    "dimension_blank": (
        "error",
        Text(
            "Falta «{column}». Si el renglón es de todo el país o de todas las personas, escriba Total.",
            "“{column}” is missing. If the row is of the whole country or of everybody, write Total.",
        ),
    ),
    "state_unknown": (
        "error",
        Text(
            "«{given}» no es una entidad. Use el nombre o la clave del INEGI (01 a 32).",
            "“{given}” is not a state. Use its name or INEGI code (01 to 32).",
        ),
    ),
    "municipality_unknown": (
        "error",
        Text("«{given}» no es un municipio.", "“{given}” is not a municipality."),
    ),
    "occupation_unknown": (
        "error",
        Text(
            "«{given}» no es una ocupación del SINCO. Use el grupo (1 a 9) o la clave de cuatro dígitos.",
            "“{given}” is not a SINCO occupation. Use the group (1 to 9) or the four-digit code.",
        ),
    ),
    "gender_unknown": (
        "error",
        Text("«{given}»: escriba Mujer, Hombre o Total.", "“{given}”: write Woman, Man or Total."),
    ),
    "employment_unknown": (
        "error",
        Text("«{given}»: escriba Formal, Informal o Total.", "“{given}”: write Formal, Informal or Total."),
    ),
    "level_unknown": (
        "error",
        Text(
            "«{given}» no es un nivel de exposición. Use uno de: {accepted}.",
            "“{given}” is not an exposure level. Use one of: {accepted}.",
        ),
    ),
    "number_unclear": (
        "error",
        Text(
            "«{given}» no es un número claro. Escriba los decimales con punto (58.9) y los miles con coma o sin nada.",
            "“{given}” is not a clear number. Write decimals with a point (58.9), thousands with a comma or nothing.",
        ),
    ),
    "negative": (
        "error",
        Text("«{given}» es negativo; aquí no puede serlo.", "“{given}” is negative; here it cannot be."),
    ),
    "over_hundred": (
        "error",
        Text("«{given}» pasa de 100 %. Revise la unidad.", "“{given}” is over 100%. Check the unit."),
    ),
    "part_of_a_person": (
        "error",
        Text(
            "«{given}» no da un número entero de personas. ¿Está en miles?",
            "“{given}” is not a whole number of people. Is it in thousands?",
        ),
    ),
    "too_many_people": (
        "error",
        Text(
            "«{given}» son más de {most} personas. ¿La unidad ya eran personas?",
            "“{given}” is more than {most} people. Was the unit people already?",
        ),
    ),
    "duplicate": (
        "error",
        Text(
            "Repite el periodo y el desglose del renglón {first}.",
            "It repeats the period and breakdown of row {first}.",
        ),
    ),
    "looks_like_fractions": (
        "error",
        Text(
            "Ningún valor pasa de {largest}: parecen proporciones (0 a 1), no porcentajes. Elija «Proporción».",
            "No value is over {largest}: they look like fractions (0 to 1), not percentages. Choose “Fraction”.",
        ),
    ),
    "other_size": (
        "error",
        Text(
            "El valor usual aquí es {own} y en la serie aprobada {usual}: están en otra unidad.",
            "The usual value here is {own} and in the approved series {usual}: they are in another unit.",
        ),
    ),
    "parts_over_total": (
        "error",
        Text(
            "{period}: las partes por {dimension} suman {added}, más que su total, {total}.",
            "{period}: the parts by {dimension} add up to {added}, more than their total, {total}.",
        ),
    ),
    "total_over_parts": (
        "warning",
        Text(
            "{period}: las partes por {dimension} suman {added} y el total dice {total}; la diferencia queda sin "
            "especificar.",
            "{period}: the parts by {dimension} add up to {added} and the total says {total}; the difference stays "
            "unspecified.",
        ),
    ),
    "value_missing": (
        "warning",
        Text("Sin dato en «{column}»: queda sin dato, no en cero.", "No data in “{column}”: it stays so, not zero."),
    ),
    "gap": (
        "warning",
        Text(
            "Falta el periodo {period} en {lines} líneas de la serie. No se interpola: ese periodo queda sin dato.",
            "Period {period} is missing in {lines} lines of the series. Nothing is interpolated: it has no data.",
        ),
    ),
    "states_missing": (
        "warning",
        Text(
            "{period}: faltan {count} entidades ({codes}). Quedan sin dato.",
            "{period}: {count} states are missing ({codes}). They stay without data.",
        ),
    ),
    "period_approved": (
        "warning",
        Text(
            "El periodo {period} ya está aprobado en «{title}». Al aprobar esta serie, la sustituye en ese periodo; la "
            "anterior se conserva.",
            "Period {period} is approved already in “{title}”. Approving this series replaces it in that period; the "
            "earlier one is kept.",
        ),
    ),
}

RECORDS = Text("Registros de este sistema, contados y suprimidos", "This registry's records, counted and suppressed")
TALLY = Text("Verificaciones contadas por este registro", "Verifications counted by this registry")
SURVEY = Text("Encuesta de seguimiento: {wave}", "Follow-up survey: {wave}")
QUALITY = Text("Auditoría por muestreo", "Sampling audit")

# Why there is no value.
NO_RELEASE = Text(
    "todavía no se publica ningún conteo de los registros", "no count of the records has been published yet"
)
RELEASE_EARLIER = Text(
    "los registros todavía no se cuentan después del fin de {period}",
    "the records have not been counted since the end of {period}",
)
NOT_COUNTED = Text("el registro no cuenta «{measure}»", "the registry does not count “{measure}”")
NO_SERIES = Text(
    "falta la serie «{series}» de {period}; no se interpola",
    "the series “{series}” of {period} is missing; nothing is interpolated",
)
SERIES_LACKS = Text("la serie «{series}» no trae {what}", "the series “{series}” does not have {what}")
NOTHING_EXPOSED = Text(
    "la tabla de exposición no señala ninguna ocupación de exposición alta",
    "the exposure table names no highly exposed occupation",
)
NO_WAVE = Text("en el periodo no cerró ninguna encuesta ({wave})", "no survey closed in the period ({wave})")
NO_ANSWERS = Text("nadie contestó lo que hace falta", "nobody answered what is needed")
NO_TALLY = Text(
    "en ese periodo todavía no se contaban las verificaciones", "verifications were not counted yet in that period"
)
NOT_ENROLLED = Text(
    "ninguna institución entregó inscripciones de quienes empezaron en {period}",
    "no institution handed in enrolments of those who began in {period}",
)
NO_OCCUPATION_ON_ENTRY = Text(
    "de nadie que empezó en el periodo se conoce la ocupación al ingresar",
    "of nobody who began in the period is the occupation on entry known",
)
NOBODY_AT_RISK = Text(
    "nadie que empezó en {period} declaró una ocupación de exposición alta",
    "nobody who began in {period} declared a highly exposed occupation",
)
ENROLMENTS = Text("Inscripciones que entregan las instituciones", "Enrolments handed in by institutions")
NOTE_BEGUN = Text(
    "De quienes empezaron un curso en el periodo y cuya institución lo entregó; cada persona cuenta una vez. Por "
    "género, entidad, perfil y sector se da la parte que viene de ocupaciones de exposición alta.",
    "Of those who began a course in the period and whose institution handed that in; each person counts once. By "
    "gender, state, profile and sector the share that comes from highly exposed occupations is given.",
)
NOTE_COHORT = Text(
    "Personas que empezaron en {period}: sus 180 días ya se cumplieron.",
    "People who began in {period}: their 180 days are over.",
)
NOTE_AFTER_AWARD = Text(
    "No cuentan las inscripciones que se entregaron cuando la persona ya tenía la microcredencial.",
    "Enrolments handed in when the person held the microcredential already do not count.",
)
NOTE_INSTITUTIONS = Text(
    "Instituciones que entregaron inscripciones: {count}. De las demás no se sabe quién empezó.",
    "Institutions that handed in enrolments: {count}. Of the others it is not known who began.",
)
NO_AUDITS = Text("en el periodo no cerró ninguna auditoría por muestreo", "no sampling audit closed in the period")
NOBODY = Text("no hay de quién calcularlo", "there is nobody to compute it of")
BY_GROUP = Text("se publica por grupo; no tiene un número único", "it is published by group; it has no single number")

# What is said beside a value.
NOTE_LATE = Text(
    "Los registros se contaron {days} días después del fin del periodo.",
    "The records were counted {days} days after the end of the period.",
)
NOTE_RESPONSE = Text(
    "Contestaron {answered} de {asked} ({percent} %). Vale para quienes contestaron; nada se dice de los demás.",
    "{answered} of {asked} answered ({percent}%). It holds for those who answered; nothing is said of the others.",
)
NOTE_SMALL_RESPONSE = Text(
    "La tasa de respuesta no se publica: quienes contestaron, o quienes no, son menos de 10. Vale para quienes "
    "contestaron; nada se dice de los demás.",
    "The response rate is not published: those who answered, or those who did not, are fewer than 10. It holds for "
    "those who answered; nothing is said of the others.",
)
NOTE_AREAS = Text(
    "De {count} áreas no se puede decir: su número de personas no se publica o falta su población.",
    "Of {count} areas it cannot be said: their number of people is not published, or their population is missing.",
)
NOTE_EMPLOYERS = Text(
    "La verificación es anónima; aparte se informan las hechas con cuenta de parte empleadora.",
    "Verification is anonymous; those made with an employer's account are reported apart.",
)
NOTE_PEOPLE_ONLY = Text(
    "Sin la serie de ocupación se publica el número de personas, no la densidad.",
    "Without the employment series the number of people is published, not the density.",
)
NOTE_QUARTILES = Text(
    "Cuartiles interpolados entre valores vecinos; se calcula con quienes contestaron esta pregunta.",
    "Quartiles interpolated between neighbouring values; computed of those who answered this question.",
)
NOTE_SAMPLE = Text("Muestra: {size} registros revisados.", "Sample: {size} records reviewed.")
NOTE_FICTITIOUS = Text(
    "Datos ficticios de la demostración: no son cifras del INEGI ni de la STPS.",
    "Fictitious data of the demonstration: these are not figures of INEGI or STPS.",
)
EVERY_STATE = Text("las 32 entidades", "all 32 states")
SUPPRESSED = Text(
    "menos de 10 personas, o se deduciría otra celda", "fewer than 10 people, or another cell could be worked out"
)
