"""The sentences of the awards room, in Spanish and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text

STANDINGS: Mapping[str, Text] = {
    "current": Text("Vigente", "Current"),
    "expiring": Text("Por vencer", "Expiring soon"),
    "not_yet": Text("Aún no inicia su vigencia", "Not in force yet"),
    "expired": Text("Vencida", "Expired"),
    "suspended": Text("Suspendida", "Suspended"),
    "revoked": Text("Revocada", "Revoked"),
    "superseded": Text("Sustituida", "Superseded"),
}
STANDING_REASONS: Mapping[str, Text] = {
    "current": Text("Vigente hasta el {until}.", "Valid until {until}."),
    "current_without_end": Text("Vigente, sin fecha de término.", "Current, with no end date."),
    "expiring": Text(
        "Vence el {until}. Pregunte a la institución cómo renovarla.",
        "It expires on {until}. Ask the institution how to renew it.",
    ),
    "not_yet": Text("Su vigencia empieza el {starts}.", "It comes into force on {starts}."),
    "expired": Text(
        "Venció el {until}. Sigue siendo auténtica: usted la obtuvo, y quien la verifique verá que venció.",
        "It expired on {until}. It is still genuine: you earned it, and whoever verifies it will see that it expired.",
    ),
    "suspended": Text(
        "La institución la suspendió el {since}. Mientras tanto, quien la verifique verá que está suspendida.",
        "The institution suspended it on {since}. Meanwhile, whoever verifies it will see that it is suspended.",
    ),
    "revoked": Text(
        "La institución la revocó el {since}. Ya no es válida y eso no se deshace.",
        "The institution revoked it on {since}. It is no longer valid, and that is final.",
    ),
    "superseded": Text("Se sustituyó el {since} por una corregida.", "It was replaced by a corrected one on {since}."),
}

# --- what happened, for the holder's history ---
ISSUED = Text("La institución la emitió", "The institution issued it")
ACCEPTED = Text("Usted la aceptó", "You accepted it")
DECLINED = Text("Usted la rechazó", "You rejected it")
SHARED = Text("Usted creó un enlace", "You created a link")
SHARED_CERTIFICATE = Text(
    "Usted descargó su certificado con código QR", "You downloaded your certificate with a QR code"
)
WITHDRAWN = Text("Usted retiró un enlace", "You withdrew a link")
RECEIVED = Text("Usted la recibió", "You received it")
RECEIVED_BY: Mapping[str, Text] = {
    "mail": Text("Con el enlace de un correo", "By the link in a mail"),
    "slip": Text("Con un comprobante impreso", "With a printed slip"),
}
#: By the kind of a collection: made, withdrawn.
COLLECTIONS: Mapping[str, tuple[Text, Text]] = {
    "link": (
        Text("Usted creó un enlace a varias", "You created a link to several"),
        Text("Usted retiró un enlace a varias", "You withdrew a link to several"),
    ),
    "page": (
        Text("Usted publicó su página", "You published your page"),
        Text("Usted retiró su página", "You withdrew your page"),
    ),
}
LINK_ENDED = Text("Terminó un enlace suyo", "A link of yours ended")
LINK_ENDED_TEXT = Text("El enlace, no la microcredencial", "The link, not the microcredential")
SUPERSEDED_FILE = Text(
    "El archivo anterior ya no vale; el folio y sus enlaces llevan al nuevo.",
    "The earlier file no longer counts; the folio and your links lead to the new one.",
)
EVENTS: Mapping[str, Text] = {
    "suspended": Text("La institución la suspendió", "The institution suspended it"),
    "reinstated": Text("La institución la reactivó", "The institution reinstated it"),
    "revoked": Text("La institución la revocó", "The institution revoked it"),
    "superseded": Text("La institución la corrigió", "The institution corrected it"),
}
PARCEL_README = Text(
    """Sus microcredenciales, en todas sus formas.

historial.json    Todas juntas en un solo archivo firmado por el registro (CLR 2.0); .jwt es lo mismo en otra forma.
                  Con muchas hay varios: historial-1.json, historial-2.json.
Por cada una, en la carpeta con su folio:
  microcredencial.json, .jwt    El original firmado por la institucion. Guardelo como guarda un titulo.
  constancia-de-registro.jws    Prueba, sin internet, cuando la recibio el registro. Guardela junto al original.
  insignia.png, .svg            La imagen, con el original dentro.
  certificado.pdf               Para imprimir, con el original dentro.

Cualquiera puede comprobar estos archivos en la pagina Verificar del registro, o sin internet con su programa
(registry verify). De una microcredencial suspendida, revocada o sustituida no hay insignia ni certificado.
""",
    """Your microcredentials, in all their forms.

