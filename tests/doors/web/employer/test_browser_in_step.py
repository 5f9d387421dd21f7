"""The verification in the browser says what Python's says: verdict, codes and sentences, in both languages."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from registry.documents import StatusPlace, build_accreditation, build_scope
from registry.documents.status_event import WITHDRAWN_BY_HOLDER, EventKind
from registry.signing import Algorithm, document_claims, jcs, jws_compact
from registry.trust.bundle.reading import fingerprint
from tests.documents import samples
from tests.support.bundles import ROOT_KEYS, bundle, entries, list_jwt, records, root_file
from tests.support.in_browser import Given, Scripts, by_python, scripts
from tests.verification import test_paper, world
from tests.verification.world import AUTHORITY, NOW, PARTNER_KEYS, PROVIDER

DOCUMENT = world.credential()
JWT, NOTE = PROVIDER.jwt(DOCUMENT).encode(), world.note(DOCUMENT)
PINNED = fingerprint(root_file())
INDEX = int(DOCUMENT["credentialStatus"]["statusListIndex"])
PAPER = test_paper.code().encode()
EARLIER = NOW - dt.timedelta(days=2)


def held(*, positions: tuple[int, ...] = (), events: tuple[str, ...] = (), about: str = DOCUMENT["id"]) -> bytes:
    """The sample's bundle with a list for the code on paper, and events."""
    jwt = list_jwt(*positions, url=test_paper.LIST)
    lists = [{"kind": "list", "url": test_paper.LIST, "issuer": PROVIDER.did, "jwt": jwt}]
    said = [{"kind": "event", "document": about, "jws": event} for event in events]
    return bundle([*records(positions=positions), *said, *lists])


GOOD = held()


def changed(path: tuple[str, ...] = (), **members: Any) -> Given:
    """The sample with members of one of its objects changed and signed so."""
    document = copy.deepcopy(DOCUMENT)
    place = document
    for step in path:
        place = place[step]
    place.update(members)
    return Given(PROVIDER.jwt(document).encode(), GOOD, NOW, world.note(document))


def contradicting() -> bytes:
    """A JWT whose ``nbf`` says something else than the document inside it."""
    claims = {**document_claims(DOCUMENT), "nbf": 1}
    signer, kid = PROVIDER.key("issuing", Algorithm.P256), PROVIDER.method("issuing", Algorithm.P256)
    return jws_compact(jcs(claims), signer=signer, kid=kid, typ="JWT").encode()


CLAIMS = samples.accreditation_claims()
AUTHORITYS = build_accreditation(CLAIMS, scope=build_scope(CLAIMS))
WORD = world.endorsement(world.definition(), status=StatusPlace(f"{samples.BASE}/status/socio-1", 7))
ENDORSED = world.credential(achievement=world.definition(endorsements=(WORD,)))
COUNTERSIGNED = world.endorsement(ENDORSED, id="urn:uuid:00000000-0000-0000-0000-0000000000e2")


def endorsed(
    *,
    award: dict[str, Any] = ENDORSED,
    signed: dict[str, Any] | None = COUNTERSIGNED,
    keys: world.Keys = PARTNER_KEYS,
    positions: tuple[int, ...] = (),
    events: tuple[str, ...] = (),
    form: bool = True,
    **changes: Any,
) -> Given:
    """An award of an endorsed definition; ``signed`` came with it; ``form``: the bundle has the endorsement as JWT."""
    url = WORD["credentialStatus"]["statusListCredential"]
    periods = entries(PARTNER_KEYS.periods(**changes))
    lines = [
        *records(),
        {"kind": "issuer", "did": world.PARTNER.did, "name": "Socio del registro", "keys": periods},
        *([{"kind": "endorsement", "id": WORD["id"], "issuer": world.PARTNER.did, "jwt": _jwt(WORD)}] if form else []),
        *({"kind": "event", "document": WORD["id"], "jws": event} for event in events),
        {
            "kind": "list",
            "url": url,
            "issuer": world.PARTNER.did,
            "jwt": list_jwt(*positions, keys=PARTNER_KEYS, url=url),
        },
    ]
    brought = () if signed is None else (_jwt(signed, keys),)
    return Given(PROVIDER.jwt(award).encode(), bundle(lines), NOW, world.note(award), countersignatures=brought)


