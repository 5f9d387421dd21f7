"""What is signed of awards' credentials, by stamp: one compilation per definition version and shape.

A worker issues thousands of one shape; the general engine, and building each document only to take it apart again,
would spend its time on what they share. One in a thousand of each act, the first and the last among them, are still
computed the long way too before anything is stored.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import Any

from registry import contexts
from registry.awards.errors import CanonicalFormDiffers
from registry.documents.credential import CredentialClaims, LevelBasis, build_credential
from registry.documents.shape import Path, fill, varying
from registry.signing import Stamp, Stamped, Stamps, compile_stamp, stamped

#: Of so many one is computed twice, the first and the last among them.
CHECKED_EVERY = 1_000
#: What documents of a definition version share, and their dictionary holds (`records.storage`).
LEFT_OUT: Path = ("credentialSubject", "achievement")

_stamps = Stamps()


class Stamper:
    """Stamps credentials of one achievement, whose JWT form the key ``kid`` signs.

    ``edition``: a digest of the achievement. The definition version does not tell: partners may endorse it later.
    """

    def __init__(self, edition: bytes, kid: str) -> None:
        self._shape = (edition, kid)
        #: What the last credential shared with its neighbours, and its stamp: in a list most have the same.
        self._last: tuple[tuple[Any, ...], bool, Stamp | None] | None = None

    def texts_of(self, many: Sequence[CredentialClaims], *, checked: Collection[int]) -> list[Stamped]:
        """What is signed and stored of each credential, without its achievement in the stored text.

        ``checked``: the numbers of those to compute twice. Raises `CanonicalFormDiffers` when the two differ: then
        nothing may be written; UnfitClaims and SigningError for claims that must not be signed.
        """
        made: list[Stamped | None] = []
        for (alike, stamp), group in itertools.groupby(many, self._stamp_of):
            ones = list(group)
            filled = [fill(one, alike=alike) for one in ones]
            made += stamp.fill_many(filled) if stamp is not None else [None] * len(ones)
        return [
            texts if texts is not None and number not in checked else self._checked(claims, texts)
            for number, (claims, texts) in enumerate(zip(many, made, strict=True))
        ]

    def _checked(self, claims: CredentialClaims, known: Stamped | None) -> Stamped:
        """The same the long way."""
        texts = stamped(build_credential(claims), contexts.store(), kid=self._shape[1], left_out=LEFT_OUT)
        if known is not None and known != texts:
            raise CanonicalFormDiffers(document=claims.id)
        return texts

    def _stamp_of(self, claims: CredentialClaims) -> tuple[bool, Stamp | None]:
        until, average = claims.valid_until is None, claims.average is None
        shared = (claims.mode, claims.hours, claims.issuer, claims.name, until, average, claims.levels)
        if self._last is not None and shared == self._last[0]:
            return self._last[1], self._last[2]
        # Levels that the institution declares are those that the standard requires, the same for everybody; scored
        # ones differ from person to person, and their texts are slots like others.
        alike = all(level.basis is LevelBasis.DECLARED for level in claims.levels)
        key = (*self._shape, *shared[2:6], shared if alike else len(claims.levels))
        stamp = _stamps.get(key)
        if stamp is None and key not in _stamps:
            sample, store, kid = build_credential(claims), contexts.store(), self._shape[1]
            paths = varying(sample, alike=alike)
            _stamps.learn_by(key, lambda: compile_stamp(sample, paths, store, kid=kid, left_out=LEFT_OUT))
            stamp = _stamps.get(key)
        self._last = (shared, alike, stamp)
        return alike, stamp


def to_check(count: int) -> frozenset[int]:
    """Which of so many documents are computed twice: the first, the last, and evenly between them as many as make one
    in a thousand."""
    many = max(-(-count // CHECKED_EVERY), min(count, 2))
    return frozenset(number * (count - 1) // max(many - 1, 1) for number in range(many))
