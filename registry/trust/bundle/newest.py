"""The bundle that anybody may download: made by the worker every hour, never for a request."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

from sqlalchemy import select
from sqlalchemy.orm import defer

from registry import clock
from registry.db import db
from registry.trust import root_store
from registry.trust.bundle.exporting import export
from registry.trust.models import PublishedBundle

#: A revocation is in the public bundle at the latest this long after it.
PUBLISH_EVERY = dt.timedelta(hours=1)
_THE_ONE = 1


def publish_due() -> int:
    """Make the public bundle anew when the last one is an hour old; how many were made."""
    made_at = db.session.scalar(select(PublishedBundle.made_at))
    if made_at is not None and clock.now() < made_at + PUBLISH_EVERY:
        return 0
    if root_store.latest() is None:
        return 0  # a registry that was not established yet
    publish()
    return 1


def publish() -> PublishedBundle:
    """Make the public bundle now. Raises `RegistryNotReady`, `NoKey`."""
    target = io.BytesIO()
    made = export(target)
    body = target.getvalue()
    row = db.session.get(PublishedBundle, _THE_ONE) or PublishedBundle(id=_THE_ONE)
    row.made_at, row.expires_at, row.body = made.made_at, made.expires, body
    row.digest = hashlib.sha256(body).hexdigest()
    db.session.add(row)
    db.session.flush()
    return row


def newest() -> PublishedBundle | None:
    """The public bundle; its body is read from the database only where it is asked for."""
    return db.session.scalars(select(PublishedBundle).options(defer(PublishedBundle.body))).one_or_none()
