"""The annual report as blocks, made from a snapshot and from nothing else. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.publication.blocks import Document, Figure
from registry.publication.chapters import LITERACY, literacy, programs, text_of
from registry.publication.chapters_equity import equity
from registry.publication.chapters_indicators import families
from registry.publication.chapters_trust import method, states, trust
from registry.publication.ledger import Ledger, Number
from registry.texts import Text

FORMAT = "registry-report-snapshot/1"
TITLE = Text("Informe anual del estado de la fuerza laboral en IA", "Annual AI Workforce State Report")


@dataclass(frozen=True, slots=True)
class Report:
    """What a snapshot says, and every number of it."""

    document: Document
    numbers: tuple[Number, ...]


def report_of(snapshot: Mapping[str, Any]) -> Report:
    """The report of a snapshot. Raises `ExpressionUnfit`, or KeyError and TypeError for something that is none."""
    ledger = Ledger(snapshot)
    chapters = (
        literacy(ledger),
        programs(ledger),
        equity(ledger),
        *families(ledger),
        trust(ledger),
        method(ledger),
        states(ledger),
    )
    document = Document(
        title=TITLE,
        subtitle=Text(
            "Quiénes tienen una microcredencial de inteligencia artificial, dónde están y qué se sabe de "
            "lo que les cambia en el trabajo",
            "Who holds an artificial-intelligence microcredential, where they are, and what is known of "
            "the change it makes at work",
        ),
        as_of=Text("Datos con corte al {as_of}.", "Data as of {as_of}.").format(
            as_of=text_of(snapshot["release"]["asOfText"])
        ),
        lead=_lead(ledger),
        figures=_figures(ledger),
        findings=tuple(
            chapter.answer for chapter in chapters if chapter.id in {"literacy", "programs", "equity", "trust"}
        ),
        cautions=_cautions(ledger),
        chapters=chapters,
    )
    return Report(document, ledger.numbers)


def _lead(ledger: Ledger) -> Text:
    return Text(
        "{people} personas tienen una microcredencial de inteligencia artificial vigente, evaluada "
        "por una institución acreditada y firmada de modo que cualquiera la comprueba.",
        "{people} people hold a current artificial-intelligence microcredential, assessed by an "
        "accredited institution and signed so that anyone can check it.",
    ).format(people=ledger.say("people.current", 'count("current")'))


def _figures(ledger: Ledger) -> tuple[Figure, ...]:
    return (
        Figure(
            ledger.say("people.current", 'count("current")'),
            Text("personas con microcredencial vigente", "people with a current microcredential"),
        ),
        Figure(
            ledger.say("people.literacy", f'count("{LITERACY}")'), Text("en alfabetización en IA", "in AI literacy")
        ),
        Figure(
            ledger.say("people.engineering", 'count("current.track.engineering")'),
            Text("en ingeniería de IA", "in AI engineering"),
            Text("las vías no se suman", "tracks are not added"),
        ),
        Figure(
            ledger.say("states.current", 'states_with("current")', "plain"),
            Text("entidades con al menos una persona", "states with at least one person"),
            Text("de {all}", "of {all}").format(all=ledger.say("states.all", "size(states)", "plain")),
        ),
    )


def _cautions(ledger: Ledger) -> tuple[Text, ...]:
    return (
        Text(
            "{missing} de {all} indicadores no tienen dato: falta la encuesta, o la serie de otra "
            "fuente, que necesitan.",
            "{missing} of {all} indicators have no data: the survey, or the outside series, that they need is missing.",
        ).format(
            missing=ledger.say("indicators.missing", "indicatorsWithoutValue", "plain"),
            all=ledger.say("indicators.all", "size(indicators)", "plain"),
        ),
        Text(
            "No hay tasas por población mientras no se importe la de INEGI; comparar entidades por "
            "número de personas sería comparar su tamaño.",
            "There are no rates per population until INEGI's is imported; comparing states by number of "
            "people would compare their size.",
        )
        if not ledger.snapshot["population"]
        else Text(
            "La población importada se cita con cada indicador que la usa.",
            "Imported population is cited with each indicator that uses it.",
        ),
        Text(
            "El género se conoce solo de quien lo declaró: {known} personas.",
            "Gender is known only of those who declared it: {known} people.",
        ).format(known=ledger.say("gender.known", 'known("current", "gender")')),
    )
