"""A person who cannot sign in any more asks: with a new address, confirmed, and what staff need to find the record.

The page answers the same whether or not there is such a record; only staff see what fits.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update

from registry import addresses, clock, config, ids
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actor import ANONYMOUS
from registry.accounts.errors import NameMissing
from registry.accounts.permissions import roles_with
from registry.audit import service as audit
from registry.awards import queries as awards
from registry.db import db
from registry.identity import rules
from registry.identity.errors import CaseLinkSpent, CurpUnreadable, FolioUnreadable, NotInThisState
from registry.identity.models import IdentityCase
from registry.ids import CROCKFORD
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people.curp import read_curp
from registry.people.service import curp_digest
from registry.providers.models import Provider

#: Who may decide: an institution's staff about its own people; the registry's own about anybody.
VOUCH, SETTLE = "identity:vouch", "identity:settle"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody types on the page. ``provider_id`` None: the registry is to help."""

    email: str
    name: str
    folio: str = ""
    curp: str = ""
    words: str = ""
    provider_id: uuid.UUID | None = None
    language: str = "es"


def ask(wish: Wish) -> None:
    """Note the request and write to the new address; nobody sees it before that address has answered.

    Raises `EmailMalformed`, `NameMissing`, `FolioUnreadable`, `CurpUnreadable`. More than `rules.MOST_A_DAY` requests
    for an address in a day change nothing, silently.
    """
    email = accounts.normal_email(wish.email)
    account_rules.check_email(email)
    name = " ".join(wish.name.split())
    if not name or len(name) > 320 or not name.isprintable():
        raise NameMissing()
    folio = ids.read_folio(wish.folio) if wish.folio.strip() else None
    if wish.folio.strip() and folio is None:
        raise FolioUnreadable(folio=wish.folio[:30])
    curp = read_curp(wish.curp) if wish.curp.strip() else None
    if curp is not None and curp.fault is not None:
        raise CurpUnreadable()
    now = clock.now()
    if _asked_since(email, now - dt.timedelta(days=1)) >= rules.MOST_A_DAY:
        return
    token = ids.new_token()
    case = IdentityCase(
        number=new_number(),
        kind="recovery",
        state="unconfirmed",
        provider_id=_desk(folio, wish.provider_id),
        language="en" if wish.language == "en" else "es",
        email=email,
        name=name,
        folio=folio,
        curp_digest=curp_digest(curp.code) if curp else None,
        words=wish.words.strip()[: rules.LONGEST_WORDS],
        token_digest=ids.token_digest(token),
        asked_at=now,
    )
    db.session.add(case)
    db.session.flush()
    notices.enqueue(
        Kind.CASE_CONFIRM,
        email,
        case.language,
        {
            "number": rules.spell(case.number),
            "url": addresses.path(f"recuperar/{token}"),
            "minutes": config.current().sign_in_link_minutes,
        },
    )


def of_token(token: str) -> IdentityCase:
    """The case of somebody's own link. Raises `CaseLinkSpent`, also where it was not confirmed in time."""
    case: IdentityCase | None = db.session.scalar(
        select(IdentityCase).where(IdentityCase.token_digest == ids.token_digest(token))
    )
    life = dt.timedelta(minutes=config.current().sign_in_link_minutes)
    if case is None or (case.state == "unconfirmed" and case.asked_at + life <= clock.now()):
        raise CaseLinkSpent()
    return case


def confirm(token: str) -> IdentityCase:
    """The new address has answered: staff are told. A second press changes nothing. Raises `CaseLinkSpent`."""
    case = of_token(token)
    taken = db.session.execute(
        update(IdentityCase)
        .where(IdentityCase.id == case.id, IdentityCase.state == "unconfirmed")
        .values(state="asked", confirmed_at=clock.now())
        .returning(IdentityCase.id)
    ).first()
    db.session.refresh(case)
    if taken is None:
        return case
    audit.record("case.asked", "identity_case", case.id, actor=ANONYMOUS, provider_id=case.provider_id)
    for account in accounts.recipients(roles_with(VOUCH if case.provider_id else SETTLE), case.provider_id):
        values: dict[str, object] = {"number": rules.spell(case.number), "url": desk_address(case)}
        notices.enqueue(Kind.CASE_ASKED, account.address, account.language, values)
    return case


def withdraw(token: str) -> IdentityCase:
    """Whoever asked needs it no more. Raises `CaseLinkSpent`, `NotInThisState` once it has ended."""
    case = of_token(token)
    if case.state not in ("unconfirmed", *rules.OPEN):
        raise NotInThisState()
    case.state, case.ended_at = "withdrawn", clock.now()
    db.session.flush()
    audit.record("case.withdrawn", "identity_case", case.id, actor=ANONYMOUS, provider_id=case.provider_id)
    return case


def desk_address(case: IdentityCase) -> str:
    """Where staff deal with a case."""
    if case.provider is None:
        return addresses.path(f"operacion/identidades/{case.number}")
    return addresses.path(f"institucion/{case.provider.slug}/identidades/{case.number}")


def new_number() -> str:
    """Eight characters that nobody has to guess and anybody can say on the telephone."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(8))


def _asked_since(email: str, since: dt.datetime) -> int:
    statement = (
        select(func.count())
        .select_from(IdentityCase)
        .where(IdentityCase.email == email, IdentityCase.asked_at >= since)
    )
    return db.session.scalar(statement) or 0


def _desk(folio: str | None, chosen: uuid.UUID | None) -> uuid.UUID | None:
    """Who deals with it: the institution of the folio, else the one chosen; the registry where that one has closed."""
    award = awards.by_folio(folio) if folio else None
    provider = db.session.get(Provider, award.provider_id if award else chosen) if award or chosen else None
    return provider.id if provider is not None and provider.closed_at is None else None
