"""Signing, canonicalising and verifying one credential, against raw Ed25519 and against PyLD as it comes."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from typing import Any

import orjson
from pyld import jsonld

from benchmarks.measure import Line, cpu_seconds, raw_sign_seconds
from benchmarks.stage import accredited
from registry import contexts
from registry.awards.models import Award
from registry.custody.models import Issuer
from registry.db import db
from registry.demo import story
from registry.documents.read import read_presented
from registry.records import lists, storage
from registry.signing import Algorithm, PrivateKey, canonize, without_proof
from registry.trust.gather import gather
from registry.trust.service import examine

SECRET = bytes(range(32))


def lines() -> Iterator[Line]:
    """Raw signature, canonical form, issuing, verifying."""
    key = PrivateKey.from_bytes(Algorithm.ED25519, SECRET)
    message = bytes(64)
    signature = key.sign(message)
    raw_sign, ours = raw_sign_seconds(), cpu_seconds(lambda: key.sign(message), repeat=500)
    raw_verify = cpu_seconds(lambda: key.public_key.verify(signature, message), repeat=500)
    yield Line("raw Ed25519 sign", raw_sign * 1e6, "µs")
    yield Line("Ed25519 sign, as the registry does", ours * 1e6, "µs", "raw sign", ours / raw_sign)
    yield Line("raw Ed25519 verify", raw_verify * 1e6, "µs")
    with accredited() as (stage, told):
        version = told.definitions["general_workforce"]
        crowd = list(stage.crowd.people(60))
        issue = cpu_seconds(
            lambda: story.issue(stage, told.consortium, version, [crowd.pop() for _ in range(8)]), rounds=5
        )
        yield Line("issue one, both forms, whole transaction", issue / 8 * 1e3, "ms", "raw sign", issue / 8 / raw_sign)
        (award,) = story.issue(stage, told.consortium, version, [crowd.pop()])
        data = storage.signed_json(award.document)
        yield Line("size of a credential", len(data) / 1e3, "kB")
        share = len(award.document.body) / len(data)
        yield Line("its stored body", len(award.document.body), "bytes", "the JSON", share, "≤ 0.06 x", share <= 0.06)
        yield from _status_list(award)
        yield from _canonical(data)
        presented = read_presented(data)
        yield Line("gather evidence", cpu_seconds(lambda: gather(presented), repeat=5) * 1e3, "ms")
        verify = cpu_seconds(lambda: examine(presented), repeat=3)
        yield Line("verify one, evidence included", verify * 1e3, "ms", "raw verify", verify / raw_verify)


def _status_list(award: Award) -> Iterator[Line]:
    """Signing a list of 131,072 places again, one in a hundred set, in the Data Integrity form."""
    listed = award.document.status_list
    issuer = db.session.get_one(Issuer, award.document.issuer_id)
    if listed is None:
        raise RuntimeError("no status list")
    chosen = random.Random(1).sample(range(listed.size), listed.size // 100)
    lists.set_bits(listed.id, chosen, value=True)
    raw = listed.bits
    packed = cpu_seconds(lambda: gzip.compress(raw, 6, mtime=0), repeat=20)
    both = cpu_seconds(lambda: lists.sign(listed, issuer), repeat=20)
    ratio = both / packed
    yield Line("sign a status list again, both forms", both * 1e3, "ms", "gzip", ratio, "≤ 1.5 x", ratio <= 1.5)


def _canonical(data: bytes) -> Iterator[Line]:
    store = contexts.store()
    document = without_proof(orjson.loads(data))
    ours = cpu_seconds(lambda: canonize(document, store), repeat=3)
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _loader(store)}
    theirs = cpu_seconds(lambda: jsonld.normalize(document, options), repeat=3)
    yield Line("PyLD normalize", theirs * 1e3, "ms")
    yield Line("canonize, all checks included", ours * 1e3, "ms", "PyLD", ours / theirs)


def _loader(store: Any) -> Any:
    return lambda url, _options=None: {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": store.load(url),
    }
