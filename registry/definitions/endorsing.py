"""Partners endorse a definition version with their signature, once (DESIGN 10).

The provider invites; the partner signs an EndorsementCredential about the published Achievement, which then carries
it. The digest in it leaves out endorsements, so that one more partner changes nothing for the others.
"""

from __future__ import annotations

import uuid

import orjson
from sqlalchemy.orm import joinedload

from registry import addresses, clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.definitions import messages, queries
from registry.definitions.achievements import both, creator
from registry.definitions.errors import (
    EndorsementReasonMissing,
    NotADraft,
    NothingToWithdraw,
    NotInvited,
    NotPublished,
    PartnerUnfit,
)
from registry.definitions.models import DefinitionEndorsement, DefinitionVersion
from registry.definitions.queries import PUBLISHED, WITHDRAWN
from registry.documents.credential import StatusPlace
from registry.documents.endorsement import EndorsementClaims, build_endorsement
from registry.documents.status_event import WITHDRAWN_BY_ENDORSER, EventKind
from registry.providers import partnering
from registry.providers.models import Provider
from registry.records import lists, storage
from registry.records import service as records
from registry.records.models import Document

KIND = "endorsement"
LONGEST_NOTE = 300


def invite_partner(version_id: uuid.UUID, partner_id: uuid.UUID, *, actor: Actor) -> DefinitionEndorsement:
    """Ask another institution to endorse a version; asking again changes nothing.

    Raises NotAllowed (``definition:publish`` at the provider), NoSuchDefinition, NotADraft for a withdrawn version,
    PartnerUnfit.
    """
    version = queries.require(version_id)
    provider = version.definition.provider
    actor.require("definition:publish", at_provider=provider.id)
    if version.state == WITHDRAWN:
        raise NotADraft()
    partner = db.session.get_one(Provider, partner_id)
    _require_fit(partner, provider)
    invited = queries.endorsement_of(version_id, partner_id)
    if invited is not None:
        return invited
    invited = DefinitionEndorsement(definition_version_id=version_id, partner_id=partner_id, invited_at=clock.now())
    db.session.add(invited)
    db.session.flush()
    _record("definition.endorsement_asked", version, partner, actor, at=provider)
    return invited


def sign_endorsement(
    version_id: uuid.UUID, partner_id: uuid.UUID, *, actor: Actor, comment: str | None = None
) -> DefinitionEndorsement:
    """The partner's signed endorsement of a published version, in its own words or in the registry's.

    Raises NotAllowed (``definition:endorse`` at the partner), NoSuchDefinition, NotPublished, NotInvited, PartnerUnfit.
    """
    actor.require("definition:endorse", at_provider=partner_id)
    version = queries.require(version_id)
    # Two partners may sign at once, and both write the Achievement.
    db.session.refresh(version, with_for_update={"of": DefinitionVersion})
    partner = db.session.get_one(Provider, partner_id, options=[joinedload(Provider.issuer)])
    invited = _open_invitation(version_id, partner)
    if version.state != PUBLISHED or version.achievement is None:
        raise NotPublished()
    _require_fit(partner, version.definition.provider)
    if partner.issuer is None:  # _require_fit looked
        raise PartnerUnfit(partner=partner.name)
    achievement = orjson.loads(version.achievement)
    moment = records.time_of_issue()
    place = lists.take_places(partner.issuer, 1)[0]
    claims = build_endorsement(
        EndorsementClaims(
            id=uuid.uuid4().urn,
            name=both(messages.ENDORSEMENT_NAME.format(partner=partner.name)),
            endorser=creator(partner),
            valid_from=clock.whole_second(moment),
            subject_id=addresses.definition(version.id),
            subject=achievement,
            comment=comment.strip() if comment and comment.strip() else both(messages.ENDORSEMENT_COMMENT),
            status=StatusPlace(list_url=place.list_url, index=place.status_index),
        )
    )
    document = records.store(
        records.prepare(claims, kind=KIND, desk=records.desk_of(partner.issuer), place=place, logged_at=moment)
    )
    invited.document_id, invited.signed_at = document.id, clock.now()
    signed = orjson.loads(storage.signed_json(document))
    version.achievement = orjson.dumps({**achievement, "endorsement": [*achievement.get("endorsement", []), signed]})
    db.session.flush()
    _record("definition.endorsed", version, partner, actor, at=partner)
    return invited


def decline(version_id: uuid.UUID, partner_id: uuid.UUID, *, actor: Actor) -> DefinitionEndorsement:
    """The partner does not endorse. Raises NotAllowed, NoSuchDefinition, NotInvited."""
    actor.require("definition:endorse", at_provider=partner_id)
    version = queries.require(version_id)
    partner = db.session.get_one(Provider, partner_id)
    invited = _open_invitation(version_id, partner)
    invited.declined_at = clock.now()
    db.session.flush()
    _record("definition.endorsement_declined", version, partner, actor, at=partner)
    return invited


def withdraw(version_id: uuid.UUID, partner_id: uuid.UUID, *, note: str, actor: Actor) -> DefinitionEndorsement:
    """The partner takes its endorsement of a version back: the signed event says so, and what is issued from now on
    does not carry it. What it countersigned stands (`registry.awards.cosigning.withdraw` is another act).

    Raises NotAllowed, NoSuchDefinition, EndorsementReasonMissing, NothingToWithdraw.
    """
    actor.require("definition:endorse", at_provider=partner_id)
    version = queries.require(version_id)
    db.session.refresh(version, with_for_update={"of": DefinitionVersion})
    said = queries.endorsement_of(version_id, partner_id)
    if said is None or said.document_id is None or said.withdrawn_at is not None or version.achievement is None:
        raise NothingToWithdraw()
    if not note.strip():
        raise EndorsementReasonMissing()
    document = db.session.get_one(Document, said.document_id)
    records.change_status(document, EventKind.REVOKED, reason=WITHDRAWN_BY_ENDORSER, actor=actor)
    said.withdrawn_at, said.withdrawal_note = clock.now(), note.strip()[:LONGEST_NOTE]
    achievement = orjson.loads(version.achievement)
    left = [one for one in achievement.pop("endorsement", []) if one.get("id") != document.uri]
    version.achievement = orjson.dumps({**achievement, **({"endorsement": left} if left else {})})
    db.session.flush()
    partner = db.session.get_one(Provider, partner_id)
    _record("definition.endorsement_withdrawn", version, partner, actor, at=partner)
    return said


def _open_invitation(version_id: uuid.UUID, partner: Provider) -> DefinitionEndorsement:
    invited = queries.endorsement_of(version_id, partner.id)
    if invited is None or invited.signed_at is not None or invited.declined_at is not None:
        raise NotInvited(partner=partner.name)
    return invited


def _require_fit(partner: Provider, provider: Provider) -> None:
    """Another institution, with keys, and an agreement or an accreditation in force."""
    if partner.id == provider.id or partner.issuer_id is None:
        raise PartnerUnfit(partner=partner.name)
    partnering.require_signing(partner.id, partner.name)


def _record(action: str, version: DefinitionVersion, partner: Provider, actor: Actor, *, at: Provider) -> None:
    record(action, "definition_version", version.id, actor=actor, provider_id=at.id, partner=str(partner.id))
