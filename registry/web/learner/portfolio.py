"""Everything that somebody holds, ready for the pages of the record: read and judged once, in a few queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from registry import content
from registry.awards import histories, messages, queries, reading
from registry.awards.models import Award, ShareLink
from registry.awards.portfolio import ORDER, Holding, Phase, Renewal, Renewing, phase, renewing
from registry.awards.progress import Asked, Progress, Step, asked_for, progress
from registry.awards.reading import Reading
from registry.curriculum import queries as curriculum
from registry.curriculum.standard import Standard, Target
from registry.definitions.offers import Offers, Wanted, offered
from registry.people.names import fold
from registry.texts import CENTRAL_MEXICO, Text
from registry.web.learner import cards

#: Each with a colour and an icon; the word is `registry.awards.messages.PHASES`.
LOOKS: Mapping[Phase, tuple[str, str]] = {
    Phase.WAITING: ("info", "waiting"),
    Phase.EXPIRING: ("warning", "warning"),
    Phase.CURRENT: ("valid", "valid"),
    Phase.NOT_YET: ("info", "info"),
    Phase.SUSPENDED: ("not_current", "suspended"),
    Phase.EXPIRED: ("not_current", "not_current"),
    Phase.SUPERSEDED: ("not_checked", "superseded"),
    Phase.REVOKED: ("invalid", "invalid"),
    Phase.REJECTED: ("not_checked", "not_checked"),
}
NO_OFFERS = Offers((), 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One award as its holder's pages show it. ``views`` and ``open_links`` are those of its share links."""

    read: Reading
    phase: Phase
    holding: Holding
    renewing: Renewing | None
    corrected_on: dt.date | None
    views: int
    open_links: int

    @property
    def award(self) -> Award:
        """The row."""
        return self.read.award

    @property
    def kind(self) -> str:
        """Its colour."""
        return LOOKS[self.phase][0]

    @property
    def word(self) -> Text:
        """«Vigente», “Expired”."""
        return messages.PHASES[self.phase]

    @property
    def meaning(self) -> Text | None:
        """What the word means here, with its day; None where the card's dates say it all."""
        if self.phase is Phase.CURRENT:
            return None
        found = messages.PHASE_MEANINGS.get(self.phase)
        if found is None:
            return self.read.sentence
        event = next((one for one in reversed(self.award.document.events) if one.kind == self.phase.value), None)
        days = {"until": self.read.facts.valid_until, "since": event and event.at, "declined": self.award.declined_at}
        return found.format(**{name: day_of(moment) or "" for name, moment in days.items()})

    @property
    def step(self) -> Text | None:
        """What the holder can do next; None where nothing needs doing."""
        one = self.renewing
        return renewal_said(one) if one and self.renew_now else messages.NEXT_STEPS.get(self.phase)

    @property
    def renew_now(self) -> bool:
        """Whether a word on renewing belongs on its card: it ends soon or has ended, or its time has come."""
        one = self.renewing
        if one is None or self.phase is Phase.NOT_YET:
            return False
        ends = self.phase in (Phase.EXPIRING, Phase.EXPIRED)
        return (ends and one.state is not Renewal.LATER) or one.state is Renewal.OPEN

    @property
    def card(self) -> dict[str, Any]:
        """For `credential_card`: what tells it from the others, and no more."""
        whole = cards.card_of(self.read, href=url_for("learner.award", award_id=self.award.id))
        return {
            **{name: whole[name] for name in ("title", "title_lang", "title_in_both", "track", "rosette", "href")},
            **{name: whole[name] for name in ("folio", "issuer", "validity")},
            "lazy": True,
            "state": {"kind": self.kind, "text": self.word, "icon": LOOKS[self.phase][1]},
        }

    def matches(self, words: Sequence[str]) -> bool:
        """Whether all folded words stand in title, institution or folio."""
        title, folio = self.read.title, self.award.folio
        text = fold(f"{title.es} {title.en} {self.read.facts.issuer_name or ''}")
        return all(word in text or word.replace(" ", "").upper() in folio for word in words)


def day_of(moment: dt.datetime | None) -> dt.date | None:
    """The day in central Mexico."""
    return moment.astimezone(CENTRAL_MEXICO).date() if moment else None


def renewal_said(one: Renewing) -> Text:
    """Whether and when it can be renewed, as a sentence."""
    until = day_of(one.by.valid_until) if one.by else None
    sentence = "renewed_for_good" if one.by and until is None else one.state
    return messages.RENEWALS[sentence].format(
        opens=day_of(one.opens) or "", closes=day_of(one.closes) or "", until=until or ""
    )


