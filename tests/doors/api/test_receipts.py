"""Receipts and the question about the holder, as programs ask for them."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest

from registry import addresses, config
from registry.accounts.queries import actor_of
from registry.awards import sharing
from registry.documents import receipt_in
from registry.records import storage
from registry.trust.receipts import read_receipt
from tests.doors.web.learner import story
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def award(session: Any, clock: Any) -> Any:
    """One, whose holder has an account."""
    (one,) = story.issue(story.open_school(), story.teacher())
    session.commit()
    return one


@pytest.fixture
def url(award: Any, session: Any) -> str:
    """A link to it."""
    holder = actor_of(new_account(person_id=award.person_id, name="Ana Sofía"))
    _link, token = sharing.share(award, actor=holder)
    session.commit()
    return f"{addresses.link_base()}/s/{token}"


def test_the_report_carries_a_receipt_when_it_is_asked_for(client: Any, award: Any) -> None:
    signed = storage.signed_json(award.document)
    post = {"data": signed, "content_type": "application/json"}
    assert "receipt" not in client.post("/api/v1/verify", **post).get_json()
    answer = client.post("/api/v1/verify?receipt=true&name=Ana%20Sofía%20Ñúñez%20Pérez", **post)
    body = answer.get_json()
    claims = body["receipt"]["claims"]
    assert claims["report"] == {name: value for name, value in body.items() if name != "receipt"}
    assert claims["presented"]["sha256"] == hashlib.sha256(signed).hexdigest()
    assert claims["askedName"] == "Ana Sofía Ñúñez Pérez"
    found = receipt_in(answer.data)  # the whole answer, kept as it came
    assert found is not None and read_receipt(found).code == "receipt_genuine"
    for sent in ({"json": body["receipt"]}, {"data": body["receipt"]["jws"], "content_type": "application/jose"}):
        read = client.post("/api/v1/receipts", **sent).get_json()
        assert (read["result"], read["receipt"]["report"]["verdict"]) == ("passed", "valid")
    upload = {"file": (io.BytesIO(answer.data), "receipt.json")}
    assert client.post("/api/v1/receipts", data=upload).get_json()["code"] == "receipt_genuine"


def test_a_forged_receipt_is_read_as_one_and_a_credential_is_none(client: Any, award: Any) -> None:
    signed = storage.signed_json(award.document)
    body = client.post("/api/v1/verify?receipt=true", data=signed, content_type="application/json").get_json()
    body["receipt"]["claims"]["report"]["verdict"] = "invalid"
    read = client.post("/api/v1/receipts", json=body["receipt"]).get_json()
    assert (read["result"], read["code"], read["receipt"]) == ("failed", "receipt_altered", None)
    refused = client.post("/api/v1/receipts", data=signed)
    assert (refused.status_code, refused.get_json()["code"]) == (422, "no_receipt")


def test_yes_or_no_and_nothing_else(client: Any, url: str) -> None:
    def asked(value: str) -> Any:
        return client.post("/api/v1/holder-question", json={"url": url, "value": value})

    assert asked("ana@correo.example").get_json()["answer"] is True
    no = asked("eva@correo.example").get_json()
    assert (no["kind"], no["answer"], set(no)) == ("email", False, {"kind", "answer", "compare"})
    for _ in range(config.current().questions_per_hour - 2):
        asked("eva@correo.example")
    assert asked("ana@correo.example").get_json()["code"] == "asked_too_often"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"url": "https://elsewhere.example/s/x", "value": "a@b.mx"}, 422),
        ({"url": "http://[::1", "value": "a@b.mx"}, 422),
        ({"value": "a@b.mx"}, 400),
        ({"url": 7, "value": "a@b.mx"}, 400),
        ([], 400),
    ],
)
def test_what_is_no_question_is_refused(client: Any, award: Any, body: Any, status: int) -> None:
    assert client.post("/api/v1/holder-question", json=body).status_code == status
    assert client.post("/api/v1/holder-question", data=b"{").status_code == 400
