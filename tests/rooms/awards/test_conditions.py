"""A condition that was not met in time stops issuing, with or without a worker, until the authority says that it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from registry import clock as now
from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.errors import ConditionOverdue
from registry.db import db
from registry.documents.accreditation import Condition
from registry.notices import rendering
from registry.notices.models import OutboxMessage
from registry.people.service import PersonClaims
from registry.providers import queries
from registry.providers import service as providers
from registry.providers.accrediting import Terms, grant
from registry.providers.commands import ChangeOrder, WantedStandard
from registry.providers.models import Accreditation
from registry.texts import Text
from tests.doors.web.provider import world
from tests.support import ministry

PERIOD = dt.timedelta(days=90)


@pytest.fixture
def conditional(session: Any, clock: Any) -> Accreditation:
    """Accredited on a condition to be met in ninety days, with a published design."""
    ministry.open_ministry(reviewers=0)
    provider = ministry.new_provider("universidad-ficticia")
    condition = Condition("ACC-B4", Text("Revisar contenidos.", "Review contents."), clock() + PERIOD)
    terms = Terms((WantedStandard(ministry.standard().id),), months=36, conditions=(condition,))
    accreditation = grant(provider, terms, application=None, actor=SYSTEM)
    world.published(provider)
    return accreditation


def issue(accreditation: Accreditation) -> None:
    version = db.session.scalars(select(world.DefinitionVersion)).one()
    person = PersonClaims(full_name="Persona Ficticia Prueba", email="persona@alumnado.example")
    command = AwardCommand(person=person, awarded_on=now.today(), scores=world.scores(), mode="online")
    awards.issue([command], IssueContext(definition_version_id=version.id), actor=SYSTEM)
    db.session.commit()


def test_refuses_to_issue_once_the_conditions_day_has_passed_unmet(conditional: Accreditation, clock: Any) -> None:
    clock.tick(days=90)
    issue(conditional)  # its last second
    clock.tick(seconds=1)
    with pytest.raises(ConditionOverdue) as refusal:
        issue(conditional)
    assert refusal.value.code == "condition_overdue"
    assert conditional.number in refusal.value.said.es and "18 de febrero de 2027" in refusal.value.said.es
    db.session.rollback()
    providers.condition_met(conditional.id, note="Se recibió el expediente.", actor=SYSTEM)
    issue(conditional)


def test_a_condition_met_in_time_never_stops_anything(conditional: Accreditation, clock: Any) -> None:
    clock.tick(days=80)
    providers.condition_met(conditional.id, note="Cumplida.", actor=SYSTEM)
    clock.tick(days=60)
    issue(conditional)
    assert providers.overdue_due(actor=SYSTEM) == 0


def test_the_institution_is_told_once_and_the_authority_watches_it(conditional: Accreditation, clock: Any) -> None:
    assert providers.overdue_due(actor=SYSTEM) == 0
    clock.tick(days=91)
    assert [providers.overdue_due(actor=SYSTEM) for _ in range(2)] == [1, 0]
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "accreditation_changed")).one()
    assert "tiene una condición vencida" in rendering.render(told.kind, "es", told.values).text
    [watched] = queries.watch(clock(), ahead=dt.timedelta(days=30))
    assert (watched.state.value, watched.accreditation.id) == ("condition_overdue", conditional.id)
    [line] = queries.roll(clock())
    assert line.state.value == "condition_overdue"


def test_a_suspended_one_is_not_told_of_its_condition(conditional: Accreditation, clock: Any) -> None:
    providers.suspend(conditional.id, ChangeOrder("audit_disagreement", "Muestreo."), actor=SYSTEM)
    clock.tick(days=91)
    assert providers.overdue_due(actor=SYSTEM) == 0
