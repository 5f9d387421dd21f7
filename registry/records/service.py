"""The only writer of signed documents and of their status.

A document is prepared first (claims built, committed to, signed twice) and stored afterwards, so that bulk issuing can
do the first half outside any write transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import func, select

from registry import clock, contexts, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.bulk import Rows
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.db import db
from registry.documents import status_event, terms
from registry.documents.status_event import EventKind
from registry.records import leaves, lists, notes, rules, storage
from registry.records.compiled import options_digest
from registry.records.models import Document, StatusEvent
from registry.signing import (
    Algorithm,
    Signer,
    Stamped,
    jws_compact,
    refuse_nulls,
    sign_digests,
    stamped,
)
from registry.transparency import service as transparency


@dataclass(frozen=True, slots=True)
class SigningDesk:
    """An issuer's keys made ready once for many documents: no query and no unsealing per document."""

    issuer_id: uuid.UUID
    did: str
    edwards_id: uuid.UUID
    edwards: Signer
    edwards_method: str
    p256_id: uuid.UUID
    p256: Signer
    p256_method: str
    vetted_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document, fully signed and compressed, not yet stored: its key and all its rows."""

    id: uuid.UUID
    rows: Rows


def desk_of(issuer: Issuer) -> SigningDesk:
    """The issuer's current issuing keys. Raises `NoKey`, and `RegistryNotReady` where nobody could state the time."""
    notes.desk()
    edwards = custody.active_key(issuer, "issuing", Algorithm.ED25519)
    p256 = custody.active_key(issuer, "issuing", Algorithm.P256)
    held = vault.current()
    return SigningDesk(
        issuer_id=issuer.id,
        did=issuer.did,
        edwards_id=edwards.id,
        edwards=held.signer(edwards),
        edwards_method=custody.verification_method(edwards),
        p256_id=p256.id,
        p256=held.signer(p256),
        p256_method=custody.verification_method(p256),
        vetted_at=clock.now(),
    )


def prepare(
    claims: Mapping[str, Any],
    *,
    kind: str,
    desk: SigningDesk,
    place: lists.Place | None,
    logged_at: dt.datetime,
    dictionary: storage.Kept | None = None,
) -> Prepared:
    """Commit to and sign claims in both forms. Raises `SigningError` for claims that must not be signed."""
    refuse_nulls(claims)  # JSON-LD drops them in silence: what is not signed must not be said
    texts = stamped(
        claims, contexts.store(), kid=desk.p256_method, left_out=storage.left_out(claims, dictionary)
    )  # fmt: skip
    rows = Rows()
    (key,) = sign_many(
        [texts],
        rows,
        uris=[str(claims["id"])],
        kind=kind,
        desk=desk,
        places=[place],
        logged_at=logged_at,
        dictionary=dictionary,
        document_contexts=tuple(claims["@context"]),
    )
    return Prepared(uuid.UUID(bytes=key), rows)


def sign_many(
    texts: Sequence[Stamped],
    rows: Rows,
    *,
    uris: Sequence[str],
    keys: Sequence[bytes] | None = None,
    kind: str,
    desk: SigningDesk,
    places: Sequence[lists.Place | None],
    logged_at: dt.datetime,
    dictionary: storage.Kept | None,
    document_contexts: tuple[str, ...] = terms.CONTEXTS,
) -> Sequence[bytes]:
    """Sign documents whose texts are at hand (`registry.signing.stamp`) in both forms; their keys, 16 bytes each.

    ``keys``: theirs, if they have some already. ``rows`` receives the documents, each with the salt of its leaf. Each
    form is signed in a loop of its own: the tables of a curve fill the processor's memory, and in turns each would
    drive the other's out.
    """
    options = options_digest(desk.edwards_method, logged_at, document_contexts)
    proofs = [sign_digests(options=options, document=one.statements, signer=desk.edwards) for one in texts]
    jwts = [desk.p256.sign_digest(one.signing_input) for one in texts]
    bodies = [storage.pack(one.body, dictionary) for one in texts]
    keys, salts = keys or ids.new_raw_keys(len(texts)), leaves.new_salts(len(texts))
    add = rows.sheet(
        Document,
        ("id", "uri", "status_list_id", "status_index", "status_number", "body", "salt", "proof", "jwt"),
        kind=kind,
        issuer_id=desk.issuer_id,
        dictionary_id=dictionary[0] if dictionary else None,
        logged_at=logged_at,
        proof_key_id=desk.edwards_id,
        jwt_key_id=desk.p256_id,
    )
    for key, uri, place, body, salt, proof, jwt in zip(keys, uris, places, bodies, salts, proofs, jwts, strict=True):
        where = (None, None, None) if place is None else (place.list_id, place.status_index, place.number)
        add((key, uri, *where, body, salt, proof, jwt))
    return keys


