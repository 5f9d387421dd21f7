"""The credentials inside a credential: a CLR 2.0 transcript carries complete badges, each with its own signature.

They stand in ``credentialSubject.verifiableCredential``, as objects with their proofs, as JWT texts, or as enveloped
JWTs. Each is read and verified by itself; nothing that the transcript's signature says is believed of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from registry.documents import terms
from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.documents.read import Presented, present_object, read_text

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


def present_contained(entry: Any, around: Presented) -> Presented:
    """One of those inside ``around``, to be verified by itself, with its note if one came. Raises `Unreadable`."""
    if isinstance(entry, str) and entry.startswith("ey"):
        inner = read_text(entry, carrier=around.carrier)
    elif isinstance(entry, Mapping):
        inner = present_object(entry, carrier=around.carrier)
    else:
        raise Unreadable("unknown_format", UNREADABLE["unknown_format"])
    notes = around.inner_notes
    return replace(inner, note=notes.get(inner.document_id or ""), inner_notes=notes) if notes else inner


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
