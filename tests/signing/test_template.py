"""The compiled canonical form equals the general engine's byte for byte, or says that it cannot promise to."""

from __future__ import annotations

import copy
import hashlib
import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import contexts
from registry.documents import terms
from registry.signing import ContextStore, SigningError, canonize, compile_stamp, compile_template, stamped
from registry.signing.template import Path

STORE = contexts.store()
DOUBLE = "http://www.w3.org/2001/XMLSchema#double"
ACHIEVEMENT = "https://registro.example/definitions/1"
NAME: Path = ("credentialSubject", "identifier", 0, "identityHash")
AVERAGE: Path = ("credentialSubject", "result", 1, "value")
SUBJECT: Path = ("credentialSubject", "id")
SLOTS: tuple[Path, ...] = (("id",), ("validFrom",), SUBJECT, NAME, AVERAGE)


def badge() -> dict[str, Any]:
    """A credential with blank nodes that depend on values, blank nodes that do not, and a typed literal."""
    return {
        "@context": list(terms.CONTEXTS),
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        "issuer": {"id": "did:web:registro.example", "type": ["Profile"], "name": "Ñandú"},
        "validFrom": "2026-08-14T17:20:00Z",
        "credentialSubject": {
            "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": "Ana Sofía"}
            ],
            "achievement": {
                "id": ACHIEVEMENT,
                "type": ["Achievement"],
                "name": "IA en el aula",
                "description": "…",
                "criteria": {"narrative": "…"},
                "alignment": [
                    {"type": ["Alignment"], "targetName": f"Resultado {n}", "targetUrl": f"https://x.example/{n}"}
                    for n in range(12)
                ],
            },
            "result": [
                {"type": ["Result"], "resultDescription": f"{ACHIEVEMENT}#hours", "value": "32"},
                {"type": ["Result"], "resultDescription": f"{ACHIEVEMENT}#average", "value": "8.9"},
            ],
        },
    }


TEMPLATE = compile_template(badge(), SLOTS, STORE)


def filled(**values: str) -> dict[str, Any]:
    """The badge with other texts in its slots."""
    document = copy.deepcopy(badge())
    document["id"] = values.get("id", document["id"])
    document["validFrom"] = values.get("valid_from", document["validFrom"])
    subject = document["credentialSubject"]
    subject["id"] = values.get("subject", subject["id"])
    subject["identifier"][0]["identityHash"] = values.get("name", "Ana Sofía")
    subject["result"][1]["value"] = values.get("average", "8.9")
    return document


SIGNABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in (*range(32), 127, 0xFFFE, 0xFFFF)])
    | st.sampled_from('"\\\n\r\t\u2028é漢😀'),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(name=SIGNABLE, average=SIGNABLE, key=st.uuids(), subject=st.uuids())
def test_equals_the_general_engine_on_hostile_texts(name: str, average: str, key: Any, subject: Any) -> None:
    document = filled(name=name, average=average, id=key.urn, subject=subject.urn)
    ours = TEMPLATE.fill(document)
    assert ours is None or ours == canonize(document, STORE)
    if key != subject:
        assert ours is not None


def test_identifiers_may_sort_anywhere() -> None:
    for subject in ("urn:uuid:ffffffff-ffff-4fff-8fff-ffffffffffff", "did:key:z6Mk", "https://a.example/"):
        document = filled(subject=subject)
        assert TEMPLATE.fill(document) == canonize(document, STORE)


@pytest.mark.parametrize(
    "values",
    [
        {"id": "urn:uuid:00000000-0000-4000-8000-000000000002"},  # credential and subject would be one node
        {"subject": ACHIEVEMENT},  # the subject would be the achievement
        {"subject": "relative"},
        {"subject": "https://x.example/a b"},
        {"subject": "_:b0"},
        {"subject": "https://x.example/\nhttps://y.example/"},
        {"subject": "urn:uuid:1\n"},
        {"subject": ""},
        {"name": "bell \x07"},
        {"name": "\ufffe"},
        {"name": "\ud800"},
    ],
)
def test_asks_the_general_engine_where_it_cannot_be_sure(values: dict[str, str]) -> None:
    assert TEMPLATE.fill(filled(**values)) is None


def test_refuses_a_document_that_differs_anywhere_else() -> None:
    for change in (
        {"name": "otro"},
        {"credentialStatus": {"id": "urn:uuid:1", "type": "x"}},
        {"issuer": {"id": "did:web:otro.example", "type": ["Profile"], "name": "Ñandú"}},
        {"type": [terms.VERIFIABLE_CREDENTIAL]},
    ):
        assert TEMPLATE.fill({**badge(), **change}) is None
    swapped = badge()
    swapped["credentialSubject"]["result"].reverse()
    assert TEMPLATE.fill(swapped) is None
    typed = badge()
    typed["credentialSubject"]["identifier"][0]["hashed"] = 0  # equal to False, and not the same
    assert TEMPLATE.fill(typed) is None


