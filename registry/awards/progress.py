"""How far somebody has come along a standard (pure): which parts or profiles are held, and what the next one asks.

Parts add up inside one standard, never across standards or tracks: each standard is judged with its own awards alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.awards.portfolio import ORDER, Holding
from registry.curriculum.requirements import requirements
from registry.curriculum.standard import FullCredential, Level, Profile, Standard, Target
from registry.texts import Text, same


@dataclass(frozen=True, slots=True)
class Step:
    """A part or a profile, and the best award for it that the person has: None when there never was one."""

    target: Target
    hours: Decimal
    holding: Holding | None

    @property
    def held(self) -> bool:
        """Whether it counts today."""
        return self.holding is not None and self.holding.phase.counts

    @property
    def coming(self) -> bool:
        """Whether it only waits for the person's yes, or for its first day."""
        return self.holding is not None and self.holding.phase.comes


@dataclass(frozen=True, slots=True)
class Asked:
    """What a holder of one profile still does for another: what the rule names and the competencies to raise, each
    with the level to reach (None for an instrument), and the hours still to add."""

    required: tuple[tuple[Text, Level | None], ...]
    hours_left: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """One standard. ``full`` is what all parts make together, ``full_until`` until when they would (None: not yet)."""

    standard: Standard
    steps: tuple[Step, ...]
    full: FullCredential | None
    full_until: dt.datetime | None

    @property
    def held(self) -> tuple[Step, ...]:
        """What counts today."""
        return tuple(step for step in self.steps if step.held)

    @property
    def missing(self) -> tuple[Step, ...]:
        """What is neither held nor coming, in the standard's order."""
        return tuple(step for step in self.steps if not step.held and not step.coming)

    @property
    def next_step(self) -> Step | None:
        """The part that comes next. Profiles are for different people: none of them comes next."""
        return self.missing[0] if self.standard.parts and self.missing else None


def progress(standard: Standard, holdings: Iterable[Holding]) -> Progress | None:
    """Along the version of a standard that is in force; None for somebody who never held anything of it.

    What was earned under another version counts where this one still has that part or profile.
    """
    own = [one for one in holdings if one.standard_id == standard.id]
    if not own:
        return None
    steps = tuple(
        Step(target, requirements(standard, target.profile, target.part).hours.total, _best(own, standard, target))
        for target in standard.targets
    )
    full = standard.stacking.full_credential
    return Progress(standard, steps, full, _full_until(steps, full))


def asked_for(progressed: Progress, wanted: Profile) -> Asked | None:
    """What the standard's rule for a second profile leaves to do; None without such a rule or a current profile."""
    rule, standard = progressed.standard.stacking.second_profile, progressed.standard
    have = [standard.profile(step.target.profile) for step in progressed.held]
    held = [profile for profile in have if profile is not None]
    if rule is None or not held:
        return None
    raised = _raised(standard, held, wanted)
    named = [*rule.required, *(one for one in raised if one not in rule.required)]
    return Asked(
        required=tuple(_named(standard, one, wanted) for one in named),
        hours_left=max(wanted.hours.total - max(profile.hours.total for profile in held), Decimal(0)),
    )


def _best(own: Sequence[Holding], standard: Standard, target: Target) -> Holding | None:
    """A current one before a lapsed one, then the one that ends last. A standard with one profile may leave it out."""
    only = standard.profiles[0].id if len(standard.profiles) == 1 else None
    found = [one for one in own if one.part == target.part and (one.profile or only) == target.profile]
    return min(
        found,
        key=lambda one: (not one.phase.counts, not one.phase.comes, -_end_of(one), ORDER.index(one.phase)),
        default=None,
    )


def _end_of(one: Holding) -> float:
    return one.valid_until.timestamp() if one.valid_until else float("inf")


def _full_until(steps: Sequence[Step], full: FullCredential | None) -> dt.datetime | None:
    """The end of the first part to end, when every required one is held and has an end."""
    if full is None:
        return None
    by_part = {step.target.key: step.holding for step in steps if step.held}
    ends = [one.valid_until for key in full.required if (one := by_part.get(key)) and one.valid_until]
    return min(ends) if len(ends) == len(full.required) else None


def _raised(standard: Standard, held: Sequence[Profile], wanted: Profile) -> list[str]:
    """The competencies in which the other profile asks for a higher level than every one held."""
    raised = []
    for competency in standard.competencies:
        needed = _rank(standard, wanted, competency.id)
        if all(_rank(standard, profile, competency.id) < needed for profile in held):
            raised.append(competency.id)
    return raised


def _rank(standard: Standard, profile: Profile, competency: str) -> int:
    level = standard.level(profile.required_levels[competency])
    return level.rank if level else 0


def _named(standard: Standard, identifier: str, wanted: Profile) -> tuple[Text, Level | None]:
    """A competency with the level that the profile requires, or an instrument of the assessment."""
    competency = standard.competency(identifier)
    if competency is not None:
        return competency.title, standard.level(wanted.required_levels[identifier])
    instrument = standard.instrument(identifier)
    return (instrument.title if instrument else same(identifier)), None
