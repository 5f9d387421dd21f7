"""Forged, altered, unsigned, signed by another key: refused; what could not be looked at: not checked."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from registry.documents import read_presented
from registry.signing import Algorithm, ContextStore, assemble_jwt, jcs, to_base64url
from registry.verification import KeyPeriod, Question, Report, Result, Unreachable, Verdict
from tests.documents import samples
from tests.support.effort import calls
from tests.verification import world
from tests.verification.world import AUTHORITY, LOGGED, NOW, PROVIDER, STRANGER, credential, evidence, judge, known

GOOD = PROVIDER.sign(credential())


def assert_refused(report: Report, check: str, code: str) -> None:
    """Invalid for that reason, and nothing that depends on it is shown."""
    found = report.check(check)
    assert found is not None and (found.result, found.code) == (Result.FAILED, code)
    assert report.verdict is Verdict.INVALID
    assert report.credential is None
    assert {one.question for one in report.checks} == {Question.AUTHENTIC}


def periods(**changes: Any) -> Any:
    return evidence(credential(), key_periods={PROVIDER.did: known(PROVIDER.periods(**changes))})


def test_accepts_both_forms_of_an_honest_credential() -> None:
    for presented in (GOOD, PROVIDER.jwt(credential())):
        report = judge(presented, evidence(credential()))
        assert report.verdict is Verdict.VALID
        assert [one.result for one in report.of(Question.AUTHENTIC)] == [Result.PASSED] * 4


@pytest.mark.parametrize(
    "path",
    [
        ("name",),
        ("awardedDate",),
        ("issuer", "name"),
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "achievement", "alignment", 3, "targetCode"),
        ("credentialSubject", "result", 1, "value"),
        ("credentialSubject", "licenseNumber"),
    ],
)
@pytest.mark.parametrize("form", ["data_integrity", "jwt"])
def test_refuses_a_changed_value(path: tuple[str | int, ...], form: str) -> None:
    tampered = copy.deepcopy(GOOD)
    holder: Any = tampered
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = "2026-01-01T00:00:00Z" if path[-1] == "awardedDate" else "Otra cosa"
    if form == "data_integrity":
        assert_refused(judge(tampered), "signature", "signature_mismatch")
        return
    header, claims, signature = PROVIDER.jwt(credential()).split(".")
    read = dict(read_presented(f"{header}.{claims}.{signature}".encode()).jwt.claims)  # type: ignore[union-attr]
    changed = {name: value for name, value in tampered.items() if name != "proof"}
    forged = f"{header}.{to_base64url(jcs({**read, **changed}))}.{signature}"
    assert_refused(judge(forged), "signature", "signature_mismatch")


def test_refuses_changed_proof_bytes() -> None:
    tampered = copy.deepcopy(GOOD)
    value = tampered["proof"]["proofValue"]
    tampered["proof"]["proofValue"] = value[:20] + ("2" if value[20] != "2" else "3") + value[21:]
    assert_refused(judge(tampered), "signature", "signature_mismatch")


def test_refuses_unsigned_in_both_forms() -> None:
    assert_refused(judge(credential()), "signature", "unsigned")
    claims = PROVIDER.jwt(credential()).split(".")[1]
    assert_refused(judge(f"{to_base64url(jcs({'alg': 'none'}))}.{claims}."), "signature", "unsigned")


def test_refuses_a_proof_for_another_purpose() -> None:
    tampered = copy.deepcopy(GOOD)
    tampered["proof"]["proofPurpose"] = "authentication"
    assert_refused(judge(tampered), "signature", "proof_malformed")


def test_refuses_an_expired_proof() -> None:
    tampered = copy.deepcopy(GOOD)
    tampered["proof"]["expires"] = "2026-09-01T00:00:00Z"
    assert_refused(judge(tampered), "signature", "proof_expired")


def test_any_one_good_proof_suffices_and_a_bad_one_beside_it_does_no_harm() -> None:
    other = {**GOOD["proof"], "proofValue": "z" + "2" * 88}
    assert judge({**GOOD, "proof": [other, GOOD["proof"]]}).verdict is Verdict.VALID


def test_refuses_members_that_the_signature_does_not_cover() -> None:
    tampered = copy.deepcopy(GOOD)
    tampered["credentialSubject"]["favouriteColour"] = "verde"
    report = judge(tampered)
    assert_refused(report, "terms", "undefined_term")
    terms = report.check("terms")
    assert terms is not None and terms.evidence["term"] == "favouriteColour"
    with_term = credential()
    with_term["credentialSubject"]["favouriteColour"] = "verde"
    assert_refused(judge(PROVIDER.jwt(with_term)), "terms", "undefined_term")


def test_context_that_is_not_at_hand_leaves_it_unchecked_never_invalid() -> None:
    document = copy.deepcopy(GOOD)
    document["@context"].append("https://example.org/ours.json")
    report = judge(document)
    terms = report.check("terms")
    assert terms is not None and (terms.result, terms.code) == (Result.NOT_CHECKED, "unknown_context")
    assert report.verdict is Verdict.UNVERIFIABLE
    empty = world.policy(contexts=ContextStore({}))
    assert judge(GOOD, asked=empty).verdict is Verdict.UNVERIFIABLE


def test_contexts_written_into_the_document_are_not_read() -> None:
    document = copy.deepcopy(GOOD)
    document["@context"].append({"favouriteColour": "https://example.org/colour"})
    report = judge(document)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.check("terms").code == "inline_context"  # type: ignore[union-attr]


def test_refuses_control_characters_that_engines_write_differently() -> None:
    document = copy.deepcopy(GOOD)
    document["name"] = "Uso\x07"
    assert_refused(judge(document), "terms", "unsafe_value")


def test_poisonous_graph_gets_a_verdict_for_little_work() -> None:
    document = copy.deepcopy(GOOD)
    nodes = [f"_:p{one}" for one in range(9)]
    document["credentialSubject"]["source"] = [
        {"id": node, "type": ["Profile"], "parentOrg": [other for other in nodes if other != node]} for node in nodes
    ]
    reports = []
    assert calls(lambda: reports.append(judge(document))) < 2_000_000
    (report,) = reports
    assert report.check("terms").code == "too_complex"  # type: ignore[union-attr]
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"validFrom": "ayer"}, "not_a_date", "validFrom"),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"]}, "unknown_type", "type"),
        ({"issuer": "Universidad"}, "not_a_url", "issuer"),
    ],
)
def test_refuses_malformed_documents_and_names_the_member(change: dict[str, Any], code: str, path: str) -> None:
    report = judge({**GOOD, **change})
    assert_refused(report, "format", "malformed")
    assert report.checks[0].evidence == {"fault": code, "path": path}
    assert report.checks[0].reason.es in report.headline.es


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "did:web:registro.example"),
        ("jti", "urn:uuid:1"),
        ("sub", "urn:uuid:1"),
        ("nbf", 0),
        ("exp", 4_000_000_000),
    ],
)
def test_refuses_a_jwt_whose_claims_say_something_else(claim: str, value: Any) -> None:
    parts = PROVIDER.jwt(credential()).split(".")
    claims = dict(read_presented(".".join(parts).encode()).jwt.claims) | {claim: value}  # type: ignore[union-attr]
    signing_input = f"{parts[0]}.{to_base64url(jcs(claims))}".encode()
    signature = PROVIDER.key("issuing", Algorithm.P256).sign(signing_input)
    assert_refused(judge(assemble_jwt(signing_input, signature)), "format", "claims_disagree")


def test_refuses_an_expiry_that_only_the_jwt_claims() -> None:
    document = credential(valid_until=None)
    parts = PROVIDER.jwt(document).split(".")
    claims = dict(read_presented(".".join(parts).encode()).jwt.claims) | {"exp": 4_000_000_000}  # type: ignore[union-attr]
    signing_input = f"{parts[0]}.{to_base64url(jcs(claims))}".encode()
    signature = PROVIDER.key("issuing", Algorithm.P256).sign(signing_input)
    assert_refused(judge(assemble_jwt(signing_input, signature)), "format", "claims_disagree")


def test_refuses_another_identitys_key() -> None:
    forged = STRANGER.sign(credential())
    proof = evidence(credential(), did_documents={STRANGER.did: known(STRANGER.document())})
    report = judge(forged, proof)
    assert_refused(report, "key", "key_of_another")


def test_refuses_a_key_that_the_institution_never_had() -> None:
    forged = copy.deepcopy(GOOD)
    forged["proof"]["verificationMethod"] = f"{PROVIDER.did}#issuing-ed25519-9"
    assert_refused(judge(forged), "key", "key_not_published")


def test_refuses_a_credential_signed_with_a_status_key() -> None:
    signed = PROVIDER.sign(credential(), use="status")
    assert_refused(judge(signed), "key", "status_key")
    without_periods = evidence(credential(), key_periods={})
    assert_refused(judge(signed, without_periods), "key", "status_key")


def test_refuses_an_issuer_that_its_own_host_does_not_know() -> None:
    proof = evidence(credential(), key_periods={}, did_documents={PROVIDER.did: known(None)})
    assert_refused(judge(GOOD, proof), "key", "issuer_unknown")


def test_refuses_a_key_that_the_did_document_does_not_list_for_assertions() -> None:
    published = PROVIDER.document()
    methods = {
        name: dataclasses.replace(method, in_assertion_method="issuing" not in name)
        for name, method in published.methods.items()
    }
    withdrawn = dataclasses.replace(published, methods=methods)
    proof = evidence(credential(), key_periods={}, did_documents={PROVIDER.did: known(withdrawn)})
    assert_refused(judge(GOOD, proof), "key", "key_not_published")


def test_refuses_a_method_that_another_did_controls() -> None:
    published = PROVIDER.document()
    methods = {name: dataclasses.replace(method, controller=STRANGER.did) for name, method in published.methods.items()}
    borrowed = dataclasses.replace(published, methods=methods)
    proof = evidence(credential(), key_periods={}, did_documents={PROVIDER.did: known(borrowed)})
    assert_refused(judge(GOOD, proof), "key", "key_not_published")


def test_published_key_serves_where_no_period_is_known() -> None:
    report = judge(GOOD, evidence(credential(), key_periods={}))
    assert report.verdict is Verdict.VALID
    assert report.check("key").code == "key_published"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": LOGGED + dt.timedelta(days=1)}, "key_not_yet"),
        ({"until": LOGGED - dt.timedelta(days=1)}, "key_retired"),
        ({"compromised_at": LOGGED}, "key_compromised"),
    ],
)
def test_refuses_a_key_outside_its_time(changes: dict[str, Any], code: str) -> None:
    assert_refused(judge(GOOD, periods(**changes)), "key", code)


@pytest.mark.parametrize(
    "changes",
    [{"until": LOGGED + dt.timedelta(days=1)}, {"compromised_at": LOGGED + dt.timedelta(seconds=1)}],
)
def test_what_was_logged_before_a_key_ended_stays_good(changes: dict[str, Any]) -> None:
    assert judge(GOOD, periods(**changes)).verdict is Verdict.VALID


def test_ended_key_without_a_proved_time_of_issue_is_not_checked() -> None:
    proof = evidence(
        credential(),
        key_periods={PROVIDER.did: known(PROVIDER.periods(until=NOW))},
        registration=Unreachable("not_in_bundle"),
    )
    report = judge(GOOD, proof)
    assert report.check("key").code == "key_time_unknown"  # type: ignore[union-attr]
    assert report.verdict is Verdict.UNVERIFIABLE


def test_compromised_key_of_the_authority_signs_nothing_new() -> None:
    signed = world.accreditation()
    stolen = world.root(authority_keys=AUTHORITY.periods(compromised_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)))
    document = json.loads(signed.document)
    proof = evidence(document, root=known(stolen), registration=known(world.note(document, kind="accreditation")))
    assert_refused(judge(signed.document, proof), "key", "key_compromised")


def test_unreachable_did_document_is_not_checked() -> None:
    proof = evidence(credential(), key_periods={}, did_documents={PROVIDER.did: Unreachable("timeout")})
    report = judge(GOOD, proof)
    assert report.verdict is Verdict.UNVERIFIABLE
    assert [(one.id, one.result) for one in report.checks] == [
        ("format", Result.PASSED),
        ("terms", Result.PASSED),
        ("signature", Result.NOT_CHECKED),
        ("key", Result.NOT_CHECKED),
    ]
    assert "tardó demasiado" in report.headline.es


def named(kid: str) -> str:
    claims = PROVIDER.jwt(credential()).split(".")[1]
    header = {"alg": "ES256", "kid": kid, "typ": "JWT"}
    return f"{to_base64url(jcs(header))}.{claims}.{to_base64url(bytes(64))}"


def test_key_of_an_unread_kind_is_not_checked() -> None:
    report = judge(named("urn:uuid:00000000-0000-0000-0000-000000000001"))
    assert report.check("key").code == "key_address_unknown"  # type: ignore[union-attr]
    assert report.verdict is Verdict.UNVERIFIABLE


def test_refuses_a_key_at_an_address_for_an_issuer_with_a_did_document() -> None:
    assert_refused(judge(named("https://keys.example/1")), "key", "key_of_another")


def test_jwt_may_carry_its_key_when_the_issuer_publishes_it() -> None:
    document = credential()
    key = PROVIDER.key("issuing", Algorithm.P256)
    claims = PROVIDER.jwt(document).split(".")[1]

    def carried(by: Any) -> str:
        signing_input = f"{to_base64url(jcs({'alg': 'ES256', 'jwk': by.public_key.jwk}))}.{claims}".encode()
        return assemble_jwt(signing_input, by.sign(signing_input))

    assert judge(carried(key), evidence(document)).verdict is Verdict.VALID
    assert_refused(
        judge(carried(world.private("thief", Algorithm.P256)), evidence(document)), "key", "key_not_published"
    )


def test_report_shows_which_key_and_when_it_was_in_use() -> None:
    shown = judge(GOOD).check("key").evidence  # type: ignore[union-attr]
    assert shown["verificationMethod"] == PROVIDER.method("issuing")
    assert shown["publicKeyMultibase"] == PROVIDER.key("issuing").public_key.multibase
    assert shown["source"] == "database" and shown["asOf"].startswith("2026-11-22")
    assert shown["inUseFrom"].startswith("2026-01-01")


def test_key_periods_are_typed_by_use() -> None:
    uses = {period.use.value for period in PROVIDER.periods()}
    assert uses == {"issuing", "status"}
    assert all(isinstance(period, KeyPeriod) for period in PROVIDER.periods())
    assert samples.PROVIDER.did == PROVIDER.did
