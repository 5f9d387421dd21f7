"""``/mis-microcredenciales``: what somebody holds and what it asks for; progress, history, and a list to print."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from registry import clock
from registry.awards import histories
from registry.awards.histories import Happening
from registry.awards.messages import PHASES
from registry.awards.models import Collection, ShareLink
from registry.awards.portfolio import Phase
from registry.db import db
from registry.enrolments import messages as enrolment_words
from registry.enrolments import queries as enrolments
from registry.floor.rules import TEACHERS
from registry.identity import service as identity
from registry.people.models import Person
from registry.people.names import fold
from registry.talent import contacting
from registry.texts import Text, same
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
        written=contacting.count_waiting(person_id),
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
        begun=_begun(person_id) if plain and number == 1 else (),
        begun_words=enrolment_words.OUTCOMES,
        title_of=portfolio.title_of,
        teaches=any(one.holding.profile == TEACHERS and one.phase.counts for one in held.entries),
    )


def _begun(person_id: uuid.UUID | None) -> list[enrolments.Shown]:
    """The courses begun that have led to nothing yet."""
    if person_id is None:
        return []
    person = db.session.get_one(Person, person_id)
    return [one for one in enrolments.of_person(person) if one.outcome in ("open", "unknown")]


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
    person_id, now = actor().person_id, clock.now()
    held = Portfolio(person_id, at=now)
    several = histories.collections_of(person_id)
    events = told(held, several)
    pages = max((len(events) + EVENTS_ON_PAGE - 1) // EVENTS_ON_PAGE, 1)
    number = min(max(request.args.get("pagina", 1, type=int), 1), pages)
    links = opened(held, several)
    return render_template(
        "learner/history.html",
        events=events[(number - 1) * EVENTS_ON_PAGE : number * EVENTS_ON_PAGE],
        links=links,
        views=sum(one.views for one in links),
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


@dataclass(frozen=True, slots=True)
class Opened:
    """A link, or a public page, and how often it was opened: a number, never by whom."""

    name: Text
    href: str
    shows: Text | None
    ends: Text
    views: int


def opened(held: Portfolio, several: Sequence[Collection]) -> list[Opened]:
    """Every link that the holder ever made, newest first."""
    titles = {one.award.id: one.read.title for one in held.entries}
    found = [(link.created_at, _opened(link, titles[link.award_id], at=held.at)) for link in held.links]
    found += [(one.created_at, _opened_several(one, at=held.at)) for one in several]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _moment, one in found]


def _opened(link: ShareLink, title: Text, *, at: dt.datetime) -> Opened:
    card = cards.link_card(link, at=at)
    href = url_for("learner.link", award_id=link.award_id, link_id=link.id)
    return Opened(card.name, href, title, card.ends, link.views)


def _opened_several(one: Collection, *, at: dt.datetime) -> Opened:
    _open, _word, ends = cards.standing_of(one, at=at)
    if one.kind == "page":
        return Opened(Text("Su página pública", "Your public page"), url_for("learner.page"), None, ends, one.views)
    name = same(one.label) if one.label else Text("Enlace a varias", "Link to several")
    return Opened(name, url_for("learner.collection", collection_id=one.id), None, ends, one.views)


def told(held: Portfolio, several: Sequence[Collection]) -> list[dict[str, Any]]:
    """The events of everything held, as a timeline shows them, newest first."""
    by_award = {one.award.id: one for one in held.entries}
    found = [
        *histories.of_awards([one.award for one in held.entries], at=held.at),
        *histories.of_collections(several, at=held.at),
        *wallet_cards.happenings(wallets.copies_of_many(list(by_award))),
    ]
    found.sort(key=lambda one: one.at, reverse=True)
    return [_line(one, by_award.get(one.award_id) if one.award_id else None) for one in found]


def _line(one: Happening, entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return cards.event_of(one, issuer=None)
    # Of a rejected one the page is a step away from the home; here it would put the name of somebody else in reach.
    href = None if entry.phase is Phase.REJECTED else url_for("learner.award", award_id=one.award_id)
    return {**cards.event_of(one, issuer=entry.read.facts.issuer_name), "of": entry.read.title, "href": href}
