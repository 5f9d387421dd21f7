"""The stage of the demo: its clock, its actors, and the few moves that chapters are made of."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from pypdf import PdfWriter

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.curriculum import queries as curriculum
from registry.curriculum.criteria import Finding
from registry.db import db
from registry.definitions import queries as definition_queries
from registry.definitions import service as definitions
from registry.definitions.design import Design, starting_design
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.cast import Staff
from registry.providers import service as providers
from registry.providers import tray
from registry.providers.commands import (
    Administrator,
    ProviderDetails,
    ReviewDraft,
    Ruling,
    WantedStandard,
)
from registry.providers.dossier import Upload
from registry.providers.models import Application, Provider
from registry.texts import Text

APPEAL = Text(
    "Escriba a la institución en los diez días hábiles siguientes al resultado; responde otra persona evaluadora.",
    "Write to the institution within ten business days of the result; another assessor replies.",
)
COST = Text("Sin costo en esta demostración.", "Free of charge in this demonstration.")
MODES = ("blended", "on_site", "online", "offline_materials")
ENTRY = Text("Sin requisitos académicos.", "No academic requirements.")


class Stage:
    """What chapters share."""

    def __init__(self, start: dt.datetime, today: dt.datetime, *, small: bool = False) -> None:
        self.hand = clock.Hand(start)
        self.today = today
        self.crowd = cast.Crowd()
        self.small = small
        self._actors: dict[str, Actor] = {}

    def at(self, days_ago: float) -> dt.datetime:
        """Move the clock to so many days before today. Raises ValueError backwards: chapters are told in order."""
        moment = self.today - dt.timedelta(days=days_ago)
        if moment < self.hand.at:
            raise ValueError(f"the story is already at {self.hand.at:%Y-%m-%d}, after {moment:%Y-%m-%d}")
        self.hand.set(moment)
        return moment

    def actor(self, staff: Staff) -> Actor:
        """The account as an actor, with the grants that it holds now."""
        account = accounts.by_email(staff.email)
        if account is None:
            raise LookupError(f"{staff.email} has no account yet")
        return accounts.actor_of(account)

    def hire(self, staff: Staff, provider: Provider | None = None) -> None:
        """Make an account with its role, or give an invited one its password."""
        account = accounts.by_email(staff.email) or account_service.create_account(
            staff.email, staff.name, password=cast.PASSWORD, actor=SYSTEM
        )
        if account.password_hash is None:
            account_service.set_password(cast.PASSWORD, current=None, actor=accounts.actor_of(account))
        held = {(grant.role, grant.provider_id) for grant in account.grants}
        place = provider.id if provider else None
        if (staff.role.value, place) not in held:
            account_service.grant(account, staff.role, provider_id=place, actor=SYSTEM)
        db.session.flush()

    def commit(self) -> None:
        """End a scene."""
        db.session.commit()

    # -- scenes that several chapters play

    def register(self, details: ProviderDetails) -> Provider:
        """An institution signs up; its administrator takes the invitation and hires its staff."""
        boss = cast.administrator(details)
        provider = providers.register_provider(details, Administrator(boss.name, boss.email), actor=SYSTEM)
        for member in (boss, cast.designer(details), cast.issuer(details), cast.reader(details)):
            self.hire(member, provider)
        self.commit()
        return provider

    def apply(self, provider: Provider, wanted: Sequence[WantedStandard]) -> Application:
        """The institution fills its dossier and hands it in."""
        boss = self.actor(Staff(f"administracion@{provider.email.split('@')[1]}", "", Role.PROVIDER_ADMIN))
        application = providers.start_application(provider.id, wanted, actor=boss)
        computed = definition_queries.draft_findings(provider.id)
        answers = {
            criterion.id: (
                f"Declaración ficticia de la demostración: {criterion.text.es}.",
                [Upload(f"{criterion.id}-ficticio.pdf", blank_paper())],
            )
            for criterion in tray.applying(application)
            if criterion.id not in computed
        }
        for refusal in providers.answer_criteria(application.id, answers, actor=boss).values():
            raise refusal
        providers.submit(application.id, computed, actor=boss)
        self.commit()
        return application

    def accredit(self, application: Application, *, unmet: Sequence[str] = ()) -> None:
        """Two reviewers file their rulings, and the head decides as the rule says."""
        head = self.actor(cast.HEAD)
        providers.take_up(application.id, actor=head)
        for reviewer in (cast.REVIEWER_1, cast.REVIEWER_2):
            self.hand.tick(days=3)
            actor = self.actor(reviewer)
            assert actor.account_id is not None
            providers.assign_reviewer(application.id, actor.account_id, actor=head)
            providers.file_review(application.id, self.ruling(application, unmet), actor=actor)
        self.hand.tick(days=2)
        decision = providers.outcome(application)
        ruling = Ruling(
            expected_result=decision.result.value,
            text="Dictamen ficticio de la demostración, conforme a los criterios en vigor.",
        )
        providers.decide_application(application.id, ruling, actor=head)
        self.commit()

    def scores(self, version: DefinitionVersion) -> dict[str, Decimal]:
        """Percentages above every minimum of a definition."""
        asked = definition_queries.requirements_of(version)
        return {one.id: min(self.crowd.score(float(one.minimum), 100), Decimal(100)) for one in asked.instruments}

    def ruling(self, application: Application, unmet: Sequence[str]) -> ReviewDraft:
        """A reviewer's findings: everything met but what is named."""
        findings = {
            one.id: (Finding.DOES_NOT_MEET if one.id in unmet else Finding.MEETS).value
            for one in tray.applying(application)
        }
        return ReviewDraft(
            findings=findings,
            comments=dict.fromkeys(unmet, "Falta en el expediente ficticio."),
            opinion="El expediente ficticio se revisó criterio por criterio.",
        )

    def design(
        self,
        provider: Provider,
        standard_id: str,
        *,
        profile: str | None,
        part: str | None,
        title: Text,
        text: Text,
        sectors: tuple[str, ...] = (),
    ) -> DefinitionVersion:
        """A designer drafts from the standard's minimum and fills in what only the institution knows."""
        standard = curriculum.version_in_force(standard_id)
        assert standard is not None
        draft = starting_design(curriculum.typed(standard), profile, part)
        filled: Design = dataclasses.replace(
            draft,
            title=title,
            description=text,
            appeal=APPEAL,
            cost=COST,
            entry=ENTRY,
            modes=MODES,
            sectors=sectors,
        )
        designer = self.actor(Staff(f"diseno@{provider.email.split('@')[1]}", "", Role.PROVIDER_DESIGNER))
        version = definitions.create_draft(
            provider.id, standard.id, profile=profile, part=part, design=filled, actor=designer
        )
        self.commit()
        return version

    def publish(self, version: DefinitionVersion) -> None:
        """The designer publishes: every rule passes and an accreditation covers it."""
        provider = version.definition.provider
        designer = self.actor(Staff(f"diseno@{provider.email.split('@')[1]}", "", Role.PROVIDER_DESIGNER))
        definitions.publish(version.id, actor=designer)
        self.commit()


@functools.lru_cache(maxsize=1)
def blank_paper() -> bytes:
    """The evidence of a fictitious dossier: an empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=612, height=792)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@contextmanager
def staged(years: int = 4, *, small: bool = False) -> Iterator[Stage]:
    """The stage, its clock running from so many years back; ``small`` keeps the crowds to a tenth, for tests."""
    today = clock.whole_second(clock.now())
    stage = Stage(today - dt.timedelta(days=365 * years), today, small=small)
    with clock.running(stage.hand):
        yield stage
