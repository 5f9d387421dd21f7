"""What every act on a request shares: its number and clocks, its one way from state to state, who is told."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from registry import addresses, clock, config, ids
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.permissions import roles_with
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.custody import vault
from registry.db import db
from registry.identity.asking import new_number
from registry.notices import service as notices
from registry.notices.messages import Kind as Mail
from registry.people.models import Person
from registry.people.service import cluster, root_of
from registry.rights import rules
from registry.rights.errors import AlreadyAsked, RequestMovedOn
from registry.rights.models import RightsRequest
from registry.rights.rules import Kind, State
from registry.texts import CENTRAL_MEXICO

SETTLE, OWN = "rights:settle", "record:rights"


def open_request(
    person: Person, kind: Kind, *, channel: str, state: State = State.OPEN, actor: Actor, **more: Any
) -> RightsRequest:
    """A request in the table. Of two at once one is made: raises `AlreadyAsked`."""
    person, now, key = root_of(person), clock.now(), ids.new_key()
    held = _open(person.id, kind)
    if held is not None:
        raise AlreadyAsked(number=rules.spell(held.number))
    request = RightsRequest(
        id=key,
        number=new_number(),
        kind=kind.value,
        state=state.value,
        open_key=f"{person.id}:{kind.value}",
        person_id=person.id,
        channel=channel,
        token_digest=ids.token_digest(_token(key)),
        asked_at=now,
        answer_due_at=rules.due(now, config.current().arco_answer_days, curriculum.business_calendar()),
        **more,
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:  # the other press was faster
        other = _open(person.id, kind)
        raise AlreadyAsked(number=rules.spell(other.number) if other else "") from None
    note("rights.asked", request, actor, kind=kind.value, channel=channel)
    return request


def move(request: RightsRequest, to: State, *, actor: Actor, **changes: Any) -> None:
    """Change the state, once: of two who press at the same time, one does. Raises `RequestMovedOn`."""
    before = [state.value for state in State if rules.may_follow(state, to)]
    done = db.session.execute(
        update(RightsRequest)
        .where(RightsRequest.id == request.id, RightsRequest.state.in_(before))
        .values(state=to.value, **changes)
        .returning(RightsRequest.id)
    ).first()
    if done is None:
        raise RequestMovedOn()
    db.session.refresh(request)
    if to not in rules.RUNNING:
        finish(request)
    note(f"rights.{to.value}", request, actor)


def finish(request: RightsRequest) -> None:
    """It has ended: what it held of names, reasons and words is needed no more."""
    request.open_key, request.ended_at = None, clock.now()
    request.wanted, request.words, request.evidence_note = {}, "", ""
    db.session.flush()


def note(action: str, request: RightsRequest, actor: Actor, **details: object) -> None:
    """The audit line."""
    db.session.flush()
    audit.record(action, "rights_request", request.id, actor=actor, provider_id=None, **details)


def page_of(token: str) -> str:
    """The address of a request's page for whoever asked."""
    return addresses.path(f"derechos/{token}")


def token_of(request: RightsRequest) -> str:
    """The token of a request's page again, for the next mail about it."""
    return _token(request.id)


def _token(key: uuid.UUID) -> str:
    # Computed, so that every mail about a request leads to the same page; without the master key nobody can.
    digest = vault.current().keyed_digest(key.hex, purpose="rights_request")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def addresses_of(person: Person) -> dict[str, str]:
    """Every address at which somebody is known, with the language: all of the account, else all on record."""
    found: dict[str, str] = {}
    account = accounts.by_person(root_of(person).id)
    if account is not None:
        found = {one.email: account.language for one in account.emails}
    for one in cluster(person):
        for row in one.identifiers:
            if row.kind == "email" and row.value:
                found.setdefault(row.value, one.language)
    return found


def tell(request: RightsRequest, *, to: dict[str, str], note: str | None = None, due: bool = False) -> None:
    """Tell the person, at every address, how the request stands. Mails of a request are found by its group."""
    values: dict[str, object] = {
        "number": rules.spell(request.number),
        "state": request.state,
        "what": request.kind,
        "url": page_of(token_of(request)),
        "note": note,
        "due": request.answer_due_at.astimezone(CENTRAL_MEXICO).date() if due else None,
    }
    for email, language in to.items():
        notices.enqueue(Mail.RIGHTS_STATE, email, language, values, group_key=group_of(request))


def group_of(request: RightsRequest) -> str:
    """The group of the mails about a request."""
    return f"rights:{request.number}"


def tell_officers(request: RightsRequest, tidings: str) -> None:
    """Tell everybody who may settle requests: one has arrived, falls due, or is overdue."""
    due = rules.clock_of(request.state, request.answer_due_at, request.carry_due_at) or request.answer_due_at
    for officer in accounts.recipients(roles_with(SETTLE), None):
        values: dict[str, object] = {
            "number": rules.spell(request.number),
            "tidings": tidings,
            "due": due.astimezone(CENTRAL_MEXICO).date(),
            "url": addresses.path(f"operacion/derechos/{request.number}"),
        }
        notices.enqueue(Mail.RIGHTS_TRAY, officer.address, officer.language, values)


def _open(person_id: uuid.UUID, kind: Kind) -> RightsRequest | None:
    found: RightsRequest | None = db.session.scalar(
        db.select(RightsRequest).where(RightsRequest.open_key == f"{person_id}:{kind.value}")
    )
    return found
