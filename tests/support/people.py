"""Accounts with roles, made by the service that pages call."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from registry.accounts import service
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.permissions import PROVIDER_ROLES, Role

_numbers = itertools.count(1)
#: Where the roles of places hold unless a test says so: Oaxaca, a chamber, an employer that does not exist.
SOMEWHERE: Mapping[Role, str] = MappingProxyType(
    {
        Role.STATE_ADMIN: "state:20",
        Role.CHAMBER: "chamber:chamber-canieti",
        Role.EMPLOYER: f"employer:{uuid.UUID(int=1)}",
    }
)


def new_account(
    *roles: Role,
    provider_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    email: str | None = None,
    name: str = "Ana Prueba",
    language: str = "es",
    password: str | None = None,
    places: Mapping[Role, str] = SOMEWHERE,
) -> Account:
    """A new account that holds the roles: those of providers at ``provider_id``, those of places at theirs."""
    account = service.create_account(
        email or f"persona{next(_numbers)}@pruebas.example",
        name,
        language=language,
        password=password,
        person_id=person_id,
        actor=SYSTEM,
    )
    for role in roles:
        at_provider = provider_id if role in PROVIDER_ROLES else None
        service.grant(account, role, provider_id=at_provider, place=places.get(role), actor=SYSTEM)
    return account
