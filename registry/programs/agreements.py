"""Agreements between the institutions of a program: recorded with their dates, and kept when they end."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.programs import queries, regions
from registry.programs.commands import AgreementTerms
from registry.programs.common import PERMISSION
from registry.programs.errors import AgreementUnfit
from registry.programs.messages import PARTY_ROLES
from registry.programs.models import Agreement
from registry.providers import deadlines, partnering
from registry.providers.models import Provider
from registry.texts import Text

LONGEST_REFERENCE = 80
LONGEST_NOTE = 300
FEWEST_PARTIES = 2


def record_agreement(program_id: str, terms: AgreementTerms, *, actor: Actor) -> Agreement:
    """Write down an agreement as it was signed. Raises NotAllowed, NotFound for an unknown program, AgreementUnfit."""
    actor.require(PERMISSION)
    curriculum.program(program_id)
    _check(terms)
    made = Agreement(
        program_id=program_id,
        reference=terms.reference.strip(),
        parties=[{"name": one.name.strip(), "role": one.role, "slug": one.slug} for one in terms.parties],
        subject=terms.subject.as_dict(),
        regions=list(dict.fromkeys(terms.regions)),
        signed_on=terms.signed_on,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        recorded_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    for slug in _partners_of(made):
        partnering.move_agreement(slug, deadlines.end_of(made.valid_until), only_later=True, actor=actor)
    _record("agreement.recorded", made, actor)
    return made


def end_agreement(agreement_id: uuid.UUID, on: dt.date, *, note: str, actor: Actor) -> Agreement:
    """It ends before its time. What was signed under it stands; a partner signs nothing more once the last of its
    agreements has ended. Raises NotAllowed, NoSuchAgreement, AgreementUnfit."""
    actor.require(PERMISSION)
    found = queries.agreement(agreement_id)
    if not found.valid_from <= on <= found.valid_until:
        raise AgreementUnfit("ended_on", END_OUTSIDE)
    found.ended_on, found.end_note = on, note.strip()[:LONGEST_NOTE]
    db.session.flush()
    every = db.session.scalars(select(Agreement)).all()
    for slug in _partners_of(found):
        own = [one for one in every if slug in _partners_of(one)]
        last = max(min(one.valid_until, one.ended_on or one.valid_until) for one in own)
        partnering.move_agreement(slug, deadlines.end_of(last), actor=actor)
    _record("agreement.ended", found, actor, on=on.isoformat())
    return found


def state_of(agreement: Agreement, today: dt.date) -> str:
    """One of `messages.AGREEMENT_STATES`, on a day."""
    if agreement.ended_on is not None and today > agreement.ended_on:
        return "ended_early"
    if today < agreement.valid_from:
        return "to_come"
    return "in_force" if today <= agreement.valid_until else "ended"


def _partners_of(agreement: Agreement) -> set[str]:
    """The short names of the partners on the roll that countersign under it."""
    return {party["slug"] for party in agreement.parties if party["role"] == "co_signer" and party["slug"]}


def _check(terms: AgreementTerms) -> None:
    if not terms.reference.strip() or len(terms.reference) > LONGEST_REFERENCE:
        raise AgreementUnfit("reference", REFERENCE)
    if len(terms.parties) < FEWEST_PARTIES or any(not one.name.strip() for one in terms.parties):
        raise AgreementUnfit("parties", PARTIES)
    if any(one.role not in PARTY_ROLES for one in terms.parties):
        raise AgreementUnfit("parties", ROLE)
    slugs = {one.slug for one in terms.parties if one.slug}
    if slugs - set(db.session.scalars(select(Provider.slug).where(Provider.slug.in_(slugs)))):
        raise AgreementUnfit("parties", NOT_ON_ROLL)
    if not terms.subject.es.strip() or not terms.subject.en.strip():
        raise AgreementUnfit("subject_es", SUBJECT)
    if set(terms.regions) - set(regions.choices()):
        raise AgreementUnfit("regions", REGION)
    if terms.signed_on > clock.today():
        raise AgreementUnfit("signed_on", SIGNED_LATER)
    if terms.valid_until < terms.valid_from:
        raise AgreementUnfit("valid_until", BACKWARDS)


def _record(action: str, agreement: Agreement, actor: Actor, **details: object) -> None:
    audit.record(
        action,
        "program_agreement",
        agreement.id,
        actor=actor,
        provider_id=None,
        program=agreement.program_id,
        **details,
    )


REFERENCE = Text("Escriba el número o la referencia del convenio, de hasta 80 letras.", "Write the agreement's number.")
PARTIES = Text(
    "Un convenio tiene al menos dos partes, cada una con nombre.", "An agreement has two named parties or more."
)
ROLE = Text("Elija qué hace cada parte.", "Choose what each party does.")
NOT_ON_ROLL = Text("Una de las partes no está en el padrón con esa clave.", "One of the parties is not on the roll.")
SUBJECT = Text("Escriba el objeto en español y en inglés.", "Write the subject in Spanish and in English.")
REGION = Text("Elija las regiones de la lista.", "Choose the regions from the list.")
SIGNED_LATER = Text("La firma no puede ser posterior a hoy.", "It cannot have been signed after today.")
BACKWARDS = Text(
    "La vigencia termina antes de empezar: revise las fechas.", "It ends before it begins: check the dates."
)
END_OUTSIDE = Text(
    "La terminación debe caer dentro de la vigencia del convenio.", "The end must fall within the agreement's term."
)
