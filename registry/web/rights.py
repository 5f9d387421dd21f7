"""Requests about one's own data: the forms and contexts that several doors show, each to its own people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from registry import clock
from registry.awards import naming
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.ids import spell_folio
from registry.rights import correcting, rules
from registry.rights.models import CorrectionPart, RightsRequest
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip


class AnswerForm(Form):
    """Why, for the person to read."""

    note = TextAreaField(
        Text("Por qué", "Why"),
        description=Text("La persona lo leerá.", "The person will read it."),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )


class GrantForm(Form):
    """A message that goes with the good news."""

    note = TextAreaField(
        Text("Mensaje (opcional)", "Message (optional)"),
        description=Text("La persona lo leerá.", "The person will read it."),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )


class PaperForm(Form):
    """Somebody who came or wrote without an account."""

    kind = RadioField(
        Text("¿Qué pide?", "What do they ask for?"),
        choices=options(*rules.KINDS.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
    )
    folio = StringField(
        Text("Folio de una microcredencial de la persona", "Folio of a microcredential of the person"),
        filters=[strip],
        validators=[required(Text("Escriba el folio.", "Write the folio.")), at_most(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )
    evidence = RadioField(
        Text("¿Cómo comprobó quién es?", "How did you establish who they are?"),
        choices=options(*rules.EVIDENCE.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
    )
    note = TextAreaField(
        Text("Qué vio, cuándo y dónde", "What you saw, when and where"),
        description=Text(
            "Lo lee quien aprueba. No copie números de identificaciones.",
            "Whoever approves reads it. Do not copy numbers of IDs.",
        ),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )
    words = TextAreaField(
        Text("Lo que pide, en sus palabras", "What they ask, in their words"),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )


def card(request: RightsRequest) -> dict[str, Any]:
    """One request as lists and pages show it: its words, and the period that runs."""
    end = rules.clock_of(request.state, request.answer_due_at, request.carry_due_at)
    left = None
    if end is not None:
        left = rules.days_left(end, at=clock.now(), calendar=curriculum.business_calendar())
    kept = correcting.in_custody([part for part in request.parts if part.state == "open"])
    return {
        "asked": request,
        "number": rules.spell(request.number),
        "kind": rules.KINDS[request.kind],
        "state": rules.STATES[request.state],
        "due": end,
        "left": left,
        "parts": [(part, rules.PART_STATES[part.state], part in kept) for part in request.parts],
    }


def part_card(part: CorrectionPart) -> dict[str, Any]:
    """What an institution, or the authority for it, reads of a correction."""
    found = correcting.awards_of(part)
    wanted: Mapping[str, str] = part.request.wanted
    return {
        **card(part.request),
        "part": part,
        "part_state": rules.PART_STATES[part.state],
        "wanted": wanted.get("full_name"),
        "reason": rules.REASONS.get(wanted.get("reason", "")),
        "awards": [award_line(one) for one in found],
        "stays": [spell_folio(one.folio) for one in found if one.state != "good"],
    }


def award_line(award: Award) -> dict[str, Any]:
    """An award in a list: title, folio, and the name on its document."""
    return {
        "id": award.id,
        "title": award.definition_version.design["title"],
        "folio": spell_folio(award.folio),
        "provider": award.definition_version.definition.provider.name,
        "name": naming.name_on(award),
        "state": award.state,
    }


def keys(texts: list[str]) -> list[uuid.UUID]:
    """The keys among what a form sent."""
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
