"""Refusals about institutions that have closed."""

from registry.errors import NotAllowed
from registry.texts import Text


class ProviderClosed(NotAllowed):
    """A closed institution issues nothing, whatever stands in its accreditations."""

    code = "provider_closed"
    text = Text(
        "{provider} cerró: ya no emite. Lo que emitió sigue siendo válido y está bajo custodia del registro.",
        "{provider} has closed and issues no more. What it issued remains valid and is in the registry's custody.",
    )


class InCustody(NotAllowed):
    """A closed institution decides nothing any more."""

    code = "in_custody"
    text = Text(
        "{provider} cerró. Lo que emitió está bajo custodia del registro, y lo que le pase lo decide la autoridad.",
        "{provider} has closed. What it issued is in the registry's custody, and the authority decides about it.",
    )
