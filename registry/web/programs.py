"""What pages of programs share: the words of states and categories, a run of a program with its funnel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from registry import clock, content
from registry.awards import cosigning
from registry.awards.cosigning import PartnerWord
from registry.curriculum.programs import Program, Stage
from registry.definitions import offers
from registry.definitions.offers import Offer, Wanted
from registry.disclosure import MINIMUM_CELL, Line, nearest_ten
from registry.programs import agreements, calls, declarations, funnel, messages, queries, regions, sources, tallies
from registry.programs.funnel import Funnel, StageAwards
from registry.programs.models import Agreement, Cohort, ProgramCall, Selection
from registry.programs.sources import FunderLine
from registry.programs.tallies import Breakdown
from registry.texts import Text, spoken
from registry.web.charts import Tile, tile_map
from registry.web.language import current

CALL_KINDS: Mapping[str, str] = {
    "draft": "not_checked",
    "announced": "info",
    "open": "valid",
    "closed": "warning",
    "decided": "valid",
    "cancelled": "invalid",
}
AGREEMENT_KINDS: Mapping[str, str] = {
    "to_come": "info",
    "in_force": "valid",
    "ended": "not_current",
    "ended_early": "not_current",
}
OTHERS = Text("Otras, juntas", "Others, together")
UNKNOWN = Text("No se sabe", "Unknown")
TOGETHER = Text(
    "Juntas en «Otras», o sin nadie; cuál es cuál no se dice:",
    "Together in “Others”, or with nobody; which is which is not said:",
)
NOBODY = Text("Nadie de la tabla declaró vivir en:", "Nobody in the table declared living in:")
NO_TOPIC = Text("Sin tema declarado", "No topic declared")


@dataclass(frozen=True, slots=True)
class Issuing:
    """What closes a stage: who offers it, and which partners have endorsed it, when, and how they stand today."""

    offer: Offer
    words: tuple[PartnerWord, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: a call, the cohort that it filled, or both."""

    call: ProgramCall | None
    cohort: Cohort | None
    name: str
    funnel: Funnel
    selections: Mapping[str, Selection]
    awards: Mapping[str, StageAwards]
    topics: Mapping[str, Line[str]]

    @property
    def funder(self) -> str | None:
        """Who pays, as declared."""
        found = self.cohort or self.call
        return found.funder if found else None


def call_state(call: ProgramCall) -> tuple[str, str, Text]:
    """The state of a call now: code, kind of pill, words."""
    code = calls.state_of(call, clock.now())
    return code, CALL_KINDS[code], messages.CALL_STATES[code]


def agreement_state(agreement: Agreement) -> tuple[str, Text]:
    """The state of an agreement today: kind of pill, words."""
    code = agreements.state_of(agreement, clock.today())
    return AGREEMENT_KINDS[code], messages.AGREEMENT_STATES[code]


def runs(program: Program) -> list[Run]:
    """Every run that has something to show, newest first."""
    by_cohort = {one.cohort_id: one for one in queries.calls_of(program.id) if one.cohort_id}
    return [run(program, by_cohort.get(one.id), one) for one in queries.cohorts_of(program.id)]


def run(program: Program, call: ProgramCall | None, cohort: Cohort | None) -> Run:
    """One run, counted now."""
    found = call or cohort
    counted = funnel.funnel(program, call=call, cohort=cohort)
    return Run(
        call=call,
        cohort=cohort,
        name=found.name if found else "",
        funnel=counted,
        topics=sources.topics_of(program, cohort, counted) if cohort else {},
        selections={one.stage_id: one for one in cohort.selections} if cohort else {},
        awards=funnel.awards_by_stage(cohort.id) if cohort else {},
    )


def closing(stage: Stage) -> list[Issuing]:
    """Who offers the microcredential that closes a stage, with partners' endorsements."""
    if stage.standard is None:
        return []
    wanted = Wanted(stage.standard, stage.profile, stage.part)
    found = offers.offered([wanted], at=clock.now())[wanted]
    return [Issuing(one, cosigning.words_on_design(one.version_id)) for one in found.named]


