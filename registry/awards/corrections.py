"""A correction makes a new document of the same award; the old one says that it was superseded, and by which."""

from __future__ import annotations

import uuid
from typing import Any

from registry import clock
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import holding, service
from registry.awards.errors import NotCorrectable, NothingToCorrect
from registry.awards.models import Award, AwardDocument, AwardEndorsement
from registry.awards.workshop import open_workshop
from registry.db import db
from registry.documents.credential import StatusPlace, status_entry
from registry.documents.status_event import EventKind
from registry.people.service import surname_key
from registry.records import lists, storage
from registry.records import service as records
from registry.records.rules import STATES
from registry.texts import Text

REASON = "corrected_copy_issued"
_MAIL_REASON = Text("Se corrigió el nombre", "The name was corrected")


def correct_name(award: Award, full_name: str, *, first_surname: str | None = None, actor: Actor) -> None:
    """Issue a superseding document with the corrected name; folio and share links lead to it from now on.

    Raises `NothingToCorrect` for the same name, `NotCorrectable` for a suspended or revoked award, `NotAllowed`,
    `NotAccredited`.
    """
    actor.require("award:change_status", at_provider=award.provider_id)
    name = " ".join(full_name.split())
    holding.hold(award)
    old = award.document
    if award.state != "good":
        raise NotCorrectable(state=STATES[award.state])
    if name == award.person.full_name:
        raise NothingToCorrect(name=name)
    workshop = open_workshop(award.definition_version_id)
    (place,) = workshop.take_places(1)
    claims = _renamed(storage.claims_of(old), name, place)
    document = records.store(
        records.prepare(
            claims,
            kind="credential",
            desk=workshop.desk,
            place=place,
            logged_at=workshop.logged_at,
            dictionary=storage.dictionary_for(f"definition:{workshop.version_id}"),
        )
    )
    records.change_status(old, EventKind.SUPERSEDED, reason=REASON, actor=actor, successor_uri=document.uri)
    holding.change_bound(award, EventKind.SUPERSEDED, reason=REASON, actor=actor, successor_uri=document.uri)
    db.session.add(AwardDocument(document_id=document.id, award_id=award.id, purpose="correction"))
    for partner_id in workshop.partner_ids:
        db.session.add(
            AwardEndorsement(
                award_id=award.id, document_id=document.id, partner_id=partner_id, asked_at=workshop.logged_at
            )
        )
    award.document = document
    award.person.full_name = name
    award.person.surname_key = surname_key(first_surname or name.split()[-1])
    if first_surname:
        award.person.first_surname = first_surname
    audit.record("award.corrected", "award", str(award.id), actor=actor, provider_id=award.provider_id)
    service.tell_holder(award, "corrected", _MAIL_REASON)
    db.session.flush()


def _renamed(claims: dict[str, Any], name: str, place: lists.Place) -> dict[str, Any]:
    """The old claims with a new name, id, subject and status place; ``validFrom`` moves to now so that verifiers that
    compare versions take the newer (Open Badges 3.0, credential equality)."""
    subject = dict(claims["credentialSubject"])
    subject["id"] = uuid.uuid4().urn
    subject["identifier"] = [{**subject["identifier"][0], "identityHash": name}]
    moment = clock.whole_second(clock.now()).isoformat().replace("+00:00", "Z")
    return {
        **claims,
        "id": uuid.uuid4().urn,
        "validFrom": moment,
        "credentialSubject": subject,
        "credentialStatus": status_entry(StatusPlace(list_url=place.list_url, index=place.index)),
    }
