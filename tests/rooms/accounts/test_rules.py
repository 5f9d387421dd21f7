"""What a password must be."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.accounts import rules
from registry.accounts.errors import EmailMalformed, NameMissing, PasswordCommon, PasswordTooLong, PasswordTooShort

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "password",
    [
        "cuatro palabras sin relacion",
        "correct horse battery staple",
        "xK3#vQ9!mZ7pL2",
        "mi gata duerme en el tejado",
        "Contraseña que nadie adivina",
    ],
)
def test_accepts_what_is_long_and_not_obvious(password):
    rules.check_password(password, about=("ana.nunez@uni.example", "Ana Núñez"))


@pytest.mark.parametrize("password", ["", "corta", "once letras"])
def test_refuses_a_short_password_with_its_length_and_the_minimum(password):
    with pytest.raises(PasswordTooShort) as refusal:
        rules.check_password(password)
    assert f"{len(password)} caracteres" in refusal.value.said.es and "12" in refusal.value.said.es


def test_refuses_a_novel():
    with pytest.raises(PasswordTooLong):
        rules.check_password("palabra " * 20)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "Contraseña123",
        "contrasena2026",
        "123456789012",
        "qwertyuiopas",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "121212121212",
        "Mexico2026!!",
        "holaholahola",
        "admin admin 1",
    ],
)
def test_refuses_what_anybody_would_try_first(password):
    with pytest.raises(PasswordCommon):
        rules.check_password(password)


@pytest.mark.parametrize("password", ["guadalajara.nunez", "nunez nunez 2026", "AnaNunez12345"])
def test_refuses_ones_own_name_with_decorations(password):
    about = ("nunez@guadalajara.example", "Ana Nunez")
    with pytest.raises(PasswordCommon):
        rules.check_password(password, about=about)


@pytest.mark.parametrize("email", ["a@b.mx", "ana.nunez+ia@uni.example", "ñandú@uni.example"])
def test_accepts_addresses(email):
    rules.check_email(email)


@pytest.mark.parametrize(
    "email",
    ["", "ana", "ana@", "@uni.mx", "ana@uni", "a b@uni.mx", "a@uni..mx", "a@b.mx\r\nBcc: x", "a" * 260 + "@b.mx"],
)
def test_refuses_what_is_no_address(email):
    with pytest.raises(EmailMalformed):
        rules.check_email(email)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "Ana\nNúñez"])
def test_refuses_an_empty_or_endless_name(name):
    with pytest.raises(NameMissing):
        rules.check_name(name)


def test_passwords_pause_after_ten_failures_and_for_a_quarter_of_an_hour():
    assert not rules.is_locked(9, NOON, at=NOON)
    assert rules.is_locked(10, NOON, at=NOON + dt.timedelta(minutes=14))
    assert not rules.is_locked(10, NOON, at=NOON + dt.timedelta(minutes=15))
