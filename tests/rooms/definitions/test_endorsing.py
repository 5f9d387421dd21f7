from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import orjson
import pytest
from sqlalchemy.orm import Session, scoped_session

from registry import addresses, contexts
from registry.accounts.actor import Actor, Grant
from registry.accounts.permissions import Role
from registry.clock import Hand
from registry.custody import service as custody
from registry.definitions import endorsing, queries, service
from registry.definitions.errors import NotADraft, NotInvited, NotPublished, PartnerUnfit
from registry.definitions.models import DefinitionVersion
from registry.documents.endorsement import subject_digest
from registry.errors import NotAllowed
from registry.providers import service as providers
from registry.providers.commands import Administrator, ProviderDetails
from registry.providers.errors import PartnerMayNotSign
from registry.providers.models import Provider
from registry.records.models import Document
from registry.signing import Algorithm, PublicKey, verify_data_integrity
from registry.signing.errors import SigningError
from tests.rooms.definitions.conftest import design
from tests.support import ministry as ministries
from tests.support.ministry import Ministry

Db = scoped_session[Session]
#: What is at stake here is signatures and who may give them, not the database.
pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def partner(ministry: Ministry, clock: Hand) -> Provider:
    """A technology company abroad with an agreement for two years."""
    details = ProviderDetails(
        slug="tecnologia-del-sur",
        legal_name="Tecnología del Sur Inc.",
        name="Tecnología del Sur",
        kind="co_signer",
        email="contacto@tecnologia.example",
        country="US",
    )
    return providers.register_co_signer(
        details,
        Administrator("Directora", "directora@tecnologia.example"),
        agreement_until=clock.at + dt.timedelta(days=730),
        actor=ministry.head,
    )


def staff(role: Role, provider: Provider) -> Actor:
    return Actor(kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(role, provider.id)}))


def published(provider: Provider) -> DefinitionVersion:
    actor = staff(Role.PROVIDER_DESIGNER, provider)
    draft = service.create_draft(provider.id, ministries.standard().id, design=design(), actor=actor)
    return service.publish(draft.id, actor=actor)


@pytest.fixture
def invited(university: Provider, partner: Provider) -> DefinitionVersion:
    version = published(university)
    endorsing.invite_partner(version.id, partner.id, actor=staff(Role.PROVIDER_DESIGNER, university))
    return version


@pytest.mark.serves("R65")
def test_a_signed_endorsement_binds_the_achievement_and_travels_in_it(
    invited: DefinitionVersion, partner: Provider, session: Db
) -> None:
    before = orjson.loads(invited.achievement or b"")
    answer = endorsing.sign_endorsement(invited.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner))
    after = orjson.loads(invited.achievement or b"")
    assert {name: value for name, value in after.items() if name != "endorsement"} == before
    (endorsement,) = after["endorsement"]
    assert endorsement["issuer"]["id"] == partner.issuer.did  # type: ignore[union-attr]
    assert endorsement["credentialSubject"]["id"] == addresses.definition(invited.id)
    assert endorsement["relatedResource"][0]["digestSRI"] == subject_digest(after)
    verify(endorsement, partner)
    assert answer.signed_at is not None
    document = session.get_one(Document, answer.document_id)
    assert (document.kind, document.uri) == ("endorsement", endorsement["id"])


def verify(endorsement: dict[str, Any], partner: Provider) -> None:
    assert partner.issuer is not None
    key = custody.active_key(partner.issuer, "issuing", Algorithm.ED25519)
    proof = endorsement["proof"]
    claims = {name: value for name, value in endorsement.items() if name != "proof"}
    verify_data_integrity(
        claims, proof=proof, public_key=PublicKey.from_multibase(key.public_multibase), contexts=contexts.store()
    )


def test_an_endorsement_does_not_stretch_to_another_achievement(invited: DefinitionVersion, partner: Provider) -> None:
    endorsing.sign_endorsement(invited.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner))
    achievement = orjson.loads(invited.achievement or b"")
    endorsement = achievement["endorsement"][0]
    assert subject_digest({**achievement, "name": "Otra cosa"}) != endorsement["relatedResource"][0]["digestSRI"]
    with pytest.raises(SigningError):
        verify({**endorsement, "name": "Respaldo de todo"}, partner)


