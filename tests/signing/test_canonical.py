"""What has no safe canonical form is refused, and the refusal says where."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from registry.signing import (
    CREDENTIALS_V2,
    OPEN_BADGES_V3,
    CanonicalisationError,
    ControlCharacter,
    DroppedValue,
    InlineContext,
    Limits,
    NotCompacted,
    RelativeIdentifier,
    SplitCredential,
    TooComplex,
    UndefinedTerm,
    UnknownContext,
    UnsupportedValue,
    canonize,
)
from tests.signing.samples import badge, full_shelf, shelf


def refusal(kind: type[CanonicalisationError], document: dict[str, Any]) -> Any:
    with pytest.raises(kind) as caught:
        canonize(document, shelf())
    return caught.value


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def test_refuses_undefined_term_that_the_signature_would_not_cover() -> None:
    document = badge()
    achievement(document)["alignment"][0]["salary"] = "1,000,000"
    error = refusal(UndefinedTerm, document)
    assert (error.term, error.path) == ("salary", "$.credentialSubject.achievement.alignment[0].salary")


def test_refuses_term_that_is_defined_elsewhere_but_not_here() -> None:
    document = badge()
    achievement(document)["alignment"][0]["achievementType"] = "Degree"
    assert refusal(UndefinedTerm, document).path == "$.credentialSubject.achievement.alignment[0].achievementType"


def test_refuses_term_that_a_missing_context_would_define() -> None:
    document = badge() | {"@context": [CREDENTIALS_V2]}
    assert isinstance(refusal(CanonicalisationError, document), UndefinedTerm | RelativeIdentifier)


def test_refuses_undefined_type_that_pyld_would_complete_with_an_example_host() -> None:
    document = badge()
    document["credentialSchema"] = [{"id": "https://example.org/s", "type": "1EdTechJsonSchemaValidator2019"}]
    error = refusal(RelativeIdentifier, document)
    assert (error.value, error.path) == ("1EdTechJsonSchemaValidator2019", "$.credentialSchema[0].type")


@pytest.mark.parametrize("value", ["a1", "/a1", "../a1", "#a1", "", "//host/a1", "?a1"])
def test_refuses_relative_identifier(value: str) -> None:
    document = badge()
    achievement(document)["id"] = value
    refusal(RelativeIdentifier, document)


@pytest.mark.parametrize("value", ["urn:a b", "urn:a\u00a0\nb", "urn:a>b", 'urn:a"b', "urn:{a}", "urn:a\\b", "urn:a|b"])
def test_refuses_identifier_that_would_vanish_or_break_out_of_its_quad(value: str) -> None:
    document = badge()
    achievement(document)["id"] = value
    refusal(RelativeIdentifier, document)


def test_refuses_absolute_identifier_of_the_scheme_that_marks_relative_ones() -> None:
    document = badge()
    achievement(document)["id"] = "x-relative-reference://relative.invalid/a1"
    refusal(RelativeIdentifier, document)


@pytest.mark.parametrize(
    "character", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud800"]
)
def test_refuses_character_that_engines_write_differently(character: str) -> None:
    document = badge()
    document["credentialSubject"]["identifier"][0]["identityHash"] = f"Ana{character}"
    error = refusal(ControlCharacter, document)
    assert error.path == "$.credentialSubject.identifier[0].identityHash"
    assert error.character == f"U+{ord(character):04X}"


def test_refuses_control_character_in_a_members_name() -> None:
    refusal(ControlCharacter, badge() | {"na\x00me": "x"})


def test_tabs_and_line_ends_are_text() -> None:
    document = badge()
    achievement(document)["description"] = "uno\tdos\r\ntres"
    assert b'"uno\\tdos\\r\\ntres"' in canonize(document, shelf())


@pytest.mark.parametrize("context", [{"name": "urn:x"}, [CREDENTIALS_V2, {"name": "urn:x"}], None, [], [None], 5, [[]]])
def test_refuses_context_written_into_the_document(context: Any) -> None:
    refusal(InlineContext, badge() | {"@context": context})


def test_refuses_inline_context_in_a_nested_object() -> None:
    document = badge()
    achievement(document)["@context"] = {"name": "https://example.org/other"}
    assert refusal(InlineContext, document).path == "$.credentialSubject.achievement.@context"


def test_refuses_document_without_context() -> None:
    document = badge()
    del document["@context"]
    refusal(InlineContext, document)


def test_context_not_at_hand_is_told_apart_from_a_malformed_document() -> None:
    document = badge()
    document["@context"].append("https://example.org/contexts/v1")
    error = refusal(UnknownContext, document)
    assert error.undecided
    assert error.url == "https://example.org/contexts/v1"
    assert not refusal(UndefinedTerm, badge() | {"nickname": "x"}).undecided


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, 1e20, 0.1 + 0.2, b"x", {1: 2}, ("a",), object()])
def test_refuses_value_that_is_not_the_same_in_every_engine(value: Any) -> None:
    document = badge()
    achievement(document)["creditsAvailable"] = value
    refusal(UnsupportedValue, document)


def test_refuses_status_hidden_behind_its_full_iri() -> None:
    document = badge()
    document["https://www.w3.org/2018/credentials#credentialStatus"] = document.pop("credentialStatus")
    refusal(NotCompacted, document)


@pytest.mark.parametrize("keyword", ["@included", "@graph", "@reverse", "@nest", "@index", "@set", "@id", "@type"])
def test_refuses_statements_hidden_behind_a_keyword(keyword: str) -> None:
    hidden = {"id": badge()["id"], "type": ["VerifiableCredential"], "validUntil": "2040-01-01T00:00:00Z"}
    refusal(NotCompacted, badge() | {keyword: [hidden]})


def test_refuses_keyword_look_alike_that_pyld_drops() -> None:
    refusal(NotCompacted, badge() | {"@note": "x"})


def test_refuses_status_moved_into_a_second_object_with_the_credentials_id() -> None:
    honest, forged = badge(), badge()
    for document in (honest, forged):
        document["endorsement"] = [
            {
                "id": "urn:uuid:e1",
                "type": ["VerifiableCredential", "EndorsementCredential"],
                "issuer": "did:web:socio.example",
                "validFrom": "2026-11-20T16:00:00Z",
                "credentialSubject": {"id": document["id"], "type": ["EndorsementSubject"], "endorsementComment": "Sí"},
            }
        ]
    canonize(honest, shelf())
    subject = forged["endorsement"][0]["credentialSubject"]
    subject["type"] += ["VerifiableCredential"]
    subject["credentialStatus"] = forged.pop("credentialStatus")
    refusal(SplitCredential, forged)


def test_refuses_base_direction_that_the_signature_would_not_cover() -> None:
    document = badge()
    document["name"] = {"@value": "IA", "@language": "es", "@direction": "rtl"}
    refusal(NotCompacted, document)


def test_language_of_a_text_is_covered() -> None:
    document = badge() | {"name": {"@value": "Fundamentos", "@language": "es-MX"}}
    assert b'"Fundamentos"@es-mx' in canonize(document, shelf())


def test_refuses_language_that_would_break_out_of_its_quad() -> None:
    document = badge() | {"name": {"@value": "x", "@language": "es .\n<urn:a> <urn:b> <urn:c"}}
    refusal(UnsupportedValue, document)


def test_refuses_document_that_states_nothing() -> None:
    refusal(DroppedValue, {"@context": [CREDENTIALS_V2], "id": "urn:uuid:1"})


def test_null_counts_as_absent() -> None:
    assert canonize(badge() | {"image": None}, shelf()) == canonize(badge(), shelf())


@pytest.mark.parametrize("value", [{"@value": ["a"]}, {"@value": "a", "@type": 5}, {"@value": "a", "name": "b"}])
def test_refuses_what_the_engine_calls_a_syntax_error(value: Any) -> None:
    refusal(CanonicalisationError, badge() | {"name": value})


def test_a_refused_document_leaves_the_engine_fit_for_the_next() -> None:
    expected = canonize(badge(), shelf())
    for _ in range(3):
        refusal(UnsupportedValue, badge() | {"name": {"@value": ["a"]}})
        assert canonize(badge(), shelf()) == expected


def test_threads_do_not_disturb_each_other() -> None:
    # PyLD alone answers with KeyErrors and wrong refusals here.
    legacy = badge() | {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        ]
    }
    del legacy["validFrom"], legacy["validUntil"], legacy["credentialStatus"]
    jobs = [(badge(), shelf()), (legacy, full_shelf())]
    expected = [canonize(*job) for job in jobs]
    wrong: list[object] = []

    def work(turn: int) -> None:
        for step in range(12):
            index = (turn + step) % 2
            try:
                if canonize(*jobs[index]) != expected[index]:
                    wrong.append("other bytes")
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("limits", "measure"),
    [
        (Limits(characters=500), "characters"),
        (Limits(depth=4), "levels of nesting"),
        (Limits(values=20), "values"),
        (Limits(types=5), "types"),
        (Limits(contexts=1), "contexts"),
        (Limits(blank_nodes=2), "blank nodes"),
    ],
)
def test_refuses_document_beyond_each_limit(limits: Limits, measure: str) -> None:
    with pytest.raises(TooComplex) as refusal:
        canonize(badge(), shelf(), limits=limits)
    assert refusal.value.measure == measure


def test_same_contexts_in_another_order_give_the_same_meaning() -> None:
    document = badge()
    document["@context"] = [CREDENTIALS_V2, OPEN_BADGES_V3, "https://w3id.org/security/data-integrity/v2"]
    assert canonize(document, shelf()) == canonize(badge(), shelf())