class Portfolio:
    """What somebody holds at a moment, in the order of its home: what asks for something first, what is over last."""

    def __init__(self, person_id: uuid.UUID | None, *, at: dt.datetime) -> None:
        self.at = at
        awards = queries.everything_of(person_id) if person_id else []
        self._readings = [reading.read(award, at=at) for award in awards]
        self._standards = {one.standard_id: one for one in curriculum.in_force()} if awards else {}

    @cached_property
    def holdings(self) -> Mapping[uuid.UUID, Holding]:
        """By award."""
        return {read.award.id: _holding(read) for read in self._readings}

    @cached_property
    def links(self) -> Sequence[ShareLink]:
        """Every share link, newest first."""
        return histories.shares_of(list(self.holdings))

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """Every award, in order."""
        corrected = histories.corrected_at(list(self.holdings)) if self.holdings else {}
        found = [self._entry(read, corrected) for read in self._readings]
        return sorted(found, key=_place)

    def standard_of(self, read: Reading) -> Standard:
        """The version in force of the standard that it follows, else the version under which it was earned."""
        version = read.award.definition_version.standard_version
        return curriculum.typed(self._standards.get(version.standard_id, version))

    @cached_property
    def paths(self) -> Sequence[Progress]:
        """How far along each standard in force of which something is or was held."""
        found = [progress(curriculum.typed(one), self.holdings.values()) for one in self._standards.values()]
        return [one for one in found if one is not None]

    @cached_property
    def offers(self) -> Mapping[Wanted, Offers]:
        """What is offered today of what is missing."""
        wanted = {wanted_of(path.standard, step.target) for path in self.paths for step in path.missing}
        return offered(wanted, at=self.at, first={read.award.provider_id for read in self._readings})

    def offers_of(self, path: Progress, step: Step) -> Offers:
        """What is offered today of one step."""
        return self.offers.get(wanted_of(path.standard, step.target), NO_OFFERS)

    def offers_like(self, entry: Entry) -> Offers:
        """Where one microcredential can be earned again, its own institution first."""
        one = entry.holding
        wanted = Wanted(one.standard_id, one.profile, one.part)
        return offered([wanted], at=self.at, first={entry.award.provider_id}).get(wanted, NO_OFFERS)

    def _entry(self, read: Reading, corrected: Mapping[uuid.UUID, dt.datetime]) -> Entry:
        holding = self.holdings[read.award.id]
        own = [link for link in self.links if link.award_id == read.award.id]
        return Entry(
            read=read,
            phase=holding.phase,
            holding=holding,
            renewing=renewing(holding, self.holdings.values(), self.standard_of(read).renewal.window, at=self.at),
            corrected_on=day_of(corrected.get(read.award.id)),
            views=sum(link.views for link in own),
            open_links=sum(_is_open(link, self.at) for link in own),
        )


def wanted_of(standard: Standard, target: Target) -> Wanted:
    """A step of a standard, as offers are looked for."""
    return Wanted(standard.id, target.profile, target.part)


def title_of(path: Progress, step: Step) -> Text:
    """What a step is called: a part by its title, a profile by its people."""
    part = path.standard.part(step.target.part or "")
    return part.title if part else content.label("profiles", step.target.profile)


def asked_of(path: Progress, step: Step) -> Asked | None:
    """What another profile still asks of who holds one."""
    profile = path.standard.profile(step.target.profile)
    return asked_for(path, profile) if profile is not None and not step.held else None


def counted(entries: Iterable[Entry]) -> list[tuple[Phase, int]]:
    """How many there are in each phase, in order, without empty ones."""
    phases = [entry.phase for entry in entries]
    return [(one, phases.count(one)) for one in ORDER if one in phases]


def _holding(read: Reading) -> Holding:
    award, facts = read.award, read.facts
    version = award.definition_version
    return Holding(
        key=award.id,
        standard_id=version.standard_version.standard_id,
        version=version.standard_version.version,
        profile=version.profile,
        part=version.part,
        phase=phase(read.standing, accepted=award.accepted_at is not None, declined=award.declined_at is not None),
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
    )


def _place(entry: Entry) -> tuple[int, float]:
    """By phase; what expires soonest first among those that expire, else the newest first."""
    moment = entry.holding.valid_until if entry.phase is Phase.EXPIRING else None
    return ORDER.index(entry.phase), moment.timestamp() if moment else -entry.award.awarded_on.toordinal()


def _is_open(link: ShareLink, at: dt.datetime) -> bool:
    return link.withdrawn_at is None and (link.expires_at is None or link.expires_at > at)
