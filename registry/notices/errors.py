"""Refusals of the notices room."""

from registry.errors import RegistryError
from registry.texts import Text


class UnknownMail(RegistryError):
    """There is no such kind of mail."""

    code = "unknown_mail"
    text = Text("No hay correos de la clase «{kind}».", "There is no kind of mail called “{kind}”.")


class ValuesMissing(RegistryError):
    """A mail lacks what its template says, or was given what it does not say."""

    code = "mail_values"
    text = Text(
        "El correo «{kind}» no se puede escribir. Falta: {missing}. Sobra: {surplus}.",
        "Mail “{kind}” cannot be written. Missing: {missing}. Not used: {surplus}.",
    )


class NoSuchMail(RegistryError):
    """The mail does not exist or is not in the state that the act needs."""

    code = "no_such_mail"
    kind = "missing"
    text = Text("Ese correo no existe o ya no está en espera.", "That mail does not exist or is no longer waiting.")
