"""The API as a stranger would try it: requests made up from its own description, and files broken at random.

None is answered with a 500.
"""

from __future__ import annotations

import io
import json
import random
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from sqlalchemy import select

from registry.accounts import programs
from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.issuing import planning
from registry.records import storage
from tests.doors.web.learner import story
from tests.doors.web.provider import world
from tests.support.archives import zipped
from tests.support.breaking import broken
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")
#: Requests for each operation of the description.
EXAMPLES = 40
RATES = ("verify_rate", "batch_rate", "look_up_rate", "receipt_rate")
bounded = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def signed(session: Any, clock: Any) -> bytes:
    """One real credential; the registry has keys, an institution and an award."""
    (award,) = story.issue(story.open_school(), story.teacher())
    return storage.signed_json(award.document)


@pytest.fixture
def served(signed: bytes, session: Any, make_app: Any) -> Flask:
    """The application as in production: what it did not expect is a 500, and no exception."""
    session.commit()  # this session reads no more: on SQLite its transaction would keep every other out
    # A request that is answered by its rate alone tries nothing.
    app: Flask = make_app(**dict.fromkeys(RATES, "100000 per minute"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def program(signed: bytes, session: Any) -> tuple[str, str]:
    """A program's key, and the id of a reviewed list of its institution."""
    award = session.scalars(select(Award)).one()
    account = new_account(Role.PROVIDER_ISSUER, provider_id=award.provider_id)
    actor = accounts.actor_of(account)
    _, token = programs.make_key("Pruebas", provider_id=award.provider_id, actor=actor)
    file = world.csv_file([world.person(1), world.person(2, Correo="")])
    batch = planning.upload(award.definition_version_id, file_name="l.csv", data=file, actor=actor)
    batch.totals, batch.state = {}, "reviewed"
    batch_id = str(batch.id)
    session.commit()
    return token, batch_id


def test_no_made_up_request_is_answered_with_a_500(program: tuple[str, str], served: Flask) -> None:
    token, batch_id = program
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @bounded
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            headers = {}
            if case.path.startswith("/batches"):
                headers = {"Authorization": f"Bearer {token}"}
                if "id" in case.path_parameters:
                    case.path_parameters["id"] = batch_id
            answer = case.call_and_validate(checks=(not_a_server_error,), headers=headers)
            assert answer.status_code != 429

        attempt()
        tried += 1
    described = served.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    assert tried == sum(len(methods) for methods in described.values()) >= 4


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_no_broken_file_is_answered_with_a_500(served: Flask, signed: bytes, session: Any, form: str) -> None:
    award = session.scalars(select(Award)).one()
    whole = signed if form == "json" else storage.signed_jwt(award.document).encode()
    session.commit()
    client = served.test_client()

    @bounded
    @given(st.randoms(use_true_random=False))
    def attempt(luck: random.Random) -> None:
        data = broken(whole, luck)
        for path in ("/api/v1/verify?receipt=true", "/verify"):
            upload = {"file": (io.BytesIO(data), f"x.{form}")}
            answer = client.post(path, data=upload, content_type="multipart/form-data")
            assert answer.status_code < 500, data

    attempt()


def test_no_broken_batch_is_answered_with_a_500(served: Flask, signed: bytes) -> None:
    client = served.test_client()
    link = f"{served.config['LINK_URL']}/s/x"
    sent = {
        "application/zip": zipped({"a.json": signed, "l.csv": f"link,name\n{link},Ana\n".encode()}),
        "text/csv": f"link;name;file\r\n{link};Ana;\r\n;Eva;b.json\r\n".encode(),
        "application/json": json.dumps({"items": [{"url": link, "name": "Ana"}, {"credential": "eyJ.e.e"}]}).encode(),
    }
    for mimetype, good in sent.items():
        assert client.post("/api/v1/verify/batch", data=good, content_type=mimetype).status_code == 200

    @settings(bounded, max_examples=75)
    @given(st.sampled_from(sorted(sent)), st.randoms(use_true_random=False))
    def attempt(mimetype: str, luck: random.Random) -> None:
        data = broken(sent[mimetype], luck)
        answer = client.post("/api/v1/verify/batch", data=data, content_type=mimetype)
        assert answer.status_code in (200, 400, 413, 415, 422), data

    attempt()


def test_no_broken_receipt_or_question_is_answered_with_a_500(served: Flask, signed: bytes) -> None:
    client = served.test_client()
    asked = {"file": (io.BytesIO(signed), "x.json")}
    answer = client.post("/api/v1/verify?receipt=true", data=asked, content_type="multipart/form-data")
    receipt = json.dumps(answer.get_json()["receipt"]).encode()
    assert client.post("/api/v1/receipts", data=receipt).status_code == 200
    question = json.dumps({"url": f"{served.config['LINK_URL']}/s/x", "value": "ana@correo.example"}).encode()

    @bounded
    @given(st.randoms(use_true_random=False))
    def attempt(luck: random.Random) -> None:
        for path, good in (("/api/v1/receipts", receipt), ("/api/v1/holder-question", question)):
            data = broken(good, luck)
            answer = client.post(path, data=data, content_type="application/json")
            assert answer.status_code < 500 and answer.status_code != 429, data

    attempt()