@pytest.mark.parametrize("other", [1.0, True, False, 0, "1", None, [1]])
def test_numbers_are_not_taken_for_truths_however_deep(other: Any) -> None:
    """Python holds 1, 1.0 and True for equal; their canonical forms differ."""
    numbered = badge()
    numbered["credentialSubject"]["achievement"]["creditsAvailable"] = 1
    numbered["credentialSubject"]["achievement"]["resultDescription"] = [
        {"id": f"{ACHIEVEMENT}#r", "type": ["ResultDescription"], "name": "r", "resultType": "Percent", "valueMax": "1"}
    ]
    template = compile_template(numbered, SLOTS, STORE)
    assert template.fill(numbered) == canonize(numbered, STORE)
    changed = copy.deepcopy(numbered)
    changed["credentialSubject"]["achievement"]["creditsAvailable"] = other
    assert template.fill(changed) is None


def test_a_mere_mention_may_point_anywhere() -> None:
    """The list of a status is an identifier of which nothing is stated: it may be one that stands elsewhere."""
    listed = badge()
    listed["credentialStatus"] = {
        "id": "https://registro.example/status/a#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://registro.example/status/a",
    }
    mention: Path = ("credentialStatus", "statusListCredential")
    template = compile_template(listed, [*SLOTS, mention, ("credentialStatus", "id")], STORE)
    for address in ("https://a.example/", ACHIEVEMENT, "did:web:registro.example", listed["id"]):
        document = copy.deepcopy(listed)
        document["credentialStatus"]["statusListCredential"] = address
        assert template.fill(document) == canonize(document, STORE)
    document["credentialStatus"]["id"] = ACHIEVEMENT  # of this something is stated
    assert template.fill(document) is None


def test_lines_whose_order_hangs_on_values_are_sorted_each_time() -> None:
    """Two values of one property, either of which may come first."""
    tagged = badge()
    tagged["credentialSubject"]["achievement"]["tag"] = ["uno", "dos", "tres"]
    tags: list[Path] = [("credentialSubject", "achievement", "tag", number) for number in range(3)]
    template = compile_template(tagged, [*SLOTS, *tags], STORE)
    for texts in (["b", "a", "c"], ["c", "b", "a"], ["é", "z", '"'], ["a", "a", "b"], ["tres", "uno", "dos"]):
        document = copy.deepcopy(tagged)
        document["credentialSubject"]["achievement"]["tag"] = texts
        assert template.fill(document) == canonize(document, STORE)


def test_blank_nodes_whose_lines_hang_on_values_are_sorted_each_time() -> None:
    """The same within one blank node, whose hash is made of its sorted lines."""
    named = badge()
    del named["credentialSubject"]["achievement"]["id"]
    named["credentialSubject"]["achievement"]["tag"] = ["uno", "dos"]
    del named["credentialSubject"]["id"]
    named["credentialSubject"]["identifier"].append(
        {"type": "IdentityObject", "identityType": "nickname", "hashed": False, "identityHash": "Anita"}
    )
    named["credentialSubject"]["result"][0]["alignment"] = [
        {"type": ["Alignment"], "targetName": "x", "targetUrl": f"https://x.example/{n}/result"} for n in range(3)
    ]
    slots: list[Path] = [path for path in SLOTS if path != SUBJECT]
    slots += [("credentialSubject", "identifier", 1, "identityHash")]
    slots += [("credentialSubject", "achievement", "tag", number) for number in range(2)]
    slots += [("credentialSubject", "result", 0, "alignment", number, "targetName") for number in range(3)]
    template = compile_template(named, slots, STORE)
    for texts in (("b", "a", "c"), ("%", "%b", "%%"), ("a", "b", "c"), ("z", "z", "z")):
        document = copy.deepcopy(named)
        for number, text in enumerate(texts):
            document["credentialSubject"]["result"][0]["alignment"][number]["targetName"] = text
        document["credentialSubject"]["identifier"][1]["identityHash"] = texts[0]
        document["credentialSubject"]["achievement"]["tag"] = [texts[1], texts[0]]
        filled = template.fill(document)
        # Two tags alike are one statement, and the hash is of one line: the general engine knows.
        assert filled == (None if texts[0] == texts[1] else canonize(document, STORE))


def test_refuses_a_text_that_the_engine_reads_as_a_number() -> None:
    """No pinned context has such a datatype; an operator's may, and so does a value object."""
    context = json.dumps({"@context": {"@version": 1.1, "size": {"@id": "urn:x:size", "@type": DOUBLE}}}).encode()
    url = "https://x.example/context"
    store = ContextStore({url: context}, {url: hashlib.sha256(context).hexdigest()})
    sized = {"@context": [url], "id": "urn:uuid:1", "size": "large"}
    with pytest.raises(SigningError):
        compile_template(sized, [("size",)], store)


