"""What is said of a receipt that somebody hands in."""

from __future__ import annotations

from collections.abc import Mapping

from registry.texts import Text
from registry.verification.messages.sentence import Sentence

_ASK_THE_SENDER = Text(
    "No lo acepte. Pida la credencial misma y verifíquela aquí.",
    "Do not accept it. Ask for the credential itself and verify it here.",
)
_VERIFY_AGAIN = Text(
    "Verifique otra vez la credencial misma: no hace falta el comprobante.",
    "Verify the credential itself again: the receipt is not needed for that.",
)

RECEIPT: Mapping[str, Sentence] = {
    "receipt_genuine": Sentence(
        Text("El comprobante es auténtico.", "The receipt is genuine."),
        Text(
            "Este registro lo firmó el {signed}. Dice lo que se encontró ese día, no lo que valdría hoy.",
            "This registry signed it on {signed}. It says what was found then, not what would be found today.",
        ),
        Text(
            "Si necesita saber cómo está hoy, verifique otra vez la credencial.",
            "If you need to know how it stands today, verify the credential again.",
        ),
    ),
    "receipt_malformed": Sentence(
        Text("No es un comprobante bien hecho.", "It is not a well-made receipt."),
        Text(
            "Al texto firmado le falta algo o no se puede leer.", "The signed text cannot be read, or lacks something."
        ),
        _ASK_THE_SENDER,
    ),
    "receipt_forged": Sentence(
        Text("El comprobante no es auténtico.", "The receipt is not genuine."),
        Text(
            "La firma no corresponde a lo que dice: se alteró después de firmarse, o no lo firmó este registro.",
            "The signature does not match: it was altered after signing, or this registry did not sign it.",
        ),
        _ASK_THE_SENDER,
    ),
    "receipt_altered": Sentence(
        Text("El comprobante se alteró.", "The receipt was altered."),
        Text(
            "Lo que el archivo muestra no es lo que el registro firmó.",
            "What the file shows is not what the registry signed.",
        ),
        _ASK_THE_SENDER,
    ),
    "receipt_key_not_in_use": Sentence(
        Text("El comprobante no es auténtico.", "The receipt is not genuine."),
        Text(
            "Lleva la fecha {signed}, en la que la llave que lo firma no estaba en uso.",
            "It bears the date {signed}, when the key that signs it was not in use.",
        ),
        _ASK_THE_SENDER,
    ),
    "receipt_key_unknown": Sentence(
        Text("No se pudo comprobar el comprobante.", "The receipt could not be checked."),
        Text(
            "Lo firma una llave que no es de las de comprobantes de este registro.",
            "It is signed by a key that is not among this registry's receipts keys.",
        ),
        Text(
            "Si viene de otro registro, compruébelo allá; aquí puede verificar la credencial misma.",
            "If it comes from another registry, check it there; here you can verify the credential itself.",
        ),
    ),
    "receipt_key_compromised": Sentence(
        Text("No se pudo comprobar el comprobante.", "The receipt could not be checked."),
        Text(
            "La llave con la que se firmó se declaró comprometida: quien la tenga puede poner cualquier fecha.",
            "The key that signed it was declared compromised: whoever holds it can write any date.",
        ),
        _VERIFY_AGAIN,
    ),
    "root_unreachable": Sentence(
        Text("No se pudo comprobar el comprobante.", "The receipt could not be checked."),
        Text(
            "No hay una raíz de confianza utilizable con la cual comprobar la llave.",
            "There is no usable root of trust to check the key by.",
        ),
        _VERIFY_AGAIN,
    ),
}
