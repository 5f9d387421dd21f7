"""A question answered in one sentence, from a release: who, where, what, and for how many that is known.

A question is a handful of chosen values, never free text. What the release does not count by is refused with what can
be asked; a suppressed cell is said to be one. A permanent link names its release, so its number never changes.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from registry import content
from registry.curriculum import queries as curriculum
from registry.outcomes import releases
from registry.outcomes.measures import DIMENSIONS, UNKNOWN
from registry.outcomes.releases import PublishedTable, Release
from registry.publication import joining
from registry.publication.errors import NothingPublished, QuestionUnfit, ValueUnfit
from registry.texts import CENTRAL_MEXICO, Text, same, spoken

#: What chooses the set that is counted; at most one of them. Then what it is counted by.
SUBJECTS = ("track", "profile", "program")
DETAILS = (
    "gender",
    "age_group",
    "study_level",
    "employment_status",
    "formality",
    "study_field",
    "public_body",
    "occupation",
    "sector",
    "company_size",
    "nationality",
    "chamber",
    "pole",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; None does not narrow. ``release`` pins the release, ``as_of`` chooses the newest up to a day."""

    track: str | None = None
    profile: str | None = None
    program: str | None = None
    state: str | None = None
    gender: str | None = None
    age_group: str | None = None
    study_level: str | None = None
    employment_status: str | None = None
    formality: str | None = None
    study_field: str | None = None
    public_body: str | None = None
    occupation: str | None = None
    sector: str | None = None
    company_size: str | None = None
    nationality: str | None = None
    chamber: str | None = None
    pole: str | None = None
    release: str | None = None
    as_of: str | None = None

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> Question:
        """From a form, an address or options; empty values do not narrow and other names are not read."""
        return cls(**{one.name: (values.get(one.name) or "").strip()[:80] or None for one in fields(cls)})

    @property
    def measure(self) -> str:
        """The id of the set that is counted."""
        if self.track:
            return f"current.track.{self.track}"
        if self.profile:
            return f"current.profile.{self.profile}"
        return f"reached.program.{self.program}" if self.program else "current"

    @property
    def place(self) -> dict[str, str]:
        """What it is counted by, in the order of asking, with the values asked."""
        named = {name: getattr(self, name) for name in ("state", *DETAILS)}
        return {name: value for name, value in named.items() if value}

    def asked(self) -> dict[str, str]:
        """The values that narrow, by name: for addresses."""
        subject = {name: getattr(self, name) for name in SUBJECTS if getattr(self, name)}
        return subject | self.place


@dataclass(frozen=True, slots=True)
class Answer:
    """A question's number and sentence. ``people`` None is suppressed. ``known`` of ``of`` people have said what was
    asked; both None when nothing declared was asked. ``table`` is the published table that holds the cell."""

    question: Question
    people: int | None
    known: int | None
    of: int | None
    sentence: Text
    definition: Text
    release: Release
    table: PublishedTable

    @property
    def permalink(self) -> str:
        """Its address for good: the question and the release."""
        return f"/outcomes/answer?{urlencode({**self.question.asked(), 'release': str(self.release.id)})}"

    def as_dict(self) -> dict[str, Any]:
        """For programs. ``people`` null: suppressed."""
        return {
            "question": self.question.asked(),
            "people": self.people,
            "suppressed": self.people is None,
            "known": self.known,
            "of": self.of,
            "sentence": self.sentence.as_dict(),
            "definition": self.definition.as_dict(),
            "measure": self.question.measure,
            "by": list(self.table.by),
            "asOf": self.release.as_of.isoformat(),
            "release": str(self.release.id),
        }


def answer(question: Question) -> Answer:
    """The answer. Raises `QuestionUnfit` for what the release does not count by, `ValueUnfit` for an unknown value,
    `NothingPublished`, and NotFound for a release that does not exist."""
    _check(question)
    release = release_of(question)
    table = _table(release, question)
    people = table.get(*(question.place[name] for name in table.by)) if table.by else table.total
    known, of = _known(release, question)
    return Answer(
        question=question,
        people=people,
        known=known,
        of=of,
        sentence=_sentence(question, people, known, of, release.as_of),
        definition=_definition(question.measure),
        release=release,
        table=table,
    )


