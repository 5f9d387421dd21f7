"""The documents against the code: generated pages, links, decisions, codes, dependencies, variables, commands."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import config
from registry.documents.messages import MALFORMED, UNREADABLE
from registry.verification.making import QUESTIONS
from registry.verification.messages import SENTENCES
from registry.verification.messages.receipt import RECEIPT
from registry.verification.report import Result
from tests.support import generate_docs

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
POLICY = DOCS / "verification-policy.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: What makes a page's code rows: a marker with the table's name, then a table whose first column is the code.
TABLE = re.compile(r"<!-- codes: (\w+) -->\n\|.*\n\|[-|]+\n((?:\|.*\n)+)")
CALL = re.compile(r"\b(passed|failed|warning|not_checked)\((?:\"(\w+)\"|_ID), \"(\w+)\"")
ROW = re.compile(r"^\| `(\w+)` \|(?: (passed|failed|warning|not_checked) \|)?")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", generate_docs.PAGES)
def test_a_generated_page_says_what_the_code_says(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == generate_docs.PAGES[page](), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        found = (page.parent / target) if target else page
        # Pictures are made from the running application, and are there once that was done.
        assert found.exists() or "docs/images" in str(found), f"{name(page)} links to {link}"
        if anchor:
            assert anchor in set(anchors(found)), f"{name(page)} links to {link}"


def anchors(page: Path) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        yield plain.replace(" ", "-")


def test_the_index_lists_every_document() -> None:
    listed = {
        (DOCS / link.partition("#")[0]).resolve() for link in LINK.findall((DOCS / "README.md").read_text("utf-8"))
    }
    missing = [name(page) for page in DOCS.rglob("*.md") if page.resolve() not in listed and page.name != "README.md"]
    assert not missing


def test_decisions_are_numbered_once_and_without_gaps() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, start=1):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), name(page)
        assert all(f"**{part}" in text for part in ("Context", "Decision", "Consequences")), name(page)


def test_every_decision_that_the_code_names_exists() -> None:
    for path in [*sorted(ROOT.glob("registry/**/*.py")), ROOT / "setup.cfg"]:
        for found in re.findall(r"docs/[\w./-]+\.md", path.read_text(encoding="utf-8")):
            assert (ROOT / found).exists(), f"{name(path)} names {found}"


def tables() -> dict[str, dict[str, str]]:
    found = {}
    for title, rows in TABLE.findall(POLICY.read_text(encoding="utf-8")):
        found[title] = {match[1]: match[2] or "" for row in rows.splitlines() if (match := ROW.match(row))}
    return found


def test_the_policy_numbers_every_check_in_the_report_s_order() -> None:
    headings = re.findall(r"^### (\d+)\. (\w+)$", POLICY.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [(str(number), check) for number, check in enumerate(QUESTIONS, start=1)]


@pytest.mark.parametrize("check", SENTENCES)
def test_the_policy_lists_exactly_the_codes_of_a_check(check: str) -> None:
    rows = tables()[check]
    assert set(rows) == set(SENTENCES[check])
    assert set(rows.values()) <= {result.value for result in Result}


def test_the_policy_lists_exactly_what_a_receipt_can_be() -> None:
    rows = tables()["receipt"]
    assert set(rows) == set(RECEIPT)
    source = (ROOT / "registry" / "verification" / "receipt.py").read_text(encoding="utf-8")
    for code, result in rows.items():
        assert re.search(rf'Result\.{result.upper()}, "{code}"', source), code


def test_the_policy_lists_exactly_what_cannot_be_read_or_is_malformed() -> None:
    assert set(tables()["unreadable"]) == set(UNREADABLE)
    assert set(tables()["malformed"]) == set(MALFORMED)


def test_the_policy_gives_each_code_the_result_that_the_code_gives_it() -> None:
    """Read from the source: ``failed("key", "key_retired")`` and its kin."""
    documented = tables()
    for path in sorted((ROOT / "registry" / "verification").rglob("*.py")):
        for result, check, code in CALL.findall(path.read_text(encoding="utf-8")):
            # `registration.py` has one check only, and names it once.
            assert documented[check or "log_inclusion"][code] == result, f"{name(path)}: {check} {code}"


def declared(text: str) -> set[str]:
    return {re.split(r"[\[<>=]", line)[0] for line in text.split("\n") if line and not line.startswith("#")}


@pytest.mark.parametrize(("heading", "section", "option"), [
    ("To run", "options", "install_requires"), ("To test", "options.extras_require", "test"),
])  # fmt: skip
def test_every_dependency_has_its_reason(heading: str, section: str, option: str) -> None:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    text = (DOCS / "decisions" / "0003-dependencies.md").read_text(encoding="utf-8")
    part = text.partition(f"## {heading}")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([^`]+)` \| \S", part, re.MULTILINE)) == declared(parser[section][option])


def test_every_variable_is_documented() -> None:
    settings = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert all(f"| `{variable}` |" in settings for variable, *_ in config.describe())
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for variable in re.findall(r"\"(REGISTRY_[A-Z_]+)\"", path.read_text(encoding="utf-8")):
            assert f"`{variable}`" in settings + contributing, f"{name(path)} reads {variable}"


def test_every_target_of_make_is_documented() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(f"`make {target}`" in contributing for target in targets)


def test_every_setting_that_the_guide_writes_exists() -> None:
    known = {variable for variable, *_ in config.describe()}
    guide = (DOCS / "how-to" / "install.md").read_text(encoding="utf-8")
    written = set(re.findall(r"^([A-Z][A-Z_0-9]+)=", guide, re.MULTILINE))
    assert written and written <= known
