"""What the demo's crowd declares when it applies to a program: fictitious, the same every time."""

from __future__ import annotations

from collections.abc import Sequence

from registry.demo.cast import SyntheticPerson
from registry.people.service import PersonClaims
from registry.programs.commands import Declaration, DeskApplication

_LEVELS = (
    "upper_secondary", "bachelor", "bachelor", "bachelor", "higher_technical", "master", "upper_secondary", "bachelor",
    "doctorate", "bachelor", "lower_secondary",
)  # fmt: skip
_STATUS = ("employed", "studying", "self_employed", "unemployed", "employed", "caring", "employed")
#: One in so many is a foreign national who lives in Mexico.
_FOREIGN = 23


def applications(people: Sequence[SyntheticPerson]) -> list[DeskApplication]:
    """An application on paper of each; gender is declared by about two in three."""
    return [DeskApplication(_claims(one), Declaration(_declared(one), True, "curp", one.curp)) for one in people]


def _claims(one: SyntheticPerson) -> PersonClaims:
    # The crowd has no mailboxes: thousands of demo mails would bury the few that a visitor wants to read.
    return PersonClaims(
        full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
        curp=one.curp,
    )  # fmt: skip


def _declared(one: SyntheticPerson) -> dict[str, str]:
    declared = {
        "state": one.state,
        "study_level": _LEVELS[one.number * 7 % len(_LEVELS)],
        "nationality": "foreign_resident" if one.number % _FOREIGN == 0 else "mexican",
        "employment_status": _STATUS[one.number * 5 % len(_STATUS)],
        "occupation": f"sinco-{one.number * 3 % 9 + 1}",
    }
    return declared | ({"gender": one.gender} if one.gender else {})
