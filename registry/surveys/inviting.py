"""Whom to ask: holders who consented, six and twelve months after issue, once per wave. The worker calls `invite_due`.

Mails go out as those of lists do: paced, behind what somebody waits for.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload

from registry import addresses, clock, ids
from registry.accounts.models import Account
from registry.awards.models import Award
from registry.awards.service import title_of
from registry.custody import vault
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.notices import queries as mail_queries
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.notices.service import Addressed
from registry.people.models import Consent, Person
from registry.surveys import rules
from registry.surveys.models import SurveyInvitation, SurveyWatch
from registry.surveys.questions import PURPOSE, WAVES
from registry.texts import CENTRAL_MEXICO, Language

SLICE = 200


@dataclass(frozen=True, slots=True)
class _Due:
    award: Award
    root: uuid.UUID
    account: Account


def invite_due() -> int:
    """Ask some of those whose time has come; how many awards were looked at (0: not now)."""
    now = clock.now()
    watch = _watch(now)
    if watch is None or watch.next_at > now:
        return 0
    looked = 0
    for wave in WAVES:
        due = _due(wave, now)
        looked += len(due)
        _invite(wave, due, now)
        if len(due) == SLICE:
            return looked  # there may be more: the next slice goes on here
    watch.next_at = now + rules.EVERY
    db.session.flush()
    return looked


def _watch(now: dt.datetime) -> SurveyWatch | None:
    """The one row, held until this slice ends; None while another worker has it."""
    found: SurveyWatch | None = db.session.get(SurveyWatch, 1)
    if found is not None and found.next_at > now:
        return found
    locked: SurveyWatch | None = db.session.scalar(
        select(SurveyWatch).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if locked is not None or found is not None:
        return locked
    try:
        with db.session.begin_nested():
            locked = SurveyWatch(id=1, next_at=now)
            db.session.add(locked)
    except IntegrityError:
        return None
    return locked


def _due(wave: str, now: dt.datetime) -> list[_Due]:
    """Awards whose holders consented, are of age, may be counted, and have not been asked about them."""
    consenter, holder = aliased(Person), aliased(Person)
    root = func.coalesce(holder.merged_into, holder.id)
    agreed = func.coalesce(consenter.merged_into, consenter.id)
    since, until = rules.due_between(wave, now)
    asked = exists().where(SurveyInvitation.award_id == Award.id, SurveyInvitation.wave == wave)
    rows = db.session.execute(
        select(Award, root, Account)
        .select_from(Consent)
        .join(consenter, consenter.id == Consent.person_id)
        .join(holder, root == agreed)
        .join(Award, Award.person_id == holder.id)
        .join(Account, Account.person_id == root)
        .where(
            Consent.purpose == PURPOSE,
            Consent.withdrawn_at.is_(None),
            and_(Award.issued_at > since, Award.issued_at <= until),
            Award.state == "good",
            Award.accepted_at.is_not(None),
            holder.blocked_at.is_(None),
            holder.not_counted_since.is_(None),
            Account.email.is_not(None),
            Account.disabled_at.is_(None),
            ~asked,
        )
        .options(
            joinedload(Award.person),
            joinedload(Award.definition_version)
            .joinedload(DefinitionVersion.definition)
            .joinedload(Definition.provider),
        )
        .order_by(Award.issued_at, Award.id)
        .limit(SLICE)
    ).all()
    return list({award.id: _Due(award, key, account) for award, key, account in rows}.values())


def _invite(wave: str, due: Sequence[_Due], now: dt.datetime) -> None:
    lately = set(
        db.session.scalars(
            select(SurveyInvitation.person_id).where(
                SurveyInvitation.person_id.in_({one.root for one in due}),
                SurveyInvitation.wave == wave,
                SurveyInvitation.sent_at > now - rules.NOT_AGAIN,
            )
        )
    )
    dead = mail_queries.dead(one.account.address for one in due)
    for one in due:
        excused = one.root in lately or rules.under_age(one.award.person.born_on, clock.today())
        lately.add(one.root)
        _write(wave, one, now, excused=excused or one.account.address.lower() in dead)
    db.session.flush()


def _write(wave: str, due: _Due, now: dt.datetime, *, excused: bool) -> None:
    """The invitation and its mail. Who is excused gets none, and counts as never asked."""
    key, token = ids.new_key(), ids.new_token()
    closes = now + rules.OPEN
    invitation = SurveyInvitation(
        id=key, person_id=due.root, award_id=due.award.id, wave=wave, sent_at=now, closes_at=closes,
        token_digest=ids.token_digest(token), email="" if excused else due.account.address,
        remind_at=None if excused else now + rules.REMIND_AFTER,
        sealed_token=None if excused else vault.seal(token.encode(), context=f"survey_invitation:{key}"),
        withdrawn_at=now if excused else None, asked=not excused,
    )  # fmt: skip
    db.session.add(invitation)
    if excused:
        return
    language: Language = "en" if due.account.language == "en" else "es"
    values = {
        "name": due.award.person.full_name,
        "title": title_of(due.award.definition_version),
        "url": addresses.path(f"/encuesta/{token}"),
        "until": closes.astimezone(CENTRAL_MEXICO).date(),
    }
    mail = Addressed(due.account.address, language, values, due.root)
    notices.enqueue_many(Kind.SURVEY_INVITATION, [mail], group_key=f"survey:{key}")
