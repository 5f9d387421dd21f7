"""The pages of outcomes as blocks: the country, a state, the gaps, the poles. Pure: a counted release in, blocks out.

Pages and the annual report share their chapters, so that they cannot count differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.outcomes.measures import DIMENSIONS, UNKNOWN
from registry.outcomes.releases import PublishedTable
from registry.publication import chapters, chapters_equity
from registry.publication.answers import label_of
from registry.publication.blocks import Bars, Block, Column, Figure, Figures, Paragraph, Stroke, Table
from registry.publication.chapters import ENGINEERING, LITERACY, PEOPLE, PROFILES, quoted, text_of
from registry.publication.ledger import NOT_PUBLISHED, Ledger, written
from registry.texts import Text, same

GENDERS = ("woman", "man", "non_binary", "undisclosed")


@dataclass(frozen=True, slots=True)
class View:
    """What a page says: a title, one sentence, and blocks. ``as_of`` in words."""

    title: Text
    lead: Text
    as_of: Text
    blocks: tuple[Block, ...]


def country(counted: Mapping[str, Any]) -> View:
    """``/outcomes``: who holds one, where, and how far the programs are."""
    ledger = Ledger(counted)
    return View(
        Text("Resultados", "Outcomes"),
        Text(
            "{people} personas distintas tienen una microcredencial de IA vigente. El género se conoce "
            "de {known}, porque lo "
            "declararon.",
            "{people} different people hold a current AI microcredential. Gender is known for {known}, "
            "because they declared "
            "it.",
        ).format(
            people=ledger.say("people.current", 'count("current")'),
            known=ledger.say("gender.known", 'known("current", "gender")'),
        ),
        as_of(counted),
        (
            _country_figures(ledger),
            chapters.state_map(
                ledger,
                "current",
                "current",
                Text("Personas por entidad de residencia al emitir", "People by state of residence at issue"),
            ),
            _profiles(ledger),
            _tracks(ledger),
        ),
    )


def programs(counted: Mapping[str, Any]) -> tuple[Block, ...]:
    """How far each program is."""
    return chapters.programs(Ledger({**counted, "funnels": {}})).blocks


def gaps(counted: Mapping[str, Any]) -> View:
    """``/outcomes/gaps``: women and men, connected and unconnected states, informal and formal."""
    ledger = Ledger(counted)
    chapter = chapters_equity.equity(ledger)
    return View(Text("Brechas", "Gaps"), chapter.answer, as_of(counted), chapter.blocks)


def states(counted: Mapping[str, Any]) -> View:
    """``/outcomes/states``: the 32, in the order of their codes."""
    ledger = Ledger(counted)
    return View(
        Text("Las 32 entidades", "The 32 states"),
        Text(
            "Cada entidad con sus números, en el orden de su clave. No es una lista de lugares: "
            "difieren en población, oferta "
            "y conectividad.",
            "Each state with its numbers, in the order of its code. It is not a ranking: they differ "
            "in population, offer and "
            "connectivity.",
        ),
        as_of(counted),
        (
            chapters.state_map(
                ledger,
                "current",
                "current",
                Text("Personas con microcredencial vigente", "People with a current microcredential"),
            ),
        ),
    )


def state(counted: Mapping[str, Any], code: str) -> View:
    """``/outcomes/states/<code>``. Raises KeyError for a code that is no state."""
    ledger = Ledger(counted)
    one = counted["states"][code]
    name = text_of(one["name"])
    people, known = f'count("current", state="{code}")', f'known("current", "gender", state="{code}")'
    lead = Text(
        "{people} personas en {name} tienen una microcredencial de IA vigente; se conoce el género de {known}.",
        "{people} people in {name} hold a current AI microcredential; gender is known for {known}.",
    ).format(people=ledger.say("state.current", people), name=name, known=ledger.say("state.gender.known", known))
    return View(
        name,
        lead,
        as_of(counted),
        (
            *_priority(counted, code, one),
            _state_figures(ledger, code),
            *_state_tables(ledger, code),
            *_state_poles(ledger, code),
        ),
    )


def inside(counted: Mapping[str, Any], code: str, tables: Sequence[PublishedTable]) -> View:
    """``/entidad``: a state as its administrator sees it: its public page, and what else the release counts of it by
    state. Raises KeyError for a code that is no state."""
    found = state(counted, code)
    return View(found.title, found.lead, found.as_of, (*found.blocks, *_details(tables, code)))


def _details(tables: Sequence[PublishedTable], code: str) -> Iterator[Block]:
    for table in tables:
        others = [one for one in table.by if one != "state"]
        at = table.by.index("state")
        rows = tuple(
            (_group(others[0], place[1 - at]), NOT_PUBLISHED if count is None else written(count, "people"))
            for place, count in sorted(table.cells.items())
            if place[at] == code
        )
        if rows:
            yield Table(
                DIMENSIONS[others[0]].name,
                (Column(DIMENSIONS[others[0]].name), Column(PEOPLE, True)),
                rows,
            )


def _group(name: str, value: str) -> Text:
    """What stands first in a row."""
    return Text("No se sabe", "Not known") if value == UNKNOWN else label_of(name, value)


def as_of(counted: Mapping[str, Any]) -> Text:
    """When the release was counted, and how to read it."""
    return Text(
        "Publicación con corte al {as_of}. Cada persona cuenta una vez, tenga las que tenga; lo "
        "revocado, suspendido o "
        "vencido no cuenta. «n. p.»: no se publica, porque la celda o el resto de su línea tiene "
        "menos de 10 personas.",
        "Release as of {as_of}. Each person counts once, whatever they hold; what is revoked, "
        "suspended or expired does not "
        "count. “n. p.”: not published, because the cell or the rest of its line has fewer than 10 "
        "people.",
    ).format(as_of=text_of(counted["release"]["asOfText"]))


def _country_figures(ledger: Ledger) -> Figures:
    return Figures(
        (
            Figure(
                ledger.say("people.current", 'count("current")'),
                Text("personas con microcredencial vigente", "people with a current microcredential"),
            ),
            Figure(
                ledger.say("awards.current", 'count("awards.current")'),
                Text("microcredenciales en vigor", "microcredentials in force"),
            ),
            *_assessed(ledger),
        )
    )


def _assessed(ledger: Ledger) -> Iterator[Figure]:
    """The share found competent, where files with assessments have been handed in and it may be published."""
    assessed = 'sum(count("assessments.competent"), count("assessments.not_yet_competent"))'
    share = f'percent(count("assessments.competent"), {assessed})'
    if ledger.value(share) is None:
        return
    yield Figure(
        ledger.say("assessments.share", share, "percent"),
        Text("resultó competente", "were found competent"),
        Text(
            "de {assessed} evaluaciones registradas por archivo, que cuentan también a quienes todavía no",
            "of {assessed} assessments recorded by file, which also count those not yet competent",
        ).format(assessed=ledger.say("assessments", assessed)),
    )


def _bars(ledger: Ledger, caption: Text, note: Text, lines: tuple[tuple[Text, str, str], ...]) -> Bars:
    strokes = []
    for label, name, expression in lines:
        value = ledger.value(expression)
        strokes.append(Stroke(label, None if value is None else float(value), ledger.say(name, expression)))
    return Bars(caption, note, tuple(strokes))


def _profiles(ledger: Ledger) -> Bars:
    return _bars(
        ledger,
        Text("Personas por perfil", "People by profile"),
        Text(
            "Quien tiene dos cuenta en ambos: los perfiles no se suman.",
            "Whoever holds two counts in both: profiles are not added.",
        ),
        tuple((chapters.SHORT[one], f"profile.{one}", f'count("current.profile.{one}")') for one in PROFILES),
    )


def _tracks(ledger: Ledger) -> Bars:
    return _bars(
        ledger,
        Text("Personas por vía", "People by track"),
        Text("Las vías no se suman.", "Tracks are not added."),
        (
            (Text("Alfabetización en IA", "AI literacy"), "track.literacy", f'count("{LITERACY}")'),
            (Text("Ingeniería de IA", "AI engineering"), "track.engineering", f'count("{ENGINEERING}")'),
        ),
    )


def _priority(counted: Mapping[str, Any], code: str, one: Mapping[str, Any]) -> Iterator[Block]:
    if not one["lowConnectivity"]:
        return
    yield Paragraph(
        Text(
            "Entidad con prioridad: {percent} % de sus hogares tiene internet (ENDUTIH 2024, según la "
            "prensa). Por eso se exige "
            "ahí oferta en sede o con material sin conexión.",
            "Priority state: {percent}% of its households are online (ENDUTIH 2024, as reported by the "
            "press). So an on-site "
            "offer or offline materials are required there.",
        ).format(percent=same(one["internet"] or "?")),
        "note",
    )
    there = counted["sites"].get(code) or counted["offers"].get(code)
    yield Paragraph(
        Text(
            "Oferta en sede o con material sin conexión: {offer}. Es lo que declaran las instituciones que hoy pueden "
            "emitir.",
            "On-site or offline offer: {offer}. This is what institutions that may issue today declare.",
        ).format(offer=chapters_equity.offer(counted, code)),
        "p" if there else "nodata",
    )


def _state_figures(ledger: Ledger, code: str) -> Figures:
    people, all_ = f'count("current", state="{code}")', 'count("current")'
    return Figures(
        (
            Figure(
                ledger.say("state.current", people),
                Text("personas con microcredencial vigente", "people with a current microcredential"),
            ),
            Figure(
                ledger.say("state.literacy", f'count("{LITERACY}", state="{code}")'),
                Text("en alfabetización en IA", "in AI literacy"),
            ),
            Figure(
                ledger.say("state.engineering", f'count("{ENGINEERING}", state="{code}")'),
                Text("en ingeniería de IA", "in AI engineering"),
                Text("las vías no se suman", "tracks are not added"),
            ),
            Figure(
                ledger.say("state.share", f"percent({people}, {all_})", "percent"),
                Text("de las {all} del país", "of the {all} in the country").format(
                    all=ledger.say("people.current", all_)
                ),
                Text(
                    "dice cuántas son, no si son muchas: falta la población",
                    "says how many, not whether it is much: population is missing",
                )
                if not ledger.snapshot["population"]
                else None,
            ),
        )
    )


def _state_tables(ledger: Ledger, code: str) -> Iterator[Block]:
    rows = [
        (
            chapters.profile_name(ledger, one),
            ledger.say(f"state.profile.{one}", f'count("current.profile.{one}", state="{code}")'),
            ledger.say(f"profile.{one}", f'count("current.profile.{one}")'),
        )
        for one in PROFILES
    ]
    columns = (Column(Text("En la entidad", "In the state"), True), Column(Text("En el país", "In the country"), True))
    yield Table(
        Text("Personas por perfil", "People by profile"),
        (Column(Text("Perfil", "Profile")), *columns),
        tuple(rows),
        Text("Quien tiene dos perfiles cuenta en ambos.", "Whoever holds two profiles counts in both."),
    )
    labels = ledger.snapshot["labels"]["genders"]
    known = f'known("current", "gender", state="{code}")'
    told = [
        (
            text_of(labels[one]),
            ledger.say(f"state.gender.{one}", f'count("current", state="{code}", gender="{one}")'),
            ledger.say(f"gender.{one}", f'count("current", gender="{one}")'),
        )
        for one in GENDERS
    ]
    told.append(
        (
            Text("No se sabe", "Unknown"),
            ledger.say("state.gender.unknown", f'count("current", state="{code}", gender="unknown")'),
            ledger.say("gender.unknown", 'count("current", gender="unknown")'),
        )
    )
    told.append(
        (
            Text("% de mujeres, de quienes lo declararon", "% women, of those who declared"),
            ledger.say(
                "state.women.share", f'percent(count("current", state="{code}", gender="woman"), {known})', "percent"
            ),
            ledger.say(
                "women.share", 'percent(count("current", gender="woman"), known("current", "gender"))', "percent"
            ),
        )
    )
    yield Table(
        Text("Género, como cada persona lo declaró", "Gender, as each person declared it"),
        (Column(Text("Género", "Gender")), *columns),
        tuple(told),
    )


def _state_poles(ledger: Ledger, code: str) -> Iterator[Block]:
    rows = [
        (same(one["name"]), ledger.say(f"state.pole.{key}", f'count("current", state="{code}", pole={quoted(key)})'))
        for key, one in ledger.snapshot["poles"].items()
        if one["state"] == code
    ]
    if not rows:
        return
    unknown = ledger.say("state.pole.unknown", f'count("current", state="{code}", pole="unknown")')
    yield Table(
        Text("Polos de desarrollo en la entidad", "Development poles in the state"),
        (Column(Text("Polo", "Pole")), Column(PEOPLE, True)),
        (*rows, (Text("No se conoce el municipio", "Municipality unknown"), unknown)),
    )
