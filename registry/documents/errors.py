"""Refusals at the door of the document layer: what could not be read, and what is not the document it says it is."""

from __future__ import annotations

from registry.errors import RegistryError
from registry.texts import Text


class Unreadable(RegistryError):
    """The bytes hold no credential that can be looked at: nothing was verified, nothing was refuted.

    ``code`` says why (`registry.documents.messages.UNREADABLE` lists them all).
    """

    code = "unreadable"

    def __init__(self, code: str, text: Text, **details: object) -> None:
        self.code = code
        self.text = text
        super().__init__(**details)


class MalformedDocument(RegistryError):
    """A member is missing, of the wrong type, or contradicts another one.

    ``code`` names the fault, ``path`` the member, written as ``credentialSubject.achievement.name``.
    """

    code = "malformed_document"

    def __init__(self, code: str, path: str, text: Text, **details: object) -> None:
        self.code = code
        self.path = path
        self.text = text
        super().__init__(path=path, **details)


class UnfitClaims(ValueError):
    """A builder was asked for a document that this registry would not sign: a fault of the caller, not of a person."""