record.json       All of them in one file signed by the registry (CLR 2.0); .jwt is the same in another form.
                  With many there are several: record-1.json, record-2.json.
For each, in the folder with its folio:
  microcredential.json, .jwt    The original signed by the institution. Keep it as you would a diploma.
  registration-note.jws         Proves offline when the registry received it. Keep it beside the original.
  badge.png, .svg               The picture, with the original inside.
  certificate.pdf               To print, with the original inside.

Anybody can check these files on the registry's Verify page, or without the internet by its program
(registry verify). There is no badge or certificate of a microcredential that is suspended, revoked or superseded.
""",
)
TRANSCRIPT_NAME = Text("Historial de microcredenciales", "Record of microcredentials")
NAME_OF_CREDENTIAL_FILE = Text("Credencial firmada", "Signed credential")
NAME_OF_JWT_FILE = Text("Credencial firmada, forma JWT", "Signed credential, as a JWT")
NAME_OF_NOTE_FILE = Text("Constancia de registro", "Registration note")
NAME_OF_SEAL_FILE = Text("Cadena original y sello digital", "Original chain and digital seal")
NAME_OF_COUNTERSIGNATURE_FILE = Text("Firma conjunta: {partner}", "Countersignature: {partner}")
DECLARED_LEVEL = Text("{level} (declarado)", "{level} (declared)")

# --- what an award asks of its holder: `registry.awards.portfolio.Phase` ---
PHASES: Mapping[str, Text] = {
    **STANDINGS,
    "waiting": Text("Por aceptar", "To accept"),
    "rejected": Text("Rechazada", "Rejected"),
}
#: What it means where the standing's own sentence would not be the point.
PHASE_MEANINGS: Mapping[str, Text] = {
    "waiting": Text(
        "Espera su respuesta; nadie la ve mientras usted no la comparta.",
        "It waits for your answer; nobody sees it until you share it.",
    ),
    "expiring": Text("Vence el {until}. Hasta entonces vale igual.", "It expires on {until}. Until then it counts."),
    "expired": Text(
        "Venció el {until}. Sigue siendo auténtica: usted la obtuvo.",
        "It expired on {until}. It is still genuine: you earned it.",
    ),
    "suspended": Text(
        "La institución la suspendió el {since}; mientras tanto no vale.",
        "The institution suspended it on {since}; meanwhile it does not count.",
    ),
    "revoked": Text(
        "La institución la revocó el {since}; eso no se deshace.",
        "The institution revoked it on {since}; that is final.",
    ),
    "rejected": Text("Usted la rechazó el {declined}.", "You rejected it on {declined}."),
}
#: What the holder can do next.
NEXT_STEPS: Mapping[str, Text] = {
    "waiting": Text("Revise sus datos y decida si la acepta.", "Check your details and decide whether to accept it."),
    "not_yet": Text(
        "Ya puede compartirla: quien la abra leerá desde cuándo vale.",
        "You can share it already: whoever opens it reads from when it counts.",
    ),
    "suspended": Text(
        "Pregunte a la institución qué falta; si no está de acuerdo, puede inconformarse.",
        "Ask the institution what is missing; if you disagree, you can appeal.",
    ),
    "superseded": Text("Use la corregida en lugar de esta.", "Use the corrected one instead of this."),
    "revoked": Text("Si no está de acuerdo, puede inconformarse.", "If you disagree, you can appeal."),
    "rejected": Text(
        "Puede aceptarla todavía, o pedir a la institución una corregida.",
        "You can still accept it, or ask the institution for a corrected one.",
    ),
}
#: The same of renewing: `registry.awards.portfolio.Renewal`.
RENEWALS: Mapping[str, Text] = {
    "renewed": Text(
        "Ya tiene otra del mismo perfil o parte, hasta el {until}.",
        "You already hold another for the same profile or part, until {until}.",
    ),
    "renewed_for_good": Text(
        "Ya tiene otra del mismo perfil o parte, sin fecha de término.",
        "You already hold another for the same profile or part, with no end date.",
    ),
    "later": Text("Se podrá renovar desde el {opens}.", "It can be renewed from {opens} on."),
    "open": Text("Puede renovarla hasta el {closes}.", "You can renew it until {closes}."),
    "closed": Text(
        "El plazo para renovarla terminó el {closes}; puede obtener otra.",
        "The time to renew it ended on {closes}; you can earn another one.",
    ),
    "unstated": Text(
        "El estándar no fija fechas para renovarla; pregunte a la institución.",
        "The standard sets no dates for renewing it; ask the institution.",
    ),
    "not_needed": Text("No vence: no hace falta renovarla.", "It does not expire: there is no need to renew it."),
}
