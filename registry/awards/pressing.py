"""Making many awards: everything computed, signed and compressed here, nothing written.

A worker presses a chunk outside any transaction and writes its rows in a short one (DESIGN 12). One person's award
takes the same way.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from registry import addresses, clock, content, ids
from registry.awards import rules, sharing, stamping
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.errors import ModeNotOffered
from registry.awards.models import Award, AwardDocument, AwardEndorsement, Claim
from registry.awards.workshop import Workshop
from registry.bulk import Rows
from registry.documents.credential import CredentialClaims, StatusPlace, build_credential
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.notices.service import Addressed
from registry.records import service as records
from registry.records import storage
from registry.records.lists import Place
from registry.records.service import Prepared

#: A dictionary of a definition's documents.
Dictionary = storage.Kept


@dataclass(frozen=True, slots=True)
class Pressed:
    """Awards ready to be written: their keys, in the order of the commands, and all rows."""

    award_ids: tuple[uuid.UUID, ...]
    rows: Rows
    logged_at: dt.datetime


def check_all(commands: Sequence[AwardCommand], workshop: Workshop) -> None:
    """Raise `ScoreMissing`, `RequirementsNotMet`, `ModeNotOffered`, `DateNotAcceptable` or `ValidFromRefused` for the
    first person who cannot be awarded."""
    today = clock.today()
    for command in commands:
        name = command.person.full_name
        rules.check_scores(workshop.requirements, command.scores, name=name)
        rules.check_criteria(workshop.requirements, command.criterion_scores, name=name)
        if command.mode is not None and command.mode not in workshop.modes:
            raise ModeNotOffered(
                name=name,
                mode=content.label("modes", command.mode),
                offered=content.labels("modes", workshop.modes),
            )
        rules.check_dates(command.awarded_on, command.valid_from, at=workshop.logged_at, today=today, name=name)


def press(
    commands: Sequence[AwardCommand],
    context: IssueContext,
    workshop: Workshop,
    *,
    places: Sequence[Place],
    dictionary: Dictionary,
    rows: Rows,
    person_ids: Sequence[uuid.UUID],
    checked: Collection[int] | None = None,
) -> Pressed:
    """Sign one award for each command, in both forms. ``rows`` holds the people already (`people.plan`).

    ``checked`` are the numbers of those whose texts are computed twice; default: `stamping.to_check` of all.
    Raises `CanonicalFormDiffers` when a stamped text is not what the long way gives: then nothing may be written.
    """
    checked = stamping.to_check(len(commands)) if checked is None else checked
    award_ids: list[uuid.UUID] = []
    mails: list[Addressed] = []
    for number, (command, place, person_id) in enumerate(zip(commands, places, person_ids, strict=True)):
        folio, average = ids.new_folio(), rules.exact_average(workshop.requirements, command.scores)
        claims = claims_of(command, workshop, folio=folio, place=place, average=average)
        texts = stamping.texts_of(
            claims, version_id=workshop.version_id, kid=workshop.desk.p256_method, checked=number in checked
        )
        prepared = records.sign(
            texts,
            uri=claims.id,
            kind="credential",
            desk=workshop.desk,
            place=place,
            logged_at=workshop.logged_at,
            dictionary=dictionary,
        )
        records.add_rows(rows, prepared)
        award_id = command.key or ids.new_key()
        award_ids.append(award_id)
        made_of = _Award(award_id, person_id, claims, average, prepared)
        _add_award(rows, made_of, command, context, workshop)
        mail = _add_claim(rows, award_id, command, context, workshop, person_id=person_id)
        if mail is not None:
            mails.append(mail)
    if mails:
        group = f"batch:{context.batch_id}" if context.batch_id else None
        notices.add_rows(rows, Kind.CLAIM, mails, group_key=group)
    return Pressed(tuple(award_ids), rows, workshop.logged_at)


def claims_of(
    command: AwardCommand, workshop: Workshop, *, folio: str, place: Place, average: Fraction
) -> CredentialClaims:
    """What the credential of one award states (DESIGN 3 and 5). ``average``: unrounded, 0 to 10."""
    valid_from = clock.whole_second(command.valid_from or workshop.logged_at)
    asked = workshop.requirements
    months = int(workshop.design.get("validity_months", asked.validity_months))
    return CredentialClaims(
        id=uuid.uuid4().urn,
        name=workshop.title,
        issuer=workshop.issuer,
        valid_from=valid_from,
        valid_until=rules.end_of_validity(valid_from, months),
        awarded_on=command.awarded_on,
        subject_id=uuid.uuid4().urn,
        holder_name=command.person.full_name,
        folio=folio,
        achievement=workshop.achievement,
        hours=asked.hours.assessment if command.mode == "assessment_only" else asked.hours.total,
        average=rules.written_average(average),
        mode=command.mode or workshop.modes[0],
        levels=rules.levels_reached(asked, command.criterion_scores),
        status=StatusPlace(list_url=place.list_url, index=place.index),
    )


def dictionary_of(workshop: Workshop, command: AwardCommand, place: Place) -> Dictionary:
    """The dictionary of the definition's documents, made and stored if there is none, in the caller's transaction."""
    subject = f"definition:{workshop.version_id}"
    found = storage.dictionary_for(subject, achievement=workshop.achievement)
    if found is not None:
        return found
    average = rules.exact_average(workshop.requirements, command.scores)
    claims = claims_of(command, workshop, folio=ids.new_folio(), place=place, average=average)
    return storage.make_dictionary(subject, sample_of(build_credential(claims)))


def sample_of(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims without the person, to serve as a dictionary: erasing somebody must not leave a copy there."""
    subject = {**claims["credentialSubject"], "identifier": [], "id": "", "licenseNumber": ""}
    return {**claims, "id": "", "credentialSubject": subject}


