"""Issuers from outside this registry: checked as far as can be, never valid on our word."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from registry.documents import Issuer, StatusPlace
from registry.signing import Algorithm, did_key_document, sign_data_integrity
from registry.verification import Question, Report, Result, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.world import (
    LOGGED,
    PROVIDER,
    STRANGER,
    credential,
    definition,
    evidence,
    judge,
    known,
    note,
)

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)


def outcome(report: Report, check: str) -> tuple[Result, str]:
    found = report.check(check)
    assert found is not None, check
    return found.result, found.code


def outside(**changes: Any) -> dict[str, Any]:
    issuer = changes.pop("issuer", Issuer(STRANGER.did, "Diplomas Rápidos", "https://diplomas.example/", "US"))
    achievement = definition(id="https://diplomas.example/a/1", creator=issuer)
    listed = StatusPlace("https://diplomas.example/status/1", 3)
    return credential(issuer=issuer, achievement=achievement, status=listed, **changes)


def outside_evidence(document: dict[str, Any], *bits: int, **changes: Any) -> Any:
    url = "https://diplomas.example/status/1"
    values = {
        "did_documents": {STRANGER.did: known(STRANGER.document(), "https://diplomas.example/.well-known/did.json")},
        "key_periods": {},
        "accreditations": known(()),
        "status_lists": {url: known(world.status_list(*bits, keys=STRANGER, url=url))},
    }
    return evidence(document, **(values | changes))


def test_foreign_issuer_is_authentic_and_never_valid_on_our_word() -> None:
    document = outside()
    report = judge(STRANGER.sign(document), outside_evidence(document))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert [one.result for one in report.of(Question.AUTHENTIC)] == [Result.PASSED] * 4
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert outcome(report, "revocation") == (Result.PASSED, "not_revoked")
    assert report.check("log_inclusion") is None and report.check("accredited_at_issue") is None
    assert "diplomas.example" in report.check("identity").reason.es  # type: ignore[union-attr]
    assert "este registro no puede responder por ello" in report.headline.es


def test_foreign_revocation_is_read() -> None:
    document = outside()
    report = judge(STRANGER.sign(document), outside_evidence(document, 3))
    assert outcome(report, "revocation") == (Result.FAILED, "revoked")
    assert report.verdict is Verdict.INVALID


def test_self_made_did_key_issuer_never_reads_valid() -> None:
    key = world.private("self", Algorithm.ED25519)
    did = f"did:key:{key.public_key.multibase}"
    (method,) = did_key_document(did).methods
    document = outside(issuer=Issuer(did, "Universidad Ficticia del Valle", "https://valle.example/"))
    signed = sign_data_integrity(
        document, signer=key, verification_method=method, created=LOGGED, contexts=samples.store()
    )
    # Whatever the evidence claims about it: its key is its name, and nobody vouches for it.
    for changes in ({}, {"did_documents": {did: known(None)}}, {"registration": known(note(document))}):
        report = judge(signed, outside_evidence(document, **changes))
        assert report.verdict is Verdict.UNVERIFIABLE
        assert outcome(report, "identity") == (Result.NOT_CHECKED, "self_made")
        assert report.check("key").code == "key_in_did"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "document",
    [
        outside(issuer=Issuer(STRANGER.did, "AUTORIDAD FICTICIA DE EDUCACION", "https://diplomas.example/")),
        credential(
            issuer=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/"),
            achievement=definition(),
        ),
        credential(
            issuer=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/"),
            achievement=definition(creator=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/")),
        ),
    ],
)
def test_refuses_an_outsider_that_poses_as_this_registry(document: dict[str, Any]) -> None:
    report = judge(STRANGER.sign(document), outside_evidence(document))
    assert outcome(report, "identity") == (Result.FAILED, "poses_as_registry")
    assert report.verdict is Verdict.INVALID


def test_host_that_only_looks_like_ours_is_outside() -> None:
    keys = dataclasses.replace(STRANGER, did="did:web:registro.example.evil.example")
    document = outside(issuer=Issuer(keys.did, "Diplomas", "https://registro.example.evil.example/"))
    proof = outside_evidence(document, did_documents={keys.did: known(keys.document())})
    report = judge(keys.sign(document), proof)
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert report.verdict is not Verdict.VALID
