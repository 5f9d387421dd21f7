"""CLR transcripts: the transcript's own verdict, and one for each credential that it carries."""

from __future__ import annotations

import copy
import dataclasses
import uuid
from typing import Any

import pytest

from registry.documents import MAX_CONTAINED, contained
from registry.documents.contained import without_texts
from registry.documents.terms import CREDENTIALS_V2, OPEN_BADGES
from registry.signing import Algorithm, assemble_jwt, canonical_digest, jcs, sign_data_integrity, to_base64url
from registry.verification import Evidence, Report, Result, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.test_foreign_suites import foreign, prove
from tests.verification.test_outside import outcome
from tests.verification.world import LOGGED, PROVIDER, STRANGER, judge, known

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
HOLDER = "urn:uuid:00000000-0000-0000-0000-0000000000c1"
OURS = PROVIDER.sign(world.credential())
OUR_EVIDENCE = world.evidence(world.credential())


def transcript(*inside: Any, **changes: Any) -> dict[str, Any]:
    subject = {
        "id": HOLDER,
        "type": ["ClrSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "name",
                "identityHash": changes.pop("holder", "Ana Sofía Ñúñez Pérez"),
            }
        ],
        "verifiableCredential": list(inside),
    }
    return {
        "@context": [CREDENTIALS_V2, CLR, OPEN_BADGES],
        "id": "urn:uuid:00000000-0000-0000-0000-0000000000c0",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": STRANGER.did, "type": ["Profile"], "name": "Academia Ficticia"},
        "validFrom": "2026-09-01T00:00:00Z",
        "name": "Historial de aprendizaje",
        "credentialSubject": subject,
        **changes,
    }


def signed(document: dict[str, Any]) -> dict[str, Any]:
    return sign_data_integrity(
        document,
        signer=STRANGER.key("issuing"),
        verification_method=STRANGER.method("issuing"),
        created=LOGGED,
        contexts=samples.store(),
    )


def as_jwt(document: dict[str, Any]) -> str:
    key = STRANGER.key("issuing", Algorithm.P256)
    header = {"alg": "ES256", "kid": STRANGER.method("issuing", Algorithm.P256), "typ": "JWT"}
    signing_input = f"{to_base64url(jcs(header))}.{to_base64url(jcs(document))}".encode()
    return assemble_jwt(signing_input, key.sign(signing_input))


def evidence(*inside: Evidence) -> Evidence:
    return Evidence(
        root=known(world.root()), did_documents={STRANGER.did: known(STRANGER.document())}, contained=tuple(inside)
    )


def badge(number: int = 21) -> dict[str, Any]:
    """An outsider's badge, signed by its own key."""
    document = foreign(id=uuid.UUID(int=number).urn)
    return {**document, "proof": prove(document, "eddsa-jcs-2022", Algorithm.ED25519)}


def judged(document: Any, *inside: Evidence, **more: Any) -> Report:
    return judge(document, evidence(*inside), **more)


def test_a_transcript_and_what_it_carries_have_verdicts_of_their_own() -> None:
    tampered = copy.deepcopy(badge(22))
    tampered["name"] = "Doctorado"
    report = judged(signed(transcript(OURS, badge(), tampered)), OUR_EVIDENCE, Evidence(), Evidence())
    assert report.verdict is Verdict.UNVERIFIABLE
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert [one.verdict for one in report.contained] == [Verdict.VALID, Verdict.UNVERIFIABLE, Verdict.INVALID]
    assert report.contained[0].headline.es.startswith("Ana Sofía Ñúñez Pérez obtuvo")
    assert "Lleva dentro 3 credenciales (válidas: 1; " in report.headline.es
    assert "It carries 3 credentials inside (valid: 1; " in report.headline.en
    told = report.as_dict()
    assert [one["verdict"] for one in told["contained"]] == ["valid", "unverifiable", "invalid"]
    assert told["containedOmitted"] == 0
    assert told["credential"]["kind"] == "transcript" and told["credential"]["name"] == "Historial de aprendizaje"


