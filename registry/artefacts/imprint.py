"""Who stands behind a document: printed on every one of them, so that a reader can reach the registry by oneself."""

from __future__ import annotations

from dataclasses import dataclass

from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Imprint:
    """The registry as its documents name it.

    ``folio_address`` is where a folio is typed, without scheme, for reading aloud: ``registro.example/f``.
    """

    registry: Text
    operator: str
    folio_address: str
