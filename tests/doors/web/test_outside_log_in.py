"""The outside log-in against a real OpenID Connect server: who comes in, who does not, what it never opens."""

from __future__ import annotations

import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from registry.accounts import oidc, queries
from registry.accounts.models import Account, OutsideIdentity, SignInSession
from registry.accounts.permissions import Role
from registry.config import Settings
from registry.db import db
from registry.errors import ConfigurationError
from registry.people import service as people
from registry.people.models import Person
from registry.people.service import PersonClaims
from tests.doors.web.learner import story
from tests.support import oidc_provider
from tests.support.client import Client
from tests.support.oidc_provider import Provider
from tests.support.people import new_account

BACK = "/entrar/externo/regreso"
ANA = {"sub": "ana-1", "name": "Ana Sofía Ñúñez", "given_name": "Ana Sofía", "family_name": "Ñúñez"}


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One provider for all."""
    with oidc_provider.serving(tmp_path_factory.mktemp("oidc")) as running:
        yield running


@pytest.fixture
def visitor(make_app: Callable[..., Any], provider: Provider) -> Iterator[Callable[..., Client]]:
    """``visitor()``: a browser at a registry that uses the provider; settings may be changed."""

    def arrive(**changes: Any) -> Client:
        made: Client = make_app(**provider.settings(), **changes).test_client()
        return made

    oidc.forget()
    yield arrive
    oidc.forget()


def curp() -> str:
    """A CURP that passes every check and is nobody's."""
    return story.curp(tail="MDFBCD0")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address that a browser would be led to is what the test wants."""

    def redirect_request(self, *_args: Any) -> None:
        """Stay."""


def there(address: str, claims: dict[str, Any], fault: str = "") -> str:
    """Sign in at the provider; where it sends the browser."""
    urllib.request.urlopen(address, timeout=5).read()
    form = urllib.parse.urlencode({"claims": json.dumps(claims), "fault": fault}).encode()
    try:
        urllib.request.build_opener(NoRedirect).open(address, form, timeout=5)
    except urllib.error.HTTPError as led:
        with led:
            assert led.code == 302, led.read()
            return str(led.headers["Location"])
    raise AssertionError("the provider led nowhere")


def out(client: Client, **form: str) -> str:
    """Begin at the registry; the provider's address."""
    page = client.post("/entrar/externo", data=form)
    assert page.status_code == 200
    return str(page.headers["Refresh"]).removeprefix("0; url=")


def brought(location: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))


def come_in(client: Client, claims: dict[str, Any], fault: str = "", **form: str) -> Any:
    """The whole way, as a browser without scripts makes it."""
    location = there(out(client, **form), claims, fault)
    assert location.startswith(f"https://registro.example{BACK}?")
    page = client.get(location.removeprefix("https://registro.example"))
    fields = dict(re.findall(r'name="(code|state|error|iss)" value="([^"]*)"', page.text))
    return client.post(BACK, data={name: html.unescape(value) for name, value in fields.items()})


def count(table: Any) -> int:
    return int(db.session.scalar(db.select(db.func.count()).select_from(table)) or 0)


def test_a_person_known_by_curp_enters_the_record_that_institutions_made(session: Any, visitor: Any) -> None:
    code = curp()
    (person,) = people.register([PersonClaims("Ana Sofía Ñúñez Pérez", curp=code)])
    client = visitor()
    asked = out(client, next="/mis-microcredenciales?x=1")
    sent = brought(asked)
    assert sent["code_challenge_method"] == "S256" and sent["response_type"] == "code"
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3
    back = there(asked, {**ANA, "curp": code.lower(), "email": "ana@correo.example", "email_verified": True})
    page = client.get(back.removeprefix("https://registro.example"))
    assert page.status_code == 200 and count(SignInSession) == 0  # coming back by itself opens nothing
    entered = client.post(BACK, data=brought(back))
    assert (entered.status_code, entered.location) == (302, "/mis-microcredenciales?x=1")
    account = queries.by_email("ana@correo.example")
    assert account is not None and account.person_id == person.id
    (row,) = (one for one in db.session.get_one(Person, person.id).identifiers if one.kind == "curp")
    assert row.verified_at is not None and row.value is None
    assert count(OutsideIdentity) == 1
    # The same answer again, and the same answer in another browser, open nothing.
    assert client.post(BACK, data=brought(back)).status_code == 410
    assert visitor().post(BACK, data=brought(back)).status_code == 410
    again = visitor()
    assert come_in(again, ANA).location == "/mis-microcredenciales"
    assert count(Account) == 1
    maya = "K'ìinilajau" + "Xch'úupil" * 30  # 281 characters without a space
    stranger = visitor()
    assert come_in(stranger, {"sub": "maya", "name": maya, "curp": curp()}).location == "/mis-microcredenciales"
    assert maya.replace("'", "&#39;") in stranger.get("/mis-microcredenciales/datos").text


