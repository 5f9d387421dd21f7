"""Where agreements hold: states, development poles, and regions of the catalogue such as a border. Pure.

An agreement that names none holds everywhere. Somebody who asks for a state finds what holds in it: the state itself,
its poles, the regions that it is part of. Whoever asks for a pole or a region finds what names it, or a state of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from registry import content
from registry.texts import Text, same

STATE, POLE, REGION = "state", "pole", "region"
KINDS: Mapping[str, Text] = {
    REGION: Text("Regiones", "Regions"),
    STATE: Text("Entidades", "States"),
    POLE: Text("Polos de desarrollo", "Development poles"),
}


def choices() -> Mapping[str, Text]:
    """Every place that an agreement may name, regions first."""
    return {
        **{f"{REGION}:{one.id}": one.label for one in content.catalog("agreement_regions")},
        **{f"{STATE}:{one.code}": one.name for one in content.states()},
        **{f"{POLE}:{one.id}": same(one.name) for one in content.poles()},
    }


def states_of(place: str) -> frozenset[str]:
    """The codes of the states in which a place lies; empty for one that does not exist."""
    kind, _, identifier = place.partition(":")
    if kind == STATE:
        return frozenset({identifier}) if content.state(identifier) else frozenset()
    if kind == POLE:
        return frozenset(one.state for one in content.poles() if one.id == identifier)
    found = (one.more.get("states", ()) for one in content.catalog("agreement_regions") if one.id == identifier)
    return frozenset(code for codes in found for code in codes) if kind == REGION else frozenset()


def holds_in(named: Sequence[str], asked: str) -> bool:
    """Whether an agreement that names these places holds in the place that somebody asks for."""
    if not named or asked in named:
        return True
    kind = asked.partition(":")[0]
    wanted = states_of(asked)
    if kind == STATE:
        return any(wanted & states_of(one) for one in named)
    return any(one.startswith(f"{STATE}:") and states_of(one) <= wanted for one in named)
