"""Telling a person again: the claim mail once more, perhaps to a corrected address, or a slip to print.

Only until the person has received it; from then on she or he enters through an account of their own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from registry import addresses, clock
from registry.accounts import rules as account_rules
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import sharing
from registry.awards.inviting import group_of
from registry.awards.models import Award, Claim
from registry.awards.service import title_of
from registry.db import db
from registry.errors import Conflict, RegistryError
from registry.notices import service as notices
from registry.people import service as people
from registry.texts import Text


class AlreadyReceived(Conflict):
    """The person holds it in an account."""

    code = "already_received"
    text = Text(
        "La persona ya la recibió y entra con su cuenta; no hace falta enviarla otra vez.",
        "The person has received it already and signs in with an account; there is no need to send it again.",
    )


class NothingToDeliver(Conflict):
    """A revoked award is not delivered."""

    code = "nothing_to_deliver"
    text = Text(
        "Está revocada: no se entrega. Si fue un error, emita otra.",
        "It is revoked, so it is not delivered. If that was a mistake, issue another one.",
    )


class NoAddress(RegistryError):
    """There is no e-mail to write to."""

    code = "no_address"
    text = Text(
        "La persona no tiene correo registrado. Escriba uno, o imprima su comprobante.",
        "The person has no e-mail on record. Write one, or print the claim slip.",
    )


def claims_of(award_id: uuid.UUID) -> Sequence[Claim]:
    """Every claim of an award, newest first."""
    return db.session.scalars(
        select(Claim).where(Claim.award_id == award_id).order_by(Claim.created_at.desc(), Claim.id.desc())
    ).all()


def received_at(claims: Sequence[Claim]) -> dt.datetime | None:
    """When the person received it, or None while it waits. A claim that was used and undone counts for nothing."""
    return next((claim.used_at for claim in claims if claim.used_at is not None and claim.cancelled_at is None), None)


def address_of(award: Award, claims: Sequence[Claim]) -> str | None:
    """Where the next mail would go: where the last one went, else the person's first address."""
    mailed = next((claim.email for claim in claims if claim.email), None)
    return mailed or next((one.value for one in award.person.identifiers if one.kind == "email"), None)


def send_again(award: Award, *, email: str | None = None, not_before: dt.datetime | None = None, actor: Actor) -> str:
    """Send the claim mail once more, to ``email`` or to where it went before; the address it goes to.

    Another address closes the link that went to the earlier one. ``not_before``: the batch's time of Undo, if it still
    runs. Raises `NotAllowed`, `AlreadyReceived`, `NothingToDeliver`, `NoAddress`, EmailMalformed.
    """
    claims = _open_for_delivery(award, actor)
    wanted = (email or address_of(award, claims) or "").strip().lower()
    if not wanted:
        raise NoAddress()
    account_rules.check_email(wanted)
    claim = next((one for one in claims if one.kind == "mail" and sharing.closed_because(one) is None), None)
    if claim is not None and claim.email == wanted:
        token = sharing.claim_token(claim)
    else:
        if claim is not None:
            claim.cancelled_at = clock.now()
        token = _new_mail_claim(award, wanted)
        people.add_email(award.person, wanted, source="provider", verified=False)
    notices.reached(wanted)  # whoever sends it by hand says that the address is right
    _mail(award, wanted, token, not_before=not_before)
    audit.record("award.sent_again", "award", str(award.id), actor=actor, provider_id=award.provider_id)
    db.session.flush()
    return wanted


def hand_back(award: Award, *, actor: Actor) -> None:
    """Whoever received it was somebody else: it waits again for its person, in the mailbox it was sent to, if any.

    What the other made of it is withdrawn: links, the answer, the used claims.
    """
    now = clock.now()
    claims = claims_of(award.id)
    for claim in claims:
        claim.cancelled_at = claim.cancelled_at or now
    for link in award.shares:
        link.withdrawn_at = link.withdrawn_at or now
    award.accepted_at = award.declined_at = None
    db.session.flush()
    audit.record("award.handed_back", "award", str(award.id), actor=actor, provider_id=award.provider_id)
    mailed = next((claim.email for claim in claims if claim.email), None)
    if mailed is not None and award.state != "revoked":
        _mail(award, mailed, _new_mail_claim(award, mailed))


def slip(award: Award, *, actor: Actor) -> Claim:
    """The open claim on paper, made if there is none. Raises `NotAllowed`, `AlreadyReceived`, `NothingToDeliver`."""
    claims = _open_for_delivery(award, actor)
    found = open_slip(claims)
    if found is None:
        found, _token = sharing.new_claim(award.id, award.person_id, kind="slip")
        db.session.add(found)
        audit.record("award.slip_printed", "award", str(award.id), actor=actor, provider_id=award.provider_id)
        db.session.flush()
    return found


def open_slip(claims: Sequence[Claim]) -> Claim | None:
    """The claim on paper that can still be used."""
    return next((one for one in claims if one.kind == "slip" and sharing.closed_because(one) is None), None)


def _new_mail_claim(award: Award, email: str) -> str:
    claim, token = sharing.new_claim(award.id, award.person_id, kind="mail", email=email)
    db.session.add(claim)
    return token


def _mail(award: Award, email: str, token: str, *, not_before: dt.datetime | None = None) -> None:
    notices.enqueue(
        "claim",
        email,
        award.person.language,
        {
            "name": award.person.full_name,
            "title": title_of(award.definition_version),
            "provider": award.definition_version.definition.provider.name,
            "url": addresses.claim(token),
        },
        not_before=not_before,
        group_key=group_of(award.batch_id) if award.batch_id else None,
        person_id=award.person_id,
    )


def _open_for_delivery(award: Award, actor: Actor) -> Sequence[Claim]:
    actor.require("award:change_status", at_provider=award.provider_id)
    if award.state == "revoked":
        raise NothingToDeliver()
    claims = claims_of(award.id)
    if received_at(claims) is not None:
        raise AlreadyReceived()
    return claims
