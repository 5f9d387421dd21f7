"""Roles of the authority, of states and of chambers, given and taken back on a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import db
from registry.notices.models import OutboxMessage
from tests.support.client import Client
from tests.support.ministry import Ministry

PAGE = "/autoridad/personal"
INVITED = {"name": "Luz Prado", "email": "luz@estado.example", "role": "state_admin", "state": "20", "chamber": ""}

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def head(ministry: Ministry, enter: Callable[[Account], Client]) -> Client:
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    return enter(account)


def test_a_state_s_administrator_is_invited_acts_there_alone_and_can_be_taken_back(head: Client) -> None:
    assert head.post(PAGE, data=INVITED).status_code == 303
    account = accounts.by_email("luz@estado.example")
    assert account is not None
    actor = accounts.actor_of(account)
    assert actor.may("state:read", at="state:20") and not actor.may("state:read", at="state:07")
    assert not actor.may("state:read") and actor.places("state") == ("20",)
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.to == "luz@estado.example")).one()
    assert mail.kind == "staff_invitation"
    page = head.get(PAGE).text
    assert "Luz Prado" in page and "Entidad federativa: administración (Oaxaca)" in page
    (grant,) = account.grants
    assert "Oaxaca" in head.get(f"{PAGE}/{grant.id}/retirar").text
    assert head.post(f"{PAGE}/{grant.id}/retirar").status_code == 303
    db.session.expire_all()
    assert not accounts.actor_of(account).grants


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"state": ""}, "state", "Elija la entidad"),
        ({"state": "99"}, "state", "Elija la entidad"),
        ({"role": "chamber"}, "chamber", "Elija la cámara"),
        ({"role": "employer"}, "role", "Elija un papel de la lista"),
        ({"role": "provider_admin"}, "role", "Elija un papel de la lista"),
        ({"email": "luz"}, "email", "no es un correo"),
    ],
)
def test_refuses_an_invitation_that_would_go_wrong(
    head: Client, changed: dict[str, str], field: str, says: str
) -> None:
    answer = head.post(PAGE, data=INVITED | changed)
    assert answer.status_code == 422 and says in answer.text and f'href="#{field}"' in answer.text
    assert accounts.by_email("luz@estado.example") is None


def test_the_last_head_stays(head: Client, ministry: Ministry) -> None:
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    grant = next(one for one in account.grants if one.role == Role.AUTHORITY_ADMIN)
    assert head.post(f"{PAGE}/{grant.id}/retirar").status_code == 409
