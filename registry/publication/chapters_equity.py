"""The chapter on equity and regions: gaps, states of low connectivity, development poles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from registry.publication.blocks import Block, Chapter, Column, Heading, Paragraph, Table
from registry.publication.chapters import ENGINEERING, LITERACY, PEOPLE, STATE, quoted, text_of
from registry.publication.ledger import Ledger
from registry.texts import Text, same

TRACKS = (
    (LITERACY, "literacy", Text("Alfabetización en IA", "AI literacy")),
    (ENGINEERING, "engineering", Text("Ingeniería de IA", "AI engineering")),
)
#: The figure about women in AI jobs; it is a share of jobs and never stands without saying so.
WOMEN_IN_JOBS = "fig-01"


def equity(ledger: Ledger) -> Chapter:
    """Who is reached and who is not: women and men, connected and unconnected states, poles."""
    return Chapter(
        "equity",
        Text("¿Llega por igual? Equidad y regiones", "Does it reach everybody alike? Equity and regions"),
        _answer(ledger),
        (*_gender(ledger), *_connectivity(ledger), *_informal(ledger), *_study_fields(ledger), *poles(ledger)),
    )


def _answer(ledger: Ledger) -> Text:
    women, known = 'count("current", gender="woman")', 'known("current", "gender")'
    low, all_ = 'count("current", connectivity="low")', 'count("current")'
    return Text(
        "De las personas cuyo género se conoce ({known}, el {share} del total), {women} son mujeres. "
        "En las entidades con menos de 60 % de hogares con internet viven {low} de las personas con "
        "microcredencial vigente.",
        "Of the people whose gender is known ({known}, {share} of all), {women} are women. {low} of "
        "those who hold a current microcredential live in states with under 60% of households online.",
    ).format(
        known=ledger.say("gender.known", known),
        share=ledger.say("gender.known.share", f"percent({known}, {all_})", "percent"),
        women=ledger.say("gender.women.share", f"percent({women}, {known})", "percent"),
        low=ledger.say("connectivity.low.share", f"percent({low}, {all_})", "percent"),
    )


def _gender(ledger: Ledger) -> Iterator[Block]:
    yield Heading(Text("Mujeres y hombres", "Women and men"))
    rows = []
    for measure, name, label in (("current", "all", Text("Todas las vías", "All tracks")), *TRACKS):
        women, men = f'count("{measure}", gender="woman")', f'count("{measure}", gender="man")'
        known = f'known("{measure}", "gender")'
        rows.append(
            (
                label,
                ledger.say(f"gender.{name}.women", women),
                ledger.say(f"gender.{name}.men", men),
                ledger.say(f"gender.{name}.known", known),
                ledger.say(f"gender.{name}.share", f"percent({women}, {known})", "percent"),
                ledger.say(f"gender.{name}.ratio", f"ratio({women}, {men})", "ratio"),
            )
        )
    yield Table(
        Text("Género declarado, por vía", "Declared gender, by track"),
        (
            Column(Text("Vía", "Track")),
            Column(Text("Mujeres", "Women"), True),
            Column(Text("Hombres", "Men"), True),
            Column(Text("Género conocido", "Gender known"), True),
            Column(Text("% de mujeres", "% women"), True),
            Column(Text("Mujeres por hombre", "Women per man"), True),
        ),
        tuple(rows),
        Text(
            "El género es el que cada persona declaró con su consentimiento. «Mujeres por hombre» "
            "compara personas con microcredencial entre sí; no es una tasa de participación, porque no "
            "divide entre la población.",
            "Gender is what each person declared with consent. “Women per man” compares holders with "
            "each other; it is not a participation rate, because it does not divide by population.",
        ),
    )
    figure = ledger.snapshot["context"].get(WOMEN_IN_JOBS)
    if figure:
        yield Paragraph(
            Text(
                "Referencia: {text}, {value} ({title}, {date}). {caution} No se compara con los números de arriba.",
                "Reference: {text}, {value} ({title}, {date}). {caution} It is not compared with the numbers above.",
            ).format(
                text=text_of(figure["text"]),
                value=ledger.say("context.women", f"context[{quoted(WOMEN_IN_JOBS)}].number", "percent"),
                title=same(figure["title"]),
                date=same(figure["date"]),
                caution=text_of(figure["caution"]),
            ),
            "note",
        )


def _connectivity(ledger: Ledger) -> Iterator[Block]:
    yield Heading(
        Text("Entidades con menos de 60 % de hogares con internet", "States with under 60% of households online")
    )
    rows = []
    for measure, name, label in (("current", "all", Text("Todas las vías", "All tracks")), *TRACKS):
        low, rest = f'count("{measure}", connectivity="low")', f'count("{measure}", connectivity="rest")'
        rows.append(
            (
                label,
                ledger.say(f"connectivity.{name}.low", low),
                ledger.say(f"connectivity.{name}.rest", rest),
                ledger.say(f"connectivity.{name}.share", f"percent({low}, sum({low}, {rest}))", "percent"),
            )
        )
    yield Table(
        Text("Personas por conectividad de su entidad", "People by connectivity of their state"),
        (
            Column(Text("Vía", "Track")),
            Column(Text("Menos de 60 %", "Under 60%"), True),
            Column(Text("Las demás", "The rest"), True),
            Column(Text("% en las de baja conectividad", "% in states of low connectivity"), True),
        ),
        tuple(rows),
    )
    yield _priority(ledger)
    yield _about_population(ledger)


def _priority(ledger: Ledger) -> Table:
    rows = []
    for code, one in ledger.snapshot["states"].items():
        if not one["lowConnectivity"]:
            continue
        rows.append(
            (
                text_of(one["name"]),
                ledger.say(f"state.{code}.internet", f'decimal(states["{code}"].internet)', "percent"),
                ledger.say(f"state.{code}.current", f'count("current", state="{code}")'),
                offer(ledger.snapshot, code),
            )
        )
    return Table(
        Text(
            "Entidades con prioridad: ahí se exige oferta en sede o con material sin conexión",
            "Priority states: on-site offer or offline materials are required there",
        ),
        (
            Column(STATE),
            Column(Text("Hogares con internet", "Households online"), True),
            Column(PEOPLE, True),
            Column(Text("Oferta en sede o sin conexión, declarada", "On-site or offline offer, as declared")),
        ),
        tuple(rows),
        Text(
            "Hogares con internet: ENDUTIH 2024 (INEGI), según la prensa. Las sedes son las que declaran las "
            "instituciones que hoy pueden emitir; donde no se conoce ninguna, se dice qué instituciones de la "
            "entidad declaran esas modalidades sin decir dónde. El registro no lo comprueba.",
            "Households online: ENDUTIH 2024 (INEGI), as reported by the press. Sites are those declared by "
            "institutions that may issue today; where none is known, the institutions of the state that declare such "
            "modes, without saying where, are named. The registry does not check it.",
        ),
    )


def offer(snapshot: Mapping[str, Any], code: str) -> Text:
    """What is on offer in a state without a connection: its sites, or what is declared without saying where."""
    sites, declared = snapshot.get("sites", {}).get(code), snapshot["offers"].get(code)
    if sites:
        return Text("Sedes en {places}", "Sites in {places}").format(places=_listed(sites))
    if declared:
        return Text(
            "Sin sedes conocidas. Modalidad declarada por {names}", "No sites known. Mode declared by {names}"
        ).format(names=_listed(declared))
    return Text("Falta: ninguna registrada", "Missing: none on record")


def _listed(names: Sequence[Mapping[str, str]]) -> Text:
    return Text(*("; ".join(text_of(one).in_(language) for one in names) for language in ("es", "en")))


def _about_population(ledger: Ledger) -> Paragraph:
    return Paragraph(
        Text(
            "Sin dato: las razones de participación (personas con microcredencial entre población) "
            "necesitan la población por entidad y género, que todavía no se ha importado. Lo que se "
            "muestra son personas, no tasas.",
            "No data: participation ratios (holders over population) need population by state and "
            "gender, which has not been imported yet. What is shown is people, not rates.",
        )
        if not ledger.snapshot["population"]
        else Text(
            "Las razones con población como denominador están en el indicador IND-A4.",
            "Ratios with population as denominator are in indicator IND-A4.",
        ),
        "nodata" if not ledger.snapshot["population"] else "note",
    )


def _informal(ledger: Ledger) -> Iterator[Block]:
    yield Heading(Text("Empleo informal y formal", "Informal and formal employment"))
    if not _counts_by(ledger, "formality"):
        yield Paragraph(
            Text("Sin dato: esta publicación no cuenta por tipo de empleo.",
                 "No data: this release does not count by kind of employment."),
            "nodata",
        )  # fmt: skip
        return
    rows = []
    for measure, name, label in (("current", "all", Text("Todas las vías", "All tracks")), *TRACKS):
        informal, formal = f'count("{measure}", formality="informal")', f'count("{measure}", formality="formal")'
        known, all_ = f'known("{measure}", "formality")', f'count("{measure}")'
        rows.append(
            (
                label,
                ledger.say(f"formality.{name}.informal", informal),
                ledger.say(f"formality.{name}.formal", formal),
                ledger.say(f"formality.{name}.not_working", f'count("{measure}", formality="not_working")'),
                ledger.say(f"formality.{name}.known.share", f"percent({known}, {all_})", "percent"),
                ledger.say(f"formality.{name}.share", f"percent({informal}, sum({informal}, {formal}))", "percent"),
                ledger.say(f"formality.{name}.ratio", f"ratio({informal}, {formal})", "ratio"),
            )
        )
    yield Table(
        Text("Empleo declarado, por vía", "Declared employment, by track"),
        (
            Column(Text("Vía", "Track")),
            Column(Text("Informal", "Informal"), True),
            Column(Text("Formal", "Formal"), True),
            Column(Text("No trabaja", "Not working"), True),
            Column(Text("% que contestó", "% who answered"), True),
            Column(Text("% informal, de quienes trabajan", "% informal, of those who work"), True),
            Column(Text("Informales por formal", "Informal per formal"), True),
        ),
        tuple(rows),
        Text(
            "Cada persona describió su trabajo con su consentimiento; de quien no contestó no se sabe, y no se deduce. "
            "Informal, según la definición del INEGI: sin seguridad social por ese trabajo, sin pago, o por cuenta "
            "propia sin registro ante el SAT. No es una tasa de participación, porque no divide entre la población "
            "ocupada; esa razón está en el indicador IND-A4.",
            "Each person described the job with consent; of who did not answer it is unknown, and not inferred. "
            "Informal, after INEGI's definition: without social security by that job, without pay, or on own account "
            "without tax registration. It is not a participation rate, because it does not divide by the employed "
            "population; that ratio is in indicator IND-A4.",
        ),
    )


def _study_fields(ledger: Ledger) -> Iterator[Block]:
    if not _counts_by(ledger, "study_field"):
        return
    yield Heading(Text("Campo de estudio", "Field of study"))
    labels = {**ledger.snapshot["labels"]["study_fields"], "unknown": {"es": "No se sabe", "en": "Unknown"}}
    yield Table(
        Text("Campo de estudio declarado, por vía", "Declared field of study, by track"),
        (Column(Text("Campo", "Field")), Column(PEOPLE, True), *(Column(label, True) for _, _, label in TRACKS)),
        tuple(
            (
                text_of(label),
                *(
                    ledger.say(f"study_field.{name}.{key}", f'count("{measure}", study_field={quoted(key)})')
                    for measure, name in (("current", "all"), *((one[0], one[1]) for one in TRACKS))
                ),
            )
            for key, label in labels.items()
        ),
        Text(
            "Los campos amplios de la clasificación CINE-F 2013, como cada persona declaró el de sus últimos estudios.",
            "The broad fields of ISCED-F 2013, as each person declared that of her or his last studies.",
        ),
    )


def _counts_by(ledger: Ledger, dimension: str) -> bool:
    """Whether the release counts by a dimension: those made before it was asked do not."""
    return dimension in ledger.snapshot["tables"]["current"]


def poles(ledger: Ledger) -> Iterator[Block]:
    """The fifteen poles, and of how many people the municipality is unknown."""
    yield Heading(Text("Polos de desarrollo", "Development poles"))
    yield Paragraph(
        Text(
            "La pertenencia a un polo se toma del municipio de residencia que la persona declara; sin "
            "municipio, no se sabe. En las entidades con polo, de {unknown} personas no se conoce el "
            "municipio.",
            "Membership of a pole is taken from the municipality of residence that the person declares; "
            "without one it is unknown. In the states that have a pole, the municipality of {unknown} "
            "people is unknown.",
        ).format(
            unknown=ledger.say(
                "poles.unknown",
                "sum("
                + ", ".join(
                    f'count("current", state="{code}", pole="unknown")'
                    for code in sorted({pole["state"] for pole in ledger.snapshot["poles"].values()})
                )
                + ")",
            )
        )
    )
    rows = [
        (
            same(pole["name"]),
            text_of(ledger.snapshot["states"][pole["state"]]["name"]),
            ledger.say(f"pole.{key}", f'count("current", state="{pole["state"]}", pole="{key}")'),
            text_of(pole["vocation"]) if pole["vocation"] else Text("sin dato", "no data"),
        )
        for key, pole in ledger.snapshot["poles"].items()
    ]
    yield Table(
        Text("Personas con microcredencial vigente por polo", "People with a current microcredential by pole"),
        (
            Column(Text("Polo", "Pole")),
            Column(STATE),
            Column(PEOPLE, True),
            Column(Text("Vocación", "Vocation")),
        ),
        tuple(rows),
        Text(
            "Los primeros quince polos según su presentación en prensa (Secretaría de Economía, "
            "2025-06-26). La vocación queda en blanco mientras no la diga un documento.",
            "The first fifteen poles as presented in the press (Secretaría de Economía, 2025-06-26). The "
            "vocation stays blank until a document states it.",
        ),
    )
