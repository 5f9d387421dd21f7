"""Verifying our own credentials again and again: the signature work, the whole report, and what the database is asked.

What is compared is measured in turns, call by call, so that a machine that slows down for a while slows both.
"""

from __future__ import annotations

import copy
import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from pyld import jsonld

from benchmarks.measure import Line, cpu_seconds, statements
from benchmarks.stage import accredited
from registry import clock, contexts
from registry.db import db
from registry.demo import story
from registry.documents.read import Presented, read_presented
from registry.records import storage
from registry.signing import (
    Algorithm,
    PrivateKey,
    PublicKey,
    canonize,
    proof_configuration,
    sign_data_integrity,
    verify_data_integrity,
    verify_jwt,
    without_proof,
)
from registry.trust.gather import gather
from registry.trust.processes import Processes
from registry.trust.service import examine, policy
from registry.verification import Sourced
from registry.verification.known import KnownForms

#: A verification of ours has to be at least so fast, in raw Ed25519 verifications and in PyLD's canonicalisations.
LEAST_RATE = 0.5
LEAST_OVER_PYLD = 45.0
MOST_MILLISECONDS = 5.0


def lines() -> Iterator[Line]:
    """The signature work against a raw verification, then all of it against 5 ms, then the database."""
    with accredited() as (stage, told):
        people = list(stage.crowd.people(3))
        awards = story.issue(stage, told.consortium, told.definitions["general_workforce"], people)
        db.session.commit()
        files = [storage.signed_json(one.document) for one in awards]
        tokens = [storage.signed_jwt(one.document).encode() for one in awards]
        db.session.remove()
        for data in (*files, *tokens):
            examine(read_presented(data))
        yield from _signatures(read_presented(files[1]), read_presented(tokens[1]))
        yield from _reports(files[2], tokens[2])
        yield from _elsewhere(read_presented(files[0]))


def _signatures(presented: Presented, token: Presented) -> Iterator[Line]:
    """Canonical form, hash and signature, of a document at hand whose structure is known; its key is at hand too."""
    signer = PrivateKey.from_bytes(Algorithm.ED25519, bytes(32))
    signature = signer.sign(bytes(64))

    def raw() -> None:
        signer.public_key.verify(signature, bytes(64))

    for name, document in (("small", _small(presented.document)), ("demo's", presented.document)):
        own, options, statements = _proof_of(document, signer)
        rate, seconds = _in_turns(raw, own)
        label = f"verify a proof of ours: {name}, {statements} statements"
        yield _at_least(label, seconds * 1e6, "µs", "raw rate", rate, LEAST_RATE)
        ours, theirs = cpu_seconds(own, repeat=50), _pyld(document, options)
        yield _at_least("the same", ours * 1e6, "µs", "PyLD's rate", theirs / ours, LEAST_OVER_PYLD)
    jwt, engine = token.jwt, policy()
    if jwt is None:
        return
    key = _key_of(token)

    def alone() -> None:
        verify_jwt(jwt, key)

    def with_terms() -> None:
        verify_jwt(jwt, key)
        engine.canonicaliser(token.document, engine.contexts)

    rate, seconds = _in_turns(alone, with_terms)
    yield Line("verify a JWT of ours and look at its terms", seconds * 1e6, "µs", "ES256 alone", rate)


