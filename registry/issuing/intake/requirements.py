"""What a definition asks of each row, in the few facts that judging needs.

The issuing service fills it from a definition version; nothing here knows where the facts are stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from registry.texts import Text

InstrumentKind = Literal["test", "rubric", "labs"]


@dataclass(frozen=True, slots=True)
class InstrumentRequirement:
    """One assessment instrument. Percentages run from 0 to 100; ``weight`` is its share of the average, out of 100.

    ``min_delivered_percent``: for laboratories, the share of them that must have been handed in.
    ``headings``: what institutions call it in their files, besides its id and title.
    """

    id: str
    title: Text
    kind: InstrumentKind
    min_percent: Decimal
    weight: Decimal
    min_delivered_percent: Decimal | None = None
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirements:
    """The standard's demands on one profile or part.

    ``profile``: the profile's id and ``profile_label`` its name, for files that state one per row.
    ``needs_cct``: the school key is part of this profile (secondary teachers).
    ``earliest``: no achievement can be older than this day.
    ``modes``: the modes of participation on offer with their labels; empty where any will do.
    """

    standard_code: str
    instruments: tuple[InstrumentRequirement, ...]
    profile: str | None = None
    profile_label: Text | None = None
    needs_cct: bool = False
    earliest: dt.date | None = None
    modes: Mapping[str, Text] = field(default_factory=dict)

    def instrument(self, instrument_id: str) -> InstrumentRequirement:
        """The instrument with this id. Raises KeyError."""
        for instrument in self.instruments:
            if instrument.id == instrument_id:
                return instrument
        raise KeyError(instrument_id)
