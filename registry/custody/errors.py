"""Refusals of the custody room."""

from registry.errors import RegistryError
from registry.texts import Text


class SealBroken(RegistryError):
    """A sealed value does not open."""

    code = "seal_broken"
    kind = "unavailable"
    text = Text(
        "No se pudo abrir un valor sellado ({context}): la llave maestra no es la de esta base de datos. "
        "Revise MASTER_KEY o MASTER_KEY_FILE.",
        "A sealed value did not open ({context}): the master key is not this database's. "
        "Check MASTER_KEY or MASTER_KEY_FILE.",
    )


class KeyNotHeld(RegistryError):
    """The provider keeps this private key itself."""

    code = "key_not_held"
    kind = "conflict"
    text = Text(
        "La llave {key} la custodia la propia institución; el registro no puede firmar con ella.",
        "Key {key} is kept by the institution itself; the registry cannot sign with it.",
    )


class NoKey(RegistryError):
    """An issuer lacks a usable key of that purpose."""

    code = "no_key"
    kind = "conflict"
    text = Text(
        "{issuer} no tiene una llave vigente para {purpose}. Genere una con «registry keys rotate».",
        "{issuer} has no current key for {purpose}. Make one with “registry keys rotate”.",
    )
