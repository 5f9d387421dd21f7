"""Credentials of a known structure are verified without the general engine, and with the same outcome."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from registry import contexts
from registry.documents import Presented
from registry.documents.read import present_object
from registry.signing import (
    CanonicalisationError,
    ContextStore,
    Templates,
    UndefinedTerm,
    canonical_digest,
    proof_configuration,
)
from registry.verification import Policy, Report, Result, Verdict, verify
from registry.verification.known import KnownForms
from registry.verification.memory import Memory
from tests.verification import world

STORE = contexts.store()


class Counting:
    """The general engine, counting what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, Any]] = []

    def __call__(self, document: Mapping[str, Any], contexts: ContextStore, **more: Any) -> bytes:
        self.asked.append(document)
        return canonical_digest(document, contexts, **more)


@pytest.fixture
def general() -> Counting:
    return Counting()


@pytest.fixture
def known(general: Counting) -> KnownForms:
    return KnownForms(general)


def told(document: Mapping[str, Any], known: KnownForms) -> Report:
    """The report on one form of the world's credential."""
    policy = Policy(STORE, canonicaliser=known)
    return verify(world.read_presented(world.dumps(document)), world.evidence(world.credential()), policy, at=world.NOW)


def learnt(known: KnownForms) -> Presented:
    """The world's credential, whose structure is known from now on."""
    presented = present_object(world.PROVIDER.sign(world.credential()))
    known.learn(presented, STORE)
    return presented


def other_person(**changes: Any) -> dict[str, Any]:
    """Another credential of the same definition."""
    document: dict[str, Any] = copy.deepcopy(world.credential())
    before, document["id"] = document["id"], "urn:uuid:11111111-1111-4111-8111-111111111111"
    for result in document["credentialSubject"]["result"]:
        result["id"] = result["id"].replace(before, document["id"])
    document["credentialSubject"]["id"] = "urn:uuid:22222222-2222-4222-8222-222222222222"
    document["credentialSubject"]["identifier"][0]["identityHash"] = 'María "la Güera" \\ Ñandú'
    return document | changes


def test_another_credential_of_a_known_structure_needs_no_general_engine(known: KnownForms, general: Counting) -> None:
    learnt(known)
    for document in (other_person(), world.PROVIDER.sign(other_person())):
        assert known(present_object(document).document, STORE) == canonical_digest(
            present_object(document).document, STORE
        )
    assert general.asked == []


@pytest.mark.parametrize("form", ["data_integrity", "jwt"])
def test_the_report_is_the_same(known: KnownForms, general: Counting, form: str) -> None:
    text = (
        world.PROVIDER.sign(world.credential()) if form == "data_integrity" else world.PROVIDER.jwt(world.credential())
    )
    data = text.encode() if isinstance(text, str) else world.dumps(text)
    evidence = world.evidence(world.credential())
    plain = verify(world.read_presented(data), evidence, Policy(STORE), at=world.NOW)
    learnt(known)
    general.asked.clear()
    quick = verify(world.read_presented(data), evidence, Policy(STORE, canonicaliser=known), at=world.NOW)
    assert plain.verdict is Verdict.VALID
    assert quick.as_dict() == plain.as_dict()
    own = world.credential()["id"]
    assert [one for one in general.asked if one.get("id") == own] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credentialSubject", "identifier", 0, "identityHash"), "Otra Persona"),
        (("credentialSubject", "achievement", "name"), "Otra cosa"),
        (("credentialSubject", "result", 0, "value"), "400"),
        (("credentialSubject", "identifier", 0, "hashed"), 0),
        (("type", 0), "VerifiablePresentation2"),
        (("@context", 1), "https://purl.imsglobal.org/spec/ob/v3p0/context.json"),
        (("credentialStatus", "id"), "https://registro.example/status/otra#1"),
    ],
)
def test_a_change_is_found_in_a_known_structure(known: KnownForms, path: tuple[Any, ...], value: Any) -> None:
    learnt(known)
    document = copy.deepcopy(world.PROVIDER.sign(world.credential()))
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    report = told(document, known)
    assert report.verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE)
    assert report.credential is None


def test_a_member_added_to_a_known_structure_is_named(known: KnownForms) -> None:
    learnt(known)
    document = copy.deepcopy(world.PROVIDER.sign(world.credential()))
    document["credentialSubject"]["note"] = "con honores"
    terms = told(document, known).check("terms")
    assert terms is not None and (terms.result, terms.code) == (Result.FAILED, "undefined_term")


