"""An institution that issues, and people who receive: everything through the services that pages call."""

from __future__ import annotations

import dataclasses
import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry import clock
from registry.accounts.actor import Actor
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.awards import service as awards
from registry.awards import sharing
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award, Claim
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions import service as definitions
from registry.definitions.design import starting_design
from registry.definitions.models import DefinitionVersion
from registry.notices.models import OutboxMessage
from registry.people.curp import check_digit
from registry.people.service import PersonClaims
from registry.providers.models import Provider
from registry.texts import Text
from tests.support import ministry as ministries
from tests.support.people import new_account

TITLE = Text("Uso responsable de la IA en el aula", "Responsible use of AI in the classroom")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class School:
    """An accredited institution with a published definition and somebody who issues."""

    provider: Provider
    version: DefinitionVersion
    issuer: Actor


def open_school(profile: str = "secondary_teachers") -> School:
    """From the authority's keys to a published definition."""
    ministry = ministries.open_ministry()
    provider = ministries.new_provider("universidad-del-valle")
    designer = actor_of(new_account(Role.PROVIDER_DESIGNER, provider_id=provider.id, name="Diseñadora"))
    issuer = actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=provider.id, name="Emisora"))
    standard = ministries.standard()
    ministries.accredited(ministry, provider)
    design = dataclasses.replace(
        starting_design(curriculum.typed(standard), profile),
        title=TITLE,
        appeal=Text("Escriba a la institución.", "Write to the institution."),
        cost=Text("Sin costo.", "Free of charge."),
    )
    draft = definitions.create_draft(provider.id, standard.id, profile=profile, design=design, actor=designer)
    version = definitions.publish(draft.id, actor=designer)
    db.session.commit()
    return School(provider, version, issuer)


def curp(letters: str = "XEXX", tail: str = "MDFABCA") -> str:
    """A well-formed CURP that nobody has, another one at each call."""
    number = next(_numbers)
    first = f"{letters}{70 + number % 29:02d}0{1 + number % 9}1{number % 9}{tail}"[:17]
    return first + check_digit(first)


def teacher(**changes: Any) -> PersonClaims:
    """Ana Sofía, unless changed."""
    ordinary: dict[str, Any] = {
        "full_name": "Ana Sofía Ñúñez Pérez",
        "given_names": "Ana Sofía",
        "first_surname": "Ñúñez",
        "second_surname": "Pérez",
        "email": "ana@correo.example",
    }
    return PersonClaims(**{**ordinary, **changes})


def issue(school: School, *people: PersonClaims, delivery: Delivery | None = None, **more: Any) -> list[Award]:
    """One award to each, delivered as a batch would."""
    asked = curriculum.requirements_for(school.version.standard_version, school.version.profile, school.version.part)
    scores = {one.id: Decimal(95) for one in asked.instruments}
    commands = [
        AwardCommand(person=one, awarded_on=clock.today(), scores=scores, delivery=delivery, **more) for one in people
    ]
    issued = awards.issue(commands, IssueContext(definition_version_id=school.version.id), actor=school.issuer)
    db.session.commit()
    return issued


def claim_of(award: Award) -> Claim:
    """The newest claim of an award."""
    return db.session.scalars(
        db.select(Claim).where(Claim.award_id == award.id).order_by(Claim.created_at.desc(), Claim.id.desc())
    ).first()


def token_of(award: Award) -> str:
    """The secret of its newest claim: a link's token, or a slip's code."""
    return sharing.claim_token(claim_of(award))


def mails_to(address: str) -> list[OutboxMessage]:
    """What was written to an address, oldest first."""
    return list(
        db.session.scalars(
            db.select(OutboxMessage)
            .where(OutboxMessage.to == address)
            .order_by(OutboxMessage.created_at, OutboxMessage.id)
        )
    )


def path_of(url: str) -> str:
    """The path of a link in a mail."""
    return re.sub(r"^https?://[^/]+", "", url)


def receive(client: Any, award: Award, **data: Any) -> Any:
    """Press the button on the claim's page."""
    return client.post(f"/recibir/{token_of(award)}", data=data)


def keep(client: Any, award: Award) -> None:
    """Receive and accept."""
    assert receive(client, award).status_code == 303
    assert client.post(f"/mis-microcredenciales/{award.id}/aceptar").status_code == 303
