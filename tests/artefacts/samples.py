"""Fictitious facts to print."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from registry.artefacts.certificate import CertificateFacts, LevelReached
from registry.artefacts.imprint import Imprint
from registry.artefacts.rosette import rosette_svg, seed_of
from registry.artefacts.typesetting import Attachment
from registry.texts import Text

ISSUED_AT = dt.datetime(2026, 8, 20, 16, 30, tzinfo=dt.UTC)
IMPRINT = Imprint(
    registry=Text("Registro Nacional de Microcredenciales de IA", "National Registry of AI Microcredentials"),
    operator="Secretaría Ficticia de Educación",
    folio_address="registro.example/f",
)
VERIFY_URL = "https://registro.example/s/6fJ2mQkq0aXbYc7dRs1tUvWx"

_COMPETENCIES = (
    ("Comprender qué es la IA y qué no es", "Understand what AI is and what it is not", 1),
    ("Pedir y dirigir el trabajo de una herramienta de IA", "Ask for and direct the work of an AI tool", 1),
    ("Verificar y juzgar lo que entrega la IA", "Verify and judge what AI delivers", 1),
    ("Cuidar datos, derechos y seguridad", "Care for data, rights and safety", 1),
    ("Usar la IA con propósito en la actividad propia", "Use AI with purpose in one's own activity", 2),
)
_LEVELS = (Text("Reconoce", "Recognizes"), Text("Aplica", "Applies"), Text("Orienta", "Guides"))


def rosette(definition: str) -> str:
    """The drawing of some definition."""
    return rosette_svg(seed_of(definition))


def certificate_facts(**changes: object) -> CertificateFacts:
    """An ordinary certificate; any field can be given another value."""
    ordinary: dict[str, object] = {
        "institution": "Universidad Ficticia del Valle",
        "accreditation_number": "ACR-2026-0117",
        "title": Text("Uso responsable de la IA en el aula", "Responsible use of AI in the classroom"),
        "holder": "Ana Sofía Ñúñez Pérez",
        "outcomes": 19,
        "standard_code": "AIL",
        "standard_version": "1.0",
        "standard_title": Text("Alfabetización básica en IA", "Basic AI literacy"),
        "profile": Text("Docentes de secundaria", "Secondary school teachers"),
        "hours": 32,
        "levels": tuple(LevelReached(Text(es, en), _LEVELS[level]) for es, en, level in _COMPETENCIES),
        "average": Decimal("9.4375"),
        "achieved_on": dt.date(2026, 8, 14),
        "issued_at": ISSUED_AT,
        "valid_until": dt.date(2029, 8, 14),
        "folio": "7Q4KM2ZT9XW3HA",
        "imprint": IMPRINT,
    }
    return CertificateFacts(**{**ordinary, **changes})  # type: ignore[arg-type]


def attachments() -> tuple[Attachment, ...]:
    """Both forms of a credential, of an ordinary size."""
    document = '{"@context":["https://www.w3.org/ns/credentials/v2"],"name":"Uso responsable de la IA en el aula"}'
    return (
        Attachment("credential.json", document.encode(), "application/vc", "Credencial firmada, Data Integrity"),
        Attachment("credential.jwt", b"eyJh.eyJi." + b"A" * 86, "application/vc+jwt", "Credencial firmada, JWT"),
    )


def paper_code(characters: int = 470) -> tuple[str, str, str]:
    """Segments like those of `registry.documents.paper.paper_text`; 680 is the longest that it makes."""
    return "HTTPS://REGISTRO.EXAMPLE/Q", "#", ("2KCE3IQBEYCEQA7654" * 40)[:characters]
