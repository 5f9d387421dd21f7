"""The page of traceability: every requirement is served by a test or says why it is not; no test names another."""

from __future__ import annotations

import pytest

from tests.support import traceability
from tests.support.traceability import Row

ROWS = traceability.rows()


def test_all_eighty_are_there_once() -> None:
    assert [row.id for row in ROWS] == [f"R{number:02}" for number in range(1, 81)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_served_or_said_why_not(row: Row) -> None:
    assert row.tests or row.lacks, "mark a test with it, or say in registry/content/traceability.yaml what lacks"
    assert not (row.out and row.tests), "what is out of scope is not held by a test"


def test_tests_name_requirements_that_exist() -> None:
    assert set(traceability.marked_tests()) <= {row.id for row in ROWS}
