"""What is published of a draw and of a cut, for anybody to check: codes, never a name and never a rank."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import orjson

from registry.curriculum import queries as curriculum
from registry.disclosure import MINIMUM_CELL
from registry.programs import queries, tallies
from registry.programs.messages import DIMENSIONS
from registry.programs.models import Cohort, ProgramCall, Selection

DRAW_KEY = "sha256(seed + ':' + code)"
ADMISSION_RULE = (
    "order by draw key; first `capacity` inside; for each quota in order, while too few inside count for it, the next "
    "outside who counts takes the place of the last inside who does not and without whom no other quota falls below "
    "its number; number asked = min(ceil(min_percent * capacity / 100), applicants who count)"
)
CUT_RULE = (
    "best `take` by unrounded average, then the tie-breaks in order (higher first), then the draw key (lower first)"
)


def admission(call: ProgramCall) -> dict[str, Any]:
    """The draw of a call, from what it started with to what it gave. ``call`` is decided.

    Which quotas a code counts for is published only where that tells of no group of one to nine people (`flags_fit`);
    else only the digest of the whole is, for an auditor to compare. Who gave up a place later is not in it.
    """
    kept = call.admission
    shown = bool(kept["flags_shown"])
    return {
        "program": call.program_id,
        "call": call.name,
        "decidedAt": call.decided_at.isoformat() if call.decided_at else None,
        "capacity": call.capacity,
        "waiting": call.waiting,
        "quotas": [
            {"id": one["id"], "attribute": one["attribute"], "value": one["value"], "minPercent": one["min_percent"]}
            for one in call.quotas
        ],
        "rule": ADMISSION_RULE,
        "drawKey": DRAW_KEY,
        "commitment": call.seed_commitment,
        "committedAt": call.published_at.isoformat() if call.published_at else None,
        "seed": call.seed,
        "drawn": kept["drawn"],
        "applicants": [
            {"code": code, **({"countsFor": counts} if shown else {})} for code, counts in kept["applicants"]
        ],
        "countsForPublished": shown,
        "inputsDigest": hashlib.sha256(orjson.dumps(kept["applicants"])).hexdigest(),
        "admitted": kept["admitted"],
    }


def flags_fit(
    drawn: Sequence[tuple[Collection[str], bool, Mapping[str, str]]],
    quotas: Sequence[Mapping[str, Any]],
    parts: Mapping[str, Mapping[str, str]],
) -> bool:
    """Whether the quotas that each code counts for may be published: every combination is shared by nobody or by ten,
    among those inside and among those outside, and the funnel's breakdowns show the same counts.

    ``drawn``: for each code the quotas, whether it is inside, and what was declared. ``parts``: as of
    `tallies.breakdown`, by attribute.
    """
    groups = Counter((tuple(sorted(counts)), inside) for counts, inside, _ in drawn)
    if any(size < MINIMUM_CELL for size in groups.values()):
        return False
    for one in quotas:
        attribute = str(one["attribute"])
        if attribute not in DIMENSIONS:
            continue
        people = [(declared.get(attribute, tallies.UNKNOWN), _LEVELS[inside]) for _, inside, declared in drawn]
        made = tallies.breakdown(people, _LEVELS, published=_LEVELS, apart=parts.get(attribute))
        row = made.rows.get(str(one["value"]), {})
        if any(row.get(level) is None for level in _LEVELS):
            return False
    return True


#: The levels of a draw: in it, and given a place.
_LEVELS = ("eligible", "admitted")


def selection(cohort: Cohort, made: Selection) -> dict[str, Any]:
    """A cut: admitted codes in code order, the cut-off, and the key of the last one admitted to compare with."""
    rule = next(stage.selection for stage in curriculum.program(cohort.program_id).stages if stage.id == made.stage_id)
    places = queries.places_of(made.id)
    codes = {one.id: one.selection_code for one in queries.members_of(cohort.id)}
    return {
        "program": cohort.program_id,
        "cohort": cohort.name,
        "stage": made.stage_id,
        "fromStage": rule.from_stage if rule else None,
        "madeAt": made.made_at.isoformat(),
        "take": rule.take if rule else None,
        "rule": CUT_RULE,
        "tieBreaks": [one.instrument or "draw" for one in rule.tie_breaks] if rule else [],
        "drawKey": DRAW_KEY,
        "commitment": cohort.seed_commitment,
        "committedAt": cohort.committed_at.isoformat() if cohort.committed_at else None,
        "seed": cohort.seed,
        "taken": made.taken,
        "cutAverage": made.cut_average or None,
        "lastAdmitted": made.line,
        "inputsDigest": made.inputs_digest,
        "admitted": made.admitted_codes,
        "gaveUpTheirPlace": sorted(codes[one.member_id] for one in places if one.state in ("declined", "passed_on")),
        "steppedIn": sorted(codes[one.member_id] for one in places if one.via == "waiting"),
        "waiting": len(made.waiting_codes),
    }
