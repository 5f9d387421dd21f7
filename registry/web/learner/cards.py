"""What the pages of a record show of an award: card, state, results, history, links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry import content
from registry.awards.histories import Happening
from registry.awards.models import LinkTerms, ShareLink
from registry.awards.reading import Reading
from registry.awards.standing import Standing
from registry.curriculum import queries as curriculum
from registry.ids import spell_folio
from registry.texts import CENTRAL_MEXICO, Text, same
from registry.web import titles

KINDS = {
    Standing.CURRENT: "valid",
    Standing.EXPIRING: "warning",
    Standing.NOT_YET: "info",
    Standing.EXPIRED: "not_current",
    Standing.SUSPENDED: "not_current",
    Standing.REVOKED: "invalid",
    Standing.SUPERSEDED: "not_current",
}
_NUMBER = Text("{n}", "{n}")


def card_of(read: Reading, *, href: str | None = None) -> dict[str, Any]:
    """The credential card: what stands in the signed document, and how it stands today."""
    award, facts = read.award, read.facts
    version = award.definition_version
    standard = version.standard_version
    hours = Text("{n} horas", "{n} hours").format(n=facts.hours) if facts.hours is not None else None
    return {
        **titles.shown(facts.name, version),
        "holder": facts.holder,
        "track": standard.track,
        "rosette": f"/definitions/{version.id}/rosette.svg",
        "folio": spell_folio(award.folio),
        "issuer": facts.issuer_name,
        "standard": Text("{code}, versión {version}", "{code}, version {version}").format(
            code=standard.code, version=standard.version
        ),
        "validity": validity(read),
        "facts": [(Text("Carga", "Workload"), hours)] if hours else [],
        "state": {"kind": KINDS[read.standing], "text": read.standing.word},
        "href": href,
    }


def validity(read: Reading) -> Text:
    """From when to when, in days of central Mexico."""
    start = _day(read.facts.valid_from)
    if read.facts.valid_until is None:
        return Text("Desde el {a}, sin fecha de término", "From {a}, with no end date").format(a=start)
    return Text("Del {a} al {b}", "{a} to {b}").format(a=start, b=_day(read.facts.valid_until))


@dataclass(frozen=True, slots=True)
class Level:
    """A competency, the level reached in it, and whether scores stand behind it."""

    competency: Text
    level: Text
    declared: bool


def levels_of(read: Reading) -> Sequence[Level]:
    """The levels that the document states, in both languages where the standard has them."""
    standard = curriculum.typed(read.award.definition_version.standard_version)
    found = []
    for fact in read.facts.levels:
        competency, level = standard.competency(fact.competency), standard.level(fact.level)
        found.append(
            Level(
                competency=competency.title if competency else same(fact.competency_name),
                level=level.name if level else same(fact.level_name),
                declared=fact.basis == "declared",
            )
        )
    return found


def results_of(read: Reading) -> list[tuple[Text, Any]]:
    """What else the document says of this person's achievement."""
    facts, version = read.facts, read.award.definition_version
    standard = curriculum.typed(version.standard_version)
    part = standard.part(version.part) if version.part else None
    return [
        (Text("Fecha de logro", "Earned on"), facts.awarded_on),
        (Text("Perfil", "Profile"), content.label("profiles", version.profile) if version.profile else None),
        (Text("Parte", "Part"), part.title if part else None),
        (Text("Horas", "Hours"), _NUMBER.format(n=facts.hours) if facts.hours is not None else None),
        (Text("Modalidad", "Mode"), content.label("modes", facts.mode) if facts.mode else None),
        (
            Text("Promedio (de 10)", "Average (out of 10)"),
            same(f"{facts.average:.1f}") if facts.average is not None else None,
        ),
    ]


def appeal_of(read: Reading) -> Text | None:
    """How the institution says that a decision is contested."""
    own = read.award.definition_version.design.get("appeal") or {}
    return Text(own["es"], own.get("en") or own["es"]) if own.get("es") else None


def outcomes_of(read: Reading) -> list[tuple[str, Text]]:
    """The learning outcomes, as the standard words them in both languages, else as the document does."""
    standard = curriculum.typed(read.award.definition_version.standard_version)
    words = {outcome.id: outcome.text for outcome in standard.outcomes}
    return [(code, words.get(code, same(name))) for code, name in read.outcomes]


def history_of(happenings: Sequence[Happening], issuer: str | None) -> list[dict[str, Any]]:
    """What happened to one award, newest first, as a timeline shows it."""
    return [event_of(one, issuer=issuer) for one in sorted(happenings, key=lambda one: one.at, reverse=True)]


def event_of(one: Happening, *, issuer: str | None) -> dict[str, Any]:
    """One event of a timeline, with its day in central Mexico."""
    return {
        "title": one.title,
        "text": one.text,
        "kind": one.kind,
        "by": issuer if one.by_issuer else None,
        "when": _day(one.at),
        "iso": one.at.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A share link as its owner sees it. Its end is the link's, and is said so."""

    link: ShareLink
    name: Text
    open: bool
    state: Text
    ends: Text
    contents: Text
    views: Text | None


def link_card(link: ShareLink, *, at: dt.datetime) -> LinkCard:
    """A link with its state in words."""
    open_, state, ends = standing_of(link, at=at)
    return LinkCard(
        link=link,
        name=_link_name(link),
        open=open_,
        state=state,
        ends=ends,
        contents=Text("Muestra todo, también resultados", "Shows everything, results too")
        if link.with_results
        else Text("Sin resultados", "Without results"),
        views=_views(link.views),
    )


def standing_of(link: LinkTerms, *, at: dt.datetime) -> tuple[bool, Text, Text]:
    """Whether a link works, that in a word, and until when as a sentence. Its end is the link's."""
    expired = link.expires_at is not None and link.expires_at <= at
    if link.withdrawn_at is not None:
        ends = Text("Usted lo retiró el {day}.", "You withdrew it on {day}.").format(day=_day(link.withdrawn_at))
        return False, Text("Retirado", "Withdrawn"), ends
    if expired:
        ends = Text("Funcionó hasta el {day}.", "It worked until {day}.").format(day=_day(link.expires_at))
        return False, Text("Enlace terminado", "Link ended"), ends
    active = Text("Enlace activo", "Link active")
    if link.expires_at is None:
        return True, active, Text("Funciona hasta que usted lo retire.", "It works until you withdraw it.")
    ends = Text("El enlace funciona hasta el {day}.", "The link works until {day}.")
    return True, active, ends.format(day=_day(link.expires_at))


def _link_name(link: ShareLink) -> Text:
    if link.purpose == "certificate":
        return Text("Código QR de su certificado", "QR code on your certificate")
    return same(link.label) if link.label else Text("Enlace sin nombre", "Unnamed link")


def _views(count: int) -> Text | None:
    if not count:
        return None
    if count == 1:
        return Text("Se abrió una vez", "Opened once")
    return Text("Se abrió {n} veces", "Opened {n} times").format(n=count)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(CENTRAL_MEXICO).date() if moment else None
