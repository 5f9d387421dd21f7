"""Poison graphs are refused before they cost anything; large honest credentials pass."""

from __future__ import annotations

from typing import Any

import pytest

from registry.signing import CREDENTIALS_V2, OPEN_BADGES_V3, CanonicalisationError, TooComplex, canonize
from tests.signing.samples import badge, full_shelf, shelf
from tests.signing.test_canonical_engines import endorsement
from tests.support.effort import calls

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


#: Calls of functions until a refusal: a few times what the largest honest credential takes.
MOST_CALLS = 3_000_000


def interlinked(count: int) -> dict[str, Any]:
    """Blank nodes that all refer to each other: PyLD takes 12 seconds for eight and grows factorially."""
    document = badge()
    document["evidence"] = [
        {"id": f"_:b{a}", "type": ["VerifiableCredential"], "evidence": [f"_:b{b}" for b in range(count) if a != b]}
        for a in range(count)
    ]
    return document


def twins(count: int) -> dict[str, Any]:
    """No labels at all: two equal results, each with as many equal alignments."""
    document = badge()
    alignments = [{"type": ["Alignment"], "targetName": "x"} for _ in range(count)]
    document["credentialSubject"]["result"] = [{"type": ["Result"], "alignment": alignments} for _ in range(2)]
    return document


def list_of(values: list[str]) -> dict[str, Any]:
    document = badge()
    document["credentialSubject"]["achievement"]["resultDescription"][0]["allowedValue"] = values
    return document


def nested_types() -> dict[str, Any]:
    """Each combination of types switches the engine's context at full cost."""
    kinds = ["Achievement", "Address", "Alignment", "Evidence", "Image", "Profile", "Related", "GeoCoordinates"]
    document = badge()
    document["evidence"] = [
        {"id": f"urn:uuid:{mask}", "type": [kind for bit, kind in enumerate(kinds) if mask >> bit & 1]}
        for mask in range(1, 2 ** len(kinds))
    ] * 10
    return document


def alternating_contexts() -> dict[str, Any]:
    return badge() | {"@context": [CREDENTIALS_V2, OPEN_BADGES_V3] * 1_000}


def work(document: dict[str, Any], expected: type[CanonicalisationError]) -> int:
    """Function calls until the refusal."""
    canonize(badge(), shelf())  # the engine has read its contexts

    def refuse() -> None:
        with pytest.raises(expected):
            canonize(document, shelf())

    return calls(refuse)


@pytest.mark.parametrize("count", [7, 8, 9, 20, 60])
def test_refuses_interlinked_blank_nodes_for_little_work(count: int) -> None:
    assert work(interlinked(count), TooComplex) < MOST_CALLS


@pytest.mark.parametrize("count", [6, 8, 12, 400])
def test_refuses_equal_branches_whose_orders_explode(count: int) -> None:
    assert work(twins(count), TooComplex) < MOST_CALLS


def test_refuses_long_list_of_equal_values() -> None:
    assert work(list_of(["A"] * 3_000), TooComplex) < MOST_CALLS


def test_refuses_combinations_of_types_that_each_switch_the_context() -> None:
    assert work(nested_types(), TooComplex) < MOST_CALLS


def test_refuses_thousands_of_contexts() -> None:
    assert work(alternating_contexts(), TooComplex) < MOST_CALLS


def test_refuses_nesting_that_would_exhaust_the_stack() -> None:
    document = badge()
    evidence: dict[str, Any] = {"type": ["Evidence"]}
    for _ in range(5_000):
        evidence = {"type": ["Evidence"], "evidence": [evidence]}
    document["evidence"] = evidence
    assert work(document, TooComplex) < MOST_CALLS


def test_few_interlinked_blank_nodes_are_still_told_apart() -> None:
    for count in (2, 3, 4):
        assert canonize(interlinked(count), shelf()).count(b"_:c14n") >= count * count
    canonize(twins(4), shelf())
    canonize(list_of([f"nivel {number}" for number in range(1_000)]), shelf())


def test_sixty_results_forty_alignments_and_endorsements_pass() -> None:
    document = badge()
    subject = document["credentialSubject"]
    described = [
        {"id": f"urn:uuid:d{number}", "type": ["ResultDescription"], "name": f"Nivel {number}", "resultType": "Percent"}
        for number in range(60)
    ]
    subject["achievement"]["resultDescription"] = described
    subject["result"] = [
        {"type": ["Result"], "resultDescription": entry["id"], "value": "Logrado"} for entry in described
    ]
    subject["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": f"Resultado {number}", "targetUrl": f"https://registro.example/{number}"}
        for number in range(40)
    ]
    document["endorsement"] = [endorsement(number) for number in range(5)]
    assert canonize(document, shelf()).count(b"\n") > 500


def test_sixty_results_without_descriptions_pass_though_all_are_equal() -> None:
    document = badge()
    document["credentialSubject"]["result"] = [{"type": ["Result"], "value": "Logrado"}] * 60
    canonize(document, shelf())


def test_transcript_of_forty_badges_passes() -> None:
    transcript = {
        "@context": [CREDENTIALS_V2, CLR, OPEN_BADGES_V3],
        "id": "urn:uuid:c1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": "did:web:registro.example", "type": ["Profile"]},
        "validFrom": "2026-11-20T16:00:00Z",
        "name": "Historial",
        "credentialSubject": {
            "id": "urn:uuid:s1",
            "type": ["ClrSubject"],
            "verifiableCredential": [badge() | {"id": f"urn:uuid:b{number}"} for number in range(40)],
        },
    }
    canonize(transcript, full_shelf())
