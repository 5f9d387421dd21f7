"""An authority and an institution for every test of this room."""

from __future__ import annotations

from typing import Any

import pytest

from registry.providers.models import Provider
from tests.support import ministry as ministries
from tests.support.ministry import Ministry


@pytest.fixture
def ministry(session: Any, clock: Any) -> Ministry:
    """Standards in force, a head, three reviewers; the clock stands still unless moved."""
    return ministries.open_ministry()


@pytest.fixture
def provider(ministry: Ministry) -> Provider:
    """An institution that signed up and was invited."""
    return ministries.new_provider("universidad-del-norte")
