"""¿Está registrada?"""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_DO_NOT_ACCEPT = Text(
    "No la acepte como microcredencial de este registro.", "Do not accept it as a credential of this registry."
)
_TRY_LATER = Text("Vuelva a intentarlo en unos minutos.", "Try again in a few minutes.")

LOG_INCLUSION: Mapping[str, Sentence] = {
    "registered": Sentence(
        Text("Registrada.", "Registered."),
        Text(
            "Está en el registro desde el {logged}, con este mismo contenido.",
            "It has been in the registry since {logged}, with this same content.",
        ),
    ),
    "not_logged": Sentence(
        Text("No está registrada.", "Not registered."),
        Text(
            "Lleva la firma de una institución del registro, pero el registro nunca la recibió.",
            "It is signed by an institution of the registry, but the registry never received it.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "leaf_differs": Sentence(
        Text("No es la que se registró.", "Not the one that was registered."),
        Text("Con este número se registró otro contenido.", "Other content was registered under this number."),
        _DO_NOT_ACCEPT,
    ),
    "note_of_another": Sentence(
        Text("La constancia es de otra.", "The note is of another one."),
        Text("La constancia de registro no es de este documento.", "The registration note is not of this document."),
        _TRY_LATER,
    ),
    "not_logged_yet": Sentence(
        Text("Entonces aún no estaba registrada.", "Not registered at that time."),
        Text(
            "Se registró el {logged}, después del momento que se comprueba.",
            "It was registered on {logged}, after the moment that is being checked.",
        ),
        Text("Revise la fecha que pidió comprobar.", "Review the date that you asked to check."),
    ),
    "log_unreachable": Sentence(
        Text("No se pudo consultar el registro.", "The registry's record could not be looked up."),
        Text("No se obtuvo la constancia de registro: {detail}.", "The registration note was not obtained: {detail}."),
        Text("{next}", "{next}"),
    ),
    "root_unreachable": Sentence(
        Text("Falta la raíz de confianza.", "The root of trust is missing."),
        Text(
            "Sin la raíz de confianza del registro no puede comprobarse su constancia.",
            "Without the registry's root of trust its note cannot be checked.",
        ),
        _TRY_LATER,
    ),
    "note_unproven": Sentence(
        Text("La constancia no se pudo comprobar.", "The note could not be proved."),
        Text(
            "La constancia de registro no lleva una firma correcta del registro.",
            "The registration note has no correct signature by the registry.",
        ),
        _TRY_LATER,
    ),
}