def _small(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same credential cut to the size that the goal was set with: 98 statements."""
    small: dict[str, Any] = copy.deepcopy(dict(document))
    achievement = small["credentialSubject"]["achievement"]
    achievement["id"] += "-small"
    achievement["alignment"] = achievement["alignment"][:4]
    achievement["resultDescription"] = achievement["resultDescription"][:3]
    small["credentialSubject"]["result"] = small["credentialSubject"]["result"][:3]
    return small


def _proof_of(document: Mapping[str, Any], signer: PrivateKey) -> tuple[Callable[[], None], Mapping[str, Any], int]:
    """Verifying a proof over a document of known structure; the proof's options; the number of its statements."""
    store, known = contexts.store(), KnownForms()
    method = f"{document['issuer']['id']}#issuing-ed25519-1"
    signed = sign_data_integrity(
        document, signer=signer, verification_method=method, created=clock.now(), contexts=store
    )
    presented = read_presented(orjson.dumps(signed))
    known.learn(presented, store)

    def verify() -> None:
        verify_data_integrity(
            presented.document,
            proof=presented.proofs[0],
            public_key=signer.public_key,
            contexts=store,
            canonicaliser=known,
        )

    options = proof_configuration(presented.document, presented.proofs[0])
    return verify, options, canonize(without_proof(presented.document), store).count(b"\n")


def _reports(data: bytes, token: bytes) -> Iterator[Line]:
    """From bytes to the report's JSON, the evidence remembered."""
    presented = read_presented(data)
    yield Line("gather evidence, remembered", cpu_seconds(lambda: gather(presented), repeat=50) * 1e3, "ms")
    for name, handed_in in (("JSON", data), ("JWT", token)):

        def whole(handed_in: bytes = handed_in) -> dict[str, Any]:
            return examine(read_presented(handed_in)).as_dict()

        milliseconds = cpu_seconds(whole, repeat=20) * 1e3
        met = milliseconds < MOST_MILLISECONDS
        yield Line(f"read, verify, report: {name}", milliseconds, "ms", goal=f"< {MOST_MILLISECONDS:g} ms", met=met)
        with statements(db.engine) as sent:
            whole()
        yield Line("statements to the database, repeated", float(len(sent)), "", goal="0", met=not sent)


def _elsewhere(presented: Presented) -> Iterator[Line]:
    """What a stranger's document costs this process, when another one canonicalises it."""
    store = contexts.store()
    processes = Processes(1, seconds=30.0)
    try:
        here = cpu_seconds(lambda: processes(presented.document, store), repeat=5)
        whole = cpu_seconds(lambda: policy().canonicaliser(presented.document, store), repeat=50)
    finally:
        processes.stop()
    yield Line("canonicalise in a process that can be killed", here * 1e3, "ms here", "structure known", here / whole)


def _in_turns(one: Callable[[], object], other: Callable[[], object], *, turns: int = 2_000) -> tuple[float, float]:
    """The median of CPU(one) / CPU(other) over pairs of calls, and the median seconds of the other."""
    firsts, seconds, ratios = [], [], []
    gc.collect()
    for _ in range(turns):
        start = time.process_time_ns()
        one()
        middle = time.process_time_ns()
        other()
        end = time.process_time_ns()
        firsts.append(middle - start)
        seconds.append(end - middle)
    # Quarters of the run, so that one slow spell is one of four values.
    for quarter in range(4):
        part = slice(quarter * turns // 4, (quarter + 1) * turns // 4)
        ratios.append(statistics.median(firsts[part]) / statistics.median(seconds[part]))
    return statistics.median(ratios), statistics.median(seconds) / 1e9


def _at_least(name: str, value: float, unit: str, compared_with: str, ratio: float, goal: float) -> Line:
    return Line(name, value, unit, compared_with, ratio, f"≥ {goal:g} x", ratio >= goal)


def _pyld(document: Mapping[str, Any], proof_options: Mapping[str, Any]) -> float:
    """CPU seconds of PyLD for what a verification canonicalises, without the signature."""
    store = contexts.store()

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": store.load(url),
        }

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    both = (dict(document), dict(proof_options))
    return cpu_seconds(lambda: [jsonld.normalize(one, options) for one in both], repeat=3)


def _key_of(token: Presented) -> PublicKey:
    """The public key that signed it, out of the evidence."""
    kid = token.jwt.header["kid"] if token.jwt else ""
    known = gather(token).key_periods.values()
    keys = {one.id: one.public_key for periods in known if isinstance(periods, Sourced) for one in periods.value}
    return keys[kid]
