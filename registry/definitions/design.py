"""A provider's design of a microcredential, typed: what it teaches, how it assesses, in how many hours, for whom. Pure.

Hours are clock hours and percentages go from 0 to 100, both exact. A design may be wrong or unfinished in any way that
`registry.definitions.rules` can name; it is held to the standard there, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from registry.curriculum.requirements import Requirements, requirements
from registry.curriculum.standard import Standard
from registry.definitions.messages import APPEAL
from registry.texts import Text

EMPTY = Text("", "")


@dataclass(frozen=True, slots=True)
class DesignInstrument:
    """One of the standard's instruments as this provider applies it; ``title`` is its own name for it, if any."""

    id: str
    weight: Decimal
    minimum: Decimal
    hours: Decimal
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where an outcome is taught (a module, a session) and the ids of the instruments that assess it."""

    taught: str
    assessed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """Everything that a provider decides about one microcredential.

    ``track`` is declared by the provider and compared with the standard's; ``coverage`` is by outcome;
    ``languages``, ``modes``, ``identity_checks`` and ``adjustments`` are ids of the catalogs. ``entry`` says what a
    learner needs beforehand, ``appeal`` how a result is contested, ``cost`` what the learner pays. ``sectors`` are ids
    of SCIAN sectors for which it is meant, none for any: the registry's data, in no signed document.
    """

    title: Text
    description: Text
    criteria: Text
    track: str
    profile: str
    part: str | None
    languages: tuple[str, ...]
    modes: tuple[str, ...]
    learning_hours: Decimal
    assessment_hours: Decimal
    instruments: tuple[DesignInstrument, ...]
    coverage: Mapping[str, Coverage]
    validity_months: int
    identity_checks: tuple[str, ...]
    adjustments: tuple[str, ...]
    entry: Text = EMPTY
    appeal: Text = EMPTY
    cost: Text = EMPTY
    sectors: tuple[str, ...] = ()

    @property
    def hours(self) -> Decimal:
        """Learning and assessment together."""
        return self.learning_hours + self.assessment_hours

    def instrument(self, identifier: str) -> DesignInstrument | None:
        """The instrument with this id."""
        return next((one for one in self.instruments if one.id == identifier), None)

    def as_json(self) -> dict[str, Any]:
        """As it is stored; numbers as text, so that 81.25 stays 81.25."""
        return {
            "title": self.title.as_dict(),
            "description": self.description.as_dict(),
            "criteria": self.criteria.as_dict(),
            "track": self.track,
            "profile": self.profile,
            "part": self.part,
            "languages": list(self.languages),
            "modes": list(self.modes),
            "hours": {"learning": str(self.learning_hours), "assessment": str(self.assessment_hours)},
            "instruments": [
                {
                    "id": one.id,
                    "weight": str(one.weight),
                    "min_percent": str(one.minimum),
                    "hours": str(one.hours),
                    "title": one.title.as_dict() if one.title else None,
                }
                for one in self.instruments
            ],
            "coverage": {
                name: {"taught": one.taught, "assessed_by": list(one.assessed_by)}
                for name, one in self.coverage.items()
            },
            "validity_months": self.validity_months,
            "identity_checks": list(self.identity_checks),
            "adjustments": list(self.adjustments),
            "entry": self.entry.as_dict(),
            "appeal": self.appeal.as_dict(),
            "cost": self.cost.as_dict(),
            "sectors": list(self.sectors),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Design:
        """From what `as_json` made. Raises KeyError or ValueError for anything else."""
        return cls(
            title=Text.of(value["title"]),
            description=Text.of(value["description"]),
            criteria=Text.of(value["criteria"]),
            track=value["track"],
            profile=value["profile"],
            part=value["part"],
            languages=tuple(value["languages"]),
            modes=tuple(value["modes"]),
            learning_hours=_number(value["hours"]["learning"]),
            assessment_hours=_number(value["hours"]["assessment"]),
            instruments=tuple(
                DesignInstrument(
                    id=one["id"],
                    weight=_number(one["weight"]),
                    minimum=_number(one["min_percent"]),
                    hours=_number(one["hours"]),
                    title=Text.of(one["title"]) if one["title"] else None,
                )
                for one in value["instruments"]
            ),
            coverage={
                name: Coverage(one["taught"], tuple(one["assessed_by"])) for name, one in value["coverage"].items()
            },
            validity_months=int(value["validity_months"]),
            identity_checks=tuple(value["identity_checks"]),
            adjustments=tuple(value["adjustments"]),
            entry=Text.of(value["entry"]),
            appeal=Text.of(value["appeal"]),
            cost=Text.of(value["cost"]),
            sectors=tuple(value.get("sectors", ())),  # designs from before there were sectors have none
        )


def starting_design(standard: Standard, profile: str | None = None, part: str | None = None) -> Design:
    """A first draft at the standard's minimum: its hours, instruments, weights and minimums, a module per competency.

    What only the provider knows, the cost, is left empty. Raises NoSuchTarget.
    """
    needed = requirements(standard, profile, part)
    rules = standard.assessment
    return Design(
        title=needed.title,
        description=standard.purpose,
        criteria=rules.pass_rule,
        track=standard.track,
        profile=needed.profile,
        part=needed.part,
        languages=("spanish",),
        modes=("blended",),
        learning_hours=needed.hours.learning,
        assessment_hours=needed.hours.assessment,
        instruments=tuple(DesignInstrument(one.id, one.weight, one.minimum, one.hours) for one in needed.instruments),
        coverage=one_module_per_competency(needed),
        validity_months=needed.validity_months,
        identity_checks=rules.identity_documents,
        adjustments=rules.adjustments,
        entry=standard.entry,
        appeal=APPEAL.format(days=rules.appeal_business_days),
    )


def one_module_per_competency(needed: Requirements) -> dict[str, Coverage]:
    """Every outcome taught in the module of its competency and assessed as the standard says."""
    module = {one.id: f"Módulo {number}. {one.title.es}" for number, one in enumerate(needed.competencies, start=1)}
    return {one.id: Coverage(module[one.competency], one.assessed_by) for one in needed.outcomes}


def effective(needed: Requirements, design: Design) -> Requirements:
    """What this design asks of people: the standard's requirements with the design's own, higher minimums and hours.

    A design that asks less than the standard is never published; here the higher of the two holds in any case.
    """
    own = {one.id: one for one in design.instruments}
    instruments = tuple(
        replace(
            one,
            title=own[one.id].title or one.title,
            minimum=max(one.minimum, own[one.id].minimum),
            hours=max(one.hours, own[one.id].hours),
        )
        if one.id in own
        else one
        for one in needed.instruments
    )
    hours = replace(
        needed.hours,
        learning=max(needed.hours.learning, design.learning_hours),
        assessment=max(needed.hours.assessment, design.assessment_hours),
    )
    return replace(
        needed,
        instruments=instruments,
        hours=hours,
        validity_months=min(needed.validity_months, design.validity_months),
    )


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError):
        raise ValueError(f"not a number: {text!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a number: {text!r}")
    return number
