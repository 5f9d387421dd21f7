"""From an institution's application to an employer's answer, by pages alone, in a real browser and both languages.

The registry's own staff and the standards in force are there from the start; everything else is typed and pressed. In
Spanish the browsers run no scripts; in English they do, and axe examines every kind of page.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import update

from registry import clock
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import db
from registry.demo.cast import Crowd
from registry.demo.workbook import learners_csv
from registry.issuing.models import IssueBatch
from registry.jobs import run_due
from registry.texts import Language
from tests.journeys.pages import Visitor, visiting
from tests.support import ministry
from tests.support.browsing import PHONE, LiveServer
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "cuatro palabras sin relacion"
BOSS, ISSUER = "rectora@norte.example", "emision@norte.example"
INSTITUTION = "/institucion/universidad-ficticia-del-norte"
#: Eleven rows: one to correct, one not yet competent, one without an address; nine are issued.
ROWS, ISSUED = 11, 9


@dataclass(frozen=True)
class House:
    """The authority's people, who sign in with the password of these tests."""

    head: Account
    reviewers: tuple[Account, Account]


@pytest.fixture
def house(session: Any, language: Language) -> House:
    """Standards and criteria in force; a head and two reviewers."""
    ministry.open_ministry(reviewers=0)
    head = new_account(Role.AUTHORITY_ADMIN, name="Directora Ficticia", language=language, password=PASSWORD)
    first, second = (
        new_account(Role.AUTHORITY_REVIEWER, name=f"Dictaminadora {place}", language=language, password=PASSWORD)
        for place in ("Uno", "Dos")
    )
    db.session.commit()
    for one in (head, first, second):
        db.session.refresh(one)
        db.session.expunge(one)
    db.session.commit()  # reading holds SQLite's lock too, and the server is another writer
    return House(head, (first, second))


@dataclass(frozen=True)
class Town:
    """The served registry, and how to open another browser window on it."""

    browser: Browser
    server: LiveServer
    language: Language
    script: bool

    def visitor(self, **options: Any) -> Any:
        """Somebody new."""
        return visiting(self.browser, self.server.url, self.language, script=self.script, **options)


@pytest.mark.parametrize(("language", "script"), [("es", False), ("en", True)])
def test_from_application_to_verification(
    browser: Browser, live_server: LiveServer, house: House, language: Language, script: bool, tmp_path: Path
) -> None:
    town = Town(browser, live_server, language, script)
    with town.visitor() as boss:
        sign_up(boss)
        design = draft(boss)
        hand_in(boss)
        rule(town, house)
        publish(boss, design)
        invite_issuer(boss)
    with town.visitor() as issuer:
        issue(issuer, live_server)
    certificate = tmp_path / "certificate.pdf"
    with town.visitor(viewport=PHONE, has_touch=True) as learner, town.visitor() as employer:
        link = receive(learner, certificate)
        verify(employer, link, certificate)
        withdraw(learner)
        employer.go(link, status=404)
        employer.headed("Este enlace ya no funciona", "This link no longer works")
        employer.examine()


# --- the institution ---------------------------------------------------------------------------------------------


def sign_up(boss: Visitor) -> None:
    """The institution's account; its administrator follows the mailed invitation and sets a password."""
    boss.go("/")
    boss.examine()
    boss.go("/institucion/alta")
    boss.examine()
    boss.fill(
        legal_name="Universidad Ficticia del Norte, A.C.", name="Universidad Ficticia del Norte",
        email="contacto@norte.example", administrator_name="Rosa Ficticia Méndez", administrator_email=BOSS,
    )  # fmt: skip
    boss.field("kind").select_option("private_university")
    boss.field("state_code").select_option("19")
    boss.press("Registrar la institución", "Register the institution")
    boss.headed("Revise su correo", "Check your mail")
    boss.examine()
    enter_by_mail(boss, BOSS)
    boss.headed("Su cuenta", "Your account")
    boss.examine()
    boss.field("password-new").fill(PASSWORD)
    boss.press("Poner contraseña", "Set a password")
    boss.reads("La contraseña quedó guardada", "The password is saved")


def enter_by_mail(visitor: Visitor, email: str) -> None:
    """Read the newest mail of that address, follow its link and press the button."""
    open_mail(visitor, email)
    visitor.examine()
    visitor.press("Entrar", "Sign in")


def open_mail(visitor: Visitor, email: str) -> None:
    """From the demonstration's mails to where the newest one of that address leads."""
    visitor.go(f"/demo/correos?to={email}")
    visitor.follow_at("table th a")
    visitor.follow_at(".mail a")


