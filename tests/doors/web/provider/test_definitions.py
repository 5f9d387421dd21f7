"""Designs through their pages: what the form says while editing, what publishing refuses, what follows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.db import db
from registry.definitions import queries, service
from registry.definitions.models import DefinitionEndorsement, DefinitionVersion
from registry.providers import queries as providers
from registry.providers import service as accreditations
from registry.providers.commands import ChangeOrder
from registry.web.provider.design_form import DesignForm
from tests.doors.web.provider import world
from tests.support import ministry

BASE = "/institucion/universidad-ficticia/disenos"
pytestmark = pytest.mark.databases("sqlite")


def address(version: DefinitionVersion) -> str:
    return f"{BASE}/{version.id}"


def typed(version: DefinitionVersion, **changes: Any) -> dict[str, Any]:
    """The form as it stands, with changes: ``typed(version, hours__learning="12")``."""
    form = DesignForm.of(queries.design_of(version)).typed.to_dict(flat=False)
    values: dict[str, Any] = {**form, "seen": version.changed_at.isoformat(), "accion": "guardar"}
    values |= {name.replace("__", ".").replace("_C", "-C"): value for name, value in changes.items()}
    return values


def stored(version: DefinitionVersion) -> DefinitionVersion:
    return db.session.get_one(DefinitionVersion, version.id)


@pytest.fixture
def draft(institution):
    return world.draft(institution)


# --- a new one ---------------------------------------------------------------------------------------------------


def test_a_new_design_starts_at_the_standards_minimum_and_says_what_only_the_institution_knows(designer, institution):
    page = designer.get(f"{BASE}/nuevo").text
    target = re.search(r'value="([^"]+:general_workforce:)"', page)[1]
    answer = designer.post(f"{BASE}/nuevo", data={"target": target})
    version = db.session.scalars(select(DefinitionVersion)).one()
    assert answer.location == address(version)
    text = designer.get(address(version)).text
    assert "Falta una regla" in text
    assert "Falta el texto «costo» en español" in text and "Resultados cubiertos: 20 de 20" in text
    assert "reglas por cumplir: 1" in designer.get(BASE).text


def test_refuses_a_design_for_nothing_on_offer(designer, institution):
    for wish in ({}, {"target": "x"}, {"target": f"{ministry.standard().id}:advanced_talent:"}):
        answer = designer.post(f"{BASE}/nuevo", data=wish)
        assert answer.status_code == 422 and "Elija para quién es el diseño" in answer.text
    assert not db.session.scalars(select(DefinitionVersion)).all()


# --- while editing -----------------------------------------------------------------------------------------------

WRONG = [
    ("hours__learning", "12", "Horas de formación: 12, y el mínimo es 13", "hours.learning"),
    ("hours__assessment", "2", "las de evaluación son 2", "hours.assessment"),
    ("validity_months", "48", "el estándar admite de 1 a 36", "validity_months"),
    ("track", "engineering", "no es la del estándar", "track"),
    ("languages", [], "No hay ningún idioma", "languages"),
    ("languages", ["klingon"], "no está en la lista de idiomas", "languages"),
    ("modes", [], "No hay ninguna modalidad", "modes"),
    ("title__es", "Ingeniería para todos", "hace pensar en ingeniería", "title"),
    ("title__en", "", "Falta el texto «título» en inglés", "title.en"),
    ("instruments__AIL-TEST__min_percent", "65", "65, y el mínimo es 70", "instruments.AIL-TEST.min_percent"),
    ("instruments__AIL-TASK__weight", "50", "el del estándar es 40", "instruments.AIL-TASK.weight"),
    ("coverage__AIL_C1.1__taught", "", "AIL-C1.1: no dice dónde se enseña", "coverage.AIL-C1.1"),
    ("coverage__AIL_C1.1__assessed_by", [], "pide evaluarlo con AIL-TEST", "coverage.AIL-C1.1"),
    ("identity_checks", ["horoscopo"], "no acepta «horoscopo»", "identity_checks"),
    ("sectors", ["scian-99"], "no está en la lista de sectores", "sectors"),
    ("cost__es", "x" * 2001, "pasa de 2,000 caracteres", "cost.es"),
]


@pytest.mark.parametrize(("field", "value", "says", "place"), WRONG)
def test_checking_names_the_rule_and_the_field_and_keeps_nothing(designer, draft, field, value, says, place):
    answer = designer.post(address(draft), data=typed(draft, accion="revisar", **{field: value}))
    assert answer.status_code == 200
    results = answer.text[answer.text.index("data-results ") : answer.text.index("</aside>")]
    assert says in results and f'href="#{place}"' in results
    at_field = answer.text[answer.text.index(f'id="{place}-error"') :].split("</div>")[0]
    assert says in at_field
    assert queries.design_of(stored(draft)) == world.whole_design()


@pytest.mark.parametrize(("field", "value", "says", "place"), WRONG)
def test_refuses_to_publish_while_a_rule_fails_and_keeps_what_was_typed(designer, draft, field, value, says, place):
    answer = designer.post(address(draft), data=typed(draft, accion="publicar", **{field: value}))
    assert answer.status_code == 422
    assert "No se puede publicar todavía" in answer.text and says in answer.text
    assert stored(draft).state == "draft" and queries.design_of(stored(draft)) == world.whole_design()


def test_the_script_gets_the_results_alone(designer, draft):
    answer = designer.post(address(draft), data=typed(draft, fragmento="1", hours__learning="12"))
    assert answer.status_code == 200 and "<html" not in answer.text
    assert 'data-where="hours.learning"' in answer.text and "Falta una regla" in answer.text


@pytest.mark.parametrize("value", ["doce", "", "1e999999", "NaN", "12.5.1", "9" * 40])
def test_refuses_what_is_no_number_at_its_field_and_saves_nothing(designer, draft, value):
    changed = typed(draft, hours__learning=value, title__es="Otro título")
    answer = designer.post(address(draft), data=changed)
    assert answer.status_code == 422
    at_field = answer.text[answer.text.index('id="hours.learning-error"') :].split("</div>")[0]
    assert "no es un número" in at_field or "Falta el número" in at_field
    assert 'value="Otro título"' in answer.text
    assert queries.design_of(stored(draft)).title.es == world.whole_design().title.es


def test_counts_rules_and_not_places_and_lists_what_cannot_be_read(designer, draft):
    answer = designer.post(
        address(draft), data=typed(draft, accion="revisar", hours__learning="doce", hours__assessment="-3")
    )
    panel = answer.text[answer.text.index("data-results-place") :].split("</aside>")[0]
    # The assessment hours break one rule at two places; the learning hours cannot be read.
    assert "2 reglas" in " ".join(panel.split())
    assert panel.count('href="#hours.assessment"') == 2
    assert "Números que no se pueden leer" in panel and 'href="#hours.learning"' in panel


def test_saves_a_draft_that_still_fails_and_says_how_many(designer, draft):
    answer = designer.post(address(draft), data=typed(draft, hours__learning="12,5"))
    assert answer.status_code == 303
    assert "Reglas por cumplir: 1" in designer.get(address(draft)).text
    assert str(queries.design_of(stored(draft)).learning_hours) == "12.5"


def test_refuses_to_write_over_what_somebody_else_saved(designer, draft, clock):
    mine = typed(draft, cost__es="Mío", cost__en="Mine")
    clock.tick(minutes=5)
    service.edit(draft.id, world.whole_design(), actor=SYSTEM)
    answer = designer.post(address(draft), data=mine)
    assert answer.status_code == 409 and "Este borrador se guardó en otra ventana" in answer.text
    assert "No se puede publicar todavía" not in answer.text, "nobody asked to publish"
    assert "Mío" in answer.text and queries.design_of(stored(draft)).cost.es == "Sin costo."


# --- publishing and after ----------------------------------------------------------------------------------------


@pytest.mark.serves("R25")
def test_publishes_what_meets_every_rule_and_it_no_longer_changes(designer, draft, client):
    sectors = ["scian-46", "scian-72"]
    assert designer.post(address(draft), data=typed(draft, accion="publicar", sectors=sectors)).status_code == 303
    # Declared sectors are public, and in nothing that is signed.
    assert queries.design_of(stored(draft)).sectors == tuple(sectors)
    assert b"scian" not in stored(draft).achievement
    public = f"/definitions/{draft.id}"
    assert "Retail trade (priority)" in client.get(f"{public}?lang=en", headers={"Accept": "text/html"}).text
    for sector, found in (("priority", True), ("scian-72", True), ("scian-52", False), ("%22", True), ("", True)):
        assert (public in client.get(f"/catalogue?sector={sector}").text) == found, sector
    row = next(one for one in client.get("/open-data/courses.json").json if one["definition"] == str(draft.id))
    assert (row["sectors"], row["priority_sector"]) == ("scian-46 scian-72", "yes")
    page = designer.get(address(draft)).text
    assert "Publicado" in page and 'name="hours.learning"' not in page
    answer = designer.post(address(draft), data=typed(draft, hours__learning="40"))
    assert answer.status_code == 409 and str(queries.design_of(stored(draft)).learning_hours) == "13"


def test_refuses_to_publish_without_an_accreditation_that_covers_it(designer, draft, institution):
    accreditation = providers.history(institution.id)[0]
    accreditations.suspend(accreditation.id, ChangeOrder("security_incident"), actor=SYSTEM)
    answer = designer.post(address(draft), data=typed(draft, accion="publicar", cost__es="Nuevo", cost__en="New"))
    assert answer.status_code == 403 and "no tiene una acreditación vigente" in answer.text
    assert "AIL 1.0, Fuerza laboral general" in answer.text and "general_workforce." not in answer.text
    assert "Nuevo" in answer.text and stored(draft).state == "draft"


def test_a_new_version_is_a_draft_and_there_is_one_at_a_time(designer, version):
    first = designer.post(f"{address(version)}/version-nueva")
    second = designer.post(f"{address(version)}/version-nueva")
    assert first.location == second.location != address(version)
    assert "Continuar el borrador de la versión 2" in designer.get(address(version)).text
    assert stored(version).state == "published"


def test_withdrawing_wants_a_reason_and_closes_issuing(designer, issuer, version):
    page = f"{address(version)}/retirar"
    assert designer.post(page, data={"reason": "  "}).status_code == 422
    assert stored(version).state == "published"
    assert designer.post(page, data={"reason": "Se ofrece otra."}).status_code == 303
    assert stored(version).state == "withdrawn"
    assert "Primero hace falta un diseño publicado" in issuer.get("/institucion/universidad-ficticia/emitir").text
    assert designer.get(page).location == address(version)


def test_discarding_deletes_a_draft_and_never_a_published_version(designer, version, institution):
    other = world.draft(institution, "sme_owners").id
    assert designer.post(f"{BASE}/{other}/descartar").location == BASE
    assert db.session.get(DefinitionVersion, other) is None
    assert designer.post(f"{address(version)}/descartar").status_code == 409
    assert stored(version).state == "published"


def test_invites_a_partner_once_and_refuses_who_cannot_endorse(designer, version, institution):
    partner = world.partner()
    ministry.new_provider("sin-acreditar")
    assert "Socia" in designer.get(address(version)).text
    for wish, status in (("empresa-socia", 303), ("universidad-ficticia", 422), ("sin-acreditar", 422), ("nadie", 422)):
        assert designer.post(f"{address(version)}/invitar", data={"partner": wish}).status_code == status, wish
    asked = db.session.scalars(select(DefinitionEndorsement)).one()
    assert asked.partner_id == partner.id
    assert "Por responder" in designer.get(address(version)).text


# --- whose it is -------------------------------------------------------------------------------------------------


def test_another_institutions_design_does_not_exist_here(draft, version, sign_in):
    other = ministry.new_provider("otra-universidad")
    stranger = sign_in(Role.PROVIDER_DESIGNER, provider_id=other.id)
    for one in (draft, version):
        elsewhere = address(one).replace("universidad-ficticia", "otra-universidad")
        for page in ("", "/retirar", "/roseta.svg"):
            assert stranger.get(elsewhere + page).status_code == 404, page
        for act in ("", "/retirar", "/version-nueva", "/invitar", "/descartar"):
            assert stranger.post(elsewhere + act, data={"reason": "x", "accion": "publicar"}).status_code == 404, act
    assert stored(draft).state == "draft" and stored(version).state == "published"


def test_whoever_only_issues_reads_a_draft_and_does_not_edit_it(issuer, draft):
    page = issuer.get(address(draft)).text
    assert "Borrador" in page and 'name="accion"' not in page
    assert issuer.post(address(draft), data=typed(draft)).status_code == 403
