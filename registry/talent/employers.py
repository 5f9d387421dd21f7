"""Employers: asking, answering from the organisation's own address, the authority's decisions, staff, reports."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from registry import addresses, clock, content, ids
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts import service as account_service
from registry.accounts.actor import Actor
from registry.accounts.errors import LastAdministrator
from registry.accounts.models import Account, RoleGrant
from registry.accounts.permissions import Role
from registry.audit import service as audit
from registry.awards.rules import end_of_validity
from registry.db import db
from registry.errors import NotFound
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people.models import Person
from registry.talent import queries, rules
from registry.talent.errors import (
    DomainUnfit,
    EmployerKnown,
    EmployerStateForbids,
    FieldMissing,
    NoSuchEmployer,
    ReasonMissing,
    WorksElsewhere,
)
from registry.talent.messages import EMPLOYER_STATES, REPORT_KINDS
from registry.talent.models import Employer, EmployerEvent, EmployerReport, TalentContact
from registry.talent.rules import Standing
from registry.texts import CENTRAL_MEXICO, Text

MAY_STAFF, MAY_VERIFY = "employer:staff", "employer:verify"
#: Of one address, in a quarter of an hour: nobody's mailbox is to be flooded through this form.
MOST_ASKED = 3
_ENDED = (Standing.REFUSED.value, Standing.WITHDRAWN.value, Standing.ASKED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """What an organisation says of itself. ``state_code`` empty: abroad, and ``abroad`` says where."""

    name: str
    sector: str
    size: str
    website: str
    state_code: str = ""
    abroad: str = ""
    about: str = ""
    language: str = "es"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerDetails(Organisation):
    """An organisation that asks to be verified, and who answers for it."""

    contact_name: str
    contact_email: str


def ask(details: EmployerDetails, *, actor: Actor) -> Employer | None:
    """Keep the wish and write to the address with a one-time link; None when the address was written to too often.

    Raises `FieldMissing`, `TextTooLong`, `ContactInText`, `EmailMalformed`, `NameMissing`, `DomainUnfit`,
    `EmployerKnown`.
    """
    made = _checked(details)
    now = clock.now()
    recent = db.session.scalar(
        select(func.count())
        .select_from(Employer)
        .where(Employer.contact_email == made.contact_email, Employer.asked_at > now - account_rules.ATTEMPT_WINDOW)
    )
    if int(recent or 0) >= MOST_ASKED:
        return None
    require_free(made.domain)
    token = ids.new_token()
    made.state, made.token_digest, made.asked_at = Standing.ASKED.value, ids.token_digest(token), now
    made.events.append(EmployerEvent(at=now, kind="asked"))
    db.session.add(made)
    db.session.flush()
    audit.record("employer.asked", "employer", made.id, actor=actor)
    values = {"name": made.name, "url": addresses.path(f"/empleador/confirmar/{token}"), "days": rules.CONFIRM_DAYS}
    notices.enqueue(Kind.EMPLOYER_CONFIRM, made.contact_email or "", made.language, values)
    return made


def _checked(details: EmployerDetails) -> Employer:
    values = organisation_of(details)
    account_rules.check_name(details.contact_name)
    email = accounts.normal_email(details.contact_email)
    account_rules.check_email(email)
    if not rules.at_domain(email, str(values["domain"])):
        raise DomainUnfit(domain=str(values["domain"]))
    return Employer(contact_name=details.contact_name.strip(), contact_email=email, **values)


def organisation_of(said: Organisation) -> dict[str, Any]:
    """What is said of an organisation, checked, by the employer's columns. Raises `FieldMissing`, `TextTooLong`,
    `ContactInText`."""
    name = rules.without_contact(rules.clean(said.name, longest=rules.LONGEST_NAME, lines=False))
    if not name:
        raise FieldMissing(field="name", label=Text("nombre", "name"))
    lists = content.identifiers()
    if said.sector not in lists["sectors"]:
        raise FieldMissing(field="sector", label=Text("sector", "sector"))
    if said.size not in lists["company_sizes"]:
        raise FieldMissing(field="size", label=Text("tamaño", "size"))
    abroad = rules.clean(said.abroad, longest=80, lines=False)
    if not (abroad if not said.state_code else content.state(said.state_code)):
        raise FieldMissing(field="state_code", label=Text("entidad o lugar en el extranjero", "state or place abroad"))
    domain = rules.domain_of(said.website)
    if domain is None:
        raise FieldMissing(field="website", label=Text("sitio web o dominio", "website or domain"))
    return {
        "name": name,
        "website": rules.clean(said.website, longest=200, lines=False),
        "domain": domain,
        "sector": said.sector,
        "size": said.size,
        "state_code": said.state_code or None,
        "abroad": "" if said.state_code else abroad,
        "about": rules.without_contact(rules.clean(said.about, longest=rules.LONGEST_REASON)),
        "language": "en" if said.language == "en" else "es",
    }


def require_free(domain: str, *, but: uuid.UUID | None = None) -> None:
    """Raises `EmployerKnown` while another organisation has the domain."""
    taken = select(Employer.id).where(Employer.domain == domain, Employer.state.not_in(_ENDED))
    if but is not None:
        taken = taken.where(Employer.id != but)
    if db.session.scalars(taken.limit(1)).first() is not None:
        raise EmployerKnown(domain=domain)


def waiting(token: str) -> Employer:
    """The employer of a link that can be answered. Raises `NoSuchEmployer`."""
    found: Employer | None = db.session.scalar(
        select(Employer).where(Employer.token_digest == ids.token_digest(token), Employer.state == Standing.ASKED.value)
    )
    if found is None or found.asked_at + dt.timedelta(days=rules.CONFIRM_DAYS) <= clock.now():
        raise NoSuchEmployer()
    return found


def confirm(token: str, *, actor: Actor) -> Employer:
    """Somebody who reads the mailbox pressed the button; the link is spent.

    Raises `NoSuchEmployer`, `EmployerKnown`.
    """
    found = waiting(token)
    require_free(found.domain, but=found.id)
    used = db.session.execute(
        update(Employer)
        .where(Employer.id == found.id, Employer.state == Standing.ASKED.value)
        .values(state=Standing.CONFIRMED.value, confirmed_at=clock.now(), token_digest=None)
        .returning(Employer.id)
    ).first()
    if used is None:
        raise NoSuchEmployer()
    db.session.refresh(found)
    note(found, "confirmed", "", actor)
    return found


def ask_again(one: Employer, *, actor: Actor) -> Employer:
    """Whoever works for an employer whose verification has lapsed asks for another. Raises `EmployerStateForbids`."""
    actor.require(MAY_STAFF, at=queries.place_of(one.id))
    now = queries.standing(one)
    if now is not Standing.LAPSED:
        raise EmployerStateForbids(state=EMPLOYER_STATES[now])
    one.state, one.confirmed_at = Standing.CONFIRMED.value, clock.now()
    note(one, "again", "", actor)
    return one


# -- what the authority decides


def verify(employer_id: uuid.UUID, *, reason: str = "", actor: Actor) -> Employer:
    """Verify for 24 months, or for 24 more from now; the contact person is invited. Raises `EmployerStateForbids`."""
    one = _decided_on(employer_id, {Standing.CONFIRMED, Standing.VERIFIED, Standing.LAPSED}, actor)
    now = clock.now()
    one.state, one.told_at = Standing.VERIFIED.value, None
    one.verified_until = end_of_validity(now, rules.VERIFIED_MONTHS)
    said = rules.clean(reason, longest=rules.LONGEST_REASON)
    note(one, "verified", said, actor)
    if not queries.staff_of(one.id) and one.contact_email:
        _hire(one, one.contact_email, one.contact_name, actor=actor)
    tell(one, "verified", said)
    return one


def refuse(employer_id: uuid.UUID, *, reason: str, actor: Actor) -> Employer:
    """It is not verified, for a reason. Raises `ReasonMissing`, `EmployerStateForbids`."""
    return _ended(employer_id, "refused", {Standing.CONFIRMED}, reason, actor)


def suspend(employer_id: uuid.UUID, *, reason: str, actor: Actor) -> Employer:
    """Until further notice it posts, searches and writes no more, and its needs leave the board."""
    return _ended(employer_id, "suspended", {Standing.VERIFIED}, reason, actor)


def withdraw(employer_id: uuid.UUID, *, reason: str, actor: Actor) -> Employer:
    """The verification ends for good; messages that wait for an answer end with it."""
    one = _ended(employer_id, "withdrawn", {Standing.VERIFIED, Standing.SUSPENDED}, reason, actor)
    db.session.execute(
        update(TalentContact)
        .where(TalentContact.employer_id == one.id, TalentContact.state == "sent")
        .values(state="ended", ended_at=clock.now())
    )
    return one


def resume(employer_id: uuid.UUID, *, reason: str = "", actor: Actor) -> Employer:
    """Lift a suspension; the verification ends on the day on which it would have. Raises `EmployerStateForbids`."""
    one = _decided_on(employer_id, {Standing.SUSPENDED}, actor)
    one.state = Standing.VERIFIED.value
    said = rules.clean(reason, longest=rules.LONGEST_REASON)
    note(one, "resumed", said, actor)
    tell(one, "resumed", said)
    return one


def _ended(employer_id: uuid.UUID, kind: str, allowed: set[Standing], reason: str, actor: Actor) -> Employer:
    one = _decided_on(employer_id, allowed, actor)
    said = rules.clean(reason, longest=rules.LONGEST_REASON)
    if not said:
        raise ReasonMissing()
    one.state = kind
    note(one, kind, said, actor)
    tell(one, kind, said)
    return one


def _decided_on(employer_id: uuid.UUID, allowed: set[Standing], actor: Actor) -> Employer:
    actor.require(MAY_VERIFY)
    one = db.session.get(Employer, employer_id, with_for_update=True)
    if one is None:
        raise NoSuchEmployer()
    now = queries.standing(one)
    if now not in allowed:
        raise EmployerStateForbids(state=EMPLOYER_STATES[now])
    return one


def note(one: Employer, kind: str, reason: str, actor: Actor) -> None:
    """A line of the organisation's history, and one of the log."""
    event = EmployerEvent(employer_id=one.id, at=clock.now(), kind=kind, reason=reason, by=actor.account_id)
    db.session.add(event)
    db.session.flush()
    db.session.expire(one, ["events"])
    audit.record(f"employer.{kind}", "employer", one.id, actor=actor)


