"""¿Quién la emitió y podía hacerlo? Identity, accreditation then and now, endorsements."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_ASK = Text(
    "Pregunte a la institución por la fecha y el alcance de su acreditación, o al registro.",
    "Ask the institution, or the registry, about the dates and scope of its accreditation.",
)
_DO_NOT_ACCEPT = Text(
    "No la acepte como microcredencial de este registro.", "Do not accept it as a credential of this registry."
)
_TRY_LATER = Text("Vuelva a intentarlo en unos minutos.", "Try again in a few minutes.")
_NOT_AFFECTED = Text("No afecta a lo emitido antes.", "What was issued before is not affected.")
_JUDGE_YOURSELF = Text(
    "Compruebe por su cuenta quién es y si le merece confianza.",
    "Find out for yourself who they are and whether you trust them.",
)

IDENTITY: Mapping[str, Sentence] = {
    "authority": Sentence(
        Text("La autoridad del registro.", "The registry's authority."),
        Text(
            "La firma es de {name}, la autoridad de este registro.",
            "The signature is by {name}, the authority of this registry.",
        ),
    ),
    "registered_issuer": Sentence(
        Text("Institución de este registro.", "An institution of this registry."),
        Text("La identidad de {name} la lleva este registro.", "The identity of {name} is kept by this registry."),
    ),
    "name_differs": Sentence(
        Text("El nombre no es el registrado.", "The name is not the registered one."),
        Text(
            "El documento dice «{stated}»; la acreditación está a nombre de {name}.",
            "The document says “{stated}”; the accreditation is in the name of {name}.",
        ),
        Text("Tome por bueno el nombre de la acreditación.", "Go by the name in the accreditation."),
    ),
    "outside_domain": Sentence(
        Text("Fuera de este registro.", "Outside this registry."),
        Text(
            "La firmó quien controla {domain}. Este registro no la conoce y no puede responder por ella.",
            "It was signed by whoever controls {domain}. This registry does not know them and cannot vouch for them.",
        ),
        _JUDGE_YOURSELF,
    ),
    "self_made": Sentence(
        Text("Nadie responde por quien la emite.", "Nobody vouches for the issuer."),
        Text(
            "Quien la emite creó su propia identidad; el nombre que lleva es solo lo que dice de sí.",
            "The issuer made its own identity; the name on it is only what it says of itself.",
        ),
        _JUDGE_YOURSELF,
    ),
    "outside_registry": Sentence(
        Text("Fuera de este registro.", "Outside this registry."),
        Text(
            "Este registro no conoce a quien la emite y no puede responder por ella.",
            "This registry does not know the issuer and cannot vouch for it.",
        ),
        _JUDGE_YOURSELF,
    ),
    "root_unreachable": Sentence(
        Text("Falta la raíz de confianza.", "The root of trust is missing."),
        Text(
            "Sin la raíz de confianza del registro no puede decirse quién emite.",
            "Without the registry's root of trust nobody can say who the issuer is.",
        ),
        _TRY_LATER,
    ),
    "root_expired": Sentence(
        Text("La raíz de confianza venció.", "The root of trust has expired."),
        Text("La copia de la raíz de confianza venció el {day}.", "The copy of the root of trust expired on {day}."),
        Text("Actualice la copia y vuelva a comprobar.", "Update the copy and check again."),
    ),
    "poses_as_registry": Sentence(
        Text("Se hace pasar por una de este registro.", "It poses as one of this registry's."),
        Text(
            "Dice ser de este registro ({claim}), pero la firma alguien de fuera.",
            "It claims to belong to this registry ({claim}), but somebody outside signed it.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "definition_of_another": Sentence(
        Text("La microcredencial es de otra institución.", "The credential belongs to another institution."),
        Text(
            "La diseñó {creator}, y la firma una institución distinta.",
            "It was designed by {creator}, and another institution signed it.",
        ),
        _DO_NOT_ACCEPT,
    ),
}

ACCREDITED_AT_ISSUE: Mapping[str, Sentence] = {
    "accredited": Sentence(
        Text("Acreditada al emitir.", "Accredited at issue."),
        Text(
            "Para {standard}, del {start} al {end}. Dictamen {number}.",
            "For {standard}, from {start} to {end}. Ruling {number}.",
        ),
    ),
    "never_accredited": Sentence(
        Text("Nunca estuvo acreditada.", "Never accredited."),
        Text(
            "La autoridad no ha acreditado a esta institución.", "The authority has never accredited this institution."
        ),
        _DO_NOT_ACCEPT,
    ),
    "outside_scope": Sentence(
        Text("Fuera de su acreditación.", "Outside its accreditation."),
        Text("Estaba acreditada, pero no para {standard}.", "It was accredited, but not for {standard}."),
        _ASK,
    ),
    "not_yet_accredited": Sentence(
        Text("Aún no estaba acreditada.", "Not accredited yet."),
        Text(
            "Su acreditación empezó el {start}, después de que se registrara esta microcredencial.",
            "Its accreditation began on {start}, after this credential was registered.",
        ),
        _ASK,
    ),
    "accreditation_lapsed": Sentence(
        Text("Su acreditación había vencido.", "Its accreditation had lapsed."),
        Text(
            "Venció el {day}, antes de que se registrara esta microcredencial.",
            "It lapsed on {day}, before this credential was registered.",
        ),
        _ASK,
    ),
    "accreditation_suspended": Sentence(
        Text("Su acreditación estaba suspendida.", "Its accreditation was suspended."),
        Text("La autoridad la suspendió el {day}: {reason}.", "The authority suspended it on {day}: {reason}."),
        _ASK,
    ),
    "accreditation_revoked": Sentence(
        Text("Su acreditación estaba revocada.", "Its accreditation was revoked."),
        Text("La autoridad la revocó el {day}: {reason}.", "The authority revoked it on {day}: {reason}."),
        _DO_NOT_ACCEPT,
    ),
    "accreditation_condition_overdue": Sentence(
        Text(
            "No podía emitir: su acreditación tenía una condición vencida.",
            "It could not issue: its accreditation had an overdue condition.",
        ),
        Text(
            "La condición debía cumplirse a más tardar el {day} y no constaba como cumplida.",
            "The condition had to be met by {day} and was not recorded as met.",
        ),
        _ASK,
    ),
    "accreditation_unreachable": Sentence(
        Text("No se pudo consultar la acreditación.", "The accreditation could not be looked up."),
        Text(
            "No se obtuvo la acreditación de la institución: {detail}.",
            "The institution's accreditation was not obtained: {detail}.",
        ),
        Text("{next}", "{next}"),
    ),
    "accreditation_unproven": Sentence(
        Text("La acreditación no se pudo comprobar.", "The accreditation could not be proved."),
        Text(
            "Se obtuvo una acreditación cuya firma o alcance no pudo comprobarse.",
            "An accreditation was obtained whose signature or scope could not be proved.",
        ),
        _TRY_LATER,
    ),
    "history_unreachable": Sentence(
        Text("Falta el historial de la acreditación.", "The accreditation's history is missing."),
        Text(
            "Sin el historial no puede saberse si ese día estaba suspendida.",
            "Without the history nobody can tell whether it was suspended that day.",
        ),
        _TRY_LATER,
    ),
    "issue_time_unknown": Sentence(
        Text("Falta saber cuándo se emitió.", "When it was issued is not known."),
        Text(
            "Sin la constancia de registro no puede saberse en qué fecha comprobar la acreditación.",
            "Without the registration note nobody can tell on which date to check the accreditation.",
        ),
        Text(
            "Se resuelve con la constancia de registro: vea qué hacer ahí.",
            "The registration note settles this: see what to do there.",
        ),
    ),
}

_NOT_THEN = Text("No acreditada en la fecha consultada.", "Not accredited at the moment asked about.")
ACCREDITED_NOW: Mapping[str, Sentence] = {
    "accredited_now_then": Sentence(
        Text("Acreditada en la fecha consultada.", "Accredited at the moment asked about."),
        Text("Su acreditación vale hasta el {end}.", "Its accreditation holds until {end}."),
    ),
    "lapsed_since_then": Sentence(
        _NOT_THEN, Text("La acreditación había vencido el {day}.", "The accreditation had lapsed on {day}.")
    ),
    "suspended_since_then": Sentence(
        _NOT_THEN,
        Text(
            "La autoridad había suspendido la acreditación el {day}: {reason}.",
            "The authority had suspended the accreditation on {day}: {reason}.",
        ),
    ),
    "revoked_since_then": Sentence(
        _NOT_THEN,
        Text(
            "La autoridad había revocado la acreditación el {day}: {reason}.",
            "The authority had revoked the accreditation on {day}: {reason}.",
        ),
    ),
    "condition_overdue_since_then": Sentence(
        _NOT_THEN,
        Text(
            "Su condición debía cumplirse a más tardar el {day} y no constaba como cumplida.",
            "Its condition had to be met by {day} and was not recorded as met.",
        ),
    ),
    "not_accredited_now_then": Sentence(
        _NOT_THEN,
        Text("Ninguna acreditación de entonces cubre {standard}.", "No accreditation of that time covers {standard}."),
    ),
    "accredited_now": Sentence(
        Text("Hoy sigue acreditada.", "Still accredited today."),
        Text("Su acreditación vale hasta el {end}.", "Its accreditation holds until {end}."),
    ),
    "lapsed_since": Sentence(
        Text("Hoy no está acreditada.", "Not accredited today."),
        Text("La acreditación venció el {day}.", "The accreditation lapsed on {day}."),
        _NOT_AFFECTED,
    ),
    "suspended_since": Sentence(
        Text("Hoy no está acreditada.", "Not accredited today."),
        Text(
            "La autoridad suspendió la acreditación el {day}: {reason}.",
            "The authority suspended the accreditation on {day}: {reason}.",
        ),
        _NOT_AFFECTED,
    ),
    "revoked_since": Sentence(
        Text("Hoy no está acreditada.", "Not accredited today."),
        Text(
            "La autoridad revocó la acreditación el {day}: {reason}.",
            "The authority revoked the accreditation on {day}: {reason}.",
        ),
        _NOT_AFFECTED,
    ),
    "condition_overdue_since": Sentence(
        Text(
            "Hoy no puede emitir: su acreditación tiene una condición vencida.",
            "It may not issue today: its accreditation has an overdue condition.",
        ),
        Text(
            "La condición debía cumplirse a más tardar el {day} y no consta como cumplida.",
            "The condition had to be met by {day} and is not recorded as met.",
        ),
        _NOT_AFFECTED,
    ),
    "not_accredited_now": Sentence(
        Text("Hoy no está acreditada para este estándar.", "Not accredited for this standard today."),
        Text("Ninguna acreditación vigente cubre {standard}.", "No accreditation in force covers {standard}."),
        _ASK,
    ),
    "status_unexplained": Sentence(
        Text("La autoridad marcó la acreditación.", "The authority has marked the accreditation."),
        Text(
            "La lista de estado dice que hoy no vale, sin que conste por qué.",
            "The status list says that it does not hold today, without a stated reason.",
        ),
        _ASK,
    ),
    "accreditation_unreachable": Sentence(
        Text("No se pudo consultar la acreditación de hoy.", "Today's accreditation could not be looked up."),
        Text(
            "No se obtuvo la acreditación de la institución: {detail}.",
            "The institution's accreditation was not obtained: {detail}.",
        ),
        Text("{next}", "{next}"),
    ),
    "accreditation_unproven": Sentence(
        Text("La acreditación de hoy no se pudo comprobar.", "Today's accreditation could not be proved."),
        Text(
            "Se obtuvo una acreditación cuya firma o alcance no pudo comprobarse.",
            "An accreditation was obtained whose signature or scope could not be proved.",
        ),
        _TRY_LATER,
    ),
    "history_unreachable": Sentence(
        Text("Falta el estado de hoy de la acreditación.", "The accreditation's present state is missing."),
        Text(
            "No se obtuvo su historial, así que no puede saberse si hoy está suspendida.",
            "Its history was not obtained, so nobody can tell whether it is suspended today.",
        ),
        _TRY_LATER,
    ),
}

ENDORSEMENT: Mapping[str, Sentence] = {
    "endorsed": Sentence(
        Text("Avalada.", "Endorsed."),
        Text("La avala con su firma {names}.", "{names} endorses it by signature."),
    ),
    "endorsement_failed": Sentence(
        Text("Un aval no corresponde.", "An endorsement does not match."),
        Text(
            "El aval de {names} no corresponde a este documento o su firma no es correcta.",
            "The endorsement by {names} is not of this document, or its signature is wrong.",
        ),
        Text(
            "No cuente con ese aval; lo demás no depende de él.",
            "Do not count on that endorsement; nothing else depends on it.",
        ),
    ),
    "endorsement_withdrawn": Sentence(
        Text("Un aval ya no vale.", "An endorsement no longer holds."),
        Text("El aval de {names} venció o fue retirado.", "The endorsement by {names} has expired or was withdrawn."),
        Text("Pregunte a quien la avalaba.", "Ask the endorser."),
    ),
    "endorsement_unproven": Sentence(
        Text("Un aval no se pudo comprobar.", "An endorsement could not be checked."),
        Text(
            "No se obtuvo lo necesario para comprobar el aval de {names}.",
            "What is needed to check the endorsement by {names} was not obtained.",
        ),
        _TRY_LATER,
    ),
    "countersignature_not_at_hand": Sentence(
        Text("Una firma conjunta no está a la mano.", "A countersignature is not at hand."),
        Text(
            "Avala esta clase de microcredencial {names}. Si además firmó este documento no se sabe sin conexión.",
            "{names} endorses credentials of this kind. Whether it signed this very document too is not known offline.",
        ),
        Text(
            "Pida el certificado en PDF, que lleva dentro las firmas conjuntas, o compruebe en línea.",
            "Ask for the PDF certificate, which carries the countersignatures, or check online.",
        ),
    ),
    "endorsement_pending": Sentence(
        Text("Falta un aval previsto.", "An expected endorsement is missing."),
        Text("{names} aún no ha firmado esta microcredencial.", "{names} has not signed this credential yet."),
        Text(
            "La microcredencial vale sin él; vuelva a comprobar más tarde si le importa.",
            "The credential stands without it; check again later if it matters to you.",
        ),
    ),
    "endorsement_not_coming": Sentence(
        Text("No lleva un aval previsto.", "It lacks an expected endorsement."),
        Text("No firmó esta microcredencial {names}.", "This credential was not signed by {names}."),
        Text("La microcredencial vale sin ese aval.", "The credential stands without that endorsement."),
    ),
    "endorser_outside": Sentence(
        Text("Avalada por alguien de fuera.", "Endorsed from outside."),
        Text(
            "La firma del aval de {names} es correcta; este registro no responde por quien avala.",
            "The signature of the endorsement by {names} is correct; this registry does not vouch for the endorser.",
        ),
        _JUDGE_YOURSELF,
    ),
}
