"""What a wallet does: change its code for a token, prove a key, take its document, come back for it, say what it did.

The order of OpenID4VCI 1.0: token (6), credential (8), deferred credential (9), notification (11). A refusal here may
have counted something (a try, a nonce): doors commit it.
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from registry import addresses, clock, config, ids
from registry.accounts.actor import ANONYMOUS
from registry.audit import service as audit
from registry.awards import holding
from registry.awards.models import Award
from registry.db import db
from registry.records import storage
from registry.wallet import nonces, offering, proofs, queries, rules
from registry.wallet.errors import (
    CodeNotGood,
    ConfigurationUnknown,
    CredentialDenied,
    CredentialRequestMalformed,
    EncryptionUnsupported,
    IdentifierUnknown,
    NotificationMalformed,
    NotificationUnknown,
    OfferNotFound,
    TokenNotGood,
    TransactionCodeWrong,
    TransactionUnknown,
)
from registry.wallet.messages import COPY_ENDED, EVENTS, OBSTACLES, OTHER_KEY
from registry.wallet.metadata import CONFIGURATION
from registry.wallet.models import WalletCopy, WalletOffer
from registry.wallet.rules import Ending, Stage
from registry.wallet.telling import tell_holder


@dataclass(frozen=True, slots=True)
class Token:
    """An access token: its life in seconds, and the identifier of what it opens where the wallet asked for one."""

    access_token: str
    seconds: int
    identifier: str | None


@dataclass(frozen=True, slots=True)
class Collected:
    """A document for the wallet, whole and as signed; ``notification`` is how the wallet speaks of it."""

    signed: bytes
    notification: uuid.UUID


@dataclass(frozen=True, slots=True)
class Later:
    """Not yet: the wallet comes back with ``transaction``."""

    transaction: uuid.UUID


def open_offer(code: str) -> WalletOffer:
    """The open offer of a code; looking at it changes nothing. Raises `OfferNotFound`."""
    found = queries.by_code(code)
    if found is None or rules.stage(found, at=clock.now()) is not Stage.OPEN:
        raise OfferNotFound()
    return found


def redeem(code: str, tx_code: str, *, by_identifier: bool = False) -> Token:
    """Change code and transaction code for an access token, once.

    Every try is counted before it is compared, so that many at once get no more of them. Both codes right a second
    time end the offer and its token as long as nothing was collected (RFC 6749, 4.1.2).
    Raises `CodeNotGood`, `TransactionCodeWrong`.
    """
    found, now, most = queries.by_code(code), clock.now(), config.current().wallet_attempts
    if found is None or rules.stage(found, at=now) in (Stage.ENDED, Stage.EXPIRED):
        raise CodeNotGood()
    tries = db.session.scalar(
        update(WalletOffer)
        .where(WalletOffer.id == found.id, WalletOffer.attempts < most, WalletOffer.ended_because.is_(None))
        .values(attempts=WalletOffer.attempts + 1)
        .returning(WalletOffer.attempts)
        .execution_options(synchronize_session=False)
    )
    if tries is None:
        raise CodeNotGood()
    db.session.refresh(found)  # the row is ours until the end of this transaction
    if not hmac.compare_digest(offering.tx_digest(found, tx_code), found.tx_digest):
        if tries >= most and found.used_at is None:
            offering.end(found, Ending.GUESSED)
        raise TransactionCodeWrong(left=most - tries)
    if found.used_at is not None:
        offering.end(found, Ending.REUSED)
        raise CodeNotGood()
    return _token(found, now, by_identifier=by_identifier)


def _token(found: WalletOffer, now: dt.datetime, *, by_identifier: bool) -> Token:
    token, minutes = ids.new_token(), config.current().wallet_offer_minutes
    found.used_at, found.sealed = now, None
    found.access_digest, found.access_until = ids.token_digest(token), now + dt.timedelta(minutes=minutes)
    found.by_identifier = by_identifier
    audit.record("award.wallet_code_used", "award", str(found.award_id), actor=ANONYMOUS, offer=str(found.id))
    db.session.flush()
    return Token(token, minutes * 60, str(found.id) if by_identifier else None)


def collect(access_token: str, request: Mapping[str, Any]) -> Collected | Later:
    """A credential request, once its JSON is read.

    The same key asking again receives the same document again: answers get lost on the way to telephones.
    Raises `TokenNotGood`, `CredentialRequestMalformed`, `ConfigurationUnknown`, `IdentifierUnknown`,
    `EncryptionUnsupported`, `ProofRefused`, `NonceNotGood`, `CredentialDenied`.
    """
    found = _offer_of(access_token)
    _check_asked(found, request)
    proof = proofs.the_one_proof(request.get("proofs"))
    proved = proofs.read_proof(proof, audience=addresses.link_base(), at=clock.now())
    nonces.use(proved.nonce)
    if found.holder_did not in (None, proved.did):
        raise CredentialDenied(why=OTHER_KEY)
    found.holder_did = proved.did
    return _issue(found)


def collect_later(access_token: str, transaction: str) -> Collected | Later:
    """A deferred credential request. Raises `TokenNotGood`, `TransactionUnknown`, `CredentialDenied`."""
    found = _offer_of(access_token)
    if found.transaction_id is None or transaction != str(found.transaction_id):
        raise TransactionUnknown()
    return _issue(found)


def notify(access_token: str, notification: str, event: str) -> None:
    """What the wallet did with its document; saying it twice is saying it once (OpenID4VCI 1.0, 11).

    Raises `TokenNotGood`, `NotificationUnknown`, `NotificationMalformed`.
    """
    found = _offer_of(access_token)
    if event not in EVENTS:
        raise NotificationMalformed()
    if found.copy is None or notification != str(found.copy.id):
        raise NotificationUnknown()
    if found.copy.event != event:
        found.copy.event, found.copy.event_at = event, clock.now()
        db.session.flush()


def _offer_of(access_token: str) -> WalletOffer:
    """The token's offer; nobody else changes it or its award until this transaction ends."""
    found = queries.by_access_token(access_token)
    if found is None:
        raise TokenNotGood()
    holding.hold(found.award)  # the award first, as in every other act: two that wait for each other never end
    db.session.refresh(found, with_for_update=True)
    if found.access_until is None or clock.now() >= found.access_until:
        raise TokenNotGood()
    if found.ended_because not in (None, Ending.RECEIVED):
        raise TokenNotGood()
    return found