def countersigned(awards: StageAwards | None) -> Text:
    """How many awards of a stage partners have countersigned; a remainder of one to nine is not said."""
    if awards is None or not awards.issued:
        return Text("—", "—")
    left = awards.asked - awards.countersigned
    if not awards.asked:
        return Text("no se pidió", "not asked for")
    if 0 < left < MINIMUM_CELL:
        return Text("casi todas; faltan menos de {least}", "nearly all; fewer than {least} missing").format(
            least=MINIMUM_CELL
        )
    if not left:
        return Text("todas", "all")
    said = Text("unas {signed} de {asked}", "about {signed} of {asked}")
    return said.format(signed=nearest_ten(awards.countersigned), asked=nearest_ten(awards.asked))


def category(dimension: str, name: str) -> Text:
    """What people read for a category of a breakdown."""
    if name.startswith(tallies.OTHERS):
        return OTHERS
    if name == tallies.UNKNOWN:
        return UNKNOWN
    if dimension == "state":
        state = content.state(name)
        return state.name if state else UNKNOWN
    if dimension == "nationality":
        return messages.NATIONALITIES.get(name, UNKNOWN)
    return content.label(messages.CATALOGUES[dimension], name)


def quota_name(attribute: str, value: str) -> Text:
    """Whom a quota is for."""
    return messages.QUOTAS.get((attribute, value)) or category(attribute, value)


def stated(program: Program) -> Sequence[tuple[Text, object]]:
    """What the source states, in its order; what it leaves open is not shown."""
    return [
        (messages.STATED[name], _said(value))
        for name, value in program.stated.items()
        if name in messages.STATED and value is not None
    ]


def _said(value: object) -> object:
    if isinstance(value, Mapping):
        return Text.of(value)
    if isinstance(value, bool):
        return Text("Sí", "Yes") if value else Text("No", "No")
    if isinstance(value, str):
        return content.label("modes", value)
    return value


def state_map(made: Breakdown) -> tuple[Text, Markup]:
    """The states as tiles, at the last level that a breakdown shows for most; with its title."""
    level = next((one for one in ("awarded", "admitted") if one in made.levels), made.levels[0])
    title = Text("{level}, por entidad", "{level}, by state").format(level=messages.LEVELS[level])
    language = current()
    together = any(name.startswith(tallies.OTHERS) for name in made.rows)
    tiles = []
    for one in content.states():
        value = made.rows[one.code][level] if one.code in made.rows else None if together else 0
        shown = "—" if value is None else spoken(value, language)
        tiles.append(Tile(one.iso, one.name.in_(language), value, shown))
    return title, tile_map(tiles, title=title.in_(language))


def rest_of_states(made: Breakdown) -> tuple[Sequence[Text], Text]:
    """The states without a row, and what is true of them together."""
    names = [one.name for one in content.states() if one.code not in made.rows]
    return names, TOGETHER if any(name.startswith(tallies.OTHERS) for name in made.rows) else NOBODY


def left_out(found: Funnel, made: Breakdown) -> Sequence[str]:
    """The levels after the breakdown's first that the whole has and the breakdown has not."""
    after = found.levels[found.levels.index(made.levels[0]) :]
    return [one for one in after if one not in made.levels]


def by_funder(found: Sequence[Run]) -> Sequence[FunderLine]:
    """Results by who pays; nothing while nobody has said who does."""
    lines = sources.by_funder([(one.funder, one.funnel) for one in found])
    return lines if any(one.funder != tallies.UNKNOWN for one in lines) else ()


def funder_name(funder: str) -> Text:
    """What people read for who pays."""
    return UNKNOWN if funder == tallies.UNKNOWN else content.label("program_funders", funder)


def topic_name(topic: str) -> Text:
    """What people read for a project's topic."""
    return NO_TOPIC if topic == tallies.UNKNOWN else content.label("project_topics", topic)


def globals_for_templates() -> Mapping[str, Any]:
    """What templates of programs call."""
    return {
        "call_state": call_state,
        "agreement_state": agreement_state,
        "category": category,
        "quota_name": quota_name,
        "countersigned": countersigned,
        "nearest_ten": nearest_ten,
        "state_map": state_map,
        "rest_of_states": rest_of_states,
        "left_out": left_out,
        "funder_name": funder_name,
        "topic_name": topic_name,
        "region_names": regions.choices(),
        "region_kinds": regions.KINDS,
        "closing": closing,
        "level_words": messages.LEVELS,
        "dimension_words": messages.DIMENSIONS,
        "party_words": messages.PARTY_ROLES,
        "declared_words": messages.DECLARED,
        "answer_word": lambda name, value: declarations.options(name).get(value, UNKNOWN),
    }