def tell(one: Employer, change: str, reason: str) -> None:
    """Write to the contact: one of `registry.notices.messages.EMPLOYER_CHANGES`."""
    until = one.verified_until
    day = until.astimezone(CENTRAL_MEXICO).date() if until and change in ("verified", "resumed", "ending") else None
    values: dict[str, object] = {
        "name": one.name, "change": change, "reason": reason, "url": addresses.path("/empleador"),
    }  # fmt: skip
    if day is not None:
        values["until"] = day
    if one.contact_email:
        notices.enqueue(Kind.EMPLOYER_STATE, one.contact_email, one.language, values)


# -- staff


def invite(one: Employer, email: str, name: str, *, actor: Actor) -> Account:
    """Somebody of the organisation invites a colleague at the same domain. Raises `NotAllowed`, `NotVerified`,
    `DomainUnfit`, `WorksElsewhere`, `EmailMalformed`, `NameMissing`."""
    actor.require(MAY_STAFF, at=queries.place_of(one.id))
    queries.require_verified(one)
    return _hire(one, email, name, actor=actor)


def _hire(one: Employer, email: str, name: str, *, actor: Actor) -> Account:
    place, email = queries.place_of(one.id), accounts.normal_email(email)
    account_rules.check_email(email)
    if not rules.at_domain(email, one.domain):
        raise DomainUnfit(domain=one.domain)
    known = accounts.by_email(email)
    for held in list(known.grants) if known is not None else ():
        if held.role == Role.EMPLOYER and held.place != place:
            _leave(held, actor)
    return account_service.invite_staff(
        email, name, Role.EMPLOYER, provider_id=None, place=place, organisation=one.name, language=one.language,
        actor=actor,
    )  # fmt: skip


