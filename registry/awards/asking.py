"""«Is this the holder's e-mail, or CURP?»: answered yes or no, to whoever has the holder's share link (DESIGN 11).

A document holds neither. The answer tells nothing but yes or no, is limited for each link whatever the address it is
asked from, leaves an audit line, and is shown to the holder: when, of what kind, what was answered, and nothing of who
asked. The holder can stop it for a link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from registry import clock, config
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actor import ANONYMOUS, Actor
from registry.accounts.errors import EmailMalformed
from registry.audit import queries as audit_queries
from registry.audit import service as audit
from registry.awards.errors import AskedTooOften, NeitherEmailNorCurp, QuestionsOff
from registry.awards.models import ShareLink
from registry.awards.sharing import require_holder
from registry.db import db
from registry.people import queries as people
from registry.people.curp import read_curp

_ACTION = "share.asked"


class Kind(StrEnum):
    """What was asked about."""

    EMAIL = "email"
    CURP = "curp"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a link answered."""

    at: dt.datetime
    kind: Kind
    answer: bool


def ask(link: ShareLink, typed: str) -> Asked:
    """Whether what was typed is an e-mail or the CURP that the registry holds of the link's holder.

    Raises `QuestionsOff`, `NeitherEmailNorCurp` (not counted), `AskedTooOften`.
    """
    # Two at once would both be counted before either: the row is held until the line is written.
    db.session.execute(select(ShareLink.id).where(ShareLink.id == link.id).with_for_update())
    if link.answers_since is None:
        raise QuestionsOff()
    kind, value = _read(typed)
    now = clock.now()
    _count(link, now)
    person = link.award.person
    answer = people.has_email(person, value) if kind is Kind.EMAIL else people.has_curp(person, value)
    audit.record(
        _ACTION, "share_link", link.id, actor=ANONYMOUS, award=str(link.award_id), kind=kind.value, answer=answer
    )
    return Asked(now, kind, answer)


def asked_of(link: ShareLink) -> Sequence[Asked]:
    """The questions that a link answered, newest first."""
    lines = audit_queries.of_subject("share_link", link.id, limit=_looked_at())
    return [
        Asked(line.at, Kind(line.details["kind"]), bool(line.details["answer"]))
        for line in lines
        if line.action == _ACTION
    ]


def switch_questions(link: ShareLink, *, on: bool, actor: Actor) -> None:
    """Let a link answer such questions, or stop it. Raises `NotAllowed` for anybody but the holder."""
    require_holder(link.award, actor, "record:share")
    if on == (link.answers_since is not None) and not (on and tired(link)):
        return
    link.answers_since = clock.now() if on else None
    audit.record("award.share_questions", "award", str(link.award_id), actor=actor, link=str(link.id), on=on)
    db.session.flush()


def tired(link: ShareLink) -> bool:
    """Whether a link answers nothing more because of too many wrong guesses."""
    return (
        link.answers_since is not None
        and _wrong_since(asked_of(link), link.answers_since) >= config.current().questions_wrong
    )


def _looked_at() -> int:
    """More lines than the settings allow between two acts of the holder that are looked at."""
    settings = config.current()
    return max(200, 4 * (settings.questions_per_day + settings.questions_wrong))


def _count(link: ShareLink, now: dt.datetime) -> None:
    # Whoever knows name and birthday needs hundreds of tries for a CURP.
    asked, settings = asked_of(link), config.current()
    if link.answers_since is not None and _wrong_since(asked, link.answers_since) >= settings.questions_wrong:
        raise QuestionsOff()
    limits = ((settings.questions_per_hour, dt.timedelta(hours=1)), (settings.questions_per_day, dt.timedelta(days=1)))
    for most, span in limits:
        if sum(1 for one in asked if one.at > now - span) >= most:
            raise AskedTooOften()


def _wrong_since(asked: Sequence[Asked], since: dt.datetime) -> int:
    return sum(1 for one in asked if not one.answer and one.at >= since)


def _read(typed: str) -> tuple[Kind, str]:
    typed = typed.strip()
    if "@" in typed:
        email = accounts.normal_email(typed)
        try:
            account_rules.check_email(email)
        except EmailMalformed:
            raise NeitherEmailNorCurp() from None
        return Kind.EMAIL, email
    reading = read_curp(typed)
    if reading.fault is not None:
        raise NeitherEmailNorCurp()
    return Kind.CURP, reading.code
