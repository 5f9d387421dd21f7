"""What the story leaves behind: who and what the demo points at afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM, Actor
from registry.awards.models import Award
from registry.definitions.models import DefinitionVersion
from registry.demo.cast import PASSWORD, SyntheticPerson
from registry.people import service as people
from registry.programs.models import Cohort
from registry.providers.models import Application, Provider
from registry.signing import PrivateKey


@dataclass
class Told:
    """The story's places and things; chapters fill it in."""

    root_keys: dict[str, PrivateKey] = field(default_factory=dict)
    consortium: Provider = field(init=False)
    center: Provider = field(init=False)
    lapsed: Provider = field(init=False)
    partner: Provider | None = None
    applicant: Provider = field(init=False)
    application: Application = field(init=False)
    definitions: dict[str, DefinitionVersion] = field(default_factory=dict)
    cohort: Cohort | None = None
    expired: Award = field(init=False)
    lapsed_award: Award = field(init=False)
    co_issued: Award = field(init=False)
    revoked: Award = field(init=False)
    suspended: Award = field(init=False)
    corrected: Award = field(init=False)
    superseded_document: str = ""
    slip: Award = field(init=False)
    learner: Actor = field(init=False)
    learner_awards: list[Award] = field(default_factory=list)
    share_token: str = ""
    finishing: list[SyntheticPerson] = field(default_factory=list)  # enrolled in a course that they will finish
    to_ask: list[Award] = field(default_factory=list)  # their holders are surveyed

    def enter(self, award: Award, email: str, name: str) -> Actor:
        """The holder makes an account with the address that the award was mailed to."""
        people.add_email(award.person, email, source="holder", verified=True)
        account = accounts.by_email(email) or account_service.create_account(
            email, name, person_id=award.person_id, password=PASSWORD, actor=SYSTEM
        )
        return accounts.actor_of(account)
