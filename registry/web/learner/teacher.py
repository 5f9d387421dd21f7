"""For a teacher: what the microcredential may be used for, where her school stands, and the priority that it gives."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from registry import addresses, clock
from registry.artefacts.qr import qr_svg
from registry.awards import queries as awards
from registry.awards.models import Award
from registry.definitions import queries as definitions
from registry.documents.spelling import plain_number
from registry.floor import queries
from registry.floor.models import School
from registry.floor.rules import Priority
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.security import actor, needs


@dataclass(frozen=True, slots=True)
class Statement:
    """What the page states, each part from the records of this moment."""

    priority: Priority
    award: Award
    hours: str
    school: School | None
    recognised: bool
    address: str
    qr: Markup


@blueprint.get("/mis-microcredenciales/docente")
@needs("record:read")
def teacher() -> str:
    """A page to read and to print; whoever gets it verifies the folio, not the paper."""
    now = clock.now()
    person_id = actor().person_id
    priority = queries.priority_of(person_id, now) if person_id else None
    return render_template(
        "learner/teacher.html",
        statement=_statement(priority) if priority else None,
        hours_text=queries.incentive("prg-literacy-floor-hours").text,
        priority_text=queries.incentive("prg-literacy-floor-priority").text,
        school_text=queries.incentive("prg-literacy-floor-school").text,
        threshold=queries.incentive("prg-literacy-floor-school").threshold_percent,
        at=now,
    )


def _statement(priority: Priority) -> Statement | None:
    award = awards.by_folio(priority.folio)
    if award is None:
        return None
    school = queries.school(priority.cct) if priority.cct else None
    today = clock.today()
    address = addresses.path(f"f/{priority.folio}")
    return Statement(
        priority=priority,
        award=award,
        hours=plain_number(definitions.requirements_of(award.definition_version).hours.total),
        school=school,
        recognised=bool(school and school.since and school.ends_on and school.ends_on >= today),
        address=address,
        qr=Markup(qr_svg(address, title=t("Código QR para verificar", "QR code to verify"))),  # noqa: S704  drawn here
    )
