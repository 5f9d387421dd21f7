from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from registry import addresses
from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor, Grant
from registry.accounts.permissions import Role
from registry.audit.models import AuditLine
from registry.clock import Hand
from registry.curriculum import case
from registry.curriculum import service as curriculum_service
from registry.definitions import queries, service
from registry.definitions.errors import (
    ChangedMeanwhile,
    DraftOpen,
    NoSuchDefinition,
    NotAccreditedFor,
    NotADraft,
    NotPublishable,
    NotPublished,
    StandardNotOpen,
    WithdrawalReasonMissing,
)
from registry.definitions.models import Definition, DefinitionVersion
from registry.errors import NotAllowed
from registry.providers import queries as provider_queries
from registry.providers import service as providers
from registry.providers.commands import ChangeOrder
from registry.providers.models import Provider
from registry.texts import Text
from tests.rooms.curriculum.samples import LITERACY, edited
from tests.rooms.definitions.conftest import design
from tests.support import ministry as ministries
from tests.support.ministry import Ministry

SCHEMAS = Path(__file__).parents[3] / "../shared/standards/schemas/ob_v3p0"
Db = scoped_session[Session]


def staff(role: Role, provider: Provider) -> Actor:
    return Actor(kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(role, provider.id)}))


def drafted(provider: Provider, **more: Any) -> DefinitionVersion:
    own = design(**more)
    actor = staff(Role.PROVIDER_DESIGNER, provider)
    version = ministries.standard("AIE" if own.part else "AIL")
    return service.create_draft(provider.id, version.id, design=own, actor=actor)


def published(provider: Provider, **more: Any) -> DefinitionVersion:
    return service.publish(drafted(provider, **more).id, actor=staff(Role.PROVIDER_DESIGNER, provider))


def test_a_draft_starts_at_the_minimum_and_cannot_be_published_half_done(university: Provider) -> None:
    actor = staff(Role.PROVIDER_DESIGNER, university)
    draft = service.create_draft(university.id, ministries.standard().id, profile="sme_owners", actor=actor)
    assert (draft.state, draft.profile, draft.part, draft.number) == ("draft", "sme_owners", None, 1)
    with pytest.raises(NotPublishable) as refusal:
        service.publish(draft.id, actor=actor)
    assert [one.where for one in refusal.value.failures] == ["cost.es"]
    assert "costo" in refusal.value.said.es
    assert draft.state == "draft"


def test_a_provider_under_way_may_draft_but_not_publish(ministry: Ministry) -> None:
    provider = ministries.new_provider()
    draft = drafted(provider)
    with pytest.raises(NotAccreditedFor) as refusal:
        service.publish(draft.id, actor=staff(Role.PROVIDER_DESIGNER, provider))
    assert provider.name in refusal.value.said.es
    assert (draft.state, draft.achievement) == ("draft", None)


def test_publishing_freezes_an_achievement_that_the_schema_accepts(university: Provider, clock: Hand) -> None:
    version = published(university)
    assert (version.state, version.published_at) == ("published", clock.at)
    achievement = orjson.loads(version.achievement or b"")
    assert achievement["id"] == addresses.definition(version.id)
    assert achievement["creator"]["id"] == university.issuer.did  # type: ignore[union-attr]
    items = [one["targetUrl"] for one in achievement["alignment"] if one["targetType"] == "CFItem"]
    standard = version.standard_version
    needed = queries.requirements_of(version)
    assert items == [case.item_uri(addresses.base(), standard, outcome.id) for outcome in needed.outcomes]
    if not SCHEMAS.exists():
        pytest.skip("the Open Badges schemas are not beside the project")
    schema = json.loads((SCHEMAS / "ob_v3p0_achievementcredential_schema.json").read_text())
    schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/Achievement"}
    jsonschema.Draft201909Validator(schema).validate(achievement)


def test_publishing_states_the_hours_and_minimums_of_the_design_not_of_the_standard(university: Provider) -> None:
    own = design()
    test = own.instruments[0]
    own = replace(
        own, learning_hours=Decimal(20), instruments=(replace(test, minimum=Decimal(80)), *own.instruments[1:])
    )
    actor = staff(Role.PROVIDER_DESIGNER, university)
    draft = service.create_draft(university.id, ministries.standard().id, design=own, actor=actor)
    achievement = orjson.loads(service.publish(draft.id, actor=actor).achievement or b"")
    assert achievement["resultDescription"][0]["requiredValue"] == "23"
    assert any("mínimo 80" in one.get("targetDescription", "") for one in achievement["alignment"])
    assert queries.requirements_of(draft).instruments[0].minimum == 80


def test_a_part_is_published_under_its_own_title_and_competencies(ministry: Ministry) -> None:
    provider = ministries.new_provider()
    ministries.accredited(ministry, provider, codes=("AIE",))
    version = published(provider, code="AIE", profile=None, part="AIE-B")
    achievement = orjson.loads(version.achievement or b"")
    assert version.part == "AIE-B"
    part = next(one for one in achievement["alignment"] if one["targetType"] == "ext:StandardPart")
    assert part["targetCode"] == "AIE-B"
    assert {one["targetCode"] for one in achievement["alignment"] if one["targetType"] == "ext:RequiredLevel"} == {
        "AIE-I2",
        "AIE-I3",
    }


