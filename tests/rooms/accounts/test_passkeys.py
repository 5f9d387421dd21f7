"""Passkeys against an authenticator in software that can be made to lie: what each lie is refused for."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from registry.accounts import passkeys, queries
from registry.accounts.errors import CeremonyOver, NoSuchPasskey, PasskeyRefused, TooManyPasskeys
from registry.accounts.models import Account, Ceremony, Passkey
from registry.accounts.passkeys import RelyingParty
from registry.accounts.service import forget_old
from registry.db import db
from tests.support.people import new_account

HERE = RelyingParty("registro.example", "https://registro.example", "Registro")
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One passkey on one device. Its fields are what it says, and a test may have it say something else."""

    origin: str = HERE.origin
    host: str = HERE.host
    flags: int = PRESENT | VERIFIED
    count: int = 0
    handle: bytes = b""
    kind: str = ""
    credential: bytes = b"credential of this device"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a wish for a new passkey (attestation ``none``)."""
        self.handle = self.handle or base64.urlsafe_b64decode(options["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        attested = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cose
        data = self._data(self.flags | ATTESTED) + attested
        response = {
            "clientDataJSON": text(self._said(options, "webauthn.create")),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._written(response)

    def sign(self, options: dict[str, Any]) -> str:
        """The answer to a challenge."""
        said, data = self._said(options, "webauthn.get"), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text(said),
            "authenticatorData": text(data),
            "signature": text(signature),
            "userHandle": text(self.handle) if self.handle else None,
        }
        return self._written(response)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _said(self, options: dict[str, Any], kind: str) -> bytes:
        said = {"type": self.kind or kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _written(self, response: dict[str, Any]) -> str:
        key = text(self.credential)
        return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": response})


@pytest.fixture
def ana(session: Any, clock: Any) -> Account:
    return new_account(email="ana@correo.example")


def save(account: Account, device: Authenticator, *, name: str = "Mi celular") -> Passkey:
    actor = queries.actor_of(account)
    options, token = passkeys.begin_new(HERE, actor=actor)
    return passkeys.finish_new(token, device.make(options), name, HERE, actor=actor)


def enter(device: Authenticator, change: Callable[[Authenticator], None] | None = None) -> Account:
    options, token = passkeys.begin_enter(HERE)
    if change is not None:
        device = dataclasses.replace(device, count=device.count + 1)  # or the count alone would be the reason
        change(device)
    return passkeys.finish_enter(token, device.sign(options), HERE)


def test_the_account_is_found_by_the_passkey_alone(ana: Account) -> None:
    device = Authenticator()
    made = save(ana, device, name="  Mi \n celular\u200b ")
    assert made.name == "Mi celular" and made.user_handle == ana.id.bytes
    options, _token = passkeys.begin_enter(HERE)
    assert options["allowCredentials"] == [] and options["userVerification"] == "required"
    device.count = 1
    assert enter(device).id == ana.id
    assert (made.sign_count, made.last_used_at is not None) == (1, True)


LIES: dict[str, Callable[[Authenticator], None]] = {
    "another site's page": lambda one: setattr(one, "origin", "https://registro.example.evil.example"),
    "another site's passkey": lambda one: setattr(one, "host", "evil.example"),
    "nobody verified its user": lambda one: setattr(one, "flags", PRESENT),
    "nobody was there": lambda one: setattr(one, "flags", VERIFIED),
    "another account's handle": lambda one: setattr(one, "handle", bytes(16)),
    "no handle": lambda one: setattr(one, "handle", b""),
    "a key of its own": lambda one: setattr(one, "key", ec.generate_private_key(ec.SECP256R1())),
    "a copy that counts backwards": lambda one: setattr(one, "count", 3),
    "an unknown credential": lambda one: setattr(one, "credential", b"unknown"),
    "the answer to a registration": lambda one: setattr(one, "kind", "webauthn.create"),
}


@pytest.mark.databases("sqlite")
def test_refuses_every_lie_with_one_answer(ana: Account) -> None:
    device = Authenticator(count=5)
    save(ana, device)
    for lie, change in LIES.items():
        with pytest.raises(PasskeyRefused):
            enter(device, change)
            pytest.fail(lie)
    device.count = 6
    assert enter(device).id == ana.id


@pytest.mark.databases("sqlite")
def test_refuses_an_answer_that_was_given_before_too_late_or_elsewhere(ana: Account, clock: Any) -> None:
    device = Authenticator()
    save(ana, device)
    options, token = passkeys.begin_enter(HERE)
    answer = device.sign(options)
    assert passkeys.finish_enter(token, answer, HERE).id == ana.id
    for again in (token, None, "guessed"):
        with pytest.raises(CeremonyOver):
            passkeys.finish_enter(again, answer, HERE)
    _options, other = passkeys.begin_enter(HERE)
    with pytest.raises(PasskeyRefused):  # an answer to another challenge
        passkeys.finish_enter(other, answer, HERE)
    options, token = passkeys.begin_enter(HERE)
    clock.tick(minutes=11)
    with pytest.raises(CeremonyOver):
        passkeys.finish_enter(token, device.sign(options), HERE)
    assert forget_old() > 0 and db.session.scalars(db.select(Ceremony)).all() == []


@pytest.mark.databases("sqlite")
def test_refuses_to_keep_what_somebody_else_began_or_has(ana: Account) -> None:
    device, eva = Authenticator(), new_account(email="eva@correo.example")
    mine, theirs = queries.actor_of(ana), queries.actor_of(eva)
    options, token = passkeys.begin_new(HERE, actor=mine)
    with pytest.raises(PasskeyRefused):
        passkeys.finish_new(token, device.make(options), "x", HERE, actor=theirs)
    options, token = passkeys.begin_enter(HERE)
    with pytest.raises(CeremonyOver):  # a challenge for entering makes no passkey
        passkeys.finish_new(
            token, device.make({**options, "user": {"id": text(eva.id.bytes)}}), "x", HERE, actor=theirs
        )
    own = Authenticator(credential=device.credential)
    made = save(ana, own)
    with pytest.raises(PasskeyRefused):  # the credential is another account's
        save(eva, device)
    for garbage in ("", "[]", "{}", '{"id": 1}', "null", "x" * 500):
        _options, token = passkeys.begin_new(HERE, actor=theirs)
        with pytest.raises(PasskeyRefused):
            passkeys.finish_new(token, garbage, "x", HERE, actor=theirs)
        _options, token = passkeys.begin_enter(HERE)
        with pytest.raises(PasskeyRefused):
            passkeys.finish_enter(token, garbage, HERE)
    for act in (lambda: passkeys.rename(made.id, "mía", actor=theirs), lambda: passkeys.remove(made.id, actor=theirs)):
        with pytest.raises(NoSuchPasskey):
            act()
    assert enter(own).id == ana.id
    ana.disabled_at = made.created_at
    with pytest.raises(PasskeyRefused):
        enter(own)
    for number in range(passkeys.MAXIMUM_PASSKEYS):
        save(eva, Authenticator(credential=b"%d" % number))
    with pytest.raises(TooManyPasskeys):
        passkeys.begin_new(HERE, actor=theirs)
