"""A partner countersigns awards: a detached EndorsementCredential for each document (DESIGN 10).

Partner staff approve in their own door, for many awards at once; until then the endorsement is *not checked* and the
award stands.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from registry import addresses, clock, contexts
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.errors import NotAPartner
from registry.awards.models import Award, AwardEndorsement
from registry.bulk import Rows
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.documents.credential import StatusPlace
from registry.documents.endorsement import EndorsementClaims, build_endorsement
from registry.documents.profile import Issuer as IssuerProfile
from registry.providers.models import Provider
from registry.records import lists, storage
from registry.records import service as records
from registry.records.models import Document
from registry.signing import Stamped, refuse_nulls, stamped
from registry.transparency import service as transparency

COMMENT = (
    "Esta institución participó en el programa y confirma con su firma esta microcredencial. / "
    "This institution took part in the program and confirms this microcredential with its signature."
)


def waiting(partner_id: uuid.UUID) -> list[AwardEndorsement]:
    """Countersignatures that this partner was asked for and has not given."""
    statement = (
        select(AwardEndorsement)
        .where(AwardEndorsement.partner_id == partner_id, AwardEndorsement.signed_at.is_(None))
        .order_by(AwardEndorsement.asked_at, AwardEndorsement.id)
    )
    return list(db.session.scalars(statement))


def count_waiting(partner_id: uuid.UUID) -> int:
    """How many countersignatures this partner was asked for, of awards that still stand, and has not given."""
    statement = select(func.count(AwardEndorsement.id)).where(*_open_for(partner_id))
    return int(db.session.scalar(statement.join(Award, Award.id == AwardEndorsement.award_id)) or 0)


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Countersignatures asked for together: one definition version, one batch (None: issued one by one)."""

    version: DefinitionVersion
    batch_id: uuid.UUID | None
    count: int
    first_asked: dt.datetime


def waiting_groups(partner_id: uuid.UUID) -> list[WaitingGroup]:
    """What waits for this partner's signature, by definition version and batch, oldest first. Two queries."""
    rows = db.session.execute(
        select(Award.definition_version_id, Award.batch_id, func.count(), func.min(AwardEndorsement.asked_at))
        .join(Award, Award.id == AwardEndorsement.award_id)
        .where(*_open_for(partner_id))
        .group_by(Award.definition_version_id, Award.batch_id)
        .order_by(func.min(AwardEndorsement.asked_at))
    ).all()
    versions = db.session.scalars(
        select(DefinitionVersion)
        .where(DefinitionVersion.id.in_([row[0] for row in rows]))
        .options(joinedload(DefinitionVersion.definition).joinedload(Definition.provider))
    )
    by_id = {version.id: version for version in versions}
    return [WaitingGroup(by_id[version_id], batch_id, count, asked) for version_id, batch_id, count, asked in rows]


def waiting_in(
    partner_id: uuid.UUID,
    *,
    definition_version_id: uuid.UUID,
    batch_id: uuid.UUID | None,
    only: Collection[uuid.UUID] | None = None,
    page: int = 1,
    size: int,
) -> list[tuple[AwardEndorsement, Award]]:
    """The countersignatures of one group (``only`` some of them) with their awards and holders, as they were asked."""
    statement = (
        select(AwardEndorsement, Award)
        .join(Award, Award.id == AwardEndorsement.award_id)
        .where(*_in_group(partner_id, definition_version_id, batch_id))
        .order_by(AwardEndorsement.asked_at, AwardEndorsement.id)
        .options(joinedload(Award.person))
        .offset((page - 1) * size)
        .limit(size)
    )
    if only is not None:
        statement = statement.where(AwardEndorsement.id.in_(only))
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def count_in(partner_id: uuid.UUID, *, definition_version_id: uuid.UUID, batch_id: uuid.UUID | None) -> int:
    """How many countersignatures of one group are waiting."""
    statement = (
        select(func.count(AwardEndorsement.id))
        .join(Award, Award.id == AwardEndorsement.award_id)
        .where(*_in_group(partner_id, definition_version_id, batch_id))
    )
    return int(db.session.scalar(statement) or 0)


def _in_group(
    partner_id: uuid.UUID, definition_version_id: uuid.UUID, batch_id: uuid.UUID | None
) -> tuple[ColumnElement[bool], ...]:
    return (
        *_open_for(partner_id),
        Award.definition_version_id == definition_version_id,
        Award.batch_id.is_(None) if batch_id is None else Award.batch_id == batch_id,
    )


