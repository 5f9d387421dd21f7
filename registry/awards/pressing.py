"""Making many awards: everything computed, signed and compressed here, nothing written.

A worker presses a chunk outside any transaction and writes its rows in a short one (DESIGN 12). One person's award
takes the same way.
"""

from __future__ import annotations

import datetime as dt
import operator
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from registry import clock, content, ids
from registry.awards import rules, stamping
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.errors import ModeNotOffered
from registry.awards.inviting import Invited, invite
from registry.awards.models import Award, AwardEndorsement
from registry.awards.workshop import Workshop
from registry.bulk import Rows
from registry.documents.credential import CredentialClaims, StatusPlace, build_credential
from registry.people.service import Planned
from registry.records import service as records
from registry.records import storage
from registry.records.lists import Place

#: A dictionary of a definition's documents.
Dictionary = storage.Kept


@dataclass(frozen=True, slots=True)
class Pressed:
    """Awards ready to be written: their keys, in the order of the commands, 16 bytes each, and all rows."""

    award_ids: tuple[bytes, ...]
    rows: Rows
    logged_at: dt.datetime
    invited_later: frozenset[int] = frozenset()  # the numbers of those whose claim and mail are still to be written


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
    found: Planned,
    checked: Collection[int] | None = None,
) -> Pressed:
    """Sign one award for each command, in both forms. ``rows`` holds the people already, as they were
    ``found`` (`people.plan`).

    ``checked`` are the numbers of those whose texts are computed twice; default: `stamping.to_check` of all.
    Raises `CanonicalFormDiffers` when a stamped text is not what the long way gives: then nothing may be written.
    """
    checked = stamping.to_check(len(commands)) if checked is None else checked
    stamper = stamping.Stamper(workshop.edition, workshop.desk.p256_method)
    averages = rules.exact_averages(workshop.requirements, [command.scores for command in commands])
    # A credential's id is its row's key: it says when it was issued, as the credential does, and grows with the rows.
    keys, folios = ids.new_raw_keys(len(commands)), ids.new_folios(len(commands))
    uris = zip(ids.urns_of(keys), ids.new_urns(len(commands)), strict=True)
    claims = [
        claims_of(command, workshop, uris=both, folio=folio, place=place, average=average)
        for command, both, folio, place, average in zip(commands, uris, folios, places, averages, strict=True)
    ]
    documents = records.sign_many(
        stamper.texts_of(claims, checked=checked),
        rows,
        uris=[one.id for one in claims],
        keys=keys,
        kind="credential",
        desk=workshop.desk,
        places=places,
        logged_at=workshop.logged_at,
        dictionary=dictionary,
    )
    award_ids = tuple(
        [command.key or key for command, key in zip(commands, ids.new_raw_keys(len(commands)), strict=True)]
    )
    made = [
        _Made(*one) for one in zip(award_ids, found.keys, documents, commands, claims, averages, strict=True)
    ]  # fmt: skip
    _add_awards(rows, made, context, workshop)
    later = _invite(rows, made, context, workshop, found.several)
    return Pressed(award_ids, rows, workshop.logged_at, later)


def claims_of(
    command: AwardCommand, workshop: Workshop, *, uris: tuple[str, str], folio: str, place: Place, average: Fraction
) -> CredentialClaims:
    """What the credential of one award states (DESIGN 3 and 5). ``uris``: its id and its subject's; ``average``:
    unrounded, 0 to 10."""
    asked = workshop.requirements
    valid_from, valid_until = rules.validity(command.valid_from or workshop.logged_at, workshop.validity_months)
    return CredentialClaims(
        uris[0],
        workshop.title,
        workshop.issuer,
        valid_from,
        valid_until,
        command.awarded_on,
        uris[1],
        command.person.full_name,
        folio,
        workshop.achievement,
        hours=asked.hours.assessment if command.mode == "assessment_only" else asked.hours.total,
        average=rules.written_average(average),
        mode=command.mode or workshop.modes[0],
        # Where no rubric scores were handed in, the levels are everybody's, and one object.
        levels=(
            rules.levels_reached(asked, command.criterion_scores)
            if command.criterion_scores
            else workshop.declared_levels
        ),
        status=StatusPlace(place.list_url, place.status_index),
    )


