"""Telling an account's holder, at every address, that one of the ways in has changed.

Whoever took an account over changes the ways in first; the holder must hear of it where the thief does not read.
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.accounts.models import Account
from registry.addresses import path
from registry.notices import service as notices
from registry.notices.messages import Kind


def tell(account: Account, event: str, *, also: Iterable[str] = ()) -> None:
    """Write to all addresses of an account, and to ``also`` (an address that has just been taken away from it)."""
    values: dict[str, object] = {"event": event, "url": path("cuenta"), "help_url": path("recuperar")}
    for email in dict.fromkeys([*(one.email for one in account.emails), *also]):
        notices.enqueue(Kind.ACCOUNT_CHANGED, email, account.language, values, person_id=account.person_id)
