"""The same numbers as files: CSV with a line for each cell, JSON with everything, the crosswalk to OECD and ILO."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from registry.indicators import messages, queries, wording
from registry.indicators.queries import Published, ShownFamily, ShownIndicator
from registry.indicators.values import Cell
from registry.texts import Text

VALUE_COLUMNS = (
    "indicator", "family", "period", "revision", "as_of", "definition_version", "breakdown", "group", "group_es",
    "group_en", "state", "value", "value_exact", "first_quartile", "third_quartile", "numerator", "denominator",
    "known", "of", "answered", "asked", "unit_es", "unit_en", "inputs", "reason_es", "reason_en",
)  # fmt: skip
CROSSWALK_COLUMNS = (
    "indicator", "family", "name_es", "name_en", "definition_version", "owner", "unit_es", "unit_en", "cadence",
    "organisation", "analogue_es", "analogue_en", "same_measure",
)  # fmt: skip
#: Whom an analogue names.
ORGANISATIONS = (("OECD", "OECD"), ("ILO", "ILO"), ("SDG", "UN"))


def values_csv(shown: Iterable[tuple[ShownIndicator, Published]]) -> bytes:
    """Values as CSV (UTF-8 with a mark, for spreadsheets): one line for each cell; a suppressed one is empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(VALUE_COLUMNS)
    for one, value in shown:
        for cell in value.statement.cells:
            writer.writerow(_value_line(one, value, cell))
    return ("\ufeff" + out.getvalue()).encode()


def value_json(one: ShownIndicator, value: Published) -> dict[str, Any]:
    """A value with everything that is said of it."""
    return {
        **value.statement.as_dict(),
        "revision": value.revision,
        "digest": value.digest,
        "computedAt": value.computed_at.isoformat(),
        "correction": value.correction,
        "frozen": value.frozen,
        "unit": one.indicator.unit.as_dict(),
    }


def indicator_json(one: ShownIndicator) -> dict[str, Any]:
    """An indicator as its version in force reads, with its values."""
    own = one.indicator
    return {
        "id": own.id,
        "family": own.family,
        "version": one.version,
        "name": own.name.as_dict(),
        "definition": own.definition.as_dict(),
        "owner": own.owner,
        "unit": own.unit.as_dict(),
        "formula": own.formula,
        "formulaInWords": wording.FORMULAS[own.id].as_dict() if own.id in wording.FORMULAS else None,
        "baseline": own.baseline.as_dict() if own.baseline else None,
        "cadence": own.cadence,
        "disaggregation": list(own.disaggregation),
        "analogue": own.analogue.as_dict(),
        "methodNote": own.caveat.as_dict(),
        "inputs": list(own.inputs),
        "computableFrom": list(own.computable_from),
        "registryAlone": own.registry_alone,
        "values": [value_json(one, value) for value in one.values],
        "null": {"suppressed": "fewer than 10 people, or deducible", "no_data": "not computable; never zero"},
    }


def crosswalk_csv(families: Sequence[ShownFamily]) -> bytes:
    """Each indicator beside its OECD or ILO analogue: related, not the same measure."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(CROSSWALK_COLUMNS)
    for family in families:
        for one in family.indicators:
            own = one.indicator
            organisations = [name for word, name in ORGANISATIONS if word in own.analogue.en]
            writer.writerow([
                own.id, family.id, own.name.es, own.name.en, one.version, own.owner, own.unit.es, own.unit.en,
                own.cadence, " + ".join(organisations), own.analogue.es, own.analogue.en, "no",
            ])  # fmt: skip
    return ("\ufeff" + out.getvalue()).encode()


def _value_line(one: ShownIndicator, value: Published, cell: Cell) -> list[object]:
    said = value.statement
    name = queries.group(cell.by, cell.key) if cell.by else Text("Total", "Total")
    exact = "" if cell.value is None else str(cell.value)
    number = wording.shown(said.indicator_id, Cell(cell.state, cell.value, by=cell.by)).en if exact else ""
    low, high = cell.spread or (None, None)
    unit = wording.unit(said.indicator_id, cell.by, one.indicator.unit)
    reason = cell.reason or (messages.SUPPRESSED if cell.state == "suppressed" else Text("", ""))
    sources = "; ".join(f"{each.title.en} ({each.publisher}, {each.day})" for each in said.inputs)
    return [
        said.indicator_id, one.indicator.family, said.period, value.revision, said.as_of.isoformat(), said.definition,
        cell.by, cell.key, name.es, name.en, cell.state, number.replace(",", ""), exact, _plain(low), _plain(high),
        _plain(cell.numerator), _plain(cell.denominator), _plain(said.known), _plain(said.of), _plain(said.answered),
        _plain(said.asked), unit.es, unit.en, sources, reason.es, reason.en,
    ]  # fmt: skip


def _plain(value: object) -> str:
    return "" if value is None else str(value)
