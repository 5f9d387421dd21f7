"""Files that can be read in one sitting, functions that fit on a screen."""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, ROOT, modules

LONGEST_FILE = 400
#: Tests hold tables of cases, which are read by looking up.
LONGEST_TEST_FILE = 600
LONGEST_FUNCTION = 60
#: name → why it may be longer
LONGER_FUNCTIONS: dict[str, str] = {}
LONGER_FILES: dict[str, str] = {}


def functions(module):
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{module.name}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_a_sitting():
    longer = {one.path: len(one.text.splitlines()) for one in modules() if len(one.text.splitlines()) > LONGEST_FILE}
    assert longer.keys() == LONGER_FILES.keys(), longer


def test_no_function_is_longer_than_a_screen():
    longer = {name: length for one in modules() for name, length in functions(one) if length > LONGEST_FUNCTION}
    assert longer.keys() == LONGER_FUNCTIONS.keys(), longer


def test_templates_are_short_too():
    longer = {
        str(path.relative_to(ROOT)): length
        for path in (PACKAGE / "templates").rglob("*.*")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert longer == {}


def test_most_functions_are_small():
    lengths = sorted(length for one in modules() for _name, length in functions(one))
    assert lengths[len(lengths) // 2] <= 12
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_tests_are_files_of_one_sitting_as_well():
    longer = {
        str(path.relative_to(ROOT)): length
        for path in (ROOT / "tests").rglob("*.py")
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_TEST_FILE
    }
    assert longer == {}
