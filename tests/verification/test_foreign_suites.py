"""What others sign, in the ways in which they sign it: every suite and form, honest and tampered."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from registry.documents import Issuer
from registry.documents.terms import CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES
from registry.signing import Algorithm, PublicKey, assemble_jwt, jcs, to_base58btc, to_base64url
from registry.signing.suites import SUITES
from registry.verification import Evidence, Policy, Question, Report, Result, Verdict
from tests.documents import samples
from tests.signing.engines import by_oxigraph
from tests.signing.samples import full_shelf
from tests.verification import world
from tests.verification.test_outside import outcome, outside
from tests.verification.world import judge, known

ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
OB_ADDRESS = "https://purl.imsglobal.org/spec/ob/v3p0/"
ED25519 = world.private("elsewhere", Algorithm.ED25519)
P256 = world.private("elsewhere", Algorithm.P256)
P384 = ec.derive_private_key(0xE15E, ec.SECP384R1())
P384_KEY = PublicKey(
    Algorithm.P384,
    P384.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint),
)
PUBLIC = {Algorithm.ED25519: ED25519.public_key, Algorithm.P256: P256.public_key, Algorithm.P384: P384_KEY}


def did_of(algorithm: Algorithm) -> str:
    return f"did:key:{PUBLIC[algorithm].multibase}"


def method_of(algorithm: Algorithm) -> str:
    return f"{did_of(algorithm)}#{PUBLIC[algorithm].multibase}"


def signature(algorithm: Algorithm, message: bytes) -> bytes:
    if algorithm is Algorithm.P384:
        numbers = decode_dss_signature(P384.sign(message, ec.ECDSA(hashes.SHA384())))
        return b"".join(number.to_bytes(48, "big") for number in numbers)
    return (ED25519 if algorithm is Algorithm.ED25519 else P256).sign(message)


def prove(
    document: Mapping[str, Any], cryptosuite: str | None, algorithm: Algorithm, contexts: Any = None, **changes: Any
) -> dict[str, Any]:
    """One proof, over the canonical form of an engine that is not ours."""
    named = {"type": "Ed25519Signature2020"} if cryptosuite is None else {"type": "DataIntegrityProof"}
    options = {
        **named,
        **({} if cryptosuite is None else {"cryptosuite": cryptosuite}),
        "created": "2026-08-15T10:00:00Z",
        "verificationMethod": method_of(algorithm),
        "proofPurpose": "assertionMethod",
        **changes,
    }
    name = "sha384" if algorithm is Algorithm.P384 else "sha256"
    parts = (options, dict(document))
    if cryptosuite is not None and "jcs" in cryptosuite:
        canonical = [jcs(part) for part in parts]
    else:
        configured = ({**options, "@context": document["@context"]}, dict(document))
        canonical = [by_oxigraph(part, contexts or samples.store(), name) for part in configured]
    message = b"".join(hashlib.new(name, one).digest() for one in canonical)
    return {**options, "proofValue": to_base58btc(signature(algorithm, message))}


def foreign(algorithm: Algorithm = Algorithm.ED25519, **changes: Any) -> dict[str, Any]:
    """An outsider's badge, without a status, whose issuer is its key."""
    document = outside(issuer=Issuer(did_of(algorithm), "Academia Ficticia", "https://academia.example/"), **changes)
    del document["credentialStatus"]
    return document


def with_proof(cryptosuite: str | None, algorithm: Algorithm) -> dict[str, Any]:
    document, contexts = foreign(algorithm), None
    if cryptosuite is None:
        document["@context"].append(ED25519_2020)
        contexts = full_shelf()
    return {**document, "proof": prove(document, cryptosuite, algorithm, contexts)}


def judged(document: Any, *, policy: Policy | None = None, **evidence: Any) -> Report:
    return judge(document, Evidence(root=known(world.root()), **evidence), asked=policy)


SUITES_AND_KEYS = [
    ("eddsa-rdfc-2022", Algorithm.ED25519),
    ("eddsa-jcs-2022", Algorithm.ED25519),
    ("ecdsa-rdfc-2019", Algorithm.P256),
    ("ecdsa-rdfc-2019", Algorithm.P384),
    ("ecdsa-jcs-2019", Algorithm.P256),
    ("ecdsa-jcs-2019", Algorithm.P384),
    (None, Algorithm.ED25519),
]
ids = pytest.mark.parametrize(
    ("cryptosuite", "algorithm"), SUITES_AND_KEYS, ids=lambda part: str(part or "Ed25519Signature2020")
)


def policy_for(cryptosuite: str | None) -> Policy:
    return world.policy(contexts=full_shelf()) if cryptosuite is None else world.policy()


