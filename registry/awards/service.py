"""The only writer of awards: issuing, and changing the status of what was issued.

Issuing outside an accreditation's scope or time is impossible here, and every door comes through here: the page, the
workbook, the API, the shell, the demo.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from registry import addresses, clock, content, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import canonical, rules, sharing
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.errors import (
    AlreadyAccepted,
    ConditionOverdue,
    DefinitionNotOpen,
    ModeNotOffered,
    NotAccredited,
    ReasonUnknown,
)
from registry.awards.models import Award, AwardDocument, AwardEndorsement, Claim
from registry.curriculum.requirements import Requirements
from registry.custody.models import Issuer
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.documents.credential import CredentialClaims, StatusPlace, build_credential
from registry.documents.profile import Issuer as IssuerProfile
from registry.documents.status_event import EventKind
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people import service as people
from registry.people.models import Consent, Person
from registry.providers import queries as providers
from registry.providers.deadlines import day_of
from registry.providers.models import Provider
from registry.records import lists, storage
from registry.records import service as records
from registry.records.service import Prepared, SigningDesk
from registry.texts import Text, same
from registry.transparency import service as transparency

#: What the provider says holds for modes that no row names.
DEFAULT_MODE = "blended"
#: The one reason of a reinstatement; the catalogues list those of the other changes.
REINSTATED_REASON = "suspension_resolved"
REINSTATED_REASON_NAME = Text("Se resolvió el motivo de la suspensión", "The reason for the suspension was resolved")
_REASON_CATALOGUES: Mapping[EventKind, str] = {
    EventKind.SUSPENDED: "suspension_reasons",
    EventKind.REVOKED: "revocation_reasons",
    EventKind.SUPERSEDED: "supersession_reasons",
}


@dataclass(frozen=True, slots=True)
class Workshop:
    """Everything that is the same for all awards of one definition version at one moment, looked up once."""

    version: DefinitionVersion
    provider: Provider
    profile: IssuerProfile
    issuer: Issuer
    desk: SigningDesk
    requirements: Requirements
    achievement: Mapping[str, Any]
    dictionary: tuple[uuid.UUID, bytes] | None
    partner_ids: tuple[uuid.UUID, ...]
    logged_at: dt.datetime


def open_workshop(definition_version_id: uuid.UUID) -> Workshop:
    """Raises `DefinitionNotOpen`, and `NotAccredited` (`ConditionOverdue`) unless an accreditation covers it now."""
    version = db.session.get_one(DefinitionVersion, definition_version_id)
    provider = version.definition.provider
    title = str(version.design.get("title", {}).get("es", version.definition.slug))
    if version.state != "published" or version.achievement is None:
        raise DefinitionNotOpen(title=title)
    moment = transparency.time_of_issue()
    standard = version.standard_version
    covering = providers.covering_accreditation(provider.id, standard.id, version.profile, version.part, moment)
    if covering is None or provider.issuer is None:
        late = providers.overdue(provider.id, standard.id, moment)
        if late is not None:
            due = day_of(late.due_at)
            raise ConditionOverdue(number=late.accreditation.number, provider=provider.name, due=due)
        raise NotAccredited(
            provider=same(provider.name),
            standard=f"{standard.code} {standard.version}",
            scope=definitions.meant_for(version),
            at=moment,
        )
    return Workshop(
        version=version,
        provider=provider,
        profile=IssuerProfile(
            did=provider.issuer.did,
            name=provider.name,
            url=addresses.provider_page(provider.slug),
            country=provider.country,
        ),
        issuer=provider.issuer,
        desk=records.desk_of(provider.issuer),
        requirements=definitions.requirements_of(version),
        achievement=orjson.loads(version.achievement),
        dictionary=storage.dictionary_for(f"definition:{version.id}"),
        partner_ids=tuple(one.partner_id for one in version.endorsements if one.document_id is not None),
        logged_at=moment,
    )


def issue(commands: Sequence[AwardCommand], context: IssueContext, *, actor: Actor) -> list[Award]:
    """Issue to each person of ``commands``, all or none. The caller commits.

    Raises `NotAllowed`, `NotAccredited`, `DefinitionNotOpen`, `ScoreMissing`, `RequirementsNotMet`,
    `DateNotAcceptable`, `ValidFromRefused`.
    """
    workshop = open_workshop(context.definition_version_id)
    actor.require("award:issue", at_provider=workshop.provider.id)
    for command in commands:
        _check(command, workshop)
    consent = db.session.get(Consent, context.consent_id) if context.consent_id else None
    holders = people.register([command.person for command in commands], consent=consent)
    places = lists.take_places(workshop.issuer, len(commands))
    made = [_prepare(command, workshop, place) for command, place in zip(commands, places, strict=True)]
    canonical.check([(prepared, form) for _, prepared, form in made])
    awards: list[Award] = []
    for command, person, (folio, prepared, _) in zip(commands, holders, made, strict=True):
        workshop = _with_dictionary(workshop, prepared)
        awards.append(_store(command, context, workshop, person, folio, prepared))
    audit.record(
        "award.issued",
        "definition_version",
        str(workshop.version.id),
        actor=actor,
        provider_id=workshop.provider.id,
        awards=len(awards),
        batch=str(context.batch_id) if context.batch_id else None,
    )
    db.session.flush()
    return awards


def _prepare(command: AwardCommand, workshop: Workshop, place: lists.Place) -> tuple[str, Prepared, bytes | None]:
    folio = ids.new_folio()
    claims = build_claims(command, workshop, folio=folio, place=place)
    form = canonical.canonical_form(workshop.version.id, claims)
    prepared = records.prepare(
        claims,
        kind="credential",
        desk=workshop.desk,
        place=place,
        logged_at=workshop.logged_at,
        canonical=form,
    )
    return folio, prepared, form


def _check(command: AwardCommand, workshop: Workshop) -> None:
    name = command.person.full_name
    rules.check_scores(workshop.requirements, command.scores, name=name)
    rules.check_criteria(workshop.requirements, command.criterion_scores, name=name)
    _check_mode(command, workshop)
    rules.check_dates(command.awarded_on, command.valid_from, at=workshop.logged_at, today=clock.today(), name=name)


def _check_mode(command: AwardCommand, workshop: Workshop) -> None:
    offered = workshop.version.design.get("modes") or [DEFAULT_MODE]
    if command.mode is not None and command.mode not in offered:
        raise ModeNotOffered(
            name=command.person.full_name,
            mode=content.label("modes", command.mode),
            offered=content.labels("modes", offered),
        )


def build_claims(
    command: AwardCommand, workshop: Workshop, *, folio: str, place: lists.Place, subject_id: str | None = None
) -> dict[str, Any]:
    """The unsigned credential of one award (DESIGN 3 and 5)."""
    valid_from = clock.whole_second(command.valid_from or workshop.logged_at)
    asked = workshop.requirements
    months = int(workshop.version.design.get("validity_months", asked.validity_months))
    return build_credential(
        CredentialClaims(
            id=uuid.uuid4().urn,
            name=str(workshop.achievement["name"]),
            issuer=workshop.profile,
            valid_from=valid_from,
            valid_until=rules.end_of_validity(valid_from, months),
            awarded_on=command.awarded_on,
            subject_id=subject_id or uuid.uuid4().urn,
            holder_name=command.person.full_name,
            folio=folio,
            achievement=workshop.achievement,
            hours=asked.hours.assessment if command.mode == "assessment_only" else asked.hours.total,
            average=rules.written_average(rules.exact_average(asked, command.scores)),
            mode=command.mode or _default_mode(workshop),
            levels=rules.levels_reached(asked, command.criterion_scores),
            status=StatusPlace(list_url=place.list_url, index=place.index),
        )
    )


def _default_mode(workshop: Workshop) -> str:
    modes = workshop.version.design.get("modes") or [DEFAULT_MODE]
    return str(modes[0])


def _with_dictionary(workshop: Workshop, prepared: Prepared) -> Workshop:
    if workshop.dictionary is not None:
        return workshop
    made = storage.make_dictionary(f"definition:{workshop.version.id}", sample_of(prepared.claims))
    return dataclasses.replace(workshop, dictionary=made)


def sample_of(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims without the person, to serve as a dictionary: erasing somebody must not leave a copy there."""
    subject = {**claims["credentialSubject"], "identifier": [], "id": "", "licenseNumber": ""}
    return {**claims, "id": "", "credentialSubject": subject}


