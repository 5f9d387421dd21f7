"""The sentences of this room."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

#: Applications and accreditations say the same words for what they share (catalogs.yaml, accreditation_states).
APPLICATION_STATES: Mapping[str, Text] = {
    "draft": Text("Borrador", "Draft"),
    "submitted": Text("Solicitud recibida", "Submitted"),
    "under_review": Text("En revisión", "Under review"),
    "information_requested": Text("Con prevención (falta información)", "Information requested"),
    "accredited": Text("Acreditada", "Accredited"),
    "conditional": Text("Acreditada con condiciones", "Conditionally accredited"),
    "denied": Text("Negada", "Denied"),
    "withdrawn_application": Text("Solicitud retirada", "Application withdrawn"),
}

ACCREDITATION_STATES: Mapping[str, Text] = {
    "not_yet": Text("Aún no comienza", "Not started yet"),
    "accredited": Text("Acreditada", "Accredited"),
    "conditional": Text("Acreditada con condiciones", "Conditionally accredited"),
    "condition_overdue": Text("No puede emitir: condición vencida", "May not issue: condition overdue"),
    "accreditation_suspended": Text("Acreditación suspendida", "Accreditation suspended"),
    "accreditation_revoked": Text("Acreditación revocada", "Accreditation revoked"),
    "lapsed": Text("Acreditación vencida", "Accreditation lapsed"),
    "closed": Text("Institución que dejó de operar", "Institution no longer operating"),
}

STEPS: Mapping[str, Text] = {
    "submit": Text("enviar", "submit"),
    "take_up": Text("iniciar la revisión", "start the review"),
    "request_information": Text("pedir información", "request information"),
    "reply": Text("responder", "reply"),
    "resume": Text("continuar sin respuesta", "go on without a reply"),
    "grant": Text("acreditar", "accredit"),
    "grant_with_conditions": Text("acreditar con condiciones", "accredit with conditions"),
    "deny": Text("negar", "deny"),
    "withdraw": Text("retirar", "withdraw"),
}

EDIT = Text("editar", "edit")
ASSIGN = Text("designar dictaminadores para", "assign reviewers")
REVIEW = Text("dictaminar", "review")

CHANGES: Mapping[str, Text] = {
    "granted": Text("otorgar", "grant"),
    "suspended": Text("suspender", "suspend"),
    "reinstated": Text("restablecer", "reinstate"),
    "revoked": Text("revocar", "revoke"),
    "lapsed": Text("registrar el vencimiento", "record the lapse"),
    "closed": Text("registrar el cierre", "record the closure"),
    "condition_met": Text("dar por cumplida la condición", "record the condition as met"),
    "condition_overdue": Text("registrar que venció la condición", "record that the condition is overdue"),
}

#: What a timeline says of each event.
EVENTS: Mapping[str, Text] = {
    "started": Text("Se abrió el expediente", "The dossier was opened"),
    "submit": Text("La institución envió la solicitud", "The institution submitted the application"),
    "take_up": Text("Comenzó la revisión", "The review began"),
    "request_information": Text("La autoridad pidió información", "The authority requested information"),
    "reply": Text("La institución respondió", "The institution replied"),
    "resume": Text("La revisión continuó sin respuesta", "The review went on without a reply"),
    "assigned": Text("Se designó a una persona dictaminadora", "A reviewer was assigned"),
    "recused": Text("Una persona dictaminadora se excusó", "A reviewer was recused"),
    "review_filed": Text("Se presentó un dictamen", "A review was filed"),
    "grant": Text("Se otorgó la acreditación", "Accreditation was granted"),
    "grant_with_conditions": Text(
        "Se otorgó la acreditación con condiciones", "Accreditation was granted with conditions"
    ),
    "deny": Text("Se negó la acreditación", "Accreditation was denied"),
    "withdraw": Text("La institución retiró la solicitud", "The institution withdrew the application"),
    "granted": Text("Acreditación otorgada", "Accreditation granted"),
    "suspended": Text("Acreditación suspendida", "Accreditation suspended"),
    "reinstated": Text("Acreditación restablecida", "Accreditation reinstated"),
    "revoked": Text("Acreditación revocada", "Accreditation revoked"),
    "lapsed": Text("La acreditación venció", "The accreditation lapsed"),
    "closed": Text("La institución dejó de operar", "The institution ceased to operate"),
    "condition_met": Text("Se cumplió la condición", "The condition was met"),
    "condition_overdue": Text(
        "Terminó el plazo de la condición sin cumplirse", "The condition's time ended without its being met"
    ),
}

WHY_NOT: Mapping[str, Text] = {
    "decided": Text("La solicitud ya terminó; inicie otra.", "The application has ended; start another one."),
    "not_draft": Text("Primero envíe la solicitud.", "Submit the application first."),
    "not_submitted": Text(
        "La solicitud espera a que la autoridad inicie la revisión.",
        "The application is waiting for the authority to start the review.",
    ),
    "not_under_review": Text(
        "La solicitud está en revisión y el expediente no cambia mientras tanto.",
        "The application is under review, and the dossier does not change meanwhile.",
    ),
    "not_information_requested": Text(
        "Se espera la respuesta de la institución.", "The institution's reply is awaited."
    ),
    "reply_time_runs": Text("La institución puede responder hasta el {day}.", "The institution may reply until {day}."),
    "accreditation_accredited": Text(
        "La acreditación está en vigor y sin suspensión ni condición.",
        "The accreditation is in force, with no suspension or condition.",
    ),
    "accreditation_conditional": Text("La acreditación no está suspendida.", "The accreditation is not suspended."),
    "accreditation_condition_overdue": Text(
        "El plazo de su condición ya terminó: dela por cumplida, suspenda o revoque.",
        "The time for its condition has ended: record it as met, suspend or revoke.",
    ),
    "accreditation_accreditation_suspended": Text(
        "Ya está suspendida: restablézcala o revóquela.", "It is suspended already: reinstate or revoke it."
    ),
    "accreditation_accreditation_revoked": Text(
        "Una revocación es definitiva: la institución puede presentar otra solicitud.",
        "A revocation is final: the institution may apply again.",
    ),
    "accreditation_lapsed": Text(
        "La vigencia ya terminó: la institución puede presentar otra solicitud.",
        "Its validity has ended: the institution may apply again.",
    ),
    "accreditation_closed": Text("La institución dejó de operar.", "The institution has ceased to operate."),
    "accreditation_not_yet": Text("Todavía no comienza su vigencia.", "It has not started yet."),
    "already_recorded": Text("Ya estaba registrado.", "It was recorded already."),
    "no_condition": Text("Esta acreditación no tiene condiciones.", "This accreditation has no conditions."),
    "other": Text("Revise el estado actual.", "Check the current state."),
}

#: Codes of status events that no catalogue of reasons lists: they are not faults.
CONDITION_MET_REASON = "condition_met"
REINSTATED_REASON = "cause_ended"
OWN_REASONS: Mapping[str, Text] = {
    CONDITION_MET_REASON: Text("Se cumplió la condición", "The condition was met"),
    REINSTATED_REASON: Text("Cesó la causa", "The cause has ended"),
}

TRAITS: Mapping[str, Text] = {
    "holds_own_keys": Text("Custodiaremos nuestras propias llaves de firma", "We will keep our own signing keys"),
    "serves_minors": Text("Formamos a personas menores de 18 años", "We train people under 18"),
    "low_connectivity_program": Text(
        "Participamos en un programa que exige oferta sin conexión o en sede",
        "We take part in a program that requires an offline or on-site offer",
    ),
}

FIELDS: Mapping[str, Text] = {
    "slug": Text("Nombre corto", "Short name"),
    "legal_name": Text("Razón social o nombre oficial", "Legal name"),
    "name": Text("Nombre en las microcredenciales", "Name on microcredentials"),
    "kind": Text("Tipo de institución", "Kind of institution"),
    "country": Text("País", "Country"),
    "state_code": Text("Entidad federativa", "State"),
    "website": Text("Sitio web", "Website"),
    "agreement_until": Text("Fin del convenio", "End of the agreement"),
}

SITE_FIELDS: Mapping[str, Text] = {
    "name": Text("Nombre de la sede", "Name of the site"),
    "state_code": Text("Entidad federativa", "State"),
    "municipality": Text("Municipio o alcaldía", "Municipality"),
    "mode": Text("Cómo enseña ahí", "How it teaches there"),
    "valid_from": Text("Desde", "From"),
    "valid_until": Text("Hasta", "Until"),
}

FIELD_PROBLEMS: Mapping[str, Text] = {
    "missing": Text("escriba un valor.", "write a value."),
    "too_long": Text("el máximo es {maximum} caracteres.", "the maximum is {maximum} characters."),
    "characters": Text(
        "quite los signos < y > y los caracteres invisibles.", "remove < and > and invisible characters."
    ),
    "not_listed": Text("elija una opción de la lista.", "choose an option from the list."),
    "country": Text("use el código de dos letras, por ejemplo MX.", "use the two-letter code, for example MX."),
    "website": Text(
        "escriba una dirección completa, por ejemplo https://universidad.mx.",
        "write a full address, for example https://universidad.mx.",
    ),
    "before_it_begins": Text("es anterior al primer día.", "is earlier than the first day."),
    "far_away": Text("ese año está demasiado lejos.", "that year is too far away."),
    "past": Text("la fecha ya pasó.", "the date has passed."),
    "not_a_partner": Text(
        "un socio cofirmante es de tipo «Cofirmante» o «Empresa tecnológica».",
        "a co-signing partner is a “Co-signer” or a “Technology company”.",
    ),
    "co_signer_by_authority": Text(
        "la autoridad registra a los socios cofirmantes; escríbale para iniciar.",
        "the authority registers co-signing partners; write to it to begin.",
    ),
}

#: How an institution that signs beside others stands: in force until a day, or not any more since one.
PARTNER_STANDINGS: Mapping[str, Text] = {
    "agreement": Text("convenio vigente hasta el {day}", "agreement in force until {day}"),
    "accredited": Text("acreditada hasta el {day}", "accredited until {day}"),
    "agreement_over": Text("su convenio terminó el {day}", "its agreement ended on {day}"),
    "accreditation_suspended": Text(
        "su acreditación está suspendida desde el {day}", "its accreditation has been suspended since {day}"
    ),
    "accreditation_revoked": Text("su acreditación se revocó el {day}", "its accreditation was revoked on {day}"),
    "lapsed": Text("su acreditación venció el {day}", "its accreditation expired on {day}"),
    "condition_overdue": Text(
        "no cumplió a tiempo la condición de su acreditación, el {day}",
        "it did not meet the condition of its accreditation by {day}",
    ),
    "closed": Text("dejó de operar el {day}", "it ceased to operate on {day}"),
    "none": Text("no tiene convenio ni acreditación", "it has neither agreement nor accreditation"),
}
