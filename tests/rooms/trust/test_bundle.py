"""The offline bundle: whatever is not exactly what the registry sealed is refused, and what it knows has an age."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents import EventKind, Presented, read_presented
from registry.signing import Algorithm, PrivateKey
from registry.trust.bundle import reading
from registry.trust.bundle.errors import BundleRefused
from registry.trust.bundle.evidence import evidence_of
from registry.trust.bundle.reading import Bundle, Seen, fingerprint, read_bundle
from registry.verification import Report, Verdict, verify
from tests.documents import samples
from tests.support.bundles import LIFE, MADE, ROOT_KEYS, Record, bundle, entries, list_jwt, records, root_file
from tests.verification import test_paper, world
from tests.verification.world import NOW, PROVIDER, credential

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)
INDEX = samples.credential_claims().status.index  # type: ignore[union-attr]
STRANGER = PrivateKey.from_bytes(Algorithm.P256, b"\x09" * 32)


def read(data: bytes, **more: Any) -> Bundle:
    return read_bundle(data, **({"at": NOW} | more))


def presented(document: dict[str, Any] | str = GOOD, *, note: str | None = "") -> Presented:
    """The award as handed in, with its registration note; None: without."""
    data = document.encode() if isinstance(document, str) else json.dumps(document).encode()
    found = read_presented(data)
    return dataclasses.replace(found, note=world.note(DOCUMENT) if note == "" else note)


def judge(opened: Bundle, one: Presented | None = None, *, at: dt.datetime = NOW) -> Report:
    one = one or presented()
    report = verify(one, evidence_of(opened, one, at=at), world.policy(), at=at)
    world._all_filled(report)
    return report


def outcome(report: Report, check: str) -> tuple[str, str] | None:
    found = report.check(check)
    return None if found is None else (found.result.value, found.code)


def refusal(data: bytes, **more: Any) -> str:
    with pytest.raises(BundleRefused) as caught:
        read(data, **more)
    assert caught.value.said.es and "{" not in caught.value.said.es
    return caught.value.code


def changed(kind: str, change: Callable[[Record], None], lines: list[Record] | None = None) -> list[Record]:
    """The records, the first of a kind changed."""
    held = records() if lines is None else lines
    change(next(one for one in held if one["kind"] == kind))
    return held


def without(kind: str) -> list[Record]:
    return [one for one in records() if one["kind"] != kind]


# --- good ---


@pytest.mark.parametrize("compress", [True, False])
def test_a_credential_with_its_note_is_valid_by_the_bundle_alone(compress: bool) -> None:
    report = judge(read(bundle(compress=compress)))

    assert report.verdict is Verdict.VALID, [(one.id, one.code) for one in report.checks]
    assert outcome(report, "log_inclusion") == ("passed", "registered")
    sources = {check.id: check.evidence.get("source") for check in report.checks if "source" in check.evidence}
    assert sources.pop("log_inclusion") == "document"
    assert set(sources.values()) == {"bundle"}
    assert report.check("revocation").evidence["asOf"] == "2026-11-22T16:00:00Z"  # type: ignore[union-attr]


def test_the_jwt_form_is_as_good() -> None:
    assert judge(read(bundle()), presented(PROVIDER.jwt(DOCUMENT))).verdict is Verdict.VALID


def test_a_code_on_paper_is_proved_by_it() -> None:
    held = records()
    held.append({"kind": "list", "url": test_paper.LIST, "issuer": PROVIDER.did, "jwt": list_jwt(url=test_paper.LIST)})
    opened = read(bundle(held))
    report = judge(opened, read_presented(test_paper.code().encode()))
    assert report.verdict is Verdict.VALID, [(one.id, one.code) for one in report.checks]
    assert outcome(report, "accredited_at_issue") == ("passed", "accredited")


@pytest.mark.parametrize(
    ("kind", "check", "verdict"),
    [
        (EventKind.SUSPENDED, "suspension", Verdict.AUTHENTIC_NOT_CURRENT),
        (EventKind.REVOKED, "revocation", Verdict.INVALID),
    ],
)
def test_what_was_withdrawn_before_it_was_made_reads_so(kind: EventKind, check: str, verdict: Verdict) -> None:
    said = {"kind": "event", "document": DOCUMENT["id"], "jws": world.event(kind, MADE - dt.timedelta(days=1))}
    report = judge(read(bundle([*records(positions=[INDEX]), said])))
    assert report.verdict is verdict
    assert outcome(report, check) == ("failed", kind.value)


def test_the_bit_alone_is_enough_to_hold_it_back() -> None:
    report = judge(read(bundle(records(positions=[INDEX]))))
    assert outcome(report, "revocation") == ("failed", "status_set_kind_unknown")


def test_a_tampered_credential_is_invalid() -> None:
    assert judge(read(bundle()), presented(GOOD | {"name": "Otra"})).verdict is Verdict.INVALID


# --- what it does not know ---


def test_without_its_note_nothing_proves_when_it_was_registered() -> None:
    report = judge(read(bundle()), presented(note=None))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "log_inclusion") == ("not_checked", "log_unreachable")
    assert outcome(report, "accredited_at_issue") == ("not_checked", "issue_time_unknown")


def test_a_note_of_another_document_proves_nothing() -> None:
    report = judge(read(bundle()), presented(note=world.note(DOCUMENT, document="urn:uuid:" + "0" * 8 + "-0" * 3)))
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_forged_note_proves_nothing() -> None:
    report = judge(read(bundle()), presented(note=world.note(DOCUMENT, signer=STRANGER)))
    assert outcome(report, "log_inclusion") == ("not_checked", "note_unproven")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_list_that_is_missing_is_not_checked() -> None:
    held = [one for one in records() if one.get("url") != samples.LIST]
    report = judge(read(bundle(held)))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "revocation") == ("not_checked", "status_list_unreachable")
    assert "paquete" in report.check("revocation").reason.es  # type: ignore[union-attr]


def test_an_institution_that_is_missing_is_not_checked() -> None:
    held = [one for one in records() if one.get("did") != PROVIDER.did]
    report = judge(read(bundle(held)))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "key") == ("not_checked", "did_unreachable")


def test_a_standard_that_is_missing_is_not_checked() -> None:
    report = judge(read(bundle(without("standard"))))
    assert outcome(report, "alignment") == ("not_checked", "standard_unreachable")
    assert report.verdict is Verdict.VALID  # the standard never lowers a verdict


def test_a_list_past_its_own_life_is_not_checked() -> None:
    held = changed("list", lambda one: one.update(jwt=list_jwt(signed=MADE - dt.timedelta(days=4))))
    report = judge(read(bundle(held)))
    assert outcome(report, "revocation") == ("not_checked", "status_list_stale")


def test_past_its_life_it_tells_nothing_of_today_but_what_was_last_known() -> None:
    opened = read(bundle())
    late = MADE + LIFE + dt.timedelta(minutes=1)
    report = judge(opened, at=late)

    assert opened.stale(late) and not opened.stale(NOW)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "signature") == ("passed", "signature_good")
    assert outcome(report, "accredited_at_issue") == ("passed", "accredited")
    assert outcome(report, "accredited_now") == ("not_checked", "evidence_too_old")
    assert outcome(report, "revocation") == ("not_checked", "status_list_unreachable")
    assert report.check("revocation").evidence["lastKnown"]["bit"] == "clear"  # type: ignore[union-attr]


def test_past_its_life_a_revocation_still_counts() -> None:
    said = {"kind": "event", "document": DOCUMENT["id"], "jws": world.event(EventKind.REVOKED, MADE)}
    opened = read(bundle([*records(positions=[INDEX]), said]))
    assert judge(opened, at=MADE + LIFE + dt.timedelta(days=30)).verdict is Verdict.INVALID


def test_what_was_registered_after_it_was_made_is_not_judged_by_it() -> None:
    """Its institution may have been suspended in between, and its key may be newer: neither is known."""
    older = read(bundle(made=world.LOGGED - dt.timedelta(days=1)))
    report = judge(older)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "accredited_at_issue") == ("not_checked", "accreditation_unreachable")


def test_a_key_that_is_newer_than_the_bundle_is_not_called_false() -> None:
    keys = [one for one in entries(PROVIDER.periods()) if "issuing" not in one["id"]]

    def drop(one: Record) -> None:
        one["keys"] = keys

    held = records()
    drop(next(one for one in held if one.get("did") == PROVIDER.did))
    older = judge(read(bundle(held, made=world.LOGGED - dt.timedelta(days=1))))
    assert older.verdict is Verdict.UNVERIFIABLE
    # The same key missing from a bundle made since is not the institution's.
    assert judge(read(bundle(held))).verdict is Verdict.INVALID


# --- altered, forged, replayed ---


def flipped(body: bytes) -> bytes:
    return body[:500] + bytes([body[500] ^ 1]) + body[501:]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bundle_malformed"),
        (b"{}", "bundle_malformed"),
        (b"\x1f\x8bnot gzip at all", "bundle_malformed"),
        (bundle()[:-20], "bundle_malformed"),
        (bundle() + b"x", "bundle_malformed"),
        (bundle(compress=False)[:-20], "bundle_altered"),
        (bundle(typ="registry-receipt+jws"), "bundle_malformed"),
        (bundle(type="Another"), "bundle_malformed"),
        (bundle(version=2), "bundle_version_unknown"),
        (bundle(spoil=flipped), "bundle_altered"),
        (bundle(spoil=lambda body: body + b'{"kind":"list"}\n'), "bundle_altered"),
        (bundle(spoil=lambda body: body.partition(b"\n")[2]), "bundle_altered"),
        (bundle(records=3), "bundle_altered"),
        (bundle(bytes=5), "bundle_altered"),
        (bundle(sha256="0" * 64), "bundle_altered"),
        (bundle([]), "bundle_malformed"),
        (bundle(without("root")), "bundle_malformed"),
        (bundle(records()[1:] + records()[:1]), "bundle_malformed"),
        (bundle(madeAt="yesterday"), "bundle_malformed"),
        (bundle(root={"version": 1}), "bundle_malformed"),
        (bundle([*records(), {"kind": "list", "url": 5}]), "bundle_malformed"),
        (bundle([*records(), {"no": "kind"}]), "bundle_malformed"),
        (bundle([*records(), {"kind": ["issuer"]}]), "bundle_malformed"),
        (bundle([*records(), {"kind": "issuer", "did": "did:web:x", "keys": [{"id": 1}]}]), "bundle_malformed"),
        # sealed by somebody else, or by a key that could not
        (bundle(signer=STRANGER), "bundle_not_sealed"),
        (bundle(kid="did:web:registro.example#status-p256-1"), "bundle_not_sealed"),
        (bundle(registry="did:web:otro.example"), "bundle_not_sealed"),
        (bundle(root={"version": 2, "sha256": "0" * 64}), "bundle_not_sealed"),
        (bundle(records(roots=[root_file(receipts={"compromised_at": NOW})])), "bundle_not_sealed"),
        (bundle(records(roots=[root_file(receipts={"until": MADE - dt.timedelta(1)})])), "bundle_not_sealed"),
        (bundle(records(roots=[root_file(receipts={"since": MADE + dt.timedelta(1)})])), "bundle_not_sealed"),
        # roots
        (bundle(records(roots=[root_file(signers={"root-1": ROOT_KEYS["root-1"]})])), "bundle_root_broken"),
        (bundle(records(roots=[root_file(1), root_file(3)])), "bundle_root_broken"),
        # time
        (bundle(made=NOW + dt.timedelta(hours=1)), "bundle_from_future"),
    ],
)
def test_what_is_not_exactly_what_was_sealed_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_whole_bundle_of_somebody_else_is_refused_once_the_root_is_known() -> None:
    theirs = {name: PrivateKey.from_bytes(Algorithm.ED25519, bytes([n]) * 32) for n, name in enumerate(ROOT_KEYS, 50)}
    named = {name: key.public_key.multibase for name, key in theirs.items()}
    forged = bundle(records(roots=[root_file(signers=theirs, rootKeys=named)]))

    assert read(forged).registry == world.AUTHORITY.did  # by itself it is as good as any: the fingerprint decides
    ours = read(bundle())
    assert refusal(forged, pinned=ours.fingerprint) == "bundle_root_unknown"
    assert refusal(forged, seen=ours.as_seen()) == "bundle_root_unknown"


def test_a_root_that_the_one_before_did_not_sign_is_refused() -> None:
    theirs = {name: PrivateKey.from_bytes(Algorithm.ED25519, bytes([n]) * 32) for n, name in enumerate(ROOT_KEYS, 50)}
    named = {name: key.public_key.multibase for name, key in theirs.items()}
    second = root_file(2, signers=theirs, rootKeys=named)
    assert refusal(bundle(records(roots=[root_file(), second]))) == "bundle_root_broken"


def test_trust_may_begin_at_any_version_and_follows_the_chain() -> None:
    roots = [root_file(1), root_file(2), root_file(3)]
    data = bundle(records(roots=roots))
    for start in roots:
        opened = read(data, pinned=fingerprint(start).upper())
        assert opened.root.version == 3
        assert opened.fingerprint == fingerprint(start)
    assert refusal(data, pinned="0" * 64) == "bundle_root_unknown"


def test_a_bundle_older_than_the_newest_seen_is_refused() -> None:
    newest = read(bundle())
    older = bundle(made=MADE - dt.timedelta(hours=1))
    assert refusal(older, seen=newest.as_seen()) == "bundle_rolled_back"
    read(bundle(), seen=newest.as_seen())  # the same once more is no rollback


def test_a_bundle_with_an_older_root_is_refused() -> None:
    seen = Seen(fingerprint(root_file(1)), 2, MADE - dt.timedelta(days=1))
    assert refusal(bundle(), seen=seen) == "bundle_rolled_back"


def test_an_expired_root_vouches_for_nobody() -> None:
    expired = root_file(expires="2026-11-01T00:00:00Z")
    report = judge(read(bundle(records(roots=[expired]))))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "identity") == ("not_checked", "root_expired")


def test_a_gzip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1_000_000)
    assert refusal(gzip.compress(bytes(2_000_000))) == "bundle_malformed"
    assert refusal(bytes(2_000_000)) == "bundle_malformed"


def test_kinds_and_members_of_later_versions_are_ignored() -> None:
    held = [one | {"later": True} for one in records()]
    assert judge(read(bundle([*held, {"kind": "later"}, {"kind": "_init__"}], later=1))).verdict is Verdict.VALID


def test_an_accreditation_that_the_authority_did_not_sign_does_not_count() -> None:
    def forge(one: Record) -> None:
        head, payload, _ = one["jwt"].split(".")
        one["jwt"] = f"{head}.{payload}.{'A' * 86}"

    report = judge(read(bundle(changed("accreditation", forge))))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "accredited_at_issue") == ("not_checked", "accreditation_unproven")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(BundleRefused):
        read(data)