def time_of_issue() -> dt.datetime:
    """``logged_at`` for statements made now: whole seconds, never before an earlier statement's, whatever the clock
    does."""
    earlier = db.session.scalar(select(func.max(Document.logged_at))), transparency.newest()
    return max([clock.whole_second(clock.now()), *[one for one in earlier if one is not None]])


def store(prepared: Prepared) -> Document:
    """Write a prepared document, in the caller's transaction."""
    prepared.rows.write(db.session)
    return db.session.get_one(Document, prepared.id)


def change_status(
    document: Document, kind: EventKind, *, reason: str, actor: Actor, successor_uri: str | None = None
) -> StatusEvent:
    """Suspend, reinstate, revoke or supersede: event signed and logged, bit set or cleared, list signed again.

    Raises `rules.StatusRefused` for a change that the state does not allow (a final revocation is never cleared).
    """
    state = rules.after(document.state, kind)
    event = sign_event(document, kind, reason=reason, actor=actor, successor_uri=successor_uri)
    document.state = state
    if document.status_list_id is not None and document.status_index is not None:
        lists.set_bits(document.status_list_id, [document.status_index], value=state != "good")
    audit.record(
        f"document.{kind.value}",
        "document",
        document.uri,
        actor=actor,
        reason=reason,
    )
    db.session.flush()
    return event


def change_many(documents: Sequence[Document], kind: EventKind, *, reason: str, actor: Actor) -> None:
    """The same change for many documents: an event each, every list signed once."""
    by_list: dict[uuid.UUID, list[int]] = {}
    following = {document.id: rules.after(document.state, kind) for document in documents}
    for document in documents:
        sign_event(document, kind, reason=reason, actor=actor)
        document.state = following[document.id]
        if document.status_list_id is not None and document.status_index is not None:
            by_list.setdefault(document.status_list_id, []).append(document.status_index)
    for list_id, indexes in by_list.items():
        lists.set_bits(list_id, indexes, value=kind is not EventKind.REINSTATED)
    db.session.flush()


def sign_event(
    document: Document, kind: EventKind, *, reason: str, actor: Actor, successor_uri: str | None = None
) -> StatusEvent:
    """The signed, dated, logged reason of a status change, without touching the bit (`change_status` does both)."""
    issuer = db.session.get_one(Issuer, document.issuer_id)
    key = custody.active_key(issuer, "status", Algorithm.P256)
    moment = time_of_issue()
    payload = status_event.event_payload(
        status_event.StatusEvent(document=document.uri, kind=kind, reason=reason, at=moment, successor=successor_uri)
    )
    leaf_id = transparency.add(orjson.loads(payload), kind="status", issuer_did=issuer.did, logged_at=moment)
    signed = jws_compact(
        payload,
        signer=vault.current().signer(key),
        kid=custody.verification_method(key),
        typ=status_event.MEDIA_TYPE,
    )
    event = StatusEvent(
        document=document,
        kind=kind.value,
        reason=reason,
        at=moment,
        by=actor.account_id,
        successor_uri=successor_uri,
        leaf_id=leaf_id,
        signed=signed.encode(),
    )
    db.session.add(event)
    db.session.flush()
    return event


def renew_due() -> int:
    """Sign again the status lists that are near their end."""
    return lists.renew_due()
