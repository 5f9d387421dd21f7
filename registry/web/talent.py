"""What several doors share of the talent room: needs and employers as they are shown, and how refusals reach fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from flask import current_app, flash

from registry import content
from registry.db import db
from registry.errors import NotAllowed, RegistryError
from registry.jobs import wake
from registry.talent import queries, skills
from registry.talent.messages import EDITED, EMPLOYER_STATES, ENGLISH, NEED_STATES
from registry.talent.models import Employer, Need
from registry.talent.rules import NeedState, Standing
from registry.texts import Text, same
from registry.web import language
from registry.web.forms import Form

Made = TypeVar("Made")
Page = Any
UNPROCESSABLE = 422
#: The kind of the mark beside an employer's and a need's state.
EMPLOYER_KINDS = {
    Standing.ASKED: "not_checked",
    Standing.CONFIRMED: "info",
    Standing.VERIFIED: "valid",
    Standing.REFUSED: "invalid",
    Standing.SUSPENDED: "not_current",
    Standing.WITHDRAWN: "invalid",
    Standing.LAPSED: "not_current",
}
NEED_KINDS = {
    NeedState.COMING: "info",
    NeedState.OPEN: "valid",
    NeedState.EXPIRED: "not_current",
    NeedState.CLOSED: "not_checked",
    NeedState.REMOVED: "invalid",
    NeedState.OFF: "not_current",
}


def carried_out(
    form: Form, action: Callable[[], Made], *, at: dict[type[RegistryError], str] | None = None
) -> Made | RegistryError:
    """Run an action and commit it: its answer, or the refusal, shown at its field. Raises `NotAllowed`."""
    try:
        made = action()
        db.session.commit()
    except NotAllowed:
        db.session.rollback()
        raise
    except RegistryError as refusal:
        db.session.rollback()
        named = str(refusal.details.get("field", "")) or next(
            (name for kind, name in (at or {}).items() if isinstance(refusal, kind)), ""
        )
        form.refuse(refusal, named if named in form else None)
        return refusal
    wake(current_app._get_current_object())  # type: ignore[attr-defined]  # there may be a mail to send
    return made


def tell(said: Text, kind: str = "ok") -> None:
    """A sentence for the next page."""
    flash(said.in_(language.current()), kind)


def where(one: Employer) -> Text:
    """Where an employer is: its state, or the place abroad in its own words."""
    state = content.state(one.state_code) if one.state_code else None
    return state.name if state else same(one.abroad)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[Text, str, str]]:
    """What an employer's change says: the detail, what it was and what it is to be."""
    return [(EDITED[name], str(before[name] or ""), str(after[name] or "")) for name in EDITED if name in after]


def employer_card(one: Employer) -> dict[str, Any]:
    """An employer as everybody may see it: nothing of the people who work there."""
    now = queries.standing(one)
    return {
        "id": one.id,
        "name": one.name,
        "sector": content.label("sectors", one.sector),
        "size": content.label("company_sizes", one.size),
        "where": where(one),
        "domain": one.domain,
        "about": one.about,
        "standing": now.value,
        "state": {"kind": EMPLOYER_KINDS[now], "text": EMPLOYER_STATES[now]},
        "until": one.verified_until,
        "asked_at": one.confirmed_at or one.asked_at,
    }


def need_card(one: Need, known: dict[str, skills.Skill] | None = None) -> dict[str, Any]:
    """A need as everybody may see it."""
    titles = known if known is not None else dict(skills.known())
    state = queries.state_of(one)
    states = [found.name for item in one.states if (found := content.state(item.state_code))]
    places = [*states, *([Text("a distancia", "remote")] if one.remote else [])]
    return {
        "id": one.id,
        "title": one.title,
        "words": one.words,
        "language": one.language,
        "employer": employer_card(one.employer),
        "track": one.track,
        "skills": [(item.competency, skills.title_of(item.competency, titles)) for item in one.skills],
        "level": skills.level_name(one.level, titles),
        "occupation": content.label("occupations", one.occupation),
        "sector": content.label("sectors", one.sector),
        "where": joined(places),
        "english": ENGLISH.get(one.english),
        "places": one.places,
        "opens_on": one.opens_on,
        "closes_on": one.closes_on,
        "open": state is NeedState.OPEN,
        "changeable": state in (NeedState.COMING, NeedState.OPEN, NeedState.EXPIRED),
        "state": {"kind": NEED_KINDS[state], "text": NEED_STATES[state]},
        "removed_because": one.removed_because,
    }


def joined(parts: Sequence[Text]) -> Text:
    """Several texts with commas between them."""
    return Text(", ".join(one.es for one in parts), ", ".join(one.en for one in parts))


def skill_options() -> list[tuple[str, Text]]:
    """The competencies of the standards in force, to choose from: code and title."""
    return [
        (one.id, Text(f"{one.id} · {one.title.es}", f"{one.id} · {one.title.en}")) for one in skills.offered().values()
    ]


def level_options() -> list[tuple[str, Text]]:
    """The levels of the standards in force, each with its standard."""
    found: dict[str, Text] = {}
    for one in skills.offered().values():
        for level in one.levels:
            name = Text("{level} ({standard})", "{level} ({standard})").format(level=level.name, standard=one.standard)
            found.setdefault(level.id, name)
    return list(found.items())


def english_options() -> list[tuple[str, Text]]:
    """Levels of English."""
    return list(ENGLISH.items())


def state_options() -> list[tuple[str, Text]]:
    """The 32 states."""
    return [(one.code, one.name) for one in content.states()]


def list_options(name: str) -> list[tuple[str, Text]]:
    """A catalogue's values."""
    return [(one.id, one.label) for one in content.catalog(name)]
