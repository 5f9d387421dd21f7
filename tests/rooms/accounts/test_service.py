"""Accounts, roles, sessions and one-time links."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from registry.accounts import emails, queries, service
from registry.accounts.actor import ANONYMOUS, SYSTEM
from registry.accounts.errors import (
    AlreadyAdministered,
    EmailTaken,
    LastAdministrator,
    LinkSpent,
    NoSuchSession,
    PasswordCommon,
    RoleOutOfPlace,
    TooManyAttempts,
    WrongCredentials,
    WrongPassword,
)
from registry.accounts.models import Account, OneTimeLink, SignInSession
from registry.accounts.permissions import Role
from registry.audit import queries as audit
from registry.db import db
from registry.errors import NotAllowed, NotFound
from registry.notices.models import OutboxMessage
from tests.support.people import new_account
from tests.support.providers import new_provider

PASSWORD = "cuatro palabras sin relacion"


def link_token():
    message = db.session.scalars(
        db.select(OutboxMessage).order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
    ).first()
    return message.values["url"].rsplit("/", 1)[1]


def test_addresses_are_one_whatever_their_case(session):
    new_account(email="Ana@Uni.example")
    with pytest.raises(EmailTaken):
        new_account(email=" ana@uni.EXAMPLE ")


def test_passwords_are_kept_as_argon2_hashes_only(session):
    account = new_account(password=PASSWORD)
    assert account.password_hash.startswith("$argon2id$") and PASSWORD not in account.password_hash


def test_a_session_ends_by_time_by_hand_and_with_the_account(session, clock):
    account = new_account(Role.AUTHORITY_ADMIN, email="ana@uni.example", password=PASSWORD)
    new_account(Role.AUTHORITY_ADMIN)
    one, token = service.sign_in("ana@uni.example", PASSWORD)
    assert queries.live_session(token, at=clock()).account.id == account.id
    assert queries.live_session(token, at=clock() + dt.timedelta(hours=12)) is None
    service.end_session(one.id, actor=queries.actor_of(account))
    assert queries.live_session(token, at=clock()) is None
    _two, token = service.sign_in("ana@uni.example", PASSWORD)
    service.disable_account(account.id, actor=SYSTEM)
    assert queries.live_session(token, at=clock()) is None
    with pytest.raises(WrongCredentials):
        service.sign_in("ana@uni.example", PASSWORD)


def test_the_table_of_sessions_opens_nothing(session):
    _session, token = service.start_session(new_account())
    stored = db.session.scalars(db.select(SignInSession)).one()
    assert token.encode() not in stored.token_digest and len(stored.token_digest) == 32


def test_refuses_to_end_somebody_elses_session(session):
    mine, other = new_account(), new_account()
    theirs, _token = service.start_session(other)
    with pytest.raises(NoSuchSession):
        service.end_session(theirs.id, actor=queries.actor_of(mine))


def test_an_unknown_address_is_locked_like_a_known_one(session, clock):
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            service.sign_in("nadie@uni.example", "equivocada")
    with pytest.raises(TooManyAttempts):
        service.sign_in("nadie@uni.example", "equivocada")


def test_a_lock_does_not_keep_the_owner_out_who_has_the_mailbox(session, clock):
    new_account(email="ana@uni.example", password=PASSWORD)
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            service.sign_in("ana@uni.example", "equivocada")
    service.request_link("ana@uni.example")
    service.use_link(link_token())
    assert service.sign_in("ana@uni.example", PASSWORD)


def test_a_link_opens_once_and_not_after_its_time(session, clock):
    new_account(email="ana@uni.example")
    service.request_link("ana@uni.example")
    token = link_token()
    clock.tick(minutes=30)
    with pytest.raises(LinkSpent):
        service.use_link(token)
    clock.tick(minutes=-1)
    _session, _cookie, purpose = service.use_link(token)
    assert purpose == "sign_in"
    with pytest.raises(LinkSpent):
        service.use_link(token)


def test_a_link_dies_with_the_address_that_it_was_sent_to(session, clock):
    account = new_account(email="ana@uni.example")
    service.request_link("ana@uni.example")
    emails.take_away(account)
    emails.bind(account, "ana@otra.example", actor=SYSTEM)
    with pytest.raises(LinkSpent):
        service.use_link(link_token())


def test_nobodys_mailbox_is_flooded(session, clock):
    new_account(email="ana@uni.example")
    for _ in range(10):
        service.request_link("ana@uni.example")
    assert len(db.session.scalars(db.select(OutboxMessage)).all()) == 3
    clock.tick(minutes=16)
    service.request_link("ana@uni.example")
    assert len(db.session.scalars(db.select(OutboxMessage)).all()) == 4


def test_a_link_for_nobody_is_a_row_that_opens_nothing(session):
    service.request_link("nadie@uni.example")
    assert db.session.scalars(db.select(OneTimeLink)).one().account_id is None
    assert db.session.scalars(db.select(OutboxMessage)).all() == []


def test_roles_hold_where_they_were_granted_and_nowhere_else(session):
    here, there = new_provider("aqui"), new_provider("alla")
    actor = queries.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=here.id))
    assert actor.may("award:issue", at_provider=here.id)
    assert not actor.may("award:issue", at_provider=there.id) and not actor.may("award:issue")
    assert not actor.may("provider:staff", at_provider=here.id)


def test_refuses_a_role_in_the_wrong_place(session):
    account = new_account()
    provider = new_provider()
    for role, place in (
        (Role.AUTHORITY_ADMIN, provider.id),
        (Role.PROVIDER_ADMIN, None),
        (Role.HOLDER, None),
    ):
        with pytest.raises(RoleOutOfPlace):
            service.grant(account, role, provider_id=place, actor=SYSTEM)


def test_refuses_to_grant_without_the_permission_at_that_place(session):
    here, there = new_provider("aqui"), new_provider("alla")
    administrator = queries.actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=here.id))
    issuer = queries.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=here.id))
    target = new_account()
    service.grant(target, Role.PROVIDER_READER, provider_id=here.id, actor=administrator)
    for actor, role, place in (
        (administrator, Role.PROVIDER_READER, there.id),
        (administrator, Role.AUTHORITY_ADMIN, None),
        (issuer, Role.PROVIDER_ADMIN, here.id),
        (ANONYMOUS, Role.PROVIDER_READER, here.id),
    ):
        with pytest.raises(NotAllowed):
            service.grant(target, role, provider_id=place, actor=actor)


def test_refuses_to_take_the_last_administrator_away(session):
    provider = new_provider()
    account = new_account(Role.PROVIDER_ADMIN, provider_id=provider.id)
    actor = queries.actor_of(account)
    (member,) = queries.staff_of(provider.id)
    with pytest.raises(LastAdministrator):
        service.revoke_grant(member.grant_ids[0], provider_id=provider.id, actor=actor)
    new_account(Role.PROVIDER_ADMIN, provider_id=provider.id)
    with pytest.raises(NotFound):
        service.revoke_grant(member.grant_ids[0], provider_id=uuid.uuid4(), actor=actor)
    service.revoke_grant(member.grant_ids[0], provider_id=provider.id, actor=actor)
    assert not queries.actor_of(account).grants


def test_an_invitation_makes_an_account_a_role_and_a_mail(session, clock):
    provider = new_provider()
    administrator = queries.actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=provider.id))
    service.invite_staff(
        "eva@uni.example",
        "Eva Ruiz",
        Role.PROVIDER_DESIGNER,
        provider_id=provider.id,
        organisation="Centro",
        actor=administrator,
    )
    member = next(one for one in queries.staff_of(provider.id) if one.email == "eva@uni.example")
    assert member.invited and member.roles == (Role.PROVIDER_DESIGNER,)
    _session, _cookie, purpose = service.use_link(link_token())
    assert purpose == "invitation"
    assert not next(one for one in queries.staff_of(provider.id) if one.email == "eva@uni.example").invited


def test_there_is_only_one_first_administrator(session):
    service.create_first_administrator("jefa@sep.example", "Jefa", PASSWORD)
    assert queries.actor_of(queries.by_email("jefa@sep.example")).may("staff:manage")
    with pytest.raises(AlreadyAdministered):
        service.create_first_administrator("otra@sep.example", "Otra", PASSWORD)


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(session, clock):
    account = new_account(email="ana@uni.example", password=PASSWORD)
    actor = queries.actor_of(account)
    here, _token = service.start_session(account)
    service.start_session(account)
    with pytest.raises(WrongPassword):
        service.set_password("una frase bien nueva", current="no", actor=actor)
    with pytest.raises(PasswordCommon):
        service.set_password("password1234", current=PASSWORD, actor=actor)
    service.set_password("una frase bien nueva", current=PASSWORD, actor=actor, but=here.id)
    assert [one.id for one in queries.live_sessions(account.id, at=clock())] == [here.id]


def test_old_hashes_are_renewed_at_sign_in(make_app, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    db.session.commit()
    with make_app(argon2_time_cost=2).app_context():
        service.sign_in("ana@uni.example", PASSWORD)
        db.session.commit()
        assert "t=2" in db.session.scalars(db.select(Account)).one().password_hash


def test_addresses_of_strangers_are_forgotten_after_a_day(session, clock):
    service.request_link("nadie@uni.example")
    with pytest.raises(WrongCredentials):
        service.sign_in("nadie@uni.example", "equivocada")
    account = new_account()
    service.start_session(account)
    clock.tick(hours=23)
    assert service.forget_old() == 0
    clock.tick(hours=2)
    assert service.forget_old() == 2
    assert service.forget_old() == 0
    clock.tick(days=91)
    assert service.forget_old() == 1


def test_what_is_done_to_accounts_leaves_audit_lines_without_personal_data(session):
    account = new_account(Role.OPERATOR, email="ana@uni.example", name="Ana Núñez", password=PASSWORD)
    service.start_session(account)
    lines = audit.of_subject("account", account.id)
    assert {line.action for line in lines} == {"account.created", "role.granted", "session.started"}
    assert not any("Ana" in str(line.details) or "@" in str(line.details) for line in lines)
