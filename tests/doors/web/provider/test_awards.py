"""What was issued: found, corrected, suspended, revoked, delivered again; and what each page refuses."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award, AwardDocument, Claim
from registry.db import db
from registry.ids import spell_folio
from registry.notices.models import OutboxMessage
from registry.people.service import PersonClaims
from tests.doors.web.provider import world
from tests.support import ministry

BASE = "/institucion/universidad-ficticia/microcredenciales"
UNDERSTOOD = {"understood": "y"}
pytestmark = pytest.mark.databases("sqlite")


def give(version: Any, name: str = "Teresa Olvera Luna", email: str | None = "teresa@correo.example") -> Award:
    """One award, issued by the service that pages call."""
    given, first, second = name.split()
    claims = PersonClaims(name, given_names=given, first_surname=first, second_surname=second, email=email)
    command = AwardCommand(person=claims, awarded_on=dt.date(2026, 6, 19), scores=world.scores())
    return awards.issue([command], IssueContext(version.id), actor=SYSTEM)[0]


def address(award: Award) -> str:
    return f"{BASE}/{award.id}"


def test_finds_by_folio_typed_anyhow_and_by_part_of_a_name(issuer, version):
    award, other = give(version), give(version, "Joel Ucán Pech")
    folio = spell_folio(award.folio)
    for wish in (folio, folio.lower().replace("-", " "), "olvera", "OLVERA LUNA"):
        text = issuer.get(BASE, query_string={"q": wish}).text
        assert "Teresa Olvera Luna" in text and "Joel Ucán" not in text, wish
    assert "No encontramos ninguna" in issuer.get(BASE, query_string={"q": "100%_"}).text
    assert other.person.full_name in issuer.get(BASE).text


def test_filters_by_state_and_tells_expired_from_current(issuer, version, clock):
    award, other = give(version), give(version, "Joel Ucán Pech")
    awards.suspend(other, reason="appeal_pending", actor=SYSTEM)
    assert "Joel" in issuer.get(f"{BASE}?estado=suspended").text
    current = issuer.get(f"{BASE}?estado=good").text
    assert "Teresa" in current and "Joel" not in current
    award.valid_until = clock() - dt.timedelta(days=1)
    assert "Teresa" in issuer.get(f"{BASE}?estado=expired").text
    assert "Teresa" not in issuer.get(f"{BASE}?estado=good").text
    assert issuer.get(f"{BASE}?estado=tonto&diseno=x&emision=y&pagina=-3").status_code == 200


def test_suspends_with_a_public_reason_and_reinstates(issuer, version):
    award = give(version)
    page = issuer.get(f"{address(award)}/suspender").text
    assert "En investigación" in page and "Se avisa a la persona titular" in page
    done = issuer.post(f"{address(award)}/suspender", data={"reason": "under_investigation", **UNDERSTOOD})
    assert done.location == address(award)
    shown = issuer.get(address(award)).text
    assert "Suspendida" in shown and "En investigación" in shown
    assert db.session.get(Award, award.id).state == "suspended"
    assert issuer.post(f"{address(award)}/restablecer", data=UNDERSTOOD).status_code == 303
    assert db.session.get(Award, award.id).state == "good"
    assert "Restablecida" in issuer.get(address(award)).text


@pytest.mark.parametrize(
    ("act", "data", "says"),
    [
        ("revocar", {}, "Elija el motivo de la lista"),
        ("revocar", {"reason": "issued_in_error"}, "Marque la casilla"),
        ("revocar", {"reason": "porque_si", **UNDERSTOOD}, "no está en el catálogo"),
        ("revocar", {"reason": "under_investigation", **UNDERSTOOD}, "no está en el catálogo"),
        ("suspender", {"reason": "fraud", **UNDERSTOOD}, "no está en el catálogo"),
        ("suspender", UNDERSTOOD, "Elija el motivo de la lista"),
    ],
)
def test_refuses_a_change_without_reason_or_confirmation(issuer, version, act, data, says):
    award = give(version)
    answer = issuer.post(f"{address(award)}/{act}", data=data)
    assert answer.status_code == 422 and says in answer.text
    assert db.session.get(Award, award.id).state == "good"


def test_a_revocation_is_final(issuer, version):
    award = give(version)
    issuer.post(f"{address(award)}/revocar", data={"reason": "fraud", **UNDERSTOOD})
    assert db.session.get(Award, award.id).state == "revoked"
    page = issuer.get(address(award)).text
    assert "Revocada" in page and "/restablecer" not in page and "/suspender" not in page
    for act in ("suspender", "restablecer", "revocar", "corregir"):
        assert issuer.get(f"{address(award)}/{act}").location == address(award), act
    answer = issuer.post(f"{address(award)}/suspender", data={"reason": "appeal_pending", **UNDERSTOOD})
    assert answer.status_code == 409 and "Una revocación es definitiva" in answer.text
    assert issuer.post(f"{address(award)}/corregir", data={**NAME, "confirmed": "1"}).status_code == 409


NAME = {"full_name": "Teresa Olvera Lunar", "first_surname": "Olvera"}


def test_a_correction_shows_before_and_after_and_supersedes(issuer, version):
    award = give(version)
    before = award.document_id
    asked = issuer.post(f"{address(award)}/corregir", data=NAME)
    assert "Hoy dice" in asked.text and "Teresa Olvera Lunar" in asked.text
    assert db.session.get(Award, award.id).document_id == before
    done = issuer.post(f"{address(award)}/corregir", data={**NAME, "confirmed": "1"})
    assert done.location == address(award)
    now = db.session.get(Award, award.id)
    assert now.person.full_name == "Teresa Olvera Lunar" and now.document_id != before
    assert len(db.session.scalars(select(AwardDocument)).all()) == 2
    assert "Sustituida por un documento corregido" in issuer.get(address(award)).text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"full_name": "", "first_surname": "Olvera"}, "Escriba el nombre completo"),
        ({"full_name": "Teresa Olvera Luna", "first_surname": "Olvera"}, "ya dice"),
        ({"full_name": "Teresa Olvera 2", "first_surname": "Olvera"}, "lleva números"),
        ({"full_name": "Teresa\u202e Olvera", "first_surname": "Olvera"}, "caracteres ocultos"),
        ({"full_name": "Teresa Luna", "first_surname": "Olvera"}, "no aparece en"),
        ({"full_name": "Teresa Luna", "first_surname": ""}, "Escriba el primer apellido"),
    ],
)
def test_refuses_a_name_that_would_be_false_on_a_certificate(issuer, version, data, says):
    award = give(version)
    answer = issuer.post(f"{address(award)}/corregir", data={**data, "confirmed": "1"})
    assert answer.status_code == 422 and says in answer.text
    assert db.session.get(Award, award.id).person.full_name == "Teresa Olvera Luna"


def test_a_correction_does_not_lift_a_suspension(issuer, version):
    award = give(version)
    awards.suspend(award, reason="under_investigation", actor=SYSTEM)
    answer = issuer.post(f"{address(award)}/corregir", data={**NAME, "confirmed": "1"})
    assert answer.status_code == 409 and "Restablézcala antes" in answer.text
    assert db.session.get(Award, award.id).state == "suspended"


# --- delivery ----------------------------------------------------------------------------------------------------


def mails() -> list[OutboxMessage]:
    statement = (
        select(OutboxMessage).where(OutboxMessage.kind == "claim").order_by(OutboxMessage.created_at, OutboxMessage.id)
    )
    return list(db.session.scalars(statement))


def test_sends_the_same_link_again_to_the_same_address(issuer, version):
    award = give(version)
    assert "teresa@correo.example" in issuer.get(address(award)).text
    assert issuer.post(f"{address(award)}/enviar", data={"email": "teresa@correo.example"}).status_code == 303
    first, second = mails()
    assert first.values["url"] == second.values["url"]


def test_a_corrected_address_closes_the_link_to_the_wrong_one(issuer, version):
    award = give(version)
    issuer.post(f"{address(award)}/enviar", data={"email": " Teresa@NUEVO.example "})
    first, second = mails()
    assert second.to == "teresa@nuevo.example" and first.values["url"] != second.values["url"]
    old = db.session.scalars(select(Claim).where(Claim.email == "teresa@correo.example")).one()
    assert old.cancelled_at is not None


@pytest.mark.parametrize(("typed", "says"), [("teresa", "no es un correo"), ("", "no tiene correo registrado")])
def test_refuses_to_send_to_what_is_no_address(issuer, version, typed, says):
    award = give(version, email=None)
    answer = issuer.post(f"{address(award)}/enviar", data={"email": typed})
    assert answer.status_code == 422 and says in answer.text and mails() == []


def test_refuses_to_send_what_was_received_or_revoked(issuer, version, clock):
    award, other = give(version), give(version, "Joel Ucán Pech", "joel@correo.example")
    db.session.scalars(select(Claim).where(Claim.award_id == award.id)).one().used_at = clock()
    awards.revoke(other, reason="fraud", actor=SYSTEM)
    received = issuer.post(f"{address(award)}/enviar", data={"email": "x@correo.example"})
    assert received.status_code == 409 and "ya la recibió" in received.text
    assert issuer.post(f"{address(other)}/enviar", data={"email": "x@correo.example"}).status_code == 409
    issuer.post(f"{address(award)}/comprobante")
    assert not db.session.scalars(select(Claim).where(Claim.kind == "slip")).all()


def test_makes_one_slip_and_prints_it_as_often_as_asked(issuer, version):
    award = give(version)
    assert issuer.get(f"{address(award)}/comprobante.pdf").status_code == 404
    for _ in range(2):
        answer = issuer.post(f"{address(award)}/comprobante")
        assert answer.location == f"{address(award)}/comprobante.pdf"
    assert len(db.session.scalars(select(Claim).where(Claim.kind == "slip")).all()) == 1
    paper = PdfReader(io.BytesIO(issuer.get(answer.location).data)).pages[0].extract_text()
    assert "Teresa Olvera Luna" in paper and "Clave" in paper.title()


# --- whose it is -------------------------------------------------------------------------------------------------


def test_another_institutions_award_does_not_exist_here(version, sign_in):
    award = give(version)
    other = ministry.new_provider("otra-universidad")
    stranger = sign_in(Role.PROVIDER_ISSUER, Role.PROVIDER_ADMIN, provider_id=other.id)
    elsewhere = address(award).replace("universidad-ficticia", "otra-universidad")
    for page in ("", "/suspender", "/revocar", "/restablecer", "/corregir", "/comprobante.pdf"):
        assert stranger.get(elsewhere + page).status_code == 404, page
        assert stranger.get(address(award) + page).status_code == 403, page
    for act in ("/suspender", "/revocar", "/restablecer", "/corregir", "/enviar", "/comprobante"):
        data = {"reason": "fraud", **UNDERSTOOD, **NAME, "confirmed": "1"}
        assert stranger.post(elsewhere + act, data=data).status_code == 404, act
    assert db.session.get(Award, award.id).state == "good"


def test_a_reader_sees_an_award_and_no_button(enter, version):
    award = give(version)
    reader = enter(Role.PROVIDER_READER)
    page = reader.get(address(award)).text
    assert "Teresa Olvera Luna" in page
    for act in ("/suspender", "/revocar", "/corregir", "/enviar", "/comprobante"):
        assert act not in page.replace("/comprobante.pdf", ""), act
    assert reader.post(f"{address(award)}/revocar", data={"reason": "fraud", **UNDERSTOOD}).status_code == 403