def draft(boss: Visitor) -> str:
    """A design from the standard's minimum, with what only the institution knows; its address."""
    boss.go("/institucion")
    boss.examine()
    boss.go(f"{INSTITUTION}/disenos/nuevo")
    boss.examine()
    boss.page.locator('input[name="target"][value*=":general_workforce:"]').check()
    boss.press("Crear el borrador", "Create the draft")
    boss.fill(
        title__es="Uso responsable de la IA en el trabajo", title__en="Responsible use of AI at work",
        description__es="Para trabajar con IA.", description__en="For working with AI.",
    )  # fmt: skip
    boss.press("Guardar el borrador", "Save the draft")
    boss.reads("Reglas por cumplir: 1", "Rules still to meet: 1")
    boss.fill(cost__es="Sin costo.", cost__en="Free of charge.")
    boss.press("Guardar el borrador", "Save the draft")
    boss.reads("cumple todas las reglas", "it meets every rule")
    boss.examine()
    return boss.page.url


def hand_in(boss: Visitor) -> None:
    """Choose a profile, answer every criterion with words and a document, and submit."""
    boss.go(f"{INSTITUTION}/solicitud")
    boss.examine()
    boss.follow("Iniciar la solicitud", "Start the application")
    boss.examine()
    boss.page.locator('input[type="checkbox"][value="general_workforce"]').check()
    boss.press("Abrir el expediente", "Open the dossier")
    boss.reads("Falta para enviar", "Still needed before submitting")
    boss.follow("Seguir con el expediente", "Go on with the dossier")
    boss.examine()
    while "/expediente/" in boss.page.url:
        answer_group(boss)
    boss.examine()
    boss.press("Enviar la solicitud", "Submit the application")
    boss.reads("La solicitud quedó enviada", "The application has been submitted")
    boss.examine()


def answer_group(boss: Visitor) -> None:
    """A statement and a file for each criterion on the page, and on to the next."""
    for box in boss.page.locator('textarea[name^="statement-"]').all():
        box.fill(boss.t("Se cumple: lo muestra el documento.", "It is met: the document shows it."))
    for place in boss.page.locator('input[name^="files-"]').all():
        place.set_input_files({"name": "evidencia.pdf", "mimeType": "application/pdf", "buffer": ministry.PDF})
    boss.press("Guardar y seguir", "Save and go on")


def publish(boss: Visitor, design: str) -> None:
    """Once accredited, the drafted design is published."""
    boss.go(f"{INSTITUTION}/solicitud")
    boss.reads("Ver la acreditación firmada", "See the signed accreditation")
    boss.examine()
    boss.go(design)
    boss.press("Guardar y publicar", "Save and publish")
    boss.reads("ya puede emitir desde este diseño", "you can issue from this design now")
    boss.examine()
    boss.follow("Página pública", "Public page")
    boss.examine()


def invite_issuer(boss: Visitor) -> None:
    """Give somebody the role that issues."""
    boss.go(f"{INSTITUTION}/personal")
    boss.examine()
    boss.fill(name="Emilio Ficticio Lara", email=ISSUER)
    boss.tick("role", Role.PROVIDER_ISSUER.value)
    boss.press("Enviar la invitación", "Send the invitation")
    boss.reads("Emilio Ficticio Lara", "Emilio Ficticio Lara")


# --- the authority -----------------------------------------------------------------------------------------------


def rule(town: Town, house: House) -> None:
    """The head takes the application up and names two reviewers, who file; the head decides as the rule says."""
    with town.visitor() as head:
        sign_in(head, house.head)
        head.examine()
        head.follow("SOL-", "SOL-", within="table")
        head.examine()
        head.press("Iniciar la revisión", "Start the review")
        for reviewer in house.reviewers:
            head.field("reviewer").select_option(str(reviewer.id))
            head.press("Designar", "Assign")
        head.examine()
        for reviewer in house.reviewers:
            with town.visitor() as visitor:
                file_review(visitor, reviewer, examined=reviewer is house.reviewers[0])
        head.page.reload()
        head.follow("Ver el resultado y resolver", "See the result and decide")
        head.examine()
        head.fill(text=head.t("El expediente cumple los criterios.", "The dossier meets the criteria."))
        head.press("Resolver:", "Decide:")
        head.reads("La resolución quedó firme", "The decision is final")
        head.examine()


def sign_in(visitor: Visitor, account: Account) -> None:
    """By password, on the page for it."""
    visitor.go("/entrar")
    form = visitor.page.locator("form[action='/entrar']")
    form.locator("[name=email]").fill(account.email or "")
    form.locator("[name=password]").fill(PASSWORD)
    visitor.press("Entrar", "Sign in", within="form[action='/entrar']")


def file_review(reviewer: Visitor, account: Account, *, examined: bool) -> None:
    """Every criterion is met; the ruling is filed and disappears from what waits."""
    sign_in(reviewer, account)
    reviewer.go("/autoridad/dictamenes")
    reviewer.follow_at("table th a")
    for choice in reviewer.page.locator('input[type="radio"][value="meets"]').all():
        choice.check()
    if examined:
        reviewer.examine()
    reviewer.fill(opinion=reviewer.t("Revisé el expediente completo.", "I reviewed the whole dossier."))
    reviewer.press("Presentar el dictamen", "File the review")
    reviewer.reads("Su dictamen quedó presentado", "Your review has been filed")
    reviewer.reads("No tiene dictámenes pendientes", "You have no reviews to file")


