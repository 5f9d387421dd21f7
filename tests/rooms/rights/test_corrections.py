"""A corrected name on every award at every institution; closed ones in custody; minors; opposition."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.audit import queries as audit
from registry.awards import corrections, lookups, naming, sharing
from registry.awards import queries as awards
from registry.awards import service as award_service
from registry.awards.custody_errors import InCustody, ProviderClosed
from registry.awards.errors import NotAccredited
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions import service as definitions
from registry.definitions.design import starting_design
from registry.documents.read import read_presented
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.people import guardians
from registry.people.errors import GuardianNeeded
from registry.providers import accrediting, keeping
from registry.providers import queries as providers_queries
from registry.providers import service as providers
from registry.providers.accrediting import Terms
from registry.providers.commands import ChangeOrder, WantedStandard
from registry.records import lists, storage
from registry.records.models import StatusList
from registry.rights import correcting, guarding, service
from registry.rights.correcting import NewName
from registry.rights.errors import AlreadyAsked, AuthorityDecides, ChooseAwards, NothingToChange
from registry.texts import Text
from registry.trust.service import examine
from tests.doors.web.learner import story
from tests.support import ministry as ministries
from tests.support.people import new_account

EMAIL = "lu@correo.example"
OLD, NEW = "Luis Balam Kʼin", "Lucía Balam K'in"


@pytest.fixture
def school(session: Any, clock: Any) -> story.School:
    return story.open_school()


def second_school() -> story.School:
    """Another institution with a definition of its own."""
    provider = ministries.new_provider("instituto-del-sur")
    standard = ministries.standard()
    accrediting.grant(provider, Terms((WantedStandard(standard.id),), 36), application=None, actor=head())
    designer, issuer = (_staff(one, provider.id) for one in (Role.PROVIDER_DESIGNER, Role.PROVIDER_ISSUER))
    same = Text("Escriba a la institución.", "Write to the institution.")
    design = dataclasses.replace(
        starting_design(curriculum.typed(standard), "secondary_teachers"), title=story.TITLE, appeal=same, cost=same
    )
    draft = definitions.create_draft(
        provider.id, standard.id, profile="secondary_teachers", design=design, actor=designer
    )
    version = definitions.publish(draft.id, actor=designer)
    db.session.commit()
    return story.School(provider, version, issuer)


def head() -> Actor:
    """Who decides for the authority."""
    return accounts.actor_of(accounts.recipients([Role.AUTHORITY_ADMIN], None)[0])


def _staff(role: Role, provider_id: Any = None) -> Actor:
    return accounts.actor_of(new_account(role, provider_id=provider_id, name="Personal"))


def holder(*held: Award, name: str = OLD) -> Actor:
    """The account of whoever holds these, which she or he has accepted."""
    actor = accounts.actor_of(new_account(person_id=held[0].person_id, email=EMAIL, name=name))
    for one in held:
        award_service.answer(one, accept=True, actor=actor)
    db.session.commit()
    return actor


def test_one_request_reaches_every_institution_and_the_old_file_tells_nothing(school: story.School, clock: Any) -> None:
    other = second_school()
    curp = story.curp()
    claims = story.teacher(
        full_name=OLD, given_names="Luis", first_surname="Balam", second_surname="Kʼin", email=EMAIL, curp=curp
    )
    first, second = (story.issue(one, claims)[0] for one in (school, other))
    (third,) = story.issue(school, claims._replace(email=None))
    actor = holder(first, second, third)
    old_file = storage.signed_json(first.document)
    _, token = sharing.share(first, actor=actor)
    for wrong, refusal in (((), ChooseAwards), ((story.claim_of(first).id,), ChooseAwards)):
        with pytest.raises(refusal):
            correcting.ask(NewName(NEW, "Balam", "gender"), wrong, language="es", actor=actor)
    with pytest.raises(NothingToChange):
        correcting.ask(NewName(naming.name_on(first), "Balam", "typing"), [first.id], language="es", actor=actor)

    request = correcting.ask(
        NewName(NEW, "Balam", "gender"), [first.id, second.id, third.id], language="es", actor=actor
    )
    with pytest.raises(AlreadyAsked):
        correcting.ask(NewName("Otro Nombre", "Nombre", "typing"), [first.id], language="es", actor=actor)
    parts = {part.provider_id: part for part in request.parts}
    assert {key: len(part.award_ids) for key, part in parts.items()} == {school.provider.id: 2, other.provider.id: 1}
    assert len(mails("correction_asked")) >= 2
    with pytest.raises(NotAllowed):
        correcting.correct(parts[school.provider.id], actor=other.issuer)
    clock.tick(minutes=5)
    assert correcting.correct(parts[school.provider.id], actor=school.issuer) == 2
    assert request.state == "open" and [one.kind for one in mails("rights_state")] == ["rights_state"]
    assert (naming.name_on(first), naming.name_on(third)) == (NEW, NEW) and naming.name_on(second) != NEW
    assert correcting.correct(parts[other.provider.id], actor=other.issuer) == 1
    db.session.commit()
    assert request.state == "done" and request.wanted == {} and request.open_key is None
    assert db.session.get_one(Account, actor.account_id).name == NEW

    # Folio and link lead to the new document; the old certificate's surname still finds it, and a stranger's does not.
    assert sharing.open_share(token).award.document_id == first.document_id
    assert examine(read_presented(storage.signed_json(first.document))).verdict.value == "valid"
    for surname, found in (("Balam", True), ("Kʼin", True), ("Balam K'in", True), ("Luis", False), ("Pech", False)):
        assert (awards.by_folio_and_surname(first.folio, surname) is not None) is found, surname
    (stored,) = lookups.awards_of_folios([first.folio]).values()
    assert lookups.is_holder(stored, surname="", name=OLD) and not lookups.is_holder(
        stored, surname="", name="Luis Pech"
    )
    # Nothing that the registry says about the old file names anybody but whom the file itself names.
    report = examine(read_presented(old_file))
    assert any(check.code == "superseded" for check in report.checks)
    assert "Luc" not in str(report.as_dict())
    events = [event for one in awards.documents_of(first.id) for event in one.events]
    assert {event.reason for event in events} == {"corrected_copy_issued"}
    assert "Luis" not in storage.signed_json(first.document).decode()


@pytest.mark.databases("sqlite")
def test_a_closed_institution_is_corrected_by_the_registry_as_the_authority_decides(
    school: story.School, clock: Any
) -> None:
    (award,) = story.issue(school, story.teacher(full_name=OLD, first_surname="Balam", email=EMAIL))
    actor = holder(award)
    clock.tick(minutes=10)
    providers.close(school.provider.id, note="Cerró sus puertas por decisión propia.", actor=head())
    db.session.commit()
    issuing = [key for key in school.provider.issuer.keys if key.purpose == "issuing"]
    assert all(key.retired_at for key in issuing) and examine_of(award).verdict.value == "valid"
    with pytest.raises(ProviderClosed):
        story.issue(school, story.teacher())
    request = correcting.ask(NewName(NEW, "Balam", "civil"), [award.id], language="en", actor=actor)
    (part,) = request.parts
    assert correcting.waiting_at(None) == [part]
    with pytest.raises(AuthorityDecides):
        correcting.correct(part, actor=school.issuer)
    clock.tick(minutes=10)
    assert correcting.correct(part, actor=head()) == 1
    db.session.commit()
    report = examine_of(award)
    assert (report.verdict.value, naming.name_on(award)) == ("valid", NEW)
    with pytest.raises(ProviderClosed):
        story.issue(school, story.teacher())
    db.session.rollback()
    assert keeping.retire_due() == 0
    clock.tick(days=32)
    lists_before = db.session.scalars(select(StatusList.valid_until)).all()
    assert lists.renew_due() >= 1 and min(db.session.scalars(select(StatusList.valid_until))) > max(lists_before)
    assert (keeping.retire_due(), keeping.retire_due()) == (1, 0)
    db.session.commit()
    assert examine_of(award).verdict.value == "valid", "a month later the custody is over, and its signature stands"
    assert not any(key.retired_at is None for key in school.provider.issuer.keys if key.purpose == "issuing")
    custody_decides(school, award)


def custody_decides(school: story.School, award: Award) -> None:
    """What a closed institution's own people can do no more, the authority does: with reasons, audit and mail."""
    for act in (
        lambda actor: award_service.suspend(award, reason="under_investigation", actor=actor),
        lambda actor: award_service.revoke(award, reason="issued_in_error", actor=actor),
        lambda actor: corrections.correct_name(award, "Otro Nombre", actor=actor),
    ):
        with pytest.raises(InCustody):
            act(school.issuer)
        db.session.rollback()
    award_service.suspend(award, reason="under_investigation", actor=head())
    assert "suspended" in {check.code for check in examine_of(award).checks}
    award_service.reinstate(award, actor=head())
    corrections.correct_name(award, OLD, first_surname="Balam", actor=head())
    assert (examine_of(award).verdict.value, naming.name_on(award)) == ("valid", OLD)
    award_service.revoke(award, reason="issued_in_error", actor=head())
    db.session.commit()
    assert examine_of(award).verdict.value == "invalid"
    lines = [one.action for one in audit.of_subject("award", str(award.id))]
    assert {"award.suspended", "award.reinstated", "award.corrected", "award.revoked"} <= set(lines)
    assert [one.values["change"] for one in mails("award_changed")][-4:] == [
        "suspended", "reinstated", "corrected", "revoked",
    ]  # fmt: skip


