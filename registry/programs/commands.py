"""What a caller of the programs room says."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class MemberScores:
    """What one member reached in a stage: percentages from 0 to 100 by instrument, and the award if one was issued."""

    selection_code: str
    scores: Mapping[str, Decimal]
    award_id: uuid.UUID | None = None
