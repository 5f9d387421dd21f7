"""Where institutions teach: what they say of it on their own page, and what of it holds on a day.

Nobody checks a site. It is the institution's word, with its validity, and shown as such.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.providers.errors import NoSuchSite, SiteUnfit, TooManySites
from registry.providers.messages import FIELD_PROBLEMS, SITE_FIELDS
from registry.providers.models import Provider, ProviderSite

EDIT = "provider:edit"
#: How a site reaches people without a connection: ids of the catalogue of modes.
MODES = ("on_site", "offline_materials")
LONGEST = 120
#: More are a sign of a file that was meant for something else.
MOST_SITES = 500
#: A validity further away than this is a slip of the pen.
LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """What an institution says of a site. ``valid_until`` is the last day; None: until it says otherwise."""

    name: str
    state_code: str
    municipality: str
    mode: str
    valid_from: dt.date
    valid_until: dt.date | None = None


def add(provider_id: uuid.UUID, details: SiteDetails, *, actor: Actor) -> ProviderSite:
    """A new site. Raises `NotAllowed`, `SiteUnfit`, `TooManySites`."""
    actor.require(EDIT, at_provider=provider_id)
    held = select(func.count()).where(ProviderSite.provider_id == provider_id, ProviderSite.withdrawn_at.is_(None))
    if (db.session.scalar(held) or 0) >= MOST_SITES:
        raise TooManySites(most=MOST_SITES)
    site = ProviderSite(provider_id=provider_id, created_at=clock.now(), **_checked(details))
    db.session.add(site)
    db.session.flush()
    record("site.added", "provider_site", site.id, actor=actor, provider_id=provider_id)
    return site


def change(provider_id: uuid.UUID, site_id: uuid.UUID, details: SiteDetails, *, actor: Actor) -> ProviderSite:
    """Say something else of a site. Raises `NotAllowed`, `NoSuchSite`, `SiteUnfit`."""
    actor.require(EDIT, at_provider=provider_id)
    site = require(provider_id, site_id)
    checked = _checked(details)
    changed = sorted(name for name, value in checked.items() if getattr(site, name) != value)
    for name in changed:
        setattr(site, name, checked[name])
    db.session.flush()
    if changed:
        record("site.changed", "provider_site", site.id, actor=actor, provider_id=provider_id, changed=changed)
    return site


def withdraw(provider_id: uuid.UUID, site_id: uuid.UUID, *, actor: Actor) -> ProviderSite:
    """It is no longer a site; `restore` takes that back. Raises `NotAllowed`, `NoSuchSite`."""
    return _withdrawn(provider_id, site_id, actor, gone=True)


def restore(provider_id: uuid.UUID, site_id: uuid.UUID, *, actor: Actor) -> ProviderSite:
    """It was withdrawn by mistake. Raises `NotAllowed`, `NoSuchSite`."""
    return _withdrawn(provider_id, site_id, actor, gone=False)


def require(provider_id: uuid.UUID, site_id: uuid.UUID) -> ProviderSite:
    """A site of this institution, withdrawn ones included. Raises `NoSuchSite`."""
    site = db.session.get(ProviderSite, site_id)
    if site is None or site.provider_id != provider_id:
        raise NoSuchSite()
    return site


def every(provider_id: uuid.UUID) -> Sequence[ProviderSite]:
    """All of an institution's sites, ended and withdrawn ones included: by state, municipality and name."""
    return db.session.scalars(
        select(ProviderSite).where(ProviderSite.provider_id == provider_id).order_by(*_ORDER)
    ).all()


def standing(day: dt.date, provider_id: uuid.UUID | None = None) -> Sequence[ProviderSite]:
    """The sites that an institution (or all of them) declares for a day, each with its institution."""
    statement = select(ProviderSite).options(joinedload(ProviderSite.provider)).where(_holds(day)).order_by(*_ORDER)
    if provider_id is not None:
        statement = statement.where(ProviderSite.provider_id == provider_id)
    return db.session.scalars(statement).all()


def holds(site: ProviderSite, day: dt.date) -> bool:
    """Whether a site is declared for a day."""
    return (
        site.withdrawn_at is None and site.valid_from <= day and (site.valid_until is None or site.valid_until >= day)
    )


_ORDER = (ProviderSite.state_code, ProviderSite.municipality, ProviderSite.name, ProviderSite.id)


def _holds(day: dt.date) -> ColumnElement[bool]:
    return and_(
        ProviderSite.withdrawn_at.is_(None),
        ProviderSite.valid_from <= day,
        or_(ProviderSite.valid_until.is_(None), ProviderSite.valid_until >= day),
        ProviderSite.provider_id.in_(select(Provider.id).where(Provider.closed_at.is_(None))),
    )


def _withdrawn(provider_id: uuid.UUID, site_id: uuid.UUID, actor: Actor, *, gone: bool) -> ProviderSite:
    actor.require(EDIT, at_provider=provider_id)
    site = require(provider_id, site_id)
    if (site.withdrawn_at is not None) != gone:
        site.withdrawn_at = clock.now() if gone else None
        db.session.flush()
        action = "site.withdrawn" if gone else "site.restored"
        record(action, "provider_site", site.id, actor=actor, provider_id=provider_id)
    return site


def _checked(details: SiteDetails) -> dict[str, object]:
    if content.state(details.state_code) is None:
        raise _unfit("state_code", "not_listed")
    if details.mode not in MODES:
        raise _unfit("mode", "not_listed")
    until = details.valid_until
    if until is not None and until < details.valid_from:
        raise _unfit("valid_until", "before_it_begins")
    latest = clock.today().year + LONGEST_YEARS
    for name, day in (("valid_from", details.valid_from), ("valid_until", until)):
        if day is not None and not clock.today().year - LONGEST_YEARS * 5 <= day.year <= latest:
            raise _unfit(name, "far_away")
    return {
        "name": _words("name", details.name),
        "state_code": details.state_code,
        "municipality": _words("municipality", details.municipality),
        "mode": details.mode,
        "valid_from": details.valid_from,
        "valid_until": until,
    }


def _words(field: str, value: str) -> str:
    trimmed = " ".join(value.split())
    if not trimmed:
        raise _unfit(field, "missing")
    if len(trimmed) > LONGEST:
        raise _unfit(field, "too_long", maximum=LONGEST)
    if not trimmed.isprintable() or "<" in trimmed or ">" in trimmed:
        raise _unfit(field, "characters")
    return trimmed


def _unfit(field: str, problem: str, **values: object) -> SiteUnfit:
    return SiteUnfit(field=field, label=SITE_FIELDS[field], problem=FIELD_PROBLEMS[problem].format(**values))