def _store(
    command: AwardCommand,
    context: IssueContext,
    workshop: Workshop,
    person: Person,
    folio: str,
    prepared: Prepared,
) -> Award:
    document = records.store(prepared, dictionary=workshop.dictionary)
    valid_until = prepared.claims["validUntil"]
    award = Award(
        id=ids.new_key(),
        folio=folio,
        person=person,
        definition_version=workshop.version,
        provider_id=workshop.provider.id,
        document=document,
        batch_id=context.batch_id,
        awarded_on=command.awarded_on,
        issued_at=workshop.logged_at,
        valid_until=dt.datetime.fromisoformat(valid_until.replace("Z", "+00:00")),
        average=str(rules.exact_average(workshop.requirements, command.scores)),
        scores={instrument: str(score) for instrument, score in command.scores.items()},
        mode=command.mode or _default_mode(workshop),
        language=command.language,
        state_code=command.state_code,
        municipality=command.municipality,
        cct=command.cct,
        chamber_code=command.chamber_code,
        group_name=command.group_name,
        reference=dict(command.reference),
    )
    db.session.add(award)
    db.session.flush()
    db.session.add(AwardDocument(document_id=document.id, award_id=award.id, purpose="first"))
    for partner_id in workshop.partner_ids:
        db.session.add(
            AwardEndorsement(
                award_id=award.id, document_id=document.id, partner_id=partner_id, asked_at=workshop.logged_at
            )
        )
    _deliver(command, context, workshop, award)
    return award


