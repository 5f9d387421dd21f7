"""The chapters of indicators: one for each family, which are never added to each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registry.publication.blocks import Block, Chapter, Column, Heading, Paragraph, Table
from registry.publication.chapters import quoted, text_of
from registry.publication.ledger import NO_DATA, NOT_PUBLISHED, Ledger
from registry.texts import Text, same

TITLES = {
    "IND-A": Text("Indicadores, familia A: mitigar el desplazamiento", "Indicators, family A: mitigating displacement"),
    "IND-B": Text("Indicadores, familia B: aumentar la productividad", "Indicators, family B: raising productivity"),
    "IND-X": Text("Indicadores transversales: equidad y confianza", "Cross-cutting indicators: equity and trust"),
}
COMPUTABLE = {
    "records": Text("registros", "records"),
    "survey": Text("encuesta", "survey"),
    "import": Text("serie externa", "outside series"),
}


def families(ledger: Ledger) -> tuple[Chapter, ...]:
    """A chapter for each family, in the order of the framework."""
    return tuple(_family(ledger, key) for key in ledger.snapshot["families"])


def _family(ledger: Ledger, key: str) -> Chapter:
    members = {name: one for name, one in ledger.snapshot["indicators"].items() if one["family"] == key}
    answer = Text(
        "{shown} de {all} indicadores de esta familia tienen valor en el corte. Los demás se "
        "muestran sin dato, con lo que falta para calcularlos. Los valores de una familia no se "
        "suman entre sí ni con los de otra.",
        "{shown} of the {all} indicators in this family have a value at the cut-off date. The others "
        "are shown without data, with what is missing to compute them. Values are never added, "
        "within a family or across.",
    ).format(
        shown=ledger.say(f"{key}.shown", f"families[{quoted(key)}].withValue", "plain"),
        all=ledger.say(f"{key}.all", f"size(families[{quoted(key)}].members)", "plain"),
    )
    rows = tuple(row for name, one in members.items() for row in _rows(ledger, name, one))
    table = Table(
        Text("Valores al corte", "Values at the cut-off date"),
        (
            Column(Text("Indicador", "Indicator")),
            Column(Text("Valor", "Value"), True, 0.6),
            Column(Text("Unidad", "Unit"), weight=1),
            Column(Text("Periodo y origen", "Period and origin"), weight=2.6),
        ),
        rows,
    )
    return Chapter(
        key.lower(),
        TITLES.get(key, text_of(ledger.snapshot["families"][key]["title"])),
        answer,
        (table, *_definitions(members)),
    )


def _rows(ledger: Ledger, name: str, one: Mapping[str, Any]) -> Iterator[tuple[Text, ...]]:
    title = Text("{name} · {title}", "{name} · {title}").format(name=same(name), title=text_of(one["name"]))
    told = Text("{period}. {origin}", "{period}. {origin}").format(
        period=same(one["period"] or ""), origin=text_of(one["origin"]) if one["origin"] else same("")
    )
    if one["outcome"] == "value":
        yield title, ledger.say(name, f"decimal(indicators[{quoted(name)}].value)", "plain"), text_of(one["unit"]), told
    elif one["outcome"] == "by_group":
        for key, member in one["groups"].items():
            said = ledger.say(
                f"{name}.{key}", f"decimal(indicators[{quoted(name)}].groups[{quoted(key)}].value)", "plain"
            )
            group = Text("{title}: {group}", "{title}: {group}").format(title=title, group=text_of(member["name"]))
            yield group, said, text_of(one["unit"]), told
    else:
        few = Text("Detrás del valor hay pocas personas.", "Few people stand behind the value.")
        needs = few if one["outcome"] == "suppressed" else _needs(one)
        reason = text_of(one["reason"]) if one["reason"] else needs
        yield title, NOT_PUBLISHED if one["outcome"] == "suppressed" else NO_DATA, text_of(one["unit"]), reason


def _needs(one: Mapping[str, Any]) -> Text:
    joined = [COMPUTABLE[kind] for kind in one["computableFrom"] if kind in COMPUTABLE]
    return Text("Necesita: {what}.", "Needs: {what}.").format(
        what=Text(", ".join(word.es for word in joined), ", ".join(word.en for word in joined))
    )


def _definitions(members: Mapping[str, Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading(Text("Qué mide cada uno", "What each one measures"))
    for name, one in members.items():
        yield Paragraph(
            Text("{name} · {title}. {definition}", "{name} · {title}. {definition}").format(
                name=same(name), title=text_of(one["name"]), definition=text_of(one["definition"])
            )
        )
        note = Text(
            "Dueño propuesto: {owner}. Referencia internacional: {analogue}.{caveat}",
            "Proposed owner: {owner}. International reference: {analogue}.{caveat}",
        ).format(
            owner=same(one["owner"]),
            analogue=text_of(one["analogue"]),
            caveat=Text(" {caveat}", " {caveat}").format(caveat=text_of(one["caveat"])) if one["caveat"] else same(""),
        )
        yield Paragraph(note, "small")
