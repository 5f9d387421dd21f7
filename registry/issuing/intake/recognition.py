"""Which field a heading names, and how sure that is: by its words, then by what stands under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from registry.issuing.intake.cells import Cell, CellKind
from registry.issuing.intake.fields import DELIVERED, FIELDS, SCORE
from registry.issuing.intake.places import read_state
from registry.issuing.intake.requirements import InstrumentRequirement, Requirements
from registry.issuing.intake.wording import key, words
from registry.people.curp import LENGTH

EXACT = 1.0
LIKELY = 0.8
GUESS = 0.6
#: A heading counts for finding the heading row from this confidence on.
STRONG = 0.8
_GENERIC = frozenset(
    {"nombre", "name", "fecha", "date", "estado", "state", "grupo", "group", "grade", "mode", "modo", "sex"}
)
# «Nombre de la escuela», «Fecha de nacimiento», «Correo del tutor» are about something or somebody else.
_ABOUT_OTHERS = words(
    "escuela plantel tutor tutora curso padre madre jefe jefa institucion programa empresa director "
    "supervisor nacimiento"
    " inicio inscripcion civil emergencia carrera evaluador evaluadora instructor instructora birth "
    "school course company"
    " start enrollment parent guardian usuario user materia registro alta origen"
)
_MEASURES = {"entregado", "entregados", "entrega", "delivered", "entregadas"}


def recognise(heading: str, requirements: Requirements, *, misspelt: bool = True) -> list[tuple[str, float]]:
    """Fields that the heading could name, surest first; empty when nothing comes close.

    ``misspelt=False`` leaves out resemblances, which cost more than all the rest together.
    """
    wanted = key(heading)
    if not wanted or len(wanted) > 80:
        return []
    found: dict[str, float] = {}
    for instrument in requirements.instruments:
        confidence = _instrument_likeness(wanted, instrument, misspelt)
        if confidence:
            delivered = instrument.min_delivered_percent is not None and _MEASURES & set(wanted.split())
            found[(DELIVERED if delivered else SCORE) + instrument.id] = confidence
    for field_id, confidence in _field_likeness(wanted, misspelt):
        found[field_id] = max(confidence, found.get(field_id, 0))
    return sorted(found.items(), key=lambda item: -item[1])


@lru_cache(maxsize=2048)
def _field_likeness(wanted: str, misspelt: bool) -> tuple[tuple[str, float], ...]:
    parts = set(wanted.split())
    about_others = bool(parts & _ABOUT_OTHERS)
    found: list[tuple[str, float]] = []
    for field in FIELDS:
        if wanted in field.headings:
            found.append((field.id, EXACT))
        elif not about_others:
            confidence = max((_likeness(wanted, parts, each, misspelt) for each in field.headings), default=0.0)
            if confidence:
                found.append((field.id, confidence))
    return tuple(found)


def _likeness(wanted: str, parts: set[str], heading: str, misspelt: bool) -> float:
    named = set(heading.split())
    if heading not in _GENERIC and named <= parts and len(parts) <= len(named) + 3:
        return LIKELY if len(named) > 1 or len(parts) <= 3 else GUESS
    if misspelt and len(wanted) > 5 and abs(len(wanted) - len(heading)) <= 2 and _ratio(wanted, heading) >= 0.9:
        return GUESS
    return 0.0


def _instrument_likeness(wanted: str, instrument: InstrumentRequirement, misspelt: bool) -> float:
    exact = {key(instrument.id), *(key(each) for each in instrument.headings)}
    titles = [key(instrument.title.es), key(instrument.title.en)]
    parts = set(wanted.split())
    if wanted in exact or wanted in titles:
        return EXACT
    best = 0.0
    for title in titles:
        title_words = title.split()
        if len(parts) > 1 and title.startswith(wanted + " "):
            best = max(best, 0.95)
        elif title.startswith(wanted + " ") or set(title_words[:2]) <= parts:
            best = max(best, LIKELY)
        elif misspelt and _resembles(wanted, title_words):
            best = max(best, GUESS)
    generic = {"test": {"examen", "exam", "prueba", "test"}, "labs": {"laboratorios", "labs", "practicas"}}
    if not best and wanted in generic.get(instrument.kind, set()):
        best = GUESS
    return best


def _resembles(wanted: str, title_words: list[str]) -> bool:
    """A misspelt beginning of the title, or its initials («PO»)."""
    if 2 <= len(wanted) <= 4 and "".join(word[0] for word in title_words).startswith(wanted):
        return True
    beginning = " ".join(title_words[: len(wanted.split())])
    return len(wanted) > 6 and _ratio(wanted, beginning) >= 0.88


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() >= 0.85 else 0.0


def evidence(cells: Sequence[Cell]) -> Iterator[tuple[str, float]]:
    """Fields that the values of a column speak for, with the share of its filled cells that do."""
    texts = [cell.text.strip() for cell in cells if cell.text.strip()]
    if not texts:
        return
    kinds = [cell.kind for cell in cells if cell.text.strip()]
    share = 1 / len(texts)
    yield "curp", share * sum(len(text) == LENGTH and text.isalnum() and not text.isdigit() for text in texts)
    yield "email", share * sum("@" in text and "." in text for text in texts)
    yield "state", share * sum(read_state(text) is not None for text in texts)
    yield "cct", share * sum(len(text) == 10 and text[:2].isdigit() and text[2:5].isalpha() for text in texts)
    yield "achieved_on", share * sum(kind is CellKind.DATE for kind in kinds)
