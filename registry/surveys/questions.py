"""What holders are asked, in which wave (pure): few questions, every one of them may be left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from registry.texts import Text

#: The purpose of the consent, as the privacy notice names it.
PURPOSE = "follow_up"
WAVES: Mapping[str, Text] = {
    "entry": Text("Al recibirla", "On receiving it"),
    "six_months": Text("A los seis meses", "After six months"),
    "twelve_months": Text("A los doce meses", "After twelve months"),
}
SME_PROFILE = "sme_owners"
EMPLOYED = frozenset({"employed", "self_employed"})
#: Hours in a week of work, either way.
MOST_HOURS = Decimal(80)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``kind``: choice, yes_no or hours; ``catalog`` names a list for a choice, or it has its own."""

    id: str
    kind: str
    text: Text
    waves: tuple[str, ...]
    catalog: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    profile: str | None = None  # asked of holders of this profile alone


_ALL = tuple(WAVES)
#: Monthly brackets in pesos: from, to (None: open). Ours; the median of a group is interpolated inside its bracket.
INCOME_BRACKETS: Mapping[str, tuple[int, int | None]] = {
    "income-0-5": (0, 5_000),
    "income-5-10": (5_000, 10_000),
    "income-10-15": (10_000, 15_000),
    "income-15-20": (15_000, 20_000),
    "income-20-30": (20_000, 30_000),
    "income-30-50": (30_000, 50_000),
    "income-50-up": (50_000, None),
}


def _bracket(low: int, high: int | None) -> Text:
    if high is None:
        return Text("{low} pesos o más", "{low} pesos or more").format(low=low)
    return Text("De {low} a menos de {high} pesos", "From {low} to under {high} pesos").format(low=low, high=high)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "situation", "choice", Text("¿Cuál es su situación hoy?", "What is your situation today?"), _ALL,
        catalog="employment_status",
    ),
    Question(
        "weekly_use", "yes_no",
        Text("En su tarea principal, ¿usa IA al menos una vez por semana?",
             "In your main task, do you use AI at least once a week?"),
        ("six_months",),
    ),
    Question(
        "hours_saved", "hours",
        Text("¿Cuántas horas por semana le ahorra? Si le quita tiempo, escriba un número negativo.",
             "How many hours a week does it save you? If it costs you time, write a negative number."),
        ("six_months",),
    ),
    Question(
        "time_used_for", "choice", Text("¿A qué dedica ese tiempo?", "What do you use that time for?"), ("six_months",),
        choices=(
            ("more_work", Text("A hacer más del mismo trabajo", "To do more of the same work")),
            ("better_work", Text("A hacerlo mejor", "To do it better")),
            ("learning", Text("A aprender", "To learn")),
            ("rest", Text("A descansar o a mi familia", "To rest, or to my family")),
            ("nothing_freed", Text("No me libera tiempo", "It frees no time")),
        ),
    ),
    Question(
        "running_case", "yes_no",
        Text("En su negocio, ¿hay algo que hoy funcione con IA?", "Does anything in your business run on AI today?"),
        ("six_months",), profile=SME_PROFILE,
    ),
    Question(
        "changed_duties", "yes_no",
        Text("Desde que la recibió, ¿cambió de funciones en su trabajo?",
             "Since you received it, have your duties at work changed?"),
        ("twelve_months",),
    ),
    Question(
        "occupation", "choice", Text("¿En qué trabaja hoy?", "What do you work as today?"), ("entry", "twelve_months"),
        catalog="occupations",
    ),
    Question(
        "uses_learned", "yes_no",
        Text("¿Usa en su trabajo lo que aprendió?", "Do you use at work what you learned?"), ("twelve_months",),
    ),
    Question(
        "income", "choice", Text("Ingreso mensual por su trabajo", "Monthly income from your work"),
        ("entry", "twelve_months"),
        choices=tuple((name, _bracket(*ends)) for name, ends in INCOME_BRACKETS.items()),
    ),
)  # fmt: skip


def questions_of(wave: str, profile: str | None) -> tuple[Question, ...]:
    """What somebody of a profile is asked in a wave."""
    return tuple(one for one in QUESTIONS if wave in one.waves and one.profile in (None, profile))


def read_hours(written: str) -> Decimal | None:
    """Hours as people write them: 3, 2.5, 2,5, -1. None for what is no number of hours in a week."""
    try:
        value = Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) <= MOST_HOURS else None
