"""A small authority for tests: standards in force, reviewers, institutions, and the way from application to ruling.

Everything goes through the services that pages call.
"""

from __future__ import annotations

import dataclasses
import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry import content
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of, recipients
from registry.curriculum import queries as curriculum
from registry.curriculum import service as curriculum_service
from registry.curriculum.models import StandardVersion
from registry.definitions import service as definitions
from registry.definitions.design import starting_design
from registry.definitions.models import DefinitionVersion
from registry.providers import queries, service, tray
from registry.providers.commands import Administrator, ProviderDetails, ReviewDraft, Ruling, WantedStandard
from registry.providers.dossier import Upload
from registry.providers.models import Accreditation, Application, Provider
from registry.texts import Text
from registry.trust.establish import establish
from tests.support.people import new_account

PDF = b"%PDF-1.7\nprueba\n%%EOF\n"
COMPUTED_FROM_DRAFTS = ("ACC-B1", "ACC-B2", "ACC-B3", "ACC-C1", "ACC-E2")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Ministry:
    """The authority's people, as actors."""

    head: Actor
    reviewers: tuple[Account, ...]

    def reviewer(self, place: int) -> Actor:
        """The actor of one reviewer."""
        return actor_of(self.reviewers[place])


def open_ministry(reviewers: int = 3) -> Ministry:
    """Keys and root made, shipped standards and criteria in force, a head and some reviewers."""
    establish(authority_name="Autoridad educativa de prueba")
    files = [name for name in content.shipped_files() if name.startswith(("standards/", "accreditation_"))]
    curriculum_service.load_shipped(SYSTEM, *files)
    for standard in ("std-ai-literacy", "std-ai-engineering"):
        curriculum_service.enforce(standard, "1.0", SYSTEM, reason="prueba")
    curriculum_service.enforce("acc-issuers", "1.0", SYSTEM)
    people = tuple(
        new_account(Role.AUTHORITY_REVIEWER, name=f"Dictaminadora {place}") for place in range(1, reviewers + 1)
    )
    return Ministry(actor_of(new_account(Role.AUTHORITY_ADMIN, name="Titular")), people)


def standard(code: str = "AIL") -> StandardVersion:
    """The version of a standard that is in force."""
    return next(version for version in curriculum.in_force() if version.code == code)


def new_provider(slug: str | None = None, *, kind: str = "public_university", **more: str) -> Provider:
    """An institution that signed up."""
    number = next(_numbers)
    details = ProviderDetails(
        slug=slug or f"universidad-{number}",
        legal_name=f"Universidad de Prueba {number}",
        name=f"Universidad {number}",
        kind=kind,
        email=f"contacto{number}@universidad.example",
        state_code="19",
        **more,
    )
    return service.register_provider(
        details, Administrator(f"Rectora {number}", f"rectora{number}@universidad.example"), actor=SYSTEM
    )


def administrator(provider: Provider) -> Actor:
    """The actor of the institution's administrator."""
    return actor_of(recipients([Role.PROVIDER_ADMIN], provider.id)[0])


def computed(**findings: bool) -> Mapping[str, tuple[bool, Text]]:
    """Everything that can be computed is met, but for what is given: ``computed(ACC_B1=False)``."""
    changed = {name.replace("_", "-"): meets for name, meets in findings.items()}
    return {name: (changed.get(name, True), Text("Calculado", "Computed")) for name in COMPUTED_FROM_DRAFTS}


def drafted(provider: Provider, code: str = "AIL", profile: str = "general_workforce") -> DefinitionVersion:
    """A draft microcredential that keeps every rule of the standard, by the institution's administrator."""
    version = standard(code)
    design = dataclasses.replace(
        starting_design(curriculum.typed(version), profile, None),
        title=Text("Uso práctico de la IA", "Practical use of AI"),
        description=Text("Para trabajar con herramientas de IA.", "For working with AI tools."),
        appeal=Text("Escriba a la institución en diez días hábiles.", "Write to the institution within ten days."),
        cost=Text("Sin costo.", "Free of charge."),
        entry=Text("Sin requisitos.", "No requirements."),
    )
    return definitions.create_draft(
        provider.id, version.id, profile=profile, part=None, design=design, actor=administrator(provider)
    )


def started(provider: Provider, codes: Sequence[str] = ("AIL",)) -> Application:
    """An application of that institution for those standards, its dossier empty."""
    wanted = [WantedStandard(standard(code).id) for code in codes]
    return service.start_application(provider.id, wanted, actor=administrator(provider))


def answer_everything(application: Application) -> None:
    """A statement and a file for every mandatory criterion that asks for documents."""
    actor = administrator(application.provider)
    answers = {
        criterion.id: ("Se cumple.", [Upload(f"{criterion.id}.pdf", PDF)])
        for criterion in tray.applying(application)
        if criterion.mandatory and criterion.computed_from is None
    }
    assert not service.answer_criteria(application.id, answers, actor=actor)


def submitted(provider: Provider, codes: Sequence[str] = ("AIL",)) -> Application:
    """An application that was handed in."""
    application = started(provider, codes)
    answer_everything(application)
    return service.submit(application.id, computed(), actor=administrator(provider))


def under_review(ministry: Ministry, provider: Provider, codes: Sequence[str] = ("AIL",)) -> Application:
    """An application with its first two reviewers."""
    application = submitted(provider, codes)
    service.take_up(application.id, actor=ministry.head)
    for account in ministry.reviewers[:2]:
        service.assign_reviewer(application.id, account.id, actor=ministry.head)
    return application


def opinion(application: Application, *failing: str) -> ReviewDraft:
    """Findings that meet everything but the criteria named."""
    applying = [one.id for one in tray.applying(application)]
    return ReviewDraft(
        findings={name: "does_not_meet" if name in failing else "meets" for name in applying},
        comments=dict.fromkeys(failing, "No hay documento que lo muestre."),
        opinion="Revisé el expediente completo.",
    )


def ruled(ministry: Ministry, application: Application, *failing: str) -> Application:
    """Both reviewers file the same findings, and the head decides as the rule says."""
    for place in (0, 1):
        service.file_review(application.id, opinion(application, *failing), actor=ministry.reviewer(place))
    result = service.outcome(tray.application(application.id)).result
    ruling = Ruling(expected_result=result.value, text="Se resuelve conforme a los dictámenes.")
    return service.decide_application(application.id, ruling, actor=ministry.head)


def accredited(ministry: Ministry, provider: Provider, codes: Sequence[str] = ("AIL",)) -> Accreditation:
    """The whole way from application to accreditation."""
    ruled(ministry, under_review(ministry, provider, codes))
    return queries.history(provider.id)[0]


def some_id() -> uuid.UUID:
    """A key that no row has."""
    return uuid.uuid4()
