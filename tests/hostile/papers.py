"""Codes on paper: cut, changed, or signed by somebody else. Pasted as text, and once photographed."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from registry.documents.paper import EXTERNAL_AAD, paper_text
from registry.signing import Algorithm, PrivateKey
from registry.signing.cbor import Tagged, decode, encode
from registry.signing.cose import TAG_SIGN1, encode_protected, key_id, to_be_signed
from registry.verification import Result, Verdict
from tests.documents.test_paper import members
from tests.hostile.archive import Case, Group, HandedIn, Outcome
from tests.hostile.entrances import pasted, uploaded
from tests.hostile.making import case
from tests.support.archives import picture
from tests.verification import test_paper, world
from tests.verification.world import NOW, PROVIDER, RECEIPTS

FAILED, NOT_CHECKED, PASSED = Result.FAILED, Result.NOT_CHECKED, Result.PASSED
INVALID, UNVERIFIABLE, VALID = Verdict.INVALID, Verdict.UNVERIFIABLE, Verdict.VALID
_START = "HTTPS://REGISTRO.EXAMPLE/Q#"
STRANGER = world.private("stranger paper", Algorithm.P256)
HONEST = test_paper.code()


def code(text: Callable[[], str], **evidence: Any) -> Callable[[], HandedIn]:
    return lambda: HandedIn(text().encode(), test_paper.evidence(**evidence), read=pasted)


def spelled(data: bytes) -> str:
    return _START + base64.b32encode(data).decode().rstrip("=")


def signed_bytes() -> bytes:
    """What the honest code's base32 stands for: its COSE_Sign1."""
    text = HONEST.partition("#")[2]
    return base64.b32decode(text + "=" * (-len(text) % 8))


def parts() -> list[Any]:
    """Header, unprotected header, payload and signature of the honest code."""
    found: list[Any] = decode(signed_bytes()).value
    return found


def with_payload(payload: bytes, *, signer: PrivateKey = RECEIPTS, external_aad: bytes = EXTERNAL_AAD) -> str:
    """Any bytes honestly signed by the receipts key, as only its thief could."""
    protected = encode_protected(key_id(signer.public_key))
    signature = signer.sign(to_be_signed(protected, external_aad, payload))
    return spelled(encode(Tagged(TAG_SIGN1, [protected, {}, payload, signature])))


def exchanged(old: bytes, new: bytes) -> str:
    """The honest code, some bytes of its payload exchanged."""
    protected, unprotected, payload, signature = parts()
    assert old in payload
    return spelled(encode(Tagged(TAG_SIGN1, [protected, unprotected, payload.replace(old, new), signature])))


def bit_flipped() -> str:
    protected, unprotected, payload, signature = parts()
    flipped = signature[:-1] + bytes([signature[-1] ^ 1])
    return spelled(encode(Tagged(TAG_SIGN1, [protected, unprotected, payload, flipped])))


def under_our_key() -> str:
    """A stranger's signature under the name of the registry's key."""
    protected, _, payload, _ = parts()
    signature = STRANGER.sign(to_be_signed(protected, EXTERNAL_AAD, payload))
    return spelled(encode(Tagged(TAG_SIGN1, [protected, {}, payload, signature])))


def key_twice() -> str:
    """Member 3, the name, a second time: readers of CBOR disagree which of them counts."""
    payload: bytes = parts()[2]
    return with_payload(bytes([payload[0] + 1]) + payload[1:] + encode(3) + encode("Eva Ruiz Lara"))


def without_end() -> str:
    """The same map of no stated length (RFC 8949, 3.2.2): a second spelling of the same claims."""
    payload: bytes = parts()[2]
    return with_payload(b"\xbf" + payload[1:] + b"\xff")


def unreadable(name: str, text: Callable[[], str]) -> Case:
    return Case(name, Group.PAPER, Outcome("paper_unreadable"), code(text))


def judged(name: str, expected: tuple[str, Result, str, Verdict], text: Callable[[], str], **evidence: Any) -> Case:
    return case(name, Group.PAPER, expected, code(text, **evidence))


def by_stranger() -> str:
    return test_paper.code(STRANGER)


