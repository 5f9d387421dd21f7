"""Staff decide: one proposes with what she or he saw, another approves, and the earlier addresses are told."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import update

from registry import addresses, clock, config, ids
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.awards import queries as awards
from registry.awards.models import Award
from registry.db import db
from registry.errors import NotAllowed
from registry.identity import rules
from registry.identity.asking import SETTLE, VOUCH, new_number
from registry.identity.errors import (
    EvidenceMissing,
    FolioUnreadable,
    FourEyes,
    NotInThisState,
    OneRecordAlready,
    RecordNotFound,
)
from registry.identity.models import IdentityCase
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people import service as people
from registry.people.errors import StaffAccount, TwoPeople
from registry.people.models import Person
from registry.texts import CENTRAL_MEXICO


def propose(case: IdentityCase, *, folio: str, evidence: str, note: str, actor: Actor) -> None:
    """Say whose record it is, and by what one knows the person.

    Raises `NotAllowed`, `NotInThisState`, `FolioUnreadable`, `RecordNotFound`, `EvidenceMissing`, `FourEyes`,
    `StaffAccount`.
    """
    _require(case, actor)
    award = _award(folio, case.provider_id)
    note = _evidence(evidence, note)
    person = people.root_of(award.person)
    _refuse_oneself(actor, person)
    refuse_staff(person)
    move(case, "asked", "proposed")
    case.award_id, case.person_id = award.id, person.id
    case.evidence, case.evidence_note = evidence, note
    case.proposed_by, case.proposed_at = actor.account_id, clock.now()
    record("case.proposed", case, actor, evidence=evidence)


def propose_merge(first: str, second: str, *, evidence: str, note: str, actor: Actor) -> IdentityCase:
    """The registry's own staff have found one person twice: by two folios.

    Raises `NotAllowed`, `FolioUnreadable`, `RecordNotFound`, `EvidenceMissing`, `OneRecordAlready`, `TwoPeople`,
    `StaffAccount`, `FourEyes`.
    """
    actor.require(SETTLE)
    found = [_award(folio, None) for folio in (first, second)]
    note = _evidence(evidence, note)
    kept, other = (people.root_of(award.person) for award in found)
    if kept.id == other.id:
        raise OneRecordAlready()
    if not people.may_be_one(kept, other):
        raise TwoPeople()
    for person in (kept, other):
        _refuse_oneself(actor, person)
    holder, second_holder = accounts.by_person(kept.id), accounts.by_person(other.id)
    if second_holder is not None and (holder is None or second_holder.grants):
        kept, other, holder, second_holder = other, kept, second_holder, holder
    if second_holder is not None and second_holder.grants:
        raise StaffAccount()
    now = clock.now()
    case = IdentityCase(
        number=new_number(),
        kind="merge",
        state="proposed",
        name=kept.full_name,
        award_id=found[0].id,
        person_id=kept.id,
        other_person_id=other.id,
        evidence=evidence,
        evidence_note=note,
        asked_at=now,
        confirmed_at=now,
        proposed_at=now,
        proposed_by=actor.account_id,
    )
    db.session.add(case)
    db.session.flush()
    record("case.proposed", case, actor, evidence=evidence)
    return case


def approve(case: IdentityCase, *, actor: Actor) -> None:
    """The second pair of eyes: from now on the case waits for an objection.

    Raises `NotAllowed`, `NotInThisState`, `FourEyes`, `StaffAccount`.
    """
    _require(case, actor)
    if case.state == "proposed":
        if actor.account_id is None or actor.account_id == case.proposed_by:
            raise FourEyes()
        for person in (case.person, case.other_person):
            if person is not None:
                _refuse_oneself(actor, person)
        if case.kind == "recovery" and case.person is not None:
            refuse_staff(case.person)
    move(case, "proposed", "waiting")
    now, token = clock.now(), ids.new_token()
    case.approved_by, case.approved_at = actor.account_id, now
    case.effective_at = now + dt.timedelta(days=config.current().recovery_wait_days)
    case.objection_digest = ids.token_digest(token)
    record("case.approved", case, actor, effective_at=case.effective_at.isoformat())
    _announce(case, token)


def refuse(case: IdentityCase, *, note: str, actor: Actor) -> None:
    """Staff stop a case that has not taken effect. Raises `NotAllowed`, `NotInThisState`, `EvidenceMissing`."""
    _require(case, actor)
    note = _noted(note)
    move(case, rules.OPEN, "refused")
    case.ended_at, case.end_note = clock.now(), note
    record("case.refused", case, actor)
    tell_end(case, note=note)


def tell_end(case: IdentityCase, *, note: str | None = None) -> None:
    """Tell whoever asked how a case ended; of a merge, everybody it concerned."""
    to = {case.email: case.language} if case.email else earlier_addresses(case)
    for email, language in to.items():
        values: dict[str, object] = {
            "number": rules.spell(case.number),
            "case": case.kind,
            "end": case.state,
            "url": addresses.path("entrar" if case.state == "done" else "recuperar"),
            "note": note,
        }
        notices.enqueue(Kind.CASE_ENDED, str(email), language, values)


def earlier_addresses(case: IdentityCase) -> dict[str, str]:
    """Where the person of a case was written to before, with the language: all of the account, else all on record."""
    found: dict[str, str] = {}
    for key in (case.person_id, case.other_person_id):
        person = db.session.get(Person, key) if key else None
        if person is None:
            continue
        account = accounts.by_person(people.root_of(person).id)
        if account is not None:
            found |= {one.email: account.language for one in account.emails}
        found |= {
            row.value: person.language
            for one in people.cluster(person)
            for row in one.identifiers
            if row.kind == "email" and row.value and row.value not in found
        }
    return {email: language for email, language in found.items() if email != case.email}


def _announce(case: IdentityCase, token: str) -> None:
    """Mails to the earlier addresses, which may object, and to the new one, which may not."""
    assert case.effective_at is not None  # noqa: S101  approved a moment ago
    values: dict[str, object] = {
        "number": rules.spell(case.number),
        "case": case.kind,
        "by": case.provider.name if case.provider else config.current().registry_name,
        "day": case.effective_at.astimezone(CENTRAL_MEXICO).date(),
    }
    objecting = values | {"url": addresses.path(f"recuperar/detener/{token}"), "object": "yes"}
    for email, language in earlier_addresses(case).items():
        notices.enqueue(Kind.CASE_APPROVED, email, language, objecting)
    if case.email:
        waiting = values | {"url": addresses.path("recuperar"), "object": None}
        notices.enqueue(Kind.CASE_APPROVED, case.email, case.language, waiting)


def _require(case: IdentityCase, actor: Actor) -> None:
    if not actor.may(SETTLE):
        if case.provider_id is None:
            raise NotAllowed(permission=SETTLE)
        actor.require(VOUCH, at_provider=case.provider_id)


def _award(folio: str, provider_id: uuid.UUID | None) -> Award:
    read = ids.read_folio(folio)
    if read is None:
        raise FolioUnreadable(folio=folio[:30])
    award = awards.by_folio(read)
    if award is None or (provider_id is not None and award.provider_id != provider_id):
        raise RecordNotFound(folio=ids.spell_folio(read))
    return award


def _evidence(evidence: str, note: str) -> str:
    if evidence not in rules.EVIDENCE:
        raise EvidenceMissing(minimum=rules.SHORTEST_NOTE)
    return _noted(note)


def _noted(note: str) -> str:
    note = note.strip()[: rules.LONGEST_NOTE]
    if len(note) < rules.SHORTEST_NOTE:
        raise EvidenceMissing(minimum=rules.SHORTEST_NOTE)
    return note


def refuse_staff(person: Person) -> None:
    """An account that somebody works with is given back by whoever administers it. Raises `StaffAccount`."""
    holder = accounts.by_person(people.root_of(person).id)
    if holder is not None and holder.grants:
        raise StaffAccount()


def _refuse_oneself(actor: Actor, person: Person) -> None:
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is not None and account.person_id is not None:
        own = db.session.get_one(Person, account.person_id)
        if people.root_of(own).id == people.root_of(person).id:
            raise FourEyes()


def move(case: IdentityCase, states: str | tuple[str, ...], to: str) -> None:
    """Change the state, once: of two who press at the same time, one does."""
    allowed = (states,) if isinstance(states, str) else states
    done = db.session.execute(
        update(IdentityCase)
        .where(IdentityCase.id == case.id, IdentityCase.state.in_(allowed))
        .values(state=to)
        .returning(IdentityCase.id)
    ).first()
    if done is None:
        raise NotInThisState()
    db.session.refresh(case)


def record(action: str, case: IdentityCase, actor: Actor, **details: object) -> None:
    """The audit line of what happened to a case."""
    db.session.flush()
    audit.record(action, "identity_case", case.id, actor=actor, provider_id=case.provider_id, **details)
