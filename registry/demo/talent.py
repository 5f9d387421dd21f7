"""The talent program of the story: a stage with averages, a cut that anyone can recompute, a second stage, two signatures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.awards import cosigning
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.curriculum import queries as curriculum
from registry.definitions import service as definitions
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.programs import service as programs
from registry.providers import service as providers
from registry.providers.commands import Administrator

PROGRAM = "prg-talent-1000"
STAGE_1, STAGE_2 = "prg-talent-1000-s1", "prg-talent-1000-s2"
#: Fewer than the program's thousand, so that the demo starts in seconds; the cut takes the program's own 107.
COHORT_SIZE = 126
AT_ONCE = 50


def talent_program(stage: Stage, told: Told) -> None:
    """Play both stages."""
    stage.at(200)
    boss = cast.administrator(cast.PARTNER)
    told.partner = providers.register_co_signer(
        cast.PARTNER,
        Administrator(boss.name, boss.email),
        agreement_until=clock.now() + dt.timedelta(days=3 * 365),
        actor=stage.actor(cast.HEAD),
    )
    stage.hire(boss, told.partner)
    stage.commit()
    raise NotImplementedError
