"""Where people begin, who works there, and what of the institution can be changed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts.models import RoleGrant
from registry.accounts.permissions import Role
from registry.db import db
from registry.notices.models import OutboxMessage
from registry.providers.models import Provider
from tests.doors.web.provider import world
from tests.support import ministry
from tests.support.people import new_account

BASE = "/institucion/universidad-ficticia"
pytestmark = pytest.mark.databases("sqlite")


# --- where people begin ------------------------------------------------------------------------------------------


def test_one_institution_is_entered_at_once_and_several_are_offered(app, administrator, institution):
    assert administrator.get("/institucion").location == BASE
    other = ministry.new_provider("otra-universidad")
    account = new_account(Role.PROVIDER_READER, provider_id=other.id)
    from registry.accounts import service
    from registry.accounts.actor import SYSTEM

    service.grant(account, Role.PROVIDER_ISSUER, provider_id=institution.id, actor=SYSTEM)
    page = app.test_client().enter(account).get("/institucion").text
    assert BASE in page and "/institucion/otra-universidad" in page


def test_who_works_nowhere_is_told_what_to_do(sign_in, institution):
    assert "Su cuenta no trabaja en ninguna institución" in sign_in().get("/institucion").text


def test_the_start_says_what_waits_and_offers_one_next_step(administrator, issuer, institution):
    assert "Acreditada" in administrator.get(BASE).text and "Crear un diseño" in administrator.get(BASE).text
    world.published(institution)
    world.draft(institution, "sme_owners")
    page = issuer.get(BASE).text
    assert "Emitir desde un archivo" in page and page.count("button primary") == 1
    assert "<b>1</b>" in page and "diseños en borrador" in page
    assert "Emitir desde un archivo" not in administrator.get(BASE).text, "administering is not issuing"


def test_an_institution_on_its_way_is_led_to_its_application(sign_in, institution):
    other = ministry.new_provider("otra-universidad")
    page = sign_in(Role.PROVIDER_ADMIN, provider_id=other.id).get("/institucion/otra-universidad").text
    assert "Todavía no está acreditada" in page and "/institucion/otra-universidad/solicitud" in page


def test_a_lapsed_accreditation_is_said_where_people_begin(sign_in, institution, clock):
    clock.tick(days=3 * 366)
    page = sign_in(Role.PROVIDER_ISSUER, provider_id=institution.id).get(BASE).text
    assert "Ahora no puede emitir" in page and "Emitir desde un archivo" not in page


def test_the_pages_show_only_what_each_role_may_open(enter):
    reader, head = enter(Role.PROVIDER_READER).get(BASE).text, enter(Role.PROVIDER_ADMIN).get(BASE).text
    for words in ("Personal", "Cofirmas", "Datos de la institución"):
        assert words in head and words not in reader


@pytest.mark.parametrize("page", ["", "/disenos", "/emisiones", "/microcredenciales"])
def test_pages_read_in_both_languages(enter, page):
    reader = enter(Role.PROVIDER_READER)
    spanish, english = reader.get(BASE + page).text, reader.get(f"{BASE}{page}?lang=en").text
    assert 'lang="es-MX"' in spanish and 'lang="en"' in english
    assert "Microcredenciales" in spanish and "Microcredentials" in english


# --- staff -------------------------------------------------------------------------------------------------------

INVITED = {"name": "Luz Prado", "email": "luz@uni.example", "role": "provider_issuer"}


def test_invites_with_a_role_and_writes(administrator, institution):
    assert administrator.post(f"{BASE}/personal", data=INVITED).status_code == 303
    account = accounts.by_email("luz@uni.example")
    assert [grant.role for grant in account.grants] == ["provider_issuer"]
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.to == "luz@uni.example")).one()
    assert mail.kind == "staff_invitation"
    page = administrator.get(f"{BASE}/personal").text
    assert "Luz Prado" in page and "Invitación pendiente" in page


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("email", "luz", "no es un correo"),
        ("email", "", "Escriba el correo"),
        ("name", "", "Escriba el nombre completo"),
        ("role", "", "Elija un papel de la lista"),
        ("role", "authority_admin", "Elija un papel de la lista"),
        ("role", "holder", "Elija un papel de la lista"),
    ],
)
def test_refuses_an_invitation_that_would_go_wrong(administrator, field, value, says):
    answer = administrator.post(f"{BASE}/personal", data={**INVITED, field: value})
    assert answer.status_code == 422 and says in answer.text
    assert f'href="#{field}"' in answer.text
    assert not db.session.scalars(select(OutboxMessage).where(OutboxMessage.to.startswith("luz"))).all()


def test_takes_a_role_back_after_saying_what_that_means(administrator, institution):
    administrator.post(f"{BASE}/personal", data=INVITED)
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "provider_issuer")).one()
    page = f"{BASE}/personal/{grant.id}/retirar"
    assert "Luz Prado" in administrator.get(page).text
    assert administrator.post(page).location == f"{BASE}/personal"
    assert not db.session.scalars(select(RoleGrant).where(RoleGrant.role == "provider_issuer")).all()


def test_refuses_to_leave_the_institution_without_an_administrator(administrator, institution):
    grants = list(db.session.scalars(select(RoleGrant).where(RoleGrant.role == "provider_admin")))
    answers = [administrator.post(f"{BASE}/personal/{grant.id}/retirar") for grant in grants]
    assert answers[-1].status_code in (403, 409)
    assert len(db.session.scalars(select(RoleGrant).where(RoleGrant.role == "provider_admin")).all()) >= 1


def test_refuses_to_take_back_a_role_at_another_institution(administrator, institution):
    other = ministry.new_provider("otra-universidad")
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.provider_id == other.id)).one()
    page = f"{BASE}/personal/{grant.id}/retirar"
    assert administrator.get(page).status_code == administrator.post(page).status_code == 404
    assert db.session.get(RoleGrant, grant.id) is not None


# --- details -----------------------------------------------------------------------------------------------------

DETAILS = {"email": "hola@uni.example", "website": "https://uni.example", "state_code": "20"}


def test_changes_how_to_reach_the_institution_and_nothing_signed(administrator, institution):
    assert administrator.post(f"{BASE}/datos", data={**DETAILS, "name": "Otro nombre"}).status_code == 303
    provider = db.session.get(Provider, institution.id)
    assert (provider.email, provider.website, provider.state_code) == tuple(DETAILS.values())
    assert provider.name != "Otro nombre"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("email", "hola", "no es un correo"),
        ("email", "", "Escriba el correo de contacto"),
        ("website", "javascript:alert(1)", "dirección completa"),
        ("website", "uni", "dirección completa"),
        ("state_code", "33", "Elija una entidad de la lista"),
    ],
)
def test_refuses_details_that_lead_nowhere_at_their_field(administrator, institution, field, value, says):
    answer = administrator.post(f"{BASE}/datos", data={**DETAILS, field: value})
    assert answer.status_code == 422
    at_field = answer.text[answer.text.index(f'id="{field}-error"') :].split("</div>")[0]
    assert says in at_field
    assert db.session.get(Provider, institution.id).website is None
