"""An institution that may issue, with a published design, for the pages under test; all through services."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.curriculum import queries as curriculum
from registry.definitions import service as definitions
from registry.definitions.design import Design, starting_design
from registry.definitions.models import DefinitionVersion
from registry.people.curp import check_digit
from registry.providers.accrediting import Terms, grant
from registry.providers.commands import Administrator, ProviderDetails, WantedStandard
from registry.providers.models import Provider
from registry.providers.service import register_co_signer
from registry.texts import Text
from tests.support import ministry

SAMPLES = Path(__file__).parents[4] / "../shared/domain/samples"
#: The minimums of the literacy standard's general profile: test 70, task 75, capstone 60.
PASSING = {"AIL-TEST": "90", "AIL-TASK": "81.25", "AIL-CAPSTONE": "75"}
#: Valid by its check digit, and impossible to take for a real one (born abroad, no inner consonants).
CURP = "VAXE850412MNEXXX02"


def institution(slug: str = "universidad-ficticia", **more: str) -> Provider:
    """An accredited institution of a freshly opened ministry, its accreditation granted without the dossier's way."""
    ministry.open_ministry(reviewers=0)
    return accredited(ministry.new_provider(slug, **more))


def accredited(provider: Provider) -> Provider:
    """Give an institution an accreditation for the literacy standard."""
    terms = Terms((WantedStandard(ministry.standard().id),), months=36)
    grant(provider, terms, application=None, actor=SYSTEM)
    return provider


def partner(slug: str = "empresa-socia") -> Provider:
    """A partner that countersigns under an agreement."""
    details = ProviderDetails(
        slug, f"{slug} S. A.", slug.replace("-", " ").title(), "technology_company", "c@socia.example"
    )
    until = clock.now() + dt.timedelta(days=700)
    return register_co_signer(
        details, Administrator("Luz Socia", f"luz@{slug}.example"), agreement_until=until, actor=SYSTEM
    )


def whole_design(profile: str = "general_workforce", **changes: object) -> Design:
    """A design that meets every rule of the standard."""
    standard = curriculum.typed(ministry.standard())
    design = dataclasses.replace(
        starting_design(standard, profile),
        title=Text("Uso responsable de la IA en el trabajo", "Responsible use of AI at work"),
        appeal=Text("Escriba a inconformidades@universidad.example.", "Write to inconformidades@universidad.example."),
        cost=Text("Sin costo.", "Free of charge."),
        modes=("on_site", "online", "blended"),
    )
    return dataclasses.replace(design, **changes)  # type: ignore[arg-type]


def draft(provider: Provider, profile: str = "general_workforce", **changes: object) -> DefinitionVersion:
    """A draft of that institution."""
    return definitions.create_draft(
        provider.id, ministry.standard().id, design=whole_design(profile, **changes), actor=SYSTEM
    )


def published(provider: Provider, profile: str = "general_workforce", **changes: object) -> DefinitionVersion:
    """A design that can be issued."""
    return definitions.publish(draft(provider, profile, **changes).id, actor=SYSTEM)


HEADINGS = ("Nombre(s)", "Apellido paterno", "Apellido materno", "CURP", "Correo", "Fecha de término",
            "Prueba objetiva", "Tarea práctica", "Producto integrador")  # fmt: skip


def person(number: int, **changes: str) -> list[str]:
    """A row that qualifies: ``person(3, Correo="")`` has no e-mail."""
    values = {
        "Nombre(s)": f"Persona {_letters(number)}",
        "Apellido paterno": "Ficticia",
        "Apellido materno": f"Prueba {_letters(number)}",
        "CURP": curp(number),
        "Correo": f"persona{number}@alumnado.example",
        "Fecha de término": "19/06/2026",
        "Prueba objetiva": "90",
        "Tarea práctica": "81.25",
        "Producto integrador": "75",
    }
    values |= {name.replace("_", " "): value for name, value in changes.items()}
    return [values[heading] for heading in HEADINGS]


def curp(number: int) -> str:
    """A code with a right check digit that nobody can have: born abroad, no inner consonants."""
    head = f"FIPX{50 + number // 300:02}{1 + number // 25 % 12:02}{1 + number % 25:02}HNEXXX0"
    return head + check_digit(head + "0")


def _letters(number: int) -> str:
    return chr(ord("A") + number // 26) + chr(ord("a") + number % 26)


def csv_file(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """A file as a school sends it."""
    return "\n".join(";".join(row) for row in [headings, *rows]).encode("utf-8")


def uploaded(data: bytes, name: str = "egresados.csv", **fields: str) -> Mapping[str, object]:
    """The fields of the upload form with a file."""
    return {"file": (io.BytesIO(data), name), **fields}


def scores(**changes: str) -> dict[str, Decimal]:
    """Scores by instrument, as a service takes them."""
    return {name: Decimal(value) for name, value in {**PASSING, **changes}.items()}
