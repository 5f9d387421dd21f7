"""All documents of an award together: what befalls the award befalls each of them; and one bound to a wallet's key.

A wallet that has proved a key gets a document of its own (DESIGN, Words): the same claims about the same achievement,
with the key's DID as subject, an id, a place in the status list and a leaf of its own. It supersedes nothing, and the
award's own document stays what folio and links lead to.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry import clock
from registry.accounts.actor import Actor
from registry.awards.documents import WALLET
from registry.awards.errors import NotAccredited
from registry.awards.models import Award, AwardDocument, AwardEndorsement
from registry.awards.workshop import require_covered
from registry.custody.models import Issuer
from registry.db import db
from registry.documents.credential import StatusPlace, status_entry
from registry.documents.status_event import EventKind
from registry.records import lists, rules, storage
from registry.records import service as records
from registry.records.models import Document
from registry.texts import Text

#: The claims of another document, of those of the award's own, its place in the status list and its moment.
Restating = Callable[[dict[str, Any], lists.Place, dt.datetime], dict[str, Any]]
#: What `WITHDRAWN_BY_HOLDER` means; the catalogues list institutions' reasons.
WITHDRAWN_REASON_NAME = Text("La persona titular retiró esta copia", "The holder withdrew this copy")


def hold(award: Award) -> None:
    """Keep others from changing the award, or from making a document of it, until this transaction ends."""
    db.session.execute(select(Award.id).where(Award.id == award.id).with_for_update())
    db.session.refresh(award, ["state", "document_id", "document"])


def bound_documents(award_id: uuid.UUID) -> Sequence[Document]:
    """The documents of an award that are bound to wallets' keys, oldest first."""
    statement = (
        select(Document)
        .join(AwardDocument, AwardDocument.document_id == Document.id)
        .where(AwardDocument.award_id == award_id, AwardDocument.purpose == WALLET)
        .order_by(Document.logged_at, Document.id)
        .options(selectinload(Document.events))
    )
    return db.session.scalars(statement).all()


def change_bound(award: Award, kind: EventKind, *, reason: str, actor: Actor, successor_uri: str | None = None) -> int:
    """What befell the award's own document, for those in wallets too, as far as the state of each allows it; how many.

    A copy that its holder withdrew stays so whatever comes.
    """
    changed = [one for one in bound_documents(award.id) if kind in rules.TRANSITIONS[one.state]]
    for document in changed:
        records.change_status(document, kind, reason=reason, actor=actor, successor_uri=successor_uri)
    return len(changed)


def covered_now(award: Award) -> bool:
    """Whether its institution, or the registry as its custodian, may sign a document of it at this moment."""
    try:
        require_covered(award.definition_version, records.time_of_issue(), correcting=True)
    except NotAccredited:
        return False
    return True


def bind(award: Award, did: str) -> Document:
    """A new document of the award whose subject is ``did``.

    Nothing is decided here: the caller has held the award, found it in force, and has had the key proved.
    Raises `NotAccredited`, `NoKey`, `KeyNotHeld`.
    """
    document = restate(award, lambda claims, place, moment: _bound(claims, did, place, moment))
    db.session.add(AwardDocument(document_id=document.id, award_id=award.id, purpose=WALLET))
    db.session.flush()
    return document


def restate(award: Award, changed: Restating) -> Document:
    """Another document of the award, signed by the institution's present keys: ``changed`` makes its claims of those of
    the award's own document. Partners who were asked to countersign that one are asked for this one, too. What it is to
    the award, the caller writes down.

    The definition may have been withdrawn since: what was earned stays. Raises `NotAccredited`, `NoKey`, `KeyNotHeld`.
    """
    version = award.definition_version
    moment = records.time_of_issue()
    require_covered(version, moment, correcting=True)
    issuer = db.session.get_one(Issuer, award.document.issuer_id)
    (place,) = lists.take_places(issuer, 1)
    document = records.store(
        records.prepare(
            changed(storage.claims_of(award.document), place, moment),
            kind="credential",
            desk=records.desk_of(issuer),
            place=place,
            logged_at=moment,
            dictionary=storage.dictionary_for(f"definition:{version.id}"),
        )
    )
    partners = select(AwardEndorsement.partner_id).where(AwardEndorsement.document_id == award.document_id)
    for partner_id in db.session.scalars(partners):
        db.session.add(
            AwardEndorsement(award_id=award.id, document_id=document.id, partner_id=partner_id, asked_at=moment)
        )
    db.session.flush()
    return document


def _bound(claims: Mapping[str, Any], did: str, place: lists.Place, moment: dt.datetime) -> dict[str, Any]:
    """The same claims of another subject. ``validFrom`` is now, unless the award begins later: nothing is signed as if
    it had been signed before."""
    begins = max(clock.whole_second(moment), dt.datetime.fromisoformat(claims["validFrom"]))
    return {
        **claims,
        "id": uuid.uuid4().urn,
        "validFrom": begins.isoformat().replace("+00:00", "Z"),
        "credentialSubject": {**claims["credentialSubject"], "id": did},
        "credentialStatus": status_entry(StatusPlace(list_url=place.list_url, index=place.status_index)),
    }
