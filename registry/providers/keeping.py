"""The registry's custody of what institutions issued that have closed or are not accredited any more: corrected, by
the authority's decision, and nothing else.

A corrected document is judged like any other, by whether its institution was accredited when it was signed. So the
authority signs an accreditation for a month that says that it serves corrections alone, and the registry holds keys
under the institution's name for as long. Nobody can issue with it: what asks who is accredited leaves it out.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import SYSTEM, Actor
from registry.custody import service as custody
from registry.custody.models import SigningKey
from registry.db import db
from registry.providers import queries
from registry.providers.accrediting import Terms, grant, issuer_for
from registry.providers.commands import WantedStandard
from registry.providers.models import Accreditation, Provider
from registry.providers.rules import ALLOWS_ISSUING

MONTHS = 1


def keep(provider: Provider, standards: Iterable[uuid.UUID], *, actor: Actor) -> Accreditation | None:
    """Make corrections of what an institution issued possible for a month; None where they are already.

    ``standards``: the versions of the standards that the documents state. Raises NotAllowed, `AuthorityMissing`.
    """
    actor.require("accreditation:change")
    issuer = issuer_for(provider)
    custody.ensure_keys(issuer, "issuing", actor=actor)
    now = clock.now()
    missing = [
        one
        for one in sorted(set(standards))
        if queries.covering_accreditation(provider.id, one, None, None, now, correcting=True) is None
    ]
    if not missing:
        return None
    terms = Terms(tuple(WantedStandard(one) for one in missing), MONTHS, custody=True)
    return grant(provider, terms, application=None, actor=actor)


def retire_due() -> int:
    """Retire the keys of closed institutions whose month is over; of how many."""
    now = clock.now()
    closed = db.session.scalars(
        select(Provider)
        .join(SigningKey, SigningKey.issuer_id == Provider.issuer_id)
        .where(Provider.closed_at.is_not(None), SigningKey.purpose == "issuing", SigningKey.retired_at.is_(None))
        .distinct()
    ).all()
    done = [one for one in closed if not _kept(one, now)]
    for one in done:
        assert one.issuer is not None  # noqa: S101  joined by it
        custody.retire(one.issuer, "issuing", actor=SYSTEM)
    return len(done)


def _kept(provider: Provider, at: dt.datetime) -> bool:
    held = queries.history(provider.id)
    return any(one.custody and queries.state_at(queries.facts_of(one), at) in ALLOWS_ISSUING for one in held)