def _check_asked(found: WalletOffer, request: Mapping[str, Any]) -> None:
    """OpenID4VCI 1.0, 8.2: by identifier if, and only if, the token response gave one."""
    configuration, identifier = request.get("credential_configuration_id"), request.get("credential_identifier")
    if "credential_response_encryption" in request:
        raise EncryptionUnsupported()
    asked = identifier if found.by_identifier else configuration
    other = configuration if found.by_identifier else identifier
    if not isinstance(asked, str) or other is not None:
        wanted = "credential_identifier" if found.by_identifier else "credential_configuration_id"
        raise CredentialRequestMalformed(what=f"{wanted}, as a text and alone")
    if found.by_identifier and asked != str(found.id):
        raise IdentifierUnknown()
    if not found.by_identifier and asked != CONFIGURATION:
        raise ConfigurationUnknown()


def _issue(found: WalletOffer) -> Collected | Later:
    """The document, made now unless it was made before; or a transaction; or a refusal for good."""
    award = found.award
    if found.copy is not None:
        return _again(found.copy)
    obstacle = offering.obstacle_of(award)
    if obstacle is not None and not obstacle.may_pass:
        offering.end(found, Ending.DENIED)
        raise CredentialDenied(why=OBSTACLES[obstacle])
    if obstacle is not None:
        return _defer(found)
    return _deliver(found, award)


def _defer(found: WalletOffer) -> Later:
    if found.transaction_id is None:
        found.transaction_id = uuid.uuid4()
        found.access_until = clock.now() + rules.DEFERRED_LIFE
        db.session.flush()
    return Later(found.transaction_id)


def _deliver(found: WalletOffer, award: Award) -> Collected:
    did = str(found.holder_did)
    document = holding.bind(award, did)
    copy = WalletCopy(
        id=ids.new_key(),
        award_id=award.id,
        offer_id=found.id,
        document_id=document.id,
        holder_did=did,
        received_at=clock.now(),
    )
    db.session.add(copy)
    offering.end(found, Ending.RECEIVED)
    audit.record(
        "award.wallet_received", "award", str(award.id), actor=ANONYMOUS, offer=str(found.id), document=document.uri
    )
    tell_holder(award, label=found.label)
    db.session.flush()
    return Collected(storage.signed_json(document), copy.id)


def _again(copy: WalletCopy) -> Collected:
    state = db.session.scalar(select(type(copy.document).state).where(type(copy.document).id == copy.document_id))
    if state != "good":
        raise CredentialDenied(why=COPY_ENDED)
    return Collected(storage.signed_json(copy.document), copy.id)
