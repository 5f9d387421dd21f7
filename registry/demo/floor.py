"""The literacy floor of the story: proposed targets, schools with and without a declaration, fictitious chambers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.demo import cast
from registry.demo.cast import Staff, SyntheticPerson
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.floor import queries as floor_queries
from registry.floor import service as floor
from registry.floor.models import ChamberCode
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.providers import deadlines

#: Keys of the official shape; no such schools exist.
SCHOOL, SMALL_SCHOOL, UNDECLARED = "07DES9915X", "07DTV9907K", "20DST9903M"
NORTH, SOUTH = "chamber-demo-north", "chamber-demo-south"
STATE_ADMINISTRATOR = Staff("entidad@entidad-ficticia.example", "Entidad Ficticia Ceiba", Role.STATE_ADMIN)
CHAMBER = Staff("camara@camara-ficticia.example", "Cámara Ficticia Norte", Role.CHAMBER)
SOURCE = "Documento de trabajo ficticio de la demostración"
#: Distinct people meant, by profile, for the short term: (state, people).
TARGETS = {
    "general_workforce": {"07": 40, "09": 120, "19": 60, "20": 50},
    "secondary_teachers": {"07": 60, "09": 90, "20": 45},
    "sme_owners": {"09": 50, "19": 30},
}


def literacy_floor(stage: Stage, told: Told) -> None:
    """Targets, declarations, codes; then teachers of those schools and owners whom the chambers sent."""
    stage.at(105)
    head = stage.actor(cast.HEAD)
    _hire(stage, STATE_ADMINISTRATOR, "state:07")
    _hire(stage, CHAMBER, f"chamber:{NORTH}")
    _targets(stage)
    north = floor.make_code(NORTH, "Feria ficticia de negocios", actor=stage.actor(CHAMBER))
    spent = floor.make_code(NORTH, "Folleto ficticio, edición vieja", actor=stage.actor(CHAMBER))
    floor.withdraw_code(NORTH, spent.code, actor=stage.actor(CHAMBER))
    floor.make_code(SOUTH, "Jornada ficticia", actor=head)
    stage.commit()
    stage.at(100)
    _teachers(stage, told, SCHOOL, _size(stage, 14), state="07")
    _teachers(stage, told, SMALL_SCHOOL, _size(stage, 6), state="07")
    _teachers(stage, told, UNDECLARED, _size(stage, 4), state="20")
    _owners(stage, told, north, _size(stage, 14), sizes=("micro",))
    stage.at(95)
    keeper = stage.actor(STATE_ADMINISTRATOR)
    for cct, name, staff in (
        (SCHOOL, "Secundaria Ficticia Río Grande", 25), (SMALL_SCHOOL, "Telesecundaria Ficticia El Ocote", 9),
    ):  # fmt: skip
        said = floor.Declared(cct, name, staff, "Plantilla ficticia de la demostración", clock.today())
        floor.declare(said, actor=keeper)
    stage.commit()


def second_wave(stage: Stage, told: Told) -> None:
    """More owners come by the chambers' codes: enough to be counted for one, too few for the other."""
    stage.at(55)
    for chamber, count, sizes in ((NORTH, 12, ("small", "own_account")), (SOUTH, 6, ("micro",))):
        code = next(one for one in floor_queries.codes_of(chamber) if one.withdrawn_at is None)
        _owners(stage, told, code, _size(stage, count), sizes=sizes)


def recounted(stage: Stage) -> None:
    """What the worker does every day, so that the schools stand as they are today."""
    floor.recount([SCHOOL, SMALL_SCHOOL])
    stage.commit()


def _size(stage: Stage, count: int) -> int:
    return max(count // 5, 1) if stage.small else count


def _targets(stage: Stage) -> None:
    today, head = clock.today(), stage.actor(cast.HEAD)
    for horizon, months, factor in (("short", 12, 1), ("medium", 24, 3)):
        act = floor.Act(
            horizon=horizon,
            due_on=deadlines.add_months(clock.now(), months).date(),
            source=SOURCE,
            acted_on=today - dt.timedelta(days=2),
            valid_from=today,
        )
        cells: dict[tuple[str, str], int | None] = {
            (profile, state): people * factor for profile, states in TARGETS.items() for state, people in states.items()
        }
        floor.set_targets(act, cells, actor=head)


def _hire(stage: Stage, staff: Staff, place: str) -> None:
    account = accounts.by_email(staff.email) or account_service.create_account(
        staff.email, staff.name, password=cast.PASSWORD, actor=SYSTEM
    )
    account_service.grant(account, staff.role, place=place, actor=SYSTEM)
    stage.commit()


def _teachers(stage: Stage, told: Told, cct: str, count: int, *, state: str) -> None:
    crowd = list(stage.crowd.people(count))
    _issue(stage, told, "secondary_teachers", [_command(stage, told, "secondary_teachers", one, state=state, cct=cct)
                                               for one in crowd])  # fmt: skip


def _owners(stage: Stage, told: Told, code: ChamberCode, count: int, *, sizes: Sequence[str]) -> None:
    crowd = list(stage.crowd.people(count))
    commands = [
        _command(stage, told, "sme_owners", one, chamber=code.code, facts={"company_size": sizes[place % len(sizes)]})
        for place, one in enumerate(crowd)
    ]
    _issue(stage, told, "sme_owners", commands)


def _command(
    stage: Stage,
    told: Told,
    profile: str,
    one: SyntheticPerson,
    *,
    state: str | None = None,
    cct: str | None = None,
    chamber: str | None = None,
    facts: dict[str, str] | None = None,
) -> AwardCommand:
    return AwardCommand(
        person=PersonClaims(
            full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
            curp=one.curp, email=one.email, facts={**one.facts, **(facts or {})},
        ),
        awarded_on=clock.today() - dt.timedelta(days=2),
        scores=stage.scores(told.definitions[profile]),
        state_code=state or one.state,
        municipality=one.municipality if state is None else None,
        cct=cct,
        chamber_code=chamber,
        delivery=Delivery.NONE,
    )  # fmt: skip


def _issue(stage: Stage, told: Told, profile: str, commands: Sequence[AwardCommand]) -> None:
    consent = people.state_consent(
        purpose="demographics:demo", text_version="1", statement="Demostración", provider_id=told.consortium.id
    )
    context = IssueContext(definition_version_id=told.definitions[profile].id, consent_id=consent.id)
    awards.issue(commands, context, actor=stage.actor(cast.issuer(cast.CONSORTIUM)))
    stage.commit()
