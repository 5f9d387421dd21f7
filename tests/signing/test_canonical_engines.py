"""Our canonical form equals that of two independent engines, for documents and for bare graphs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registry.signing import CREDENTIALS_V2, OPEN_BADGES_V3, TooComplex, canonize
from registry.signing.rdfc import Quad, canonical_nquads
from tests.signing.engines import by_oxigraph, by_pyld, labelled_by_oxigraph
from tests.signing.samples import badge, full_shelf, published, shelf, signed

# The characters that a canonical form gets wrong first; controls and astral pairs have tests of their own.
HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\"\\\t\n\r'<>{}^`|áñÑ¿“”\u2028\u2029\ufeff€漢字\U0001f600"),
        st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=("Cs", "Cc")),
    ),
    max_size=30,
)


def filled(name: str, comment: str, values: list[str], score: float, hours: int) -> dict[str, Any]:
    document = badge()
    subject = document["credentialSubject"]
    subject["identifier"][0]["identityHash"] = name
    subject["result"] = [{"type": ["Result"], "resultDescription": "urn:uuid:d1", "value": value} for value in values]
    subject["achievement"]["description"] = comment
    subject["achievement"]["creditsAvailable"] = score
    subject["achievement"]["resultDescription"][0]["allowedValue"] = values
    subject["achievement"]["tag"] = sorted(values)
    document["endorsement"] = [endorsement(hours)]
    return document


def endorsement(number: int) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": f"urn:uuid:e{number}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Aval",
        "issuer": {"id": "did:web:socio.example", "type": ["Profile"]},
        "validFrom": "2026-11-20T16:00:00Z",
        "credentialSubject": {"id": "urn:uuid:a1", "type": ["EndorsementSubject"], "endorsementComment": "Sí."},
        "proof": {**signed()["proof"], "id": f"urn:uuid:p{number}"},
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    HOSTILE,
    HOSTILE,
    st.lists(HOSTILE, min_size=1, max_size=5, unique=True),
    st.floats(0, 100).map(lambda number: round(number, 2)),
    st.integers(0, 9_999),
)
def test_three_engines_agree_on_hostile_badges(
    name: str, comment: str, values: list[str], score: float, hours: int
) -> None:
    document = filled(name, comment, values, score, hours)
    ours = canonize(document, shelf())
    assert ours == by_pyld(document, shelf())
    # pyoxigraph writes a double as Rust does, so its copy gets the number as text of the same type.
    document["credentialSubject"]["achievement"].pop("creditsAvailable")
    assert canonize(document, shelf()) == by_oxigraph(document, shelf())


@pytest.mark.parametrize("score", [0.5, 8.5, 9.25, 100.0, 1e-7, 123456.789, -0.0, 0, 7, True, 2**53 - 1])
def test_numbers_are_written_as_by_pyld(score: float) -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["creditsAvailable"] = score
    assert canonize(document, shelf()) == by_pyld(document, shelf())


@pytest.mark.parametrize(
    "path",
    [
        "samples/ob-spec-3.0/docformat-sample-openbadgecredential-file-contents.json",
        "samples/ob-spec-3.0/examples-skillassertioncase-skill-assertion-case.json",
        "samples/ob-spec-3.0/examples-skillassertionctdl-skill-assertion-credential-registry.json",
        "samples/ob-spec-3.0/impl-linked-data-proof-clr-signed-credential.json",
        "vectors/vc-di-eddsa/proof-set-chain/signedProofChain2.json",
    ],
)
def test_published_samples_are_canonicalised_as_by_pyld(path: str) -> None:
    document = published(path)
    assert canonize(document, full_shelf()) == by_pyld(document, full_shelf())


def test_identical_results_are_told_apart_as_by_the_other_engines() -> None:
    document = badge()
    twin = {"type": ["Result"], "alignment": [{"type": ["Alignment"], "targetName": "x"}] * 3}
    document["credentialSubject"]["result"] = [twin, twin, twin]
    assert canonize(document, shelf()) == by_pyld(document, shelf()) == by_oxigraph(document, shelf())


NODES = st.sampled_from([f"_:e{number}" for number in range(5)])
TERMS = NODES | st.sampled_from(["<urn:a>", "<urn:b>", '"text"', '"9"^^<urn:t>'])


@settings(max_examples=400, deadline=None)
@given(
    st.sets(
        st.builds(
            Quad,
            NODES | st.just("<urn:a>"),
            st.sampled_from(["<urn:p>", "<urn:q>"]),
            TERMS,
            st.sampled_from(["", "", "<urn:g>"]) | NODES,
        ),
        max_size=9,
    )
)
def test_any_small_graph_is_labelled_as_in_rust(quads: set[Quad]) -> None:
    try:
        ours = canonical_nquads(quads)
    except TooComplex:
        assume(False)
    assert ours == labelled_by_oxigraph(quads)


@settings(max_examples=100, deadline=None)
@given(st.permutations(range(6)), st.integers(0, 2**15 - 1))
def test_renaming_blank_nodes_does_not_change_the_canonical_form(order: list[int], edges: int) -> None:
    pairs = [(a, b) for a in range(6) for b in range(a)]
    chosen = [pair for bit, pair in enumerate(pairs) if edges >> bit & 1]
    first = {Quad(f"_:e{a}", "<urn:p>", f"_:e{b}", "") for a, b in chosen}
    second = {Quad(f"_:e{order[a]}", "<urn:p>", f"_:e{order[b]}", "") for a, b in chosen}
    try:
        assert canonical_nquads(first) == canonical_nquads(second)
    except TooComplex:
        assume(False)


def test_self_referring_blank_node_is_hashed_once() -> None:
    quads = {Quad("_:x", "<urn:p>", "_:x", ""), Quad("_:y", "<urn:p>", "_:x", "")}
    assert canonical_nquads(quads) == labelled_by_oxigraph(quads)
