"""The chapters of the demo's story, in order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from registry import clock, facts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards import corrections, sharing
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.curriculum import service as curriculum_service
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.cast import SyntheticPerson
from registry.demo.demand import demand
from registry.demo.enrolments import first_course, looked_at_again, second_course
from registry.demo.floor import SCHOOL, literacy_floor, recounted, second_wave
from registry.demo.indicators import holders_to_ask, measured
from registry.demo.outcome import Told
from registry.demo.quality import audits
from registry.demo.sites import teaching_sites
from registry.demo.stacking import two_profiles
from registry.demo.stage import Stage
from registry.demo.talent import next_call, talent_program
from registry.demo.workbook import learners_csv
from registry.issuing import planning, working
from registry.issuing import service as issuing
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.providers import service as providers
from registry.providers.commands import WantedStandard
from registry.providers.models import Provider
from registry.signing import PrivateKey
from registry.texts import Text
from registry.trust.establish import establish

LITERACY = "std-ai-literacy"
ENGINEERING = "std-ai-engineering"
#: People issued to at once; a chapter ends each with a commit.
AT_ONCE = 50

TITLES = {
    "general_workforce": Text("Uso responsable de la IA en el trabajo", "Responsible use of AI at work"),
    "secondary_teachers": Text("Uso responsable de la IA en el aula", "Responsible use of AI in the classroom"),
    "sme_owners": Text("IA con los pies en la tierra para tu negocio", "Down-to-earth AI for your business"),
    "civil_servants": Text("IA al servicio de la ciudadanía", "AI in the service of citizens"),
}
SECTORS = {
    "general_workforce": ("scian-31-33", "scian-46", "scian-48-49"),
    "sme_owners": ("scian-46", "scian-72"),
    "civil_servants": ("scian-93",),
}
TEXT = Text(
    "Curso ficticio de la demostración, alineado al estándar de alfabetización básica en IA.",
    "A fictitious course of the demonstration, aligned with the basic AI literacy standard.",
)


def tell(stage: Stage) -> Told:
    """Play every chapter and return what the demo shows afterwards."""
    told = Told()
    told.root_keys = founding(stage)
    institutions(stage, told)
    early_years(stage, told)
    holders_to_ask(stage, told)
    renewals(stage, told)
    talent_program(stage, told)
    first_course(stage, told)
    literacy(stage, told)
    literacy_floor(stage, told)
    the_learner(stage, told)
    second_course(stage, told)
    second_wave(stage, told)
    two_profiles(stage, told)
    audits(stage, told)
    the_learner_again(stage, told)
    files(stage, told)
    looked_at_again(stage, told)
    fates(stage, told)
    demand(stage, told)
    measured(stage, told)
    next_call(stage, told)
    stage.hand.set(stage.today)
    teaching_sites(stage, told)
    recounted(stage)
    providers.lapse_due(actor=SYSTEM)
    under_review(stage, told)
    stage.commit()
    return told


def founding(stage: Stage) -> dict[str, PrivateKey]:
    """The authority, its keys, its staff; standards, criteria and programs in force."""
    facts.mark_demo()
    keys = establish(authority_name=cast.AUTHORITY)
    for member in cast.HOUSE:
        stage.hire(member)
    curriculum_service.load_shipped(SYSTEM)
    stage.commit()
    editor = stage.actor(cast.CURRICULUM)
    for standard in (LITERACY, ENGINEERING):
        curriculum_service.open_comment(standard, "1.0", until=clock.now() + dt.timedelta(days=20), actor=editor)
    stage.hand.tick(days=20, minutes=1)
    for content_id in (LITERACY, ENGINEERING, "acc-issuers", "prg-catalog", "ind-framework"):
        curriculum_service.enforce(content_id, "1.0", editor)
    stage.commit()
    return keys


def institutions(stage: Stage, told: Told) -> None:
    """Two institutions are accredited and a partner is registered; the consortium comes first."""
    stage.at(1400)
    literacy, engineering = _in_force(LITERACY), _in_force(ENGINEERING)
    told.consortium = stage.register(cast.CONSORTIUM)
    told.lapsed = stage.register(cast.LAPSED)
    told.center = stage.register(cast.CENTER)
    for profile, title in TITLES.items():
        told.definitions[profile] = stage.design(
            told.consortium,
            LITERACY,
            profile=profile,
            part=None,
            title=title,
            text=TEXT,
            sectors=SECTORS.get(profile, ()),
        )
    told.definitions["lapsed"] = stage.design(
        told.lapsed, LITERACY, profile="secondary_teachers", part=None,
        title=Text("La IA en mi escuela", "AI in my school"), text=TEXT,
    )  # fmt: skip
    for part, title in (
        ("AIE-B", Text("Modelos de IA: de la línea base a la evaluación", "AI models: from baseline to evaluation")),
        ("AIE-C", Text("Operación segura de sistemas de IA", "Safe operation of AI systems")),
    ):
        told.definitions[part] = stage.design(
            told.center, ENGINEERING, profile=None, part=part, title=title,
            text=Text("Formación ficticia de talento en IA.", "Fictitious talent training in AI."),
        )  # fmt: skip
    for provider, standard in (
        (told.consortium, literacy), (told.lapsed, literacy), (told.center, engineering),
    ):  # fmt: skip
        stage.hand.tick(days=1)
        stage.accredit(stage.apply(provider, [WantedStandard(standard)]))
    for version in told.definitions.values():
        if not version.part:
            stage.publish(version)


def _in_force(standard_id: str) -> uuid.UUID:
    version = curriculum.version_in_force(standard_id)
    assert version is not None
    return version.id


def early_years(stage: Stage, told: Told) -> None:
    """What has expired by today, and what a provider issued whose accreditation has lapsed since."""
    stage.at(1340)
    (told.expired,) = issue(stage, told.consortium, told.definitions["general_workforce"], _people(stage, 1))
    issue(stage, told.consortium, told.definitions["secondary_teachers"], _people(stage, 14))
    stage.at(500)
    (told.lapsed_award,) = issue(stage, told.lapsed, told.definitions["lapsed"], _people(stage, 1))
    issue(stage, told.lapsed, told.definitions["lapsed"], _people(stage, 11))


def renewals(stage: Stage, told: Told) -> None:
    """The consortium and the centre renew before their accreditations end; the institute does not."""
    stage.at(380)
    stage.accredit(stage.apply(told.consortium, [WantedStandard(_in_force(LITERACY))]))
    stage.accredit(stage.apply(told.center, [WantedStandard(_in_force(ENGINEERING))]))


def literacy(stage: Stage, told: Told) -> None:
    """The literacy floor: four profiles, many states, over the last year."""
    for days_ago, profile, count in (
        (260, "general_workforce", 120), (230, "secondary_teachers", 90), (200, "sme_owners", 60),
        (170, "civil_servants", 40), (140, "general_workforce", 120), (110, "secondary_teachers", 60),
    ):  # fmt: skip
        stage.at(days_ago)
        size = count // 10 if stage.small else count
        # Those of one of them were handed in when they began.
        crowd = told.finishing if days_ago == 140 else _people(stage, size)
        issue(stage, told.consortium, told.definitions[profile], crowd, consent=True)


def the_learner(stage: Stage, told: Told) -> None:
    """Ana Sofía, whose account the demo opens, receives her first microcredential."""
    stage.at(90)
    version = told.definitions["secondary_teachers"]
    told.learner_awards = [*_issue_to(stage, told.consortium, version, [_learner()], state="07", cct=SCHOOL)]


def the_learner_again(stage: Stage, told: Told) -> None:
    """She receives another, opens her account, accepts the first and shares it."""
    stage.at(20)
    version = told.definitions["general_workforce"]
    told.learner_awards += _issue_to(stage, told.consortium, version, [_learner()], state="07")
    told.learner = told.enter(told.learner_awards[0], cast.LEARNER_EMAIL, " ".join(cast.LEARNER_NAME))
    awards.answer(told.learner_awards[0], accept=True, actor=told.learner)
    _, told.share_token = sharing.share(told.learner_awards[0], actor=told.learner, label="Para mi nuevo empleo")
    stage.commit()


def _learner() -> PersonClaims:
    given, first, second = cast.LEARNER_NAME
    return PersonClaims(
        full_name=" ".join(cast.LEARNER_NAME), given_names=given, first_surname=first, second_surname=second,
        curp=cast.fictitious_curp(9_001, "woman"), email=cast.LEARNER_EMAIL,
    )  # fmt: skip


def files(stage: Stage, told: Told) -> None:
    """A file of the consortium, issued with its warnings confirmed; and another, reviewed, that waits for somebody."""
    stage.at(18)
    issuer = stage.actor(cast.issuer(cast.CONSORTIUM))
    version = told.definitions["general_workforce"]
    sent = {"egresados-primavera.csv": learners_csv(40), "egresados-otono.csv": learners_csv(24, seed=78)}
    for name, data in sent.items():
        batch = planning.upload(version.id, file_name=name, data=data, actor=issuer)
        planning.choose_mapping(batch, {}, consent=False, actor=issuer)
        planning.review(batch, actor=issuer)
        stage.commit()
        if name == "egresados-primavera.csv":
            planning.confirm(batch, actor=issuer)
            issuing.commit(batch, expected_hash=str(batch.plan_hash), actor=issuer)
            stage.commit()
            working.work()


def fates(stage: Stage, told: Told) -> None:
    """One is revoked, one suspended, one corrected, one suspended and reinstated, one waits on a claim slip."""
    stage.at(15)
    issuer = stage.actor(cast.issuer(cast.CONSORTIUM))
    version = told.definitions["general_workforce"]
    revoked, suspended, corrected, back = issue(stage, told.consortium, version, _people(stage, 4))
    stage.at(10)
    awards.revoke(revoked, reason="requirements_not_met", actor=issuer)
    awards.suspend(suspended, reason="under_investigation", actor=issuer)
    awards.suspend(back, reason="data_under_correction", actor=issuer)
    told.superseded_document = corrected.document.uri
    corrections.correct_name(corrected, corrected.person.full_name + " de Ávila", actor=issuer)
    stage.at(5)
    awards.reinstate(back, actor=issuer)
    told.revoked, told.suspended, told.corrected = revoked, suspended, corrected
    slip = PersonClaims(
        full_name="Petra Ficticia Uc Canul", given_names="Petra Ficticia", first_surname="Uc", second_surname="Canul"
    )
    told.slip = _issue_to(stage, told.consortium, version, [slip], state="31")[0]
    stage.commit()


def under_review(stage: Stage, told: Told) -> None:
    """An institution whose application is being reviewed: one ruling filed, one missing."""
    told.applicant = stage.register(cast.APPLICANT)
    stage.design(
        told.applicant, LITERACY, profile="sme_owners", part=None,
        title=Text("IA para tu changarro", "AI for your corner shop"), text=TEXT,
    )  # fmt: skip
    application = stage.apply(told.applicant, [WantedStandard(_in_force(LITERACY))])
    head = stage.actor(cast.HEAD)
    providers.take_up(application.id, actor=head)
    for reviewer in (cast.REVIEWER_1, cast.REVIEWER_2):
        actor = stage.actor(reviewer)
        assert actor.account_id is not None
        providers.assign_reviewer(application.id, actor.account_id, actor=head)
    providers.file_review(application.id, stage.ruling(application, ()), actor=stage.actor(cast.REVIEWER_1))
    told.application = application
    stage.commit()


# -- issuing


def _people(stage: Stage, count: int) -> list[SyntheticPerson]:
    return list(stage.crowd.people(count))


def issue(
    stage: Stage,
    provider: Provider,
    version: DefinitionVersion,
    crowd: Sequence[SyntheticPerson],
    *,
    consent: bool = False,
) -> list[Award]:
    """Issue to synthetic people, above every minimum; what they declare is kept if the provider states consent."""
    held = (
        people.state_consent(
            purpose="demographics:demo", text_version="1", statement="Demostración", provider_id=provider.id
        )
        if consent
        else None
    )
    commands = [_command(stage, version, one) for one in crowd]
    context = IssueContext(definition_version_id=version.id, consent_id=held.id if held else None)
    return _in_slices(stage, provider, commands, context)


def _issue_to(
    stage: Stage,
    provider: Provider,
    version: DefinitionVersion,
    claims: Sequence[PersonClaims],
    *,
    state: str,
    cct: str | None = None,
) -> list[Award]:
    commands = [
        AwardCommand(
            person=one,
            awarded_on=clock.today() - dt.timedelta(days=2),
            scores=stage.scores(version),
            state_code=state,
            cct=cct,
        )
        for one in claims
    ]
    return _in_slices(stage, provider, commands, IssueContext(definition_version_id=version.id))


def _in_slices(
    stage: Stage, provider: Provider, commands: Sequence[AwardCommand], context: IssueContext
) -> list[Award]:
    actor = stage.actor(cast.Staff(f"emision@{provider.email.split('@')[1]}", "", Role.PROVIDER_ISSUER))
    issued: list[Award] = []
    for start in range(0, len(commands), AT_ONCE):
        issued += awards.issue(commands[start : start + AT_ONCE], context, actor=actor)
        stage.commit()
    return issued


def _command(stage: Stage, version: DefinitionVersion, one: SyntheticPerson) -> AwardCommand:
    return AwardCommand(
        person=PersonClaims(
            full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
            curp=one.curp, email=one.email, facts=cast.facts_as(version.profile, one),
        ),
        awarded_on=clock.today() - dt.timedelta(days=2),
        scores=stage.scores(version),
        state_code=one.state,
        municipality=one.municipality,
        # The crowd has no mailboxes: thousands of demo mails would bury the few that a visitor wants to read.
        delivery=Delivery.NONE,
    )  # fmt: skip
