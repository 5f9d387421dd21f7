"""Some people take a second profile of the literacy track: each of them is counted once in the track and once in each
profile. They are more than ten, so that the difference may be published."""

from __future__ import annotations

from registry import clock
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.definitions import queries as definitions
from registry.demo import cast
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.people.service import PersonClaims

PEOPLE = 14
PROFILES = ("general_workforce", "civil_servants")


def two_profiles(stage: Stage, told: Told) -> None:
    """The consortium assesses the same people for both profiles, a day apart."""
    assert told.consortium is not None
    actor = stage.actor(cast.Staff(f"emision@{told.consortium.email.split('@')[1]}", "", Role.PROVIDER_ISSUER))
    people = list(stage.crowd.people(PEOPLE))
    for profile in PROFILES:
        stage.hand.tick(days=0.5)
        version = told.definitions[profile]
        scores = {
            one.id: stage.crowd.score(float(one.minimum), 100)
            for one in definitions.requirements_of(version).instruments
        }
        commands = [
            AwardCommand(
                person=PersonClaims(
                    full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
                    curp=one.curp, email=one.email,
                ),
                awarded_on=clock.today(),
                scores=scores,
                state_code="09",
                delivery=Delivery.NONE,
            )
            for one in people
        ]  # fmt: skip
        awards.issue(commands, IssueContext(definition_version_id=version.id), actor=actor)
    stage.commit()
