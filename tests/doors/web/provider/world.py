"""An institution that may issue, with a published design, for the pages under test. Everything goes through services."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from registry.accounts.actor import SYSTEM
from registry.curriculum import queries as curriculum
from registry.definitions import service as definitions
from registry.definitions.design import Design, starting_design
from registry.definitions.models import DefinitionVersion
from registry.providers.models import Provider
from registry.texts import Text
from tests.support import ministry

SAMPLES = Path(__file__).parents[4] / "../shared/domain/samples"
#: The minimums of the literacy standard's general profile: test 70, task 75, capstone 60.
PASSING = {"AIL-TEST": "90", "AIL-TASK": "81.25", "AIL-CAPSTONE": "75"}
#: Valid by its check digit, and impossible to take for a real one (born abroad, no inner consonants).
CURP = "VAXE850412MNEXXX02"


def institution(slug: str = "universidad-ficticia", **more: str) -> Provider:
    """An accredited institution of a freshly opened ministry."""
    provider = ministry.new_provider(slug, **more)
    ministry.accredited(ministry.open_ministry(), provider)
    return provider


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
        "CURP": "",
        "Correo": f"persona{number}@alumnado.example",
        "Fecha de término": "19/06/2026",
        "Prueba objetiva": "90",
        "Tarea práctica": "81.25",
        "Producto integrador": "75",
    }
    values |= {name.replace("_", " "): value for name, value in changes.items()}
    return [values[heading] for heading in HEADINGS]


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