def release_of(question: Question) -> Release:
    """The release that a question is about. Raises `NothingPublished`, `ValueUnfit`, NotFound."""
    if question.release:
        try:
            key = uuid.UUID(question.release)
        except ValueError:
            raise ValueUnfit(name="release", value=question.release, known="UUID") from None
        return releases.by_id(key)
    found = releases.newest(_end_of_day(question.as_of) if question.as_of else None)
    if found is None:
        when = Text(f" al {question.as_of}", f" as of {question.as_of}") if question.as_of else same("")
        raise NothingPublished(when=when)
    return found


def choices(name: str) -> tuple[tuple[str, Text], ...]:
    """The values of one part of a question, each with its label."""
    if name == "state":
        return tuple((one.code, one.name) for one in content.states())
    if name == "pole":
        return tuple((one.id, same(one.name)) for one in content.poles())
    if name == "program":
        return tuple((one.id, one.title) for one in curriculum.programs())
    if name == "nationality":
        return (("mexican", Text("Mexicana", "Mexican")), ("other", Text("Otra", "Other")))
    catalog = {"track": "tracks", "profile": "profiles"}.get(name) or DIMENSIONS[name].catalog
    return tuple((one.id, one.label) for one in content.catalog(str(catalog)))


def label_of(name: str, value: str) -> Text:
    """What people read for a value of a question."""
    if value == UNKNOWN:
        return Text("no se sabe", "unknown")
    return dict(choices(name)).get(value, same(value))


def title_of(name: str) -> Text:
    """What people read for a part of a question."""
    subjects = {
        "track": Text("Vía", "Track"),
        "profile": Text("Perfil", "Profile"),
        "program": Text("Programa", "Program"),
    }
    return subjects.get(name) or DIMENSIONS[name].name


def _definition(measure: str) -> Text:
    found = joining.measure(measure)
    return found.definition if found else same("")


def _check(question: Question) -> None:
    subjects = [name for name in SUBJECTS if getattr(question, name)]
    if len(subjects) > 1:
        raise QuestionUnfit(asked=", ".join(subjects), askable=Text("uno de ellos a la vez", "one of them at a time"))
    for name, value in question.asked().items():
        known = dict(choices(name))
        if value not in known and value != UNKNOWN:
            listed = ", ".join(list(known)[:40])
            raise ValueUnfit(name=title_of(name), value=value, known=listed)


def _end_of_day(text: str) -> dt.datetime:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueUnfit(name=Text("corte", "as of"), value=text, known="2026-11-22") from None
    return dt.datetime.combine(day, dt.time.max, CENTRAL_MEXICO)


def _table(release: Release, question: Question) -> PublishedTable:
    wanted = set(question.place)
    offered = joining.breakdowns(release, question.measure)
    if not offered:
        raise QuestionUnfit(
            asked=question.measure, askable=Text("otra vía, perfil o programa", "another track, profile or program")
        )
    by = next((one for one in offered if set(one) == wanted), None)
    # A pole is asked for alone, and lies in one state.
    if by is None and question.pole and wanted == {"pole"}:
        by = next((one for one in offered if set(one) == {"state", "pole"}), None)
    if by is None:
        raise QuestionUnfit(asked=_named(question.place), askable=_askable(offered))
    return release.table(question.measure, by)


def _named(place: Mapping[str, str]) -> Text:
    texts = [title_of(name) for name in place]
    return Text(" × ".join(one.es for one in texts), " × ".join(one.en for one in texts))


def _askable(offered: list[tuple[str, ...]]) -> Text:
    fit = [by for by in offered if by and set(by) <= {"state", *DETAILS}]
    texts = [_named(dict.fromkeys(by, "")) for by in fit]
    return Text("; ".join(one.es for one in texts), "; ".join(one.en for one in texts))


def _known(release: Release, question: Question) -> tuple[int | None, int | None]:
    """For how many of those in the state (or of all) the declared detail is known, and of how many."""
    details = [name for name in question.place if name != "state"]
    if len(details) != 1 or not DIMENSIONS[details[0]].catalog:
        return None, None
    if question.state is None:
        table = release.table(question.measure, (details[0],))
        return table.known, table.total
    of = release.table(question.measure, ("state",)).get(question.state)
    by = next(one for one in joining.breakdowns(release, question.measure) if set(one) == {"state", details[0]})
    place = {"state": question.state, details[0]: UNKNOWN}
    unknown = release.table(question.measure, by).get(*(place[name] for name in by))
    return (None if of is None or unknown is None else of - unknown), of


