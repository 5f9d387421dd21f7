"""``/mis-microcredenciales``: what somebody holds and what it asks for; progress, history, and a list to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for

from registry import clock
from registry.awards import histories
from registry.awards.histories import Happening
from registry.awards.messages import PHASES
from registry.awards.portfolio import Phase
from registry.identity import service as identity
from registry.people.names import fold
from registry.wallet import queries as wallets
from registry.web.learner import blueprint, cards, portfolio, wallet_cards
from registry.web.learner.portfolio import Entry, Portfolio
from registry.web.security import actor, needs, signed_in

#: So many cards on one page: with more, there is a box to search them.
PAGE_SIZE = 8
EVENTS_ON_PAGE = 20
MAXIMUM_WORDS = 8
#: The headings of the home, and what stands under each.
SECTIONS = (
    ("waiting", (Phase.WAITING,)),
    ("kept", (Phase.EXPIRING, Phase.CURRENT, Phase.NOT_YET)),
    ("over", (Phase.SUSPENDED, Phase.EXPIRED, Phase.SUPERSEDED, Phase.REVOKED)),
    ("rejected", (Phase.REJECTED,)),
)


@blueprint.get("/mis-microcredenciales")
@signed_in
def home() -> str:
    """Everything that the visitor holds and what waits for an answer. Without any, how to receive one."""
    person_id = actor().person_id
    held = Portfolio(person_id, at=clock.now())
    words = request.args.get("q", "").strip()[:100]
    state = next((one for one in Phase if one == request.args.get("estado")), None)
    found = _found(held.entries, words, state)
    pages = max((len(found) + PAGE_SIZE - 1) // PAGE_SIZE, 1)
    number = min(max(request.args.get("pagina", 1, type=int), 1), pages)
    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    plain = not words and state is None
    return render_template(
        "learner/home.html",
        cases=identity.waiting_about(person_id),
        entries=held.entries,
        found=found,
        sections=[(name, [one for one in shown if one.phase in phases]) for name, phases in SECTIONS],
        counts=[(one, PHASES[one], count) for one, count in portfolio.counted(held.entries)],
        searchable=len(held.entries) > PAGE_SIZE,
        words=words,
        state=state or "",
        plain=plain,
        number=number,
        pages=pages,
        kept={name: value for name, value in (("q", words), ("estado", state)) if value},
        held=held if plain and number == 1 else None,
        title_of=portfolio.title_of,
    )


def _found(entries: Sequence[Entry], words: str, state: Phase | None) -> list[Entry]:
    asked = fold(words).split()[:MAXIMUM_WORDS]
    return [one for one in entries if (state is None or one.phase is state) and one.matches(asked)]


@blueprint.get("/mis-microcredenciales/avance")
@needs("record:read")
def advance() -> str:
    """How far along each standard, what is missing, and who offers it today."""
    held = Portfolio(actor().person_id, at=clock.now())
    return render_template(
        "learner/progress.html",
        held=held,
        looks=portfolio.LOOKS,
        words=PHASES,
        title_of=portfolio.title_of,
        asked_of=portfolio.asked_of,
        day_of=portfolio.day_of,
    )


@blueprint.get("/mis-microcredenciales/historia")
@needs("record:read")
def history() -> str:
    """What happened to everything, newest first, and how often each link was opened."""
    now = clock.now()
    held = Portfolio(actor().person_id, at=now)
    by_award = {one.award.id: one for one in held.entries}
    events = told(held)
    pages = max((len(events) + EVENTS_ON_PAGE - 1) // EVENTS_ON_PAGE, 1)
    number = min(max(request.args.get("pagina", 1, type=int), 1), pages)
    return render_template(
        "learner/history.html",
        held=held,
        events=events[(number - 1) * EVENTS_ON_PAGE : number * EVENTS_ON_PAGE],
        links=[(by_award[link.award_id], cards.link_card(link, at=now)) for link in held.links],
        views=sum(link.views for link in held.links),
        number=number,
        pages=pages,
    )


@blueprint.get("/mis-microcredenciales/lista")
@needs("record:read")
def listing() -> str:
    """Everything in one table, to print or to keep. It proves nothing by itself, and says so."""
    held = Portfolio(actor().person_id, at=clock.now())
    shown = [one for one in held.entries if one.phase is not Phase.REJECTED]
    return render_template("learner/list.html", entries=shown, at=clock.now(), validity_of=cards.validity)


def told(held: Portfolio) -> list[dict[str, Any]]:
    """The events of everything held, as a timeline shows them."""
    by_award = {one.award.id: one for one in held.entries}
    found = [
        *histories.of_awards([one.award for one in held.entries], at=held.at),
        *wallet_cards.happenings(wallets.copies_of_many(list(by_award))),
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    return [_line(one, by_award[one.award_id]) for one in found]


def _line(one: Happening, entry: Entry) -> dict[str, Any]:
    hidden = entry.phase is Phase.REJECTED
    return {
        **cards.event_of(one, issuer=entry.read.facts.issuer_name),
        "of": entry.read.title,
        "href": None if hidden else url_for("learner.award", award_id=one.award_id),
    }
