"""The public roll: what an institution is today, the rulings that are promised to be public, the signed documents."""

from __future__ import annotations

from typing import Any

import pytest

from registry.providers import service
from registry.providers.commands import ChangeOrder
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import Ministry

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def ministry(session: Any, clock: Any) -> Ministry:
    return ministries.open_ministry()


@pytest.mark.serves("R05")
def test_the_ruling_and_its_findings_are_public_and_the_comments_are_not(ministry: Ministry, client: Client) -> None:
    provider = ministries.new_provider("universidad-del-norte")
    ministries.ruled(ministry, ministries.under_review(ministry, provider), "ACC-A1")
    page = client.get("/providers/universidad-del-norte").text
    assert "Se resuelve conforme a los dictámenes." in page
    assert "ACC-A1" in page and page.count("No cumple") == 1
    assert "No hay documento que lo muestre" not in page and "Revisé el expediente" not in page
    assert "Dictaminadora" not in page


def test_an_application_without_a_decision_is_not_public(ministry: Ministry, client: Client) -> None:
    ministries.under_review(ministry, ministries.new_provider("universidad-del-norte"))
    assert "SOL-" not in client.get("/providers/universidad-del-norte").text


def test_an_accreditation_says_what_it_is_today_and_where_its_ruling_is(ministry: Ministry, client: Client) -> None:
    accreditation = ministries.accredited(ministry, ministries.new_provider("universidad-del-norte"))
    address = f"/accreditations/{accreditation.id}"
    html = {"headers": {"Accept": "text/html"}}
    page = client.get(address, **html).text
    assert "Acreditación revocada" not in page
    assert f'href="/providers/universidad-del-norte#{accreditation.number.replace("ACR", "SOL")}"' in page
    service.revoke(accreditation.id, ChangeOrder("false_statement"), actor=ministry.head)
    heading = client.get(address, **html).text.split("<h2>")[0]
    assert "Acreditación revocada" in heading


@pytest.mark.parametrize(("form", "mimetype"), [("json", "application/vc"), ("jwt", "application/vc+jwt")])
def test_people_download_the_document_that_programs_ask_for(
    ministry: Ministry, client: Client, form: str, mimetype: str
) -> None:
    accreditation = ministries.accredited(ministry, ministries.new_provider())
    address = f"/accreditations/{accreditation.id}"
    file = client.get(f"{address}/credential.{form}")
    assert file.mimetype == mimetype
    assert file.headers["Content-Disposition"] == f'attachment; filename="{accreditation.number}.{form}"'
    assert file.data == client.get(address, headers={"Accept": mimetype}).data
    assert f'href="{address}/credential.{form}"' in client.get(address, headers={"Accept": "text/html"}).text


def test_the_contact_that_an_accredited_institution_publishes_is_on_its_page(
    ministry: Ministry, client: Client
) -> None:
    provider = ministries.new_provider("universidad-del-norte", website="https://norte.example")
    before = client.get("/providers/universidad-del-norte").text
    assert provider.email not in before and "norte.example" not in before, "nobody has looked at it yet"
    ministries.accredited(ministry, provider)
    page = client.get("/providers/universidad-del-norte").text
    assert f'href="mailto:{provider.email}"' in page and 'href="https://norte.example"' in page
