"""Two sampling audits of the story: one that gives a right to the mark, and one in which evidence was lacking."""

from __future__ import annotations

import datetime as dt

from registry import clock
from registry.demo import cast
from registry.demo.outcome import Told
from registry.demo.stage import Stage, blank_paper
from registry.providers.dossier import Upload
from registry.quality import queries
from registry.quality import service as quality

#: The last so many records of the sample for SME owners get no evidence.
UNANSWERED = 4
REASONS = "La evidencia ficticia muestra lo que el estándar pide en cada instrumento."


def audits(stage: Stage, told: Told) -> None:
    """Both are announced, drawn, answered and decided; the second one only in part."""
    stage.at(54)
    head = stage.actor(cast.HEAD)
    numbers = [
        quality.announce(told.definitions[profile].definition_id, clock.today(), actor=head).number
        for profile in ("general_workforce", "sme_owners")
    ]
    stage.commit()
    stage.hand.set(stage.hand.at + dt.timedelta(days=2))
    for number in numbers:
        quality.draw(number, actor=head)
    stage.commit()
    whole, part = numbers
    _answer(stage, whole, leaving=0)
    _answer(stage, part, leaving=UNANSWERED)
    stage.at(24)
    quality.due()  # the time for evidence is over
    _decide(stage, whole)
    _decide(stage, part)
    stage.commit()


def _answer(stage: Stage, number: str, *, leaving: int) -> None:
    actor = stage.actor(cast.issuer(cast.CONSORTIUM))
    asked = [one.code for one in queries.audit(number, whole=True).records if one.state == "asked"]
    for code in asked[: len(asked) - leaving]:
        paper = Upload("evaluacion-ficticia.pdf", blank_paper())
        quality.answer(number, code, "Examen, tarea y rúbrica ficticios.", [paper], actor=actor)
    stage.commit()


def _decide(stage: Stage, number: str) -> None:
    actor = stage.actor(cast.REVIEWER_2)
    for one in queries.audit(number, whole=True).records:
        if one.state == "answered":
            quality.decide(number, one.code, "competent", REASONS, actor=actor)
