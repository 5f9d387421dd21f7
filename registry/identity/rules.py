"""The words and bounds of cases. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from registry.texts import Text

#: States in which somebody still has to do something, in their order.
OPEN = ("asked", "proposed", "waiting")
#: A case that nobody takes up, or that nobody approves, ends by itself.
LAPSES_AFTER = dt.timedelta(days=60)
#: An institution with one person in charge has no second: after this the registry sees the case too.
ALONE_AFTER = dt.timedelta(days=2)
#: What was never confirmed from the new address is deleted.
UNCONFIRMED_KEPT = dt.timedelta(days=1)
#: Requests for one address in a day.
MOST_A_DAY = 3
LONGEST_WORDS, SHORTEST_NOTE, LONGEST_NOTE = 500, 20, 1_000

STATES: Mapping[str, tuple[str, Text]] = {
    "unconfirmed": ("not_checked", Text("Sin confirmar", "Not confirmed")),
    "asked": ("warning", Text("Por atender", "To be dealt with")),
    "proposed": ("warning", Text("Falta una segunda persona", "A second person is needed")),
    "waiting": ("info", Text("Aprobada, en espera", "Approved, waiting")),
    "done": ("valid", Text("Hecha", "Done")),
    "refused": ("not_current", Text("No procedió", "Refused")),
    "objected": ("invalid", Text("Alguien se opuso", "Somebody objected")),
    "withdrawn": ("not_checked", Text("Retirada", "Withdrawn")),
    "lapsed": ("not_checked", Text("Terminó sin respuesta", "Ended without an answer")),
}
#: By what staff know that the person is who she or he says.
EVIDENCE: Mapping[str, Text] = {
    "seen_id": Text("Vi en persona su identificación oficial", "I saw their official ID in person"),
    "known": Text(
        "La conozco: es o fue estudiante o docente de aquí", "I know them: they study, studied or taught here"
    ),
    "video": Text("La vi por videollamada con su identificación", "I saw them with their ID on a video call"),
    "records": Text("Respondió preguntas de su expediente", "They answered questions from their file"),
}
KINDS: Mapping[str, Text] = {
    "recovery": Text("Recuperar el acceso", "Recovery of access"),
    "merge": Text("Unir dos registros", "Uniting two records"),
}


def spell(number: str) -> str:
    """A case's number for reading aloud: ``7K3M-9QXT``."""
    return f"{number[:4]}-{number[4:]}"
