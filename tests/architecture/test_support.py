"""The tests' own ground: no outside, an empty database each time, requests that share nothing with the test."""

from __future__ import annotations

import socket

import pytest
from flask import g

from registry.accounts.models import Account
from registry.db import db
from tests.support.people import new_account
from tests.support.sockets import OutsideSocket


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("8.8.8.8", 53)])
def test_no_test_reaches_another_machine(address):
    with socket.socket() as one, pytest.raises(OutsideSocket):
        one.connect(address)
    with socket.socket() as one, pytest.raises(OutsideSocket):
        one.connect_ex(address)


def test_no_test_asks_for_a_name():
    with pytest.raises(OutsideSocket):
        socket.getaddrinfo("registro.gob.test", 443)


@pytest.mark.parametrize("_again", [1, 2])
def test_what_a_test_wrote_is_gone_in_the_next(session, _again):
    assert db.session.scalars(db.select(Account)).all() == []
    new_account(email="ana@uni.example")
    db.session.commit()


def test_a_request_sees_what_the_test_wrote_and_nothing_else_of_it(client, session):
    g.actor = "the test's"
    account = new_account(email="ana@uni.example", name="Antes")
    client.enter(account)
    assert "Antes" in client.get("/cuenta").text
    client.post("/cuenta", data={"profile-name": "Después", "profile-language": "es"})
    assert account.name == "Después"
    assert g.actor == "the test's"


def test_the_databases_are_what_they_are_called(session, database_name):
    assert db.engine.dialect.name == database_name
    if database_name == "sqlite":
        assert db.session.execute(db.text("PRAGMA journal_mode")).scalar() == "wal"
        assert db.session.execute(db.text("PRAGMA foreign_keys")).scalar() == 1