@ids
def test_every_suite_reads_authentic_and_never_valid_on_our_word(cryptosuite: str | None, algorithm: Algorithm) -> None:
    report = judged(with_proof(cryptosuite, algorithm), policy=policy_for(cryptosuite))
    assert [(one.id, one.result) for one in report.of(Question.AUTHENTIC)] == [
        ("format", Result.PASSED),
        ("terms", Result.PASSED),
        ("signature", Result.PASSED),
        ("key", Result.PASSED),
    ]
    assert report.check("signature").evidence["suite"] == (cryptosuite or "Ed25519Signature2020")  # type: ignore[union-attr]
    assert outcome(report, "identity") == (Result.NOT_CHECKED, "self_made")
    assert report.verdict is Verdict.UNVERIFIABLE


@ids
def test_every_suite_refuses_what_was_tampered_with(cryptosuite: str | None, algorithm: Algorithm) -> None:
    good = with_proof(cryptosuite, algorithm)
    for change in (
        lambda one: one["credentialSubject"]["identifier"][0].update(identityHash="Otra Persona"),
        lambda one: one.update(validUntil="2099-01-01T00:00:00Z"),
        lambda one: one["proof"].update(created="2020-01-01T00:00:00Z"),
    ):
        tampered = copy.deepcopy(good)
        change(tampered)
        report = judged(tampered, policy=policy_for(cryptosuite))
        assert outcome(report, "signature") == (Result.FAILED, "signature_mismatch")
        assert (report.verdict, report.credential) == (Verdict.INVALID, None)


@ids
def test_every_suite_refuses_a_member_added_after_signing(cryptosuite: str | None, algorithm: Algorithm) -> None:
    added = with_proof(cryptosuite, algorithm) | {"distinction": "summa cum laude"}
    assert judged(added, policy=policy_for(cryptosuite)).verdict is Verdict.INVALID


@ids
def test_every_suite_refuses_the_key_of_another(cryptosuite: str | None, algorithm: Algorithm) -> None:
    document = with_proof(cryptosuite, algorithm)
    document["issuer"]["id"] = "did:web:diplomas.example"
    assert outcome(judged(document, policy=policy_for(cryptosuite)), "key") == (Result.FAILED, "key_of_another")


def test_the_table_of_suites_is_covered() -> None:
    assert {name or "Ed25519Signature2020" for name, _ in SUITES_AND_KEYS} == {one.name for one in SUITES.values()}


def test_words_of_an_outsider_that_no_vocabulary_has_are_signed_all_the_same_in_a_text() -> None:
    document = foreign() | {"distinction": "summa cum laude"}
    report = judged({**document, "proof": prove(document, "eddsa-jcs-2022", Algorithm.ED25519)})
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    assert outcome(report, "terms") == (Result.WARNING, "meaning_unknown")
    assert report.verdict is Verdict.UNVERIFIABLE
    claims = foreign(Algorithm.P256)
    claims["credentialSchema"] = [{"id": "https://academia.example/schema", "type": "1EdTechJsonSchemaValidator2019"}]
    report = judged(jwt(claims))
    assert outcome(report, "terms") == (Result.WARNING, "meaning_unknown")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_text_suites_say_so_when_the_vocabulary_is_not_at_hand() -> None:
    document = foreign()
    document["@context"].append("https://academia.example/own.json")
    report = judged({**document, "proof": prove(document, "eddsa-jcs-2022", Algorithm.ED25519)})
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    assert outcome(report, "terms") == (Result.NOT_CHECKED, "unknown_context")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_contexts_added_after_signing_are_named_as_the_cause() -> None:
    document = foreign()
    proof = prove(document, "eddsa-jcs-2022", Algorithm.ED25519, **{"@context": document["@context"]})
    assert outcome(judged({**document, "proof": proof}), "signature")[0] is Result.PASSED
    document = {**document, "@context": [*document["@context"], f"{OB_ADDRESS}extensions.json"]}
    report = judged({**document, "proof": proof})
    assert outcome(report, "signature") == (Result.FAILED, "contexts_differ")


def test_any_one_good_proof_suffices_whatever_stands_beside_it() -> None:
    document = foreign()
    good = prove(document, "eddsa-jcs-2022", Algorithm.ED25519)
    unknown = {**good, "cryptosuite": "ecdsa-sd-2023", "proofValue": "u2V0A"}
    chained = {**good, "previousProof": "urn:uuid:1"}
    stale = {**good, "expires": "2026-09-01T00:00:00Z"}
    for proofs in ([unknown, good], [chained, good], [stale, good], [good, unknown]):
        assert outcome(judged({**document, "proof": proofs}), "signature") == (Result.PASSED, "signature_good")
    assert outcome(judged({**document, "proof": [unknown]}), "signature") == (Result.NOT_CHECKED, "suite_unknown")
    # What cannot be read must not hide what was refuted.
    assert outcome(judged({**document, "proof": [unknown, stale]}), "signature")[0] is Result.FAILED


