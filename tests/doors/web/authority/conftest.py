"""An authority with people who sign in, and an institution that applies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.accounts.models import Account
from registry.providers.models import Application, Provider
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import Ministry


@pytest.fixture
def ministry(session: Any, clock: Any) -> Ministry:
    return ministries.open_ministry()


@pytest.fixture
def provider(ministry: Ministry) -> Provider:
    return ministries.new_provider("universidad-del-norte")


@pytest.fixture
def application(ministry: Ministry, provider: Provider) -> Application:
    return ministries.under_review(ministry, provider)


@pytest.fixture
def enter(app: Any) -> Callable[[Account], Client]:
    """A browser in which this account is signed in."""

    def sign_in(account: Account) -> Client:
        client = app.test_client()
        assert isinstance(client, Client)
        return client.enter(account)

    return sign_in
