"""What a release says in the figures of the outcomes page: distinct people, counted once whatever they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from registry import content
from registry.disclosure import Line
from registry.outcomes.measures import UNKNOWN
from registry.outcomes.releases import Release

GENDERS = ("woman", "man", "non_binary", "undisclosed", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that ``/outcomes`` shows; ``as_of`` is up to when it is counted. None is suppressed."""

    as_of: dt.datetime
    people: int | None
    awards: int | None
    by_track: Line[str]
    by_profile: Line[str]
    by_state: Line[str]
    gender_by_profile: Mapping[str, Line[str]]
    gender_known: int | None
    assessed: int | None  # in files, which also say who is not yet competent
    competent: int | None


def outcomes(release: Release) -> Outcomes:
    """The figures of a release, in one statement."""
    tracks = [one.id for one in content.catalog("tracks")]
    profiles = [one.id for one in content.catalog("profiles")]
    tables = release.tables(
        [
            ("current", ("state",)),
            ("current", ("gender",)),
            ("awards.issued", ()),
            ("awards.revoked", ()),
            ("assessments.competent", ()),
            ("assessments.not_yet_competent", ()),
            *((f"current.track.{one}", ()) for one in tracks),
            *((f"current.profile.{one}", ("gender",)) for one in profiles),
        ]
    )
    states, genders = tables["current", ("state",)], tables["current", ("gender",)]
    by_gender = {one: tables[f"current.profile.{one}", ("gender",)] for one in profiles}
    totals = {name: table.total for (name, _), table in tables.items()}
    competent, not_yet = totals["assessments.competent"], totals["assessments.not_yet_competent"]
    issued, revoked = totals["awards.issued"], totals["awards.revoked"]
    return Outcomes(
        as_of=release.as_of,
        people=states.total,
        awards=None if issued is None or revoked is None else issued - revoked,
        by_track=Line({one: totals[f"current.track.{one}"] for one in tracks}, states.total),
        by_profile=Line({one: table.total for one, table in by_gender.items() if table.total != 0}, states.total),
        by_state=Line({place[0]: count for place, count in states.cells.items()}, states.total),
        gender_by_profile={
            one: Line({gender: table.get(gender) for gender in GENDERS}, table.total)
            for one, table in by_gender.items()
            if table.total != 0
        },
        gender_known=genders.known,
        assessed=None if competent is None or not_yet is None else competent + not_yet,
        competent=competent,
    )