def test_refuses_to_publish_what_the_accreditation_does_not_cover(university: Provider) -> None:
    draft = drafted(university, code="AIE", profile=None, part="AIE-A")
    with pytest.raises(NotAccreditedFor):
        service.publish(draft.id, actor=staff(Role.PROVIDER_DESIGNER, university))


@pytest.mark.parametrize("end", ["suspended", "lapsed"])
def test_refuses_to_publish_after_the_accreditation_ended(
    university: Provider, ministry: Ministry, clock: Hand, end: str
) -> None:
    draft = drafted(university)
    if end == "lapsed":
        clock.tick(days=3 * 366)
    else:
        accreditation = provider_queries.history(university.id)[0]
        order = ChangeOrder("evidence_not_provided", "No entregó la evidencia.")
        providers.suspend(accreditation.id, order, actor=ministry.head)
        clock.tick(seconds=1)
    with pytest.raises(NotAccreditedFor):
        service.publish(draft.id, actor=staff(Role.PROVIDER_DESIGNER, university))


def test_refuses_a_standard_that_is_not_in_force(university: Provider) -> None:
    draft = drafted(university)
    curriculum_service.withdraw("std-ai-literacy", "1.0", reason="Defecto", actor=SYSTEM)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    with pytest.raises(StandardNotOpen):
        service.publish(draft.id, actor=actor)
    with pytest.raises(StandardNotOpen):
        service.create_draft(university.id, draft.standard_version_id, profile="sme_owners", actor=actor)


ACTS: list[tuple[str, Callable[[DefinitionVersion, Actor], object]]] = [
    (
        "draft",
        lambda v, a: service.create_draft(
            v.definition.provider_id, v.standard_version_id, profile="sme_owners", actor=a
        ),
    ),
    ("edit", lambda v, a: service.edit(v.id, queries.design_of(v), actor=a)),
    ("publish", lambda v, a: service.publish(v.id, actor=a)),
    ("withdraw", lambda v, a: service.withdraw(v.id, reason="x", actor=a)),
    ("continue", lambda v, a: service.new_version(v.id, actor=a)),
    ("discard", lambda v, a: service.discard(v.id, actor=a)),
]


@pytest.mark.databases("sqlite")
def test_refuses_every_act_by_anybody_but_the_providers_own_designers(university: Provider) -> None:
    version = drafted(university)
    other = ministries.new_provider()
    for actor in (
        ANONYMOUS,
        staff(Role.PROVIDER_DESIGNER, other),
        staff(Role.PROVIDER_READER, university),
        staff(Role.PROVIDER_ISSUER, university),
        Actor(kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(Role.AUTHORITY_ADMIN)})),
    ):
        for name, act in ACTS:
            with pytest.raises(NotAllowed):
                act(version, actor)
            assert version.state == "draft", name


def test_a_draft_may_be_saved_in_any_state(university: Provider, clock: Hand) -> None:
    draft = drafted(university)
    clock.tick(minutes=1)
    worse = replace(design(), title=Text("", ""), coverage={}, instruments=(), validity_months=-3, modes=("telepathy",))
    actor = staff(Role.PROVIDER_DESIGNER, university)
    saved = service.edit(draft.id, worse, actor=actor, seen=draft.changed_at)
    assert queries.design_of(saved) == worse
    assert saved.changed_at == clock.at


