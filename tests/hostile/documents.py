"""What cannot be read at all, and documents that are bad whoever signed them."""

from __future__ import annotations

import json
from typing import Any

from registry.signing import to_base64url
from registry.verification import Result, Verdict
from tests.hostile.archive import Group, HandedIn, unreadable
from tests.hostile.making import GOOD, after, before, case, jwt
from tests.verification import world
from tests.verification.world import PROVIDER, credential, evidence

FAILED, NOT_CHECKED, PASSED = Result.FAILED, Result.NOT_CHECKED, Result.PASSED
INVALID, UNVERIFIABLE, VALID = Verdict.INVALID, Verdict.UNVERIFIABLE, Verdict.VALID
_DOCUMENT = Group.DOCUMENT


def levels(count: int) -> bytes:
    """The award with a member nested that deep."""
    nested = "[" * count + "]" * count
    return world.dumps(GOOD)[:-1] + f',"x":{nested}}}'.encode()


def large() -> bytes:
    return world.dumps({**GOOD, "description": "x" * 10_000_000})


def twice() -> bytes:
    return world.dumps(GOOD)[:-1] + b',"name":"Doctorado"}'


def poison(document: dict[str, Any]) -> None:
    """Nine blank nodes that all name each other: canonicalising them by trying takes 9! steps."""
    nodes = [f"_:p{one}" for one in range(9)]
    document["credentialSubject"]["source"] = [
        {"id": node, "type": ["Profile"], "parentOrg": [other for other in nodes if other != node]} for node in nodes
    ]


def in_subject(**members: Any) -> Any:
    return lambda document: document["credentialSubject"].update(members)


def jwt_with(change: Any) -> Any:
    """A JWT over a changed document, honestly signed: a JWT covers whatever stands in it."""

    def build() -> HandedIn:
        document = credential()
        change(document)
        return HandedIn(PROVIDER.jwt(document).encode(), evidence(document))

    return build


def at_member(**members: Any) -> Any:
    return lambda document: document.update(members)


def holder(name: str) -> Any:
    return lambda document: document["credentialSubject"]["identifier"][0].update(identityHash=name)


CASES = (
    unreadable("nothing", "empty", lambda: b" \n"),
    unreadable("10 MB of JSON", "too_large", large),
    unreadable("1,000 levels of nesting", "too_deep", lambda: levels(1_000)),
    unreadable("100,000 opening brackets", "too_deep", lambda: b'{"a":' + b"[" * 100_000),
    unreadable("a member twice", "repeated_member", twice),
    unreadable("NaN for a number", "ambiguous_json", lambda: world.dumps(GOOD)[:-1] + b',"x":NaN}'),
    unreadable("a number beyond any other", "ambiguous_json", lambda: world.dumps(GOOD)[:-1] + b',"x":1e400}'),
    unreadable("half a surrogate pair", "ambiguous_json", lambda: world.dumps(GOOD)[:-1] + b',"x":"\\ud800"}'),
    unreadable("Latin-1", "not_utf8", lambda: json.dumps(GOOD, ensure_ascii=False).encode("latin-1")),
    unreadable("half of it", "not_json", lambda: world.dumps(GOOD)[:2_000]),
    unreadable("a list of two credentials", "not_an_object", lambda: json.dumps([GOOD, GOOD]).encode()),
    unreadable("a web page", "html", lambda: b"<!doctype html><html><body>Credential</body></html>"),
    unreadable("a JWT of two parts", "unknown_format", lambda: jwt().rpartition(b".")[0].rpartition(b".")[0]),
    unreadable("a JWT whose claims are no JSON", "bad_jwt", lambda: b"eyJhbGciOiJFUzI1NiJ9.eA.eA"),
    unreadable(
        "a JWT whose header asks for `crit`",
        "bad_jwt",
        lambda: jwt({"alg": "ES256", "crit": ["exp"], "exp": 1}, sign=PROVIDER.key("issuing", world.Algorithm.P256)),
    ),
    unreadable(
        "an SD-JWT", "selective_disclosure", lambda: jwt() + b"~" + to_base64url(b'["salt","x"]').encode() + b"~"
    ),
    case(
        "a poison graph: nine blank nodes that name each other",
        _DOCUMENT,
        ("terms", NOT_CHECKED, "too_complex", UNVERIFIABLE),
        after(poison),
    ),
    case(
        "a context written into the document",
        _DOCUMENT,
        ("terms", NOT_CHECKED, "inline_context", UNVERIFIABLE),
        after(lambda document: document["@context"].append({"name": "https://example.org/other"})),
    ),
    case(
        "a context written into the subject, honestly signed as JWT",
        _DOCUMENT,
        ("terms", NOT_CHECKED, "inline_context", UNVERIFIABLE),
        jwt_with(in_subject(**{"@context": {"achievement": "https://example.org/other"}})),
    ),
    case(
        "a context that is not at hand",
        _DOCUMENT,
        ("terms", NOT_CHECKED, "unknown_context", UNVERIFIABLE),
        after(lambda document: document["@context"].append("https://example.org/ours.json")),
    ),
    case(
        "an undefined member, honestly signed as JWT",
        _DOCUMENT,
        ("terms", FAILED, "undefined_term", INVALID),
        jwt_with(in_subject(favouriteColour="verde")),
    ),
    case(
        "a control character in the title",
        _DOCUMENT,
        ("terms", FAILED, "unsafe_value", INVALID),
        after(at_member(name="Uso\x07")),
    ),
    case(
        "a number of 400 digits",
        _DOCUMENT,
        ("terms", FAILED, "unsafe_value", INVALID),
        lambda: HandedIn(world.dumps(GOOD)[:-1] + b',"x":' + b"9" * 400 + b"}", evidence(credential())),
    ),
    case(
        "`null` added after signing, which a Data Integrity proof does not cover",
        _DOCUMENT,
        ("log_inclusion", FAILED, "leaf_differs", INVALID),
        lambda: HandedIn(world.dumps({**GOOD, "description": None}), evidence(credential())),
    ),
    case(
        "`validFrom` without a time zone",
        _DOCUMENT,
        ("format", FAILED, "malformed", INVALID),
        after(at_member(validFrom="2026-08-14T17:20:11")),
    ),
    case(
        "`validUntil` before `validFrom`",
        _DOCUMENT,
        ("format", FAILED, "malformed", INVALID),
        before(at_member(validUntil="2020-01-01T00:00:00Z")),
    ),
    case(
        "two subjects",
        _DOCUMENT,
        ("format", FAILED, "malformed", INVALID),
        after(lambda document: document.update(credentialSubject=[document["credentialSubject"]] * 2)),
    ),
    case(
        "no type of a credential",
        _DOCUMENT,
        ("format", FAILED, "malformed", INVALID),
        after(at_member(type=["VerifiableCredential"])),
    ),
    case(
        "a name that turns round the sentence it stands in (U+202E); shown without the mark",
        _DOCUMENT,
        ("holder_match", NOT_CHECKED, "compare_with_id", VALID),
        before(holder("Ana \u202eoicaluP")),
    ),
    case(
        "the title in Unicode's other letters for the same word",
        _DOCUMENT,
        ("signature", FAILED, "signature_mismatch", INVALID),
        after(at_member(name=f"{GOOD['name']}\u200b")),
    ),
    case(
        "a result of a level that the achievement does not declare",
        _DOCUMENT,
        ("format", FAILED, "malformed", INVALID),
        before(lambda document: document["credentialSubject"]["result"][0].update(resultDescription="urn:uuid:9")),
    ),
)
