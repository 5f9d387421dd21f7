"""One person by a form: the rules of a file, each refusal at its field, nothing signed before the confirmation."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from registry.accounts.actor import SYSTEM
from registry.awards.models import Award, Claim
from registry.db import db
from registry.notices.models import OutboxMessage
from registry.people.models import PersonFact
from registry.providers import queries as providers
from registry.providers import service as accreditations
from registry.providers.commands import ChangeOrder
from tests.doors.web.provider import world

URL = "/institucion/universidad-ficticia/emitir-a-una-persona"
pytestmark = pytest.mark.databases("sqlite")


def typed(version: Any, **changes: str) -> dict[str, str]:
    """A whole form; ``typed(version, curp="X")`` changes a field."""
    values = {
        "definition": str(version.id), "given_name": "Teresa", "first_surname": "Olvera", "second_surname": "Luna",
        "curp": world.CURP, "email": "teresa@correo.example", "phone": "", "achieved_on": "2026-06-19",
        "score:AIL-TEST": "94", "score:AIL-TASK": "87.5", "score:AIL-CAPSTONE": "75", "mode": "online",
        "language": "spanish", "state": "20", "municipality": "", "group": "", "gender": "",
    }  # fmt: skip
    return {**values, **changes}


def awards() -> list[Award]:
    return list(db.session.scalars(select(Award)))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("score:AIL-TEST", "64", "64 en prueba objetiva: el mínimo es 70"),
        ("score:AIL-TEST", "", "Falta la puntuación"),
        ("score:AIL-TASK", "ochenta", "La puntuación está en letras"),
        ("score:AIL-TASK", "8.7", "La escala es de 0 a 100; 8.7 parece de 0 a 10"),
        ("score:AIL-CAPSTONE", "105", "105 pasa de 100"),
        ("curp", "VAXE850412MNEXXX03", "El dígito verificador de la CURP no corresponde"),
        ("curp", "VAXE8504", "La CURP tiene 8 caracteres"),
        ("given_name", "", "Falta el nombre"),
        ("first_surname", "Olvera\u202e", "caracteres ocultos"),
        ("achieved_on", "2026-02-31", "La fecha 2026-02-31 no existe"),
        ("achieved_on", "2027-01-01", "está en el futuro"),
        ("achieved_on", "", "Falta la fecha"),
        ("mode", "by_pigeon", "Elija una de las opciones de la lista"),
        ("language", "klingon", "Elija una de las opciones de la lista"),
        ("state", "33", "Elija una de las opciones de la lista"),
        ("gender", "woman", "El género solo se guarda con el consentimiento"),
    ],
)
def test_refuses_a_wrong_value_at_its_field_and_keeps_the_rest(issuer, version, field, value, says):
    answer = issuer.post(URL, data=typed(version, **{field: value}))
    assert answer.status_code == 422
    place = "consent" if field == "gender" else field
    at_field = answer.text[answer.text.index(f'id="{place}-error"') :].split("</div>")[0]
    assert says in at_field
    assert f'href="#{place}"' in answer.text, "and at the top"
    assert 'value="teresa@correo.example"' in answer.text
    assert "Firmar y emitir" not in answer.text and awards() == []


def test_an_empty_form_is_told_what_is_missing_field_by_field(issuer, version):
    empty = dict.fromkeys(typed(version), "") | {"definition": str(version.id), "mode": "online", "language": "spanish"}
    answer = issuer.post(URL, data=empty)
    assert answer.status_code == 422 and "No hay que hacer nada" not in answer.text
    for field in ("given_name", "achieved_on", "score:AIL-TEST", "score:AIL-TASK", "score:AIL-CAPSTONE"):
        assert f'href="#{field}"' in answer.text


def test_who_falls_short_in_the_form_is_counted_nowhere_and_the_page_does_not_say_so(issuer, version):
    answer = issuer.post(URL, data=typed(version, **{"score:AIL-TEST": "64"}))
    assert "no se emite ni se guarda nada" in answer.text and "tasa de aprobación" not in answer.text


@pytest.mark.parametrize(("field", "longest"), [("municipality", 120), ("group", 80)])
def test_refuses_a_text_that_would_be_cut(issuer, version, field, longest):
    answer = issuer.post(URL, data=typed(version, **{field: "M" * (longest + 1)}))
    assert answer.status_code == 422
    assert f"Tiene {longest + 1} caracteres; el máximo es {longest}." in answer.text
    assert issuer.post(URL, data=typed(version, **{field: "M" * longest})).status_code == 200


def test_shows_everything_that_will_be_kept_before_signing(issuer, version):
    page = issuer.post(URL, data=typed(version, municipality="Juchitán", group="2026-A", gender="woman", consent="y"))
    shown = page.text[page.text.index("Revise antes de firmar") :].split('<form method="post">')[0]
    for value in ("Juchitán", "2026-A", "Mujer", "Oaxaca"):
        assert value in shown


def test_confirms_before_signing_and_then_mails(issuer, version):
    first = issuer.post(URL, data=typed(version))
    assert first.status_code == 200 and "Revise antes de firmar" in first.text
    assert "Teresa Olvera Luna" in first.text and "8.57" in first.text
    assert awards() == []
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', first.text))
    hidden.pop("csrf_token")
    assert hidden["score:AIL-TASK"] == "87.5"
    answer = issuer.post(URL, data={**hidden, "confirmed": "1"})
    (award,) = awards()
    assert answer.location.endswith(f"/microcredenciales/{award.id}")
    assert (award.mode, award.state_code, str(award.scores["AIL-TEST"])) == ("online", "20", "94")
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "claim")).one()
    assert mail.to == "teresa@correo.example" and mail.group_key is None


def test_a_confirmation_that_was_tampered_with_is_judged_again(issuer, version):
    answer = issuer.post(URL, data=typed(version, confirmed="1", **{"score:AIL-TEST": "12"}))
    assert answer.status_code == 422 and awards() == []


def test_says_who_holds_it_already(issuer, version):
    assert issuer.post(URL, data=typed(version, confirmed="1")).status_code == 303
    answer = issuer.post(URL, data=typed(version, confirmed="1", given_name="María Teresa"))
    assert answer.status_code == 422
    assert "La persona ya tiene esta microcredencial" in answer.text and len(awards()) == 1


def test_without_an_address_a_slip_is_made_and_said_before(issuer, version):
    first = issuer.post(URL, data=typed(version, email="", curp=""))
    assert "Sin correo: se entrega con comprobante impreso" in first.text and "Sin CURP" in first.text
    issuer.post(URL, data=typed(version, email="", curp="", confirmed="1"))
    assert db.session.scalars(select(Claim.kind)).one() == "slip"


def test_gender_is_kept_with_consent(issuer, version):
    issuer.post(URL, data=typed(version, gender="woman", consent="y", confirmed="1"))
    fact = db.session.scalars(select(PersonFact)).one()
    assert (fact.attribute, fact.value) == ("gender", "woman") and fact.consent_id


def test_teachers_need_the_schools_key(issuer, institution):
    version = world.published(institution, "secondary_teachers")
    values = typed(version, **{"score:AIL-CAPSTONE": "90"})
    missing = issuer.post(URL, data=values)
    assert missing.status_code == 422 and 'id="cct-error"' in missing.text
    short = issuer.post(URL, data={**values, "cct": "20DES99"})
    assert "La CCT tiene 10 caracteres" in short.text


def test_refuses_when_the_accreditation_is_suspended(issuer, version, institution):
    accreditation = providers.history(institution.id)[0]
    accreditations.suspend(accreditation.id, ChangeOrder("security_incident"), actor=SYSTEM)
    assert "Ahora no puede emitir" in issuer.get(URL).text, "before anything is typed"
    assert "Ahora no puede emitir" in issuer.get(URL.replace("emitir-a-una-persona", "emitir")).text
    answer = issuer.post(URL, data=typed(version, confirmed="1"))
    assert answer.status_code == 403 and "no tiene acreditación vigente" in answer.text
    assert "AIL 1.0 (Fuerza laboral general)" in answer.text
    assert 'value="teresa@correo.example"' in answer.text and awards() == []


def test_the_rules_speak_english_too(issuer, version):
    answer = issuer.post(f"{URL}?lang=en", data=typed(version, **{"score:AIL-TEST": "64"}))
    assert "64 in Objective test: the minimum is 70" in answer.text


def test_without_a_design_the_page_leads_to_the_designs(issuer, institution):
    assert "Primero hace falta un diseño publicado" in issuer.get(URL).text


def test_an_unknown_design_changes_nothing(issuer, version):
    assert issuer.post(URL, data=typed(version, definition="x")).location == URL
    assert db.session.scalar(select(func.count(Award.id))) == 0
