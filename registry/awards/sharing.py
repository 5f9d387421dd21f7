"""Share links and claims: how an award reaches its holder, and how the holder shows it to others."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from registry import clock, config, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.awards import gates
from registry.awards.errors import ClaimClosed, ClaimNotFound, ShareClosed, ShareCodeNeeded, ShareNotFound
from registry.awards.models import Award, Claim, LinkTerms, ShareLink
from registry.bulk import Rows
from registry.custody import vault
from registry.db import db
from registry.errors import NotAllowed
from registry.ids import CROCKFORD
from registry.people import guardians

#: A slip's code is typed by hand: 60 bits in three groups of four.
SLIP_CODE_LENGTH = 12
#: Wrong answers to a slip's question before it closes.
CLAIM_ATTEMPTS = 10


def share(
    award: Award,
    *,
    actor: Actor,
    expires_at: dt.datetime | None = None,
    label: str = "",
    with_results: bool = True,
    show_name: bool = False,
    with_code: bool = False,
    purpose: str = "link",
    submission: str | None = None,
) -> tuple[ShareLink, str]:
    """A new link of the holder's; returns the row and its token. Raises `NotAllowed` for anybody else,
    `GuardianNeeded` for a minor without a guardian's consent.

    ``show_name``: previews that chats draw name the holder. ``with_code``: it opens with a one-time code
    (`registry.awards.gates`). ``submission`` names one filling-in of a form: the same answers handed in
    again, a button pressed twice, find the link that they made.
    """
    require_holder(award, actor, "record:share")
    guardians.require_consent(award.person)
    wish = f"{submission}|{purpose}|{with_results}|{show_name}|{with_code}|{expires_at}|{label.strip()}"
    link_id = uuid.uuid5(award.id, wish) if submission else ids.new_key()
    made = db.session.get(ShareLink, link_id) if submission else None
    if made is not None:
        return made, token_of(made)
    token = ids.new_token()
    link = ShareLink(
        id=link_id,
        award_id=award.id,
        token_digest=ids.token_digest(token),
        sealed_token=b"",
        purpose=purpose,
        label=label.strip(),
        with_results=with_results,
        show_name=show_name,
        created_at=clock.now(),
        expires_at=expires_at,
        answers_since=clock.now(),
    )
    if with_code:
        gates.lock(link)
    link.sealed_token = vault.seal(token.encode(), context=f"share_link:{link.id}")
    try:
        with db.session.begin_nested():
            db.session.add(link)
    except IntegrityError:  # of two presses at once the other was faster
        made = db.session.get_one(ShareLink, link_id)
        return made, token_of(made)
    db.session.expire(award, ["shares"])
    audit.record("award.shared", "award", str(award.id), actor=actor, link=str(link.id))
    db.session.flush()
    return link, token


def certificate_link(award: Award, *, actor: Actor) -> str:
    """The token of the link that stands on the PDF certificate: one that lives until it is withdrawn."""
    live = db.session.scalars(
        select(ShareLink).where(
            ShareLink.award_id == award.id, ShareLink.purpose == "certificate", ShareLink.withdrawn_at.is_(None)
        )
    ).first()
    if live is not None:
        return token_of(live)
    return share(award, actor=actor, purpose="certificate")[1]


def token_of(link: ShareLink) -> str:
    """The token of a link, for its holder to copy again."""
    return vault.unseal(link.sealed_token, context=f"share_link:{link.id}").decode()


def withdraw(link: ShareLink, *, actor: Actor) -> None:
    """End a link now. The credential stays what it is."""
    require_holder(link.award, actor, "record:share")
    if link.withdrawn_at is None:
        link.withdrawn_at = clock.now()
        audit.record("award.share_withdrawn", "award", str(link.award_id), actor=actor, link=str(link.id))
        db.session.flush()


def open_share(token: str) -> ShareLink:
    """The live link of a token, for whoever has the link and nothing else.

    Raises `ShareNotFound`, `ShareClosed` with the day it ended, `ShareCodeNeeded`.
    """
    link = find_share(token)
    if link.sealed_code is not None:
        raise ShareCodeNeeded()
    return link


def find_share(token: str) -> ShareLink:
    """The live link of a token, whether or not it asks for a code: the caller asks for it (`registry.awards.gates`).

    Raises `ShareNotFound`, `ShareClosed`.
    """
    link = db.session.scalars(select(ShareLink).where(ShareLink.token_digest == ids.token_digest(token))).one_or_none()
    if link is None:
        raise ShareNotFound()
    require_open(link)
    return link


def new_code(link: ShareLink, *, actor: Actor) -> None:
    """Another one-time code, for a link that asks for one or is to ask for one. Raises `NotAllowed`."""
    require_holder(link.award, actor, "record:share")
    gates.lock(link)
    db.session.flush()


def no_code(link: ShareLink, *, actor: Actor) -> None:
    """Let a link open without a code. Raises `NotAllowed`."""
    require_holder(link.award, actor, "record:share")
    gates.unlock(link)
    db.session.flush()


def require_open(link: LinkTerms) -> None:
    """Raise `ShareClosed` for what was withdrawn or has ended."""
    ended = link.withdrawn_at or (link.expires_at if link.expires_at and link.expires_at <= clock.now() else None)
    if ended is not None:
        raise ShareClosed(day=clock.day_of(ended))


def new_claim(award_id: uuid.UUID, person_id: uuid.UUID, *, kind: str, email: str | None = None) -> tuple[Claim, str]:
    """A claim by mail (to ``email``) or on paper, and its token or code."""
    rows = Rows()
    ((claim_id, token),) = add_claims(rows, [(award_id, person_id, kind, email)], at=clock.now())
    rows.write(db.session)
    return db.session.get_one(Claim, claim_id), token


def add_claims(
    rows: Rows, wanted: Sequence[tuple[uuid.UUID, uuid.UUID, str, str | None]], *, at: dt.datetime
) -> list[tuple[uuid.UUID, str]]:
    """Claims among many rows: their keys and tokens. ``wanted``: award, person, ``mail`` or ``slip``, address."""
    settings, seal = config.current(), vault.current().seal
    expires = at + dt.timedelta(days=settings.claim_days)
    reminder = next_reminder(at, after=0, days=settings.reminder_days)
    names = ("id", "award_id", "person_id", "kind", "email", "token_digest", "sealed_token", "remind_at")
    add = rows.sheet(Claim, names, created_at=at, expires_at=expires)
    made = []
    for key, (award_id, person_id, kind, email) in zip(ids.new_keys(len(wanted)), wanted, strict=True):
        by_mail = kind == "mail"
        token = ids.new_token() if by_mail else "".join(secrets.choice(CROCKFORD) for _ in range(SLIP_CODE_LENGTH))
        sealed = seal(token.encode(), context=f"claim:{key}")
        mailbox = email.strip().lower() if email else None
        add((key, award_id, person_id, kind, mailbox, ids.token_digest(token), sealed, reminder if by_mail else None))
        made.append((key, token))
    return made


def next_reminder(since: dt.datetime, *, after: int, days: Sequence[int]) -> dt.datetime | None:
    """When a claim made ``since`` is reminded of next, ``after`` so many reminders; None: no more.

    ``days`` are those of the settings, ascending.
    """
    return since + dt.timedelta(days=days[after]) if after < len(days) else None


def claim_token(claim: Claim) -> str:
    """The token of a claim again: to print the slip once more, to send a reminder."""
    return vault.unseal(claim.sealed_token, context=f"claim:{claim.id}").decode()


def find_claim(token: str) -> Claim:
    """The open claim of a token or of a slip's typed code. Raises `ClaimNotFound`, `ClaimClosed`."""
    claim = any_claim(token)
    why = closed_because(claim)
    if why is not None:
        raise ClaimClosed(why=why)
    return claim


