"""The last chapters of the report: quality and trust, the states, and how all of it was made. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from registry.publication.blocks import Block, Chapter, Column, Figure, Figures, Heading, Paragraph, Points, Table
from registry.publication.chapters import ENGINEERING, LITERACY, PEOPLE, STATE, publisher, quoted, text_of
from registry.publication.ledger import Ledger
from registry.texts import Text, same


def trust(ledger: Ledger) -> Chapter:
    """Can one rely on what was issued?"""
    answer = Text(
        "{institutions} instituciones tienen acreditación en vigor. {awards}",
        "{institutions} institutions hold an accreditation in force. {awards}",
    ).format(institutions=ledger.say("trust.institutions", "trust.institutions", "plain"), awards=_revoked(ledger))
    return Chapter(
        "trust",
        Text("¿Se puede confiar? Calidad y confianza", "Can it be trusted? Quality and trust"),
        answer,
        tuple(_trust(ledger)),
    )


def _revoked(ledger: Ledger) -> Text:
    issued, revoked = 'count("awards.issued")', 'count("awards.revoked")'
    told = ledger.say("awards.issued", issued)
    if ledger.value(revoked) is None:
        return Text(
            "Se han emitido {issued} microcredenciales; cuántas se han revocado no se publica, por ser pocas.",
            "{issued} microcredentials have been issued; how many have been revoked is not published, being few.",
        ).format(issued=told)
    return Text(
        "De {issued} microcredenciales emitidas se han revocado {revoked} ({per} por cada 10,000).",
        "Of {issued} microcredentials issued, {revoked} have been revoked ({per} per 10,000).",
    ).format(
        issued=told,
        revoked=ledger.say("awards.revoked", revoked),
        per=ledger.say("awards.revoked.per", f"per(10000, {revoked}, {issued})", "plain"),
    )


def _trust(ledger: Ledger) -> Iterator[Block]:
    yield Figures(
        (
            Figure(
                ledger.say("trust.institutions", "trust.institutions", "plain"),
                Text("instituciones con acreditación en vigor", "institutions with an accreditation in force"),
            ),
            Figure(
                ledger.say("trust.designs", "trust.designs", "plain"),
                Text("diseños de microcredencial publicados", "microcredential designs published"),
            ),
            Figure(
                ledger.say("awards.current", 'count("awards.current")'),
                Text("microcredenciales en vigor", "microcredentials in force"),
            ),
        )
    )
    rows = [
        (text_of(label), ledger.say(f"awards.revoked.{reason}", f'count("awards.revoked", reason="{reason}")'))
        for reason, label in ledger.snapshot["labels"]["revocation_reasons"].items()
    ]
    yield Table(
        Text("Revocaciones por motivo público", "Revocations by public reason"),
        (Column(Text("Motivo", "Reason")), Column(Text("Microcredenciales", "Microcredentials"), True)),
        tuple(rows),
        Text(
            "Un valor bajo puede querer decir que nadie revisa: se lee junto con la auditoría por muestreo (IND-X4).",
            "A low value may mean that nobody checks: read it together with the sampling audit (IND-X4).",
        ),
    )
    yield _audits(ledger)
    yield Heading(Text("Qué hace verificable a cada microcredencial", "What makes each microcredential verifiable"))
    yield Points(
        (
            Text(
                "La firma la institución acreditada, y su registro la fecha: cualquiera lo comprueba sin "
                "cuenta y sin pedir permiso.",
                "The accredited institution signs it and the registry dates it: anyone can check, without an "
                "account and without asking.",
            ),
            Text(
                "Cada acreditación, cada cambio y cada revocación es pública, con su motivo y su día.",
                "Every accreditation, change and revocation is public, with its reason and its day.",
            ),
            Text(
                "La verificación es anónima: no se sabe quién pregunta, así que no se cuentan personas empleadoras.",
                "Verification is anonymous: nobody knows who asks, so employers are not counted.",
            ),
        )
    )


def _audits(ledger: Ledger) -> Paragraph:
    audits = ledger.say("audits.closed", "trust.audits.closed", "plain")
    return Paragraph(
        Text(
            "Auditorías por muestreo cerradas en el año: {closed}. De {reviewed} registros revisados, otra persona "
            "evaluadora llegó a la misma decisión en {share}. Diseños con el sello de curso recomendado: {marked}.",
            "Sampling audits closed in the year: {closed}. Of {reviewed} records reviewed, another assessor "
            "reached the same decision in {share}. Designs with the mark of a recommended course: {marked}.",
        ).format(
            closed=audits,
            reviewed=ledger.say("audits.reviewed", "trust.audits.reviewed", "plain"),
            share=ledger.say("audits.share", "percent(trust.audits.agreed, trust.audits.reviewed)", "percent"),
            marked=ledger.say("trust.marked", "trust.marked", "plain"),
        )
    )


def states(ledger: Ledger) -> Chapter:
    """An annex: the 32 states, one line each."""
    rows = []
    for code, one in ledger.snapshot["states"].items():
        people = f'count("current", state="{code}")'
        women, known = (
            f'count("current", state="{code}", gender="woman")',
            f'known("current", "gender", state="{code}")',
        )
        rows.append(
            (
                text_of(one["name"]),
                ledger.say(f"state.{code}.current", people),
                ledger.say(f"state.{code}.literacy", f'count("{LITERACY}", state="{code}")'),
                ledger.say(f"state.{code}.engineering", f'count("{ENGINEERING}", state="{code}")'),
                ledger.say(f"state.{code}.women", women),
                ledger.say(f"state.{code}.gender_known", known),
                ledger.say(f"state.{code}.internet", f'decimal(states["{code}"].internet)', "percent"),
            )
        )
    return Chapter(
        "states",
        Text("Anexo: las 32 entidades", "Annex: the 32 states"),
        Text(
            "Cada entidad con sus números, en el orden de su clave. No es una lista de lugares: las "
            "entidades difieren en población, oferta y conectividad.",
            "Each state with its numbers, in the order of its code. It is not a ranking: states differ "
            "in population, offer and connectivity.",
        ),
        (
            Table(
                Text("Personas con microcredencial vigente", "People with a current microcredential"),
                (
                    Column(STATE),
                    Column(PEOPLE, True),
                    Column(Text("Alfabe\u00adtización", "Literacy"), True),
                    Column(Text("Ingeniería", "Engineer\u00ading"), True),
                    Column(Text("Mujeres", "Women"), True),
                    Column(Text("Género conocido", "Gender known"), True),
                    Column(Text("Hogares con internet", "Households online"), True),
                ),
                tuple(rows),
                Text(
                    "n. p.: no se publica. Hogares con internet: ENDUTIH 2024 (INEGI), según la prensa; de 25 "
                    "entidades no se conoce el porcentaje.",
                    "n. p.: not published. Households online: ENDUTIH 2024 (INEGI), as reported by the press; "
                    "for 25 states the percentage is unknown.",
                ),
            ),
        ),
    )


def method(ledger: Ledger) -> Chapter:
    """How all of it was made, and where the figures about the country come from."""
    release = ledger.snapshot["release"]
    answer = Text(
        "Todos los números salen de una publicación congelada con corte al {as_of}. Ninguno se "
        "estimó, ninguno se corrigió a mano.",
        "Every number comes from one frozen release, as of {as_of}. None was estimated and none adjusted by hand.",
    ).format(as_of=text_of(release["asOfText"]))
    return Chapter(
        "method", Text("Método, advertencias y fuentes", "Method, caveats and sources"), answer, tuple(_method(ledger))
    )


def _method(ledger: Ledger) -> Iterator[Block]:
    yield Heading(Text("Cómo se cuenta", "How counting works"))
    minimum = ledger.say("method.minimum", "minimumCell", "plain")
    yield Points(
        (
            Text(
                "Persona con microcredencial vigente: tiene al menos una emitida, sin revocar, sin suspender "
                "y sin vencer al corte. Cuenta una vez, tenga las que tenga.",
                "A person with a current microcredential holds at least one that is issued, not revoked, not "
                "suspended and not expired at the cut-off date. They count once, whatever they hold.",
            ),
            Text(
                "Los registros que resultaron ser de una misma persona cuentan como una.",
                "Records that turned out to be one person's count as one.",
            ),
            Text(
                "Género y demás datos personales: lo último que la persona declaró con su consentimiento. "
                "Entidad: residencia al emitir. Nada se infiere de la CURP.",
                "Gender and other personal data: what the person last declared, with consent. State: "
                "residence at issue. Nothing is inferred from the CURP.",
            ),
            Text(
                "Quien se opuso a contarse no aparece en ningún número.",
                "Whoever objected to being counted is in no number.",
            ),
            Text(
                "Toda celda con menos de {minimum} personas se suprime, y otras más hasta que ninguna "
                "diferencia de totales publicados la revele.",
                "Any cell with fewer than {minimum} people is suppressed, and further ones until no "
                "difference of published totals gives it away.",
            ).format(minimum=minimum),
        )
    )
    yield from _caveats()
    yield Heading(Text("Cifras de contexto y sus fuentes", "Context figures and their sources"))
    yield Paragraph(
        Text(
            "Describen al país o a otros programas; ninguna mide este registro. Las fuentes que se "
            "contradicen no se publican.",
            "They describe the country or other programs; none measures this registry. Sources that "
            "contradict themselves are not published.",
        )
    )
    yield _context(ledger)
    yield Heading(Text("Versiones", "Versions"))
    rows = [(same(name), same(value)) for name, value in ledger.snapshot["versions"].items()]
    yield Table(
        Text("Con qué se hizo", "What it was made with"),
        (Column(Text("Qué", "What")), Column(Text("Versión", "Version"))),
        tuple(rows),
    )


def _caveats() -> Iterator[Block]:
    yield Heading(Text("Advertencias", "Caveats"))
    yield Points(
        (
            Text(
                "El registro cuenta a quien obtuvo una microcredencial; de quien se inscribió sabe solo lo que las "
                "instituciones entregan, y no mide qué cambió en su trabajo.",
                "The registry counts who earned a microcredential; of who enrolled it knows only what institutions "
                "hand in, and it does not measure what changed at work.",
            ),
            Text(
                "Sin población por entidad importada no hay tasas: una entidad con más personas puede solo "
                "ser más grande.",
                "Without imported population by state there are no rates: a state with more people may only be larger.",
            ),
            Text(
                "Metas, hitos, umbrales y dueños de indicadores son propuestas mientras la autoridad no los adopte.",
                "Targets, milestones, thresholds and owners of indicators are proposals until the authority "
                "adopts them.",
            ),
        )
    )


def _context(ledger: Ledger) -> Table:
    rows = []
    for key, one in ledger.snapshot["context"].items():
        shown = (
            ledger.say(f"context.{key}", f"decimal(context[{quoted(key)}].value)", "plain")
            if one["isNumber"]
            else _as_written(one["value"])
        )
        caution = text_of(one["caution"]) if one["caution"] else same("")
        rows.append(
            (
                Text("{text}. {caution}", "{text}. {caution}").format(text=text_of(one["text"]), caution=caution),
                Text("{value} {unit}", "{value} {unit}").format(value=shown, unit=text_of(one["unit"])),
                Text("{title}. {publisher}, {date}", "{title}. {publisher}, {date}").format(
                    title=same(one["title"]), publisher=publisher(one["publisher"]), date=same(one["date"])
                ),
            )
        )
    return Table(
        Text("Cifras de contexto", "Context figures"),
        (
            Column(Text("Qué dice", "What it says"), weight=2),
            Column(Text("Cifra", "Figure"), weight=0.9),
            Column(Text("Fuente", "Source"), weight=2.4),
        ),
        tuple(rows),
    )


def _as_written(value: str | Mapping[str, str]) -> Text:
    return same(value) if isinstance(value, str) else text_of(value)
