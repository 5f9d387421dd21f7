"""``docs/traceability.md``: what the sources ask, what serves it here, and which tests hold it.

The rows come from ``registry/content/traceability.yaml``; a test says ``@pytest.mark.serves("R07")`` of what it holds.
A row without such a test must say in the data why (``lacks``, or ``reason`` where it is out of scope).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "registry" / "content" / "traceability.yaml"
MARK = "serves"


@dataclass(frozen=True, slots=True)
class Held:
    """A test that holds a requirement: its file, from the root of the project, and its name."""

    file: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement, in English; ``lacks`` says what of it is not served, ``tests`` hold what is."""

    id: str
    requirement: str
    source: str
    feature: str
    lacks: str
    out: bool
    tests: Sequence[Held]

    @property
    def state(self) -> str:
        """``served``, ``in part``, ``not yet`` or ``out of scope``."""
        if self.out:
            return "out of scope"
        if not self.tests:
            return "not yet"
        return "in part" if self.lacks else "served"


def rows() -> list[Row]:
    """Every requirement in the order of the data, with the tests that name it."""
    content = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    tests = marked_tests()
    return [_row(one, tests.get(one["id"], ())) for one in content["requirements"]]


def _row(one: Mapping[str, Any], tests: Sequence[Held]) -> Row:
    out = one["state"] == "out"
    lacks = (one.get("reason") if out else one.get("lacks")) or {}
    source = f"{one['source']['title']} ({one['source']['publisher']}, {one['source']['date']})"
    return Row(one["id"], one["requirement"]["en"], source, one["feature"]["en"], lacks.get("en", ""), out, tests)


def marked_tests() -> Mapping[str, Sequence[Held]]:
    """The tests under ``tests/`` by the requirements they say they hold, read from the source."""
    found: dict[str, list[Held]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for identifier in _named(function):
                    found[identifier].append(Held(str(path.relative_to(ROOT)), function.name))
    return found


def _named(function: ast.FunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == f"pytest.mark.{MARK}":
            yield from (one.value for one in mark.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def page() -> str:
    """The page, with its totals first."""
    all_rows = rows()
    states = ("served", "in part", "not yet", "out of scope")
    counts = ", ".join(f"{sum(row.state == state for row in all_rows)} {state}" for state in states)
    lines = [
        "# Traceability",
        "",
        "What the source documents ask (`registry/content/traceability.yaml`), what serves it here, and the tests that",
        "hold it. Made by `make docs` from that file and from the tests, which say `@pytest.mark.serves(…)`. *In part*",
        "and *not yet* say what lacks.",
        "",
        f"{len(all_rows)} requirements: {counts}.",
    ]
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in all_rows:
        by_source[row.source].append(row)
    for source, belonging in by_source.items():
        lines += ["", f"## {source}", "", "| | asked | served by | state | held by |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in belonging]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    state = f"**{row.state}**" + (f": {row.lacks}" if row.lacks else "")
    tests = "<br>".join(f"[{_plain(one.name)}](../{one.file})" for one in row.tests)
    cells = (row.id, row.requirement, row.feature, state, tests or "—")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _plain(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")
