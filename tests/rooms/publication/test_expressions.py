"""What a number of the report may be: names of its snapshot and a few functions, whoever wrote the file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.publication.errors import ExpressionUnfit
from registry.publication.expressions import evaluate

SNAPSHOT = {
    "minimumCell": 10,
    "states": {"20": {}, "07": {}, "09": {}},
    "tables": {
        "current": {
            "": {"by": [], "cells": {}, "total": 300},
            "state": {"by": ["state"], "cells": {"20": 120, "07": None}, "total": 300},
            "gender": {"by": ["gender"], "cells": {"woman": 90, "man": 60, "unknown": 150}, "total": 300},
            "state|gender": {"by": ["state", "gender"], "cells": {"20|woman": 50, "20|unknown": 40}, "total": 300},
            "month": {"by": ["month"], "cells": {}, "total": 300, "cumulative": {"2026-01": 100, "2026-03": None}},
        }
    },
    "rates": {"a": "55.5"},
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('count("current")', 300),
        ('count("current", gender="woman", state="20")', 50),
        ('count("current", state="09")', 0),
        ('count("current", state="07")', None),
        ('known("current", "gender", state="20")', 80),
        ('percent(count("current", gender="woman"), known("current", "gender"))', Decimal("60.0")),
        ('ratio(count("current", gender="woman"), count("current", gender="man"))', Decimal("1.50")),
        ('sum(count("current", state="07"), count("current", state="20"))', None),
        ('percent(count("current", state="07"), count("current"))', None),
        ('percent(count("current", state="20"), count("current", state="09"))', None),
        ('upto("current", "2025-12")', 0),
        ('upto("current", "2026-02")', 100),
        ('upto("current", "2026-03")', None),
        ('states_with("current")', 2),
        ('suppressed_states("current")', 1),
        ("decimal(rates.a)", Decimal("55.5")),
        ("minimumCell", 10),
    ],
)
def test_a_number_is_what_the_snapshot_gives(expression, value):
    assert evaluate(expression, SNAPSHOT) == value


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "1 + 1",
        "nobody",
        "states",
        '__import__("os")',
        "states.__class__",
        "[one for one in states]",
        "(lambda: 1)()",
        'count("current", occupation="x")',
        'count(**{"a": 1})',
        "decimal(minimumCell.real)",
        'decimal("NaN")',
        "rates.a",
        "9" * 3_000,
        "(" * 300 + "1" + ")" * 300,
        "sum(" * 20 + "1" + ")" * 20,
        "size(minimumCell)",
    ],
)
def test_anything_else_is_refused_with_its_code(expression):
    with pytest.raises(ExpressionUnfit) as refused:
        evaluate(expression, SNAPSHOT)
    assert refused.value.code == "expression_unfit"
