"""Reading one JSON object member by member, so that every fault names the member that it is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from registry.documents.dates import read_instant
from registry.documents.errors import MalformedDocument
from registry.documents.messages import EXPECTED, MALFORMED

# An absolute IRI: a scheme, a colon, no blank, none of what RFC 3986 excludes.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
#: What is nearly always a dict, which is told in a tenth of the time.
OBJECT = (dict, Mapping)


class Members:
    """A JSON object and the path to it. Every method raises MalformedDocument.

    A single value is read where Open Badges 3.0 has an array and the other way round, since both occur in the wild
    (the published JSON-LD schema allows both); what has several values where one is meant is refused.
    """

    def __init__(self, members: Mapping[str, Any], path: str = "") -> None:
        self._members = members
        self._path = path

    def __contains__(self, name: str) -> bool:
        return self._members.get(name) is not None

    def path(self, name: str) -> str:
        """Where a member stands, from the document's root."""
        return f"{self._path}.{name}" if self._path else name

    def raw(self, name: str) -> Any:
        """The member as it is, or None."""
        return self._members.get(name)

    def fault(self, code: str, name: str, **details: object) -> MalformedDocument:
        """A fault of one member, to be raised."""
        return MalformedDocument(code, self.path(name), MALFORMED[code], **details)

    def optional_text(self, name: str) -> str | None:
        """A text; of a map of languages the Spanish, the English or the first one."""
        value = self._one(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, OBJECT):
            value = value.get("@value") or value.get("es") or value.get("en") or next(iter(value.values()), None)
        if not isinstance(value, str):
            raise self.fault("wrong_type", name, expected=EXPECTED["text"])
        return value

    def text(self, name: str) -> str:
        """A text that must be there and not be empty."""
        value = self.optional_text(name)
        if not value:
            raise self.fault("missing", name)
        return value

    def url(self, name: str) -> str:
        """An absolute IRI that must be there."""
        value = self.text(name)
        if not _ABSOLUTE.fullmatch(value):
            raise self.fault("not_a_url", name)
        return value

    def optional_url(self, name: str) -> str | None:
        """An absolute IRI, if any."""
        return self.url(name) if name in self else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; a single one is a list of one; absent is empty."""
        values = self._many(name)
        if not all(isinstance(value, str) for value in values):
            raise self.fault("wrong_type", name, expected=EXPECTED["text"])
        return tuple(values)

    def moment(self, name: str) -> dt.datetime:
        """A moment with offset that must be there."""
        try:
            return read_instant(self.text(name))
        except ValueError as error:
            raise self.fault("not_a_date", name) from error

    def optional_moment(self, name: str) -> dt.datetime | None:
        """A moment with offset, if any."""
        return self.moment(name) if name in self else None

    def boolean(self, name: str) -> bool:
        """True or false, which must be there."""
        value = self._one(name)
        if not isinstance(value, bool):
            raise self.fault("missing" if value is None else "wrong_type", name, expected=EXPECTED["boolean"])
        return value

    def index(self, name: str) -> int:
        """A whole number from 0, as text or as number (1EdTech's own sample has a number)."""
        value = self._one(name)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,12}", value):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise self.fault("missing" if value is None else "wrong_type", name, expected=EXPECTED["index"])

    def object(self, name: str) -> Members:
        """An object that must be there."""
        value = self._one(name)
        if not isinstance(value, OBJECT):
            raise self.fault("missing" if value is None else "wrong_type", name, expected=EXPECTED["object"])
        return Members(value, self.path(name))

    def optional_object(self, name: str) -> Members | None:
        """An object, if any."""
        return self.object(name) if name in self else None

    def objects(self, name: str) -> tuple[Members, ...]:
        """A list of objects; a single one is a list of one; absent is empty."""
        values = self._many(name)
        if not all(isinstance(value, OBJECT) for value in values):
            raise self.fault("wrong_type", name, expected=EXPECTED["object"])
        return tuple(Members(value, f"{self.path(name)}[{place}]") for place, value in enumerate(values))

    def mappings(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """The same, as they are: for inner documents that are parsed and verified by themselves."""
        return tuple(one._members for one in self.objects(name))

    def identifier(self, name: str) -> str | None:
        """The id of something written as an address or as an object with ``id``."""
        value = self._one(name)
        if isinstance(value, OBJECT):
            return Members(value, self.path(name)).optional_url("id")
        return self.optional_url(name)

    def _one(self, name: str) -> Any:
        value = self._members.get(name)
        if isinstance(value, list):
            if len(value) > 1:
                raise self.fault("several", name)
            return value[0] if value else None
        return value

    def _many(self, name: str) -> list[Any]:
        value = self._members.get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]
