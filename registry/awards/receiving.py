"""Receiving: from a claim to an account that holds the award, without showing anything to the wrong person.

A claim by mail proves the mailbox that it was sent to; a slip proves itself and what is typed beside it. Neither opens
an account that staff work with, nor the account of a person who has another way in: the holder signs in first.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from registry import clock
from registry.accounts import emails, security_notices
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.rules import MAXIMUM_NAME
from registry.awards import queries, sharing
from registry.awards.errors import (
    AddressHeldByAnother,
    ClaimClosed,
    SignInFirst,
    SlipAnswerWrong,
    WhoseIsIt,
)
from registry.awards.models import Award, Claim
from registry.awards.sharing import CLAIM_ATTEMPTS
from registry.db import db
from registry.people import service as people
from registry.people import uniting
from registry.people.curp import birth_date
from registry.people.models import Person
from registry.people.names import fold

#: What is asked beside a slip's code: this many characters from the end of the CURP, or the date of birth in it.
CURP_TAIL = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """What a claim's page may say before anybody has proved anything: never the person's name.

    ``asks`` is what must be typed besides pressing the button: ``nothing``, ``curp`` (its last four) or ``name``.
    ``again`` is set for a slip that was used already and is still its holder's only way in.
    """

    award: Award
    asks: str
    again: bool = False

    @property
    def institution(self) -> str:
        """Who awarded it."""
        return self.award.definition_version.definition.provider.name


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who presses the button: the account signed in here (if any), the language that she or he reads, and what was
    said when asked whether the persons are the same (None: not asked yet)."""

    account_id: uuid.UUID | None = None
    language: str = "es"
    same_person: bool | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The account that holds the award now, for the door to start a session with."""

    account: Account
    award_id: uuid.UUID


def offer_of(token: str) -> Offer:
    """What a claim offers. Raises `ClaimNotFound`, `ClaimClosed` with ``why``."""
    return _offer(_usable(token))


def receive(token: str, *, typed: str = "", visitor: Visitor) -> Received:
    """Consume a claim and hand the award to its person's account, made anew where there is none.

    ``typed`` is the answer to what the offer asks. Raises `ClaimNotFound`, `ClaimClosed`, `SlipAnswerWrong` (counted:
    the door commits it), `SignInFirst`, `WhoseIsIt`.
    """
    claim = _held(token)
    offer = _offer(claim)
    if offer.asks != "nothing":
        _check_answer(claim, offer.asks, typed)
    if offer.again and (holder := _slip_holder(claim)) is not None:
        return Received(holder, claim.award_id)
    account = _account_for(claim, visitor)
    if claim.kind == "mail" and claim.email:
        people.add_email(claim.person, claim.email, source="holder", verified=True)
    sharing.use_claim(claim, actor=accounts.actor_of(account))
    return Received(account, claim.award_id)


def already_received(token: str, person_id: uuid.UUID | None) -> Award | None:
    """The award of a used claim when it is this person's: whoever opens the mail again is simply led to it."""
    claim = sharing.any_claim(token)
    award = queries.by_id(claim.award_id)
    return award if award and claim.used_at is not None and sharing.holds(award, person_id) else None


def confirm_address(token: str, *, visitor_id: uuid.UUID | None) -> Account:
    """The holder answered from the address that she or he wrote: it opens the account from now on.

    The first address of an account may be answered from anywhere, because its holder has no other way in; a further one
    only by who is signed in to the account (``visitor_id``): a stranger's mailbox, by a typing error, must not open it.
    Where the first address opens another account of a person with the same name, that account holds everything from now
    on. Raises `LinkSpent`, `AddressHeldByAnother`, `SignInFirst`.
    """
    link = emails.waiting(token)
    asking = db.session.get_one(Account, link.account_id)
    if asking.email is not None and visitor_id != asking.id:
        raise SignInFirst(email=None)
    account, email = emails.answered(token)
    actor = accounts.actor_of(account)
    other = accounts.by_email(email)
    if other is None or other.id == account.id:
        emails.bind(account, email, actor=actor)
        _note_address(account, email)
        return account
    if account.email is not None or other.disabled_at is not None:
        raise AddressHeldByAnother()
    if other.person_id is not None:
        person, owner = (db.session.get_one(Person, one.person_id) for one in (account, other))
        if not _same_name(person, owner) or not people.may_be_one(person, owner):
            raise AddressHeldByAnother()
    uniting.unite(account, into=other, actor=actor, means="address")
    _note_address(other, email)
    return other


def unite_by_address(token: str, *, visitor_id: uuid.UUID | None) -> Account:
    """Unite the account that an address opens with the one that asked for it: both are proved, one by the session that
    presses the button, the other by its mailbox.

    Raises `LinkSpent`, `SignInFirst` in another browser, `TwoPeople`, `StaffAccount`.
    """
    link = emails.waiting(token, purpose=emails.UNITE)
    if visitor_id != link.account_id:
        raise SignInFirst(email=None)
    account, email = emails.answered(token, purpose=emails.UNITE)
    actor = accounts.actor_of(account)
    other = accounts.by_email(email)
    if other is None or other.id == account.id:
        emails.bind(account, email, actor=actor)
    else:
        uniting.unite(other, into=account, actor=actor, means="holder")
        security_notices.tell(account, "united")
    _note_address(account, email)
    return account


def _note_address(account: Account, email: str) -> None:
    """The address is the person's as well, so that a claim mailed there opens the account."""
    if account.person_id is not None:
        people.add_email(db.session.get_one(Person, account.person_id), email, source="holder", verified=True)


def _held(token: str) -> Claim:
    """A usable claim, kept with its person from others until this transaction ends: of many who guess at a slip at once
    each is counted before the next may try, and two claims of one person make one account."""
    claim = sharing.any_claim(token)
    person_id = people.root_of(claim.person).id
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    db.session.refresh(claim, with_for_update=True)
    db.session.refresh(claim.person)
    return _usable(token)