CASES = (
    judged("the sample certificate's code", ("signature", PASSED, "paper_signed", VALID), lambda: HONEST),
    *(
        judged(f"the sample certificate's code: {check}", (check, PASSED, code, VALID), lambda: HONEST)
        for check, code in (
            ("format", "paper_well_formed"),
            ("key", "paper_key_in_force"),
            ("log_inclusion", "registered_on_paper"),
        )
    ),
    judged(
        "the same under the address of another site: the signature decides, not the address",
        ("signature", PASSED, "paper_signed", VALID),
        lambda: HONEST.replace("REGISTRO.EXAMPLE", "OTRO.EXAMPLE"),
    ),
    judged("a code signed by a stranger", ("signature", FAILED, "paper_key_unknown", INVALID), by_stranger),
    case(
        "a photograph of a code signed by a stranger",
        Group.PAPER,
        ("signature", FAILED, "paper_key_unknown", INVALID),
        lambda: HandedIn(picture(by_stranger(), form="JPEG"), test_paper.evidence(), read=uploaded),
    ),
    judged(
        "a code signed by a stranger under the name of the registry's key",
        ("signature", FAILED, "paper_forged", INVALID),
        under_our_key,
    ),
    judged(
        "a code signed by the institution itself",
        ("signature", FAILED, "paper_key_unknown", INVALID),
        lambda: test_paper.code(PROVIDER.key("issuing", Algorithm.P256)),
    ),
    judged(
        "another statement of the registry's key in place of a code",
        ("signature", FAILED, "paper_forged", INVALID),
        lambda: with_payload(parts()[2], external_aad=b"registry-receipt/v1\n"),
    ),
    judged("one bit of the signature flipped", ("signature", FAILED, "paper_forged", INVALID), bit_flipped),
    judged(
        "the name on a code exchanged",
        ("signature", FAILED, "paper_forged", INVALID),
        lambda: exchanged(b"Ana", b"Eva"),
    ),
    judged(
        "a code of a key that was stolen",
        ("key", NOT_CHECKED, "paper_key_compromised", UNVERIFIABLE),
        lambda: HONEST,
        root=test_paper.root_with(compromised_at=NOW),
    ),
    judged(
        "a code printed after its key was retired",
        ("key", FAILED, "paper_key_not_in_use", INVALID),
        lambda: HONEST,
        root=test_paper.root_with(until=test_paper.PRINTED - dt.timedelta(days=1)),
    ),
    judged(
        "a code of a revoked microcredential",
        ("revocation", FAILED, "status_set_kind_unknown", Verdict.AUTHENTIC_NOT_CURRENT),
        lambda: HONEST,
        status_lists={
            test_paper.LIST: world.known(world.status_list(test_paper.INDEX, url=test_paper.LIST)),
            world.AUTHORITY_LIST: world.known(world.authority_list()),
        },
    ),
    unreadable("a code cut off after half its text", lambda: HONEST[: len(HONEST) // 2]),
    unreadable("a code without its last letter", lambda: HONEST[:-1]),
    unreadable("a code with one letter too many", lambda: HONEST + "A"),
    unreadable("a code with a member twice", key_twice),
    unreadable("a code whose map states no length", without_end),
    unreadable("a code with bytes behind its map", lambda: with_payload(parts()[2] + b"\x00")),
    unreadable("a code that is text and no map", lambda: with_payload(encode("Ana Sofía Ñúñez Pérez"))),
    unreadable("a code nested 1,000 deep", lambda: with_payload(b"\x81" * 1_000 + b"\x00")),
    unreadable("a code whose list says it has 2^64-1 items", lambda: with_payload(b"\x9b" + b"\xff" * 8)),
    unreadable(
        "a code with a name that turns round its line (U+202E)",
        lambda: with_payload(encode(members(m3="Ana\u202ezeréP"))),
    ),
    unreadable(
        "a code with a name of 121 bytes",
        lambda: "".join(
            paper_text(dataclasses.replace(test_paper.CLAIMS, holder="W" * 121), signer=RECEIPTS, host="x.example")
        ),
    ),
)
