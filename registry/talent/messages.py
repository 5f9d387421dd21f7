"""The talent room's words: lists, states, the consent and its version."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

#: The consent to be found. Changing a word of it means a new version; a consent keeps the text that was read.
CONSENT_VERSION = "talent-1"
CONSENT_PURPOSE = "talent"
CONSENT = Text(
    "Quiero que las empresas verificadas por la autoridad puedan encontrarme por lo que acreditan mis "
    "microcredenciales vigentes. Verán mis competencias, los títulos, la institución, el mes y mi entidad cuando somos "
    "cinco o más en ella, además de lo que yo declare aquí. No verán mi nombre, mi correo, mi fotografía, mi edad, mi "
    "género ni mi nacionalidad; aun así, quien ya sabe qué estudié y dónde podría reconocerme. Me escriben solo por el "
    "registro y yo decido si contesto y qué comparto. Vale doce meses y puedo retirarlo en cualquier momento. Tengo "
    "18 años o más.",
    "I want employers verified by the authority to be able to find me by what my current microcredentials show. They "
    "will see my competencies, the titles, the institution, the month, and my state when five or more of us are in it, "
    "besides what I declare here. They will not see my name, e-mail, picture, age, gender or nationality; even so, "
    "somebody who already knows what I studied and where might recognise me. They write to me through the registry "
    "only, and I decide whether to answer and what to share. It holds for twelve months, and I can withdraw it at any "
    "time. I am 18 or older.",
)

#: Levels of English as people declare them (CEFR); nobody checks them.
ENGLISH: Mapping[str, Text] = {
    "a2": Text("A2, básico", "A2, elementary"),
    "b1": Text("B1, intermedio", "B1, intermediate"),
    "b2": Text("B2, intermedio alto", "B2, upper intermediate"),
    "c1": Text("C1, avanzado", "C1, advanced"),
    "c2": Text("C2, dominio", "C2, proficient"),
}
AVAILABILITY: Mapping[str, Text] = {
    "now": Text("De inmediato", "At once"),
    "month": Text("En un mes", "Within a month"),
    "quarter": Text("En tres meses", "Within three months"),
    "listening": Text("Tengo trabajo; escucho propuestas", "I have a job; I listen to offers"),
}

EMPLOYER_STATES: Mapping[str, Text] = {
    "asked": Text("Falta que confirme su correo", "Its e-mail is not confirmed yet"),
    "confirmed": Text("En espera de la autoridad", "Waiting for the authority"),
    "verified": Text("Verificada", "Verified"),
    "refused": Text("No verificada", "Not verified"),
    "suspended": Text("Suspendida", "Suspended"),
    "withdrawn": Text("Verificación retirada", "Verification withdrawn"),
    "lapsed": Text("Verificación vencida", "Verification lapsed"),
}
EMPLOYER_EVENTS: Mapping[str, Text] = {
    "asked": Text("Pidió ser verificada", "Asked to be verified"),
    "confirmed": Text("Confirmó su correo", "Confirmed its e-mail"),
    "again": Text("Pidió otra vez la verificación", "Asked to be verified again"),
    "verified": Text("Verificada por la autoridad", "Verified by the authority"),
    "refused": Text("No verificada", "Not verified"),
    "suspended": Text("Suspendida", "Suspended"),
    "resumed": Text("Suspensión levantada", "Suspension lifted"),
    "withdrawn": Text("Verificación retirada", "Verification withdrawn"),
    "edited": Text("Cambió sus datos", "Changed its details"),
    "contact": Text("Cambió quién recibe los correos", "Changed who gets the mails"),
    "edit_asked": Text("Pidió cambiar nombre o dominio", "Asked to change its name or domain"),
    "edit_undone": Text("Deshizo un cambio", "Undid a change"),
    "edit_ok": Text("Cambio aprobado por la autoridad", "Change approved by the authority"),
    "edit_refused": Text("Cambio no aprobado", "Change not approved"),
}
EDITED: Mapping[str, Text] = {
    "name": Text("Nombre", "Name"),
    "website": Text("Sitio web", "Website"),
    "domain": Text("Dominio", "Domain"),
    "sector": Text("Sector", "Sector"),
    "size": Text("Tamaño", "Size"),
    "state_code": Text("Entidad", "State"),
    "abroad": Text("Dónde, fuera de México", "Where, outside Mexico"),
    "about": Text("A qué se dedica", "What it does"),
    "language": Text("Idioma de los correos", "Language of the mails"),
}
NEED_STATES: Mapping[str, Text] = {
    "coming": Text("Todavía no se publica", "Not published yet"),
    "open": Text("Abierta", "Open"),
    "expired": Text("Terminó su plazo", "Its time is over"),
    "closed": Text("Cerrada por la empresa", "Closed by the employer"),
    "removed": Text("Retirada por la autoridad", "Removed by the authority"),
    "off": Text("Fuera del tablero: la empresa no está verificada hoy", "Off the board: not a verified employer today"),
}
#: What an employer reads of a contact: never whether it was opened.
CONTACT_STATES: Mapping[str, Text] = {
    "sent": Text("Enviado, sin respuesta", "Sent, no answer"),
    "accepted": Text("Contestó que sí", "Answered yes"),
    "declined": Text("Contestó que no", "Answered no"),
    "ended": Text("Terminó sin respuesta", "Ended without an answer"),
}
REPORT_KINDS: Mapping[str, Text] = {
    "false": Text("No es quien dice ser, o el empleo no existe", "It is not who it says, or the job does not exist"),
    "money": Text("Pide dinero o documentos", "It asks for money or documents"),
    "abuse": Text("Trato ofensivo o discriminatorio", "Offensive or discriminatory treatment"),
    "other": Text("Otra cosa", "Something else"),
}
