"""Refusals of the records room."""

from registry.errors import RegistryError
from registry.texts import Text


class RegistryNotReady(RegistryError):
    """The registry's own keys do not exist yet."""

    code = "registry_not_ready"
    kind = "unavailable"
    text = Text(
        "El registro todavía no tiene llaves. Ejecute «registry init» una vez y vuelva a intentar.",
        "The registry has no keys yet. Run “registry init” once, then try again.",
    )


class StatusRefused(RegistryError):
    """A status change that the document's state does not allow."""

    code = "status_refused"
    kind = "conflict"
    text = Text(
        "No se puede aplicar «{change}» a un documento en estado «{state}». {why}",
        "“{change}” cannot be applied to a document whose state is “{state}”. {why}",
    )