@pytest.mark.databases("sqlite")
def test_refuses_every_token_that_proves_nothing(session: Any, visitor: Any) -> None:
    client = visitor()
    for fault in filter(None, oidc_provider.FAULTS):
        answer = come_in(client, ANA, fault)
        assert answer.status_code == 403 and "outside_refused" in answer.text and "enlace" in answer.text, fault
        assert count(Account) == 0 and client.get_cookie("entry") is None, fault
    assert come_in(client, ANA).status_code == 302  # and the same without a fault is let in


@pytest.mark.databases("sqlite")
def test_refuses_an_answer_that_belongs_to_another_browser_or_server(session: Any, visitor: Any) -> None:
    thief, victim = visitor(), visitor()
    location = there(out(thief), ANA)
    out(victim)
    assert victim.post(BACK, data=brought(location)).status_code == 410  # the thief's code in the victim's browser
    assert thief.post(BACK, data=brought(location) | {"iss": "https://elsewhere.example"}).status_code == 403
    forged = visitor()
    state = brought(out(forged))["state"]
    assert forged.post(BACK, data={"state": state, "code": "guessed"}).status_code == 403
    assert forged.post(BACK, data={"state": state, "code": "guessed"}).status_code == 410  # one answer each
    assert client_without_csrf(visitor())
    assert count(Account) == 0


def client_without_csrf(client: Client) -> bool:
    return client.post("/entrar/externo", csrf=False).status_code == 400


@pytest.mark.databases("sqlite")
def test_a_curp_with_a_digit_wrong_opens_nothing(session: Any, visitor: Any) -> None:
    code = curp()
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    answer = come_in(visitor(), {**ANA, "curp": wrong})
    assert answer.status_code == 422 and "outside_curp_wrong" in answer.text
    assert count(Account) == 0 and count(Person) == 0


@pytest.mark.databases("sqlite")
def test_a_verified_address_opens_no_account_that_exists(session: Any, visitor: Any) -> None:
    new_account(email="ana@correo.example")
    claims = {**ANA, "email": "ana@correo.example"}
    refused = come_in(visitor(), {**claims, "email_verified": True})
    assert refused.status_code == 409 and "Entre primero" in refused.text
    # One that is not verified counts for nothing: a new account, without it.
    assert come_in(visitor(), claims).status_code == 302
    assert db.session.scalars(db.select(Account.email)).all().count(None) == 1


@pytest.mark.databases("sqlite")
def test_a_curp_does_not_open_the_account_of_staff_and_connects_only_from_within(session: Any, visitor: Any) -> None:
    code = curp()
    (person,) = people.register([PersonClaims("Ana Directora", curp=code)])
    staff = new_account(Role.OPERATOR, person_id=person.id, email="ana@sep.example")
    refused = come_in(visitor(), {**ANA, "curp": code})
    assert refused.status_code == 409 and count(OutsideIdentity) == 0
    inside = visitor().enter(staff)
    assert come_in(inside, {**ANA, "curp": code}).location == "/cuenta"
    assert "conectado" in inside.get("/cuenta").text
    assert come_in(visitor(), {**ANA, "curp": code}).status_code == 302
    other = visitor().enter(new_account(email="eva@correo.example"))
    assert "outside_taken" in come_in(other, ANA).text
    identity = db.session.scalars(db.select(OutsideIdentity)).one()
    assert inside.post(f"/cuenta/externo/{identity.id}/quitar").status_code == 303
    assert count(OutsideIdentity) == 0


@pytest.mark.databases("sqlite")
def test_a_curp_counts_only_at_the_level_that_the_operator_names(session: Any, visitor: Any) -> None:
    code = curp()
    (person,) = people.register([PersonClaims("Ana Sofía Ñúñez Pérez", curp=code)])
    client = visitor(oidc_acr="verificada")
    assert brought(out(client))["acr_values"] == "verificada"
    come_in(client, {**ANA, "curp": code, "acr": "basica"})
    assert db.session.scalars(db.select(Account.person_id)).all() == [None]
    come_in(visitor(oidc_acr="verificada"), {**ANA, "sub": "ana-2", "curp": code, "acr": "verificada"})
    assert person.id in db.session.scalars(db.select(Account.person_id)).all()


@pytest.mark.databases("sqlite")
def test_a_server_that_is_away_is_said_to_be_away(session: Any, make_app: Any, client: Client) -> None:
    oidc.forget()
    away = make_app(oidc_issuer="http://127.0.0.1:9", oidc_client_id="x").test_client()
    answer = away.post("/entrar/externo")
    assert answer.status_code == 503 and "no responde" in answer.text and "Volver a entrar" in answer.text
    assert client.post("/entrar/externo").status_code == 404  # none is configured
    assert "data-begin" in client.get("/entrar").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("oidc_issuer", "http://llave.example"),
        ("oidc_client_id", ""),
        ("oidc_client_secret_file", "/does/not/exist"),
        ("claim_reminder_days", "siete"),
        ("recovery_wait_days", 0),
    ],
)
def test_refuses_settings_of_the_ways_in_that_cannot_stand(name: str, value: object) -> None:
    good = {"oidc_issuer": "https://llave.example", "oidc_client_id": "registro"}
    with pytest.raises(ConfigurationError, match=name.upper()):
        Settings(**{**good, name: value}).checked()  # type: ignore[arg-type]
