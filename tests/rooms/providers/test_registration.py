"""Institutions signing up, and partners that the authority registers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.actor import ANONYMOUS
from registry.accounts.errors import EmailMalformed
from registry.accounts.permissions import Role
from registry.accounts.queries import recipients
from registry.db import db
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.providers import service
from registry.providers.commands import Administrator, ProviderDetails
from registry.providers.errors import FieldUnfit, SlugTaken, SlugUnfit
from registry.providers.models import Provider
from tests.support.ministry import Ministry

DETAILS = ProviderDetails(
    slug="instituto-del-sur",
    legal_name="Instituto del Sur, A.C.",
    name="Instituto del Sur",
    kind="training_agent",
    email="Contacto@Sur.example",
    state_code="20",
    website="https://sur.example",
)
ADMINISTRATOR = Administrator("Rosa Méndez", "rosa@sur.example")


def register(**changes: Any) -> Provider:
    return service.register_provider(replace(DETAILS, **changes), ADMINISTRATOR, actor=ANONYMOUS)


def test_sign_up_invites_the_administrator(session: Any) -> None:
    provider = register()
    [account] = recipients([Role.PROVIDER_ADMIN], provider.id)
    assert account.email == "rosa@sur.example"
    [mail] = db.session.scalars(select(OutboxMessage))
    assert (mail.kind, mail.to) == ("staff_invitation", "rosa@sur.example")
    assert provider.email == "contacto@sur.example"
    assert provider.issuer is None


def test_refuses_a_short_name_twice_and_suggests_another(session: Any) -> None:
    register()
    with pytest.raises(SlugTaken) as refusal:
        register()
    assert refusal.value.details["suggestion"] == "instituto-del-sur-2"


def test_refuses_a_short_name_that_would_pass_for_the_authority(session: Any) -> None:
    with pytest.raises(SlugUnfit):
        register(slug="autoridad")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"legal_name": "  "}, "legal_name"),
        ({"legal_name": "x" * 201}, "legal_name"),
        ({"name": "<script>"}, "name"),
        ({"name": "Uni\u202eversidad"}, "name"),
        ({"kind": "bank"}, "kind"),
        ({"kind": "co_signer"}, "kind"),
        ({"country": "MEX"}, "country"),
        ({"state_code": "33"}, "state_code"),
        ({"country": "US"}, "state_code"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https://a b.example"}, "website"),
        ({"website": "https://user@evil.example"}, "website"),
    ],
)
@pytest.mark.databases("sqlite")
def test_refuses_details_that_do_not_fit_and_names_the_field(session: Any, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(FieldUnfit) as refusal:
        register(**changes)
    assert refusal.value.details["field"] == field
    assert db.session.scalar(select(Provider.id)) is None


def test_refuses_an_administrator_without_an_address(session: Any) -> None:
    with pytest.raises(EmailMalformed):
        service.register_provider(DETAILS, Administrator("Rosa", "rosa"), actor=ANONYMOUS)


def test_refuses_a_co_signer_that_registers_itself(session: Any) -> None:
    with pytest.raises(FieldUnfit):
        register(kind="co_signer")


def test_refuses_a_co_signer_registered_by_anybody_but_the_authority(ministry: Ministry, clock: Any) -> None:
    until = clock() + dt.timedelta(days=30)
    for actor in (ANONYMOUS, ministry.reviewer(0)):
        with pytest.raises(NotAllowed):
            service.register_co_signer(
                replace(DETAILS, kind="co_signer"), ADMINISTRATOR, agreement_until=until, actor=actor
            )


def test_refuses_a_co_signer_whose_agreement_has_ended(ministry: Ministry, clock: Any) -> None:
    with pytest.raises(FieldUnfit):
        service.register_co_signer(
            replace(DETAILS, kind="co_signer"), ADMINISTRATOR, agreement_until=clock(), actor=ministry.head
        )


def test_refuses_a_university_as_co_signer(ministry: Ministry, clock: Any) -> None:
    with pytest.raises(FieldUnfit):
        service.register_co_signer(
            DETAILS, ADMINISTRATOR, agreement_until=clock() + dt.timedelta(days=30), actor=ministry.head
        )
