"""Offline bundles: sealed by somebody else, altered, older than one seen before, past their life.

Each is opened as ``registry verify --bundle`` opens it, and the sample award is verified by what it holds.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import zlib
from collections.abc import Callable

from registry.cli.offline import read_offline
from registry.documents import Presented
from registry.signing import Algorithm, PrivateKey
from registry.trust.bundle.evidence import evidence_of
from registry.trust.bundle.reading import MAX_BYTES, fingerprint
from registry.verification import Result, Verdict
from tests.hostile.archive import Case, Group, HandedIn, Outcome
from tests.hostile.entrances import offline
from tests.hostile.making import GOOD, case
from tests.support.bundles import LIFE, MADE, ROOT_KEYS, bundle, records, root_file
from tests.verification import world
from tests.verification.world import NOW, credential

STRANGER = PrivateKey.from_bytes(Algorithm.P256, b"\x09" * 32)
_INDEX = 48_113


def read(data: bytes) -> Presented:
    """The award with its registration note, as they come attached to the certificate."""
    return dataclasses.replace(read_offline(data, filename="x.json"), note=world.note(credential()))


def by(
    *files: Callable[[], bytes], pinned: Callable[[], str] | None = None, at: dt.datetime = NOW
) -> Callable[[], HandedIn]:
    """The sample award by the last of these bundles, used one after the other."""

    def build() -> HandedIn:
        opened = offline(*(make() for make in files), pinned=pinned() if pinned else None, at=at)
        data = world.dumps(GOOD)
        return HandedIn(data, evidence_of(opened.bundle, read(data), at=at), at=at, read=read)

    return build


def refused(name: str, code: str, *files: Callable[[], bytes], pinned: Callable[[], str] | None = None) -> Case:
    return Case(name, Group.BUNDLE, Outcome(code), by(*files, pinned=pinned))


def of_strangers() -> bytes:
    """A whole bundle whose root is of other keys."""
    theirs = {name: PrivateKey.from_bytes(Algorithm.ED25519, bytes([n]) * 32) for n, name in enumerate(ROOT_KEYS, 50)}
    named = {name: key.public_key.multibase for name, key in theirs.items()}
    return bundle(records(roots=[root_file(signers=theirs, rootKeys=named)]))


def older() -> bytes:
    return bundle(made=MADE - dt.timedelta(hours=1))


def bomb() -> bytes:
    """A true seal before 256 MiB of line feeds, in 300 kB."""
    seal, _, _ = bundle(compress=False).partition(b"\n")
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    lines = b"\n" * (MAX_BYTES // 64)
    return b"".join([packer.compress(seal), *(packer.compress(lines) for _ in range(65)), packer.flush()])


def flipped(body: bytes) -> bytes:
    return body[:500] + bytes([body[500] ^ 1]) + body[501:]


CASES = (
    case(
        "the sample award by a bundle of two hours ago",
        Group.BUNDLE,
        ("signature", Result.PASSED, "signature_good", Verdict.VALID),
        by(bundle),
    ),
    case(
        "the sample award by a bundle that has expired",
        Group.BUNDLE,
        ("revocation", Result.NOT_CHECKED, "status_list_unreachable", Verdict.UNVERIFIABLE),
        by(bundle, at=MADE + LIFE + dt.timedelta(minutes=1)),
    ),
    case(
        "the sample award by a bundle in which its status list is missing",
        Group.BUNDLE,
        ("revocation", Result.NOT_CHECKED, "status_list_unreachable", Verdict.UNVERIFIABLE),
        by(lambda: bundle([one for one in records() if one.get("kind") != "list"])),
    ),
    case(
        "the sample award by a bundle in which its bit is set",
        Group.BUNDLE,
        ("revocation", Result.FAILED, "status_set_kind_unknown", Verdict.AUTHENTIC_NOT_CURRENT),
        by(lambda: bundle(records(positions=[_INDEX]))),
    ),
    refused("a bundle sealed by another key", "bundle_not_sealed", lambda: bundle(signer=STRANGER)),
    refused(
        "a bundle sealed by a key that was stolen",
        "bundle_not_sealed",
        lambda: bundle(records(roots=[root_file(receipts={"compromised_at": NOW})])),
    ),
    refused("a bundle older than the last one seen", "bundle_rolled_back", bundle, older),
    refused("a bundle of strangers after one of ours", "bundle_root_unknown", bundle, of_strangers),
    refused(
        "a bundle of strangers where the root's fingerprint was given",
        "bundle_root_unknown",
        of_strangers,
        pinned=lambda: fingerprint(root_file()),
    ),
    refused(
        "a bundle whose root too few have signed",
        "bundle_root_broken",
        lambda: bundle(records(roots=[root_file(signers={"root-1": ROOT_KEYS["root-1"]})])),
    ),
    refused("a bundle with one bit flipped after sealing", "bundle_altered", lambda: bundle(spoil=flipped)),
    refused(
        "a bundle with a record added after sealing",
        "bundle_altered",
        lambda: bundle(spoil=lambda body: body + b'{"kind":"list"}\n'),
    ),
    refused("half a bundle", "bundle_malformed", lambda: bundle()[: len(bundle()) // 2]),
    refused("a bundle that unpacks to more than 256 MiB", "bundle_malformed", bomb),
    refused("two bundles in one file", "bundle_malformed", lambda: bundle() * 2),
    refused("a bundle of tomorrow", "bundle_from_future", lambda: bundle(made=NOW + dt.timedelta(days=1))),
    refused("a bundle of a later version", "bundle_version_unknown", lambda: bundle(version=2)),
    refused("a credential in place of a bundle", "bundle_malformed", lambda: world.dumps(GOOD)),
)
