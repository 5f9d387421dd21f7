"""The programs room's words: states, steps that people are told of, why somebody is not eligible, what is stated."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

#: What people agree to when they declare something of themselves in an application; consents name the version.
CONSENT_PURPOSE = "program_application"
CONSENT_VERSION = "1"
CONSENT = Text(
    "Acepto que el registro use lo que declaro aquí para aplicar las cuotas de la convocatoria y para contar, sin mi "
    "nombre y nunca en grupos de menos de diez personas, quiénes participan. Puedo retirarlo cuando quiera.",
    "I agree that the registry uses what I declare here to apply the quotas of the call and to count, without my name "
    "and never in groups of fewer than ten people, who takes part. I can withdraw this at any time.",
)

CALL_STATES: Mapping[str, Text] = {
    "draft": Text("Borrador", "Draft"),
    "announced": Text("Publicada; abre después", "Published; opens later"),
    "open": Text("Abierta", "Open"),
    "closed": Text("Cerrada; falta el sorteo", "Closed; the draw is next"),
    "decided": Text("Con resultados", "Decided"),
    "cancelled": Text("Cancelada", "Cancelled"),
}
APPLICATION_STATES: Mapping[str, Text] = {
    "sent": Text("Recibida", "Received"),
    "withdrawn": Text("Retirada por usted", "Withdrawn by you"),
    "ineligible": Text("No cumple un requisito", "A requirement is not met"),
    "admitted": Text("Admitida", "Admitted"),
    "waiting": Text("En lista de espera", "On the waiting list"),
    "not_admitted": Text("No admitida", "Not admitted"),
}
ANSWERS: Mapping[str, Text] = {
    "accepted": Text("Aceptó el lugar", "Place accepted"),
    "declined": Text("Declinó el lugar", "Place declined"),
    "passed_on": Text("El lugar pasó a otra persona por falta de respuesta", "The place passed on without an answer"),
}
PLACE_STATES: Mapping[str, Text] = {
    "offered": Text("Admitida; falta su respuesta", "Admitted; your answer is missing"),
    **ANSWERS,
}
AGREEMENT_STATES: Mapping[str, Text] = {
    "to_come": Text("Aún no inicia", "Not yet in force"),
    "in_force": Text("Vigente", "In force"),
    "ended": Text("Concluyó", "Ended"),
    "ended_early": Text("Terminó antes de su plazo", "Ended before its term"),
}
PARTY_ROLES: Mapping[str, Text] = {
    "issuer": Text("emite y firma", "issues and signs"),
    "co_signer": Text("cofirma", "countersigns"),
    "host": Text("sede", "hosts"),
    "authority": Text("autoridad", "authority"),
}
INELIGIBLE: Mapping[str, Text] = {
    "document": Text(
        "La CURP o el documento no corresponde o no está vigente.",
        "The CURP or the document does not match or is not current.",
    ),
    "residence": Text(
        "No es persona mexicana ni extranjera residente en México.",
        "Neither a Mexican national nor a foreign national residing in Mexico.",
    ),
    "study_level": Text(
        "El nivel de estudios no es de los que pide la convocatoria.", "Not a study level of the call."
    ),
    "other_cohort": Text(
        "Ya participa o participó en otra generación de este programa.",
        "Already takes part, or took part, in another cohort of this program.",
    ),
    "same_document": Text("Hay otra solicitud con el mismo documento.", "Another application has the same document."),
}
NATIONALITIES: Mapping[str, Text] = {
    "mexican": Text("Mexicana", "Mexican"),
    "foreign_resident": Text("Extranjera, residente en México", "Foreign, residing in Mexico"),
}
QUOTAS: Mapping[tuple[str, str], Text] = {
    ("gender", "woman"): Text("mujeres", "women"),
    ("low_connectivity_state", "yes"): Text(
        "entidades con menos de 60 % de hogares con internet", "states with fewer than 60% of households online"
    ),
}
#: What somebody may declare, and the catalogue of the answers; ``state`` is of `content.states`, ``nationality`` above.
DECLARED: Mapping[str, Text] = {
    "state": Text("Entidad donde vive", "State where you live"),
    "gender": Text("Género", "Gender"),
    "study_level": Text("Último grado de estudios", "Highest level of study"),
    "nationality": Text("Nacionalidad", "Nationality"),
    "occupation": Text("Ocupación", "Occupation"),
    "employment_status": Text("Situación laboral", "Employment status"),
}
CATALOGUES: Mapping[str, str] = {
    "gender": "genders",
    "study_level": "study_levels",
    "occupation": "occupations",
    "employment_status": "employment_status",
}
LEVELS: Mapping[str, Text] = {
    "applied": Text("Solicitaron", "Applied"),
    "eligible": Text("Elegibles", "Eligible"),
    "admitted": Text("Admitidas", "Admitted"),
    "took_part": Text("Participaron", "Took part"),
    "competent": Text("Competentes", "Competent"),
    "awarded": Text("Con microcredencial", "Awarded"),
    "selected": Text("Pasaron el corte", "Selected"),
    "second_stage": Text("Segunda etapa", "Second stage"),
    "awarded_second": Text("Con la segunda", "Awarded the second"),
}
DIMENSIONS: Mapping[str, Text] = {
    "state": Text("Entidad", "State"),
    "study_level": Text("Nivel de estudios", "Study level"),
    "gender": Text("Género", "Gender"),
    "nationality": Text("Nacionalidad", "Nationality"),
}
STATED: Mapping[str, Text] = {
    "people_trained": Text("Personas formadas", "People trained"),
    "advanced_to_stage_2": Text("Pasaron a la segunda etapa", "Advanced to the second stage"),
    "states": Text("Entidades", "States"),
    "countries": Text("Países", "Countries"),
    "stage_2_weeks": Text("Semanas de la segunda etapa", "Weeks of the second stage"),
    "stage_1_mode": Text("Modalidad de la primera etapa", "Mode of the first stage"),
    "stage_1_topics": Text("Temas de la primera etapa", "Topics of the first stage"),
    "academic_requirement": Text("Requisito académico", "Academic requirement"),
    "people": Text("Personas", "People"),
    "years": Text("Años", "Years"),
    "subject": Text("Materia", "Subject"),
    "focus": Text("Enfoque", "Focus"),
    "audience": Text("A quién se dirige", "For whom"),
    "channels": Text("Por dónde llega", "Channels"),
}
FILE_FINDINGS: Mapping[str, tuple[Text, Text]] = {
    "no_code": (
        Text("El renglón no tiene clave de selección.", "The row has no selection code."),
        Text("Escriba la clave que se le dio al admitir a la persona.", "Write the code given out on admission."),
    ),
    "unknown_code": (
        Text("Nadie de esta generación tiene la clave {code}.", "Nobody in this cohort has the code {code}."),
        Text("Revise la clave, o quite el renglón.", "Check the code, or take the row out."),
    ),
    "repeated_code": (
        Text("La clave {code} ya está en el renglón {row}.", "The code {code} is already in row {row}."),
        Text("Deje un solo renglón por persona.", "Leave one row for each person."),
    ),
    "withdrawn": (
        Text("La persona de la clave {code} se dio de baja.", "The person of code {code} has withdrawn."),
        Text("Quite el renglón.", "Take the row out."),
    ),
    "not_selected": (
        Text("La clave {code} no tiene lugar en esta etapa.", "The code {code} has no place in this stage."),
        Text("Quite el renglón, o revise la lista de espera.", "Take the row out, or check the waiting list."),
    ),
    "score": (
        Text("«{instrument}»: {problem}", "“{instrument}”: {problem}"),
        Text("{remedy}", "{remedy}"),
    ),
    "topic": (
        Text("«{value}» no es un tema de proyecto de la lista.", "“{value}” is no project topic of the list."),
        Text("Use un tema de la lista «project_topics» de los datos abiertos, o deje la celda vacía.",
             "Use a topic of the list “project_topics” of the open data, or leave the cell empty."),
    ),
    "average_off_scale": (
        Text("El promedio «{value}» no está entre 0 y 10.", "The average “{value}” is not between 0 and 10."),
        Text("Escriba el promedio de 0 a 10 sin redondear, o quite la columna: aquí se calcula.",
             "Write the average from 0 to 10, unrounded, or leave the column out: it is computed here."),
    ),
    "average_differs": (
        Text("El promedio dice {value}; con sus calificaciones sale {computed}.",
             "The average says {value}; the scores give {computed}."),
        Text("Corrija la calificación o el promedio. Vale el calculado, sin redondear.",
             "Correct the score or the average. The computed one counts, unrounded."),
    ),
    "competent_below_minimum": (
        Text("Dice «competente», pero «{instrument}» está por debajo del mínimo de {minimum}.",
             "It says “competent”, but “{instrument}” is below the minimum of {minimum}."),
        Text("Corrija la calificación o el resultado: la competencia la dan los mínimos del estándar.",
             "Correct the score or the result: the standard's minimums decide who is competent."),
    ),
    "other_result": (
        Text("La clave {code} ya tiene otro resultado en esta etapa.", "The code {code} already has another result."),
        Text("Corríjalo en su página, con el motivo.", "Correct it on its page, with the reason."),
    ),
    "after_cut": (
        Text("El corte ya se publicó: la clave {code} llegó tarde.", "The cut is published: {code} came late."),
        Text("Regístrela como extemporánea, con el motivo; no cambia el corte.",
             "Record it as late, with the reason; it does not change the cut."),
    ),
}  # fmt: skip
PAPER_FINDINGS: Mapping[str, tuple[Text, Text]] = {
    "name": (
        Text("Falta el nombre completo, con apellidos.", "The full name with surnames is missing."),
        Text("Cópielo como está en la identificación.", "Copy it as on the identity document."),
    ),
    "answer": (
        Text("«{value}» no es una respuesta de la columna «{column}».", "“{value}” is no answer of column “{column}”."),
        Text("Use una de las opciones de la solicitud en papel, o deje la celda vacía si es opcional.",
             "Use one of the options of the paper form, or leave the cell empty where it is optional."),
    ),
    "consent": (
        Text("«{value}» no dice si el consentimiento está firmado.",
             "“{value}” does not say whether consent is signed."),
        Text("Escriba sí o no, según el papel.", "Write yes or no, as on the paper."),
    ),
    "twice": (
        Text("El mismo documento ya está en el renglón {row}.", "The same document already stands in row {row}."),
        Text("Deje una sola solicitud por persona.", "Leave one application for each person."),
    ),
    "taken": (
        Text("Ya hay una solicitud con ese documento en esta convocatoria.",
             "This call already has an application with that document."),
        Text("Quite el renglón.", "Take the row out."),
    ),
    "declared": (
        Text("Lo declarado no cumple.", "What is declared does not fit."),
        Text("Revise el papel y corrija el renglón.", "Check the paper and correct the row."),
    ),
}  # fmt: skip