def _jwt(signed: dict[str, Any], keys: world.Keys = PARTNER_KEYS) -> str:
    return keys.jwt({name: value for name, value in signed.items() if name != "proof"})


def altered() -> dict[str, Any]:
    """An award in whose definition the partner's comment was exchanged before the institution signed it."""
    award = copy.deepcopy(ENDORSED)
    award["credentialSubject"]["achievement"]["endorsement"][0]["credentialSubject"]["endorsementComment"] = "Otra."
    return award


WITHDRAWAL = world.event(EventKind.REVOKED, EARLIER, document=WORD["id"], keys=PARTNER_KEYS)
ENDORSEMENTS: dict[str, tuple[str, Given]] = {
    "endorsed and countersigned": ("endorsed", endorsed()),
    "endorsed, and nothing came with it": ("countersignature_not_at_hand", endorsed(signed=None)),
    "an endorsement altered": ("endorsement_failed", endorsed(award=altered(), signed=None)),
    "the countersignature of another document": ("endorsement_failed", endorsed(signed=world.endorsement(DOCUMENT))),
    "a countersignature by another's key": ("endorsement_unproven", endorsed(keys=AUTHORITY)),
    "a countersignature that has ended": (
        "endorsement_withdrawn",
        endorsed(signed=world.endorsement(ENDORSED, valid_until=EARLIER)),
    ),
    "an endorsement withdrawn": ("endorsement_withdrawn", endorsed(positions=(7,), events=(WITHDRAWAL,))),
    "a partner's key compromised": ("endorsement_unproven", endorsed(compromised_at=EARLIER)),
    "no countersignature at all": ("endorsement_failed", endorsed(signed={**DOCUMENT, "id": "urn:uuid:2"})),
}
KINDS = (EventKind.SUSPENDED, EventKind.REVOKED, EventKind.SUPERSEDED)
WITHDRAWN = {
    kind.value: Given(JWT, held(positions=(INDEX,), events=(world.event(kind, EARLIER),)), NOW, NOTE) for kind in KINDS
}
BY_HOLDER = world.event(EventKind.REVOKED, EARLIER, reason=WITHDRAWN_BY_HOLDER)
CASES: dict[str, Given] = {
    "withdrawn from a wallet": Given(JWT, held(positions=(INDEX,), events=(BY_HOLDER,)), NOW, NOTE),
    "good": Given(JWT, GOOD, NOW, NOTE),
    "without its note": Given(JWT, GOOD, NOW),
    "the note of another": Given(JWT, GOOD, NOW, world.note({**DOCUMENT, "id": "urn:uuid:1"})),
    "the note of other content": Given(JWT, GOOD, NOW, world.note({**DOCUMENT, "name": "Otra"})),
    "its own name": Given(JWT, GOOD, NOW, NOTE, "ana sofia nunez perez"),
    "a part of its name": Given(JWT, GOOD, NOW, NOTE, "Ana Núñez"),
    "another name": Given(JWT, GOOD, NOW, NOTE, "Otra Persona"),
    "too old a bundle": Given(JWT, GOOD, NOW + dt.timedelta(hours=60), NOTE),
    "expired, by an old bundle": Given(JWT, GOOD, NOW + dt.timedelta(days=1500), NOTE),
    "a bit without its event": Given(JWT, held(positions=(INDEX,)), NOW, NOTE),
    "a signature of another": Given(JWT[:-10] + b"AAAAAAAAAA"[:10], GOOD, NOW, NOTE),
    "not signed": Given(json.dumps(DOCUMENT).encode(), GOOD, NOW),
    "another's key": Given(AUTHORITY.jwt(DOCUMENT).encode(), GOOD, NOW, NOTE),
    "an institution of nowhere": changed(issuer="did:web:elsewhere.example"),
    "an issuer without address": changed(issuer="did:example:1"),
    "no JSON": Given(b'{"a": ', GOOD, NOW),
    "a member twice": Given(b'{"a": 1, "a": 2}', GOOD, NOW),
    "a number too large": Given(b'{"a": 1e400}', GOOD, NOW),
    "nested too deeply": Given(b"[" * 80 + b"]" * 80, GOOD, NOW),
    "data of something else": Given(b'{"a": 1}', GOOD, NOW),
    "a JWT of something else": Given(f"{JWT.decode().split('.')[0]}.eyJhIjoxfQ.{'A' * 86}".encode(), GOOD, NOW),
    "an older badge": Given(b'{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}', GOOD, NOW),
    "a page": Given(b"<!doctype html><html></html>", GOOD, NOW),
    "nothing": Given(b"  ", GOOD, NOW),
    "no text": Given(b"\xff\xfe\x00", GOOD, NOW),
    "SD-JWT": Given(JWT + b"~WyJ4Il0~", GOOD, NOW),
    "a list in place of an object": Given(b"[]", GOOD, NOW),
    "an undefined term": changed(undefinedTerm="x"),
    "an undefined term deep inside": changed(("credentialSubject", "achievement", "criteria"), invented="x"),
    "a control character": changed(name="a\u0001b"),
    "a holder in two directions": changed(
        ("credentialSubject",),
        identifier=[{**DOCUMENT["credentialSubject"]["identifier"][0], "identityHash": "\u202eAna"}],
    ),
    "another's definition": changed(("credentialSubject", "achievement", "creator"), id=f"{AUTHORITY.did}:other"),
    "claims beside the document": Given(contradicting(), GOOD, NOW, NOTE),
    "a name in two directions": changed(name="\u202eAna\u202c"),
    "a relative id": changed(("credentialSubject", "achievement", "criteria"), id="relative"),
    "an unknown type": changed(type=["VerifiableCredential"]),
    "no date": changed(awardedDate="yesterday"),
    "it ends before it starts": changed(validUntil="2020-01-01T00:00:00Z"),
    "an unknown context": changed(**{"@context": [*DOCUMENT["@context"], "https://example.org/v1"]}),
    "the authority's own": Given(AUTHORITY.jwt(AUTHORITYS).encode(), GOOD, NOW),
    "on paper": Given(PAPER, GOOD, NOW),
    "on paper, too old a bundle": Given(PAPER, GOOD, NOW + dt.timedelta(hours=60)),
    "on paper, the bit set": Given(PAPER, held(positions=(test_paper.INDEX,)), NOW),
    "on paper, forged": Given(PAPER[:-12] + b"A" * 12, GOOD, NOW),
    "on paper, cut off": Given(PAPER[:-30], GOOD, NOW),
    "on paper, by another's key": Given(test_paper.code(world.private("stranger", Algorithm.P256)).encode(), GOOD, NOW),
    **WITHDRAWN,
}


