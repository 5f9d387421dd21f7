"""The pages of the development poles as blocks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.publication import chapters_equity
from registry.publication.blocks import Column, Table
from registry.publication.chapters import STATE, text_of
from registry.publication.ledger import Ledger
from registry.publication.pages import View, as_of
from registry.texts import Text, same

_NO_DATA = Text("sin dato", "no data")


def poles(counted: Mapping[str, Any]) -> View:
    """``/outcomes/poles``: the fifteen, and how many municipalities are unknown."""
    ledger = Ledger(counted)
    return View(
        Text("Polos de desarrollo", "Development poles"),
        Text(
            "La pertenencia a un polo se toma del municipio de residencia declarado; sin municipio, no se sabe.",
            "Membership of a pole is taken from the declared municipality of residence; without one it is unknown.",
        ),
        as_of(counted),
        tuple(chapters_equity.poles(ledger)),
    )


def pole(counted: Mapping[str, Any], key: str) -> View:
    """``/outcomes/poles/<id>``. Raises KeyError for an id that is no pole."""
    ledger = Ledger(counted)
    one = counted["poles"][key]
    code = one["state"]
    people = f'count("current", state="{code}", pole="{key}")'
    unknown, all_ = f'count("current", state="{code}", pole="unknown")', f'count("current", state="{code}")'
    state_name = text_of(counted["states"][code]["name"])
    lead = Text(
        "{people} personas con microcredencial vigente declararon vivir en un municipio de este "
        "polo. De las {all} de {state}, no "
        "se conoce el municipio de {unknown} ({share}).",
        "{people} people with a current microcredential declared that they live in a municipality "
        "of this pole. Of the {all} in "
        "{state}, the municipality of {unknown} ({share}) is unknown.",
    ).format(
        people=ledger.say("pole.people", people),
        all=ledger.say("pole.state", all_),
        state=state_name,
        unknown=ledger.say("pole.unknown", unknown),
        share=ledger.say("pole.unknown.share", f"percent({unknown}, {all_})", "percent"),
    )
    rows = (
        (STATE, state_name),
        (
            Text("Municipios", "Municipalities"),
            same(", ".join(one["municipalities"])) if one["municipalities"] else _NO_DATA,
        ),
        (Text("Vocación", "Vocation"), text_of(one["vocation"]) if one["vocation"] else _NO_DATA),
        (Text("Fuente", "Source"), same(one["source"])),
    )
    table = Table(
        same(one["name"]), (Column(Text("Dato", "Fact")), Column(Text("Lo que se sabe", "What is known"))), rows
    )
    return View(same(one["name"]), lead, as_of(counted), (table,))