def test_twins_among_blank_nodes_are_left_to_the_general_engine() -> None:
    twins = badge()
    twins["credentialSubject"]["result"][0]["resultDescription"] = f"{ACHIEVEMENT}#average"
    template = compile_template(twins, SLOTS, STORE)
    same = copy.deepcopy(twins)
    same["credentialSubject"]["result"][1]["value"] = "32"
    assert template.fill(same) is None
    assert template.fill(twins) == canonize(twins, STORE)


@pytest.mark.parametrize(
    "path",
    [
        ("credentialSubject", "achievement", "type", 0),  # a type
        ("credentialSubject", "identifier", 0, "hashed"),  # not a text
        ("@context", 1),
    ],
)
def test_refuses_to_compile_a_place_that_cannot_vary(path: Path) -> None:
    with pytest.raises(SigningError):
        compile_template(badge(), [path], STORE)


def test_refuses_a_text_that_no_signature_covers() -> None:
    document = {**badge(), "proofless": "x"}
    with pytest.raises(SigningError):
        compile_template(document, [("proofless",)], STORE)


def test_equals_a_second_engine() -> None:
    import pyoxigraph

    document = filled(name='O\'Farrill "x" \\ 漢 😀', average="10")
    text = TEMPLATE.fill(document)
    assert text is not None
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    assert "".join(sorted(lines)).encode() == text


# -- fragments: what a document names within itself

FRAGMENTS = ("#hours", "#average")
LEFT_OUT: Path = ("credentialSubject", "achievement")


def named(identifier: str = "urn:uuid:0192f4b0-1111-7000-8000-000000000001", **values: str) -> dict[str, Any]:
    """The badge with results that begin with its own identifier."""
    document = filled(**{**values, "id": identifier})
    for result, rest in zip(document["credentialSubject"]["result"], FRAGMENTS, strict=True):
        result["id"] = identifier + rest
    return document


NAMED = compile_template(named(), SLOTS, STORE)
STAMPED = compile_stamp(named(), SLOTS, STORE, kid="did:web:registro.example#1", left_out=LEFT_OUT)
URNS = st.uuids().map(lambda value: value.urn)
ELSEWHERE = st.sampled_from(["did:key:z6Mk", "https://a.example/x", "https://zz.example/"])


@settings(max_examples=150, deadline=None)
@given(identifier=URNS, subject=URNS | ELSEWHERE, name=SIGNABLE, average=SIGNABLE)
def test_fragments_vary_with_their_identifier(identifier: str, subject: str, name: str, average: str) -> None:
    document = named(identifier, subject=subject, name=name, average=average)
    whole = NAMED.fill(document)
    assert (whole is None) == (identifier == subject)
    if whole is not None:
        assert whole == canonize(document, STORE)
        assert NAMED.digest(document) == hashlib.sha256(whole).digest()
    texts = [identifier, document["validFrom"], subject, name, average]
    stamp = STAMPED.fill(texts)
    assert (stamp is None) == (whole is None)
    if stamp is not None:
        assert stamp == stamped(document, STORE, kid="did:web:registro.example#1", left_out=LEFT_OUT)


def test_most_documents_with_fragments_need_no_general_engine() -> None:
    for number in range(20):
        identifier, subject = uuid.UUID(int=number * 7919).urn, uuid.UUID(int=(20 - number) << 100).urn
        document = named(identifier, subject=subject)
        assert NAMED.fill(document) == canonize(document, STORE)


@pytest.mark.parametrize("place", [0, 1])
def test_a_fragment_of_another_document_is_left_to_the_general_engine(place: int) -> None:
    document = named()
    document["credentialSubject"]["result"][place]["id"] = "urn:uuid:0192f4b0-2222-7000-8000-000000000002#hours"
    assert NAMED.fill(document) is None
    document["credentialSubject"]["result"][place]["id"] = document["id"] + "#other"
    assert NAMED.fill(document) is None
    document["credentialSubject"]["result"][place]["id"] = 5
    assert NAMED.fill(document) is None


def test_an_identifier_that_begins_like_one_with_fragments_is_left_to_the_general_engine() -> None:
    """Its statements would stand among the fragments', or be of one of them."""
    own = named()["id"]
    for subject in (own + "#hours", own + "#a", own + "-", own):
        assert NAMED.fill(named(subject=subject)) is None
    # Of another kind than a urn:uuid, an identifier could be the beginning of any.
    assert NAMED.fill(named("https://a.example/")) is None
    assert NAMED.fill(named("urn:uuid:1")) is None
