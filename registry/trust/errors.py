"""Refusals of the trust room."""

from registry.errors import RegistryError
from registry.texts import Text


class RootRefused(RegistryError):
    """A root of trust that too few trusted keys have signed, or that has expired."""

    code = "root_refused"
    kind = "unavailable"
    text = Text(
        "La raíz de confianza no se puede usar ({problem}): faltan firmas o venció. "
        "Pida la versión vigente al registro.",
        "The root of trust cannot be used ({problem}): signatures are missing or it has expired. "
        "Ask the registry for the current version.",
    )


class ReceiptTooLarge(RegistryError):
    """The report is far larger than any honest one."""

    code = "receipt_too_large"
    kind = "too_large"
    text = Text(
        "Esta credencial lleva textos tan largos que no se firma un comprobante de ella. Puede imprimir la página.",
        "This credential carries texts so long that no receipt of it is signed. You can print the page.",
    )
