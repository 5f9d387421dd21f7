"""The title of a microcredential on a card: as it was signed, and in the reader's language where the design has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from registry.texts import Text


class Designed(Protocol):
    """A definition version, or what is known of one."""

    @property
    def design(self) -> Mapping[str, Any]:
        """As it was published."""


def shown(signed: str | None, version: Designed | None) -> dict[str, Any]:
    """The members of `credential_card` about the title.

    ``title`` is what was signed; ``title_lang`` the language it is in and ``title_in_both`` the design's own, both None
    where the design of ours says something else than the document does.
    """
    own = (version.design.get("title") or {}) if version is not None else {}
    both = Text(own["es"], own["en"]) if own.get("es") and own.get("en") else None
    language = next((one for one in ("es", "en") if signed and own.get(one) == signed), None)
    return {"title": signed or "", "title_lang": language, "title_in_both": both if language else None}
