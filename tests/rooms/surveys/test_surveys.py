"""Follow-up surveys: asked with consent, answered once, taken back while that is possible, nobody's afterwards."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from registry.accounts.queries import actor_of
from registry.awards import service as awards
from registry.db import db
from registry.indicators import from_surveys, periods
from registry.indicators.sources import Sources
from registry.notices.models import OutboxMessage
from registry.people import service as people
from registry.people.models import Consent
from registry.people.service import root_of
from registry.rights import consents, reach
from registry.rights.exporting import collected
from registry.surveys import queries, rules, service
from registry.surveys.errors import SurveyClosed
from registry.surveys.models import SurveyAnswer, SurveyInvitation
from tests.doors.web.learner import story
from tests.support.people import new_account

ASKED = dt.timedelta(days=rules.WAVE_DAYS["six_months"], hours=1)
GOOD = {"situation": "employed", "weekly_use": "yes", "hours_saved": "2,5", "time_used_for": "learning"}


@pytest.fixture
def school(session, clock):
    return story.open_school()


def holder(school, number=0, *, agrees=True):
    """A teacher with an account who accepted, and may have agreed to be asked."""
    email = f"p{number}@correo.example"
    (award,) = story.issue(school, story.teacher(full_name=f"Persona {number}", email=email))
    people.add_email(award.person, email, source="holder", verified=True)
    actor = actor_of(new_account(person_id=award.person_id, email=email))
    awards.answer(award, accept=True, actor=actor)
    if agrees:
        consents.agree(consents.FOLLOW_UP, language="es", actor=actor)
    db.session.commit()
    return award, actor


def tokens():
    mails = (
        db.session.query(OutboxMessage)
        .filter(OutboxMessage.kind.like("survey%"))
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
    )
    return [re.search(r"/encuesta/([\w-]+)", one.values["url"])[1] for one in mails if one.state == "waiting"]


def test_who_agreed_is_asked_once_reminded_once_and_counted_once(school, clock):
    award, _ = holder(school)
    holder(school, 1, agrees=False)
    clock.tick(days=100)
    assert service.invite_due() == 0, "it is not time"
    clock.at = award.issued_at + ASKED
    assert service.invite_due() == 1 and service.invite_due() == 0
    clock.tick(hours=2)
    assert service.invite_due() == 0, "nobody is asked twice"
    (token,) = tokens()
    clock.tick(days=15)
    assert (service.remind_due(), service.remind_due()) == (1, 0) and len(tokens()) == 2
    service.answer(token, GOOD)
    assert tokens() == [], "who has answered needs no mail"
    first = db.session.query(SurveyAnswer).one()
    assert (first.hours_saved, first.profile, first.weekly_use) == ("2.5", "secondary_teachers", True)
    service.answer(token, {**GOOD, "weekly_use": "no"})
    second = db.session.query(SurveyAnswer).one()
    assert second.id != first.id and second.weekly_use is False, "a second answer replaces the first"
    invitation = db.session.query(SurveyInvitation).one()
    period = periods.of(invitation.closes_at.date(), "half_yearly")
    assert queries.response("six_months", period.since, period.until) == (1, 1)
    clock.tick(days=45)
    with pytest.raises(SurveyClosed):
        service.answer(token, GOOD)
    assert service.close_due() == 1 and service.close_due() == 0
    db.session.refresh(invitation)
    assert (invitation.answer_id, invitation.email, invitation.answered) == (None, "", True)
    (seen,) = queries.answers("six_months", [second.month])
    assert seen.weekly_use is False and not hasattr(seen, "id")


def test_withdrawn_consent_takes_back_what_can_still_be_found(school, clock):
    award, actor = holder(school)
    other, _ = holder(school, 1)
    clock.at = award.issued_at + ASKED
    service.invite_due()
    for token in tokens():
        service.answer(token, GOOD)
    person = root_of(award.person)
    held = {one["table"] for one in collected(person)["held"]}
    assert {"survey_answer", "survey_invitation", "consent"} <= held, "a copy of one's data has them"
    assert len(reach.keys_of(person).survey_answers) == 1
    consents.withdraw(consents.FOLLOW_UP, actor=actor)
    assert db.session.query(SurveyAnswer).count() == 1 and not reach.keys_of(person).survey_answers
    clock.tick(days=46)
    service.close_due()
    assert consents.withdraw_follow_up(root_of(other.person).id) == 0, "it is nobody's any more"
    assert db.session.query(SurveyAnswer).count() == 1
    assert db.session.query(Consent).filter(Consent.purpose == "follow_up", Consent.withdrawn_at.is_(None)).count() == 0
    clock.at = award.issued_at + dt.timedelta(days=366)
    assert service.invite_due() == 0, "nobody is asked who withdrew"


def test_shares_of_those_who_answered_are_suppressed_where_few_stand_behind_them():
    """Twenty-two answers by a hand: the median is exact, a small rest hides the share."""
    rows = [_answer(weekly=place < 12, hours=place % 5, situation="employed") for place in range(22)]
    found = _made(from_surveys.weekly_use_share, rows, asked=40)
    assert (found.cells[0].numerator, found.cells[0].denominator) == (12, 22) and found.answered == 22
    assert found.cells[0].value * 22 == 1200
    freed = _made(from_surveys.time_freed, rows, asked=40)
    assert (freed.cells[0].value, freed.cells[0].spread) == (2, (1, 3))
    rest = _made(from_surveys.weekly_use_share, [*rows[:12], *[_answer(weekly=False)] * 9], asked=40)
    assert rest.cells[0].state == "suppressed" and rest.cells[0].value is None, "nine who do not would be told"
    idle = _made(from_surveys.weekly_use_share, [*rows, *[_answer(situation="unemployed")] * 3], asked=40)
    assert idle.cells[0].state == "suppressed", "22 of 25 who answered would tell of three without work"
    few = _made(from_surveys.time_freed, rows[:9], asked=40)
    assert few.cells[0].state == "suppressed" and few.answered is None


def _answer(*, weekly=True, hours=1, situation="employed"):
    unsaid = dict.fromkeys(queries.Answer.__dataclass_fields__)
    return queries.Answer(**{**unsaid, "weekly_use": weekly, "hours_saved": hours, "situation": situation})


def _made(function, rows, *, asked):
    class Told(Sources):
        def answers(self, wave):
            return rows

        def response(self, wave):
            return asked, len(rows)

    return function(Told(None, None, periods.Period(2026, 6, 1)))


def test_the_link_opens_without_an_account_and_a_get_changes_nothing(school, clock, client):
    award, _ = holder(school)
    clock.at = award.issued_at + ASKED
    service.invite_due()
    db.session.commit()
    (token,) = tokens()
    for _ in range(2):
        shown = client.get(f"/encuesta/{token}")
        assert shown.status_code == 200 and "¿Cómo le ha servido?" in shown.text and "Persona 0" not in shown.text
    assert db.session.query(SurveyAnswer).count() == 0 and not db.session.query(SurveyInvitation).one().answered
    assert client.get("/encuesta/otra").status_code == 404
    refused = client.post(f"/encuesta/{token}", data={**GOOD, "hours_saved": "muchas"})
    assert refused.status_code == 422 and "muchas" in refused.text and "Cuántas horas" in refused.text
    assert client.post(f"/encuesta/{token}", data={}).status_code == 422
    assert "Gracias" in client.post(f"/encuesta/{token}", data=GOOD).text
    stopped = client.post(f"/encuesta/{token}/no-mas", headers={"Accept-Language": "en"})
    assert "Your consent is withdrawn" in stopped.text and db.session.query(SurveyAnswer).count() == 0
    assert client.get(f"/encuesta/{token}").status_code == 410
