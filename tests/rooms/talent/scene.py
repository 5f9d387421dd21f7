"""A school, people who chose to be found, and verified employers: through the services that pages call."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Any

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts.actor import ANONYMOUS, Actor
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.models import Award
from registry.db import db
from registry.talent import employers, needs, profiles
from registry.talent.employers import EmployerDetails
from registry.talent.models import Employer, Need
from registry.talent.needs import NeedDraft
from registry.talent.profiles import Declared
from tests.doors.web.learner import story
from tests.support.people import new_account

ACME = EmployerDetails(
    name="Acero de Prueba", sector="scian-31-33", size="large", state_code="19", website="https://www.acero.example",
    contact_name="Rosa Contrata", contact_email="rosa@acero.example",
)  # fmt: skip
TEXAS = EmployerDetails(
    name="Texas Test", sector="scian-54", size="small", abroad="Texas", website="texas-test.example",
    contact_name="Joe Hires", contact_email="joe@texas-test.example", language="en",
)  # fmt: skip


@dataclass
class Held:
    """Somebody with an award and an account."""

    award: Award
    actor: Actor
    email: str


class Scene:
    """What tests of the room share; `head` decides."""

    def __init__(self, people: int) -> None:
        self.school = story.open_school()
        self.head = accounts.actor_of(new_account(Role.AUTHORITY_ADMIN, name="Titular"))
        self.people = [self.holder(number) for number in range(people)]

    def holder(self, number: int, **claims: Any) -> Held:
        """Somebody who accepted a current award."""
        email = f"p{number}@correo.example"
        claims = {"full_name": f"Persona Secreta {number}", "email": email, **claims}
        (award,) = story.issue(self.school, story.teacher(**claims))
        actor = accounts.actor_of(new_account(person_id=award.person_id, email=email, name=f"Persona Secreta {number}"))
        awards.answer(award, accept=True, actor=actor)
        db.session.commit()
        return Held(award, actor, email)

    def employer(self, details: EmployerDetails = ACME) -> tuple[Employer, Actor]:
        """A verified one, and its contact person."""
        confirmed = employers.confirm(asked(details), actor=ANONYMOUS)
        employer = employers.verify(confirmed.id, actor=self.head)
        db.session.commit()
        return employer, contact_of(details)

    def found(self, *held: Held, state: str = "", **declared: Any) -> None:
        """They choose to be found."""
        for one in held:
            said = Declared(state_code=state, **{"availability": "now", **declared})
            profiles.opt_in(said, agreed=True, language="es", actor=one.actor)
        db.session.commit()

    def need(self, employer: Employer, actor: Actor, **more: Any) -> Need:
        """One on the board."""
        made = needs.post(employer, draft(**more), actor=actor)
        db.session.commit()
        return made


def asked(details: EmployerDetails) -> str:
    """An organisation asks; the token of the mail that it gets."""
    employers.ask(details, actor=ANONYMOUS)
    return str(story.mails_to(details.contact_email)[-1].values["url"]).rpartition("/")[2]


def contact_of(details: EmployerDetails) -> Actor:
    """The contact person as an actor."""
    account = accounts.by_email(details.contact_email)
    assert account is not None
    return accounts.actor_of(account)


def draft(**more: Any) -> NeedDraft:
    """A need that fits, unless changed."""
    today = clock.today()
    fitting = NeedDraft(
        title="Revisión de lo que entrega la IA", words="Turno de día.", occupation="sinco-3", sector="scian-31-33",
        places=4, opens_on=today, closes_on=today + dt.timedelta(days=30), skills=("AIL-C3",), states=("19",),
    )  # fmt: skip
    return dataclasses.replace(fitting, **more)
