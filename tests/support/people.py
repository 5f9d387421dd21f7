"""Accounts with roles, made by the service that pages call."""

from __future__ import annotations

import itertools
import uuid

from registry.accounts import service
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.permissions import PROVIDER_ROLES, Role

_numbers = itertools.count(1)


def new_account(
    *roles: Role,
    provider_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    email: str | None = None,
    name: str = "Ana Prueba",
    language: str = "es",
    password: str | None = None,
) -> Account:
    """A new account that holds the roles: those of providers at ``provider_id``."""
    account = service.create_account(
        email or f"persona{next(_numbers)}@pruebas.example",
        name,
        language=language,
        password=password,
        person_id=person_id,
        actor=SYSTEM,
    )
    for role in roles:
        service.grant(account, role, provider_id=provider_id if role in PROVIDER_ROLES else None, actor=SYSTEM)
    return account
