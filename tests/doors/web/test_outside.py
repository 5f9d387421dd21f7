"""Whose verifications may make the registry ask other servers, at the page and at the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from registry.accounts.permissions import Role
from registry.clock import Hand
from registry.config import Settings
from registry.errors import ConfigurationError
from registry.trust.fetch import running
from tests.rooms.trust.test_foreign import made, put_all
from tests.support.client import Client
from tests.support.outside import Internet, internet
from tests.verification import world

pytestmark = pytest.mark.databases("sqlite")
NO_ACCOUNT, NOT_ASKED = "sin cuenta no se consultan direcciones de fuera", "no se consultó esa dirección"


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as one, running(one.network):
        put_all(one)
        yield one


@pytest.fixture(autouse=True)
def _now(clock: Hand) -> None:
    clock.set(world.NOW)


def page(client: Client) -> str:
    answer = client.post("/verify", data={"text": json.dumps(made())})
    assert answer.status_code == 200
    return answer.text


def api(client: Client) -> dict[str, Any]:
    answer = client.post("/api/v1/verify", json=made())
    assert answer.status_code == 200
    return {check["id"]: check for check in answer.get_json()["checks"]}


def test_without_an_account_nobody_is_asked(net: Internet, client: Client, session: Any) -> None:
    assert NO_ACCOUNT in page(client)
    assert api(client)["key"]["evidence"]["unreachable"] == "not_fetched_for_visitors"
    assert net.looked_up == []


def test_with_an_account_the_issuer_is_asked(net: Internet, sign_in: Callable[..., Client]) -> None:
    said = page(sign_in(Role.OPERATOR))
    assert "La llave está en el documento público de quien emite." in said
    assert [one.path for one in net.requests] == ["/.well-known/did.json", "/status/1"]


@pytest.mark.parametrize(("setting", "asked", "words"), [("off", 0, NOT_ASKED), ("everyone", 2, "documento público")])
def test_the_operator_decides(
    net: Internet, make_app: Callable[..., Flask], session: Any, setting: str, asked: int, words: str
) -> None:
    app = make_app(outbound_requests=setting)
    client = app.test_client()
    assert isinstance(client, Client)
    assert words in page(client)
    assert len(net.requests) == asked
    assert api(client)["key"]["result"] == ("passed" if asked else "not_checked")
    assert len(net.requests) == asked  # the second time by the copy


def test_off_is_off_for_accounts_too(
    net: Internet, make_app: Callable[..., Flask], sign_in: Callable[..., Client]
) -> None:
    from tests.support.people import new_account

    client = make_app(outbound_requests="off").test_client()
    assert isinstance(client, Client)
    assert NOT_ASKED in page(client.enter(new_account(Role.OPERATOR)))
    assert net.looked_up == []


def test_a_get_asks_nobody(net: Internet, make_app: Callable[..., Flask], session: Any) -> None:
    """Mail programs open links before people do."""
    from registry.trust.foreign import Outside
    from registry.web.outside import outside

    app = make_app(outbound_requests="everyone")
    with app.test_request_context("/s/abc", method="GET"):
        assert outside() is Outside.NOT_ASKED
    with app.test_request_context("/s/abc", method="HEAD"):
        assert outside() is Outside.NOT_ASKED
    with app.test_request_context("/s/abc", method="POST"):
        assert outside() is Outside.ASK


def test_an_unknown_setting_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match="OUTBOUND_REQUESTS"):
        Settings(outbound_requests="sometimes").checked()
    assert Settings().outbound_requests == "signed_in"


def test_a_person_s_credential_leaves_no_copy(net: Internet, sign_in: Callable[..., Client], session: Any) -> None:
    from registry.trust.models import OutsideCopy

    page(sign_in(Role.OPERATOR))
    kept = session.query(OutsideCopy).all()
    assert {one.kind for one in kept} == {"did", "list"}
    assert not any("Ñúñez".encode() in (one.body or b"") for one in kept)
