"""The code on a certificate: what the registry's signature on it proves, and what nothing on paper can."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest

from registry.documents import EventKind, read_presented
from registry.documents.paper import EXTERNAL_AAD, PaperClaims, did_digest, paper_text
from registry.signing import PrivateKey, cose_sign1
from registry.signing.cbor import decode
from registry.verification import (
    DefinitionFacts,
    Evidence,
    KeyPeriod,
    Report,
    Result,
    Sourced,
    Unreachable,
    Verdict,
    verify,
)
from tests.documents import samples
from tests.verification import world
from tests.verification.world import LOGGED, NOW, PROVIDER, RECEIPTS, RECEIPTS_KID, SINCE, event, known, status_list

INDEX = 94_567
LIST_ID = bytes(range(9))
LIST = f"{samples.BASE}/status/{base64.urlsafe_b64encode(LIST_ID).decode()}"
PRINTED = LOGGED + dt.timedelta(days=3)
DOCUMENT = "urn:uuid:0d6f2b0c-4a7e-4a0b-9c5e-8f1d2a3b4c5d"
DEFINITION = uuid.UUID(samples.DEFINITION.rpartition("/")[2])
CLAIMS = PaperClaims(
    signed_at=PRINTED,
    document=DOCUMENT,
    holder="Ana Sofía Ñúñez Pérez",
    title="Uso responsable de la IA en el aula",
    issuer=did_digest(PROVIDER.did),
    achieved_on=dt.date(2026, 8, 14),
    folio=samples.folio(),
    valid_from=samples.ISSUED,
    valid_until=samples.ISSUED + dt.timedelta(days=3 * 365),
    logged_at=LOGGED,
    list_id=LIST_ID,
    list_index=INDEX,
    definition=DEFINITION,
)
FACTS = DefinitionFacts(samples.DEFINITION, PROVIDER.did, samples.STANDARD.uri, "AIL 1.0", profile="secondary_teachers")


def code(signer: PrivateKey = RECEIPTS, **changes: Any) -> str:
    return "".join(paper_text(dataclasses.replace(CLAIMS, **changes), signer=signer, host="registro.example"))


def evidence(**changes: Any) -> Evidence:
    values: dict[str, Any] = {
        "root": known(world.root()),
        "key_periods": {PROVIDER.did: known(PROVIDER.periods())},
        "accreditations": known((world.accreditation(),)),
        "status_lists": {
            LIST: known(status_list(url=LIST)),
            world.AUTHORITY_LIST: known(world.authority_list()),
        },
        "status_events": known(()),
        "definition": known(FACTS),
        "names": {PROVIDER.did: samples.PROVIDER.name},
        "base": samples.BASE,
    }
    return Evidence(**(values | changes))


def judge(text: str, proof: Evidence | None = None, *, at: dt.datetime = NOW, asked: str | None = None) -> Report:
    report = verify(read_presented(text.encode()), proof or evidence(), world.policy(asked_name=asked), at=at)
    world._all_filled(report)
    return report


def outcome(report: Report, check: str) -> tuple[str, str] | None:
    found = report.check(check)
    return None if found is None else (found.result.value, found.code)


def root_with(**changes: Any) -> Sourced[Any]:
    """The root with the receipts key changed."""
    values: dict[str, Any] = {"id": RECEIPTS_KID, "public_key": RECEIPTS.public_key, "since": SINCE}
    return known(world.root(receipts_keys=(KeyPeriod(**(values | changes)),)))


def test_a_good_code_says_who_what_when_and_that_it_holds() -> None:
    report = judge(code())

    assert report.verdict is Verdict.VALID
    assert report.headline.es.startswith("Ana Sofía Ñúñez Pérez obtuvo esta microcredencial el 14 de agosto de 2026.")
    facts = report.credential
    assert facts is not None
    assert (facts.holder, facts.name, facts.issuer) == (CLAIMS.holder, CLAIMS.title, PROVIDER.did)
    assert facts.issuer_name == samples.PROVIDER.name
    assert facts.folio is not None and facts.awarded_on == CLAIMS.achieved_on
    assert {check.id: (check.result.value, check.code) for check in report.checks} == {
        "format": ("passed", "paper_well_formed"),
        "signature": ("passed", "paper_signed"),
        "key": ("passed", "paper_key_in_force"),
        "identity": ("passed", "registered_issuer"),
        "accredited_at_issue": ("passed", "accredited"),
        "accredited_now": ("passed", "accredited_now"),
        "validity_period": ("passed", "within_validity"),
        "revocation": ("passed", "not_revoked"),
        "suspension": ("passed", "not_suspended"),
        "superseded": ("passed", "not_superseded"),
        "alignment": ("not_checked", "not_on_paper"),
        "holder_match": ("not_checked", "compare_with_id"),
        "log_inclusion": ("passed", "registered_on_paper"),
    }


@pytest.mark.parametrize(
    ("kind", "check", "verdict"),
    [
        (EventKind.SUSPENDED, "suspension", Verdict.AUTHENTIC_NOT_CURRENT),
        (EventKind.REVOKED, "revocation", Verdict.INVALID),
        (EventKind.SUPERSEDED, "superseded", Verdict.AUTHENTIC_NOT_CURRENT),
    ],
)
def test_what_was_withdrawn_after_printing_reads_so(kind: EventKind, check: str, verdict: Verdict) -> None:
    said = event(kind, NOW - dt.timedelta(days=2), document=DOCUMENT)
    report = judge(
        code(),
        evidence(status_lists={LIST: known(status_list(INDEX, url=LIST))}, status_events=known((said,))),
    )
    assert report.verdict is verdict
    assert outcome(report, check) == ("failed", kind.value)


def test_a_set_bit_without_its_event_is_never_good() -> None:
    report = judge(code(), evidence(status_lists={LIST: known(status_list(INDEX, url=LIST))}))
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT
    assert outcome(report, "revocation") == ("failed", "status_set_kind_unknown")


def test_another_position_says_nothing_of_this_one() -> None:
    report = judge(code(), evidence(status_lists={LIST: known(status_list(INDEX + 1, url=LIST))}))
    assert outcome(report, "revocation") == ("passed", "not_revoked")


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({}, "status_list_unreachable"),
        ({LIST: Unreachable("not_in_bundle")}, "status_list_unreachable"),
        ({LIST: known(status_list(url=LIST, signed=NOW - dt.timedelta(days=9)))}, "status_list_stale"),
        ({LIST: known(status_list(url=LIST, keys=world.STRANGER))}, "status_list_of_another"),
        ({LIST: known(status_list(url=samples.LIST))}, "status_list_mismatch"),
        ({LIST: known(b"not a list")}, "status_list_malformed"),
    ],
)
def test_without_its_list_it_is_never_a_tick(lists: dict[str, Any], expected: str) -> None:
    report = judge(code(), evidence(status_lists=lists))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "revocation") == ("not_checked", expected)


def test_an_index_beyond_the_list_is_not_checked() -> None:
    report = judge(code(list_index=131_072))
    assert outcome(report, "revocation") == ("not_checked", "status_index_out_of_range")


def test_an_expired_one_reads_expired() -> None:
    report = judge(code(valid_until=NOW - dt.timedelta(days=1)))
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT
    assert outcome(report, "validity_period") == ("failed", "expired")


def test_a_code_by_another_key_is_refused_and_says_nothing() -> None:
    report = judge(code(world.private("somebody", RECEIPTS.public_key.algorithm)))
    assert report.verdict is Verdict.INVALID
    assert report.credential is None
    assert outcome(report, "signature") == ("failed", "paper_key_unknown")
    assert outcome(report, "revocation") is None


def test_a_code_by_the_institution_is_refused() -> None:
    report = judge(code(PROVIDER.key("issuing", RECEIPTS.public_key.algorithm)))
    assert outcome(report, "signature") == ("failed", "paper_key_unknown")


def resigned(aad: bytes) -> str:
    payload = decode(read_presented(code().encode()).paper.signed.payload)  # type: ignore[union-attr]
    signed = cose_sign1(payload, signer=RECEIPTS, external_aad=aad)
    return "HTTPS://REGISTRO.EXAMPLE/Q#" + base64.b32encode(signed).decode().rstrip("=")


def test_a_signature_for_another_purpose_is_refused() -> None:
    assert judge(resigned(EXTERNAL_AAD)).verdict is Verdict.VALID
    for aad in (b"", b"registry-paper-credential/v2\n", EXTERNAL_AAD.rstrip()):
        report = judge(resigned(aad))
        assert report.verdict is Verdict.INVALID
        assert report.credential is None
        assert outcome(report, "signature") == ("failed", "paper_forged")


def test_another_name_under_the_same_signature_is_refused() -> None:
    text = code()
    mine, theirs = ("".join(f"{byte:02x}" for byte in name.encode()) for name in ("Ana Sofía", "Eva Sofía"))
    data = base64.b32decode(text.partition("#")[2] + "=" * (-len(text.partition("#")[2]) % 8))
    changed = bytes.fromhex(data.hex().replace(mine, theirs))
    assert changed != data
    report = judge("HTTPS://REGISTRO.EXAMPLE/Q#" + base64.b32encode(changed).decode().rstrip("="))
    assert report.verdict is Verdict.INVALID
    assert "Eva" not in str(report.as_dict())


def test_a_rotated_key_still_proves_what_was_printed_before() -> None:
    rotated = root_with(until=PRINTED + dt.timedelta(days=1))
    assert judge(code(), evidence(root=rotated)).verdict is Verdict.VALID


def test_a_rotated_key_proves_nothing_printed_after() -> None:
    report = judge(code(), evidence(root=root_with(until=PRINTED - dt.timedelta(days=1))))
    assert report.verdict is Verdict.INVALID
    assert outcome(report, "key") == ("failed", "paper_key_not_in_use")
    assert report.credential is None


def test_a_key_proves_nothing_printed_before_it_was_in_use() -> None:
    report = judge(code(), evidence(root=root_with(since=PRINTED + dt.timedelta(days=1))))
    assert outcome(report, "key") == ("failed", "paper_key_not_in_use")


def test_a_compromised_key_proves_nothing_at_all() -> None:
    # Whoever stole it writes whatever day he likes into a code.
    report = judge(code(), evidence(root=root_with(compromised_at=NOW)))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "key") == ("not_checked", "paper_key_compromised")
    assert report.credential is None


def test_a_key_newer_than_the_evidence_is_not_checked() -> None:
    old = Sourced(world.root(), PRINTED - dt.timedelta(days=1), "bundle")
    report = judge(code(world.private("newer", RECEIPTS.public_key.algorithm)), evidence(root=old))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "signature") == ("not_checked", "paper_key_newer")


@pytest.mark.parametrize("root", [Unreachable("no_root"), known(world.root(expires=NOW - dt.timedelta(days=1)))])
def test_without_a_usable_root_nothing_is_known(root: Any) -> None:
    report = judge(code(), evidence(root=root))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "signature") == ("not_checked", "paper_without_root")
    assert report.credential is None


def test_an_institution_that_is_not_at_hand_is_not_checked() -> None:
    report = judge(code(), evidence(key_periods={}))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "identity") == ("not_checked", "issuer_not_at_hand")


@pytest.mark.parametrize(
    "definition",
    [
        known(None),
        Unreachable("not_in_bundle"),
        known(dataclasses.replace(FACTS, issuer=world.STRANGER.did)),
        known(dataclasses.replace(FACTS, id=f"{samples.BASE}/definitions/another")),
    ],
)
def test_without_its_definition_the_accreditation_is_not_checked(definition: Any) -> None:
    report = judge(code(), evidence(definition=definition))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "accredited_at_issue") == ("not_checked", "definition_unreachable")
    assert outcome(report, "accredited_now") == ("not_checked", "definition_unreachable")


@pytest.mark.parametrize(
    "facts",
    [dataclasses.replace(FACTS, standard=f"{FACTS.standard}-other"), dataclasses.replace(FACTS, profile="other")],
)
def test_an_institution_that_was_accredited_for_something_else_had_no_right(facts: DefinitionFacts) -> None:
    report = judge(code(), evidence(definition=known(facts)))
    assert report.verdict is Verdict.INVALID
    assert outcome(report, "accredited_at_issue") == ("failed", "outside_scope")


def test_registered_later_than_the_moment_asked_about() -> None:
    report = judge(code(logged_at=NOW + dt.timedelta(days=1)))
    assert report.verdict is Verdict.INVALID
    assert outcome(report, "log_inclusion") == ("failed", "not_logged_yet")


def test_past_its_life_the_evidence_says_nothing_of_today() -> None:
    last = known(status_list(url=LIST, signed=NOW - dt.timedelta(hours=3)))
    report = judge(
        code(),
        evidence(
            fresh_until=NOW - dt.timedelta(hours=1),
            status_lists={LIST: Unreachable("bundle_expired", "bundle", NOW, last=last)},
        ),
    )
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "accredited_at_issue") == ("passed", "accredited")
    assert outcome(report, "accredited_now") == ("not_checked", "evidence_too_old")
    assert outcome(report, "revocation") == ("not_checked", "status_list_unreachable")
    assert report.check("revocation").evidence["lastKnown"]["bit"] == "clear"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Ana Sofia Nunez Perez", (Result.PASSED, "name_matches")),
        ("Ana Sofía Ñúñez", (Result.WARNING, "name_partly_matches")),
        ("Eva Núñez", (Result.FAILED, "name_differs")),
    ],
)
def test_a_typed_name_is_compared(asked: str, expected: tuple[Result, str]) -> None:
    found = judge(code(), asked=asked).check("holder_match")
    assert found is not None and (found.result, found.code) == expected


def test_a_cut_name_and_title_are_marked() -> None:
    facts = judge(code(name_cut=True, title_cut=True)).credential
    assert facts is not None
    assert facts.holder == CLAIMS.holder + "…"
    assert facts.name == CLAIMS.title + "…"
