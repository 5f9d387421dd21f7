"""What can go wrong, said to a person: what happened, why, and what to do next, under a stable code.

Rooms raise these; doors add the HTTP status (`registry.web.problems`) and the language.
"""

from __future__ import annotations

from registry.texts import Text


class RegistryError(Exception):
    """A refusal with a stable ``code`` and a `Text` for the person who asked.

    Subclasses set ``code`` and ``text`` as class attributes; ``text`` may hold ``{placeholders}`` that are filled
    from the keyword arguments, which stay readable in ``details``.
    """

    code: str = "error"
    text: Text = Text("Ocurrió un error.", "Something went wrong.")
    #: For doors: what kind of refusal this is, one of the keys of `registry.web.problems.STATUS_OF_KIND`.
    kind: str = "invalid"

    def __init__(self, **details: object) -> None:
        self.details = details
        self.said = self.text.format(**details)
        super().__init__(f"{self.code}: {self.said.en}")


class NotAllowed(RegistryError):
    """The actor lacks the ``permission``: a word of ours, for which `registry.web.problems` names the roles."""

    code = "not_allowed"
    kind = "denied"
    text = Text(
        "Su cuenta no tiene permiso para esto. Si lo necesita para su trabajo, pídalo a quien administra su "
        "institución.",
        "Your account may not do this. If your work needs it, ask your institution's administrator.",
    )


class NotFound(RegistryError):
    """There is no such thing, or it is not for this reader."""

    code = "not_found"
    kind = "missing"
    text = Text(
        "No encontramos lo que busca. Revise la dirección o vuelva al inicio.",
        "We could not find that. Check the address or go back to the start.",
    )


class Conflict(RegistryError):
    """The thing has changed or is not in a state that allows the action."""

    code = "conflict"
    kind = "conflict"
    text = Text(
        "El estado actual no permite esta acción. Vuelva a cargar la página y revise.",
        "The current state does not allow this action. Reload the page and check.",
    )


class ConfigurationError(RegistryError):
    """A setting is missing or unsafe; the process must not start."""

    code = "configuration"
    kind = "unavailable"
    text = Text("Configuración: {problem}", "Configuration: {problem}")