def test_a_document_that_carries_nothing_has_no_such_member() -> None:
    report = judge(OURS)
    assert report.contained == () and "contained" not in report.as_dict()


def test_a_tampered_transcript_does_not_make_its_badges_bad_nor_they_it_good() -> None:
    document = signed(transcript(OURS))
    document["name"] = "Otro historial"
    report = judged(document, OUR_EVIDENCE)
    assert report.verdict is Verdict.INVALID and report.credential is None
    assert [one.verdict for one in report.contained] == [Verdict.VALID]


@pytest.mark.parametrize("change", ["removed", "exchanged", "added"])
def test_badges_cannot_be_taken_out_exchanged_or_put_in_after_signing(change: str) -> None:
    document = signed(transcript(OURS, badge()))
    inside = document["credentialSubject"]["verifiableCredential"]
    if change == "removed":
        inside.pop()
    else:
        other = badge(22)
        inside[1:] = [other] if change == "exchanged" else [inside[1], other]
    assert outcome(judged(document, OUR_EVIDENCE), "signature")[0] is Result.FAILED


def test_badges_inside_may_be_jwts_or_enveloped() -> None:
    jwt = PROVIDER.jwt(world.credential())
    enveloped = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/vc+jwt,{jwt}",
        "type": "EnvelopedVerifiableCredential",
    }
    by_jwt = judged(as_jwt(transcript(jwt, enveloped)), OUR_EVIDENCE, OUR_EVIDENCE)
    assert outcome(by_jwt, "terms") == (Result.PASSED, "terms_defined")
    assert [one.verdict for one in by_jwt.contained] == [Verdict.VALID, Verdict.VALID]
    by_proof = judged(signed(transcript(enveloped)), OUR_EVIDENCE)
    assert outcome(by_proof, "signature") == (Result.PASSED, "signature_good")
    assert [one.verdict for one in by_proof.contained] == [Verdict.VALID]


def test_a_jwt_text_inside_is_not_covered_by_a_signature_over_statements() -> None:
    # JSON-LD drops such a text: it could be exchanged without breaking the transcript's proof.
    document = signed(transcript(badge()))
    document["credentialSubject"]["verifiableCredential"].append(PROVIDER.jwt(world.credential()))
    report = judged(document, Evidence(), OUR_EVIDENCE)
    assert report.verdict is Verdict.INVALID
    assert report.contained[1].verdict is Verdict.VALID


def test_one_credential_twice_has_no_safe_reading_as_statements() -> None:
    # RDF would merge the two: parts of one could be moved into the other. A JWT covers the text of both.
    document = transcript(badge(), badge())
    report = judged({**document, "proof": prove(document, "eddsa-jcs-2022", Algorithm.ED25519)})
    assert report.check("terms").code == "unsafe_value"  # type: ignore[union-attr]


def test_what_cannot_be_read_inside_is_not_checked_and_says_why() -> None:
    report = judged(as_jwt(transcript("no es un JWT", 7, {"type": "VerifiablePresentation"}, "eyJ~", OURS)))
    *unread, last = report.contained
    assert [outcome(one, "format") for one in unread] == [(Result.NOT_CHECKED, "inside_unreadable")] * 4
    assert {one.verdict for one in unread} == {Verdict.UNVERIFIABLE}
    assert outcome(last, "format") == (Result.PASSED, "well_formed")


def test_a_genuine_badge_in_somebody_else_s_transcript_is_pointed_out() -> None:
    report = judged(signed(transcript(OURS, holder="Otra Persona Distinta")), OUR_EVIDENCE)
    assert report.contained[0].verdict is Verdict.VALID
    assert "nombran a otra persona: 1" in report.headline.es
    same = judged(signed(transcript(OURS)), OUR_EVIDENCE)
    assert "otra persona" not in same.headline.es


