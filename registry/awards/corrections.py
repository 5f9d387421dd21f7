"""A correction makes a new document of the same award; the old one says that it was superseded, and by which.

Why a name changed is nobody's business: the event gives the same reason for a typing error, a marriage and the
recognition of a gender, and neither document says the other's name.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.rules import MAXIMUM_NAME
from registry.audit import service as audit
from registry.awards import documents, holding, keepers, naming, service
from registry.awards.errors import NotCorrectable, NothingToCorrect
from registry.awards.models import Award
from registry.db import db
from registry.documents.credential import StatusPlace, status_entry
from registry.documents.status_event import EventKind
from registry.people import service as people
from registry.people.service import LONGEST_KEY, surname_key
from registry.records import lists
from registry.records import service as records
from registry.records.rules import STATES
from registry.texts import Text

REASON = "corrected_copy_issued"
_MAIL_REASON = Text("Se corrigió el nombre", "The name was corrected")


def correct_name(
    award: Award, full_name: str, *, first_surname: str | None = None, actor: Actor, tell: bool = True
) -> None:
    """Issue a superseding document with the corrected name; folio and share links lead to it from now on.

    With ``tell`` off somebody else tells the holder, who is told by this in any case of copies in wallets that ended.

    Raises `NothingToCorrect` for the same name, `NotCorrectable` for a suspended or revoked award, `NotAllowed`,
    `InCustody`, `NotAccredited`, `NoKey`.
    """
    keepers.require_keeper(award, actor)
    name = " ".join(full_name.split())
    holding.hold(award)
    old = award.document
    if award.state != "good":
        raise NotCorrectable(state=STATES[award.state])
    if name == naming.name_on(award):
        raise NothingToCorrect(name=name)
    keepers.make_correctable(award, actor)
    document = holding.restate(award, lambda claims, place, moment: _renamed(claims, name, place, moment))
    records.change_status(old, EventKind.SUPERSEDED, reason=REASON, actor=actor, successor_uri=document.uri)
    copies = holding.change_bound(award, EventKind.SUPERSEDED, reason=REASON, actor=actor, successor_uri=document.uri)
    documents.succeed(award, document)
    _rename(award, name, first_surname)
    audit.record("award.corrected", "award", str(award.id), actor=actor, provider_id=award.provider_id)
    if tell or copies:  # no protocol replaces what a wallet holds: only its holder can
        service.tell_holder(award, "corrected", _MAIL_REASON, copies=copies)
    db.session.flush()


def _rename(award: Award, name: str, first_surname: str | None) -> None:
    """The person's record, and the account under which she or he reads."""
    person = award.person
    person.full_name = name
    person.surname_key = surname_key(first_surname or name.split()[-1])[:LONGEST_KEY]
    if first_surname:
        given, surname, rest = name.partition(first_surname)
        if surname:
            person.given_names, person.first_surname = given.strip() or None, first_surname
            person.second_surname = rest.strip() or None
        person.first_surname = first_surname
    account = accounts.by_person(people.root_of(person).id)
    if account is not None and not account.grants:
        account.name = name[:MAXIMUM_NAME]


def _renamed(claims: dict[str, Any], name: str, place: lists.Place, moment: dt.datetime) -> dict[str, Any]:
    """The old claims with a new name, id, subject and status place.

    ``validFrom`` moves to now, so that verifiers that compare versions take the newer (Open Badges 3.0, credential
    equality), unless the award begins later or has expired: nothing is valid from after its last day.
    """
    subject = dict(claims["credentialSubject"])
    subject["id"] = uuid.uuid4().urn
    subject["identifier"] = [{**subject["identifier"][0], "identityHash": name}]
    begins = dt.datetime.fromisoformat(claims["validFrom"])
    ends = dt.datetime.fromisoformat(claims["validUntil"]) if "validUntil" in claims else None
    if ends is None or moment < ends:
        begins = max(begins, moment)
    return {
        **claims,
        "id": uuid.uuid4().urn,
        "validFrom": begins.isoformat().replace("+00:00", "Z"),
        "credentialSubject": subject,
        "credentialStatus": status_entry(StatusPlace(list_url=place.list_url, index=place.status_index)),
    }
