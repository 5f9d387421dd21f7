"""What happened in the same moment has an order too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

MOMENT = ("_at", "_on", "_since", "_until")


def ends_in_a_moment(order: ast.Call) -> bool:
    """Whether an ``order_by`` has a moment as its last word: ``Claim.created_at``, ``Claim.created_at.desc()``, …"""
    last = order.args[-1]
    while isinstance(last, ast.Call) and isinstance(last.func, ast.Attribute):
        last = last.func.value
    return isinstance(last, ast.Attribute) and last.attr.endswith(MOMENT)


def loose(path: Path) -> list[int]:
    """The lines of a file that leave to chance which of two rows of one moment comes first."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "order_by" and node.args and ends_in_a_moment(node)
    ]


@pytest.mark.parametrize("folder", ["registry", "tests"])
def test_no_listing_ends_its_order_in_a_moment(folder: str) -> None:
    """A batch writes thousands of rows in one moment, and a clock of tests stands still: keys tell which came first
    (RFC 9562, 6.2)."""
    found = {str(path.relative_to(ROOT)): lines for path in (ROOT / folder).rglob("*.py") if (lines := loose(path))}
    assert found == {}, "add the row's key as the last word of order_by"


@pytest.mark.parametrize(
    ("order", "chance"),
    [("A.made_at", True), ("A.code, A.made_at.desc().nulls_last()", True), ("A.made_at, A.id", False)],
)
def test_sees_what_it_looks_for(order: str, chance: bool) -> None:
    (statement,) = ast.parse(f"query.order_by({order})").body
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    assert ends_in_a_moment(statement.value) is chance
