"""A sampling audit from its announcement to the mark: anyone repeats the draw, nobody gains by hiding."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

import pytest

from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.accounts.service import grant
from registry.awards import service as awards
from registry.awards.commands import Delivery
from registry.db import db
from registry.definitions import queries as definitions
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.providers.dossier import Upload
from registry.quality import queries, rules, service, waiting
from registry.quality.errors import (
    AuditMovedOn,
    AuditUnderWay,
    EvidenceLacking,
    EvidenceLate,
    FileGone,
    NothingIssued,
    NotImpartial,
    PeriodRunning,
    PeriodUnfit,
    ReasonsMissing,
)
from registry.quality.models import QualityAudit
from tests.doors.web.learner import story
from tests.support.ministry import PDF
from tests.support.people import new_account

WHY = "La evidencia muestra cada instrumento con su resultado."
#: Two more than the minimum of a sample; one is revoked before the draw, so the sample is not all that is left.
ISSUED = 33


@pytest.fixture
def school(session: Any, clock: Any) -> story.School:
    return story.open_school()


def actor(role: Role, **more: Any) -> Any:
    return actor_of(new_account(role, **more))


def issue(school: story.School, count: int) -> list[Any]:
    people = [
        story.teacher(full_name=f"Persona Ficticia {number}", email=f"p{number}@x.example") for number in range(count)
    ]
    return story.issue(school, *people, delivery=Delivery.NONE)


def announced(school: story.School, clock: Any, runner: Any) -> QualityAudit:
    return service.announce(school.version.definition_id, clock.at.date(), actor=runner)


def answer_all(number: str, school: story.School, *, leaving: int = 0) -> list[str]:
    asked = [one.code for one in queries.audit(number, whole=True).records if one.state == "asked"]
    for code in asked[: len(asked) - leaving]:
        service.answer(number, code, "Examen y tarea.", [Upload("examen.pdf", PDF)], actor=school.issuer)
    return asked


def mails(tidings: str) -> int:
    found = db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == "audit_moved"))
    return sum(one.values["tidings"] == tidings for one in found)


@pytest.mark.serves("R43", "R44")
def test_an_audit_from_the_commitment_to_the_mark(school: story.School, clock: Any) -> None:
    runner, reviewer = actor(Role.AUTHORITY_STATISTICS), actor(Role.AUTHORITY_REVIEWER)
    held = issue(school, ISSUED)
    with pytest.raises(PeriodUnfit):  # a seed chosen after the period is no commitment
        service.announce(school.version.definition_id, clock.at.date() - dt.timedelta(days=1), actor=runner)
    with pytest.raises(NotAllowed):
        announced(school, clock, reviewer)
    audit = announced(school, clock, runner)
    number, commitment = audit.number, audit.seed_commitment
    assert (audit.seed, mails("announced")) == (None, 2)
    with pytest.raises(AuditUnderWay):
        announced(school, clock, runner)
    with pytest.raises(PeriodRunning):
        service.draw(number, actor=runner)
    awards.revoke(held[0], reason="issued_in_error", actor=school.issuer)
    db.session.commit()
    clock.tick(days=1)
    service.draw(number, actor=runner)
    audit = queries.audit(number)
    # As a stranger repeats it, from what is public.
    codes = queries.population_of(audit.id)
    assert hashlib.sha256(codes).hexdigest() == audit.population_digest
    assert hashlib.sha256(audit.seed.encode()).hexdigest() == commitment
    order = sorted(codes.decode().split(), key=lambda one: hashlib.sha256(f"{audit.seed}:{one}".encode()).hexdigest())
    aside = {one.code for one in audit.records if one.state == "set_aside"}
    sample = [one.code for one in audit.records if one.state == "asked"]
    assert len(order) == ISSUED
    assert sample == [one for one in order if one not in aside][:30]
    assert aside <= set(order[: order.index(sample[-1])]), "only what came before the end of the sample is set aside"
    assert not {one.award.id for one in audit.records if one.state == "asked"} & {held[0].id}
    assert not {one.award.folio for one in audit.records} & set(order), "codes are no folios"

    with pytest.raises(EvidenceLacking):
        service.answer(number, sample[0], "Sin archivo", [], actor=school.issuer)
    answer_all(number, school)
    assert mails("to_decide") >= 1
    insider = new_account(Role.AUTHORITY_REVIEWER)
    grant(insider, Role.PROVIDER_READER, provider_id=school.provider.id, actor=SYSTEM)
    with pytest.raises(NotImpartial):
        service.decide(number, sample[0], "competent", WHY, actor=actor_of(insider))
    with pytest.raises(ReasonsMissing):
        service.decide(number, sample[0], "competent", "Sí.", actor=reviewer)
    before = queries.mark_of(definitions.require(school.version.id), clock.at)
    assert not before.granted
    service.decide(number, sample[0], "not_yet_competent", WHY, actor=reviewer)
    with pytest.raises(AuditMovedOn):
        service.decide(number, sample[0], "competent", WHY, actor=reviewer)
    for code in sample[1:]:
        service.decide(number, code, "competent", WHY, actor=reviewer)
    audit = queries.audit(number)
    assert (audit.reviewed, audit.agreed, queries.stage_of(audit)) == (30, 29, rules.Stage.CLOSED)
    assert mails("closed") >= 2
    mark = queries.mark_of(definitions.require(school.version.id), clock.at)
    assert {one.id: one.met for one in mark.conditions} == {
        "accredited": True, "recommended": True, "agreement": True, "sample": True,
    }  # fmt: skip
    assert list(queries.marked(clock.at)) == [school.version.definition_id]
    _a_year_later(school, clock)
    (result,) = queries.results(clock.at - dt.timedelta(days=1), clock.at + dt.timedelta(days=1))
    assert (result.reviewed, result.agreed, result.standard) == (30, 29, "std-ai-literacy")


def _a_year_later(school: story.School, clock: Any) -> None:
    """Whoever runs audits hears once that a year is over, and only of what is still being issued."""

    def told() -> int:
        return len(db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.kind == "audit_waiting")).all())

    assert (waiting.count_waiting(clock.at), service.remind()) == (0, 0)
    at = clock.at
    clock.tick(days=367)
    assert service.remind() == 0, "nothing was issued in the year"
    clock.at = at
    clock.tick(days=364)
    issue(school, 1)
    assert service.remind() == 0, "the year is not over"
    clock.tick(days=2)
    (one,) = waiting.waiting(clock.at)
    assert (one.version.id, one.audited) == (school.version.id, True)
    assert (service.remind(), told()) == (1, 2), "a mail to each of the two"
    assert (service.remind(), told(), waiting.count_waiting(clock.at)) == (0, 2, 1)
    announced(school, clock, actor(Role.AUTHORITY_ADMIN))
    assert waiting.count_waiting(clock.at) == 0
    clock.at = at


def test_hiding_evidence_or_revoking_never_helps(school: story.School, clock: Any) -> None:
    runner, reviewer = actor(Role.AUTHORITY_ADMIN), actor(Role.AUTHORITY_REVIEWER)
    issue(school, 4)
    number = announced(school, clock, runner).number
    clock.tick(days=1)
    service.draw(number, actor=runner)
    asked = answer_all(number, school, leaving=1)
    taken_back = queries.record(queries.audit(number), asked[1]).award
    awards.revoke(taken_back, reason="issued_in_error", actor=school.issuer)
    db.session.commit()
    service.decide(number, asked[0], "competent", WHY, actor=reviewer)
    clock.tick(days=40)
    with pytest.raises(EvidenceLate):
        service.answer(number, asked[-1], "Tarde", [Upload("examen.pdf", PDF)], actor=school.issuer)
    assert service.due() == 1
    assert mails("late") == 2
    service.decide(number, asked[2], "competent", WHY, actor=reviewer)
    audit = queries.audit(number)
    states = {one.code: one.state for one in audit.records}
    assert (states[asked[1]], states[asked[-1]]) == ("revoked", "missing")
    assert (audit.reviewed, audit.agreed) == (4, 2), "what was hidden or taken back counts as another decision"
    mark = queries.mark_of(definitions.require(school.version.id), clock.at)
    assert {one.id for one in mark.conditions if not one.met} == {"agreement", "sample"}
    assert queries.marked(clock.at) == {}
    file = queries.record(audit, asked[0]).files[0].id
    assert service.read_file(number, asked[0], file, actor=reviewer)[1] == PDF
    clock.tick(days=91)
    service.due()
    db.session.expire_all()
    with pytest.raises(FileGone):
        service.read_file(number, asked[0], file, actor=reviewer)


@pytest.mark.databases("sqlite")
def test_a_draw_from_nothing_is_called_off(school: story.School, clock: Any) -> None:
    runner = actor(Role.AUTHORITY_ADMIN)
    number = announced(school, clock, runner).number
    clock.tick(days=1)
    with pytest.raises(NothingIssued):
        service.draw(number, actor=runner)
    service.call_off(number, actor=runner)
    with pytest.raises(AuditMovedOn):
        service.draw(number, actor=runner)
    assert queries.under_way(school.version.definition_id) is None


def test_the_size_of_a_sample_and_its_codes() -> None:
    sizes = [rules.sample_size(population, 5, 30) for population in (0, 7, 30, 31, 600, 601, 1_000)]
    assert sizes == [0, 7, 30, 30, 30, 31, 50]
    keys = [uuid.UUID(int=number) for number in range(500)]
    codes = {rules.code_of(b"k" * 32, key) for key in keys}
    assert len(codes) == 500
    assert all(len(one) == rules.CODE_LENGTH for one in codes)
    assert codes.isdisjoint(rules.code_of(b"o" * 32, key) for key in keys)
    assert rules.chosen(["a", "b", "c", "d"], {"b"}, 2) == (["a", "c"], ["b"])
