"""Status lists are signed again while they still have two days to live."""

from __future__ import annotations

from typing import Any

import pytest

from registry.custody import service as custody
from registry.records import lists


@pytest.mark.databases("sqlite")
def test_a_list_has_two_days_left_whenever_a_worker_stops(session: Any, clock: Any) -> None:
    issuer = custody.create_issuer("did:web:registro.example:providers:uno", kind="provider")
    lists.take_places(issuer, 1)
    clock.tick(hours=23)
    assert lists.renew_due() == 0
    clock.tick(hours=2)
    assert lists.renew_due() == 1
    assert lists.renew_due() == 0
