"""The only writer of issuers and keys."""

from __future__ import annotations

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.custody import vault
from registry.custody.errors import NoKey
from registry.custody.models import CustodySeal, Issuer, SigningKey
from registry.db import db
from registry.signing import Algorithm

# The order in the DID document matters: one verifier checks a JWT status list with the first key
# whatever `kid` says (STANDARDS 7.5), so the P-256 status key stands first.
KEY_ORDER: tuple[tuple[str, Algorithm], ...] = (
    ("status", Algorithm.P256),
    ("status", Algorithm.ED25519),
    ("issuing", Algorithm.P256),
    ("issuing", Algorithm.ED25519),
)
_SHORT = {Algorithm.P256: "p256", Algorithm.ED25519: "ed25519"}
_SEALED_WORD = b"this is the registry's master key"


def create_issuer(did: str, *, kind: str) -> Issuer:
    """A DID with its four keys: status and issuing, each P-256 and Ed25519 (DESIGN 1)."""
    issuer = Issuer(did=did, kind=kind, created_at=clock.now())
    db.session.add(issuer)
    db.session.flush()
    for position, (purpose, algorithm) in enumerate(KEY_ORDER, start=1):
        _add_key(issuer, purpose, algorithm, position=position)
    return issuer


def create_registry_issuer(identifier: str) -> Issuer:
    """The registry's own signer of registration notes, receipts and bundles: one P-256 key (DESIGN 2)."""
    issuer = Issuer(did=identifier, kind="registry", created_at=clock.now())
    db.session.add(issuer)
    db.session.flush()
    _add_key(issuer, "receipts", Algorithm.P256, position=1)
    return issuer


def _add_key(issuer: Issuer, purpose: str, algorithm: Algorithm, *, position: int) -> SigningKey:
    key_id = ids.new_key()
    public, sealed = vault.current().new_key(algorithm, key_id=key_id)
    moment = clock.whole_second(clock.now())
    count = sum(1 for key in issuer.keys if key.purpose == purpose and key.algorithm == algorithm.value)
    key = SigningKey(
        id=key_id,
        issuer=issuer,
        fragment=f"{purpose}-{_SHORT[algorithm]}-{count + 1}",
        purpose=purpose,
        algorithm=algorithm.value,
        public_multibase=public.multibase,
        sealed_private=sealed,
        position=position,
        active_from=moment,
    )
    db.session.add(key)
    db.session.flush()
    return key


def rotate(issuer: Issuer, purpose: str, *, actor: Actor) -> list[SigningKey]:
    """New keys of one purpose; the old ones are retired, stay published, and sign nothing new (DESIGN 9)."""
    moment = clock.whole_second(clock.now())
    fresh: list[SigningKey] = []
    for old in [key for key in issuer.keys if key.purpose == purpose and key.retired_at is None]:
        new = _add_key(issuer, purpose, Algorithm(old.algorithm), position=max(key.position for key in issuer.keys) + 1)
        # The first places of the DID document stay with the status keys in force (STANDARDS 7.5).
        new.position, old.position = old.position, new.position
        old.retired_at = moment
        fresh.append(new)
    audit.record("keys.rotated", "issuer", issuer.did, actor=actor, purpose=purpose, keys=len(fresh))
    db.session.flush()
    db.session.expire(issuer, ["keys"])
    return fresh


def retire(issuer: Issuer, purpose: str, *, actor: Actor) -> int:
    """Keys of one purpose sign nothing any more; they stay published, for what they signed. How many there were."""
    moment = clock.whole_second(clock.now())
    ending = [key for key in issuer.keys if key.purpose == purpose and key.retired_at is None]
    for key in ending:
        key.retired_at = moment
    if ending:
        audit.record("keys.retired", "issuer", issuer.did, actor=actor, purpose=purpose, keys=len(ending))
    db.session.flush()
    return len(ending)


def ensure_keys(issuer: Issuer, purpose: str, *, actor: Actor) -> int:
    """New keys of one purpose, held by the registry, where none may sign; how many were made."""
    usable = {key.algorithm for key in issuer.keys if key.purpose == purpose and key.retired_at is None}
    missing = [algorithm for kind, algorithm in KEY_ORDER if kind == purpose and algorithm.value not in usable]
    for algorithm in missing:
        _add_key(issuer, purpose, algorithm, position=max(key.position for key in issuer.keys) + 1)
    if missing:
        audit.record("keys.made", "issuer", issuer.did, actor=actor, purpose=purpose, keys=len(missing))
        db.session.expire(issuer, ["keys"])
    return len(missing)


def active_key(issuer: Issuer, purpose: str, algorithm: Algorithm) -> SigningKey:
    """The newest key of that purpose that may still sign. Raises `NoKey`."""
    usable = [
        key
        for key in issuer.keys
        if key.purpose == purpose
        and key.algorithm == algorithm.value
        and key.retired_at is None
        and key.compromised_at is None
    ]
    if not usable:
        raise NoKey(issuer=issuer.did, purpose=purpose)
    return max(usable, key=lambda key: key.active_from)


def verification_method(key: SigningKey) -> str:
    """The absolute DID URL of a key, used as ``verificationMethod`` and as ``kid``."""
    return f"{key.issuer.did}#{key.fragment}"


def plant_seal() -> None:
    """Remember under which master key this database is sealed."""
    if db.session.get(CustodySeal, 1) is None:
        sealed = vault.seal(_SEALED_WORD, context="custody_seal")
        db.session.add(CustodySeal(id=1, sealed=sealed, created_at=clock.now()))
        db.session.flush()


def check_seal() -> None:
    """Raise `SealBroken` when the running master key is not this database's."""
    seal = db.session.get(CustodySeal, 1)
    if seal is not None:
        vault.unseal(seal.sealed, context="custody_seal")