def test_refuses_to_overwrite_what_somebody_else_saved(university: Provider, clock: Hand) -> None:
    draft = drafted(university)
    seen = draft.changed_at
    actor = staff(Role.PROVIDER_DESIGNER, university)
    clock.tick(minutes=1)
    service.edit(draft.id, replace(design(), validity_months=12), actor=actor, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        service.edit(draft.id, design(), actor=actor, seen=seen)
    assert queries.design_of(draft).validity_months == 12


def test_refuses_to_touch_what_was_published(university: Provider) -> None:
    version = published(university)
    frozen = version.achievement
    actor = staff(Role.PROVIDER_DESIGNER, university)
    for attempt in (
        lambda: service.edit(version.id, design(), actor=actor),
        lambda: service.publish(version.id, actor=actor),
        lambda: service.discard(version.id, actor=actor),
    ):
        with pytest.raises(NotADraft):
            attempt()
    assert version.achievement == frozen


def test_a_new_version_continues_against_the_standard_now_in_force(university: Provider) -> None:
    first = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    curriculum_service.load([("v2.yaml", edited(LITERACY, 'version: "1.0"', 'version: "2.0"'))], SYSTEM)
    curriculum_service.enforce("std-ai-literacy", "2.0", SYSTEM, reason="Revisión")
    second = service.new_version(first.id, actor=actor)
    assert (second.number, second.state, second.standard_version.version) == (2, "draft", "2.0")
    assert second.design == first.design
    with pytest.raises(DraftOpen):
        service.new_version(first.id, actor=actor)
    with pytest.raises(NotPublished):
        service.new_version(second.id, actor=actor)
    with pytest.raises(NotAccreditedFor):  # accredited for 1.0 only
        service.publish(second.id, actor=actor)


def test_the_catalogue_shows_the_newest_published_version_only(university: Provider, clock: Hand) -> None:
    first = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    second = service.new_version(first.id, actor=actor)
    assert queries.catalogue() == (first,)
    clock.tick(days=1)
    service.publish(second.id, actor=actor)
    assert queries.catalogue() == (second,)
    assert queries.count_published() == 1
    assert first.state == "published"  # cohorts under way may finish with it
    service.withdraw(second.id, reason="Error en el temario", actor=actor)
    assert queries.catalogue() == (first,)


def test_refuses_to_withdraw_without_a_reason_or_twice(university: Provider, session: Db) -> None:
    version = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    with pytest.raises(WithdrawalReasonMissing):
        service.withdraw(version.id, reason=" ", actor=actor)
    service.withdraw(version.id, reason="Ya no se ofrece", actor=actor)
    assert version.withdrawn_at is not None
    with pytest.raises(NotPublished):
        service.withdraw(version.id, reason="Otra vez", actor=actor)
    line = session.scalars(select(AuditLine).where(AuditLine.action == "definition.withdrawn")).one()
    assert line.details["reason"] == "Ya no se ofrece"
    assert line.provider_id == university.id


def test_a_discarded_draft_leaves_nothing(university: Provider, session: Db) -> None:
    draft = drafted(university)
    service.discard(draft.id, actor=staff(Role.PROVIDER_DESIGNER, university))
    assert session.scalar(select(func.count()).select_from(Definition)) == 0
    assert queries.by_id(draft.id) is None
    with pytest.raises(NoSuchDefinition):
        queries.require(draft.id)


def test_discarding_a_second_version_keeps_the_first(university: Provider) -> None:
    first = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    service.discard(service.new_version(first.id, actor=actor).id, actor=actor)
    assert queries.catalogue() == (first,)


def test_two_definitions_of_one_title_have_two_addresses(university: Provider) -> None:
    one, two = drafted(university), drafted(university)
    assert one.definition.slug == "alfabetizacion-basica-en-ia"
    assert one.definition.slug != two.definition.slug
    assert {one.slug for one in queries.of_provider(university.id)} == {one.definition.slug, two.definition.slug}


@pytest.mark.serves("R32")
def test_the_catalogue_is_filtered_by_what_people_look_for(university: Provider) -> None:
    version = published(university)
    assert queries.catalogue(track="literacy", profile="general_workforce", state_code="19") == (version,)
    assert queries.catalogue(provider_id=university.id, text="ALFABETIZACION basica") == (version,)
    assert queries.catalogue(text=university.name.upper()) == (version,)
    for nothing in (
        {"track": "engineering"},
        {"profile": "sme_owners"},
        {"state_code": "20"},
        {"part": "AIE-A"},
        {"text": "soldadura"},
        {"text": "100%_"},
        {"provider_id": uuid.uuid4()},
    ):
        assert queries.catalogue(**nothing) == ()  # type: ignore[arg-type]


def test_a_definition_is_found_by_the_address_inside_documents(university: Provider) -> None:
    version = published(university)
    assert queries.by_uri(addresses.definition(version.id)) is version
    for stranger in (
        "",
        "https://elsewhere.example/definitions/" + str(version.id),
        addresses.definition(uuid.uuid4()),
        addresses.base() + "/definitions/x",
    ):
        assert queries.by_uri(stranger) is None


def test_findings_come_from_the_newest_designs_of_that_provider_alone(university: Provider, ministry: Ministry) -> None:
    empty = ministries.new_provider()
    assert {met for met, _ in queries.draft_findings(empty.id).values()} == {False}
    drafted(university)
    found = queries.draft_findings(university.id)
    assert sorted(found) == ["ACC-B1", "ACC-B2", "ACC-B3", "ACC-C1"]
    assert all(met for met, _ in found.values())
    short = drafted(university)
    service.edit(
        short.id, replace(design(), learning_hours=Decimal(1)), actor=staff(Role.PROVIDER_DESIGNER, university)
    )
    found = queries.draft_findings(university.id)
    assert (found["ACC-B1"][0], found["ACC-B2"][0]) == (True, False)
    assert {met for met, _ in queries.draft_findings(empty.id).values()} == {False}


def test_designs_against_a_standard_out_of_force_prove_nothing(university: Provider) -> None:
    drafted(university)
    curriculum_service.withdraw("std-ai-literacy", "1.0", reason="Defecto", actor=SYSTEM)
    assert {met for met, _ in queries.draft_findings(university.id).values()} == {False}


def test_every_act_is_audited_at_the_provider(university: Provider, session: Db, clock: Hand) -> None:
    version = published(university)
    clock.tick(seconds=dt.timedelta(hours=1).total_seconds())
    lines = session.scalars(
        select(AuditLine).where(AuditLine.subject_id == str(version.id)).order_by(AuditLine.at, AuditLine.action)
    ).all()
    assert {line.action for line in lines} == {"definition.drafted", "definition.published"}
    assert {line.provider_id for line in lines} == {university.id}
