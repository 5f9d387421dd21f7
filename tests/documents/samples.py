"""Claims of one fictitious award, and what surrounds it."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry import contexts
from registry.documents import (
    AccreditationClaims,
    AchievementClaims,
    AssessmentType,
    Competency,
    Condition,
    CredentialClaims,
    Grant,
    Issuer,
    Level,
    LevelBasis,
    LevelReached,
    StandardVersion,
    StatusPlace,
    Target,
    build_achievement,
)
from registry.signing import ContextStore
from registry.texts import Text

SHARED = Path(__file__).parents[2] / "../shared"
BASE = "https://registro.example"
AUTHORITY = Issuer("did:web:registro.example", "Autoridad Ficticia de Educación", f"{BASE}/")
PROVIDER = Issuer(
    "did:web:registro.example:providers:valle", "Universidad Ficticia del Valle", f"{BASE}/providers/valle"
)
STANDARD = StandardVersion("AIL", "1.0", f"{BASE}/ims/case/v1p1/CFDocuments/6a1c", "Alfabetización básica en IA")
FOLIO = "K7M2ZT9XW3HAQC"
ISSUED = dt.datetime(2026, 8, 14, 23, 20, 11, tzinfo=dt.UTC)
LIST = f"{BASE}/status/valle-1"
DEFINITION = f"{BASE}/definitions/0198a5c0-0000-7000-8000-000000000001"


def folio() -> str:
    """A folio with a right check character."""
    from registry.ids import CROCKFORD, read_folio

    body = FOLIO[:13]
    return next(body + last for last in CROCKFORD if read_folio(body + last))


def outcome(code: str) -> Target:
    """An outcome of the standard, by its CASE item."""
    return Target(
        "CFItem", f"{BASE}/ims/case/v1p1/CFItems/{code}", f"Resultado {code}", code, "Alfabetización básica en IA"
    )


def achievement_claims(**changes: Any) -> AchievementClaims:
    """A definition for teachers, with two competencies."""
    values: dict[str, Any] = {
        "id": DEFINITION,
        "name": "Uso responsable de la IA en el aula",
        "description": "Docentes que planean, dirigen y revisan el uso de IA con sus grupos.",
        "criteria": "Prueba objetiva de 25 reactivos y tarea práctica con rúbrica.",
        "creator": PROVIDER,
        "standard": STANDARD,
        "outcomes": (outcome("AIL-C1.1"), outcome("AIL-C1.2"), outcome("AIL-C2.1")),
        "competencies": (
            Competency("AIL-C1", "Comprender qué es la IA y qué no es", "AIL-L2"),
            Competency("AIL-C2", "Pedir y dirigir el trabajo de una herramienta de IA", "AIL-L2"),
        ),
        "levels": (
            Level("AIL-L1", "Reconoce", 1),
            Level("AIL-L2", "Aplica", 2),
            Level("AIL-L3", "Orienta", 3),
        ),
        "hours": Decimal(32),
        "modes": (("on_site", "Presencial"), ("online", "En línea"), ("assessment_only", "Solo evaluación, sin curso")),
        "assessments": (
            AssessmentType("AIL-TEST", "Prueba objetiva", "Peso 30, mínimo 70"),
            AssessmentType("AIL-TASK", "Tarea práctica con datos ficticios", "Peso 40, mínimo 75"),
        ),
        "assurance": Target(
            "ext:QualityAssurance", f"{BASE}/accreditations/7", "Acreditación ACR-2026-0117", "ACR-2026-0117"
        ),
        "profile": ("secondary_teachers", "Docentes de secundaria"),
        "others": (Target("ext:CONOCER", "https://conocer.example/EC1705", "EC1705, nivel Tres", "EC1705"),),
        "tags": ("inteligencia artificial", "docencia"),
        "image_url": f"{DEFINITION}/badge.png",
    }
    return AchievementClaims(**(values | changes))


def credential_claims(**changes: Any) -> CredentialClaims:
    """One award of that definition."""
    values: dict[str, Any] = {
        "id": uuid.UUID(int=7).urn,
        "name": "Uso responsable de la IA en el aula",
        "issuer": PROVIDER,
        "valid_from": ISSUED,
        "valid_until": ISSUED.replace(year=2029),
        "awarded_on": dt.date(2026, 8, 14),
        "subject_id": uuid.UUID(int=8).urn,
        "holder_name": "Ana Sofía Ñúñez Pérez",
        "folio": folio(),
        "hours": Decimal(32),
        "average": Decimal("8.75"),
        "mode": "online",
        "levels": (
            LevelReached("AIL-C1", "AIL-L2", LevelBasis.SCORED),
            LevelReached("AIL-C2", "AIL-L3", LevelBasis.SCORED),
        ),
        "status": StatusPlace(LIST, 48_113),
    }
    if "achievement" not in changes:
        changes = {**changes, "achievement": build_achievement(achievement_claims())}
    return CredentialClaims(**(values | changes))


def accreditation_claims(**changes: Any) -> AccreditationClaims:
    """The accreditation of the provider for the standard's teacher profile."""
    values: dict[str, Any] = {
        "id": f"{BASE}/accreditations/7",
        "scope_url": f"{BASE}/accreditations/7/scope.json",
        "number": "ACR-2026-0117",
        "authority": AUTHORITY,
        "provider_did": PROVIDER.did,
        "provider_name": PROVIDER.name,
        "legal_name": "Universidad Ficticia del Valle, A.C.",
        "valid_from": dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC),
        "valid_until": dt.datetime(2029, 3, 1, 6, tzinfo=dt.UTC),
        "grants": (Grant(STANDARD, "literacy", ("secondary_teachers",)),),
        "jurisdiction": "MX",
        "status": StatusPlace(f"{BASE}/status/authority-1", 9),
        "conditions": (Condition("ACC-B4", Text("Revisar contenidos.", "Review contents.")),),
    }
    return AccreditationClaims(**(values | changes))


@functools.cache
def store() -> ContextStore:
    """The contexts at hand."""
    return contexts.store()