@pytest.mark.databases("sqlite")
def test_an_institution_without_accreditation_keeps_its_holders_names_right(school: story.School, clock: Any) -> None:
    """Not closed, not accredited any more: the authority signs corrections, which makes nobody accredited."""
    (award,) = story.issue(school, story.teacher(full_name=OLD, first_surname="Balam", email=EMAIL))
    actor = holder(award)
    (ending,) = providers_queries.history(school.provider.id)
    with pytest.raises(NotAllowed):  # while it is accredited, the authority has nothing to decide here
        award_service.revoke(award, reason="issued_in_error", actor=head())
    request = correcting.ask(NewName(NEW, "Balam", "civil"), [award.id], language="es", actor=actor)
    (part,) = request.parts
    assert (correcting.waiting_at(None), correcting.waiting_at(school.provider.id)) == ([], [part])
    clock.tick(minutes=10)
    providers.revoke(ending.id, ChangeOrder("evidence_not_provided", "Se resolvió retirarla."), actor=head())
    db.session.commit()
    assert (correcting.waiting_at(None), correcting.waiting_at(school.provider.id)) == ([part], [])
    with pytest.raises(AuthorityDecides):
        correcting.correct(part, actor=school.issuer)
    assert correcting.correct(part, actor=head()) == 1
    db.session.commit()
    report = examine_of(award)
    said = {check.id: check.code for check in report.checks}
    assert (report.verdict.value, said["accredited_at_issue"], said["accredited_now"]) == (
        "valid", "accredited", "revoked_since",
    )  # fmt: skip
    (line,) = providers_queries.roll(clock())
    assert line.accreditation == ending and not providers_queries.running(school.provider.id, clock())
    with pytest.raises(NotAccredited):
        story.issue(school, story.teacher())
    db.session.rollback()
    # It still answers for what it issued.
    award_service.suspend(award, reason="under_investigation", actor=school.issuer)


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R29")
def test_a_minor_shares_once_a_guardian_has_consented(school: story.School, clock: Any) -> None:
    (award,) = story.issue(school, story.teacher(email=EMAIL))
    actor = holder(award)
    award.person.born_on = clock().date().replace(year=clock().year - 15)
    with pytest.raises(GuardianNeeded):
        sharing.share(award, actor=actor)
    assert awards.by_folio_and_surname(award.folio, "Ñúñez") is None
    guarding.ask(name="Rosa Pérez", email="rosa@correo.example", relation="mother", language="es", actor=actor)
    (mail,) = mails("guardian_asked")
    token = mail.values["url"].rsplit("/", 1)[-1]
    assert mail.to == "rosa@correo.example" and guardians.consent_of(award.person).given_at is None
    guarding.decide(token, agree=True)
    link, _ = sharing.share(award, actor=actor)
    assert awards.by_folio_and_surname(award.folio, "Ñúñez") is not None
    guarding.decide(token, agree=False)
    db.session.refresh(link)
    assert link.withdrawn_at is not None
    with pytest.raises(GuardianNeeded):
        sharing.share(award, actor=actor)
    guardians.record_paper(award.person, name="Rosa Pérez", relation="mother", text_version="1", actor=school.issuer)
    assert guardians.may_share(award.person)
    award.person.born_on = clock().date().replace(year=clock().year - 18)
    assert not guardians.is_minor(award.person)


@pytest.mark.databases("sqlite")
def test_who_opposes_is_not_found(school: story.School, clock: Any) -> None:
    """Nor counted: tests/rooms/outcomes holds the counts to that."""
    held = story.issue(school, story.teacher(email=EMAIL), story.teacher(email="b@correo.example"))
    actor = holder(held[0])
    clock.tick(minutes=1)
    for purpose in ("found", "counted"):
        service.oppose(purpose, on=True, language="es", actor=actor)
    assert awards.by_folio_and_surname(held[0].folio, "Ñúñez") is None and not lookups.awards_of_folios([held[0].folio])
    assert awards.by_folio_and_surname(held[1].folio, "Ñúñez") is not None
    assert {one.state for one in service.requests_of(held[0].person_id)} == {"done"}
    for purpose in ("found", "counted"):
        service.oppose(purpose, on=False, language="es", actor=actor)
    assert awards.by_folio_and_surname(held[0].folio, "Ñúñez") is not None


def examine_of(award: Award) -> Any:
    return examine(read_presented(storage.signed_json(award.document)))


def mails(kind: str) -> list[OutboxMessage]:
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.created_at, OutboxMessage.id)
        )
    )
