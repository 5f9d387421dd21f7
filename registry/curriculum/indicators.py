"""The indicators as the authority wrote them: families kept apart, each indicator with all that is said of it. Pure.

A formula is a text for people here; `registry.indicators.formulas` computes it, and a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry.curriculum.parsing import VALUE_STATES
from registry.curriculum.reader import Ledger, Reader
from registry.curriculum.yaml_file import Marked
from registry.texts import Text

#: How often an indicator has a value, and how many months its period lasts.
CADENCES: Mapping[str, int] = {"quarterly": 3, "half_yearly": 6, "yearly": 12}
SOURCES = ("records", "survey", "import")
WAVES = ("entry", "six_months", "twelve_months")
#: What the registry's own records give.
RECORDS = (
    "awards",
    "current",
    "enrollments_by_occupation",
    "holders_by_gender",
    "holders_by_gender_state",
    "holders_by_occupation",
    "holders_by_state_municipality",
    "holders_by_track_state",
    "issued",
    "revocations_by_reason",
    "sampling_audits",
    "smes_declared",
    "verifications",
)
MAXIMUM_CELL = 1_000


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that the indicator compares with; proposed until an authority adopts it."""

    value: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure of elsewhere beside which the indicator is read; ``figure`` names it among the context figures."""

    value: Decimal
    unit: str
    figure: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``inputs`` are ``records.…``, ``survey.…`` or the id of an import; ``registry_alone``: the records
    are enough. ``baseline`` is None until somebody has set one."""

    id: str
    family: str
    name: Text
    definition: Text
    owner: str
    unit: Text
    formula: str
    inputs: tuple[str, ...]
    computable_from: tuple[str, ...]
    registry_alone: bool
    disaggregation: tuple[str, ...]
    cadence: str
    analogue: Text
    caveat: Text
    baseline: Text | None
    threshold: Threshold | None
    reference: Reference | None

    @property
    def imports(self) -> tuple[str, ...]:
        """The series from outside that it needs."""
        return tuple(one for one in self.inputs if "." not in one)


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators of one aim. Families are never added together."""

    id: str
    title: Text
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A series from outside, and whose it is."""

    id: str
    title: Text
    owner: str