def test_evidence_that_was_gathered_for_the_transcript_alone_vouches_for_nothing_inside() -> None:
    """Without evidence of its own a badge of ours inside is not checked, never valid."""
    report = judge(signed(transcript(OURS)), dataclasses.replace(OUR_EVIDENCE, did_documents=evidence().did_documents))
    (inside,) = report.contained
    assert inside.verdict is Verdict.UNVERIFIABLE
    assert outcome(inside, "log_inclusion") == (Result.NOT_CHECKED, "log_unreachable")


def test_a_typed_name_is_compared_with_each() -> None:
    report = judged(signed(transcript(OURS)), OUR_EVIDENCE, asked=world.policy(asked_name="Ana Sofía Ñúñez Pérez"))
    for one in (report, *report.contained):
        assert outcome(one, "holder_match") == (Result.PASSED, "name_matches")


def test_transcripts_inside_transcripts_are_looked_into_so_far() -> None:
    inner = signed(transcript(OURS, id="urn:uuid:00000000-0000-0000-0000-0000000000d2"))
    middle = as_jwt(transcript(as_jwt(transcript(as_jwt(transcript(inner))))))
    report = judged(middle)
    depth, one = 0, report
    while one.contained:
        (one,) = one.contained
        depth += 1
    assert depth == 2 and one.contained_omitted == 1
    assert "demasiado adentro" in one.headline.es
    two_deep = judged(as_jwt(transcript(as_jwt(transcript(OURS)))), dataclasses.replace(evidence(OUR_EVIDENCE)))
    assert two_deep.contained[0].contained[0].verdict is Verdict.VALID


def test_no_more_than_fifty_are_looked_at_over_all_depths() -> None:
    many = as_jwt(transcript(*["eyJ~"] * 30))
    report = judged(as_jwt(transcript(*[many] * 30)))
    looked_at = len(report.contained) + sum(len(one.contained) for one in report.contained)
    assert looked_at == MAX_CONTAINED
    assert report.contained_omitted == 30 - len(report.contained)
    assert "no se comprobaron otras" in report.headline.es.lower()


def test_work_is_shared_out_among_those_inside() -> None:
    seen: list[int] = []

    def counting(document: Any, contexts: Any, *, limits: Any, algorithm: str = "sha256") -> bytes:
        seen.append(limits.labelling_work)
        return canonical_digest(document, contexts, limits=limits, algorithm=algorithm)

    asked = world.policy(canonicaliser=counting)
    judged(as_jwt(transcript(OURS, badge())), OUR_EVIDENCE, asked=asked)
    whole = asked.limits.labelling_work
    assert whole in seen and whole // 2 in seen
    assert sum(set(seen)) <= 2 * whole


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"credentialSubject": {"id": HOLDER, "type": "ClrSubject"}}, "missing"),
        ({"credentialSubject": {"id": HOLDER, "type": "ClrSubject", "verifiableCredential": []}}, "missing"),
        ({"credentialSubject": {"type": "ClrSubject", "verifiableCredential": [OURS]}}, "nobody"),
    ],
)
def test_a_transcript_without_what_its_standard_asks_is_malformed(changes: dict[str, Any], fault: str) -> None:
    report = judged(as_jwt(transcript(OURS) | changes))
    check = report.check("format")
    assert check is not None and (check.code, check.evidence["fault"]) == ("malformed", fault)


def test_contained_finds_them_however_the_subject_is_written() -> None:
    assert contained(transcript(OURS, "eyJ")) == (OURS, "eyJ")
    kind = {"type": "ClrCredential"}
    assert contained(kind | {"credentialSubject": [{"verifiableCredential": OURS}]}) == (OURS,)
    badge_with_one = OURS | {"credentialSubject": {"verifiableCredential": [OURS]}}
    for nothing in ({}, kind, kind | {"credentialSubject": [{}, {}]}, kind | {"credentialSubject": 1}, badge_with_one):
        assert contained(nothing) == ()
    assert without_texts(OURS) is OURS
    bare = without_texts(transcript("eyJ"))
    assert "verifiableCredential" not in bare["credentialSubject"]
