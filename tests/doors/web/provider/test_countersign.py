"""The partner's tray: a design endorsed once, awards countersigned one by one or all, and never another's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award, AwardEndorsement
from registry.db import db
from registry.definitions import endorsing, queries
from registry.definitions.models import DefinitionVersion
from registry.people.service import PersonClaims
from registry.providers.models import Provider
from tests.doors.web.provider import world
from tests.support.client import Client

BASE = "/institucion/empresa-socia/cofirmas"


@pytest.fixture
def partner(version: DefinitionVersion) -> Provider:
    """A partner that was asked to endorse the design."""
    partner = world.partner()
    endorsing.invite_partner(version.id, partner.id, actor=SYSTEM)
    return partner


@pytest.fixture
def tray(sign_in: Any, partner: Provider) -> Client:
    """A browser of the partner's administrator."""
    return sign_in(Role.PROVIDER_ADMIN, provider_id=partner.id)


def give(version: DefinitionVersion, count: int) -> list[Award]:
    commands = [
        AwardCommand(
            person=PersonClaims(f"Persona {chr(65 + number)} Ficticia", first_surname="Ficticia"),
            awarded_on=dt.date(2026, 6, 19),
            scores=world.scores(),
        )
        for number in range(count)
    ]
    return awards.issue(commands, IssueContext(version.id), actor=SYSTEM)


def signed() -> int:
    return len(db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.signed_at.is_not(None))).all())


def endorse(tray: Client, version: DefinitionVersion) -> Any:
    return tray.post(f"{BASE}/disenos/{version.id}", data={"respuesta": "respaldar"})


def test_endorses_a_design_and_then_countersigns_the_ticked_and_the_rest(tray, version, partner):
    assert "Uso responsable de la IA" in tray.get(BASE).text
    assert endorse(tray, version).location == BASE
    assert queries.endorsement_of(version.id, partner.id).document_id is not None
    first, *_rest = give(version, 4)
    group = f"{BASE}/{version.id}/una-por-una"
    page = tray.get(group).text
    assert "Persona A Ficticia" in page and "Cofirmar todas</button>" not in page and "Cofirmar todas" in page
    asked = db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.award_id == first.id)).one()
    tray.post(group, data={"que": "marcadas", "fila": [str(asked.id), "tontería"]})
    assert signed() == 1
    tray.post(group, data={"que": "todas"})
    assert signed() == 4
    assert tray.get(group).location == BASE
    assert "Nada por firmar" in tray.get(BASE).text


@pytest.mark.databases("sqlite")
def test_declines_and_is_not_asked_again(tray, version):
    tray.post(f"{BASE}/disenos/{version.id}", data={"respuesta": "declinar"})
    assert "Nada por firmar" in tray.get(BASE).text
    assert endorse(tray, version).location == BASE
    assert "No hay una invitación pendiente" in tray.get(BASE).text


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R65")
def test_the_award_says_who_was_asked_and_who_signed(tray, version, partner, issuer):
    endorse(tray, version)
    (award,) = give(version, 1)
    page = f"/institucion/universidad-ficticia/microcredenciales/{award.id}"
    assert "Empresa Socia" in issuer.get(page).text and "Cofirma pedida" in issuer.get(page).text
    tray.post(f"{BASE}/{version.id}/una-por-una", data={"que": "todas"})
    assert "Cofirmada" in issuer.get(page).text and "Cofirma pedida" not in issuer.get(page).text


def test_refuses_to_countersign_what_was_revoked_meanwhile(tray, version):
    endorse(tray, version)
    revoked, _good = give(version, 2)
    awards.revoke(revoked, reason="fraud", actor=SYSTEM)
    tray.post(f"{BASE}/{version.id}/una-por-una", data={"que": "todas"})
    assert signed() == 1


@pytest.mark.databases("sqlite")
def test_ticking_nothing_signs_nothing_and_says_so(tray, version):
    endorse(tray, version)
    give(version, 1)
    answer = tray.post(f"{BASE}/{version.id}/una-por-una", data={"que": "marcadas"})
    assert "No marcó ninguna" in tray.get(answer.location).text and signed() == 0


@pytest.mark.databases("sqlite")
def test_refuses_whoever_was_not_asked(tray, version, sign_in, institution):
    endorse(tray, version)
    give(version, 1)
    other = world.partner("otra-socia")
    stranger = sign_in(Role.PROVIDER_ADMIN, provider_id=other.id)
    theirs = f"/institucion/otra-socia/cofirmas/{version.id}/una-por-una"
    assert stranger.get(theirs).status_code == 404
    assert stranger.post(theirs, data={"que": "todas"}).status_code == 404
    assert stranger.get(f"{BASE}/{version.id}/una-por-una").status_code == 403
    answer = stranger.post(f"/institucion/otra-socia/cofirmas/disenos/{version.id}", data={"respuesta": "respaldar"})
    assert "No hay una invitación pendiente" in stranger.get(answer.location).text
    assert tray.get(f"{BASE}/{version.id}/otro-lote").status_code == 404
    assert signed() == 0
