"""Credentials of elsewhere, verified through the one call of every door, over a small internet."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from registry import addresses
from registry.clock import Hand
from registry.documents import Issuer, StatusPlace
from registry.documents.read import Presented, read_presented
from registry.signing import VerificationKey, did_document
from registry.trust import foreign
from registry.trust.copies import InMemory
from registry.trust.fetch import running
from registry.trust.foreign import Outside
from registry.trust.service import examine, examine_elsewhere
from registry.verification import Report, Result, Verdict
from tests.documents import samples
from tests.support.outside import Internet, internet, reply
from tests.verification import world
from tests.verification.world import PROVIDER, STRANGER, credential, definition, endorsement

DID_URL = "https://diplomas.example/.well-known/did.json"
LIST_URL = "https://diplomas.example/status/1"


@pytest.fixture
def net() -> Iterator[Internet]:
    with internet() as one, running(one.network):
        yield one


@pytest.fixture(autouse=True)
def _now(clock: Hand) -> None:
    clock.set(world.NOW)


def published(keys: world.Keys, *, without: str = "") -> dict[str, Any]:
    """The DID document of an issuer, as its host serves it."""
    listed = [
        VerificationKey(keys.method(use).partition("#")[2], keys.key(use).public_key)
        for use in ("issuing", "status")
        if use != without
    ]
    return did_document(did=keys.did, keys=listed)


def made(**changes: Any) -> dict[str, Any]:
    issuer = Issuer(STRANGER.did, "Diplomas Rápidos", "https://diplomas.example/", "US")
    values: dict[str, Any] = {
        "issuer": issuer,
        "achievement": definition(id="https://diplomas.example/a/1", creator=issuer),
        "status": StatusPlace(LIST_URL, 3),
    }
    return STRANGER.sign(credential(**(values | changes)))


def presented(document: dict[str, Any]) -> Presented:
    return read_presented(json.dumps(document).encode())


def put_all(net: Internet, *bits: int) -> None:
    net.put(DID_URL, published(STRANGER))
    net.put(LIST_URL, reply(world.status_list(*bits, keys=STRANGER, url=LIST_URL), media_type="application/vc"))


def said(report: Report, check: str) -> tuple[Result, str]:
    found = report.check(check)
    assert found is not None, [one.id for one in report.checks]
    return found.result, found.code


def test_an_outsiders_signature_and_status_are_checked(net: Internet, session: Any, clock: Hand) -> None:
    put_all(net)
    report = examine(presented(made()), outside=Outside.ASK)
    assert said(report, "signature") == (Result.PASSED, "signature_good")
    assert said(report, "key") == (Result.PASSED, "key_published")
    assert said(report, "revocation") == (Result.PASSED, "not_revoked")
    assert report.verdict is Verdict.UNVERIFIABLE  # nobody here vouches for the issuer
    key, status = report.check("key"), report.check("revocation")
    assert key is not None and status is not None
    assert (key.evidence["source"], key.evidence["asOf"]) == (DID_URL, "2026-11-22T18:00:00Z")
    assert (status.evidence["source"], status.evidence["asOf"]) == (LIST_URL, "2026-11-22T18:00:00Z")
    assert [one.path for one in net.requests] == ["/.well-known/did.json", "/status/1"]


def test_an_outsiders_revocation_is_read(net: Internet, session: Any) -> None:
    put_all(net, 3)
    report = examine(presented(made()), outside=Outside.ASK)
    assert said(report, "revocation") == (Result.FAILED, "revoked") and report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("outside", "reason", "words"),
    [
        (Outside.NOT_ASKED, "not_fetched", "no se consultó esa dirección"),
        (Outside.NOT_FOR_VISITORS, "not_fetched_for_visitors", "sin cuenta no se consultan direcciones de fuera"),
    ],
)
def test_who_may_not_ask_is_told_so_and_nobody_is_asked(
    net: Internet, session: Any, outside: Outside, reason: str, words: str
) -> None:
    put_all(net)
    report = examine(presented(made()), outside=outside)
    key = report.check("key")
    assert key is not None and (key.result, key.code) == (Result.NOT_CHECKED, "did_unreachable")
    assert key.evidence == {"unreachable": reason, "source": DID_URL}
    assert words in key.reason.es
    assert "compruébela en el sitio" in key.remedy.es.lower() and "minutos" not in key.remedy.es  # waiting is no use
    assert net.looked_up == [] and net.requests == []


def test_a_fresh_copy_serves_whoever_comes_next(net: Internet, session: Any, clock: Hand) -> None:
    put_all(net)
    examine(presented(made()), outside=Outside.ASK)
    clock.tick(minutes=1)
    report = examine(presented(made()), outside=Outside.NOT_FOR_VISITORS)
    assert said(report, "key") == (Result.PASSED, "key_published") and len(net.requests) == 2


def test_unreachable_is_not_checked_and_says_what_was_last_known(net: Internet, session: Any, clock: Hand) -> None:
    put_all(net)
    examine(presented(made()), outside=Outside.ASK)
    clock.tick(days=3)
    net.put(DID_URL, reply(status=503))
    report = examine(presented(made()), outside=Outside.ASK)
    key = report.check("key")
    assert key is not None and (key.result, key.code) == (Result.NOT_CHECKED, "did_unreachable")
    assert key.reason.es == (
        "No se obtuvo el documento público de quien emite: ese servidor contestó con el error 503. Lo último que se "
        "supo, el 22 de noviembre de 2026, 12:00 (hora del centro), hace 3 días: la llave estaba publicada."
    )
    assert key.reason.en == (
        "The issuer's public document was not obtained: that server answered with error 503. The last that was known, "
        "on November 22, 2026, 12:00 (Mexico City), 3 days ago: the key was published."
    )
    assert key.evidence == {
        "unreachable": "http_503",
        "source": DID_URL,
        "triedAt": "2026-11-25T18:00:00Z",
        "lastKnown": {"published": True, "asOf": "2026-11-22T18:00:00Z", "source": DID_URL},
    }
    assert said(report, "signature") == (Result.NOT_CHECKED, "no_key") and report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("bits", "spanish", "english"), [((), "sin retirar", "not withdrawn"), ((3,), "retirada", "withdrawn")]
)
def test_a_list_that_is_away_says_what_was_last_known(
    net: Internet, session: Any, clock: Hand, bits: tuple[int, ...], spanish: str, english: str
) -> None:
    put_all(net, *bits)
    examine(presented(made()), outside=Outside.ASK)
    clock.tick(minutes=50)
    net.put(LIST_URL, lambda connection, _request: None)  # hangs up
    report = examine(presented(made()), outside=Outside.ASK)
    check = report.check("revocation")
    assert check is not None and (check.result, check.code) == (Result.NOT_CHECKED, "status_list_unreachable")
    assert check.reason.es.endswith(f", hace 1 hora: {spanish}.") and "falló la conexión" in check.reason.es
    assert check.reason.en.endswith(f", 1 hour ago: {english}.")
    assert check.evidence["lastKnown"]["source"] == LIST_URL
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_site_that_has_no_such_document_says_so(net: Internet, session: Any) -> None:
    net.put(LIST_URL, {})  # the host is there
    report = examine(presented(made()), outside=Outside.ASK)
    assert said(report, "key") == (Result.FAILED, "issuer_unknown")


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "did:web:otra.example"},
        reply(b"{", media_type="application/json"),
        reply(b"[" * 5_000, media_type="application/json"),
        reply(b'{"id": "did:web:diplomas.example", "id": "did:web:diplomas.example"}'),
        reply(b"\xff\xfe", media_type="application/did+json"),
    ],
)
def test_a_document_of_another_or_of_nothing_is_not_taken(net: Internet, session: Any, answer: Any) -> None:
    net.put(DID_URL, answer)
    report = examine(presented(made()), outside=Outside.ASK)
    key = report.check("key")
    assert key is not None and (key.code, key.evidence["unreachable"]) == ("did_unreachable", "malformed")


def test_a_key_that_the_issuer_took_down_is_not_published(net: Internet, session: Any) -> None:
    put_all(net)
    net.put(DID_URL, published(STRANGER, without="issuing"))
    report = examine(presented(made()), outside=Outside.ASK)
    assert said(report, "key") == (Result.FAILED, "key_not_published")


def test_an_endorsers_keys_are_asked_for_too(net: Internet, session: Any) -> None:
    put_all(net)
    partner = world.Keys("did:web:aval.example", "outside partner")
    achievement = definition(
        id="https://diplomas.example/a/1", creator=Issuer(STRANGER.did, "Diplomas Rápidos", "https://diplomas.example/")
    )
    endorser = Issuer(partner.did, "Aval de Fuera", "https://aval.example/")
    signed = endorsement(achievement, keys=partner, endorser=endorser)
    document = made(achievement={**achievement, "endorsement": [signed]})
    net.put("https://aval.example/.well-known/did.json", published(partner))
    report = examine(presented(document), outside=Outside.ASK)
    assert said(report, "endorsement") == (Result.WARNING, "endorser_outside")
    (one,) = report.check("endorsement").evidence["endorsements"]  # type: ignore[union-attr]
    assert one["key"]["source"] == "https://aval.example/.well-known/did.json"
    assert (one["key"]["asOf"], one["validFrom"]) == ("2026-11-22T18:00:00Z", "2026-08-14T23:20:11Z")


def test_one_document_makes_a_few_requests(net: Internet, session: Any) -> None:
    put_all(net)
    achievement = definition(id="https://diplomas.example/a/1")
    partners = [world.Keys(f"did:web:aval{number}.example", "outside partner") for number in range(10)]
    signed = [
        endorsement(
            achievement,
            id=f"urn:uuid:00000000-0000-0000-0000-0000000000f{number}",
            keys=one,
            endorser=Issuer(one.did, "Aval", "https://aval.example/"),
        )
        for number, one in enumerate(partners)
    ]
    for one in partners:
        net.put(f"https://{one.did.removeprefix('did:web:')}/.well-known/did.json", published(one))
    examine(presented(made(achievement={**achievement, "endorsement": signed})), outside=Outside.ASK)
    assert len(net.requests) == foreign.MAX_ADDRESSES


def test_this_registry_is_never_asked_over_the_network(net: Internet, session: Any) -> None:
    """Whatever a document says of it: its own host answers from the database."""
    host = addresses.host()
    net.put(f"https://{host}/providers/valle/did.json", published(PROVIDER))
    document = PROVIDER.sign(credential(status=StatusPlace(f"https://{host}/status/inventada", 3)))
    report = examine(presented(document), outside=Outside.ASK)
    assert net.looked_up == []
    assert said(report, "key") == (Result.FAILED, "issuer_unknown")


def test_a_host_that_begins_like_ours_is_another(net: Internet, session: Any) -> None:
    keys = world.Keys(f"{addresses.authority_did()}.impostor.example", "impostor")
    host = keys.did.removeprefix("did:web:")
    net.put(f"https://{host}/.well-known/did.json", published(keys))
    net.put(LIST_URL, {})
    document = keys.sign(
        credential(issuer=Issuer(keys.did, "Otra", f"https://{host}/"), status=StatusPlace(LIST_URL, 3))
    )
    assert said(examine(presented(document), outside=Outside.ASK), "signature") == (Result.PASSED, "signature_good")


@pytest.mark.parametrize(
    "did", ["did:web:127.0.0.1", "did:web:localhost", "did:web:escuela.example%3A8443", "did:web:interna.example"]
)
def test_an_issuer_at_an_address_that_may_not_be_asked(net: Internet, session: Any, did: str) -> None:
    net.addresses["interna.example"] = [("10.0.0.1",)]
    keys = world.Keys(did, "inside")
    document = keys.sign(credential(issuer=Issuer(did, "Otra", "https://otra.example/")))
    key = examine(presented(document), outside=Outside.ASK).check("key")
    assert key is not None and (key.code, key.evidence["unreachable"]) == ("did_unreachable", "not_allowed")
    assert net.dialled == []


def test_contexts_are_never_fetched(net: Internet, session: Any) -> None:
    put_all(net)
    document = made()
    document["@context"] = [*document["@context"], "https://diplomas.example/context.json"]
    net.put("https://diplomas.example/context.json", {"@context": {}})
    report = examine(presented(document), outside=Outside.ASK)
    assert said(report, "terms") == (Result.NOT_CHECKED, "unknown_context")
    assert "/context.json" not in [one.path for one in net.requests]


def test_a_malformed_document_asks_nobody(net: Internet, session: Any) -> None:
    document = made()
    del document["validFrom"]
    assert said(examine(presented(document), outside=Outside.ASK), "format") == (Result.FAILED, "malformed")
    assert net.looked_up == []


def test_on_a_machine_without_a_registry(net: Internet, clock: Hand) -> None:
    """Signature and status of a registry elsewhere can be checked; that it accredits its institutions is its word."""
    net.put(samples.PROVIDER.url.replace("https://", "https://") + "/did.json", published(PROVIDER))
    net.put(samples.LIST, reply(world.status_list(), media_type="application/vc"))
    keeper = InMemory()
    report = examine_elsewhere(presented(PROVIDER.sign(credential())), keeper)
    assert said(report, "signature") == (Result.PASSED, "signature_good")
    assert said(report, "revocation") == (Result.PASSED, "not_revoked")
    assert said(report, "identity") == (Result.NOT_CHECKED, "root_unreachable")
    assert report.check("accredited_at_issue") is None and report.verdict is Verdict.UNVERIFIABLE
    clock.tick(minutes=2)
    examine_elsewhere(presented(PROVIDER.sign(credential())), keeper)
    assert len(net.requests) == 2
    report = examine_elsewhere(presented(PROVIDER.sign(credential())), InMemory(), ask=False)
    assert said(report, "key") == (Result.NOT_CHECKED, "did_unreachable") and len(net.requests) == 2


def test_a_past_moment_of_an_outsider_is_not_known(net: Internet, session: Any) -> None:
    put_all(net)
    then = world.NOW - dt.timedelta(days=9)
    report = examine(presented(made()), outside=Outside.ASK, at=then)
    assert (report.judged_at, report.checked_at) == (then, world.NOW)
    assert said(report, "key") == (Result.NOT_CHECKED, "key_then_unknown")
    assert said(report, "revocation") == (Result.NOT_CHECKED, "status_then_unknown")