# --- issuing -----------------------------------------------------------------------------------------------------


def issue(issuer: Visitor, server: LiveServer) -> None:
    """The institution's own file: columns, review, confirmation, preview, signature; the worker does the rest."""
    enter_by_mail(issuer, ISSUER)
    issuer.go(f"{INSTITUTION}/emitir")
    issuer.examine()
    issuer.field("file").set_input_files(
        {"name": "egresados.csv", "mimeType": "text/csv", "buffer": learners_csv(ROWS)}
    )
    issuer.press("Subir y ver las columnas", "Upload and see the columns")
    issuer.examine()
    issuer.press("Revisar las filas", "Check the rows")
    issuer.examine()
    issuer.press("Confirmar la que falta", "Confirm the one left")
    issuer.follow(f"Continuar con {ISSUED}", f"Continue with {ISSUED}")
    assert issuer.page.locator("figure.sheet img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    issuer.examine()
    issuer.follow("Está bien: seguir", "It is right: go on")
    issuer.examine()
    issuer.press(f"Firmar y emitir {ISSUED}", f"Sign and issue {ISSUED}")
    issuer.headed("Emitiendo", "Issuing")
    issuer.examine()
    assert run_due(server.app)["issue"] > 0
    # The page asks by itself how far the work is: by a script, or by loading again.
    done_heading = issuer.t(f"Se emitieron {ISSUED}", f"Issued: {ISSUED}")
    issuer.page.get_by_role("heading", level=1, name=done_heading).wait_for(timeout=30_000)
    issuer.reads("Todavía puede deshacerla", "You can still undo it")
    issuer.examine()
    let_the_time_of_undo_pass(server)


def let_the_time_of_undo_pass(server: LiveServer) -> None:
    """As if a quarter of an hour had gone by: claims and mails are written now."""
    with server.app.app_context():
        db.session.execute(update(IssueBatch).values(mails_at=clock.now()))
        db.session.commit()
    run_due(server.app)


# --- the learner and the employer --------------------------------------------------------------------------------


def receive(learner: Visitor, certificate: Path) -> str:
    """On a phone: from the mail to an accepted microcredential, its certificate and a link to share; the link."""
    somebody = next(Crowd(seed=77, first_number=77_000).people(1))
    open_mail(learner, somebody.email)
    assert learner.page.get_by_text(somebody.given).count() == 0
    learner.examine()
    learner.press("Recibir", "Receive")
    learner.reads(somebody.full_name, somebody.full_name)
    learner.examine()
    learner.press("Aceptar", "Accept")
    learner.examine()
    with learner.page.expect_download() as caught:
        learner.page.get_by_role("button", name=learner.t("PDF en español", "PDF in English")).click()
    caught.value.save_as(certificate)
    learner.follow("Compartir con un enlace", "Share with a link")
    learner.examine()
    learner.fill(label=learner.t("Mi nuevo empleo", "My new job"))
    learner.tick("contents", "all")
    learner.press("Crear el enlace", "Make the link")
    learner.examine()
    return learner.page.locator("#share-link").input_value()


def verify(employer: Visitor, link: str, certificate: Path) -> None:
    """The link and the paper's file give one answer, with its reasons."""
    employer.go(link)
    said = verdict_of(employer)
    employer.examine()
    employer.go("/verify")
    employer.examine()
    employer.field("file").set_input_files(certificate)
    employer.press("Verificar", "Verify")
    assert verdict_of(employer) == said
    employer.examine()


def verdict_of(employer: Visitor) -> tuple[str, list[str]]:
    """The verdict's word, and each question's title; the reader sees who, what and from whom."""
    employer.headed("Válida", "Valid")
    somebody = next(Crowd(seed=77, first_number=77_000).people(1))
    employer.reads(somebody.full_name, somebody.full_name)
    # The title that was signed, in the language in which it was signed.
    employer.reads("Uso responsable de la IA en el trabajo", "Uso responsable de la IA en el trabajo")
    employer.reads("Universidad Ficticia del Norte", "Universidad Ficticia del Norte")
    employer.reads("¿Es auténtica?", "Is it authentic?")
    return employer.page.locator("h1").first.inner_text(), employer.page.locator(".stack h2").all_inner_texts()[-5:]


def withdraw(learner: Visitor) -> None:
    """The holder withdraws the link; the microcredential stays."""
    learner.page.get_by_text(learner.t("Quiero retirar", "I want to withdraw")).click()
    learner.press("Retirar el enlace", "Withdraw the link")
    learner.reads("El enlace quedó retirado", "The link is withdrawn")
    learner.examine()
    learner.go("/mis-microcredenciales")
    learner.examine()
