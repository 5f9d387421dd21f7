"""Supply meets demand in the story: two verified employers, one that waits, needs on the board, people who chose to be
found, a message answered and one that waits for an answer."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from sqlalchemy import select

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.cast import Staff
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.notices.models import OutboxMessage
from registry.people import guardians
from registry.people import service as people
from registry.talent import contacting, counting, editing, employers, finding, needs, profiles, queries
from registry.talent.employers import EmployerDetails
from registry.talent.models import Employer, TalentContact
from registry.talent.needs import NeedDraft
from registry.talent.profiles import Declared

MONTERREY = EmployerDetails(
    name="Manufacturas Ficticias del Norte", sector="scian-31-33", size="large", state_code="19",
    website="https://manufacturas-ficticias.example", contact_name="Contrata Ficticia Garza",
    contact_email="talento@manufacturas-ficticias.example",
    about="Planta ficticia de la demostración en Monterrey. No existe ni contrata a nadie.",
)  # fmt: skip
TEXAS = EmployerDetails(
    name="Fictional Lone Star Analytics", sector="scian-54", size="medium", abroad="Texas, United States",
    website="https://fictional-lone-star.example", contact_name="Hiring Fictional Jones",
    contact_email="hiring@fictional-lone-star.example", language="en",
    about="A fictitious firm of the demonstration in Texas. It does not exist and hires nobody.",
)  # fmt: skip
WAITING = EmployerDetails(
    name="Logística Ficticia del Golfo", sector="scian-48-49", size="small", state_code="30",
    website="logistica-ficticia.example", contact_name="Espera Ficticia Luna",
    contact_email="rh@logistica-ficticia.example", about="Transporte ficticio de la demostración.",
)  # fmt: skip
#: The log-ins that the guide names: they open nothing but synthetic data.
EMPLOYERS = tuple(Staff(one.contact_email, one.contact_name, Role.EMPLOYER) for one in (MONTERREY, TEXAS))
#: How many of the crowd choose to be found, by what they hold.
FOUND = {"general_workforce": 9, "AIE-C": 8}
#: Verifications counted in the story: enough for a cell that is shown, and one that is not.
VERIFIED = {"general_workforce": 23, "AIE-C": 17, "secondary_teachers": 4}


def demand(stage: Stage, told: Told) -> None:
    """Play all of it in one day, five days before today."""
    stage.at(4.9)
    north, texas = (_verified(stage, one) for one in (MONTERREY, TEXAS))
    _confirmed(WAITING)
    stage.commit()
    counted: Counter[counting.Verified] = Counter()
    for employer, drafts in ((north, _needs_of_the_north()), (texas, _needs_of_texas())):
        actor = stage.actor(Staff(employer.contact_email or "", "", Role.EMPLOYER))
        for draft in drafts:
            needs.post(employer, draft, actor=actor)
        for name, count in VERIFIED.items():
            counted[clock.today(), told.definitions[name].id, counting.place_of(actor) or counting.ABROAD] += count
    counting.count_verifications(counted)
    wish = editing.Edited(
        name=f"{texas.name} and Partners", website=texas.website, sector=texas.sector, size=texas.size,
        state_code=texas.state_code or "", abroad=texas.abroad, about=texas.about, language=texas.language,
    )  # fmt: skip
    editing.edit(texas, wish, actor=stage.actor(EMPLOYERS[1]))  # its new name waits for the authority
    stage.commit()
    stage.hand.tick(hours=5)
    for name, count in FOUND.items():
        _choose(told.definitions[name], count)
    profiles.opt_in(Declared("07", "b2", True, "month"), agreed=True, language="es", actor=told.learner)
    stage.commit()
    _messages(stage, told, north, texas)


def _confirmed(details: EmployerDetails) -> Employer:
    """The organisation asks, and opens the link of its mail."""
    employers.ask(details, actor=ANONYMOUS)
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.to == details.contact_email).order_by(OutboxMessage.id.desc())
    ).first()
    assert mail is not None
    token = re.sub(r".*/", "", str(mail.values["url"]))
    return employers.confirm(token, actor=ANONYMOUS)


def _verified(stage: Stage, details: EmployerDetails) -> Employer:
    """The authority verifies it, and the contact person takes the invitation."""
    asked = _confirmed(details)
    reason = "Constancia ficticia revisada." if details.language == "es" else "Fictitious record checked."
    employer = employers.verify(asked.id, reason=reason, actor=stage.actor(cast.HEAD))
    account = accounts.by_email(details.contact_email)
    assert account is not None
    account_service.set_password(cast.PASSWORD, current=None, actor=accounts.actor_of(account))
    return employer


def _need(title: str, words: str, skills: tuple[str, ...], **more: object) -> NeedDraft:
    today = clock.today()
    ordinary: dict[str, object] = {
        "occupation": "sinco-2", "sector": "scian-31-33", "places": 3, "opens_on": today,
        "closes_on": today + dt.timedelta(days=90), "states": ("19",),
    }  # fmt: skip
    return NeedDraft(title=title, words=words, skills=skills, **{**ordinary, **more})  # type: ignore[arg-type]


def _needs_of_the_north() -> list[NeedDraft]:
    return [
        _need(
            "Técnicas y técnicos para operar modelos en planta",
            "Poner en operación y vigilar modelos de inspección visual en tres líneas.\nTurno de día.",
            ("AIE-I4", "AIE-I2"), places=6,
        ),
        _need(
            "Supervisión de línea que sepa revisar lo que entrega la IA",
            "Supervisoras y supervisores que comprueben reportes hechos con IA antes de usarlos.",
            ("AIL-C3", "AIL-C2"), occupation="sinco-8", places=40, states=("19", "05", "28"),
        ),
        _need(
            "Apoyo administrativo con uso responsable de IA",
            "Redacción y revisión de documentos internos; cuidado de datos personales.",
            ("AIL-C2", "AIL-C4"), occupation="sinco-3", places=12, remote=True, states=("19",),
        ),
    ]  # fmt: skip


def _needs_of_texas() -> list[NeedDraft]:
    shared: dict[str, object] = {"sector": "scian-54", "remote": True, "states": (), "language": "en"}
    return [
        _need(
            "Remote engineers for AI agents with guardrails",
            "You connect pretrained models to our own data and limit what agents may do. Stand-ups in English, "
            "central time.",
            ("AIE-I3", "AIE-I6"), english="b2", places=8, **shared,
        ),
        _need(
            "Bilingual reviewers of AI output",
            "Check dates, figures and quotations in Spanish and English answers. Part time, from home.",
            ("AIL-C3",), occupation="sinco-3", english="b1", places=15, **shared,
        ),
    ]  # fmt: skip


def _choose(version: DefinitionVersion, count: int) -> None:
    """Some of the crowd who hold this make an account, accept it, and choose to be found."""
    held = db.session.scalars(
        select(Award)
        .where(Award.definition_version_id == version.id, Award.state == "good", Award.valid_until > clock.now())
        .order_by(Award.issued_at.desc(), Award.id)
        .limit(2 * count)
    ).all()
    grown = [one for one in held if not guardians.is_minor(one.person)][:count]
    for number, award in enumerate(grown):
        email = f"persona{number}.{version.part or version.profile}@persona.example".lower().replace("_", "-")
        people.add_email(award.person, email, source="holder", verified=True)
        account = account_service.create_account(email, award.person.full_name, person_id=award.person_id, actor=SYSTEM)
        actor = accounts.actor_of(account)
        awards.answer(award, accept=True, actor=actor)
        state = ("19", "19", "07", "09")[number % 4]
        english = ("", "b1", "b2", "c1")[number % 4]
        availability = ("now", "listening", "month", "quarter")[number % 4]
        profiles.opt_in(
            Declared(state, english, number % 2 == 0, availability), agreed=True, language="es", actor=actor
        )


def _messages(stage: Stage, told: Told, north: Employer, texas: Employer) -> None:
    """Both write to Ana Sofía: she answers one, and the other waits for her."""
    hiring, contracting = (stage.actor(Staff(one.contact_email or "", "", Role.EMPLOYER)) for one in (texas, north))
    first = _write(told, texas, hiring, "en", "We review AI output for hospitals. Four hours a day, paid monthly.")
    stage.hand.tick(hours=3)
    contacting.accept(
        first.id, award_ids=[told.learner_awards[0].id], address=cast.LEARNER_EMAIL,
        note="Gracias. Puedo desde marzo, por las tardes.", actor=told.learner,
    )  # fmt: skip
    _write(told, north, contracting, "es", "Buscamos apoyo administrativo a distancia, medio tiempo. ¿Le interesa?")
    stage.commit()


def _write(told: Told, employer: Employer, actor: Actor, language: str, words: str) -> TalentContact:
    profile = profiles.of_person(profiles.person_of(told.learner))
    assert profile is not None
    need = queries.needs_of(employer.id)[0]
    handle = finding.handle_of(profile, employer)
    return contacting.send(handle, need_id=need.id, words=words, language=language, actor=actor)
