"""On a telephone: somebody chooses to be found (without scripts), an employer in Texas writes, she answers, stops."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from registry.accounts import service as account_service
from registry.db import db
from registry.talent.models import TalentContact, TalentProfile
from tests.journeys.pages import Visitor, visiting
from tests.rooms.talent.scene import TEXAS, Scene
from tests.support.browsing import PHONE, LiveServer

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "cuatro palabras sin relacion"
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def emails(session: Any, live_server: LiveServer) -> tuple[str, str]:
    """Five people, four of them found already, and an employer with a need; the fifth's mail and the employer's."""
    scene = Scene(people=5)
    employer, joe = scene.employer(TEXAS)
    scene.need(employer, joe, title="Bilingual reviewers", language="en", remote=True, states=())
    scene.found(*scene.people[1:])
    for actor in (scene.people[0].actor, joe):
        account_service.set_password(PASSWORD, current=None, actor=actor)
    emails = scene.people[0].email, TEXAS.contact_email
    db.session.commit()  # reading holds SQLite's lock, and the server is another writer
    return emails


@pytest.mark.serves("R24", "R16")
def test_from_the_choice_to_the_answer_and_back(
    browser: Browser, live_server: LiveServer, emails: tuple[str, str]
) -> None:
    learner, hiring = emails
    telephone: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
    with (
        visiting(browser, live_server.url, "es", script=False, **telephone) as ana,
        visiting(browser, live_server.url, "en", **telephone) as joe,
    ):
        enter(ana, learner)
        ana.follow("Que me encuentren empresas", "Let employers find me")
        ana.page.get_by_role("button", name="Que me encuentren").click()
        ana.reads("Marque la casilla si está de acuerdo", "Tick the box if you agree")
        ana.field("agreed").check()
        ana.page.locator("[name=english]").select_option("b2")
        ana.press("Que me encuentren", "Let me be found")
        ana.reads("Exactamente esto ven de usted", "Exactly this is what they see of you")
        look(ana, "choice")

        enter(joe, hiring)
        joe.go("/empleador/talento")
        joe.tick("skills", "AIL-C3")
        joe.press("Buscar", "Search")
        joe.headed("Personas que coinciden", "People who fit")
        look(joe, "found")
        assert "Persona Secreta" not in joe.page.content()
        declared = joe.page.locator("article", has_text="B2, upper intermediate, declared")
        declared.get_by_role("link", name="Write to them").click()
        joe.page.locator("[name=need]").select_option(label="Bilingual reviewers")
        joe.fill(words="See https://spam.example")
        joe.page.get_by_role("button", name="Send").click()
        joe.reads("El texto contiene", "The text contains a link")
        joe.fill(words="We check what AI wrote. Four hours a day.")
        look(joe, "write")
        joe.press("Enviar", "Send")
        joe.reads("Enviado, sin respuesta", "Sent, no answer")

        ana.go("/mis-microcredenciales")
        ana.follow("Leer", "Read")
        ana.follow_at("article a")
        ana.reads("We check what AI wrote", "")
        look(ana, "message")
        ana.fill(address="ana@mia.example")
        ana.page.locator("[name=awards]").first.check()
        ana.press("Contestar que sí", "Answer yes")
        ana.reads("Lo que compartió", "What you shared")

        joe.go("/empleador/mensajes")
        joe.follow_at("article a")
        joe.reads("", "ana@mia.example")
        look(joe, "answer")
        joe.follow_at("main a[href*='/c/']")
        joe.reads("Uso responsable de la IA en el aula", "Uso responsable de la IA en el aula")

        ana.go("/mis-microcredenciales/talento")
        ana.press("Dejar de ser encontrada o encontrado", "Stop being found")
        ana.reads("Nadie puede encontrarle", "Nobody can find you")
        joe.go("/empleador/talento")
        joe.tick("skills", "AIL-C3")
        joe.press("Buscar", "Search")
        joe.reads("Menos de 5 personas", "Fewer than 5 people")
    assert db.session.query(TalentProfile).count() == 4 and db.session.query(TalentContact).one().state == "accepted"


def enter(visitor: Visitor, email: str) -> None:
    visitor.go("/entrar")
    form = visitor.page.locator("form[action='/entrar']")
    form.locator("[name=email]").fill(email)
    form.locator("[name=password]").fill(PASSWORD)
    visitor.press("Entrar", "Sign in", within="form[action='/entrar']")


def look(visitor: Visitor, name: str) -> None:
    visitor.examine()
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"talent-{name}.png", full_page=True)
