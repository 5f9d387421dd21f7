"""Keys, contexts and documents for the tests of the cryptographic floor."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from registry import contexts
from registry.signing import CREDENTIALS_V2, OPEN_BADGES_V3, Algorithm, ContextStore, PrivateKey, sign_data_integrity

SHARED = Path(__file__).parents[2] / "../shared"
STANDARDS = SHARED / "standards"

ED25519 = PrivateKey.from_bytes(Algorithm.ED25519, bytes(range(32)))
P256 = PrivateKey.from_bytes(Algorithm.P256, bytes(range(1, 33)))
ISSUER = "did:web:registro.example"
METHOD = f"{ISSUER}#issuing-ed25519"
KID = f"{ISSUER}#issuing-p256"
CREATED = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)

_BADGE: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
    "id": "urn:uuid:5b1f6f0e-6d0f-4c52-8f0c-6a5d6f3b7a11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Instituto Tecnológico de Querétaro"},
    "validFrom": "2026-11-20T16:00:00Z",
    "validUntil": "2029-11-20T16:00:00Z",
    "name": "Fundamentos de IA",
    "credentialSubject": {
        "id": "urn:uuid:0c7d8f9e-3a2b-4c1d-9e8f-7a6b5c4d3e2f",
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": "María Ñáñez", "identityType": "name"}
        ],
        "result": [{"type": ["Result"], "resultDescription": "urn:uuid:d1", "value": "9.4"}],
        "achievement": {
            "id": "urn:uuid:a1",
            "type": ["Achievement"],
            "achievementType": "MicroCredential",
            "name": "Fundamentos de IA",
            "description": "Qué puede y qué no puede la inteligencia artificial.",
            "criteria": {"narrative": "Aprobó las evaluaciones."},
            "resultDescription": [
                {
                    "id": "urn:uuid:d1",
                    "type": ["ResultDescription"],
                    "name": "Promedio",
                    "resultType": "GradePointAverage",
                }
            ],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Explica qué es un modelo",
                    "targetUrl": "https://registro.example/ims/case/v1p1/CFItems/1",
                    "targetType": "CFItem",
                }
            ],
        },
    },
    "credentialStatus": {
        "id": "https://registro.example/status/1#42",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "42",
        "statusListCredential": "https://registro.example/status/1",
    },
}


def badge() -> dict[str, Any]:
    """A fresh unsigned badge of the registry's shape."""
    return copy.deepcopy(_BADGE)


def shelf() -> ContextStore:
    """The contexts that the registry has without an operator's directory."""
    return contexts.store()


def signed() -> dict[str, Any]:
    """The badge with its proof."""
    return sign_data_integrity(badge(), signer=ED25519, verification_method=METHOD, created=CREATED, contexts=shelf())


def full_shelf() -> ContextStore:
    """Also the contexts of older credentials, which only the reading material beside the project has."""
    directory = STANDARDS / "contexts"
    if not directory.is_dir():
        pytest.skip("the standards' files (../shared/standards) are not beside the project")
    return contexts.with_directory(directory)


def published(path: str) -> Any:
    """A published JSON file of the reading material, or a skip."""
    return json.loads(published_text(path))


def published_text(path: str) -> str:
    """A published file of the reading material, or a skip."""
    file = STANDARDS / path
    if not file.exists():
        pytest.skip("the standards' files (../shared/standards) are not beside the project")
    return file.read_text(encoding="utf-8")