@dataclass(frozen=True, slots=True)
class _Award:
    """What an award's row is made of besides its command."""

    id: uuid.UUID
    person_id: uuid.UUID
    claims: CredentialClaims
    average: Fraction
    prepared: Prepared


def _add_award(rows: Rows, made: _Award, command: AwardCommand, context: IssueContext, workshop: Workshop) -> None:
    rows.add(
        Award,
        id=made.id,
        folio=made.claims.folio,
        person_id=made.person_id,
        definition_version_id=workshop.version_id,
        provider_id=workshop.provider_id,
        document_id=made.prepared.id,
        batch_id=context.batch_id,
        awarded_on=command.awarded_on,
        issued_at=workshop.logged_at,
        valid_until=made.claims.valid_until,
        average=str(made.average),
        scores={instrument: str(score) for instrument, score in command.scores.items()},
        mode=made.claims.mode,
        language=command.language,
        state_code=command.state_code,
        municipality=command.municipality,
        cct=command.cct,
        chamber_code=command.chamber_code,
        group_name=command.group_name,
        reference=dict(command.reference),
    )
    rows.add(AwardDocument, document_id=made.prepared.id, award_id=made.id, purpose="first")
    for partner_id in workshop.partner_ids:
        rows.add(
            AwardEndorsement,
            id=ids.new_key(),
            award_id=made.id,
            document_id=made.prepared.id,
            partner_id=partner_id,
            asked_at=workshop.logged_at,
        )


def _add_claim(
    rows: Rows,
    award_id: uuid.UUID,
    command: AwardCommand,
    context: IssueContext,
    workshop: Workshop,
    *,
    person_id: uuid.UUID,
) -> Addressed | None:
    """How the person comes to it, and the mail that says so, if it is by mail."""
    email = command.person.email
    delivery = command.delivery or (Delivery.MAIL if email else Delivery.SLIP)
    if delivery is Delivery.NONE:
        return None
    mailbox = email if delivery is Delivery.MAIL else None
    values, token = sharing.claim_values(award_id, person_id, kind=delivery.value, email=mailbox, at=clock.now())
    rows.add(Claim, **values)
    if not mailbox:
        return None
    return Addressed(
        mailbox,
        "en" if command.person.language == "en" else "es",
        {
            "name": command.person.full_name,
            "title": workshop.title,
            "provider": workshop.provider_name,
            "url": addresses.claim(token),
        },
        person_id=person_id,
        not_before=context.mails_at,
    )
