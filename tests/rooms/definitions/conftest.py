"""An accredited university, one still under way, and designs that keep every rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from registry.curriculum import queries as curriculum
from registry.definitions.design import Design, starting_design
from registry.providers.models import Provider
from registry.texts import Text
from tests.support import ministry as ministries
from tests.support.ministry import Ministry


@pytest.fixture
def ministry(session: Any, clock: Any) -> Ministry:
    return ministries.open_ministry()


@pytest.fixture
def university(ministry: Ministry) -> Provider:
    provider = ministries.new_provider("universidad-del-norte")
    ministries.accredited(ministry, provider)
    return provider


def design(code: str = "AIL", profile: str | None = "general_workforce", part: str | None = None) -> Design:
    standard = curriculum.typed(ministries.standard(code))
    return replace(starting_design(standard, profile, part), cost=Text("Sin costo.", "Free of charge."))
