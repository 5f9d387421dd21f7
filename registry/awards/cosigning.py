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

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import joinedload

from registry import addresses, clock, contexts
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards.errors import CountersignatureMissing, NotAPartner
from registry.awards.models import Award, AwardEndorsement
from registry.bulk import Rows
from registry.db import db
from registry.definitions import endorsing
from registry.definitions import queries as definitions
from registry.definitions.errors import EndorsementReasonMissing
from registry.definitions.models import Definition, DefinitionVersion
from registry.documents.credential import StatusPlace
from registry.documents.endorsement import EndorsementClaims, build_endorsement
from registry.documents.profile import Issuer as IssuerProfile
from registry.documents.status_event import WITHDRAWN_BY_ENDORSER, EventKind
from registry.ids import read_folio
from registry.providers import partnering
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.providers.partnering import PartnerStanding
from registry.records import lists, storage
from registry.records import service as records
from registry.records.models import Document
from registry.signing import Stamped, refuse_nulls, stamped

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
    """Sign every asked endorsement that is still open and whose award still stands. Returns how many were signed.

    Raises NotAllowed, NotAPartner, PartnerMayNotSign after its agreement or accreditation ended.
    """
    actor.require("award:countersign", at_provider=partner.id)
    if partner.issuer is None or any(one.partner_id != partner.id for one in asked):
        raise NotAPartner()
    partnering.require_signing(partner.id, partner.name)
    desk = records.desk_of(partner.issuer)
    moment = records.time_of_issue()
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


def withdraw(folio: str, *, partner: Provider, note: str, actor: Actor) -> AwardEndorsement:
    """The partner takes back its countersignature of one award; the award stands, and says who signed and until when.

    Raises NotAllowed, CountersignatureMissing, EndorsementReasonMissing.
    """
    actor.require("award:countersign", at_provider=partner.id)
    row = db.session.execute(
        select(AwardEndorsement, Document)
        .join(Award, and_(Award.id == AwardEndorsement.award_id, Award.document_id == AwardEndorsement.document_id))
        .join(Document, Document.id == AwardEndorsement.endorsement_document_id)
        .where(
            Award.folio == (read_folio(folio) or ""),
            AwardEndorsement.partner_id == partner.id,
            AwardEndorsement.withdrawn_at.is_(None),
        )
        .with_for_update(of=AwardEndorsement)
    ).first()
    if row is None:
        raise CountersignatureMissing()
    if not note.strip():
        raise EndorsementReasonMissing()
    signed, document = row
    records.change_status(document, EventKind.REVOKED, reason=WITHDRAWN_BY_ENDORSER, actor=actor)
    signed.withdrawn_at, signed.withdrawal_note = clock.now(), note.strip()[: endorsing.LONGEST_NOTE]
    db.session.flush()
    audit.record("award.countersignature_withdrawn", "award", signed.award_id, actor=actor, provider_id=partner.id)
    return signed


def withdraw_design(version_id: uuid.UUID, *, partner: Provider, note: str, actor: Actor) -> int:
    """The partner takes its endorsement of a design back; what it was still asked to sign of it is asked no more.
    How many requests that were. What it countersigned stands. Raises as `registry.definitions.endorsing.withdraw`.
    """
    endorsing.withdraw(version_id, partner.id, note=note, actor=actor)
    of_design = select(Award.id).where(Award.definition_version_id == version_id)
    gone = db.session.execute(
        delete(AwardEndorsement)
        .where(
            AwardEndorsement.partner_id == partner.id,
            AwardEndorsement.signed_at.is_(None),
            AwardEndorsement.award_id.in_(of_design),
        )
        .execution_options(synchronize_session="fetch")
    )
    return int(getattr(gone, "rowcount", 0))


def count_signed(partner_id: uuid.UUID) -> Mapping[uuid.UUID, int]:
    """How many countersignatures of a partner stand, by definition version."""
    rows = db.session.execute(
        select(Award.definition_version_id, func.count())
        .join(AwardEndorsement, AwardEndorsement.award_id == Award.id)
        .where(
            AwardEndorsement.partner_id == partner_id,
            AwardEndorsement.signed_at.is_not(None),
            AwardEndorsement.withdrawn_at.is_(None),
        )
        .group_by(Award.definition_version_id)
    )
    return {row[0]: row[1] for row in rows}


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
            status=StatusPlace(list_url=place.list_url, index=place.status_index),
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


@dataclass(frozen=True, slots=True)
class PartnerWord:
    """A partner asked to countersign a document: when it signed and when it took that back (None: not), and whether it
    may sign today."""

    name: str
    signed_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    note: str
    standing: PartnerStanding


def partners_of(document_id: uuid.UUID) -> list[PartnerWord]:
    """The partners asked to countersign a document, by name."""
    rows = db.session.execute(
        select(AwardEndorsement, Provider.name)
        .join(Provider, Provider.id == AwardEndorsement.partner_id)
        .where(AwardEndorsement.document_id == document_id)
        .order_by(Provider.name)
    ).all()
    standings = partnering.standings_of([row[0].partner_id for row in rows], clock.now()) if rows else {}
    return [
        PartnerWord(name, one.signed_at, one.withdrawn_at, one.withdrawal_note, standings[one.partner_id])
        for one, name in rows
    ]


def words_on_design(version_id: uuid.UUID) -> tuple[PartnerWord, ...]:
    """The partners that have signed an endorsement of a definition version, those that took it back included."""
    signed = [one for one in definitions.endorsements_of(version_id) if one.signed_at is not None]
    standings = partnering.standings_of([one.partner_id for one in signed], clock.now()) if signed else {}
    names = {one.id: one.name for one in providers.by_ids([one.partner_id for one in signed])}
    return tuple(
        PartnerWord(names[who], one.signed_at, one.withdrawn_at, one.withdrawal_note, standings[who])
        for one, who in ((each, each.partner_id) for each in signed)
    )


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
