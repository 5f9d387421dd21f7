"""The institution's application through its pages: sign-up, request, dossier, handing in, reply, decision."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import db
from registry.notices.models import OutboxMessage
from registry.providers import service, tray
from registry.providers.commands import ChangeOrder
from registry.providers.dossier import Upload
from registry.providers.models import Application, Provider
from tests.support import ministry as ministries
from tests.support.client import Client
from tests.support.ministry import PDF, Ministry

BASE = "/institucion/universidad-del-norte/solicitud"
SIGN_UP = {
    "legal_name": "Instituto del Sur, A.C.", "name": "Instituto del Sur", "slug": "", "kind": "training_agent",
    "state_code": "20", "website": "", "email": "contacto@sur.example", "administrator_name": "Rosa Méndez",
    "administrator_email": "rosa@sur.example", "language": "es",
}  # fmt: skip


@pytest.fixture
def ministry(session: Any, clock: Any) -> Ministry:
    return ministries.open_ministry()


@pytest.fixture
def provider(ministry: Ministry) -> Provider:
    return ministries.new_provider("universidad-del-norte")


@pytest.fixture
def admin(app: Any, provider: Provider) -> Client:
    account = db.session.get(Account, ministries.administrator(provider).account_id)
    assert account is not None
    client = app.test_client()
    assert isinstance(client, Client)
    return client.enter(account)


def current(provider: Provider) -> Application:
    db.session.expire_all()
    found = tray.current_of(provider.id)
    assert found is not None
    return found


def choose(*targets: str, code: str = "AIL", **traits: str) -> dict[str, Any]:
    return {f"standard-{ministries.standard(code).id}": list(targets), **traits}


EVERY_PROFILE = ("general_workforce", "secondary_teachers", "sme_owners", "civil_servants")


def test_sign_up_invites_and_makes_a_short_name(client: Client, session: Any) -> None:
    assert client.get("/institucion/alta").status_code == 200
    answer = client.post("/institucion/alta", data=SIGN_UP)
    assert answer.status_code == 200
    assert "rosa@sur.example" in answer.text
    assert db.session.scalar(select(Provider.slug)) == "instituto-del-sur"
    assert db.session.scalar(select(OutboxMessage.kind)) == "staff_invitation"


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"legal_name": ""}, "Escriba el nombre oficial", "legal_name"),
        ({"kind": ""}, "Elija el tipo", "kind"),
        ({"kind": "co_signer"}, "la autoridad registra", "kind"),
        ({"kind": "bank"}, "elija una opción de la lista", "kind"),
        ({"slug": "Sur!"}, "no sirve como dirección", "slug"),
        ({"website": "sur"}, "escriba una dirección completa", "website"),
        ({"email": "contacto"}, "no es un correo", "email"),
        ({"administrator_email": "rosa@"}, "no es un correo", "administrator_email"),
        ({"state_code": "99"}, "elija una opción de la lista", "state_code"),
    ],
)
@pytest.mark.databases("sqlite")
def test_refuses_a_sign_up_at_the_field_and_keeps_what_was_typed(
    client: Client, session: Any, changes: dict[str, str], said: str, field: str
) -> None:
    answer = client.post("/institucion/alta", data=SIGN_UP | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Rosa Méndez" in answer.text
    assert db.session.scalar(select(Provider.id)) is None


def test_refuses_a_short_name_that_is_taken(client: Client, provider: Provider) -> None:
    answer = client.post("/institucion/alta", data=SIGN_UP | {"slug": "universidad-del-norte"})
    assert answer.status_code == 409
    assert "universidad-del-norte-2" in answer.text


def test_sign_up_speaks_english(client: Client, session: Any) -> None:
    text = client.get("/institucion/alta?lang=en").text
    assert "Register an institution" in text
    answer = client.post("/institucion/alta?lang=en", data=SIGN_UP | {"kind": ""})
    assert "Choose the kind." in answer.text


@pytest.mark.databases("sqlite")
def test_refuses_the_application_to_others(
    app: Any, client: Client, provider: Provider, ministry: Ministry, sign_in: Any
) -> None:
    assert client.get(BASE).status_code == 302
    assert sign_in(Role.PROVIDER_READER, provider_id=provider.id).get(BASE).status_code == 403
    other = ministries.new_provider()
    assert sign_in(Role.PROVIDER_ADMIN, provider_id=other.id).get(BASE).status_code == 403
    assert sign_in(Role.AUTHORITY_ADMIN).get(BASE).status_code == 403


def test_refuses_an_application_for_nothing(admin: Client, provider: Provider) -> None:
    assert "Iniciar la solicitud" in admin.get(BASE).text
    answer = admin.post(f"{BASE}/nueva", data={"serves_minors": "y"})
    assert answer.status_code == 422
    assert "Elija al menos un estándar" in answer.text
    assert 'name="serves_minors" value="y" checked' in answer.text
    assert tray.current_of(provider.id) is None


def test_refuses_a_target_that_the_standard_does_not_offer(admin: Client, provider: Provider) -> None:
    assert admin.post(f"{BASE}/nueva", data=choose("astronauts")).status_code == 422
    assert tray.current_of(provider.id) is None


def test_the_request_is_narrowed_to_what_was_ticked(admin: Client, provider: Provider) -> None:
    assert admin.post(f"{BASE}/nueva", data=choose("sme_owners", serves_minors="y")).status_code == 303
    found = current(provider)
    assert found.wanted[0]["profiles"] == ["sme_owners"]
    assert found.declared["serves_minors"] is True
    page = admin.get(f"{BASE}/alcance").text
    assert 'value="sme_owners" checked' in page
    assert 'value="civil_servants" checked' not in page
    assert admin.post(f"{BASE}/alcance", data=choose(*EVERY_PROFILE)).status_code == 303
    assert current(provider).wanted[0]["profiles"] == []
    assert current(provider).declared["serves_minors"] is False


def test_parts_of_a_standard_can_be_asked_for(admin: Client, provider: Provider) -> None:
    admin.post(f"{BASE}/nueva", data=choose("AIE-A", code="AIE"))
    assert current(provider).wanted[0]["parts"] == ["AIE-A"]
    assert current(provider).wanted[0]["profiles"] == []


@pytest.fixture
def application(provider: Provider) -> Application:
    return ministries.started(provider)


def answers(**said: str) -> dict[str, Any]:
    return {f"statement-{name.replace('_', '-')}": text for name, text in said.items()}


def test_one_button_saves_everything_on_the_page(admin: Client, application: Application, provider: Provider) -> None:
    data = answers(ACC_A1="Decreto de 1998.", ACC_A2="Autonomía.") | {
        "files-ACC-A1": [(io.BytesIO(PDF), "Decreto.pdf"), (io.BytesIO(PDF), "rfc.pdf")],
        "save": "ACC-A1",
    }
    answer = admin.post(f"{BASE}/expediente/ACC-A", data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/expediente/ACC-A#ACC-A1")
    items = {item.criterion_id: item for item in current(provider).items}
    assert items["ACC-A2"].statement == "Autonomía."
    assert [file.name for file in items["ACC-A1"].files] == ["Decreto.pdf", "rfc.pdf"]


def test_a_refused_file_loses_nothing_else(admin: Client, application: Application, provider: Provider) -> None:
    data = answers(ACC_A1="Decreto de 1998.", ACC_A2="Autonomía.") | {
        "files-ACC-A1": [(io.BytesIO(b"MZ"), "decreto.exe")],
        "files-ACC-A2": [(io.BytesIO(PDF), "ley.pdf")],
        "save": "ACC-A1",
    }
    answer = admin.post(f"{BASE}/expediente/ACC-A", data=data)
    assert answer.status_code == 422
    assert "decreto.exe" in answer.text
    assert 'id="files-ACC-A1-error"' in answer.text
    assert "Decreto de 1998." in answer.text
    items = {item.criterion_id: item for item in current(provider).items}
    assert [file.name for file in items["ACC-A2"].files] == ["ley.pdf"]
    assert "ACC-A1" not in items


def test_removing_a_file_keeps_what_was_typed_elsewhere(
    admin: Client, application: Application, provider: Provider
) -> None:
    admin.post(f"{BASE}/expediente/ACC-A", data=answers(ACC_A1="x") | {"files-ACC-A1": (io.BytesIO(PDF), "a.pdf")})
    file = current(provider).items[0].files[0]
    data = answers(ACC_A1="x", ACC_A3="Lo que escribía.") | {"remove": str(file.id)}
    assert admin.post(f"{BASE}/expediente/ACC-A", data=data).status_code == 303
    items = {item.criterion_id: item for item in current(provider).items}
    assert items["ACC-A1"].files == []
    assert items["ACC-A3"].statement == "Lo que escribía."
    for key in ("nothing", str(ministries.some_id())):
        assert admin.post(f"{BASE}/expediente/ACC-A", data=answers() | {"remove": key}).status_code == 404


def test_going_on_leads_through_the_dossier(admin: Client, application: Application) -> None:
    answer = admin.post(f"{BASE}/expediente/ACC-A", data={"do": "next"})
    assert answer.headers["Location"].endswith("/expediente/ACC-B")
    last = admin.post(f"{BASE}/expediente/ACC-G", data={"do": "next"})
    assert last.headers["Location"].endswith("/solicitud")
    assert admin.get(f"{BASE}/expediente/ACC-Z").status_code == 404


def test_refuses_evidence_of_another_institution(
    admin: Client, application: Application, provider: Provider, ministry: Ministry
) -> None:
    other = ministries.submitted(ministries.new_provider())
    file = other.items[0].files[0]
    assert admin.get(f"{BASE}/{other.number}/evidencia/{file.id}").status_code == 404
    assert admin.get(f"{BASE}/{application.number}/evidencia/{file.id}").status_code == 404
    ministries.answer_everything(application)
    own = application.items[0].files[0]
    answer = admin.get(f"{BASE}/{application.number}/evidencia/{own.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_refuses_an_incomplete_dossier_and_says_what_is_missing(
    admin: Client, application: Application, provider: Provider
) -> None:
    assert "Falta para enviar" in admin.get(BASE).text
    answer = admin.post(f"{BASE}/enviar")
    assert answer.status_code == 409
    assert "ACC-A1" in answer.text
    assert current(provider).state == "draft"


def test_a_draft_microcredential_answers_the_computed_criteria(
    admin: Client, application: Application, provider: Provider
) -> None:
    assert "Se calcula: no cumple" in admin.get(f"{BASE}/expediente/ACC-B").text
    ministries.drafted(provider)
    assert "Se calcula: cumple" in admin.get(f"{BASE}/expediente/ACC-B").text
    ministries.answer_everything(application)
    data = answers(ACC_E2="Emitimos tres de prueba.") | {"files-ACC-E2": (io.BytesIO(PDF), "prueba.pdf")}
    admin.post(f"{BASE}/expediente/ACC-E", data=answers(ACC_E3="Se cumple.") | data)
    assert "Falta para enviar" not in admin.get(BASE).text
    assert admin.post(f"{BASE}/enviar").status_code == 303
    found = current(provider)
    assert found.state == "submitted"
    assert found.computed["ACC-B1"]["meets"] is True
    page = admin.get(BASE).text
    assert "Solicitud recibida" in page
    assert "faltan 10 días hábiles" in page
    assert 'name="statement-ACC-A1"' not in admin.get(f"{BASE}/expediente/ACC-A").text


def test_refuses_answers_after_handing_in(admin: Client, ministry: Ministry, provider: Provider) -> None:
    ministries.submitted(provider)
    answer = admin.post(f"{BASE}/expediente/ACC-A", data=answers(ACC_A1="Otra cosa."))
    assert answer.status_code == 409
    assert current(provider).items[0].statement == "Se cumple."


def test_a_request_is_read_and_answered(admin: Client, ministry: Ministry, provider: Provider) -> None:
    application = ministries.under_review(ministry, provider)
    service.request_information(application.id, "Falta el acta (ACC-A1).", actor=ministry.head)
    assert "Falta el acta (ACC-A1)." in admin.get(BASE).text
    assert admin.post(f"{BASE}/responder", data={"text": ""}).status_code == 422
    assert admin.post(f"{BASE}/responder", data={"text": "Se agregó."}).status_code == 303
    assert current(provider).state == "under_review"


def test_withdrawing_asks_first(admin: Client, ministry: Ministry, provider: Provider) -> None:
    ministries.submitted(provider)
    assert "no se puede reanudar" in admin.get(f"{BASE}/retirar").text
    assert current(provider).state == "submitted"
    assert admin.post(f"{BASE}/retirar").status_code == 303
    assert current(provider).state == "withdrawn_application"
    assert "Iniciar otra solicitud" in admin.get(BASE).text
    assert admin.post(f"{BASE}/retirar").status_code == 409


def test_the_decision_is_read_with_its_comments_and_without_names(
    admin: Client, ministry: Ministry, provider: Provider
) -> None:
    ministries.ruled(ministry, ministries.under_review(ministry, provider), "ACC-B4")
    page = admin.get(BASE).text
    assert "Se resuelve conforme a los dictámenes." in page
    assert "No hay documento que lo muestre." in page
    assert "ACR-2026-0001" in page
    assert "Dictaminadora" not in page


@pytest.mark.databases("sqlite")
def test_refuses_to_show_reviews_before_the_decision(admin: Client, ministry: Ministry, provider: Provider) -> None:
    application = ministries.under_review(ministry, provider)
    service.file_review(application.id, ministries.opinion(application, "ACC-B4"), actor=ministry.reviewer(0))
    assert "No hay documento que lo muestre." not in admin.get(BASE).text


@pytest.mark.databases("sqlite")
def test_the_pages_speak_english(admin: Client, application: Application) -> None:
    for path, said in (
        ("", "Application SOL-2026-0001"),
        ("/alcance", "What you apply for"),
        ("/expediente/ACC-A", "Identity and legal capacity"),
        ("/retirar", "Withdraw the application"),
    ):
        assert said in admin.get(f"{BASE}{path}?lang=en").text


@pytest.mark.databases("sqlite")
def test_a_renewal_long_before_the_end_is_refused_with_the_day_it_opens(
    admin: Client, ministry: Ministry, provider: Provider
) -> None:
    ministries.accredited(ministry, provider)
    answer = admin.post(f"{BASE}/nueva", data=choose(*EVERY_PROFILE))
    assert answer.status_code == 409
    assert "La renovación se abre el" in answer.text


def test_shows_how_the_accreditation_stands_today_not_how_it_was_granted(
    ministry: Ministry, provider: Provider, admin: Client
) -> None:
    accreditation = ministries.accredited(ministry, provider)
    assert "Acreditación suspendida" not in admin.get(BASE).text
    service.suspend(accreditation.id, ChangeOrder("security_incident"), actor=ministry.head)
    assert "Acreditación suspendida" in admin.get(BASE).text


def test_leads_to_the_designs_when_only_they_are_missing(provider: Provider, admin: Client) -> None:
    started = ministries.started(provider)
    ministries.answer_everything(started)
    assert "Todos se calculan de sus diseños" not in admin.get(BASE).text, "the test issuance is described in words"
    who = ministries.administrator(provider)
    service.answer_criterion(started.id, "ACC-E2", "Se cumple.", [Upload("prueba.pdf", PDF)], actor=who)
    page = admin.get(BASE).text
    assert "Todos se calculan de sus diseños" in page and "Ir a diseños" in page
    group = admin.get(f"{BASE}/expediente/ACC-B").text
    assert "Se resuelve en sus diseños, no con documentos" in group


def test_the_first_page_tells_how_the_application_stands_and_what_the_authority_waits_for(
    ministry: Ministry, provider: Provider, admin: Client
) -> None:
    home = BASE.removesuffix("/solicitud")
    assert "Solicitar la acreditación" in admin.get(home).text
    application = ministries.under_review(ministry, provider)
    page = admin.get(home).text
    assert "Ver la solicitud" in page and application.number in page and "Solicitar la acreditación" not in page
    service.request_information(application.id, "Falta el acta.", actor=ministry.head)
    page = admin.get(home).text
    assert "Responder a la autoridad" in page and "días hábiles" in page
