"""The authority's desk: who gets in, what waits, and the dossier that only some may open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import db
from registry.providers import service, tray
from registry.providers.models import Application, Provider
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import PDF, Ministry

Enter = Callable[[Account], Client]


@pytest.fixture
def head(ministry: Ministry, enter: Enter) -> Client:
    account = db.session.get(Account, ministry.head.account_id)
    assert account is not None
    return enter(account)


def reload(application: Application) -> Application:
    db.session.expire_all()
    return tray.application(application.id)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["", "/solicitudes", "/instituciones", "/estandares", "/dictamenes", "/socios/nuevo"])
def test_refuses_the_desk_to_strangers_and_institutions(
    client: Client, enter: Enter, ministry: Ministry, provider: Provider, path: str
) -> None:
    address = f"/autoridad{path}"
    assert client.get(address).status_code == 302
    account = db.session.get(Account, ministries.administrator(provider).account_id)
    assert account is not None
    assert enter(account).get(address).status_code == 403


@pytest.mark.databases("sqlite")
def test_pages_speak_both_languages(head: Client, ministry: Ministry, application: Application) -> None:
    ministries.ruled(ministry, application, "ACC-B4")
    number = application.number
    paths = [
        "/autoridad", "/autoridad/solicitudes", "/autoridad/solicitudes?estado=conditional",
        f"/autoridad/solicitudes/{number}", f"/autoridad/solicitudes/{number}/resolucion",
        "/autoridad/instituciones", "/autoridad/instituciones/universidad-del-norte",
        "/autoridad/acreditaciones/ACR-2026-0001", "/autoridad/acreditaciones/ACR-2026-0001/suspender",
        "/autoridad/acreditaciones/ACR-2026-0001/condicion", "/autoridad/socios/nuevo", "/autoridad/estandares",
        "/autoridad/estandares/AIL/1.0", "/autoridad/personal",
    ]  # fmt: skip
    for path in paths:
        mark = "&" if "?" in path else "?"
        spanish, english = (head.get(f"{path}{mark}lang={lang}") for lang in ("es", "en"))
        assert (spanish.status_code, english.status_code) == (200, 200), path
        assert "Estándares y criterios" in spanish.text
        assert "Standards and criteria" in english.text
        assert not re.search(r"\{\w+\}", re.sub(r"<[^>]+>", "", english.text)), path


def test_the_tray_counts_what_waits(head: Client, application: Application, provider: Provider) -> None:
    text = head.get("/autoridad").text
    assert application.number in text
    assert provider.name in text
    assert "0 de 2" in text


@pytest.mark.serves("R29")
def test_refuses_evidence_to_whom_it_does_not_concern(
    head: Client, ministry: Ministry, application: Application, enter: Enter, sign_in: Any
) -> None:
    file = application.items[0].files[0]
    address = f"/autoridad/solicitudes/{application.number}/evidencia/{file.id}"
    assigned, unassigned = enter(ministry.reviewers[0]), enter(ministry.reviewers[2])
    assert unassigned.get(address).status_code == 403
    assert sign_in(Role.AUTHORITY_OBSERVER).get(address).status_code == 403
    assert "confidencial" in unassigned.get(f"/autoridad/solicitudes/{application.number}").text
    answer = assigned.get(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert head.get(address).status_code == 200


def test_refuses_evidence_by_the_number_of_another_application(
    head: Client, ministry: Ministry, application: Application
) -> None:
    other = ministries.submitted(ministries.new_provider())
    file = application.items[0].files[0]
    assert head.get(f"/autoridad/solicitudes/{other.number}/evidencia/{file.id}").status_code == 404


def test_taking_up_and_assigning(head: Client, ministry: Ministry, provider: Provider) -> None:
    application = ministries.submitted(provider)
    base = f"/autoridad/solicitudes/{application.number}"
    assert head.post(f"{base}/revisar").status_code == 302
    assert reload(application).state == "under_review"
    assert "Dictaminadora 1" in head.get(base).text
    assert head.post(f"{base}/dictaminadores", data={"reviewer": str(ministry.reviewers[0].id)}).status_code == 302
    assert [review.seat for review in reload(application).reviews] == [1]


def test_refuses_to_take_up_twice_and_says_why(head: Client, application: Application) -> None:
    answer = head.post(f"/autoridad/solicitudes/{application.number}/revisar")
    assert answer.status_code == 409
    assert "La solicitud está en revisión" in answer.text


def test_refuses_a_conflicted_reviewer_at_the_field(
    head: Client, ministry: Ministry, application: Application, provider: Provider
) -> None:
    from tests.support.people import new_account

    insider = new_account(Role.AUTHORITY_REVIEWER, Role.PROVIDER_READER, provider_id=provider.id, name="Ana Vínculo")
    service.recuse(application.id, ministry.reviewers[0].id, "Motivo.", actor=ministry.head)
    answer = head.post(
        f"/autoridad/solicitudes/{application.number}/dictaminadores", data={"reviewer": str(insider.id)}
    )
    assert answer.status_code == 409
    assert "Ana Vínculo tiene un vínculo" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_refuses_a_made_up_reviewer(head: Client, ministry: Ministry, application: Application) -> None:
    service.recuse(application.id, ministry.reviewers[0].id, "Motivo.", actor=ministry.head)
    for value, status in (("", 422), ("nobody", 404), (str(ministries.some_id()), 404)):
        answer = head.post(f"/autoridad/solicitudes/{application.number}/dictaminadores", data={"reviewer": value})
        assert answer.status_code == status


def test_asking_for_information_keeps_what_was_typed_when_refused(head: Client, application: Application) -> None:
    address = f"/autoridad/solicitudes/{application.number}/informacion"
    empty = head.post(address, data={"text": "  "})
    assert empty.status_code == 422
    assert "Escriba qué información falta" in empty.text
    long = head.post(address, data={"text": "x" * 4_001})
    assert long.status_code == 422
    assert "x" * 4_001 in long.text
    assert head.post(address, data={"text": "Falta el acta (ACC-A1)."}).status_code == 302
    assert reload(application).state == "information_requested"


def test_refuses_the_notes_of_a_dossier_to_observers(
    head: Client, ministry: Ministry, application: Application, sign_in: Any
) -> None:
    service.request_information(application.id, "Falta el acta de 1998.", actor=ministry.head)
    address = f"/autoridad/solicitudes/{application.number}"
    assert "Falta el acta de 1998." in head.get(address).text
    seen = sign_in(Role.AUTHORITY_OBSERVER).get(address).text
    assert "La autoridad pidió información" in seen
    assert "Falta el acta de 1998." not in seen


def test_refuses_to_recuse_without_a_reason(ministry: Ministry, application: Application, enter: Enter) -> None:
    reviewer = ministry.reviewers[0]
    address = f"/autoridad/solicitudes/{application.number}/dictaminadores/{reviewer.id}/excusa"
    client = enter(reviewer)
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "Di clase ahí."}).status_code == 302
    assert reload(application).reviews[0].recused_at is not None


def test_refuses_a_form_without_this_browsers_token(head: Client, application: Application) -> None:
    answer = head.post(f"/autoridad/solicitudes/{application.number}/informacion", data={"text": "x"}, csrf=False)
    assert answer.status_code == 400
    assert reload(application).state == "under_review"