def _usable(token: str) -> Claim:
    claim = sharing.any_claim(token)
    why = sharing.closed_because(claim)
    if why is not None and not (why == "used" and _opens_again(claim)):
        raise ClaimClosed(why=why)
    return claim


def _opens_again(claim: Claim) -> bool:
    """Whether a used slip is still its holder's key: no other way in yet, a CURP to ask for, attempts and time left."""
    return (
        claim.kind == "slip"
        and claim.attempts < CLAIM_ATTEMPTS
        and claim.expires_at > clock.now()
        and people.curp_of(claim.person) is not None
        and _slip_holder(claim) is not None
    )


def _slip_holder(claim: Claim) -> Account | None:
    held = accounts.by_person(people.root_of(claim.person).id)
    usable = held is not None and held.disabled_at is None and not accounts.has_way_in(held)
    return held if usable else None


def _offer(claim: Claim) -> Offer:
    award = queries.by_id(claim.award_id)
    assert award is not None  # noqa: S101  a claim has its award
    asks = "nothing"
    if claim.kind == "slip":
        asks = "curp" if people.curp_of(claim.person) else "name"
    return Offer(award=award, asks=asks, again=claim.used_at is not None)


def _check_answer(claim: Claim, asks: str, typed: str) -> None:
    expected: tuple[str, ...]
    if asks == "curp":
        curp = people.curp_of(claim.person) or ""
        given = "".join(typed.split()).upper()
        expected = (curp[-CURP_TAIL:], curp, *(_spellings(born) if (born := birth_date(curp)) else ()))
    else:
        given, expected = fold(typed), (fold(claim.person.full_name),)
    if given and any(hmac.compare_digest(given.encode(), one.encode()) for one in expected):
        return
    # In the database, not on the object: of two who try at once, both are counted.
    attempts = db.session.execute(
        update(Claim).where(Claim.id == claim.id).values(attempts=Claim.attempts + 1).returning(Claim.attempts)
    ).scalar_one()
    raise SlipAnswerWrong(left=max(CLAIM_ATTEMPTS - attempts, 0))


def _spellings(day: dt.date) -> tuple[str, ...]:
    """A date as people type it in a box for it: day first, or as browsers write dates."""
    return tuple(
        form.format(day=day)
        for form in ("{day:%d/%m/%Y}", "{day:%d-%m-%Y}", "{day:%d.%m.%Y}", "{day:%d%m%Y}", "{day:%Y-%m-%d}")
    )


def _account_for(claim: Claim, visitor: Visitor) -> Account:
    """The account that is to hold the claim's person. The cases stand in the order in which they are decided."""
    person = people.root_of(claim.person)
    mailbox = claim.email if claim.kind == "mail" else None
    holder = accounts.by_person(person.id)
    if holder is not None:
        if visitor.account_id == holder.id:
            return holder
        return _own_account(holder, mailbox)
    by_mail = accounts.by_email(mailbox) if mailbox else None
    # The mailbox says more about who opens the link than whoever happens to be signed in on this phone.
    candidate = by_mail or (db.session.get(Account, visitor.account_id) if visitor.account_id else None)
    if candidate is None:
        return _new_account(person, mailbox, visitor.language)
    if candidate.id != visitor.account_id and (candidate.grants or candidate.disabled_at is not None):
        raise SignInFirst(email=candidate.email)
    if _belongs_to(candidate, person, by_mailbox=candidate is by_mail, said=visitor.same_person):
        return _joined(candidate, person)
    return _new_account(person, mailbox, visitor.language)


def _own_account(holder: Account, mailbox: str | None) -> Account:
    """The person's account, where this claim may open it without signing in."""
    # What its holder has given up since proves nothing, whatever institutions still write to.
    proves = mailbox is not None and mailbox in {one.email for one in holder.emails}
    if holder.disabled_at is not None or holder.grants:
        raise SignInFirst(email=mailbox if proves else None)
    if not accounts.has_way_in(holder):
        # It came with a slip and cannot come back by itself: another claim of the same person is as good as the first.
        if mailbox is not None and accounts.by_email(mailbox) is None:
            emails.bind(holder, mailbox, actor=accounts.actor_of(holder))
        return holder
    if not proves:
        # An institution that knows somebody's CURP could otherwise open the record of that person by a mail of its own.
        raise SignInFirst(email=None)
    return holder


def _belongs_to(account: Account, person: Person, *, by_mailbox: bool, said: bool | None) -> bool:
    """Whether the account's holder and this person are the same; raises `WhoseIsIt` where only the visitor knows."""
    owner = db.session.get(Person, account.person_id) if account.person_id else None
    if said is False or (owner is not None and not people.may_be_one(person, owner)):
        return False
    evident = by_mailbox and (owner is None or _same_name(person, owner))
    if not evident and said is None:
        raise WhoseIsIt()
    return True


def _joined(account: Account, person: Person) -> Account:
    """Put the person's awards into an account that exists."""
    actor = accounts.actor_of(account)
    if account.person_id is None:
        account_service.hold_for_person(account, person.id, actor=actor)
    else:
        people.merge(person, into=db.session.get_one(Person, account.person_id), actor=actor)
    return account


def _new_account(person: Person, mailbox: str | None, language: str) -> Account:
    free = mailbox if mailbox and accounts.by_email(mailbox) is None else None
    return account_service.create_account(
        free, person.full_name[:MAXIMUM_NAME], language=language, person_id=person.id, actor=SYSTEM
    )


def _same_name(first: Person, second: Person) -> bool:
    return fold(first.full_name) == fold(second.full_name)
