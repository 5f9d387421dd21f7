"""Everything at once: a CLR 2.0 transcript of what somebody holds, signed by the registry.

The registry signs transcripts under a DID of its own, so that the authority's key signs accreditations and nothing else
(``docs/decisions/0033-transcripts.md``). A transcript is a document like any other: logged, with a place in a status
list. Signing one of twenty-five takes half a second, so it is done in three parts, of which the middle one touches no
database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import addresses, clock, config, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import collections, sharing
from registry.awards.errors import NothingChosen, SignedTooLongAgo, TooManyChosen
from registry.awards.messages import TRANSCRIPT_NAME
from registry.awards.models import Award, Transcript
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody.models import Issuer
from registry.db import db
from registry.documents.clr import TranscriptClaims, build_transcript
from registry.documents.credential import StatusPlace
from registry.documents.profile import Issuer as IssuerProfile
from registry.people.models import Person
from registry.records import lists, storage
from registry.records import service as records
from registry.records.models import Document
from registry.records.service import Prepared, SigningDesk

KIND = "transcripts"
#: What a verifier reads of one document has bounds (`registry.signing.bounds`): thirty-eight plain ones reach them.
MOST_INSIDE = 25
#: Between signing and storing; what is older is signed anew (``docs/decisions/0025-signed-outside-transactions.md``).
LIFE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript to sign: all that `sign` needs, read before."""

    claims: TranscriptClaims
    desk: SigningDesk
    place: lists.Place
    logged_at: dt.datetime
    contents: bytes


def begin(awards: Sequence[Award], *, actor: Actor) -> Draft | Document:
    """What is to be signed, with its place in the status list; or the document that says the same already.

    The caller commits before `sign`. Raises `NotAllowed`, `NothingChosen`, `TooManyChosen`, `NoKey`,
    `RegistryNotReady`.
    """
    if not awards or actor.person_id is None:
        raise NothingChosen()
    if len(awards) > MOST_INSIDE:
        raise TooManyChosen(count=len(awards), limit=MOST_INSIDE)
    for award in awards:
        sharing.require_holder(award, actor, "record:download")
    person = db.session.get_one(Person, actor.person_id)
    inside = [storage.signed_json(award.document) for award in awards]
    everything = {award.id for award in collections.held_by(actor.person_id)}
    partial = not everything <= {award.id for award in awards}
    issuer = transcripts_issuer()
    desk = records.desk_of(issuer)
    contents = _digest(inside, holder=person.full_name, partial=partial, key=desk.edwards_method)
    made = _made(person.id, contents)
    if made is not None:
        return made
    (place,) = lists.take_places(issuer, 1)
    moment = records.time_of_issue()
    claims = TranscriptClaims(
        id=ids.new_urn(),
        name=TRANSCRIPT_NAME.es,
        issuer=IssuerProfile(did=issuer.did, name=config.current().registry_name.es, url=addresses.base()),
        valid_from=clock.whole_second(moment),
        subject_id=ids.new_urn(),
        holder=person.full_name,
        inside=[orjson.loads(one) for one in inside],
        partial=partial,
        status=StatusPlace(list_url=place.list_url, index=place.status_index),
    )
    return Draft(claims, desk, place, moment, contents)


def sign(draft: Draft) -> Prepared:
    """Sign it in both forms: about 20 ms of work for each credential inside. No database."""
    return records.prepare(
        build_transcript(draft.claims), kind="transcript", desk=draft.desk, place=draft.place, logged_at=draft.logged_at
    )


def keep(draft: Draft, prepared: Prepared, *, actor: Actor) -> Document:
    """Store what was signed. Raises `SignedTooLongAgo`."""
    if clock.now() - draft.logged_at > LIFE:
        raise SignedTooLongAgo()
    document = records.store(prepared)
    db.session.add(
        Transcript(person_id=actor.person_id, document_id=document.id, contents=draft.contents, made_at=draft.logged_at)
    )
    audit.record("record.transcript", "document", document.uri, actor=actor, count=len(draft.claims.inside))
    db.session.flush()
    return document


def transcripts_issuer() -> Issuer:
    """The DID under which the registry signs transcripts; made when the first one is asked for."""
    found = custody_queries.issuer_of_kind(KIND)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            return custody.create_issuer(addresses.transcripts_did(), kind=KIND)
    except IntegrityError:  # of two that asked first the other was faster
        return db.session.scalars(select(Issuer).where(Issuer.kind == KIND)).one()


def _made(person_id: uuid.UUID, contents: bytes) -> Document | None:
    row = db.session.scalars(
        select(Transcript)
        .where(Transcript.person_id == person_id, Transcript.contents == contents)
        .order_by(Transcript.made_at.desc(), Transcript.id.desc())
        .limit(1)
    ).first()
    return row.document if row is not None and row.document.state == "good" else None


def _digest(inside: Sequence[bytes], *, holder: str, partial: bool, key: str) -> bytes:
    """What tells one transcript from another: every byte that it carries, whose it is, and the key of its signature."""
    digest = hashlib.sha256(f"{holder}\n{partial}\n{key}\n".encode())
    for one in inside:
        digest.update(hashlib.sha256(one).digest())
    return digest.digest()
