"""Copies of what other servers published, with their age: fresh ones save a request, old ones are shown as last known.

A copy is fresh until it expires. Asking anew keeps the old one until there is a new one that can be read; a failure is
remembered too, so that a server that does not answer is not asked again by the next verification.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from registry import clock
from registry.db import db
from registry.trust.fetch import FetchFailed, Want, fetch
from registry.trust.models import OutsideCopy
from registry.trust.public_addresses import target_of
from registry.trust.remembered import seen
from registry.verification.evidence import Known, Sourced, Unreachable

#: Requests in a minute: to one host (we are a guest there), and to all (nobody moves the whole world through us).
PER_HOST_PER_MINUTE = 20
PER_MINUTE = 120
#: After a failure nobody asks again for so long. While somebody asks, others wait for the answer as long.
RETRY = dt.timedelta(minutes=2)
ASKING = dt.timedelta(seconds=20)
#: A copy that nobody asked for in so long is dropped.
KEPT = dt.timedelta(days=90)
#: Room in the column for a tag; a longer one is done without.
MAX_ETAG = 200

_JSON = frozenset({"application/json", "application/ld+json"})


@dataclass(frozen=True, slots=True)
class Life:
    """For how long a copy is fresh: as its server says, within bounds; ``usual`` where it says nothing."""

    usual: dt.timedelta
    shortest: dt.timedelta
    longest: dt.timedelta

    def of(self, max_age: int | None) -> dt.timedelta:
        """The life of a copy whose server says so many seconds."""
        wished = self.usual if max_age is None else dt.timedelta(seconds=min(max_age, 10**8))
        return min(max(wished, self.shortest), self.longest)


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of document that may be asked for."""

    name: str
    want: Want
    life: Life


_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
_OF_KEYS = Life(usual=_HOUR, shortest=5 * _MINUTE, longest=24 * _HOUR)
#: A list tells of revocations, so it is asked for oftener.
_OF_LISTS = Life(usual=5 * _MINUTE, shortest=_MINUTE, longest=_HOUR)
DID = Kind(
    "did",
    Want(
        "application/did, application/did+json, application/did+ld+json, application/json",
        _JSON | {"application/did", "application/did+json", "application/did+ld+json"},
        200_000,
    ),
    _OF_KEYS,
)
KEY = Kind(
    "key",
    Want(
        "application/json, application/jwk+json, application/jwk-set+json, application/ld+json",
        _JSON | {"application/jwk+json", "application/jwk-set+json", "application/cid"},
        200_000,
    ),
    _OF_KEYS,
)
LIST = Kind(
    "list",
    Want(
        "application/vc, application/vc+jwt, application/ld+json, application/json, application/jwt",
        _JSON
        | {
            "application/vc",
            "application/vc+jwt",
            "application/vc+ld+json",
            "application/vc+ld+json+jwt",
            "application/jwt",
            "text/plain",
        },
        1_000_000,
    ),
    _OF_LISTS,
)


@dataclass(frozen=True, slots=True)
class Copy:
    """See `registry.trust.models.OutsideCopy`."""

    kind: str
    url: str
    host: str
    tried_at: dt.datetime
    failure: str | None = None
    retry_at: dt.datetime | None = None
    body: bytes | None = None
    etag: str | None = None
    fetched_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None

    def due(self, at: dt.datetime) -> bool:
        """Whether it is time to ask (again)."""
        until = self.expires_at if self.failure is None else self.retry_at
        return until is None or until <= at

    @property
    def last(self) -> Sourced[bytes] | None:
        """The last good answer, whatever its age."""
        if self.body is None or self.fetched_at is None:
            return None
        return Sourced(self.body, self.fetched_at, self.url)

    def known(self, at: dt.datetime, *, otherwise: str) -> Known[bytes]:
        """What it is evidence of: a fresh answer, or why there is none, with the last one.

        ``otherwise`` is the reason where a copy is merely old and nobody asked again.
        """
        if self.failure is None and not self.due(at) and self.last is not None:
            return self.last
        reason = self.failure if self.failure is not None else otherwise
        return Unreachable(reason, source=self.url, tried_at=self.tried_at, last=self.last)


class Keeper(Protocol):
    """Where copies are kept."""

    def read(self, kind: Kind, url: str) -> Copy | None:
        """The copy of one address."""
        ...

    def claim(self, copy: Copy) -> str | None:
        """Note that this process is about to ask; a reason word where it may not, or not now."""
        ...

    def keep(self, copy: Copy) -> None:
        """Put a copy in the place of the one before."""
        ...


class InMemory:
    """For a command on a machine without a registry's database: copies live as long as the command."""

    def __init__(self) -> None:
        self._copies: dict[tuple[str, str], Copy] = {}

    def read(self, kind: Kind, url: str) -> Copy | None:
        """The copy of one address."""
        return self._copies.get((kind.name, url))

    def claim(self, copy: Copy) -> str | None:
        """Always: whoever runs the command asks for themselves."""
        self.keep(copy)
        return None

    def keep(self, copy: Copy) -> None:
        """Until the command ends."""
        self._copies[copy.kind, copy.url] = copy


