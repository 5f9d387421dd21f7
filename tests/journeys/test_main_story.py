"""The main story as services: standard, definition, accreditation, workbook, signature, claim, share, verdict."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest
import time_machine

from registry import addresses, clock
from registry.awards import service as awards
from registry.awards import sharing
from registry.awards.errors import NotAccredited, RequirementsNotMet
from registry.awards.models import Award
from registry.custody import queries as custody
from registry.db import db
from registry.demo import cast, story
from registry.demo.workbook import learners_csv
from registry.documents.read import read_presented
from registry.issuing import deliveries, planning, queries, service, working
from registry.providers import queries as providers
from registry.providers import service as provider_service
from registry.providers.commands import ChangeOrder
from registry.records import storage
from registry.records.models import StatusList
from registry.trust.gather import gather
from registry.trust.service import examine
from registry.verification import Policy, Verdict, verify
from registry.verification.evidence import Unreachable
from tests.support.world import SHARED, World


def from_file(world: World, data: bytes, name: str = "learners.csv") -> Any:
    """Take a file through plan and commit, as the pages do."""
    batch = planning.upload(world.literacy.id, file_name=name, data=data, actor=world.issuer)
    planning.choose_mapping(batch, {}, consent=True, actor=world.issuer)
    planning.review(batch, actor=world.issuer)
    planning.confirm(batch, actor=world.issuer)
    db.session.commit()
    return batch


def test_a_workbook_becomes_credentials_that_verify(world: World) -> None:
    batch = from_file(world, learners_csv(12))
    counts = queries.counts(batch.id)
    assert (counts["planned"], counts["reject"], counts["not_competent"]) == (10, 1, 1)
    service.commit(batch, expected_hash=batch.plan_hash, actor=world.issuer)
    db.session.commit()
    working.work()
    assert batch.state == "issued"
    assert len(service.folios_of(batch.id)) == 10
    award = db.session.scalars(db.select(Award).where(Award.batch_id == batch.id)).first()
    assert award is not None
    for form in ("di", "jwt"):
        report = world.report(award, form=form)
        assert report.verdict is Verdict.VALID, report.headline.en


def test_the_same_file_twice_issues_nothing_twice(world: World) -> None:
    first = from_file(world, learners_csv(12))
    service.commit(first, expected_hash=first.plan_hash, actor=world.issuer)
    working.work()
    second = from_file(world, learners_csv(12))
    assert queries.counts(second.id)["planned"] == 0


def test_undo_within_the_quarter_hour_revokes_everything_and_sends_nothing(world: World) -> None:
    batch = from_file(world, learners_csv(12))
    service.commit(batch, expected_hash=batch.plan_hash, actor=world.issuer)
    working.work()
    issued = db.session.scalars(db.select(Award).where(Award.batch_id == batch.id)).all()
    assert service.undo(batch, actor=world.issuer) == len(issued) == 10
    db.session.commit()
    assert {world.report(award).verdict for award in issued} == {Verdict.INVALID}
    assert deliveries.mails(batch.id).total == 0


def test_a_holder_receives_shares_and_withdraws(world: World) -> None:
    (award,) = world.award()
    holder = world.told.enter(award, "persona@persona.example", award.person.full_name)
    awards.answer(award, accept=True, actor=holder)
    link, token = sharing.share(award, actor=holder)
    assert sharing.open_share(token).award_id == award.id
    sharing.withdraw(link, actor=holder)
    with pytest.raises(sharing.ShareClosed):
        sharing.open_share(token)
    # The link's end is not the credential's.
    assert world.report(award).verdict is Verdict.VALID


def test_refuses_to_issue_once_accreditation_is_suspended_or_revoked(world: World) -> None:
    accreditation = providers.history(world.told.consortium.id)[0]
    head = world.stage.actor(cast.HEAD)
    provider_service.suspend(accreditation.id, ChangeOrder("security_incident"), actor=head)
    with pytest.raises(NotAccredited):
        world.award()
    provider_service.reinstate(accreditation.id, note="Incidente atendido.", actor=head)
    world.award()
    provider_service.revoke(accreditation.id, ChangeOrder("false_statement"), actor=head)
    with pytest.raises(NotAccredited):
        world.award()


def test_refuses_to_issue_after_the_accreditation_has_lapsed(world: World) -> None:
    with pytest.raises(NotAccredited):
        story.issue(world.stage, world.told.lapsed, world.told.definitions["lapsed"], list(world.stage.crowd.people(1)))
    with pytest.raises(NotAccredited):
        planning.upload(
            world.told.definitions["lapsed"].id,
            file_name="x.csv",
            data=learners_csv(3),
            actor=world.stage.actor(cast.issuer(cast.LAPSED)),
        )


@pytest.mark.serves("R04")
def test_refuses_a_score_below_the_standards_minimum_whoever_asks(world: World) -> None:
    person = next(world.stage.crowd.people(1))
    command = story._command(world.stage, world.literacy, person)
    first = next(iter(command.scores))
    from decimal import Decimal

    low = command._replace(scores={**command.scores, first: Decimal("10")})
    with pytest.raises(RequirementsNotMet):
        awards.issue([low], story.IssueContext(definition_version_id=world.literacy.id), actor=world.issuer)


def test_the_report_of_a_lapsed_provider_is_valid_and_says_so(world: World) -> None:
    world.clock.set(clock.now() - dt.timedelta(days=500))
    (award,) = story.issue(
        world.stage, world.told.lapsed, world.told.definitions["lapsed"], list(world.stage.crowd.people(1))
    )
    world.clock.tick(days=500)
    world.renew_lists()
    report = world.report(award)
    assert report.verdict is Verdict.VALID
    now = report.check("accredited_now")
    assert now is not None and now.result.value == "warning"
    assert "lapsed" in report.headline.en or "ended" in report.headline.en


def test_a_suspended_credential_verifies_again_once_reinstated_from_the_same_file(world: World) -> None:
    (award,) = world.award()
    file = storage.signed_json(award.document)
    awards.suspend(award, reason="under_investigation", actor=world.issuer)
    db.session.commit()
    assert examine(read_presented(file)).verdict is Verdict.AUTHENTIC_NOT_CURRENT
    assert not oracle_accepts(file)
    awards.reinstate(award, actor=world.issuer)
    db.session.commit()
    assert examine(read_presented(file)).verdict is Verdict.VALID
    assert oracle_accepts(file)


def test_a_list_that_cannot_be_had_is_not_checked_and_never_a_tick(world: World) -> None:
    import dataclasses

    from registry import contexts

    (award,) = world.award()
    presented = read_presented(storage.signed_json(award.document))
    evidence = gather(presented)
    blind = dataclasses.replace(
        evidence, status_lists={url: Unreachable("timeout", source=url) for url in evidence.status_lists}
    )
    report = verify(presented, blind, Policy(contexts=contexts.store()), at=clock.now())
    assert report.verdict is Verdict.UNVERIFIABLE
    check = report.check("revocation")
    assert check is not None and check.result.value == "not_checked"


def test_the_report_does_not_change_when_the_awards_table_is_empty(world: World) -> None:
    (award,) = world.award()
    file = storage.signed_json(award.document)
    before = examine(read_presented(file)).as_dict()
    for table in ("claim", "share_link", "award_document", "award_endorsement", "award"):
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()
    assert examine(read_presented(file)).as_dict() == before


@pytest.mark.parametrize("form", ["di", "jwt"])
def test_an_independent_library_accepts_what_is_issued(world: World, form: str) -> None:
    (award,) = world.award()
    file = storage.signed_json(award.document) if form == "di" else storage.signed_jwt(award.document).encode()
    assert oracle_accepts(file)


def test_an_independent_library_refuses_what_was_tampered_with_or_revoked(world: World) -> None:
    (award,) = world.award()
    document = orjson.loads(storage.signed_json(award.document))
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Otra Persona"
    assert not oracle_accepts(orjson.dumps(document))
    awards.revoke(award, reason="fraud", actor=world.issuer)
    assert not oracle_accepts(storage.signed_json(award.document))
    assert not oracle_accepts(storage.signed_jwt(award.document).encode())


def oracle_accepts(file: bytes) -> bool:
    """What openbadgeslib says, which shares no code with us, with our published files as its network.

    It judges by the machine's clock, which is put to the world's: status lists live for days.
    """
    with time_machine.travel(clock.now(), tick=False):
        return _oracle_accepts(file)


def _oracle_accepts(file: bytes) -> bool:
    from openbadgeslib.ob3.ldp import OB3LdpVerifier
    from openbadgeslib.ob3.verifier import OB3Verifier

    def download(url: str, *_args: Any, **_more: Any) -> bytes:
        issuer = custody.issuer_by_did(_did_of(url))
        if issuer is not None:
            return orjson.dumps(custody.did_document_of(issuer))
        row = db.session.scalars(db.select(StatusList).where(StatusList.public_id == url.rsplit("/", 1)[-1])).one()
        assert row.signed_jwt is not None
        return row.signed_jwt

    is_json = file.lstrip().startswith(b"{")
    text = file.decode()
    claims = orjson.loads(text) if is_json else OB3Verifier._decode_unverified(text)
    issuer_id = claims["issuer"]["id"] if isinstance(claims["issuer"], dict) else claims["issuer"]
    verifier = (OB3LdpVerifier if is_json else OB3Verifier).for_issuer_did(issuer_id, download=download)
    try:
        verifier.verify(text, check_status=True, verify_status_list=True, download=download)
    except Exception:
        return False
    return True


def _did_of(url: str) -> str:
    path = url.removeprefix(addresses.base()).removesuffix("/did.json").strip("/")
    return addresses.authority_did() if path == ".well-known" else addresses.provider_did(path.rsplit("/", 1)[-1])


@pytest.mark.databases("sqlite")
def test_the_universitys_own_workbook_gives_exactly_what_its_key_says(world: World) -> None:
    path = SHARED / "domain" / "samples" / "university_graduates.xlsx"
    if not path.exists():
        pytest.skip("the sample workbook lies beside the project's own repository, not in a clone of it")
    batch = from_file(world, path.read_bytes(), path.name)
    counts = queries.counts(batch.id)
    assert {name: counts[name] for name in ("ready", "warn", "reject", "not_competent", "ignore")} == {
        "ready": 1162, "warn": 12, "reject": 19, "not_competent": 7, "ignore": 4,
    }  # fmt: skip
    assert counts["planned"] == 1174


def test_a_root_signed_by_two_of_three_keys_keeps_the_third(world: World) -> None:
    from registry.trust import root, root_store

    first = root_store.latest()
    assert first is not None
    two = dict(list(world.told.root_keys.items())[:2])
    root_store.publish(two, authority_name="Otra Autoridad Ficticia")
    newest = root_store.latest()
    assert newest is not None and newest.version == first.version + 1
    assert set(orjson.loads(newest.body)["signed"]["rootKeys"]) == set(world.told.root_keys)
    known = root_store.current(clock.now())
    assert isinstance(known, root_store.Sourced)
    assert known.value.authority_name == "Otra Autoridad Ficticia"
    with pytest.raises(root.RootRefused):
        root_store.publish(dict(list(world.told.root_keys.items())[:1]), authority_name="Sola")


def test_refuses_to_correct_a_suspended_award_which_would_lift_the_suspension(world: World) -> None:
    from registry.awards.corrections import correct_name
    from registry.awards.errors import NotCorrectable

    (award,) = world.award()
    awards.suspend(award, reason="under_investigation", actor=world.issuer)
    with pytest.raises(NotCorrectable):
        correct_name(award, "Otro Nombre Ficticio", actor=world.issuer)
    assert world.report(award).verdict is Verdict.AUTHENTIC_NOT_CURRENT


def test_a_corrected_name_supersedes_and_the_old_file_says_so(world: World) -> None:
    from registry.awards.corrections import correct_name

    (award,) = world.award()
    old = storage.signed_json(award.document)
    correct_name(award, "Nombre Corregido Ficticio", actor=world.issuer)
    db.session.commit()
    report = examine(read_presented(old))
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT
    check = report.check("superseded")
    assert check is not None and check.result.value == "failed"
    assert world.report(award).verdict is Verdict.VALID
