"""Accreditations, institutions, partners and standards, through the authority's pages."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry import content
from registry.accounts.models import Account
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.providers import queries
from registry.providers.models import Accreditation, Provider
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import Ministry

BASE = "/autoridad/acreditaciones/ACR-2026-0001"


@pytest.fixture
def head(ministry: Ministry, enter: Callable[[Account], Client]) -> Client:
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    return enter(account)


@pytest.fixture
def accreditation(ministry: Ministry, provider: Provider) -> Accreditation:
    return ministries.accredited(ministry, provider)


def kinds(provider: Provider) -> list[str]:
    db.session.expire_all()
    return [event.kind for event in queries.history(provider.id)[0].events]


def test_looking_at_the_consequences_changes_nothing(
    head: Client, accreditation: Accreditation, provider: Provider
) -> None:
    for act in ("suspender", "restablecer", "revocar", "condicion"):
        assert head.get(f"{BASE}/{act}").status_code == 200
    assert kinds(provider) == ["granted"]


def test_refuses_a_suspension_without_a_reason_and_keeps_the_note(
    head: Client, accreditation: Accreditation, provider: Provider
) -> None:
    answer = head.post(f"{BASE}/suspender", data={"note": "Muestreo de septiembre."})
    assert answer.status_code == 422
    assert "Elija un motivo." in answer.text
    assert "Muestreo de septiembre." in answer.text
    invented = head.post(f"{BASE}/suspender", data={"reason": "porque_si"})
    assert invented.status_code == 422
    assert kinds(provider) == ["granted"]


def test_suspending_and_reinstating(head: Client, accreditation: Accreditation, provider: Provider, clock: Any) -> None:
    clock.tick(minutes=5)
    assert head.post(f"{BASE}/suspender", data={"reason": "audit_disagreement", "note": "81 %."}).status_code == 302
    page = head.get(BASE).text
    assert "Acreditación suspendida" in page
    assert "La auditoría por muestreo no coincidió. 81 %." in page
    assert "Restablecer la acreditación" in page
    clock.tick(minutes=5)
    assert head.post(f"{BASE}/restablecer", data={"note": ""}).status_code == 302
    assert kinds(provider) == ["granted", "suspended", "reinstated"]


def test_refuses_to_reinstate_what_was_revoked(
    head: Client, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    clock.tick(minutes=5)
    head.post(f"{BASE}/revocar", data={"reason": "false_statement"})
    answer = head.post(f"{BASE}/restablecer", data={"note": "x"})
    assert answer.status_code == 409
    assert "Una revocación es definitiva" in answer.text
    assert kinds(provider) == ["granted", "revoked"]


def test_refuses_a_change_that_does_not_exist(head: Client, accreditation: Accreditation) -> None:
    assert head.get(f"{BASE}/borrar").status_code == 404
    assert head.get("/autoridad/acreditaciones/ACR-2026-9999").status_code == 404


def test_refuses_changes_to_reviewers(
    ministry: Ministry, accreditation: Accreditation, enter: Callable[[Account], Client], provider: Provider
) -> None:
    client = enter(ministry.reviewers[0])
    assert "Suspender la acreditación" not in client.get(BASE).text
    assert client.post(f"{BASE}/suspender", data={"reason": "audit_disagreement"}).status_code == 403
    assert kinds(provider) == ["granted"]


def test_the_condition_is_named_and_recorded_as_met(head: Client, ministry: Ministry, provider: Provider) -> None:
    ministries.ruled(ministry, ministries.under_review(ministry, provider), "ACC-B4")
    assert "Revisión de contenidos al menos cada doce meses" in head.get(BASE).text
    assert head.post(f"{BASE}/condicion", data={"note": ""}).status_code == 302
    assert "Dar por cumplida la condición" not in head.get(BASE).text
    assert kinds(provider) == ["granted", "condition_met"]


def test_closing_an_institution(head: Client, accreditation: Accreditation, provider: Provider, clock: Any) -> None:
    clock.tick(minutes=5)
    answer = head.post(f"/autoridad/instituciones/{provider.slug}/cierre", data={"note": "Se fusionó."})
    assert answer.status_code == 302
    assert "Dejó de operar" in head.get(f"/autoridad/instituciones/{provider.slug}").text
    assert kinds(provider) == ["granted", "closed"]


PARTNER = {
    "legal_name": "ACME Labs Inc.", "name": "ACME Labs", "slug": "acme-labs", "kind": "technology_company",
    "country": "US", "website": "", "agreement_until": "2028-01-31", "email": "hello@acme.example",
    "administrator_name": "Jo March", "administrator_email": "jo@acme.example", "language": "en",
}  # fmt: skip


@pytest.mark.serves("R40")
def test_registering_a_partner_gives_it_keys(head: Client, ministry: Ministry, clock: Any) -> None:
    assert head.post("/autoridad/socios/nuevo", data=PARTNER).status_code == 302
    partner = queries.require_provider("acme-labs")
    assert partner.issuer is not None
    assert partner.agreement_until is not None
    assert partner.agreement_until.date() == dt.date(2028, 2, 1)  # the end of January 31 in Mexico City, in UTC
    assert "ACME Labs" in head.get("/autoridad/instituciones").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agreement_until": "2020-01-01"}, "la fecha ya pasó"),
        ({"agreement_until": "mañana"}, "Escriba la fecha"),
        ({"kind": "public_university"}, ""),
        ({"slug": "Acme Labs"}, "no sirve como dirección"),
        ({"administrator_email": "jo"}, "no es un correo"),
    ],
)
@pytest.mark.databases("sqlite")
def test_refuses_a_partner_that_does_not_fit_and_keeps_what_was_typed(
    head: Client, changes: dict[str, str], said: str
) -> None:
    answer = head.post("/autoridad/socios/nuevo", data=PARTNER | changes)
    assert answer.status_code in {422, 409}
    assert said in answer.text
    assert "Jo March" in answer.text
    assert db.session.scalar(select(Provider.id).where(Provider.name == "ACME Labs")) is None


def upload(body: bytes, name: str = "estandar.yaml") -> dict[str, Any]:
    return {"files": (io.BytesIO(body), name)}


def next_version() -> bytes:
    return content.shipped_bytes("standards/ai_literacy.yaml").replace(b'version: "1.0"', b'version: "1.1"', 1)


def states(code: str = "AIL") -> dict[str, str]:
    db.session.expire_all()
    return {
        row.version: row.state
        for row in db.session.scalars(select(StandardVersion).where(StandardVersion.code == code))
    }


def test_refuses_a_faulty_file_and_names_its_line(head: Client, ministry: Ministry) -> None:
    faulty = next_version().replace(b"track: literacy", b"track: magic", 1)
    answer = head.post("/autoridad/estandares", data=upload(faulty))
    assert answer.status_code == 422
    assert "estandar.yaml" in answer.text
    assert "línea" in answer.text
    assert states() == {"1.0": "in_force"}


def test_refuses_no_file_and_a_file_that_is_not_text(head: Client, ministry: Ministry) -> None:
    none = head.post("/autoridad/estandares", data={})
    assert none.status_code == 422
    assert "Elija de uno a 20 archivos." in none.text
    assert head.post("/autoridad/estandares", data=upload(b"\x00\xff\xfe")).status_code == 422
    boundary, body = encode_multipart(
        {"files": FileStorage(io.BytesIO(b"a: " + b"x" * 2_000_001), filename="grande.yaml")}
    )
    large = head.post("/autoridad/estandares", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert large.status_code == 422
    assert "grande.yaml pesa más de 2 MB" in large.text


@pytest.mark.serves("R02")
def test_a_standard_goes_through_comment_into_force(
    head: Client, ministry: Ministry, clock: Any, enter: Callable[[Account], Client]
) -> None:
    assert head.post("/autoridad/estandares", data=upload(next_version())).status_code == 302
    base = "/autoridad/estandares/AIL/1.1"
    skipped = head.post(f"{base}/vigor", data={"reason": ""})
    assert skipped.status_code == 422
    assert "Escriba el motivo" in skipped.text
    assert head.post(f"{base}/comentarios", data={"until": ""}).status_code == 422
    assert head.post(f"{base}/comentarios", data={"until": "2026-12-20"}).status_code == 302
    early = head.post(f"{base}/vigor", data={"reason": ""})
    assert early.status_code == 409
    clock.set(dt.datetime(2026, 12, 22, 18, tzinfo=dt.UTC))
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    assert enter(account).post(f"{base}/vigor", data={"reason": ""}).status_code == 302
    assert states() == {"1.0": "superseded", "1.1": "in_force"}


def test_refuses_to_withdraw_without_understanding(head: Client, ministry: Ministry) -> None:
    base = "/autoridad/estandares/AIL/1.0/retiro"
    answer = head.post(base, data={"reason": "Obsoleto."})
    assert answer.status_code == 422
    assert "Obsoleto." in answer.text
    assert states() == {"1.0": "in_force"}
    assert head.post(base, data={"reason": "Obsoleto.", "understood": "y"}).status_code == 302
    assert states() == {"1.0": "withdrawn"}


def test_refuses_loading_to_reviewers(ministry: Ministry, enter: Callable[[Account], Client]) -> None:
    client = enter(ministry.reviewers[0])
    assert "Cargar archivos" not in client.get("/autoridad/estandares").text
    assert client.post("/autoridad/estandares", data=upload(next_version())).status_code == 403
    assert states() == {"1.0": "in_force"}


def test_other_contents_are_put_in_force(head: Client, ministry: Ministry) -> None:
    body = content.shipped_bytes("indicators.yaml")
    assert head.post("/autoridad/estandares", data=upload(body, "indicadores.yaml")).status_code == 302
    page = head.get("/autoridad/estandares").text
    assert "Poner en vigor" in page
    import yaml

    loaded = yaml.safe_load(body)
    assert head.post(f"/autoridad/contenidos/{loaded['id']}/{loaded['version']}/vigor").status_code == 302
    assert "Poner en vigor" not in head.get("/autoridad/estandares").text
