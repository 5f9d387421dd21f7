"""Where somebody went astray, the page says where to go on."""

from __future__ import annotations

import io

import pytest

from registry.accounts.actor import SYSTEM
from registry.awards.service import revoke
from registry.db import db
from registry.providers import queries as providers
from tests.doors.web.employer.conftest import Held
from tests.support.archives import zipped

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("todas.zip", zipped({"una.json": b"{}"})),
        ("lista.csv", b"folio,nombre\n7Q4K-M2ZT-9XW3-HA,Ana\n"),
        ("LISTA.XLSX", zipped({"[Content_Types].xml": b"<Types/>"})),
    ],
)
def test_many_at_once_have_a_page_of_their_own(client, name, data):
    answer = client.post("/verify?lang=es", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422 and "Ir a Verificar muchas a la vez" in answer.text


def test_one_file_that_is_no_credential_is_not_sent_there(client):
    answer = client.post("/verify?lang=es", data={"file": (io.BytesIO(b"hola"), "nota.txt")})
    assert answer.status_code == 422 and "Ir a Verificar muchas a la vez" not in answer.text


def test_a_folio_that_is_not_valid_says_what_to_do_and_whom_to_ask(client, held: Held):
    address = f"/f/{held.award.folio}?lang=es"
    surname = {"surname": held.award.person.first_surname}
    assert "Qué hacer" not in client.post(address, data=surname).text
    revoke(held.award, reason="issued_in_error", actor=SYSTEM)
    db.session.commit()
    page = client.post(address, data=surname).text
    (issuer,) = providers.by_ids([held.award.provider_id])
    assert "Qué hacer" in page and issuer.email in page
