"""An employer says something else of itself. What the authority checked (name, website and domain) waits for it and the
old stays until then; the rest holds at once, and can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.db import db
from registry.talent import employers, queries, rules
from registry.talent.errors import (
    ChangeMovedOn,
    DomainUnfit,
    ReasonMissing,
)
from registry.talent.models import Employer, EmployerChange

AT_ONCE = ("sector", "size", "state_code", "abroad", "about", "language")
CHECKED = ("name", "website", "domain")
WAITING, DONE, APPROVED, REFUSED, TAKEN_BACK, UNDONE = "waiting", "done", "approved", "refused", "taken_back", "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(employers.Organisation):
    """The organisation's details as they are to be. ``contact`` is the account of a colleague who gets the mails."""

    contact: uuid.UUID | None = None


def edit(one: Employer, wanted: Edited, *, actor: Actor) -> tuple[EmployerChange | None, EmployerChange | None]:
    """What holds at once, and what waits for the authority; None where nothing of that kind differs. A new wish takes
    the place of one that waits.

    Raises `NotAllowed`, `NotVerified`, `FieldMissing`, `TextTooLong`, `ContactInText`, `DomainUnfit`, `EmployerKnown`.
    """
    actor.require(employers.MAY_STAFF, at=queries.place_of(one.id))
    queries.require_verified(one)
    values = employers.organisation_of(wanted)
    if values["domain"] != one.domain:
        _require_address_at(str(values["domain"]), actor)
        employers.require_free(str(values["domain"]), but=one.id)
    _choose_contact(one, wanted.contact, actor)
    now_holds = _change(one, AT_ONCE, values, DONE, actor)
    if now_holds is not None:
        _set(one, now_holds.after)
        employers.note(one, "edited", "", actor)
    open_ = waiting_of(one.id)
    if open_ is not None and any(values[name] != open_.after.get(name, getattr(one, name)) for name in CHECKED):
        open_.state, open_.decided_at = TAKEN_BACK, clock.now()
        open_ = None
    to_check = None if open_ is not None else _change(one, CHECKED, values, WAITING, actor)
    if to_check is not None:
        employers.note(one, "edit_asked", "", actor)
    db.session.flush()
    return now_holds, to_check


def undo(one: Employer, change_id: uuid.UUID, *, actor: Actor) -> EmployerChange:
    """Take back what held at once, while nothing of it was changed since; or a wish that waits.

    Raises `NotAllowed`, `NotVerified`, `ChangeMovedOn`.
    """
    actor.require(employers.MAY_STAFF, at=queries.place_of(one.id))
    queries.require_verified(one)
    found = _change_of(one, change_id)
    if found.state == WAITING:
        found.state = TAKEN_BACK
    elif found.state == DONE and all(getattr(one, name) == value for name, value in found.after.items()):
        _set(one, found.before)
        found.state = UNDONE
    else:
        raise ChangeMovedOn()
    found.decided_at, found.decided_by = clock.now(), actor.account_id
    employers.note(one, "edit_undone", "", actor)
    return found


def decide(change_id: uuid.UUID, *, approve: bool, reason: str = "", actor: Actor) -> EmployerChange:
    """The authority has checked a new name or domain. Raises `NotAllowed`, `ChangeMovedOn`, `ReasonMissing` for a
    refusal without one, `EmployerKnown` when somebody else has the domain by now."""
    actor.require(employers.MAY_VERIFY)
    found = db.session.get(EmployerChange, change_id, with_for_update=True)
    if found is None or found.state != WAITING:
        raise ChangeMovedOn()
    one = db.session.get_one(Employer, found.employer_id)
    said = rules.clean(reason, longest=rules.LONGEST_REASON)
    if not approve and not said:
        raise ReasonMissing()
    if approve:
        employers.require_free(str(found.after.get("domain", one.domain)), but=one.id)
        _set(one, found.after)
    found.state = APPROVED if approve else REFUSED
    found.decided_at, found.decided_by = clock.now(), actor.account_id
    employers.note(one, "edit_ok" if approve else "edit_refused", said, actor)
    employers.tell(one, "edit_ok" if approve else "edit_refused", said)
    return found


def waiting_of(employer_id: uuid.UUID) -> EmployerChange | None:
    """What waits for the authority."""
    found: EmployerChange | None = db.session.scalar(
        select(EmployerChange).where(EmployerChange.employer_id == employer_id, EmployerChange.state == WAITING)
    )
    return found


def undoable(one: Employer) -> EmployerChange | None:
    """The last change that held at once, while all of it stands."""
    last: EmployerChange | None = db.session.scalar(
        select(EmployerChange)
        .where(EmployerChange.employer_id == one.id, EmployerChange.state == DONE)
        .order_by(EmployerChange.at.desc(), EmployerChange.id.desc())
        .limit(1)
    )
    stands = last is not None and all(getattr(one, name) == value for name, value in last.after.items())
    return last if stands else None


def _require_address_at(domain: str, actor: Actor) -> None:
    """Whoever names another domain has an address there that opens the account: somebody reads it."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is None or not any(rules.at_domain(one.email, domain) for one in account.emails):
        raise DomainUnfit(domain=domain)


def _choose_contact(one: Employer, chosen: uuid.UUID | None, actor: Actor) -> None:
    colleague = next((account for _, account in queries.staff_of(one.id) if account.id == chosen), None)
    if colleague is not None and colleague.email != one.contact_email:
        one.contact_email, one.contact_name = colleague.email, colleague.name
        employers.note(one, "contact", "", actor)


def _change(
    one: Employer, names: tuple[str, ...], values: Mapping[str, Any], state: str, actor: Actor
) -> EmployerChange | None:
    before = {name: getattr(one, name) for name in names if getattr(one, name) != values[name]}
    if not before:
        return None
    made = EmployerChange(
        employer_id=one.id, at=clock.now(), by=actor.account_id, state=state, before=before,
        after={name: values[name] for name in before},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _set(one: Employer, values: Mapping[str, Any]) -> None:
    for name in (*AT_ONCE, *CHECKED):
        if name in values:
            setattr(one, name, values[name])


def _change_of(one: Employer, change_id: uuid.UUID) -> EmployerChange:
    found = db.session.get(EmployerChange, change_id, with_for_update=True)
    if found is None or found.employer_id != one.id:
        raise ChangeMovedOn()
    return found
