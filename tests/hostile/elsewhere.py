"""Issuers that are not this registry's institutions: strangers by their own keys, transcripts, and the authority."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from registry.signing import Algorithm
from registry.verification import Evidence, Result, Verdict
from tests.hostile.archive import Group, HandedIn
from tests.hostile.making import case
from tests.verification import test_foreign_suites as by_key
from tests.verification import test_key_documents as by_address
from tests.verification import test_transcripts as transcripts
from tests.verification import world
from tests.verification.world import known

PASSED, FAILED = Result.PASSED, Result.FAILED
VALID, INVALID, UNVERIFIABLE = Verdict.VALID, Verdict.INVALID, Verdict.UNVERIFIABLE
ANOTHER = "did:key:z6MkrHKzgsahxBLyNAbLQyB1pcWNYC9GmywiWPgkrvntAZcj"


def by_root(document: Any, **evidence: Any) -> HandedIn:
    return HandedIn(world.dumps(document), Evidence(root=known(world.root()), **evidence))


def self_made(change: Callable[[dict[str, Any]], object] = lambda document: None) -> Callable[[], HandedIn]:
    """A badge under its own key, changed after signing."""

    def build() -> HandedIn:
        document = copy.deepcopy(by_key.with_proof("eddsa-jcs-2022", Algorithm.ED25519))
        change(document)
        return by_root(document)

    return build


def at_address(**changes: Any) -> Callable[[], HandedIn]:
    """A badge whose issuer is an https address, by what stands there."""
    documents = {by_address.ISSUER: known(by_address.controlled(**changes), by_address.ISSUER)}
    return lambda: by_root(by_address.signed(), key_documents=documents)


def transcript(spoil: bool) -> Callable[[], HandedIn]:
    def build() -> HandedIn:
        document = transcripts.signed(transcripts.transcript(transcripts.badge()))
        if spoil:
            document["credentialSubject"]["verifiableCredential"][0]["name"] = "Doctorado"
        return HandedIn(world.dumps(document), transcripts.evidence(Evidence()))

    return build


def authoritys(change: Callable[[dict[str, Any]], object] = lambda document: None) -> Callable[[], HandedIn]:
    """An institution's accreditation, handed in by itself and changed after signing."""

    def build() -> HandedIn:
        document = json.loads(world.accreditation().document)
        proof = world.evidence(document, registration=known(world.note(document, kind="accreditation")))
        change(document)
        return HandedIn(world.dumps(document), proof)

    return build


CASES = (
    case(
        "a badge under a key of its own (`did:key`)",
        Group.ELSEWHERE,
        ("key", PASSED, "key_in_did", UNVERIFIABLE),
        self_made(),
    ),
    case(
        "the same under somebody else's `did:key`",
        Group.ELSEWHERE,
        ("key", FAILED, "key_of_another", INVALID),
        self_made(lambda document: document["issuer"].update(id=ANOTHER)),
    ),
    case(
        "a badge whose issuer is an https address",
        Group.ELSEWHERE,
        ("key", PASSED, "key_at_address", UNVERIFIABLE),
        at_address(),
    ),
    case(
        "the same where the address does not give that key for documents",
        Group.ELSEWHERE,
        ("key", FAILED, "key_not_published", INVALID),
        at_address(assertionMethod=[]),
    ),
    case(
        "a transcript with a credential inside",
        Group.ELSEWHERE,
        ("format", PASSED, "transcript_well_formed", UNVERIFIABLE),
        transcript(spoil=False),
    ),
    case(
        "the same, the title of the credential inside exchanged",
        Group.ELSEWHERE,
        ("signature", FAILED, "signature_mismatch", INVALID),
        transcript(spoil=True),
    ),
    case(
        "an institution's accreditation, handed in by itself",
        Group.ELSEWHERE,
        ("identity", PASSED, "authority", VALID),
        authoritys(),
    ),
    case(
        "the same, the institution's name exchanged",
        Group.ELSEWHERE,
        ("signature", FAILED, "signature_mismatch", INVALID),
        authoritys(lambda document: document.update(name="Otra")),
    ),
)