class InDatabase:
    """For a running registry. Reads with the request's session; writes in short transactions of their own.

    A claim ends the transaction of the request's session, so that nobody keeps a lock or a connection while somebody
    else's server thinks. Whoever looks up has written nothing (`registry.trust.service.examine`).
    """

    def read(self, kind: Kind, url: str) -> Copy | None:
        """The copy of one address, as it was at most a few seconds ago."""

        def load() -> Copy | None:
            row = db.session.get(OutsideCopy, _digest(kind.name, url))
            return None if row is None else Copy(**_fields(row))

        return seen(("copy", kind.name, url), load, clock.now()).value

    def claim(self, copy: Copy) -> str | None:
        """Counts the attempts of the last minute, of every process. Two that ask at once may both pass at the edge."""
        since = copy.tried_at - _MINUTE
        db.session.rollback()
        try:
            with Session(db.engine) as own, own.begin():
                recent = select(func.count()).select_from(OutsideCopy).where(OutsideCopy.tried_at > since)
                if (own.scalar(recent) or 0) >= PER_MINUTE:
                    return "rate"
                if (own.scalar(recent.where(OutsideCopy.host == copy.host)) or 0) >= PER_HOST_PER_MINUTE:
                    return "rate"
                own.merge(_row(copy))
        except (OperationalError, IntegrityError):
            return "busy"  # another process writes, perhaps this very line
        return None

    def keep(self, copy: Copy) -> None:
        """In a transaction of its own. One that fails is forgotten: the claim runs out and somebody asks again."""
        try:
            with Session(db.engine) as own, own.begin():
                own.merge(_row(copy))
        except (OperationalError, IntegrityError):
            return


class Together(InDatabase):
    """The same where many are verified at once: the copies of all their addresses, by one query."""

    def __init__(self, wanted: Iterable[tuple[Kind, str]]) -> None:
        """For these addresses and no others."""
        digests = {_digest(kind.name, url) for kind, url in wanted}
        statement = select(OutsideCopy).where(OutsideCopy.digest.in_(digests))
        rows = db.session.scalars(statement).all() if digests else ()
        self._copies = {(row.kind, row.url): Copy(**_fields(row)) for row in rows}

    def read(self, kind: Kind, url: str) -> Copy | None:
        """The copy of one of those addresses."""
        return self._copies.get((kind.name, url))


def refresh(keeper: Keeper, kind: Kind, url: str, *, readable: Callable[[bytes], bool]) -> str | None:
    """Ask for one address, unless its copy is fresh or a failure is recent; the answer is in the keeper afterwards.

    ``readable`` says whether an answer is what was asked for; one that is not counts as a failure (``malformed``), and
    the copy before it stays. Returns a reason word where nobody asked (``not_allowed``, ``rate``, ``busy``), else None.
    """
    now, before, target = clock.now(), keeper.read(kind, url), target_of(url)
    if before is not None and not before.due(now):
        return None
    if target is None:
        return "not_allowed"
    asking = Copy(kind.name, url, target.host, now) if before is None else before
    asking = dataclasses.replace(asking, tried_at=now, failure="busy", retry_at=now + ASKING)
    refusal = keeper.claim(asking)
    if refusal is None:
        keeper.keep(_asked(asking, kind, readable))
    return refusal


def _asked(asking: Copy, kind: Kind, readable: Callable[[bytes], bool]) -> Copy:
    """The copy after asking."""
    try:
        answer = fetch(asking.url, kind.want, etag=None if asking.body is None else asking.etag)
        body = asking.body if answer.body is None else answer.body
        if body is None or not readable(body):
            raise FetchFailed("malformed")
    except FetchFailed as failed:
        return dataclasses.replace(asking, failure=failed.reason, retry_at=asking.tried_at + RETRY)
    tag = answer.etag if answer.etag is not None and len(answer.etag) <= MAX_ETAG else None
    return dataclasses.replace(
        asking,
        failure=None,
        retry_at=None,
        body=body,
        etag=tag,
        fetched_at=asking.tried_at,  # before the answer: what it says was true then at the latest
        expires_at=asking.tried_at + kind.life.of(answer.max_age),
    )


def forget_old() -> int:
    """Drop copies that nobody asked for in a long time; how many."""
    done = db.session.execute(delete(OutsideCopy).where(OutsideCopy.tried_at < clock.now() - KEPT))
    return int(getattr(done, "rowcount", 0))


def _digest(kind: str, url: str) -> str:
    return hashlib.sha256(f"{kind} {url}".encode()).hexdigest()


def _fields(row: OutsideCopy) -> Mapping[str, Any]:
    return {one.name: getattr(row, one.name) for one in dataclasses.fields(Copy)}


def _row(copy: Copy) -> OutsideCopy:
    return OutsideCopy(digest=_digest(copy.kind, copy.url), **dataclasses.asdict(copy))
