"""Granting an accreditation, and every way in which it changes or ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from registry import addresses
from registry.accounts.actor import SYSTEM
from registry.audit.models import AuditLine
from registry.custody.queries import did_document_of
from registry.db import db
from registry.documents.parse import parse_credential
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.providers import queries, service
from registry.providers.commands import ChangeOrder, WantedStandard
from registry.providers.errors import ChangeRefused, ReasonUnknown
from registry.providers.models import Accreditation, Provider
from registry.providers.rules import AccreditationState, state_at
from registry.records import storage
from registry.signing import digest_sri
from tests.support import ministry as ministries
from tests.support.ministry import Ministry

SUSPEND = ChangeOrder("audit_disagreement", "El muestreo no coincidió.")


@pytest.fixture
def accreditation(ministry: Ministry, provider: Provider) -> Accreditation:
    return ministries.accredited(ministry, provider)


def covered(provider: Provider, at: dt.datetime, *, code: str = "AIL", profile: str = "general_workforce") -> bool:
    return queries.covering_accreditation(provider.id, ministries.standard(code).id, profile, None, at) is not None


def mails(kind: str) -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


def test_accreditation_is_a_credential_about_the_providers_did(
    accreditation: Accreditation, provider: Provider
) -> None:
    credential = parse_credential(orjson.loads(storage.signed_json(accreditation.document)))
    assert credential.issuer.id == addresses.authority_did()
    assert credential.subject.id == addresses.provider_did(provider.slug)
    assert credential.id == addresses.accreditation(accreditation.id)
    assert (credential.valid_from, credential.valid_until) == (accreditation.valid_from, accreditation.valid_until)


def test_scope_is_bound_by_its_digest(accreditation: Accreditation) -> None:
    claims = storage.claims_of(accreditation.document)
    assert claims["relatedResource"][0]["digestSRI"] == digest_sri(accreditation.scope)
    assert orjson.loads(accreditation.scope)["grants"][0]["standard"]["code"] == "AIL"


def test_provider_gets_its_four_keys(accreditation: Accreditation, provider: Provider) -> None:
    assert provider.issuer is not None
    assert len(did_document_of(provider.issuer)["verificationMethod"]) == 4  # type: ignore[arg-type]


def test_provider_keeps_its_keys_at_renewal(
    ministry: Ministry, provider: Provider, accreditation: Accreditation
) -> None:
    issuer = provider.issuer_id
    terms = service_terms()
    service.grant(provider, terms, application=None, actor=SYSTEM)
    assert provider.issuer_id == issuer


def service_terms() -> Any:
    from registry.providers.accrediting import Terms

    return Terms((WantedStandard(ministries.standard("AIL").id),), 36)


def test_refuses_issuing_against_a_standard_that_was_not_granted(
    accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    assert covered(provider, clock())
    assert not covered(provider, clock(), code="AIE")


def test_refuses_issuing_before_the_accreditation_began(
    accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    assert not covered(provider, accreditation.valid_from - dt.timedelta(seconds=1))


def test_refuses_issuing_once_the_validity_has_ended(accreditation: Accreditation, provider: Provider) -> None:
    assert covered(provider, accreditation.valid_until - dt.timedelta(seconds=1))
    assert not covered(provider, accreditation.valid_until)


def test_suspension_counts_from_its_moment_and_not_before(
    ministry: Ministry, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    before = clock.tick(days=30)
    clock.tick(days=1)
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    during = clock.tick(days=5)
    clock.tick(days=5)
    service.reinstate(accreditation.id, note="Se atendió.", actor=ministry.head)
    after = clock.tick(days=1)
    assert (covered(provider, before), covered(provider, during), covered(provider, after)) == (True, False, True)
    assert not covered(provider, during + dt.timedelta(days=4))


def test_suspension_sets_the_status_bit_and_reinstatement_clears_it(
    ministry: Ministry, accreditation: Accreditation
) -> None:
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    assert accreditation.document.state == "suspended"
    assert bit(accreditation)
    service.reinstate(accreditation.id, note="", actor=ministry.head)
    assert accreditation.document.state == "good"
    assert not bit(accreditation)


def bit(accreditation: Accreditation) -> bool:
    status_list, index = accreditation.document.status_list, accreditation.document.status_index
    assert status_list is not None and index is not None
    return bool(status_list.bits[index // 8] & (0x80 >> (index % 8)))


def test_every_change_has_a_signed_event_with_its_reason(ministry: Ministry, accreditation: Accreditation) -> None:
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    event = accreditation.events[-1]
    signed = next(one for one in accreditation.document.events if one.id == event.status_event_id)
    assert (signed.kind, signed.reason, signed.at) == ("suspended", "audit_disagreement", event.at)


def test_refuses_to_reinstate_what_was_revoked(ministry: Ministry, accreditation: Accreditation) -> None:
    service.revoke(accreditation.id, ChangeOrder("false_statement"), actor=ministry.head)
    with pytest.raises(ChangeRefused):
        service.reinstate(accreditation.id, note="", actor=ministry.head)
    assert bit(accreditation)


def test_refuses_to_suspend_twice(ministry: Ministry, accreditation: Accreditation) -> None:
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    with pytest.raises(ChangeRefused):
        service.suspend(accreditation.id, SUSPEND, actor=ministry.head)


def test_refuses_a_reason_outside_the_catalogue(ministry: Ministry, accreditation: Accreditation) -> None:
    with pytest.raises(ReasonUnknown):
        service.suspend(accreditation.id, ChangeOrder("porque sí"), actor=ministry.head)


def test_refuses_a_change_by_a_reviewer(ministry: Ministry, accreditation: Accreditation) -> None:
    with pytest.raises(NotAllowed):
        service.suspend(accreditation.id, SUSPEND, actor=ministry.reviewer(0))


def test_refuses_a_grant_by_a_reviewer(ministry: Ministry, provider: Provider) -> None:
    with pytest.raises(NotAllowed):
        service.grant(provider, service_terms(), application=None, actor=ministry.reviewer(0))


def test_a_lapse_is_recorded_once_and_needs_no_bit(
    ministry: Ministry, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    clock.set(accreditation.valid_until)
    assert service.lapse_due(actor=SYSTEM) == 1
    assert service.lapse_due(actor=SYSTEM) == 0
    assert accreditation.events[-1].kind == "lapsed"
    assert accreditation.events[-1].status_event_id is None
    assert not bit(accreditation)
    assert state_at(queries.facts_of(accreditation), clock()) == AccreditationState.LAPSED


def test_refuses_to_suspend_what_has_lapsed(ministry: Ministry, accreditation: Accreditation, clock: Any) -> None:
    clock.set(accreditation.valid_until)
    with pytest.raises(ChangeRefused):
        service.suspend(accreditation.id, SUSPEND, actor=ministry.head)


def test_closing_ends_every_accreditation_and_keeps_the_past(
    ministry: Ministry, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    before = clock()
    clock.tick(days=5)
    service.close(provider.id, note="", actor=ministry.head)
    assert covered(provider, before)
    assert not covered(provider, clock())
    assert state_at(queries.facts_of(accreditation), clock()) == AccreditationState.CLOSED
    assert accreditation.document.events[-1].reason == "provider_closed"


def test_administrators_are_told_of_each_change_in_their_language(
    ministry: Ministry, accreditation: Accreditation
) -> None:
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    [mail] = mails("accreditation_changed")
    assert mail.values["change"] == "suspended"
    assert mail.values["reason"] == "La auditoría por muestreo no coincidió"


def test_each_change_leaves_an_audit_line(ministry: Ministry, accreditation: Accreditation) -> None:
    service.revoke(accreditation.id, ChangeOrder("false_statement"), actor=ministry.head)
    actions = set(db.session.scalars(select(AuditLine.action).where(AuditLine.subject_kind == "accreditation")))
    assert actions == {"accreditation.granted", "accreditation.revoked"}


def test_renewal_begins_where_the_running_one_ends(
    ministry: Ministry, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    clock.set(accreditation.valid_until - dt.timedelta(days=90))
    service.grant(provider, service_terms(), application=None, actor=SYSTEM)
    renewed = queries.history(provider.id)[0]
    assert renewed.valid_from == accreditation.valid_until
    assert covered(provider, accreditation.valid_until)


def test_numbers_follow_one_another(ministry: Ministry, accreditation: Accreditation) -> None:
    other = ministries.accredited(ministry, ministries.new_provider(), ("AIE",))
    assert (accreditation.number, other.number) == ("ACR-2026-0001", "ACR-2026-0002")


def test_roll_shows_what_each_institution_is_now(
    ministry: Ministry, accreditation: Accreditation, provider: Provider, clock: Any
) -> None:
    ministries.new_provider()  # signed up, never accredited: not on the roll
    service.suspend(accreditation.id, SUSPEND, actor=ministry.head)
    [entry] = queries.roll(clock.tick(seconds=1))
    assert (entry.provider.id, entry.state, entry.standards) == (
        provider.id, AccreditationState.SUSPENDED, ("AIL 1.0",)
    )  # fmt: skip


def test_co_signer_gets_keys_and_no_accreditation(ministry: Ministry, clock: Any) -> None:
    from registry.providers.commands import Administrator, ProviderDetails

    details = ProviderDetails("tech", "Tech Inc.", "Tech", "technology_company", "a@tech.example", country="US")
    partner = service.register_co_signer(
        details, Administrator("Jo", "jo@tech.example", "en"),
        agreement_until=clock() + dt.timedelta(days=365), actor=ministry.head,
    )  # fmt: skip
    assert partner.issuer is not None
    assert list(queries.co_signers(clock())) == [partner]
    assert not covered(partner, clock())
    assert list(queries.co_signers(clock() + dt.timedelta(days=366))) == []
