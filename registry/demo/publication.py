"""The annual report of the story: statistics freezes it, the head of the authority publishes it.

It is of the year that the demonstration is built in, as of its release: the story has issued too little by the end of
the year before for a report to say anything.
"""

from __future__ import annotations

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.demo import cast
from registry.demo.indicators import STATISTICS
from registry.publication import service
from registry.texts import CENTRAL_MEXICO


def annual_report() -> None:
    """Prepare, review, sign and publish it; about half a second of work, most of it for the two PDFs."""
    year = clock.now().astimezone(CENTRAL_MEXICO).year
    draft = service.prepare(year, actor=_actor(STATISTICS.email))
    service.publish(year, actor=_actor(cast.HEAD.email), expected=draft.snapshot_digest)


def _actor(email: str) -> Actor:
    account = accounts.by_email(email)
    assert account is not None
    return accounts.actor_of(account)
