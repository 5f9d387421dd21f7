"""A list issued by a program: its key, its plan, and each request done once however often it is sent."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.accounts import programs
from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.audit.models import AuditLine
from registry.awards.models import Award
from registry.db import db
from registry.ids import token_digest
from registry.issuing import reviewing
from registry.issuing.models import IssueBatch
from registry.jobs import run_due
from tests.doors.web.provider import world
from tests.support import ministry
from tests.support.people import new_account

LISTS = "/api/v1/batches"


@pytest.fixture
def version(session: Any, clock: Any) -> Any:
    return world.published(world.institution())


@pytest.fixture
def program(app: Any, version: Any) -> Any:
    """``program("post", path, word="…", json=…)``: a call with the key of an issuer."""
    provider_id = version.definition.provider_id
    account = new_account(Role.PROVIDER_ISSUER, provider_id=provider_id)
    key, token = programs.make_key("Control escolar", provider_id=provider_id, actor=accounts.actor_of(account))
    key_id, client = key.id, app.test_client()
    db.session.commit()

    def call(method: str, path: str = "", *, word: str | None = None, **more: Any) -> Any:
        db.session.rollback()
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": word} if word else {})
        return client.open(LISTS + path, method=method.upper(), headers=headers, **more)

    call.key_id, call.token, call.account_id = key_id, token, account.id  # type: ignore[attr-defined]
    return call


def form(version: Any, rows: list[list[str]], **fields: str) -> dict[str, Any]:
    file = (io.BytesIO(world.csv_file(rows)), "egresados.csv")
    return {"data": {"file": file, "definition": str(version.id), **fields}, "content_type": "multipart/form-data"}


def count(model: Any) -> int:
    found = db.session.scalar(select(func.count()).select_from(model)) or 0
    db.session.rollback()
    return found


@pytest.mark.serves("R08", "R37")
def test_a_program_issues_a_list_by_its_plan_and_every_request_is_done_once(
    app: Any, version: Any, program: Any
) -> None:
    rows = [*(world.person(number) for number in range(3)), world.person(3, Correo="")]
    made = program("post", word="a", **form(version, rows))
    batch = made.get_json()
    assert (made.status_code, batch["state"], batch["totals"]["planned"]) == (201, "reviewed", 3)
    again = program("post", word="a", **form(version, rows))
    assert (again.status_code, again.data, again.headers["Idempotency-Replayed"]) == (201, made.data, "true")
    assert count(IssueBatch) == 1
    other = program("post", word="a", **form(version, rows[:2]))
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_key_reused")
    assert program("post", word=" ", **form(version, rows)).get_json()["code"] == "bad_idempotency_key"

    path = f"/{batch['id']}"
    found = program("get", f"{path}/findings?outcome=warn").get_json()
    assert (found["total"], found["rows"][0]["findings"][0]["code"]) == (1, "no_email")
    confirmed = program("post", f"{path}/confirm", json={"positions": [3]}).get_json()
    assert confirmed["totals"]["planned"] == 4 and confirmed["plan"] != batch["plan"]
    stale = program("post", f"{path}/commit", word="b", json={"plan": batch["plan"]})
    assert (stale.status_code, stale.get_json()["code"]) == (409, "plan_changed")
    done = program("post", f"{path}/commit", word="b", json={"plan": confirmed["plan"]})  # a refusal is not kept
    assert (done.status_code, done.get_json()["state"]) == (202, "committed")
    assert program("post", f"{path}/commit", word="b", json={"plan": confirmed["plan"]}).data == done.data
    assert program("post", f"{path}/commit", json={"plan": confirmed["plan"]}).status_code == 409
    run_due(app)
    read = program("get", path).get_json()
    assert (read["state"], read["progress"]["issued"], count(Award)) == ("issued", 4, 4)
    assert read["mails"] == {"waiting": 3, "sent": 0, "failed": 0, "bounced": 0}  # the fourth has no address
    twice = program("post", **form(version, rows)).get_json()
    assert (twice["sameFileAs"], twice["totals"]["planned"], twice["totals"]["notIssued"]) == (batch["id"], 0, 4)
    lines = select(AuditLine.details).where(AuditLine.action == "batch.committed")
    assert db.session.scalars(lines).one()["program_key"] == str(program.key_id)


def test_pauses_resumes_and_cancels_and_says_how_far_a_long_list_is(
    app: Any, version: Any, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviewing, "AT_ONCE_ROWS", 5)
    made = program("post", **form(version, [world.person(number) for number in range(12)]))
    path = f"/{made.get_json()['id']}"
    assert (made.status_code, made.get_json()["state"]) == (202, "reviewing")
    assert made.get_json()["review"]["rows"] == 0
    run_due(app)
    plan = program("get", path).get_json()
    assert (plan["state"], plan["review"], plan["totals"]["planned"]) == ("reviewed", None, 12)
    refused = program("post", f"{path}/pause")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_under_way")
    program("post", f"{path}/commit", json={"plan": plan["plan"]})
    assert program("post", f"{path}/pause").get_json()["state"] == "paused"
    run_due(app)
    assert count(Award) == 0
    assert program("post", f"{path}/resume").get_json()["state"] == "committed"
    assert program("post", f"{path}/cancel").get_json()["state"] == "stopping"
    run_due(app)
    assert (program("get", path).get_json()["state"], count(Award)) == ("cancelled", 0)


@pytest.mark.databases("sqlite")
def test_a_key_opens_its_own_institution_alone_and_nothing_once_it_is_ended(
    app: Any, version: Any, program: Any, clock: Any
) -> None:
    made = program("post", **form(version, [world.person(1)])).get_json()
    stranger = world.published(world.accredited(ministry.new_provider("otra-universidad")))
    db.session.commit()
    foreign = program("post", **form(stranger, [world.person(2)]))
    assert (foreign.status_code, foreign.get_json()["code"]) == (403, "not_allowed")
    others = accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=stranger.definition.provider_id))
    _, other = programs.make_key("Otra", provider_id=stranger.definition.provider_id, actor=others)
    db.session.commit()
    client, path = app.test_client(), f"{LISTS}/{made['id']}"
    assert client.get(path, headers={"Authorization": f"Bearer {other}"}).status_code == 404
    for headers in ({}, {"Authorization": "Bearer rmk_no"}, {"Authorization": "Basic YTpi"}):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "key_needed")
    for body in (b"[]", b"{", b'{"plan": 3}', b"\xff"):
        assert program("post", f"/{made['id']}/commit", data=body).status_code == 400
    nothing = program("post", data={"definition": "x"}, content_type="multipart/form-data")
    assert (nothing.status_code, nothing.get_json()["code"]) == (400, "bad_body")
    clock.tick(hours=25)
    program("post", f"/{made['id']}/cancel", word="z")
    clock.tick(hours=25)
    assert programs.forget_old() == 1
    account = db.session.get_one(Account, program.account_id)
    account.grants.clear()
    db.session.commit()
    assert program("get", f"/{made['id']}").status_code == 403
    programs.revoke_key(program.key_id, provider_id=version.definition.provider_id, actor=SYSTEM)
    db.session.commit()
    assert program("get", f"/{made['id']}").status_code == 401


@pytest.mark.databases("sqlite")
def test_the_page_shows_a_key_once_and_ends_it(app: Any, version: Any) -> None:
    provider = version.definition.provider
    address = f"/institucion/{provider.slug}/llaves"
    issuer = app.test_client().enter(new_account(Role.PROVIDER_ISSUER, provider_id=provider.id))
    admin = app.test_client().enter(new_account(Role.PROVIDER_ADMIN, provider_id=provider.id))
    db.session.commit()
    assert issuer.post(address, data={"name": " "}).status_code == 422
    made = issuer.post(address, data={"name": "Control escolar"}).text
    token = made.partition('value="rmk_')[2].partition('"')[0]
    assert len(token) > 40 and token not in issuer.get(address).text and token[-4:] in admin.get(address).text
    program, anything = app.test_client(), f"{LISTS}/{version.id}"
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer rmk_{token}"
    assert program.get(anything).status_code == 404
    key = programs.keys_of(provider.id)[0]
    assert key.token_digest == token_digest(f"rmk_{token}")
    key_id = key.id
    db.session.rollback()
    assert admin.post(f"{address}/{key_id}/retirar").status_code == 303
    assert program.get(anything).status_code == 401