def any_claim(token: str) -> Claim:
    """The claim of a token or of a slip's typed code, open or not. Raises `ClaimNotFound`."""
    claim = _claim_of(token) or _claim_of(typed_code(token))
    if claim is None:
        raise ClaimNotFound()
    return claim


def closed_because(claim: Claim) -> str | None:
    """Why a claim cannot be used: ``cancelled``, ``used``, ``tried_too_often`` or ``expired``; None while it can."""
    if claim.cancelled_at is not None:
        return "cancelled"
    if claim.used_at is not None:
        return "used"
    if claim.attempts >= CLAIM_ATTEMPTS:
        return "tried_too_often"
    return "expired" if claim.expires_at <= clock.now() else None


def use_claim(claim: Claim, *, actor: Actor) -> None:
    """Consume a claim: from now on the person enters through her or his account.

    Raises `ClaimClosed` when somebody else was faster: of two who press at once, one receives.
    """
    now = clock.now()
    taken = db.session.execute(
        update(Claim)
        .where(Claim.id == claim.id, Claim.used_at.is_(None), Claim.cancelled_at.is_(None))
        .values(used_at=now)
        .returning(Claim.id)
    ).first()
    if taken is None:
        raise ClaimClosed(why="used")
    audit.record("award.claimed", "award", str(claim.award_id), actor=actor)
    db.session.flush()


def _claim_of(token: str) -> Claim | None:
    return db.session.scalars(select(Claim).where(Claim.token_digest == ids.token_digest(token))).one_or_none()


def typed_code(text: str) -> str:
    """A slip's code as it is stored: no separators, capitals, lookalikes read as the digits they are."""
    cleaned = "".join(character for character in text.upper() if character.isalnum())
    return cleaned.translate(str.maketrans("OIL", "011"))


def holds(award: Award, person_id: uuid.UUID | None) -> bool:
    """Whether the award is this person's, directly or through a record that was merged into theirs."""
    return person_id is not None and person_id in (award.person_id, award.person.merged_into)


def require_holder(award: Award, actor: Actor, permission: str) -> None:
    """Raise `NotAllowed` unless the actor holds the award and may do this with it (or is the registry itself)."""
    actor.require(permission)
    if actor.kind != "system" and not holds(award, actor.person_id):
        raise NotAllowed(permission=permission)
