"""What a number of the report is: an expression over its snapshot, written so that a reader understands it. Pure.

``percent(count("current", gender="woman"), known("current", "gender"))`` names data of the snapshot and a few
functions, nothing else: no arithmetic of Python, no loop, no name that the snapshot lacks. A suppressed or missing
value is None, and whatever is computed with None is None.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from registry.publication.errors import ExpressionUnfit

#: What an expression may come to; None is a value that is suppressed or that nobody has.
Value = int | Decimal | None
#: No honest one is longer; a file handed in by a stranger may hold anything.
LONGEST = 2_000
DEEPEST = 12
#: As the releases spell them (`registry.outcomes.measures`): the joint of a place, and what nobody has said.
JOINT, UNKNOWN = "|", "unknown"
#: Decimals of a percentage and of a ratio, as the indicators' publication rule has them.
PERCENT_STEP, RATIO_STEP = Decimal("0.1"), Decimal("0.01")


def evaluate(expression: str, snapshot: Mapping[str, Any]) -> Value:
    """The value of an expression over a snapshot, exact: int, Decimal, or None where something is not published.

    Raises `ExpressionUnfit` for anything but names of the snapshot, their members and the functions of this module.
    """
    if len(expression) > LONGEST:
        raise ExpressionUnfit(expression=expression[:80], problem="too long")
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionUnfit(expression=expression[:80], problem="not an expression") from None
    try:
        found = _value(tree.body, snapshot, 0)
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError) as cause:
        raise ExpressionUnfit(expression=expression[:80], problem=str(cause)) from None
    if found is None or (isinstance(found, (int, Decimal)) and not isinstance(found, bool)):
        return found
    raise ExpressionUnfit(expression=expression[:80], problem="not a number")


def _value(node: ast.expr, snapshot: Mapping[str, Any], depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int)):
        return node.value
    if isinstance(node, ast.Name):
        return snapshot[node.id]
    if isinstance(node, ast.Attribute):
        return _value(node.value, snapshot, depth + 1)[node.attr]
    if isinstance(node, ast.Subscript):
        return _value(node.value, snapshot, depth + 1)[_value(node.slice, snapshot, depth + 1)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        function = FUNCTIONS[node.func.id]
        arguments = [_value(argument, snapshot, depth + 1) for argument in node.args]
        named = {str(one.arg): _value(one.value, snapshot, depth + 1) for one in node.keywords}
        return function(snapshot, *arguments, **named)
    raise ValueError("only names, members and functions of the report")


def spell(values: Sequence[str]) -> str:
    """The name of a table (what it is counted by) or of a cell (its values) in a snapshot, in the table's order."""
    return JOINT.join(values)


def _count(snapshot: Mapping[str, Any], measure: str, **place: str) -> Value:
    """``count("current", state="20", gender="woman")``: a published cell; without a place the total."""
    tables = snapshot["tables"][measure]
    if not place:
        return _whole(tables[""]["total"])
    table = _table(tables, set(place))
    # A published table holds every cell that is not zero, the suppressed ones as null.
    return _whole(table["cells"].get(spell([str(place[name]) for name in table["by"]]), 0))


def _known(snapshot: Mapping[str, Any], measure: str, dimension: str, **place: str) -> Value:
    """``known("current", "gender", state="20")``: for how many of those people the dimension is known."""
    total = _count(snapshot, measure, **place)
    unknown = _count(snapshot, measure, **place, **{dimension: UNKNOWN})
    return None if total is None or unknown is None else total - unknown


def _table(tables: Mapping[str, Any], by: set[str]) -> Mapping[str, Any]:
    for table in tables.values():
        if set(table["by"]) == by:
            found: Mapping[str, Any] = table
            return found
    raise KeyError(f"no table by {', '.join(sorted(by))}")


def _upto(snapshot: Mapping[str, Any], measure: str, month: str) -> Value:
    """People reached by the end of a month (``"2026-03"``), as the release has it; None where it cannot be said."""
    told = snapshot["tables"][measure]["month"].get("cumulative", {})
    before = [one for one in told if one <= month]
    return _whole(told[max(before)]) if before else 0


def _aimed(snapshot: Mapping[str, Any], horizon: str, profile: str) -> Value:
    """People aimed at by the targets in force of a horizon for a profile, over all states that have one."""
    return sum(
        _whole(one) or 0 for one in snapshot["floor"]["targets"][horizon]["profiles"][profile]["states"].values()
    )


def _reached_where_aimed(snapshot: Mapping[str, Any], horizon: str, profile: str) -> Value:
    """People of a profile reached in the states that have a target; None when one of them is not published."""
    aimed = snapshot["floor"]["targets"][horizon]["profiles"][profile]["states"]
    return _sum(snapshot, *[_count(snapshot, f"reached.profile.{profile}", state=code) for code in aimed])


def _states_with(snapshot: Mapping[str, Any], measure: str) -> Value:
    """In how many of the 32 states somebody is counted. A suppressed cell counts: it is not zero."""
    return sum(1 for code in snapshot["states"] if _count(snapshot, measure, state=code) != 0)


def _suppressed_states(snapshot: Mapping[str, Any], measure: str) -> Value:
    """In how many of the 32 states the count is not published."""
    return sum(1 for code in snapshot["states"] if _count(snapshot, measure, state=code) is None)


def _decimal(_: Mapping[str, Any], text: str | None) -> Value:
    """A value that the snapshot keeps as text, so that no reader rounds it."""
    if text is None:
        return None
    value = Decimal(text)
    if not value.is_finite():
        raise ValueError("not a finite number")
    return value


def _size(_: Mapping[str, Any], several: Any) -> Value:
    return len(several)


def _sum(_: Mapping[str, Any], *values: Value) -> Value:
    return None if any(value is None for value in values) else sum(value for value in values if value is not None)


def _difference(_: Mapping[str, Any], one: Value, other: Value) -> Value:
    return None if one is None or other is None else one - other


def _percent(_: Mapping[str, Any], part: Value, whole: Value) -> Value:
    if part is None or not whole:
        return None
    return (Decimal(100) * part / whole).quantize(PERCENT_STEP, ROUND_HALF_UP)


def _ratio(_: Mapping[str, Any], one: Value, other: Value) -> Value:
    return None if one is None or not other else (Decimal(one) / other).quantize(RATIO_STEP, ROUND_HALF_UP)


def _per(_: Mapping[str, Any], base: int, part: Value, whole: Value) -> Value:
    """``per(10000, revoked, issued)``."""
    return None if part is None or not whole else (Decimal(base) * part / whole).quantize(PERCENT_STEP, ROUND_HALF_UP)


def _whole(value: Any) -> Value:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError("a count is a whole number")


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "count": _count,
    "known": _known,
    "upto": _upto,
    "states_with": _states_with,
    "suppressed_states": _suppressed_states,
    "aimed": _aimed,
    "reached_where_aimed": _reached_where_aimed,
    "decimal": _decimal,
    "size": _size,
    "sum": _sum,
    "difference": _difference,
    "percent": _percent,
    "ratio": _ratio,
    "per": _per,
}
