"""The credentials inside a credential: a CLR 2.0 transcript carries complete badges, each with its own signature.

They stand in ``credentialSubject.verifiableCredential``, as objects with their proofs, as JWT texts, or as enveloped
JWTs. Each is read and verified by itself; nothing that the transcript's signature says is believed of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.documents import terms
from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.documents.read import Carrier, Presented, present_object, read_text

#: A transcript of a whole degree has fewer; each costs a verification.
MAX_CONTAINED = 50
#: A transcript may hold a transcript; what lies deeper is not looked at.
MAX_DEPTH = 2
_MEMBER = "verifiableCredential"


def contained(document: Mapping[str, Any]) -> tuple[Any, ...]:
    """The credentials inside, in the document's order, as they stand there; none for documents of other types."""
    types = document.get("type")
    if terms.TRANSCRIPT not in (types if isinstance(types, list) else [types]):
        return ()
    subject = document.get("credentialSubject")
    if isinstance(subject, list) and len(subject) == 1:
        subject = subject[0]
    found = subject.get(_MEMBER) if isinstance(subject, Mapping) else None
    if found is None:
        return ()
    return tuple(found) if isinstance(found, list) else (found,)


def present_contained(entry: Any, *, carrier: Carrier = Carrier.JSON) -> Presented:
    """One of them, to be verified by itself. Raises `Unreadable`."""
    if isinstance(entry, str) and entry.startswith("ey"):
        return read_text(entry, carrier=carrier)
    if isinstance(entry, Mapping):
        return present_object(entry, carrier=carrier)
    raise Unreadable("unknown_format", UNREADABLE["unknown_format"])


def without_texts(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document without the JWT texts inside it, for a look at its terms.

    JSON-LD would take such a text for a relative address and drop it. Where the document is a JWT itself its signature
    covers them all the same, and they are verified by themselves.
    """
    entries = contained(document)
    objects = [entry for entry in entries if not isinstance(entry, str)]
    if len(objects) == len(entries):
        return document
    subject = document["credentialSubject"]
    bare = dict(subject[0] if isinstance(subject, list) else subject)
    del bare[_MEMBER]
    return {**document, "credentialSubject": {**bare, **({_MEMBER: objects} if objects else {})}}
