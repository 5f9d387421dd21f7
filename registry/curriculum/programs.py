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
    publication: Text | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. ``standard`` and ``part`` or ``profile`` say which definition's microcredential closes it.

    ``hours`` are in all and proposed by the authority; ``weeks`` as the source states; ``site`` in words, None online.
    """

    id: str
    title: Text
    mode: str
    capacity: int | None
    weeks: int | None
    hours: int | None
    site: Text | None
    standard: str | None
    part: str | None
    profile: str | None
    ends_in_credential: bool
    records_average: bool
    selection: StageSelection | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """How many people by which month after the program began."""

    month: int
    people: int


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may apply. ``study_levels`` empty: any; ``identity``: which documents identify somebody, one of them."""

    academic_requirement: bool
    residence: Text
    study_levels: tuple[str, ...]
    identity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """At least ``min_percent`` of the places go to people who declared ``value`` for ``attribute``; on admission."""

    id: str
    attribute: str
    value: str
    min_percent: int


@dataclass(frozen=True, slots=True)
class Admission:
    """How the first stage is filled when more people apply than there are places."""

    capacity: int
    quotas: tuple[Quota, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class CoSigner:
    """An institution that signs: ``role`` issuer or co_signer; ``provider_kinds`` of the catalogue."""

    id: str
    role: str
    provider_kinds: tuple[str, ...]
    required: bool
    signs: Text


@dataclass(frozen=True, slots=True)
class Incentive:
    """Something that follows from records. ``threshold_percent`` of a staff declared for ``valid_months``, where it is
    a share of a school's teachers."""

    id: str
    audience: str
    computed_from: str
    threshold_percent: int | None
    valid_months: int | None
    text: Text


@dataclass(frozen=True, slots=True)
class TerritorialRule:
    """At least ``min_percent`` of the people in the development poles."""

    min_percent: int
    text: Text


@dataclass(frozen=True, slots=True)
class ConnectivityRule:
    """Which modes must be offered in states of low connectivity."""

    requires: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Program:
    """A program. ``stated`` is what its source states, everything else what the authority proposes; ``target_people``
    is None where no number has been set: then no progress is shown. ``funders`` may pay for a cohort (catalogs.yaml,
    program_funders), which says itself who does; ``topics_text`` None: projects declare no topic."""

    id: str
    status: str
    title: Text
    tracks: tuple[str, ...]
    standards: tuple[str, ...]
    audience: tuple[str, ...]
    audience_note: Text | None
    target_people: int | None
    target_text: Text | None
    target_months: int | None
    counting_text: Text | None
    identity_text: Text | None
    milestones: tuple[Milestone, ...]
    eligibility: Eligibility | None
    admission: Admission | None
    co_signers: tuple[CoSigner, ...]
    stages: tuple[Stage, ...]
    incentives: tuple[Incentive, ...]
    channels: tuple[str, ...]
    territorial: TerritorialRule | None
    connectivity: ConnectivityRule | None
    indicators: tuple[str, ...]
    stated: Mapping[str, Any]
    source: Mapping[str, str]
    co_signing_rule: Text | None
    disaggregation: tuple[str, ...]
    funders: tuple[str, ...]
    employer_incentives: tuple[Text, ...]
    topics_text: Text | None

    def stage(self, identifier: str) -> Stage | None:
        """The stage with this id."""
        return next((stage for stage in self.stages if stage.id == identifier), None)

    def filled_from(self, identifier: str) -> Stage | None:
        """The stage that a cut fills from this one."""
        return next((one for one in self.stages if one.selection and one.selection.from_stage == identifier), None)


#: What a quota may look at: an attribute that people declare, or whether they live where few households are online.
QUOTA_ATTRIBUTES = ("gender", "study_level", "nationality", "occupation", "employment_status", "low_connectivity_state")


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
        status=reader.string("status", allowed=VALUE_STATES),
        title=reader.text("title"),
        tracks=reader.strings("tracks", least=1),
        standards=reader.strings("standards", least=1),
        audience=reader.strings("audience"),
        audience_note=reader.optional_text("audience_note"),
        target_people=target.whole("people", least=1) if target.has("people") else None,
        target_text=target.optional_text("text"),
        target_months=target.whole("months", least=1) if target.has("months") else None,
        counting_text=counting.text("text") if counting else None,
        identity_text=counting.optional_text("identity") if counting else None,
        milestones=tuple(
            Milestone(one.whole("month", least=1), one.whole("people", least=1))
            for one in (milestones.children("values") if milestones else [])
        ),
        eligibility=_eligibility(reader.optional_child("eligibility")),
        admission=_admission(reader.optional_child("admission")),
        co_signers=tuple(_co_signer(one) for one in reader.children("co_signers", least=0)),
        stages=stages,
        incentives=tuple(_incentive(one) for one in reader.children("incentives", least=0)),
        channels=reader.strings("channels"),
        territorial=_territorial(reader.optional_child("territorial_priority")),
        connectivity=_connectivity(reader.optional_child("connectivity_rule")),
        indicators=reader.strings("indicators"),
        stated=dict(reader.child("stated").value),
        source={name: source.string(name) for name in ("title", "publisher", "date")},
        co_signing_rule=reader.optional_text("co_signing_rule"),
        disaggregation=reader.strings("disaggregation"),
        funders=reader.strings("funders"),
        employer_incentives=tuple(_promised(one) for one in reader.children("employer_incentives", least=0)),
        topics_text=_topics(reader.optional_child("project_topics")),
    )


