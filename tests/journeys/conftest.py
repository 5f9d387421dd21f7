"""The world, built once per test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.support import world as worlds


@pytest.fixture
def world(session: scoped_session[Session]) -> Iterator[worlds.World]:
    """An accredited institution with published definitions."""
    with worlds.world() as built:
        yield built
