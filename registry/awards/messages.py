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
EVENTS: Mapping[str, Text] = {
    "suspended": Text("La institución la suspendió", "The institution suspended it"),
    "reinstated": Text("La institución la reactivó", "The institution reinstated it"),
    "revoked": Text("La institución la revocó", "The institution revoked it"),
    "superseded": Text("La institución la corrigió", "The institution corrected it"),
}
NAME_OF_CREDENTIAL_FILE = Text("Credencial firmada", "Signed credential")
NAME_OF_JWT_FILE = Text("Credencial firmada, forma JWT", "Signed credential, as a JWT")
NAME_OF_NOTE_FILE = Text("Constancia de registro", "Registration note")
NAME_OF_COUNTERSIGNATURE_FILE = Text("Firma conjunta: {partner}", "Countersignature: {partner}")
DECLARED_LEVEL = Text("{level} (declarado)", "{level} (declared)")