def _promised(reader: Reader) -> Text:
    reader.only("id", "status", "text")
    reader.identifier()
    reader.string("status", allowed=VALUE_STATES)
    return reader.text("text")


def _topics(reader: Reader | None) -> Text | None:
    if reader is None:
        return None
    reader.only("catalog", "status", "text")
    reader.string("catalog", allowed=("project_topics",))
    return reader.text("text")


def _eligibility(reader: Reader | None) -> Eligibility | None:
    if reader is None:
        return None
    reader.only("academic_requirement", "residence", "study_levels", "identity")
    levels = () if reader.value.get("study_levels") == "any" else reader.strings("study_levels", least=1)
    return Eligibility(
        academic_requirement=reader.truth("academic_requirement"),
        residence=reader.text("residence"),
        study_levels=levels,
        identity=reader.strings("identity", least=1),
    )


def _admission(reader: Reader | None) -> Admission | None:
    if reader is None:
        return None
    reader.only("capacity", "status", "rule", "quotas", "text")
    reader.string("rule", allowed=("eligible_in_order_of_draw",))
    quotas = []
    for one in reader.children("quotas", least=0):
        one.only("id", "attribute", "value", "min_percent")
        quotas.append(
            Quota(
                id=one.identifier(),
                attribute=one.string("attribute", allowed=QUOTA_ATTRIBUTES),
                value=one.string("value"),
                min_percent=one.whole("min_percent", least=1, most=100),
            )
        )
    return Admission(reader.whole("capacity", least=1), tuple(quotas), reader.text("text"))


def _co_signer(reader: Reader) -> CoSigner:
    return CoSigner(
        id=reader.identifier(),
        role=reader.string("role", allowed=("issuer", "co_signer")),
        provider_kinds=reader.strings("provider_kinds", least=1),
        required=reader.truth("required"),
        signs=reader.text("signs"),
    )


def _incentive(reader: Reader) -> Incentive:
    declared = reader.optional_child("denominator")
    return Incentive(
        id=reader.identifier(),
        audience=reader.string("for"),
        computed_from=reader.string("computed_from", allowed=("records", "records_and_declaration")),
        threshold_percent=(
            reader.whole("threshold_percent", least=1, most=100) if reader.has("threshold_percent") else None
        ),
        valid_months=declared.whole("valid_months", least=1) if declared else None,
        text=reader.text("text"),
    )


def _territorial(reader: Reader | None) -> TerritorialRule | None:
    if reader is None:
        return None
    return TerritorialRule(reader.whole("min_percent_in_poles", least=1, most=100), reader.text("text"))


def _connectivity(reader: Reader | None) -> ConnectivityRule | None:
    if reader is None:
        return None
    return ConnectivityRule(reader.strings("requires", least=1), reader.text("text"))


def _stage(reader: Reader) -> Stage:
    definition = reader.optional_child("definition")
    selection = reader.optional_child("selection")
    hours = reader.optional_child("hours")
    return Stage(
        id=reader.identifier(),
        title=reader.text("title"),
        mode=reader.string("mode"),
        capacity=reader.whole("capacity", least=1) if reader.has("capacity") else None,
        weeks=reader.whole("weeks", least=1) if reader.has("weeks") else None,
        hours=hours.whole("total", least=1) if hours else None,
        site=reader.optional_text("site"),
        standard=definition.string("standard") if definition else None,
        part=definition.string("part") if definition and definition.has("part") else None,
        profile=definition.string("profile") if definition and definition.has("profile") else None,
        ends_in_credential=reader.value.get("result") == "microcredential",
        records_average=bool(reader.value.get("records_average", False)),
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
        publication=reader.optional_text("publication"),
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
