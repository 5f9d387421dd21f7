"""What only a cadena original and its sello digital make a report say."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_DO_NOT_ACCEPT = Text(
    "No acepte este certificado por su sello. Compruébelo con el folio, o pida a la persona el enlace de su "
    "microcredencial.",
    "Do not accept this certificate by its seal. Check it by its folio, or ask the person for the credential's link.",
)
_PRINT_AGAIN = Text(
    "Pida a la persona que descargue de nuevo su certificado.", "Ask the person to download the certificate again."
)

FORMAT: Mapping[str, Sentence] = {
    "seal_well_formed": Sentence(
        Text("Cadena original y sello completos.", "A complete original chain and seal."),
        Text(
            "Son la cadena original y el sello digital de un certificado.",
            "They are a certificate's original chain (cadena original) and digital seal (sello digital).",
        ),
    ),
}

SIGNATURE: Mapping[str, Sentence] = {
    "seal_signed": Sentence(
        Text("El sello es del registro.", "The seal is the registry's."),
        Text(
            "El sello digital es la firma del registro sobre esta cadena original, letra por letra.",
            "The digital seal is the registry's signature on this original chain, letter for letter.",
        ),
    ),
    "seal_forged": Sentence(
        Text("El sello no corresponde a la cadena.", "The seal does not match the chain."),
        Text(
            "El sello digital no es la firma del registro sobre esta cadena original: alguna letra cambió, o el sello "
            "es de otra.",
            "The digital seal is not the registry's signature on this original chain: some letter was changed, or the "
            "seal belongs to another one.",
        ),
        Text(
            "Revise que copió las dos completas. Si están bien copiadas, no acepte el certificado: compruébelo con el "
            "folio, o pida a la persona el enlace de su microcredencial.",
            "Check that you copied both completely. If so, do not accept the certificate: check it by its folio, or "
            "ask the person for the credential's link.",
        ),
    ),
    "seal_key_unknown": Sentence(
        Text("No la selló este registro.", "Not sealed by this registry."),
        Text(
            "La llave que nombra la cadena no es ninguna de las del registro.",
            "The key that the chain names is none of the registry's.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "seal_key_newer": Sentence(
        Text("El sello es más nuevo que los datos.", "The seal is newer than the data at hand."),
        Text(
            "Dice ser posterior al {day}, y los datos con que se comprueba llegan hasta ese día.",
            "It says that it was made after {day}, and the data that it is checked by ends on that day.",
        ),
        Text(
            "Descargue el paquete sin conexión más reciente y vuelva a comprobar.",
            "Download the newest offline bundle and check again.",
        ),
    ),
}

KEY: Mapping[str, Sentence] = {
    "seal_key_not_in_use": Sentence(
        Text("La llave no estaba en uso.", "The key was not in use."),
        Text(
            "La cadena dice haberse sellado el {signed}, y esa llave del registro no firmaba ese día.",
            "The chain says that it was sealed on {signed}, and that key of the registry was not signing that day.",
        ),
        _DO_NOT_ACCEPT,
    ),
    "seal_key_compromised": Sentence(
        Text("La llave dejó de ser segura.", "The key is no longer safe."),
        Text(
            "El registro declaró comprometida esta llave el {since}; ningún sello hecho con ella prueba nada.",
            "The registry declared this key compromised on {since}; no seal made with it proves anything.",
        ),
        _PRINT_AGAIN,
    ),
}

SEAL: Mapping[str, Sentence] = {
    "seal_matches": Sentence(
        Text("Cadena original y sello digital correctos.", "Original chain and digital seal are right."),
        Text(
            "El sello que lleva el certificado es la firma del registro, y su cadena original dice lo mismo que la "
            "credencial.",
            "The seal on the certificate is the registry's signature, and its original chain says the same as the "
            "credential.",
        ),
    ),
    "seal_of_another": Sentence(
        Text("El sello es de otra credencial.", "The seal is of another credential."),
        Text(
            "El sello es auténtico, pero su cadena original no dice lo mismo que la credencial de este archivo.",
            "The seal is genuine, but its original chain does not say the same as the credential in this file.",
        ),
        Text(
            "Fíese de la credencial, no de lo que está impreso. Pida a la persona que descargue de nuevo su "
            "certificado.",
            "Trust the credential, not what is printed. Ask the person to download the certificate again.",
        ),
    ),
    "seal_broken": Sentence(
        Text("El sello digital no es válido.", "The digital seal is not valid."),
        Text("{reason}", "{reason}"),
        _PRINT_AGAIN,
    ),
    "seal_spoilt": Sentence(
        Text("No se pudo leer el sello digital.", "The digital seal could not be read."),
        Text(
            "La cadena original o el sello que lleva el archivo están incompletos o alterados.",
            "The original chain or the seal in the file is incomplete or altered.",
        ),
        _PRINT_AGAIN,
    ),
    "seal_unknown": Sentence(
        Text("Sello digital no comprobado.", "Digital seal not checked."),
        Text("{reason}", "{reason}"),
        Text("Vuelva a comprobar más tarde, o con el folio.", "Check again later, or by the folio."),
    ),
}

ALIGNMENT: Mapping[str, Sentence] = {
    "not_in_seal": Sentence(
        Text("No está en la cadena original.", "Not in the original chain."),
        Text(
            "La cadena original no lleva resultados de aprendizaje, horas ni niveles.",
            "The original chain carries no learning outcomes, hours or levels.",
        ),
        Text(
            "Para comprobarlo, use el enlace, el PDF original o el archivo de la microcredencial.",
            "To check it, use the link, the original PDF or the credential's file.",
        ),
    ),
}

LOG_INCLUSION: Mapping[str, Sentence] = {
    "registered_in_seal": Sentence(
        Text("Registrada.", "Registered."),
        Text(
            "El registro selló en esta cadena que la recibió el {logged}.",
            "The registry sealed in this chain that it received it on {logged}.",
        ),
    ),
}