def _open_for(partner_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        AwardEndorsement.partner_id == partner_id,
        AwardEndorsement.signed_at.is_(None),
        Award.state == "good",
        # A corrected award is countersigned by its new document, not by the one that it superseded; and so is each
        # copy in a wallet, for as long as it holds.
        select(Document.id)
        .where(Document.id == AwardEndorsement.document_id, Document.state == "good")
        .correlate(AwardEndorsement)
        .exists(),
    )


def countersign(asked: Sequence[AwardEndorsement], *, partner: Provider, actor: Actor) -> int:
    """Sign every asked endorsement that is still open and whose award still stands. Returns how many were signed."""
    actor.require("award:countersign", at_provider=partner.id)
    if partner.issuer is None or any(one.partner_id != partner.id for one in asked):
        raise NotAPartner()
    desk = records.desk_of(partner.issuer)
    moment = transparency.time_of_issue()
    documents = _documents([one.document_id for one in asked])
    states = _states([one.award_id for one in asked])
    open_ones = [one for one in asked if one.signed_at is None and states[one.award_id] == "good"]
    places = lists.take_places(partner.issuer, len(open_ones))
    endorsements = [
        _endorsement(partner, storage.claims_of(documents[one.document_id]), place, moment)
        for one, place in zip(open_ones, places, strict=True)
    ]
    rows = Rows()
    keys = records.sign_many(
        _texts_of(endorsements, kid=desk.p256_method),
        rows,
        uris=[str(one["id"]) for one in endorsements],
        kind="endorsement",
        desk=desk,
        places=places,
        logged_at=moment,
        dictionary=None,
    )
    rows.write(db.session)
    signed_at = clock.now()
    for one, key in zip(open_ones, keys, strict=True):
        one.endorsement_document_id, one.signed_at = uuid.UUID(bytes=key), signed_at
    audit.record(
        "award.countersigned", "provider", str(partner.id), actor=actor, provider_id=partner.id, signed=len(open_ones)
    )
    db.session.flush()
    return len(open_ones)


def _endorsement(
    partner: Provider, subject: Mapping[str, Any], place: lists.Place, moment: dt.datetime
) -> dict[str, Any]:
    return build_endorsement(
        EndorsementClaims(
            id=uuid.uuid4().urn,
            name=f"Firma de {partner.name}",
            endorser=_profile(partner),
            valid_from=moment,
            subject_id=str(subject["id"]),
            subject=subject,
            comment=COMMENT,
            status=StatusPlace(list_url=place.list_url, index=place.index),
        )
    )


def _texts_of(endorsements: Sequence[Mapping[str, Any]], *, kid: str) -> list[Stamped]:
    """What is signed of each, by the general engine: an endorsement names its subject twice, which no stamp fills."""
    for one in endorsements:
        refuse_nulls(one)  # JSON-LD drops them in silence: what is not signed must not be said
    return [stamped(one, contexts.store(), kid=kid, left_out=None) for one in endorsements]


def endorsements_of(document_id: uuid.UUID) -> list[AwardEndorsement]:
    """Every countersignature asked for a document, given or not."""
    return list(db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.document_id == document_id)))


def partners_of(document_id: uuid.UUID) -> list[tuple[str, dt.datetime | None]]:
    """The partners asked to countersign a document, by name, each with when it signed (None: not yet)."""
    rows = db.session.execute(
        select(Provider.name, AwardEndorsement.signed_at)
        .join(AwardEndorsement, AwardEndorsement.partner_id == Provider.id)
        .where(AwardEndorsement.document_id == document_id)
        .order_by(Provider.name)
    )
    return [(name, signed_at) for name, signed_at in rows]


def _profile(partner: Provider) -> IssuerProfile:
    if partner.issuer is None:  # countersign looked
        raise NotAPartner
    return IssuerProfile(
        did=partner.issuer.did, name=partner.name, url=addresses.provider_page(partner.slug), country=partner.country
    )


def _documents(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, Document]:
    rows = db.session.scalars(select(Document).where(Document.id.in_(keys)))
    return {row.id: row for row in rows}


def _states(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = db.session.execute(select(Award.id, Award.state).where(Award.id.in_(keys)))
    return dict(rows.all())