def _deliver(command: AwardCommand, context: IssueContext, workshop: Workshop, award: Award) -> None:
    delivery = command.delivery or (Delivery.MAIL if command.person.email else Delivery.SLIP)
    if delivery is Delivery.NONE:
        return
    mailbox = command.person.email if delivery is Delivery.MAIL else None
    claim, token = sharing.new_claim(award.id, award.person_id, kind=delivery.value, email=mailbox)
    db.session.add(claim)
    if delivery is Delivery.MAIL and command.person.email:
        notices.enqueue(
            "claim",
            command.person.email,
            command.person.language,
            {
                "name": command.person.full_name,
                "title": str(workshop.achievement["name"]),
                "provider": workshop.provider.name,
                "url": addresses.claim(token),
            },
            not_before=context.mails_at,
            group_key=f"batch:{context.batch_id}" if context.batch_id else None,
            person_id=award.person_id,
        )


def suspend(award: Award, *, reason: str, actor: Actor) -> None:
    """Suspend; the signed event says why and since when."""
    _change(award, EventKind.SUSPENDED, reason=reason, actor=actor, state="suspended")


def reinstate(award: Award, *, actor: Actor) -> None:
    """End a suspension: the same file verifies again."""
    _change(award, EventKind.REINSTATED, reason=REINSTATED_REASON, actor=actor, state="good")


def revoke(award: Award, *, reason: str, actor: Actor) -> None:
    """Revoke for good."""
    _change(award, EventKind.REVOKED, reason=reason, actor=actor, state="revoked")


def check_reason(kind: EventKind, reason: str) -> None:
    """Raise `ReasonUnknown` unless the catalogue lists the reason for this kind of change."""
    catalogue = _REASON_CATALOGUES.get(kind)
    if catalogue and reason not in {value.id for value in content.catalog(catalogue)}:
        raise ReasonUnknown(reason=reason)


def _change(award: Award, kind: EventKind, *, reason: str, actor: Actor, state: str) -> None:
    actor.require("award:change_status", at_provider=award.provider_id)
    check_reason(kind, reason)
    records.change_status(award.document, kind, reason=reason, actor=actor)
    award.state = state
    audit.record(
        f"award.{kind.value}", "award", str(award.id), actor=actor, provider_id=award.provider_id, reason=reason
    )
    tell_holder(award, kind.value, _reason_name(kind, reason))
    db.session.flush()


def _reason_name(kind: EventKind, reason: str) -> Text:
    catalogue = _REASON_CATALOGUES.get(kind)
    return content.label(catalogue, reason) if catalogue else REINSTATED_REASON_NAME


def tell_holder(award: Award, change: str, reason: Text) -> None:
    """A mail to the holder, if there is an address. ``change``: a code of `notices.messages.AWARD_CHANGES`."""
    address = next((one.value for one in award.person.identifiers if one.kind == "email" and one.value), None)
    if address is None:
        return
    notices.enqueue(
        Kind.AWARD_CHANGED,
        address,
        award.person.language,
        {
            "name": award.person.full_name,
            "title": title_of(award.definition_version),
            "provider": award.definition_version.definition.provider.name,
            "change": change,
            "reason": reason,
            "url": addresses.path("/mis-microcredenciales"),
        },
        person_id=award.person_id,
    )


def title_of(version: DefinitionVersion) -> str:
    """The title on the credential."""
    return str(version.design["title"]["es"])


def answer(award: Award, *, accept: bool, actor: Actor) -> None:
    """The holder accepts or rejects. A rejected award stays signed; it leaves the holder's home.

    Raises `NotAllowed` for anybody else, `AlreadyAccepted` when an accepted one is rejected: links may be out.
    """
    sharing.require_holder(award, actor, "record:accept")
    if award.accepted_at is not None:
        if accept:
            return
        raise AlreadyAccepted()
    moment = clock.now()
    award.accepted_at, award.declined_at = (moment, None) if accept else (None, moment)
    audit.record("award.accepted" if accept else "award.declined", "award", str(award.id), actor=actor)
    db.session.flush()


def claims_of_batch(batch_id: uuid.UUID) -> list[Claim]:
    """The claims of a batch's awards, for its slips and for Undo."""
    return list(
        db.session.scalars(db.select(Claim).join(Award, Award.id == Claim.award_id).where(Award.batch_id == batch_id))
    )
