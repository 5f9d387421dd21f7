"""The only writer of awards: issuing, and changing the status of what was issued.

Issuing outside an accreditation's scope or time is impossible here, and every door comes through here: the page, the
workbook, the API, the shell, the demo.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry import addresses, clock, content
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.permissions import Role
from registry.audit import service as audit
from registry.awards import holding, keepers, pressing, sharing
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.errors import AlreadyAccepted, DefinitionNotOpen, ReasonUnknown, SignedTooLongAgo
from registry.awards.models import Award
from registry.awards.pressing import Pressed
from registry.awards.workshop import Workshop, open_workshop, require_covered
from registry.bulk import Rows
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.documents.status_event import EventKind
from registry.ids import spell_folio
from registry.notices import service as notices
from registry.notices.messages import DECLINE_REASONS, Kind
from registry.people import service as people
from registry.records import service as records
from registry.records.lists import Place
from registry.texts import Text

#: The one reason of a reinstatement; the catalogues list those of the other changes.
REINSTATED_REASON = "suspension_resolved"
REINSTATED_REASON_NAME = Text("Se resolvió el motivo de la suspensión", "The reason for the suspension was resolved")
_REASON_CATALOGUES: Mapping[EventKind, str] = {
    EventKind.SUSPENDED: "suspension_reasons",
    EventKind.REVOKED: "revocation_reasons",
    EventKind.SUPERSEDED: "supersession_reasons",
}
#: What was signed longer ago is not stored: ``logged_at`` is when the registry took a statement in (DESIGN 8), and
#: the public log takes in only what is older than this, so that its order is that of ``logged_at``.
FRESH = dt.timedelta(seconds=60)


def issue(commands: Sequence[AwardCommand], context: IssueContext, *, actor: Actor) -> list[Award]:
    """Issue to each person of ``commands``, all or none. The caller commits.

    Raises `NotAllowed`, `NotAccredited`, `DefinitionNotOpen`, `ScoreMissing`, `RequirementsNotMet`,
    `DateNotAcceptable`, `ValidFromRefused`.
    """
    if not commands:
        return []
    workshop = open_workshop(context.definition_version_id)
    actor.require("award:issue", at_provider=workshop.provider_id)
    pressing.check_all(commands, workshop)
    places = workshop.take_places(len(commands))
    dictionary = pressing.dictionary_of(workshop, commands[0], places[0])
    pressed = press(commands, context, workshop, places=places, dictionary=dictionary)
    store(pressed, context, workshop, actor=actor)
    keys = [uuid.UUID(bytes=key) for key in pressed.award_ids]
    found = {one.id: one for one in db.session.scalars(select(Award).where(Award.id.in_(keys)))}
    return [found[key] for key in keys]


def press(
    commands: Sequence[AwardCommand],
    context: IssueContext,
    workshop: Workshop,
    *,
    places: Sequence[Place],
    dictionary: pressing.Dictionary,
) -> Pressed:
    """Find or plan the people, then sign everything. Reads people, writes nothing; `store` does."""
    rows = Rows()
    found = people.plan([command.person for command in commands], rows, consent_id=context.consent_id)
    return pressing.press(commands, context, workshop, places=places, dictionary=dictionary, rows=rows, found=found)


def store(pressed: Pressed, context: IssueContext, workshop: Workshop, *, actor: Actor) -> None:
    """Write what was pressed, in the caller's transaction.

    What must still hold is looked at once more: signing took place outside. Raises `NotAllowed`, `NotAccredited`,
    `DefinitionNotOpen`, `SignedTooLongAgo`.
    """
    actor.require("award:issue", at_provider=workshop.provider_id)
    if clock.now() - pressed.logged_at > FRESH:
        raise SignedTooLongAgo()
    version = db.session.get_one(DefinitionVersion, workshop.version_id, populate_existing=True)
    if version.state != "published":
        raise DefinitionNotOpen(title=workshop.title)
    require_covered(version, pressed.logged_at)
    pressed.rows.write(db.session)
    audit.record(
        "award.issued",
        "definition_version",
        str(workshop.version_id),
        actor=actor,
        provider_id=workshop.provider_id,
        awards=len(pressed.award_ids),
        batch=str(context.batch_id) if context.batch_id else None,
    )
    db.session.flush()


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
    keepers.require_keeper(award, actor)
    check_reason(kind, reason)
    holding.hold(award)  # a wallet may be collecting a document of it at this moment
    records.change_status(award.document, kind, reason=reason, actor=actor)
    holding.change_bound(award, kind, reason=reason, actor=actor)
    award.state = state
    audit.record(
        f"award.{kind.value}", "award", str(award.id), actor=actor, provider_id=award.provider_id, reason=reason
    )
    tell_holder(award, kind.value, _reason_name(kind, reason))
    db.session.flush()


def _reason_name(kind: EventKind, reason: str) -> Text:
    catalogue = _REASON_CATALOGUES.get(kind)
    return content.label(catalogue, reason) if catalogue else REINSTATED_REASON_NAME


def tell_holder(award: Award, change: str, reason: Text, *, copies: int = 0) -> None:
    """A mail to the holder, if there is an address. ``change``: a code of `notices.messages.AWARD_CHANGES`; ``copies``:
    how many in wallets it ended, so that the mail leads to where they are saved again."""
    address = next((one.value for one in award.person.identifiers if one.kind == "email" and one.value), None)
    if address is None:
        return
    provider = award.definition_version.definition.provider
    notices.enqueue(
        Kind.AWARD_CHANGED,
        address,
        award.person.language,
        {
            "name": award.person.full_name,
            "title": title_of(award.definition_version),
            "provider": provider.name,
            "change": change,
            "reason": reason,
            "url": addresses.path(f"/mis-microcredenciales/{award.id}{'/cartera' if copies else ''}"),
            **({"copies": copies} if copies else {}),
            **({"kept": True} if provider.closed_at else {}),
        },
        person_id=award.person_id,
    )


def title_of(version: DefinitionVersion) -> str:
    """The title on the credential."""
    return str(version.design["title"]["es"])


def answer(award: Award, *, accept: bool, actor: Actor, reason: str | None = None) -> None:
    """The holder accepts or rejects. A rejected award stays signed; it leaves the holder's home, its folio shows it to
    nobody, and the institution is told, with the ``reason`` (a code of `notices.messages.DECLINE_REASONS`) if given.

    Raises `NotAllowed` for anybody else, `AlreadyAccepted` when an accepted one is rejected: links may be out.
    """
    sharing.require_holder(award, actor, "record:accept")
    if award.accepted_at is not None:
        if accept:
            return
        raise AlreadyAccepted()
    if not accept and award.declined_at is not None:
        return
    moment = clock.now()
    award.accepted_at, award.declined_at = (moment, None) if accept else (None, moment)
    details: dict[str, Any] = {} if accept or reason is None else {"reason": reason}
    audit.record("award.accepted" if accept else "award.declined", "award", str(award.id), actor=actor, **details)
    db.session.flush()
    if not accept:
        _tell_declined(award, reason)


def _tell_declined(award: Award, reason: str | None) -> None:
    provider = award.definition_version.definition.provider
    for staff in accounts.recipients((Role.PROVIDER_ISSUER, Role.PROVIDER_ADMIN), provider.id):
        values: dict[str, object] = {
            "title": title_of(award.definition_version),
            "folio": spell_folio(award.folio),
            "url": addresses.path(f"institucion/{provider.slug}/microcredenciales/{award.id}"),
            "reason": reason if reason in DECLINE_REASONS else None,
        }
        notices.enqueue(Kind.AWARD_DECLINED, staff.address, staff.language, values)
