"""Telling holders once, some days before, that a microcredential ends and how it is renewed.

The worker calls `tell_due`. Awards are walked in the order of their ends, and how far that has come is kept in one row:
looking costs nothing while nothing is due, and nobody is told twice. Who had not accepted by then, or whose award was
suspended, is not told later; the page says it in any case.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from registry import addresses, clock, config
from registry.accounts.models import Account
from registry.awards.models import Award, ExpiryWatch
from registry.awards.service import title_of
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.notices.service import Addressed
from registry.people.models import Person
from registry.texts import CENTRAL_MEXICO, Language

SLICE = 200
#: Past every award that ends at the same moment.
_LAST = uuid.UUID(int=2**128 - 1)
#: An award of a person (by the record that theirs was merged into) for a profile or part of a standard.
Target = tuple[uuid.UUID, str, str | None, str | None]


def tell_due() -> int:
    """Write to some of those whose award ends soon; how many awards were looked at (0: nothing is due)."""
    now = clock.now()
    until = now + dt.timedelta(days=config.current().expiry_mail_days)
    if until <= now or not db.session.execute(_due(db.session.get(ExpiryWatch, 1), now, until).limit(1)).first():
        return 0
    watch = _watch(now)
    due = db.session.execute(_due(watch, now, until).limit(SLICE)).all() if watch is not None else ()
    if watch is not None and due:
        notices.enqueue_many(Kind.AWARD_EXPIRING, _mails([key for key, _end in due]))
        watch.told_award, watch.told_until = due[-1][0], due[-1][1] or now
        db.session.flush()
    return len(due)


def _due(watch: ExpiryWatch | None, now: dt.datetime, until: dt.datetime) -> Select[uuid.UUID, dt.datetime | None]:
    """The awards that end next after those told of. After a long pause nobody is told of what is over already."""
    since, after = (watch.told_until, watch.told_award) if watch and watch.told_until >= now else (now, _LAST)
    return (
        select(Award.id, Award.valid_until)
        .where(
            or_(Award.valid_until > since, and_(Award.valid_until == since, Award.id > after)),
            Award.valid_until <= until,
        )
        .order_by(Award.valid_until, Award.id)
    )


def _watch(now: dt.datetime) -> ExpiryWatch | None:
    """The one row, held until this slice ends; None while another worker has it."""
    one = select(ExpiryWatch).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    watch: ExpiryWatch | None = db.session.scalar(one)
    if watch is not None:
        return watch
    try:
        with db.session.begin_nested():
            watch = ExpiryWatch(id=1, told_until=now, told_award=_LAST)
            db.session.add(watch)
    except IntegrityError:
        return None
    return watch


def _mails(award_ids: Sequence[uuid.UUID]) -> list[Addressed]:
    """To the holders among them who have an account with an address, unless a later award of theirs renews it."""
    root = func.coalesce(Person.merged_into, Person.id)
    statement = (
        select(Award, Account, root)
        .join(Person, Person.id == Award.person_id)
        .join(Account, Account.person_id == root)
        .where(
            Award.id.in_(award_ids),
            Award.state == "good",
            Award.accepted_at.is_not(None),
            Person.blocked_at.is_(None),
            Account.email.is_not(None),
            Account.disabled_at.is_(None),
        )
        .options(
            joinedload(Award.person),
            joinedload(Award.definition_version)
            .joinedload(DefinitionVersion.definition)
            .joinedload(Definition.provider),
            joinedload(Award.definition_version).joinedload(DefinitionVersion.standard_version),
        )
        .order_by(Award.valid_until, Award.id)
    )
    found = db.session.execute(statement).all()
    last = _last_ends({person for _award, _account, person in found})
    in_force = {one.standard_id: one for one in curriculum.in_force()} if found else {}
    return [
        _mail(award, account, in_force)
        for award, account, person in found
        if award.valid_until is not None and last[_target(award, person)] <= award.valid_until
    ]


def _last_ends(people: set[uuid.UUID]) -> dict[Target, dt.datetime]:
    """Until when each person holds each profile or part, at the latest."""
    root = func.coalesce(Person.merged_into, Person.id)
    statement = (
        select(root, StandardVersion.standard_id, DefinitionVersion.profile, DefinitionVersion.part, Award.valid_until)
        .join(Person, Person.id == Award.person_id)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(
            or_(Person.id.in_(people), Person.merged_into.in_(people)),
            Award.state == "good",
            Award.accepted_at.is_not(None),
        )
    )
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    last: dict[Target, dt.datetime] = {}
    for person, standard, profile, part, end in db.session.execute(statement) if people else ():
        key = (person, standard, profile, part)
        last[key] = max(end or never, last.get(key, end or never))
    return last


def _target(award: Award, person: uuid.UUID) -> Target:
    version = award.definition_version
    return person, version.standard_version.standard_id, version.profile, version.part


def _mail(award: Award, account: Account, in_force: dict[str, StandardVersion]) -> Addressed:
    version = award.definition_version
    standard = curriculum.typed(in_force.get(version.standard_version.standard_id, version.standard_version))
    assert award.valid_until is not None  # noqa: S101  those without an end are not walked
    language: Language = "en" if account.language == "en" else "es"
    return Addressed(
        account.address,
        language,
        {
            "name": award.person.full_name,
            "title": title_of(version),
            "provider": version.definition.provider.name,
            "until": award.valid_until.astimezone(CENTRAL_MEXICO).date(),
            "rule": standard.renewal.text,
            "url": addresses.path(f"/mis-microcredenciales/{award.id}"),
        },
        award.person_id,
    )
