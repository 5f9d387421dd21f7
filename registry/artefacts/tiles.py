"""The tile map of the 32 states: where each stands, and in which tone. Shared by pages and printed reports. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

#: Column and row of each state on the tile map, by the last three letters of ISO 3166-2:MX; neighbours stay neighbours.
PLACES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "BCN": (0, 0), "SON": (1, 0), "CHH": (2, 0),
        "BCS": (0, 1), "SIN": (1, 1), "DUR": (2, 1), "COA": (3, 1), "NLE": (4, 1), "TAM": (5, 1),
        "NAY": (2, 2), "ZAC": (3, 2), "SLP": (4, 2),
        "JAL": (2, 3), "AGU": (3, 3), "GUA": (4, 3), "QUE": (5, 3), "HID": (6, 3), "VER": (7, 3), "YUC": (9, 3),
        "COL": (2, 4), "MIC": (3, 4), "MEX": (4, 4), "CMX": (5, 4), "TLA": (6, 4), "PUE": (7, 4), "CAM": (8, 4),
        "ROO": (9, 4),
        "GRO": (4, 5), "MOR": (5, 5), "OAX": (6, 5), "CHP": (7, 5), "TAB": (8, 5),
    }
)  # fmt: skip
COLUMNS, ROWS = 10, 6
TONES = 5


def tones(values: Sequence[float], count: int = TONES) -> tuple[float, ...]:
    """Upper bounds of the tones but the last: equal shares of the states that have anything, so that one large state
    cannot flatten the rest."""
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return ()
    return tuple(ordered[min(len(ordered) - 1, len(ordered) * step // count)] for step in range(1, count))


def tone_of(value: float | None, bounds: Sequence[float]) -> int:
    """1 (palest) to 5; 0 for a value that is not published."""
    return 0 if value is None else 1 + sum(value >= bound for bound in bounds)
