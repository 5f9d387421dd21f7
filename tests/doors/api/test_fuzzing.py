"""The API as a stranger would try it: requests made up from its own description, and files broken at random.

None is answered with a 500.
"""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from sqlalchemy import select

from registry.awards.models import Award
from registry.records import storage
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")
#: Requests for each operation of the description.
EXAMPLES = 40
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
    app: Flask = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_no_made_up_request_is_answered_with_a_500(served: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @bounded
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            case.call_and_validate(checks=(not_a_server_error,))

        attempt()
        tried += 1
    described = served.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    assert tried == sum(len(methods) for methods in described.values()) >= 3


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


def broken(whole: bytes, luck: random.Random) -> bytes:
    """The file with a few bytes exchanged, cut out, doubled, or its end missing."""
    data = bytearray(whole)
    for _ in range(luck.randint(1, 4)):
        place, length = luck.randrange(len(data)), luck.randint(1, 40)
        piece = data[place : place + length]
        match luck.randrange(4):
            case 0:
                data[place] = luck.randrange(256)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = piece * luck.randint(1, 50)
            case 3:
                data[place : place + length] = luck.choice(
                    [b'":[', b"{}", b"null", b"1e999", b"\\ud800", b'",""', b"."]
                )
        if not data:
            data = bytearray(b"{")
    return bytes(data)
