"""Programs and their stages as the authority wrote them, typed as far as this registry computes with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.curriculum.parsing import VALUE_STATES
from registry.curriculum.reader import Ledger, Reader
from registry.curriculum.yaml_file import Marked
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class TieBreak:
    """What orders people of equal average: an instrument's percentage (higher first), or the draw."""

    instrument: str | None  # None: the draw


@dataclass(frozen=True, slots=True)
class StageSelection:
    """How a stage is filled from another: ``take`` people, ``waiting`` more on a list."""

    from_stage: str
    take: int
    waiting: int
    tie_breaks: tuple[TieBreak, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. ``standard`` and ``target`` say which definition's microcredential closes it."""

    id: str
    title: Text
    mode: str
    capacity: int | None
    standard: str | None
    part: str | None
    profile: str | None
    selection: StageSelection | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """How many people by which month after the program began."""

    month: int
    people: int


@dataclass(frozen=True, slots=True)
class Incentive:
    """Something that follows from records. ``threshold_percent`` of a staff declared for ``valid_months``, where it is
    a share of a school's teachers."""

    id: str
    audience: str
    text: Text
    threshold_percent: int | None
    valid_months: int | None


@dataclass(frozen=True, slots=True)
class Program:
    """A program. ``target_people`` is None where no number has been set: then no progress is shown."""

    id: str
    title: Text
    tracks: tuple[str, ...]
    standards: tuple[str, ...]
    audience: tuple[str, ...]
    target_people: int | None
    target_text: Text | None
    target_months: int | None
    counting_text: Text | None
    milestones: tuple[Milestone, ...]
    stages: tuple[Stage, ...]
    stated: Mapping[str, Any]
    source: Mapping[str, str]
    co_signing_rule: Text | None
    disaggregation: tuple[str, ...]
    incentives: tuple[Incentive, ...] = ()

    def stage(self, identifier: str) -> Stage | None:
        """The stage with this id."""
        return next((stage for stage in self.stages if stage.id == identifier), None)


def parse_programs(content: Mapping[str, Any] | Marked) -> tuple[Program, ...]:
    """The programs of a file, or of its copy in the database. Raises FaultyContent with every fault found."""
    if isinstance(content, Marked):
        ledger, value = Ledger(content.name, content.lines), content.value
    else:
        ledger, value = Ledger(), dict(content)
    root = Reader(value, (), ledger)
    root.only("kind", "id", "version", "programs")
    root.string("kind", allowed=("programs",))
    root.identifier()
    root.identifier("version")
    programs = tuple(_program(one) for one in root.children("programs"))
    ledger.settle()
    return programs


def _program(reader: Reader) -> Program:
    reader.string("status", allowed=VALUE_STATES)
    target, milestones = reader.child("target"), reader.optional_child("milestones")
    counting = reader.optional_child("counting")
    source = reader.child("source")
    stages = tuple(_stage(one) for one in reader.children("stages", least=0))
    for index, stage in enumerate(stages):
        if stage.selection and stage.selection.from_stage not in [earlier.id for earlier in stages[:index]]:
            reader.ledger.note((*reader.path, "stages", index, "selection", "from_stage"), NOT_EARLIER)
    if sum(stage.selection is not None for stage in stages) > 1:
        reader.note("stages", ONE_CUT)
    return Program(
        id=reader.identifier(),
        title=reader.text("title"),
        tracks=reader.strings("tracks", least=1),
        standards=reader.strings("standards", least=1),
        audience=reader.strings("audience"),
        target_people=target.whole("people", least=1) if target.has("people") else None,
        target_text=target.optional_text("text"),
        target_months=target.whole("months", least=1) if target.has("months") else None,
        counting_text=counting.text("text") if counting else None,
        milestones=tuple(
            Milestone(one.whole("month", least=1), one.whole("people", least=1))
            for one in (milestones.children("values") if milestones else [])
        ),
        stages=stages,
        stated=dict(reader.child("stated").value),
        source={name: source.string(name) for name in ("title", "publisher", "date")},
        co_signing_rule=reader.optional_text("co_signing_rule"),
        disaggregation=reader.strings("disaggregation"),
        incentives=tuple(_incentive(one) for one in reader.children("incentives", least=0)),
    )


def _incentive(reader: Reader) -> Incentive:
    reader.string("status", allowed=VALUE_STATES)
    staff = reader.optional_child("denominator")
    return Incentive(
        id=reader.identifier(),
        audience=reader.string("for"),
        text=reader.text("text"),
        threshold_percent=reader.whole("threshold_percent", least=1, most=100) if staff else None,
        valid_months=staff.whole("valid_months", least=1) if staff else None,
    )


def _stage(reader: Reader) -> Stage:
    definition = reader.optional_child("definition")
    selection = reader.optional_child("selection")
    return Stage(
        id=reader.identifier(),
        title=reader.text("title"),
        mode=reader.string("mode"),
        capacity=reader.whole("capacity", least=1) if reader.has("capacity") else None,
        standard=definition.string("standard") if definition else None,
        part=definition.string("part") if definition and definition.has("part") else None,
        profile=definition.string("profile") if definition and definition.has("profile") else None,
        selection=_selection(selection) if selection else None,
    )


def _selection(reader: Reader) -> StageSelection:
    reader.string("rank_by", allowed=("average",))
    reader.string("precision", allowed=("unrounded",))
    reader.string("requires", allowed=("competent",))
    tie_breaks = []
    for one in reader.children("tie_breaks"):
        by = one.string("by", allowed=("instrument", "draw"))
        one.string("order", allowed=("descending",) if by == "instrument" else ("ascending",))
        tie_breaks.append(TieBreak(one.string("instrument") if by == "instrument" else None))
    if not tie_breaks or any((one.instrument is None) != (one is tie_breaks[-1]) for one in tie_breaks):
        reader.note("tie_breaks", DRAW_LAST)
    draw = reader.child("draw")
    draw.string("key", allowed=("sha256(seed + ':' + selection_code)",))
    return StageSelection(
        from_stage=reader.string("from_stage"),
        take=reader.whole("take", least=1),
        waiting=reader.whole("waiting_list"),
        tie_breaks=tuple(tie_breaks),
        text=draw.text("text"),
    )


NOT_EARLIER = Text("debe ser una etapa anterior del mismo programa.", "must be an earlier stage of the same program.")
ONE_CUT = Text(
    "solo una etapa puede llenarse por corte: la semilla del sorteo se revela con el primero.",
    "only one stage can be filled by a cut: the seed of the draw is revealed with the first.",
)
DRAW_LAST = Text(
    "el último desempate es el sorteo, y solo el último: si no, puede quedar gente empatada.",
    "the last tie-break is the draw, and only the last: otherwise people could stay tied.",
)