def _leave(held: RoleGrant, actor: Actor) -> None:
    """Take back a role at an employer that is one no more. Raises `WorksElsewhere` while it is."""
    before = db.session.get(Employer, uuid.UUID(str(held.place).partition(":")[2]))
    if before is not None and before.state not in _ENDED:
        raise WorksElsewhere()
    account_service.revoke_grant(held.id, provider_id=None, place=held.place, actor=actor)


def dismiss(one: Employer, grant_id: uuid.UUID, *, actor: Actor) -> None:
    """Take a colleague's role back; the last one stays. Raises `NotAllowed`, `NotFound`, `LastAdministrator`."""
    place = queries.place_of(one.id)
    actor.require(MAY_STAFF, at=place)
    staff = queries.staff_of(one.id)
    if grant_id not in {grant.id for grant, _account in staff}:
        raise NotFound()
    if len(staff) <= 1:
        raise LastAdministrator()
    account_service.revoke_grant(grant_id, provider_id=None, place=place, actor=actor)


# -- reports


def report(
    one: Employer, *, kind: str, words: str, contact_id: uuid.UUID | None = None, actor: Actor
) -> EmployerReport:
    """A holder says that an employer misuses the registry. Raises `NotAllowed`, `FieldMissing`, `TextTooLong`."""
    actor.require("record:read")
    if kind not in REPORT_KINDS:
        raise FieldMissing(field="kind", label=Text("qué pasó", "what happened"))
    person = db.session.get(Person, actor.person_id) if actor.person_id else None
    made = EmployerReport(
        employer_id=one.id,
        person_id=(person.merged_into or person.id) if person else None,
        contact_id=contact_id,
        kind=kind,
        words=rules.clean(words, longest=rules.LONGEST_REASON),
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("employer.reported", "employer", one.id, actor=actor, kind=kind)
    return made


def settle(report_id: uuid.UUID, *, outcome: str, actor: Actor) -> EmployerReport:
    """The authority has looked into a report and says what came of it. Raises `ReasonMissing`, `NotFound`."""
    actor.require(MAY_VERIFY)
    found = db.session.get(EmployerReport, report_id, with_for_update=True)
    if found is None or found.settled_at is not None:
        raise NotFound()
    said = rules.clean(outcome, longest=rules.LONGEST_REASON)
    if not said:
        raise ReasonMissing()
    found.settled_at, found.settled_by, found.outcome = clock.now(), actor.account_id, said
    db.session.flush()
    audit.record("employer.report_settled", "employer", found.employer_id, actor=actor)
    return found


# -- what the worker does


def tell_ending() -> int:
    """Write once to employers whose verification ends within thirty days; how many."""
    now = clock.now()
    due = db.session.scalars(
        select(Employer)
        .where(queries.verified(), Employer.verified_until <= now + rules.TELL_BEFORE, Employer.told_at.is_(None))
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for one in due:
        one.told_at = now
        tell(one, "ending", "")
    db.session.flush()
    return len(due)


def forget_unconfirmed() -> int:
    """Delete wishes whose address never answered; how many."""
    old = clock.now() - dt.timedelta(days=rules.CONFIRM_DAYS)
    keys = db.session.scalars(
        select(Employer.id).where(Employer.state == Standing.ASKED.value, Employer.asked_at < old).limit(200)
    ).all()
    if keys:
        db.session.execute(delete(EmployerEvent).where(EmployerEvent.employer_id.in_(keys)))
        db.session.execute(delete(Employer).where(Employer.id.in_(keys)))
    return len(keys)