def dictionary_of(workshop: Workshop, command: AwardCommand, place: Place) -> Dictionary:
    """The dictionary of the definition's documents, made and stored if there is none, in the caller's transaction."""
    subject = f"definition:{workshop.version_id}"
    found = storage.dictionary_for(subject, achievement=workshop.achievement)
    if found is not None:
        return found
    average = rules.exact_average(workshop.requirements, command.scores)
    uris = (ids.new_urn(), ids.new_urn())
    claims = claims_of(command, workshop, uris=uris, folio=ids.new_folio(), place=place, average=average)
    return storage.make_dictionary(subject, sample_of(build_credential(claims)))


def sample_of(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims without the person, to serve as a dictionary: erasing somebody must not leave a copy there."""
    subject = {**claims["credentialSubject"], "identifier": [], "id": "", "licenseNumber": ""}
    subject["result"] = [{**one, "id": one["id"].removeprefix(claims["id"])} for one in subject["result"]]
    return {**claims, "id": "", "credentialSubject": subject}


class _Made(NamedTuple):
    """One award: what it is made of, and the key of its document."""

    id: bytes
    person_id: bytes
    document_id: bytes
    command: AwardCommand
    claims: CredentialClaims
    average: Fraction


#: Columns of an award that say what the command says, and the command's names for them.
_OF_COMMAND = ("awarded_on", "language", "state_code", "municipality", "cct", "chamber_code", "group_name")
_of_command = operator.attrgetter(*_OF_COMMAND)


def _add_awards(rows: Rows, made: Sequence[_Made], context: IssueContext, workshop: Workshop) -> None:
    add = rows.sheet(
        Award,
        ("id", "folio", "person_id", "document_id", "valid_until", "average", "scores", "mode", "reference",
         *_OF_COMMAND),
        definition_version_id=workshop.version_id,
        provider_id=workshop.provider_id,
        batch_id=context.batch_id,
        issued_at=workshop.logged_at,
    )  # fmt: skip
    for one in made:
        scores = {instrument: str(score) for instrument, score in one.command.scores.items()}
        add(
            (
                one.id,
                one.claims.folio,
                one.person_id,
                one.document_id,
                one.claims.valid_until,
                str(one.average),
                scores,
                one.claims.mode,
                dict(one.command.reference),
                *_of_command(one.command),
            )
        )
        for partner_id in workshop.partner_ids:
            rows.add(
                AwardEndorsement,
                id=ids.new_key(),
                award_id=one.id,
                document_id=one.document_id,
                partner_id=partner_id,
                asked_at=workshop.logged_at,
            )


def _invite(
    rows: Rows, made: Sequence[_Made], context: IssueContext, workshop: Workshop, several: Collection[bytes]
) -> frozenset[int]:
    """How each person comes to the award, and the mails that say so. The numbers of those who are left for later: they
    are written to at the one address on record, which whoever writes will find."""
    now: list[Invited] = []
    later: set[int] = set()
    for number, one in enumerate(made):
        person = one.command.person
        delivery = one.command.delivery or (Delivery.MAIL if person.email else Delivery.SLIP)
        if delivery is Delivery.MAIL and context.invites_later and one.person_id not in several:
            later.add(number)
        elif delivery is not Delivery.NONE:
            keys = uuid.UUID(bytes=one.id), uuid.UUID(bytes=one.person_id)
            now.append(Invited(*keys, person.full_name, person.language, delivery, person.email))
    if now:
        invite(
            rows, now, title=workshop.title, provider=workshop.provider_name, batch_id=context.batch_id,
            not_before=context.mails_at,
        )  # fmt: skip
    return frozenset(later)
