"""What a data set is: stable columns, each with its meaning, and rows that are read when they are written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from registry.texts import Text

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name, its type (text, integer, decimal, date, yes_no), and what it says."""

    name: str
    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table to download. ``rows`` are read when they are written. ``of_release``: its rows come from a release."""

    id: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    of_release: bool = False


def text_columns(name: str, spanish: str, english: str) -> tuple[Column, Column]:
    """A column in each language: ``name_es``, ``name_en``."""
    return (
        Column(f"{name}_es", "text", Text(f"{spanish}, en español.", f"{english}, in Spanish.")),
        Column(f"{name}_en", "text", Text(f"{spanish}, en inglés.", f"{english}, in English.")),
    )
