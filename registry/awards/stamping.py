"""What is signed of awards' credentials, by stamp: one compilation per definition version and shape.

A worker issues thousands of one shape; the general engine, and building each document only to take it apart again,
would spend its time on what they share. The first and the last of each act, and one in a thousand, are still computed
the long way too before anything is stored.
"""

from __future__ import annotations

import uuid

from registry import contexts
from registry.awards.errors import CanonicalFormDiffers
from registry.documents.credential import CredentialClaims, LevelBasis, build_credential
from registry.documents.shape import Path, fill, varying
from registry.signing import Stamped, Stamps, compile_stamp, stamped

#: Besides first and last, every so many are computed twice (PERFORMANCE, Algorithm).
CHECKED_EVERY = 1_000
#: What documents of a definition version share, and their dictionary holds (`records.storage`).
LEFT_OUT: Path = ("credentialSubject", "achievement")

_stamps = Stamps()


def texts_of(claims: CredentialClaims, *, version_id: uuid.UUID, kid: str, checked: bool) -> Stamped:
    """What is signed and stored of one credential, without its achievement in the stored text.

    ``checked``: compute it twice. Raises `CanonicalFormDiffers` when the two differ: then nothing may be written;
    UnfitClaims and SigningError for claims that must not be signed.
    """
    # Levels that the institution declares are those that the standard requires, the same for everybody; scored ones
    # differ from person to person, and their texts are slots like others.
    alike = all(level.basis is LevelBasis.DECLARED for level in claims.levels)
    shared = (claims.hours, claims.mode, claims.levels) if alike else len(claims.levels)
    open_ended, unscored = claims.valid_until is None, claims.average is None
    key = (version_id, _endorsed(claims), kid, claims.issuer, claims.name, open_ended, unscored, shared)
    stamp = _stamps.get(key)
    if stamp is None and key not in _stamps:
        sample = build_credential(claims)
        paths = varying(sample, alike=alike)
        _stamps.learn_by(key, lambda: compile_stamp(sample, paths, contexts.store(), kid=kid, left_out=LEFT_OUT))
        stamp = _stamps.get(key)
    texts = None if stamp is None else stamp.fill(fill(claims, alike=alike))
    if texts is None or checked:
        known = texts
        texts = stamped(build_credential(claims), contexts.store(), kid=kid, left_out=LEFT_OUT)
        if known is not None and known != texts:
            raise CanonicalFormDiffers(document=claims.id)
    return texts


def _endorsed(claims: CredentialClaims) -> tuple[str, ...]:
    """All that may change of a published achievement: partners' endorsements, told apart by their proofs."""
    return tuple([str(one.get("proof")) for one in claims.achievement.get("endorsement", ())])


def to_check(count: int) -> frozenset[int]:
    """Which of so many documents are computed twice: the first, the last and one in a thousand."""
    return frozenset(range(0, count, CHECKED_EVERY)) | ({count - 1} if count else set())
