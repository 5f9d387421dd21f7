"""A sheet's mapping, indexed once for all its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from registry.issuing.intake.fields import REFERENCE, UNUSED
from registry.issuing.intake.mapping import ColumnMapping, SheetMapping


@dataclass(frozen=True, slots=True)
class SheetLens:
    """Columns by field (those that fill one), by place, and the ones kept only for reference or left out."""

    columns: dict[str, ColumnMapping]
    by_index: dict[int, ColumnMapping]
    unused: tuple[ColumnMapping, ...]
    headings: dict[int, str]

    def has_gaps(self, width: int) -> bool:
        """Whether a row this wide has cells in columns that the mapping does not name."""
        return width > len(self.by_index) or width - 1 not in self.by_index

    @classmethod
    def of(cls, sheet: SheetMapping) -> Self:
        """Index a sheet's mapping."""
        unused = tuple(each for each in sheet.columns if each.field in (REFERENCE, UNUSED))
        return cls(
            columns={each.field: each for each in sheet.columns if each.field not in (REFERENCE, UNUSED)},
            by_index={each.index: each for each in sheet.columns},
            unused=unused,
            headings={each.index: each.heading.casefold() for each in sheet.columns if each.heading},
        )