def test_a_jwt_with_an_undefined_member_is_not_taken_for_a_known_structure(known: KnownForms) -> None:
    learnt(known)
    with pytest.raises(UndefinedTerm):
        known(other_person(honours="summa"), STORE)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": []},
        {"credentialSubject": {"achievement": {"id": {}}, "result": []}},
        {"credentialSubject": {"achievement": {"id": "x"}, "result": [1]}},
        {"credentialSubject": {"achievement": "x", "result": "x"}},
        {"credentialSubject": {"achievement": {"id": "x"}, "result": [{}] * 1_000}},
        {"@context": [], "type": {}, "cryptosuite": 1, "created": [], "verificationMethod": None, "proofPurpose": 0},
    ],
)
def test_whatever_somebody_hands_in_is_left_to_the_general_engine(
    known: KnownForms, general: Counting, document: dict[str, Any]
) -> None:
    learnt(known)
    general.asked.clear()
    with pytest.raises(CanonicalisationError):
        known(document, STORE)
    assert general.asked == [document]


def test_another_hash_is_left_to_the_general_engine(known: KnownForms, general: Counting) -> None:
    """P-384 labels blank nodes by SHA-384."""
    learnt(known)
    document = other_person()
    assert known(document, STORE, algorithm="sha384") == canonical_digest(document, STORE, algorithm="sha384")
    assert general.asked == [document]


def test_keeps_a_bounded_number_of_structures(general: Counting) -> None:
    templates = Templates(kept=3)
    known = KnownForms(general, templates)
    for number in range(5):
        document = copy.deepcopy(world.credential())
        document["credentialSubject"]["achievement"]["id"] = f"https://x.example/{number}"
        known.learn(present_object(document), STORE)
    assert len(templates) == 3


def test_what_cannot_be_compiled_is_not_tried_twice(known: KnownForms, general: Counting) -> None:
    """A credential without a name to fill in: known as one that the general engine must do."""
    document = copy.deepcopy(world.credential())
    del document["credentialSubject"]["identifier"]
    presented = present_object(document)
    assert not known.knows(presented, STORE)
    known.learn(presented, STORE)
    assert known.knows(presented, STORE)
    assert known(document, STORE) == canonical_digest(document, STORE)
    assert general.asked == [document]


def test_memory_is_bounded_by_weight_and_keeps_no_refusals() -> None:
    memory, computed = Memory(100), []

    def compute(number: int) -> int:
        computed.append(number)
        if number < 0:
            raise LookupError("none")
        return number

    for number in (1, 2, 1, 3, 1):
        assert memory.recall(number, lambda number=number: compute(number), weight=40) == number  # type: ignore[misc]
    assert computed == [1, 2, 3]
    assert memory.recall(2, lambda: compute(2), weight=40) == 2  # was forgotten for the third
    for _ in range(2):
        with pytest.raises(LookupError):
            memory.recall(-1, lambda: compute(-1), weight=1)
    assert computed == [1, 2, 3, 2, -1, -1]
    assert memory.recall("heavy", lambda: "x", weight=lambda _: 1_000) == "x"  # fits nowhere, and pushes all out
    assert memory.recall(1, lambda: compute(7), weight=1) == 7


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"created": "2026-08-14T17:21:01Z"},
        {"created": "x" * 400},
        {"verificationMethod": "did:web:x.example#1"},
        {"proofPurpose": "authentication"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"@context": "https://www.w3.org/ns/credentials/v2"},
    ],
)
def test_remembered_proof_options_are_those_and_no_others(known: KnownForms, changes: dict[str, Any]) -> None:
    presented = learnt(known)
    options = proof_configuration(presented.document, presented.proofs[0])
    assert known(options, STORE) == canonical_digest(options, STORE)
    other = options | changes
    for _ in range(2):
        assert known(other, STORE) == canonical_digest(other, STORE)
    assert known(options, STORE) == canonical_digest(options, STORE)


def test_results_of_another_document_are_left_to_the_general_engine(known: KnownForms, general: Counting) -> None:
    """They begin with an identifier that is not this credential's: no structure of ours."""
    learnt(known)
    document = other_person()
    document["credentialSubject"]["result"] = copy.deepcopy(world.credential()["credentialSubject"]["result"])
    assert known(document, STORE) == canonical_digest(document, STORE)
    assert general.asked == [document]