@dataclass(frozen=True, slots=True)
class Framework:
    """The whole metric in one version."""

    id: str
    version: str
    status: str
    title: Text
    source: Mapping[str, str]
    report_title: Text
    governance: Text
    publication: Text
    min_cell: int
    percent_decimals: int
    not_computable: Text
    imports: tuple[ImportKind, ...]
    families: tuple[Family, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, family after family."""
        return tuple(one for family in self.families for one in family.indicators)

    def indicator(self, identifier: str) -> Indicator | None:
        """The indicator with this id."""
        return next((one for one in self.indicators if one.id == identifier), None)

    def import_kind(self, identifier: str) -> ImportKind | None:
        """The series with this id."""
        return next((one for one in self.imports if one.id == identifier), None)


def parse_indicators(content: Mapping[str, Any] | Marked, *, figures: Collection[str] | None = None) -> Framework:
    """The framework of a file, or of its copy in the database. ``figures`` are the ids of context figures that may be
    shown; without them references are not held to any. Raises FaultyContent with every fault found."""
    if isinstance(content, Marked):
        ledger, value = Ledger(content.name, content.lines), content.value
    else:
        ledger, value = Ledger(), dict(content)
    framework = _framework(Reader(value, (), ledger), figures)
    ledger.settle()
    return framework


def _framework(root: Reader, figures: Collection[str] | None) -> Framework:
    root.only(
        *("kind", "id", "version", "status", "title", "source", "report", "governance", "publication"),
        *("not_computable_label", "imports", "families"),
    )
    root.string("kind", allowed=("indicators",))
    source, report, governance = root.child("source"), root.child("report"), root.child("governance")
    source.only("title", "publisher", "date")
    report.only("id", "title", "cadence")
    governance.only("status", "members", "text")
    publication = root.child("publication")
    publication.only("status", "min_cell", "secondary_suppression", "percent_decimals", "residence", "text")
    if not publication.truth("secondary_suppression"):
        publication.note("secondary_suppression", MUST_SUPPRESS)
    imports = tuple(_import(one) for one in root.children("imports"))
    series = tuple(one.id for one in imports)
    return Framework(
        id=root.identifier(),
        version=root.identifier("version"),
        status=root.string("status", allowed=VALUE_STATES),
        title=root.text("title"),
        source={key: source.string(key) for key in ("title", "publisher", "date")},
        report_title=report.text("title"),
        governance=governance.text("text"),
        publication=publication.text("text"),
        min_cell=publication.whole("min_cell", least=1, most=MAXIMUM_CELL),
        percent_decimals=publication.whole("percent_decimals", most=3),
        not_computable=root.text("not_computable_label"),
        imports=imports,
        families=tuple(_family(one, series, figures) for one in root.children("families")),
    )


def _import(reader: Reader) -> ImportKind:
    reader.only("id", "title", "owner")
    return ImportKind(reader.identifier(), reader.text("title"), reader.string("owner"))


def _family(reader: Reader, series: Collection[str], figures: Collection[str] | None) -> Family:
    reader.only("id", "title", "indicators")
    identifier = reader.identifier()
    return Family(
        id=identifier,
        title=reader.text("title"),
        indicators=tuple(_indicator(one, identifier, series, figures) for one in reader.children("indicators")),
    )


def _indicator(reader: Reader, family: str, series: Collection[str], figures: Collection[str] | None) -> Indicator:
    reader.only(
        *("id", "name", "definition", "owner", "unit", "formula", "inputs", "computable_from", "registry_alone"),
        *("disaggregation", "cadence", "analogue", "caveat", "baseline", "threshold", "reference"),
    )
    known = (*(f"records.{one}" for one in RECORDS), *(f"survey.{one}" for one in WAVES), *series)
    found = Indicator(
        id=reader.identifier(),
        family=family,
        name=reader.text("name"),
        definition=reader.text("definition"),
        owner=reader.string("owner"),
        unit=reader.text("unit"),
        formula=reader.string("formula"),
        inputs=reader.strings("inputs", least=1, allowed=known),
        computable_from=reader.strings("computable_from", least=1, allowed=SOURCES),
        registry_alone=reader.truth("registry_alone"),
        disaggregation=reader.strings("disaggregation"),
        cadence=reader.string("cadence", allowed=tuple(CADENCES)),
        analogue=reader.text("analogue"),
        caveat=reader.text("caveat"),
        baseline=reader.optional_text("baseline"),
        threshold=_threshold(reader),
        reference=_reference(reader, figures),
    )
    _check_sources(reader, found)
    return found


def _threshold(reader: Reader) -> Threshold | None:
    inner = reader.optional_child("threshold")
    if inner is None:
        return None
    inner.only("value", "status")
    return Threshold(inner.number("value"), inner.string("status", allowed=VALUE_STATES))


def _reference(reader: Reader, figures: Collection[str] | None) -> Reference | None:
    inner = reader.optional_child("reference")
    if inner is None:
        return None
    inner.only("value", "unit", "figure")
    return Reference(inner.number("value"), inner.string("unit"), inner.string("figure", allowed=figures))


def _check_sources(reader: Reader, found: Indicator) -> None:
    """What it is computed from must be what its inputs are; a page says "no data" by these."""
    kinds = {"records": "records.", "survey": "survey."}
    needed = {name for name, start in kinds.items() if any(one.startswith(start) for one in found.inputs)}
    needed |= {"import"} if found.imports else set()
    if found.inputs and needed != set(found.computable_from):
        reader.note("computable_from", SOURCES_DIFFER, needed=", ".join(sorted(needed)))
    if found.registry_alone != (needed == {"records"}):
        reader.note("registry_alone", ALONE_DIFFERS)


SOURCES_DIFFER = Text(
    "no corresponde a «inputs», que piden: {needed}.", "does not match “inputs”, which ask for: {needed}."
)
ALONE_DIFFERS = Text(
    "debe ser true si, y solo si, todos los «inputs» son de los registros.",
    "must be true if, and only if, all “inputs” come from the records.",
)
MUST_SUPPRESS = Text(
    "debe ser true: sin supresión secundaria una celda pequeña se deduce.",
    "must be true: without secondary suppression a small cell can be worked out.",
)
