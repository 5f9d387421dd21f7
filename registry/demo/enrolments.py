"""Who began, in the story: two courses of the consortium, one over and one under way, and a list that waits.

The people of the first are those to whom a later chapter issues, and some who did not finish.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from registry import clock
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.cast import SyntheticPerson
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.enrolments import planning, queries, service
from registry.indicators import periods

#: Who finishes the first course is issued to when `story.literacy` comes to it: so many.
FINISHING, LEAVING, BEGINNING = 120, 48, 90
HEADINGS = "CURP,Inicio,Término previsto,Ocupación,Sector,Entidad,Modalidad,Género"
_OCCUPATIONS, _SECTORS, _MODES = (
    ("3", "4", "8", "5", "7"),
    ("31-33", "23"),
    ("presencial", "en línea"),
)
#: Every so manieth of those under way has left.
LEFT = 9


def first_course(stage: Stage, told: Told) -> None:
    """A list handed in when the course has begun, in the quarter of which completion is published now."""
    stage.at(265)
    quarter = periods.last_over(stage.today, "quarterly").previous.previous
    told.finishing = list(stage.crowd.people(FINISHING // 10 if stage.small else FINISHING))
    leaving = list(stage.crowd.people(LEAVING // 10 if stage.small else LEAVING))
    start = min(quarter.ends, clock.today() - dt.timedelta(days=1))
    _hand_in(stage, told.definitions["general_workforce"], [*told.finishing, *leaving], start, "inscritos-invierno.csv")


def second_course(stage: Stage, told: Told) -> None:
    """Another that is under way: most are there still, some have left."""
    stage.at(89)
    quarter = periods.last_over(stage.today, "quarterly")
    start = min(quarter.ends, clock.today() - dt.timedelta(days=1))
    crowd = list(stage.crowd.people(BEGINNING // 10 if stage.small else BEGINNING))
    version = told.definitions["sme_owners"]
    _hand_in(stage, version, crowd, start, "inscritos-verano.csv")


def looked_at_again(stage: Stage, told: Told) -> None:
    """Some are marked as having left; a list with faults waits to be corrected; the learner begins something new."""
    stage.at(17)
    issuer, center = stage.actor(cast.issuer(cast.CONSORTIUM)), stage.actor(cast.issuer(cast.CENTER))
    shown = queries.of_provider(told.consortium.id, page=1, size=BEGINNING)
    under_way = [
        one.enrolment for one in shown if one.enrolment.definition_version_id == told.definitions["sme_owners"].id
    ]
    for place, one in enumerate(under_way[::LEFT]):
        reason = ("left", "transferred", "failed")[place % 3]
        service.end(one, clock.today() - dt.timedelta(days=3), reason, actor=issuer)
    first, second, third = stage.crowd.people(3)
    day = clock.today() - dt.timedelta(days=2)
    faulty = "\n".join((
        HEADINGS,
        _line(first, 0, day),
        _line(second, 1, day + dt.timedelta(days=90)),
        _line(third, 2, day).replace(third.curp, third.curp[:-1]),
    ))  # fmt: skip
    service.upload(
        told.consortium.id, told.definitions["civil_servants"].id, faulty.encode(),
        file_name="inscritos-por-corregir.csv", actor=issuer,
    )  # fmt: skip
    service.enrol(
        told.center.id, told.definitions["AIE-B"].id,
        {"email": cast.LEARNER_EMAIL, "started_on": day.isoformat(), "mode": "online",
         "planned_end": (day + dt.timedelta(days=120)).isoformat()},
        consent=False, actor=center,
    )  # fmt: skip
    stage.commit()


def _hand_in(
    stage: Stage, version: DefinitionVersion, crowd: Sequence[SyntheticPerson], start: dt.date, name: str
) -> None:
    body = "\n".join((HEADINGS, *(_line(one, place, start) for place, one in enumerate(crowd))))
    actor = stage.actor(cast.issuer(cast.CONSORTIUM))
    row = service.upload(version.definition.provider_id, version.id, body.encode(), file_name=name, actor=actor)
    service.hand_in(row, expected=planning.plan_of(row).digest, consent=True, actor=actor)
    stage.commit()


def _line(one: SyntheticPerson, place: int, start: dt.date) -> str:
    """Everything declared but the gender of some; nobody's name."""
    spelled = {"woman": "Mujer", "man": "Hombre"}.get(one.gender or "", "")
    ends = start + dt.timedelta(days=100)
    return ",".join((
        one.curp, f"{start:%d/%m/%Y}", f"{ends:%d/%m/%Y}", _OCCUPATIONS[place % 5], _SECTORS[place // 5 % 2], one.state,
        _MODES[place // 2 % 2], spelled,
    ))  # fmt: skip
