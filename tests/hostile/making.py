"""Small tools for building cases: the sample award, changed before or after it was signed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from registry.documents import read_presented
from registry.signing import Algorithm, assemble_jwt, jcs, to_base64url
from registry.verification import Result, Verdict
from tests.hostile.archive import Case, Group, HandedIn, Outcome
from tests.verification import world
from tests.verification.world import PROVIDER, credential, evidence, known

GOOD = PROVIDER.sign(credential())
Change = Callable[[dict[str, Any]], object]


def case(name: str, group: Group, expected: tuple[str, Result, str, Verdict], build: Callable[[], HandedIn]) -> Case:
    """``expected`` are the check that tells, its result and code, and the verdict."""
    check, result, code, verdict = expected
    return Case(name, group, Outcome(code, check, result, verdict), build)


def after(change: Change) -> Callable[[], HandedIn]:
    """The signed award, changed after signing."""

    def build() -> HandedIn:
        document = copy.deepcopy(GOOD)
        change(document)
        return HandedIn(world.dumps(document))

    return build


def before(change: Change, *, keys: world.Keys = PROVIDER, use: str = "issuing") -> Callable[[], HandedIn]:
    """The award, changed and then honestly signed and registered."""

    def build() -> HandedIn:
        document = copy.deepcopy(credential())
        change(document)
        return HandedIn(world.dumps(keys.sign(document, use=use)), evidence(document))

    return build


def claims(**changes: Any) -> Callable[[], HandedIn]:
    """An award with other claims, honestly signed and registered."""

    def build() -> HandedIn:
        document = credential(**changes)
        return HandedIn(world.dumps(PROVIDER.sign(document)), evidence(document))

    return build


def proven_by(**changes: Any) -> Callable[[], HandedIn]:
    """The honest award, with other evidence."""
    return lambda: HandedIn(world.dumps(GOOD), evidence(credential(), **changes))


def periods(**changes: Any) -> Callable[[], HandedIn]:
    """The honest award, its issuing keys in use at other times."""
    return lambda: proven_by(key_periods={PROVIDER.did: known(PROVIDER.periods(**changes))})()


def jwt(header: Mapping[str, Any] | None = None, change: Change | None = None, *, sign: Any = None) -> bytes:
    """The award as JWT with this header, its claims changed, signed by ``sign`` (None: no signature at all)."""
    claims = dict(read_presented(PROVIDER.jwt(credential()).encode()).jwt.claims)  # type: ignore[union-attr]
    if change is not None:
        change(claims)
    named = {"alg": "ES256", "kid": PROVIDER.method("issuing", Algorithm.P256), "typ": "JWT"}
    signing_input = f"{to_base64url(jcs(named if header is None else header))}.{to_base64url(jcs(claims))}"
    if sign is None:
        return f"{signing_input}.".encode()
    return assemble_jwt(signing_input.encode(), sign.sign(signing_input.encode())).encode()