def test_no_more_than_four_proofs_are_tried() -> None:
    document = foreign()
    good = prove(document, "eddsa-jcs-2022", Algorithm.ED25519)
    wrong = {**good, "proofValue": to_base58btc(bytes(64))}
    assert outcome(judged({**document, "proof": [wrong] * 4 + [good]}), "signature")[0] is Result.FAILED


@pytest.mark.parametrize("written", ["issuer with fragment", "method without fragment", "both"])
def test_did_key_is_one_key_with_or_without_its_fragment(written: str) -> None:
    document = foreign()
    bare, full = did_of(Algorithm.ED25519), method_of(Algorithm.ED25519)
    document["issuer"]["id"] = bare if written == "method without fragment" else full
    method = full if written == "issuer with fragment" else bare
    proof = prove(document, "eddsa-rdfc-2022", Algorithm.ED25519, verificationMethod=method)
    report = judged({**document, "proof": proof})
    assert outcome(report, "key") == (Result.PASSED, "key_in_did")
    assert outcome(report, "identity") == (Result.NOT_CHECKED, "self_made")


def test_issuer_may_be_a_text() -> None:
    document = foreign()
    document["issuer"] = did_of(Algorithm.ED25519)
    report = judged({**document, "proof": prove(document, "eddsa-rdfc-2022", Algorithm.ED25519)})
    assert outcome(report, "signature")[0] is Result.PASSED
    assert report.credential is not None and report.credential.issuer == did_of(Algorithm.ED25519)


# Older vocabularies.


@pytest.mark.parametrize("revision", ["context-3.0.2.json", "context-3.0.3.json"])
def test_badges_of_every_published_revision_are_read(revision: str) -> None:
    document = foreign()
    document["@context"] = [CREDENTIALS_V2, OB_ADDRESS + revision]
    # What 3.0.2 does not know.
    del document["awardedDate"], document["credentialSubject"]["achievement"]["inLanguage"]
    report = judged({**document, "proof": prove(document, "eddsa-rdfc-2022", Algorithm.ED25519)})
    assert [one.result for one in report.of(Question.AUTHENTIC)] == [Result.PASSED] * 4


def test_vocabularies_that_no_engine_reads_together_are_not_checked_never_invalid() -> None:
    # 3.0.1 was published for data model 1.1; drafts of credentials/v2 still let it stand beside them.
    document = foreign()
    signed = {**document, "proof": prove(document, "eddsa-rdfc-2022", Algorithm.ED25519)}
    signed["@context"] = [CREDENTIALS_V2, OB_ADDRESS + "context-3.0.1.json"]
    report = judged(signed)
    assert outcome(report, "terms") == (Result.NOT_CHECKED, "contexts_clash")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_member_that_an_earlier_revision_did_not_sign_is_named() -> None:
    document = foreign()
    signed = {**document, "proof": prove(document, "eddsa-rdfc-2022", Algorithm.ED25519)}
    report = judged(signed | {"endorsementJwt": ["eyJhbGciOiJFUzI1NiJ9.e30.AA"]})
    assert outcome(report, "signature") == (Result.FAILED, "signed_before_terms")
    assert "endorsementJwt" in report.check("signature").reason.es  # type: ignore[union-attr]
    tampered = signed | {"endorsementJwt": ["x"], "name": "Doctorado"}
    assert outcome(judged(tampered), "signature") == (Result.FAILED, "signature_mismatch")


def of_2018(document: dict[str, Any], address: str = OB_ADDRESS + "context-3.0.3.json") -> dict[str, Any]:
    """The same badge in data model 1.1."""
    changed = {**document, "@context": [CREDENTIALS_V1, address, ED25519_2020]}
    changed["issuanceDate"] = changed.pop("validFrom")
    changed["expirationDate"] = changed.pop("validUntil")
    changed.pop("awardedDate", None)
    return changed


