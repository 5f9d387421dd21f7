"""A school that issues, for every test of the learner's door."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doors.web.learner import story
from tests.doors.web.learner.story import School


@pytest.fixture
def school(session: Any, clock: Any) -> School:
    """Accredited, with a published definition; the clock stands still unless moved."""
    return story.open_school()
