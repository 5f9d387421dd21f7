"""An institution with its people, for every test of its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registry.accounts.permissions import Role
from registry.definitions.models import DefinitionVersion
from registry.providers.models import Provider
from tests.doors.web.provider import world
from tests.support.client import Client


@pytest.fixture
def institution(session, clock) -> Provider:
    """An accredited institution."""
    return world.institution()


@pytest.fixture
def version(institution: Provider) -> DefinitionVersion:
    """Its published design."""
    return world.published(institution)


@pytest.fixture
def enter(sign_in, institution: Provider) -> Callable[..., Client]:
    """``enter(Role.PROVIDER_READER)``: a browser of somebody with that role at the institution."""

    def at_institution(*roles: Role) -> Client:
        return sign_in(*roles, provider_id=institution.id)

    return at_institution


@pytest.fixture
def issuer(enter) -> Client:
    """A browser of whoever issues."""
    return enter(Role.PROVIDER_ISSUER)


@pytest.fixture
def administrator(enter) -> Client:
    """A browser of whoever administers."""
    return enter(Role.PROVIDER_ADMIN)


@pytest.fixture
def designer(enter) -> Client:
    """A browser of whoever designs."""
    return enter(Role.PROVIDER_DESIGNER)