@pytest.fixture(scope="module")
def in_browser(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scripts]:
    with scripts(browser, tmp_path_factory.mktemp("scripts")) as found:
        yield found


@pytest.mark.parametrize("name", ENDORSEMENTS)
def test_partners_signatures_read_alike(in_browser: Scripts, name: str) -> None:
    code, given = ENDORSEMENTS[name]
    said = in_browser.judge(given, pinned=PINNED)
    assert said == by_python(given)
    assert [one["code"] for one in said["checks"] if one["id"] == "endorsement"] == [code]


def test_an_endorsement_that_the_bundle_has_not_is_not_checked(in_browser: Scripts) -> None:
    """A bundle of before this record: Python reads the Ed25519 form inside the definition, a browser does not."""
    given = endorsed(form=False)
    for said, code in (
        (in_browser.judge(given, pinned=PINNED), "endorsement_unproven"),
        (by_python(given), "endorsed"),
    ):
        assert [one["code"] for one in said["checks"] if one["id"] == "endorsement"] == [code]
        assert said["verdict"] == "valid"


@pytest.mark.parametrize("name", CASES)
def test_it_says_what_python_says(in_browser: Scripts, name: str) -> None:
    given = CASES[name]
    assert in_browser.judge(given, pinned=PINNED) == by_python(given)