@pytest.mark.parametrize("address", ["context.json", "context-3.0.1.json", "context-3.0.2.json", "context-3.0.3.json"])
def test_badges_in_data_model_1_1_are_read(address: str) -> None:
    document = of_2018(foreign(), OB_ADDRESS + address)
    document["credentialSubject"]["achievement"].pop("inLanguage", None)
    contexts = full_shelf()
    signed = {**document, "proof": prove(document, None, Algorithm.ED25519, contexts)}
    report = judged(signed, policy=world.policy(contexts=contexts))
    assert [(one.id, one.code) for one in report.of(Question.AUTHENTIC) if one.result is not Result.PASSED] == []
    assert report.check("format").evidence["dataModel"] == "1.1"  # type: ignore[union-attr]
    assert outcome(report, "validity_period") == (Result.PASSED, "within_validity")
    signed["expirationDate"] = "2099-01-01T00:00:00Z"
    assert judged(signed, policy=world.policy(contexts=contexts)).verdict is Verdict.INVALID


def test_data_model_1_1_without_its_context_is_not_checked_never_invalid() -> None:
    document = of_2018(foreign())
    signed = {**document, "proof": {**with_proof("eddsa-rdfc-2022", Algorithm.ED25519)["proof"]}}
    report = judged(signed)
    assert outcome(report, "terms") == (Result.NOT_CHECKED, "unknown_context")
    assert report.verdict is Verdict.UNVERIFIABLE


def jwt(claims: Mapping[str, Any], **header: Any) -> str:
    values = {"alg": "ES256", "kid": method_of(Algorithm.P256), "typ": "JWT", **header}
    signing_input = f"{to_base64url(jcs(values))}.{to_base64url(jcs(claims))}".encode()
    return assemble_jwt(signing_input, P256.sign(signing_input))


def wrapped(**changes: Any) -> dict[str, Any]:
    """A credential of data model 1.1 in its JWT, dates and names in the claims alone (VC Data Model 1.1, 6.3.1)."""
    document = of_2018(foreign(Algorithm.P256))
    document["@context"] = document["@context"][:2]
    claims = {"iss": document.pop("issuer")["id"], "jti": document.pop("id")}
    claims["sub"] = document["credentialSubject"].pop("id")
    document.pop("issuanceDate"), document.pop("expirationDate")
    return {**claims, "nbf": 1_755_000_000, "exp": 1_900_000_000, "vc": document, **changes}


def test_a_wrapped_credential_takes_its_dates_and_names_from_the_claims() -> None:
    report = judged(jwt(wrapped()))
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    # The context of data model 1.1 is the operator's to provide.
    assert outcome(report, "terms") == (Result.NOT_CHECKED, "unknown_context")
    assert report.credential is not None
    assert report.credential.valid_from.timestamp() == 1_755_000_000
    assert outcome(report, "validity_period") == (Result.PASSED, "within_validity")
    with_context = judged(jwt(wrapped()), policy=world.policy(contexts=full_shelf()))
    assert outcome(with_context, "terms") == (Result.PASSED, "terms_defined")


def test_a_wrapped_credential_that_has_expired_says_so() -> None:
    report = judged(jwt(wrapped(exp=1_760_000_000)))
    assert outcome(report, "validity_period") == (Result.FAILED, "expired")


def test_a_wrapped_credential_that_contradicts_its_claims_is_refused() -> None:
    claims = wrapped()
    claims["vc"]["expirationDate"] = "2099-01-01T00:00:00Z"
    assert outcome(judged(jwt(claims)), "format") == (Result.FAILED, "claims_disagree")


@pytest.mark.parametrize("moment", [True, "1755000000", 1e30, -1e30, {}, None])
def test_claims_that_are_no_moment_are_no_dates(moment: Any) -> None:
    report = judged(jwt(wrapped(nbf=moment)))
    assert outcome(report, "format") == (Result.FAILED, "malformed")


def test_a_wrapper_that_data_model_2_0_forbids_is_pointed_out() -> None:
    document = foreign(Algorithm.P256)
    claims = {"iss": document["issuer"]["id"], "jti": document["id"], "vc": document}
    report = judged(jwt(claims))
    assert outcome(report, "format") == (Result.WARNING, "wrapped_claims")
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_jwt_by_a_key_on_the_longer_curve_verifies() -> None:
    document = foreign(Algorithm.P384)
    header = {"alg": "ES384", "kid": method_of(Algorithm.P384), "typ": "JWT"}
    signing_input = f"{to_base64url(jcs(header))}.{to_base64url(jcs(document))}".encode()
    text = signing_input.decode() + "." + to_base64url(signature(Algorithm.P384, signing_input))
    assert outcome(judged(text), "signature") == (Result.PASSED, "signature_good")
    assert outcome(judged(text[:-4] + "AAAA"), "signature") == (Result.FAILED, "signature_mismatch")


def test_open_badges_contexts_are_the_current_ones() -> None:
    assert OPEN_BADGES == OB_ADDRESS + "context-3.0.3.json"