_WHO = {
    "woman": Text("mujeres", "women"),
    "man": Text("hombres", "men"),
    "non_binary": Text("personas no binarias", "non-binary people"),
    "undisclosed": Text("personas que prefieren no decir su género", "people who prefer not to state their gender"),
    UNKNOWN: Text("personas de género desconocido", "people of unknown gender"),
}
_HOLD = {
    None: Text("una microcredencial de IA vigente", "a current AI microcredential"),
    "literacy": Text("una microcredencial de alfabetización en IA vigente", "a current AI-literacy microcredential"),
    "engineering": Text("una microcredencial de ingeniería de IA vigente", "a current AI-engineering microcredential"),
}
_KNOWN = {"gender": Text("el género", "gender")}


def _sentence(question: Question, people: int | None, known: int | None, of: int | None, at: dt.datetime) -> Text:
    who = _WHO[question.gender] if question.gender else Text("personas", "people")
    verb, deed = _deed(question)
    place = (
        Text(" en {state}", " in {state}").format(state=label_of("state", question.state))
        if question.state
        else same("")
    )
    told = {
        "who": who,
        "place": place,
        "verb": verb,
        "deed": deed,
        "more": _more(question),
        "known": _known_part(question, known, of),
        "day": at.astimezone(CENTRAL_MEXICO).date(),
    }
    if people is None:
        return Text(
            "No se publica cuántas {who}{place}{more} {verb} {deed}: esa celda, o el resto de su línea, "
            "tiene menos de 10 "
            "personas{known}; al {day}.",
            "How many {who}{place}{more} {verb} {deed} is not published: that cell, or the rest of its "
            "line, has fewer "
            "than 10 people{known}; as of {day}.",
        ).format(**told)
    return Text(
        "{people} {who}{place}{more} {verb} {deed}{known}; al {day}.",
        "{people} {who}{place}{more} {verb} {deed}{known}; as of {day}.",
    ).format(people=people, **told)


def _deed(question: Question) -> tuple[Text, Text]:
    hold = Text("tienen", "hold")
    if question.program:
        earned = Text(
            "una microcredencial que cuenta para «{program}»", "a microcredential that counts toward “{program}”"
        )
        return Text("han obtenido", "have earned"), earned.format(program=label_of("program", question.program))
    if question.profile:
        held = Text(
            "una microcredencial vigente del perfil «{profile}»", "a current microcredential of the profile “{profile}”"
        )
        return hold, held.format(profile=label_of("profile", question.profile))
    return hold, _HOLD.get(question.track) or Text(
        "una microcredencial vigente de la vía {track}", "a current microcredential of track {track}"
    ).format(track=label_of("track", str(question.track)))


def _more(question: Question) -> Text:
    parts = [
        Text("{name}: {label}", "{name}: {label}").format(name=title_of(name), label=label_of(name, value))
        for name, value in question.place.items()
        if name not in {"state", "gender"}
    ]
    if not parts:
        return same("")
    return Text(f" ({'; '.join(one.es for one in parts)})", f" ({'; '.join(one.en for one in parts)})")


def _known_part(question: Question, known: int | None, of: int | None) -> Text:
    details = [name for name in question.place if name != "state"]
    if not details or of is None:
        return same("")
    what = _KNOWN.get(details[0]) or Text(
        f"«{title_of(details[0]).es.lower()}»", f"“{title_of(details[0]).en.lower()}”"
    )
    if known is None:
        return Text(
            "; tampoco se publica de cuántas se conoce {what}", "; for how many {what} is known is not published either"
        ).format(what=what)
    share = Decimal(100) * known / of if of else Decimal(0)
    percent = share.quantize(Decimal(1), ROUND_HALF_UP)
    return Text(
        "; se conoce {what} del {percent}\u00a0% de las {of} personas titulares",
        "; {what} is known for {percent}% of {of} holders",
    ).format(what=what, percent=percent, of=of)


def spoken_count(value: int | None) -> Text:
    """A published count as people read it."""
    return same("n.\u00a0p.") if value is None else Text(spoken(value, "es"), spoken(value, "en"))
