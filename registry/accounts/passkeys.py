"""Passkeys (WebAuthn Level 2): made by whoever is signed in, opening the account later without a name being typed.

The library checks what the standard asks for (sections 7.1 and 7.2); here stand the decisions around it. A passkey is
the only factor, so the device must have verified its user (``userVerification`` required), and it must be found without
an account's name (``residentKey`` required). Attestation is not asked for: which make of device somebody has is none of
the registry's business.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry import clock
from registry.accounts import ceremonies, security_notices
from registry.accounts.actor import Actor
from registry.accounts.errors import NoSuchPasskey, PasskeyRefused, TooManyPasskeys
from registry.accounts.models import Account, Passkey
from registry.audit import service as audit
from registry.db import db

MAXIMUM_NAME = 60
#: A telephone, a computer, a security key and their successors; more is somebody filling a table.
MAXIMUM_PASSKEYS = 20
#: Milliseconds that a browser may let its user take.
PATIENCE = 120_000
NEW, ENTER = "passkey_new", "passkey_enter"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whose passkeys they are: the host that devices bind them to, the origin that pages have, the name shown."""

    host: str
    origin: str
    name: str


def begin_new(party: RelyingParty, *, actor: Actor) -> tuple[dict[str, Any], str]:
    """What the browser is asked to make, and the ceremony's token. Raises `TooManyPasskeys`."""
    account = db.session.get_one(Account, actor.account_id)
    held = of_account(account.id)
    if len(held) >= MAXIMUM_PASSKEYS:
        raise TooManyPasskeys(maximum=MAXIMUM_PASSKEYS)
    token = ceremonies.begin(NEW, account_id=account.id)
    options = webauthn.generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=account.id.bytes,  # says nothing about anybody
        user_name=account.email or account.name,
        user_display_name=account.name,
        challenge=ceremonies.derived(token, "challenge"),
        timeout=PATIENCE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in held],
    )
    return json.loads(webauthn.options_to_json(options)), token


def finish_new(token: str | None, answer: str, name: str, party: RelyingParty, *, actor: Actor) -> Passkey:
    """Keep the passkey that the browser has made. Raises `CeremonyOver`, `PasskeyRefused`."""
    taken = ceremonies.take(token, NEW)
    if taken.account_id != actor.account_id or token is None:
        raise PasskeyRefused()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=ceremonies.derived(token, "challenge"),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise PasskeyRefused() from fault
    account = db.session.get_one(Account, actor.account_id)
    passkey = Passkey(
        account_id=account.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        user_handle=account.id.bytes,
        sign_count=made.sign_count,
        name=_tidy(name),
        synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError:  # a credential that is known already, perhaps as somebody else's
        raise PasskeyRefused() from None
    audit.record("passkey.added", "account", account.id, actor=actor, passkey=str(passkey.id))
    security_notices.tell(account, "passkey_added")
    return passkey


def begin_enter(party: RelyingParty) -> tuple[dict[str, Any], str]:
    """What the browser is asked to sign, and the ceremony's token. No account is named: the device finds its own."""
    token = ceremonies.begin(ENTER)
    options = webauthn.generate_authentication_options(
        rp_id=party.host,
        challenge=ceremonies.derived(token, "challenge"),
        timeout=PATIENCE,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.loads(webauthn.options_to_json(options)), token


def finish_enter(token: str | None, answer: str, party: RelyingParty) -> Account:
    """The account of the passkey that signed. Raises `CeremonyOver`, `PasskeyRefused`.

    An unknown passkey, a wrong signature and a closed account get one answer.
    """
    ceremonies.take(token, ENTER)
    try:
        parsed = parse_authentication_credential_json(answer)
        passkey = db.session.scalar(select(Passkey).where(Passkey.credential_id == parsed.raw_id).with_for_update())
        if passkey is None or token is None:
            raise PasskeyRefused()
        seen = webauthn.verify_authentication_response(
            credential=parsed,
            expected_challenge=ceremonies.derived(token, "challenge"),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise PasskeyRefused() from fault
    handle = parsed.response.user_handle
    if handle is None or not hmac.compare_digest(handle, passkey.user_handle):
        raise PasskeyRefused()  # a passkey found without a name says whose it is (7.2, step 6)
    if passkey.account.disabled_at is not None:
        raise PasskeyRefused()
    passkey.sign_count, passkey.last_used_at = seen.new_sign_count, clock.now()
    db.session.flush()
    account: Account = passkey.account
    return account


def of_account(account_id: uuid.UUID) -> Sequence[Passkey]:
    """The passkeys of an account, oldest first."""
    return db.session.scalars(
        select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.created_at, Passkey.id)
    ).all()


def rename(passkey_id: uuid.UUID, name: str, *, actor: Actor) -> None:
    """Call one's own passkey something else. Raises `NoSuchPasskey`."""
    _own(passkey_id, actor).name = _tidy(name)
    db.session.flush()


def remove(passkey_id: uuid.UUID, *, actor: Actor) -> None:
    """Forget one's own passkey: it opens the account no more. Raises `NoSuchPasskey`."""
    passkey = _own(passkey_id, actor)
    account = passkey.account
    db.session.delete(passkey)
    db.session.flush()
    audit.record("passkey.removed", "account", account.id, actor=actor, passkey=str(passkey_id))
    security_notices.tell(account, "passkey_removed")


def _own(passkey_id: uuid.UUID, actor: Actor) -> Passkey:
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != actor.account_id:
        raise NoSuchPasskey()
    return passkey


def _tidy(name: str) -> str:
    """A name in one line; what cannot be read is left out."""
    cleaned = " ".join("".join(one for one in name if one.isprintable() or one.isspace()).split())
    return cleaned[:MAXIMUM_NAME] or "—"
