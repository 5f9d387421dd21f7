"""What only the code on a certificate makes a report say, and what only an offline bundle does."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_DO_NOT_ACCEPT = Text(
    "No acepte este certificado. Compruébelo con el folio, o pida a la persona el enlace de su microcredencial.",
    "Do not accept this certificate. Check it by its folio, or ask the person for the credential's link.",
)
_NEWER_BUNDLE = Text(
    "Descargue el paquete sin conexión más reciente y vuelva a comprobar.",
    "Download the newest offline bundle and check again.",
)
_WHOLE_CREDENTIAL = Text(
    "Para comprobarlo, use el enlace, el PDF original o el archivo de la microcredencial.",
    "To check it, use the link, the original PDF or the credential's file.",
)

FORMAT: Mapping[str, Sentence] = {
    "paper_well_formed": Sentence(
        Text("Código impreso completo.", "A complete printed code."),
        Text(
            "Es el código «Verificar sin conexión» de un certificado.", "It is a certificate's “Verify offline” code."
        ),
    ),
}

SIGNATURE: Mapping[str, Sentence] = {
    "paper_signed": Sentence(
        Text("La firmó el registro.", "Signed by the registry."),
        Text(
            "El registro firmó lo que dice este código; nada ha cambiado desde entonces.",
            "The registry signed what this code says; nothing has changed since then.",
        ),
    ),
    "paper_forged": Sentence(
        Text("La firma no corresponde.", "The signature does not match."),
        Text(
            "Lo que dice el código no es lo que el registro firmó.",
            "What the code says is not what the registry signed.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "paper_key_unknown": Sentence(
        Text("No la firmó este registro.", "Not signed by this registry."),
        Text(
            "La llave que nombra el código no es ninguna de las del registro.",
            "The key that the code names is none of the registry's.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "paper_key_newer": Sentence(
        Text("El código es más nuevo que los datos.", "The code is newer than the data at hand."),
        Text(
            "Dice haberse firmado después del {day}, y los datos con que se comprueba llegan hasta ese día.",
            "It says that it was signed after {day}, and the data that it is checked by ends on that day.",
        ),
        _NEWER_BUNDLE,
    ),
    "paper_without_root": Sentence(
        Text("No se pudo comprobar la firma.", "The signature could not be checked."),
        Text(
            "Sin la raíz de confianza del registro no se conocen sus llaves.",
            "Without the registry's root of trust its keys are not known.",
        ),
        _NEWER_BUNDLE,
    ),
}

KEY: Mapping[str, Sentence] = {
    "paper_key_in_force": Sentence(
        Text("Llave del registro, en uso ese día.", "The registry's key, in use that day."),
        Text(
            "Es una de las llaves con que el registro firma lo que él mismo afirma.",
            "It is one of the keys with which the registry signs what it states itself.",
        ),
    ),
    "paper_key_not_in_use": Sentence(
        Text("La llave no estaba en uso.", "The key was not in use."),
        Text(
            "El código dice haberse firmado el {signed}, y esa llave del registro no firmaba ese día.",
            "The code says that it was signed on {signed}, and that key of the registry was not signing that day.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "paper_key_compromised": Sentence(
        Text("La llave dejó de ser segura.", "The key is no longer safe."),
        Text(
            "El registro declaró comprometida esta llave el {since}; ningún código firmado con ella prueba nada.",
            "The registry declared this key compromised on {since}; no code signed with it proves anything.",
        ),
        Text(
            "Pida a la persona que descargue de nuevo su certificado.",
            "Ask the person to download the certificate again.",
        ),
    ),
}

IDENTITY: Mapping[str, Sentence] = {
    "issuer_not_at_hand": Sentence(
        Text("La institución no está entre los datos.", "The institution is not in the data at hand."),
        Text(
            "El código nombra una institución que no aparece en los datos con que se comprueba.",
            "The code names an institution that is not in the data that it is checked by.",
        ),
        _NEWER_BUNDLE,
    ),
}

_DEFINITION_UNREACHABLE = Sentence(
    Text("No se pudo consultar para qué se acreditó.", "What it was accredited for could not be looked up."),
    Text(
        "No se obtuvo el diseño de la microcredencial, que dice con qué estándar se mide: {detail}.",
        "The credential's design, which says by which standard it is measured, was not obtained: {detail}.",
    ),
    _NEWER_BUNDLE,
)

ACCREDITED_AT_ISSUE: Mapping[str, Sentence] = {"definition_unreachable": _DEFINITION_UNREACHABLE}

ACCREDITED_NOW: Mapping[str, Sentence] = {
    "definition_unreachable": _DEFINITION_UNREACHABLE,
    "evidence_too_old": Sentence(
        Text("Los datos son de hace tiempo.", "The data is too old."),
        Text(
            "Lo último que se supo, el {known}: acreditada. Los datos ya no dicen nada de hoy.",
            "The last that was known, on {known}: accredited. The data no longer says anything about today.",
        ),
        _NEWER_BUNDLE,
    ),
}

ALIGNMENT: Mapping[str, Sentence] = {
    "not_on_paper": Sentence(
        Text("No está en el código impreso.", "Not in the printed code."),
        Text(
            "El código no lleva resultados de aprendizaje, horas ni niveles.",
            "The code carries no learning outcomes, hours or levels.",
        ),
        _WHOLE_CREDENTIAL,
    ),
}

LOG_INCLUSION: Mapping[str, Sentence] = {
    "registered_on_paper": Sentence(
        Text("Registrada.", "Registered."),
        Text(
            "El registro firmó en este código que la recibió el {logged}.",
            "The registry signed in this code that it received it on {logged}.",
        ),
    ),
}
