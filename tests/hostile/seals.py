"""Cadena original and sello digital: pasted as text, and beside the credential in a certificate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from registry.documents import Presented, read_presented
from registry.verification import Result, Verdict
from tests.hostile.archive import Case, Group, HandedIn
from tests.hostile.entrances import pasted
from tests.hostile.making import GOOD, case
from tests.verification import test_paper, test_seal, world

FAILED, PASSED = Result.FAILED, Result.PASSED
INVALID, VALID = Verdict.INVALID, Verdict.VALID


def pair(**changes: Any) -> Callable[[], HandedIn]:
    """The two texts of the sample certificate, as somebody types them off."""
    return lambda: HandedIn("\n".join(test_seal.sealed(**changes)).encode(), test_paper.evidence(), read=pasted)


def beside(seal: Callable[[], str]) -> Callable[[], HandedIn]:
    """The sample award in a certificate that carries this pair."""

    def read(data: bytes) -> Presented:
        return dataclasses.replace(read_presented(data), seal=seal())

    return lambda: HandedIn(world.dumps(GOOD), world.evidence(world.credential()), read=read)


def printed(**changes: Any) -> str:
    return world.seal_of(world.credential(), **changes)


CASES: tuple[Case, ...] = (
    case("the sample certificate's cadena and sello", Group.PAPER, ("signature", PASSED, "seal_signed", VALID), pair()),
    case("the same: log", Group.PAPER, ("log_inclusion", PASSED, "registered_in_seal", VALID), pair()),
    case("the same: format", Group.PAPER, ("format", PASSED, "seal_well_formed", VALID), pair()),
    case(
        "a cadena sealed by a stranger",
        Group.PAPER,
        ("signature", FAILED, "seal_key_unknown", INVALID),
        pair(signer=test_seal.STRANGER),
    ),
    case(
        "a certificate with its own cadena and sello",
        Group.PAPER,
        ("seal", PASSED, "seal_matches", VALID),
        beside(printed),
    ),
    case(
        "a certificate with the cadena of somebody else",
        Group.PAPER,
        ("seal", FAILED, "seal_of_another", VALID),
        beside(lambda: printed(holder="Otra Persona")),
    ),
    case(
        "a certificate whose cadena names somebody else than was sealed",
        Group.PAPER,
        ("seal", FAILED, "seal_broken", VALID),
        beside(lambda: printed().replace("Ana", "Eva")),
    ),
)
