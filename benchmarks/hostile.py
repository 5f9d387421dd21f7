"""Hostile documents: each must be answered within two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from benchmarks.measure import Line, wall_seconds
from benchmarks.stage import accredited
from registry.documents import terms
from registry.documents.errors import Unreadable
from registry.documents.read import read_presented
from registry.trust.service import examine

LIMIT_SECONDS = 2.0


def lines() -> Iterator[Line]:
    """The wall time of the answer to each kind of poison."""
    with accredited():
        for name, make in _POISONS.items():
            data = make()
            seconds = wall_seconds(lambda data=data: _answer(data))  # type: ignore[misc]
            yield Line(
                f"answer: {name}", seconds * 1e3, "ms", goal=f"≤ {LIMIT_SECONDS:g} s", met=seconds <= LIMIT_SECONDS
            )


def _answer(data: bytes) -> None:
    try:
        examine(read_presented(data))
    except Unreadable:
        return


def _badge(**members: object) -> dict[str, object]:
    return {
        "@context": list(terms.CONTEXTS),
        "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        "issuer": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
            "achievement": {
                "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
                "type": ["Achievement"],
                "name": "x",
                "description": "x",
                "criteria": {"narrative": "x"},
            },
        },
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-01-01T00:00:00Z",
            "verificationMethod": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
            "#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "proofPurpose": "assertionMethod",
            "proofValue": "z" + "2" * 86,
        },
        **members,
    }


def _clique(size: int) -> bytes:
    """Blank nodes that all point to each other, the dearest thing to label (RDFC-1.0, 7.1)."""
    nodes = [
        {"id": f"_:n{one}", "type": ["Evidence"], "relatedResource": [f"_:n{other}" for other in range(size)]}
        for one in range(size)
    ]
    return orjson.dumps(_badge(evidence=nodes))


def _deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


_POISONS: dict[str, Callable[[], bytes]] = {
    "eight interlinked blank nodes": lambda: _clique(8),
    "forty interlinked blank nodes": lambda: _clique(40),
    "1,000 levels of nesting": lambda: _deep(1_000),
    "10 MB of JSON": lambda: orjson.dumps({"x": "y" * 10_000_000}),
    "10,000 evidence nodes": lambda: orjson.dumps(
        _badge(evidence=[{"type": ["Evidence"], "name": str(n)} for n in range(10_000)])
    ),
    "not UTF-8": lambda: b"\xff\xfe" + bytes(range(256)) * 40,
}