def test_an_embedded_signature_is_not_checked_and_says_what_to_do(in_browser: Scripts) -> None:
    said = in_browser.judge(Given(json.dumps(PROVIDER.sign(DOCUMENT)).encode(), GOOD, NOW, NOTE), pinned=PINNED)
    signature = next(one for one in said["checks"] if one["id"] == "signature")
    assert (said["verdict"], signature["result"], signature["code"]) == (
        "unverifiable",
        "not_checked",
        "not_in_browser",
    )
    assert ".jwt" in signature["remedy"]["es"] and "PDF" in signature["remedy"]["en"]
    assert {one["result"] for one in said["checks"] if one["id"] not in ("format", "terms")} == {"not_checked"}


REFUSED = {
    "bundle_altered": bundle(spoil=lambda body: body.replace(b"Universidad", b"Universidas")),
    "bundle_malformed": b"no bundle",
    "bundle_version_unknown": bundle(version=2),
    "bundle_from_future": bundle(made=NOW + dt.timedelta(hours=1)),
    "bundle_not_sealed": bundle(signer=world.private("stranger", Algorithm.P256)),
    "bundle_root_unknown": bundle(records(roots=[root_file(receipts={"since": NOW - dt.timedelta(days=1)})])),
}


@pytest.mark.parametrize("code", REFUSED)
def test_nothing_of_a_bundle_that_is_not_the_registrys_is_used(in_browser: Scripts, code: str) -> None:
    assert in_browser.judge(Given(JWT, REFUSED[code], NOW, NOTE), pinned=PINNED) == {"refused": code}


def test_a_newer_root_counts_by_the_signatures_of_the_one_before(in_browser: Scripts) -> None:
    renewed = bundle(records(roots=[root_file(), root_file(2)]))
    assert in_browser.judge(Given(JWT, renewed, NOW, NOTE), pinned=PINNED)["verdict"] == "valid"
    one = {name: ROOT_KEYS[name] for name in list(ROOT_KEYS)[:1]}
    usurped = bundle(records(roots=[root_file(), root_file(2, signers=one)]))
    assert in_browser.judge(Given(JWT, usurped, NOW, NOTE), pinned=PINNED) == {"refused": "bundle_root_broken"}
    strangers = {name: world.private(name, Algorithm.ED25519) for name in ROOT_KEYS}
    named = {name: key.public_key.multibase for name, key in strangers.items()}
    taken = bundle(records(roots=[root_file(), root_file(2, signers=strangers, rootKeys=named)]))
    assert in_browser.judge(Given(JWT, taken, NOW, NOTE), pinned=PINNED) == {"refused": "bundle_root_broken"}


def test_every_member_in_every_place_reads_alike(in_browser: Scripts) -> None:
    """A stray member of another object's vocabulary in each object of the sample: the walk knows where terms hold."""
    faults = []
    for path in _objects(DOCUMENT):
        for member in ("encodedList", "email", "targetName", "achievementType", "narrative", "proofPurpose"):
            document = copy.deepcopy(DOCUMENT)
            place: Any = document
            for step in path:
                place = place[step]
            if member in place:
                continue
            place[member] = "x"
            given = Given(PROVIDER.jwt(document).encode(), GOOD, NOW)
            said, expected = (_terms(one) for one in (in_browser.judge(given, pinned=PINNED), by_python(given)))
            if said != expected:
                faults.append((path, member, said, expected))
    assert faults == []


def _terms(said: dict[str, Any]) -> Any:
    return [(one["result"], one["code"], one["reason"]) for one in said["checks"] if one["id"] == "terms"]


def _objects(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield path
        for name, member in value.items():
            yield from _objects(member, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value[:2]):
            yield from _objects(item, (*path, place))