def test_a_second_partner_leaves_the_first_endorsement_good(
    invited: DefinitionVersion, partner: Provider, university: Provider, ministry: Ministry
) -> None:
    other = ministries.new_provider()
    ministries.accredited(ministry, other)
    endorsing.invite_partner(invited.id, other.id, actor=staff(Role.PROVIDER_ADMIN, university))
    for one in (partner, other):
        endorsing.sign_endorsement(invited.id, one.id, actor=staff(Role.PROVIDER_ADMIN, one))
    achievement = orjson.loads(invited.achievement or b"")
    assert len(achievement["endorsement"]) == 2
    assert {one["relatedResource"][0]["digestSRI"] for one in achievement["endorsement"]} == {
        subject_digest(achievement)
    }


def test_a_partner_may_speak_in_its_own_words(invited: DefinitionVersion, partner: Provider) -> None:
    endorsing.sign_endorsement(
        invited.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner), comment="  La impartimos juntos. "
    )
    achievement = orjson.loads(invited.achievement or b"")
    assert achievement["endorsement"][0]["credentialSubject"]["endorsementComment"] == "La impartimos juntos."


def test_refuses_an_endorsement_by_the_provider_in_the_partners_name(
    invited: DefinitionVersion, partner: Provider, university: Provider
) -> None:
    for actor in (staff(Role.PROVIDER_ADMIN, university), staff(Role.PROVIDER_DESIGNER, partner)):
        with pytest.raises(NotAllowed):
            endorsing.sign_endorsement(invited.id, partner.id, actor=actor)
    assert b"endorsement" not in (invited.achievement or b"")


def test_refuses_an_endorsement_that_nobody_asked_for(university: Provider, partner: Provider) -> None:
    version = published(university)
    with pytest.raises(NotInvited):
        endorsing.sign_endorsement(version.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner))


def test_refuses_to_endorse_twice_or_after_declining(invited: DefinitionVersion, partner: Provider) -> None:
    actor = staff(Role.PROVIDER_ADMIN, partner)
    endorsing.sign_endorsement(invited.id, partner.id, actor=actor)
    for attempt in (endorsing.sign_endorsement, endorsing.decline):
        with pytest.raises(NotInvited):
            attempt(invited.id, partner.id, actor=actor)


def test_a_partner_may_decline(invited: DefinitionVersion, partner: Provider) -> None:
    actor = staff(Role.PROVIDER_ADMIN, partner)
    assert [one.definition_version_id for one in queries.invitations_for(partner.id)] == [invited.id]
    endorsing.decline(invited.id, partner.id, actor=actor)
    assert queries.invitations_for(partner.id) == []
    with pytest.raises(NotInvited):
        endorsing.sign_endorsement(invited.id, partner.id, actor=actor)
    assert b"endorsement" not in (invited.achievement or b"")


def test_a_draft_can_be_shown_to_a_partner_but_not_endorsed(university: Provider, partner: Provider) -> None:
    actor = staff(Role.PROVIDER_DESIGNER, university)
    draft = service.create_draft(university.id, ministries.standard().id, design=design(), actor=actor)
    endorsing.invite_partner(draft.id, partner.id, actor=actor)
    with pytest.raises(NotPublished):
        endorsing.sign_endorsement(draft.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner))


def test_refuses_partners_that_cannot_answer_for_it(
    university: Provider, partner: Provider, clock: Hand, ministry: Ministry
) -> None:
    version = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    for unfit in (university, ministries.new_provider()):  # itself; one without keys
        with pytest.raises(PartnerUnfit):
            endorsing.invite_partner(version.id, unfit.id, actor=actor)
    clock.tick(days=731)
    with pytest.raises(PartnerMayNotSign):
        endorsing.invite_partner(version.id, partner.id, actor=actor)


def test_refuses_a_signature_after_the_agreement_ended(
    invited: DefinitionVersion, partner: Provider, clock: Hand
) -> None:
    clock.tick(days=731)
    with pytest.raises(PartnerMayNotSign):
        endorsing.sign_endorsement(invited.id, partner.id, actor=staff(Role.PROVIDER_ADMIN, partner))


def test_asking_twice_is_asking_once(invited: DefinitionVersion, partner: Provider, university: Provider) -> None:
    endorsing.invite_partner(invited.id, partner.id, actor=staff(Role.PROVIDER_DESIGNER, university))
    assert len(queries.endorsements_of(invited.id)) == 1


def test_refuses_to_ask_for_what_was_withdrawn(university: Provider, partner: Provider) -> None:
    version = published(university)
    actor = staff(Role.PROVIDER_DESIGNER, university)
    service.withdraw(version.id, reason="Ya no se ofrece", actor=actor)
    with pytest.raises(NotADraft):
        endorsing.invite_partner(version.id, partner.id, actor=actor)
