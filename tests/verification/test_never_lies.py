"""Nothing is passed that was not computed: over every subset of evidence, over tampered values, over others' files."""

from __future__ import annotations

import ast
import copy
import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.documents import Unreadable
from registry.verification import Evidence, Report, Result, Verdict
from registry.verification.making import QUESTIONS
from registry.verification.messages import SENTENCES
from registry.verification.messages.headline import ANSWERS, LEADS, NOTES, WORDS
from tests.documents import samples
from tests.verification import world
from tests.verification.world import PROVIDER, credential, evidence, judge

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)
FULL = evidence(DOCUMENT, did_documents={})
FIELDS = ("root", "key_periods", "accreditations", "status_lists", "status_events", "registration", "standard")
# What a check stands on: without any one of these it cannot have been computed.
NEEDS = {
    "format": set(),
    "terms": set(),
    "signature": {"key_periods"},
    "key": {"key_periods"},
    "identity": {"key_periods", "root"},
    "accredited_at_issue": {"key_periods", "root", "accreditations", "status_events", "registration"},
    "accredited_now": {"key_periods", "root", "accreditations"},
    "validity_period": {"key_periods"},
    "revocation": {"key_periods", "status_lists"},
    "suspension": {"key_periods", "status_lists"},
    "superseded": {"key_periods", "status_lists"},
    "alignment": {"key_periods", "standard"},
    "requirements": {"key_periods", "standard"},
    "log_inclusion": {"key_periods", "root", "registration"},
}


def passed(report: Report) -> set[str]:
    return {check.id for check in report.checks if check.result is Result.PASSED}


def test_all_evidence_passes_everything_that_needs_no_person() -> None:
    assert passed(judge(GOOD, FULL)) == set(NEEDS)


@pytest.mark.serves("R28")
def test_no_evidence_passes_nothing_but_the_form() -> None:
    report = judge(GOOD, Evidence())
    assert passed(report) == {"format", "terms"}
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.credential is None


def test_no_subset_of_the_evidence_passes_a_check_that_it_does_not_hold() -> None:
    for size in range(len(FIELDS)):
        for kept in itertools.combinations(FIELDS, size):
            report = judge(GOOD, Evidence(**{name: getattr(FULL, name) for name in kept}))
            for check in passed(report):
                assert NEEDS[check] <= set(kept), (check, kept)
            assert report.verdict is not Verdict.INVALID, kept
            if report.verdict is Verdict.VALID:
                assert set(FIELDS) - set(kept) <= {"standard"}, kept


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(value, dict):
        return [found for name in value for found in leaves(value[name], (*path, name))]
    if isinstance(value, list):
        return [found for place, member in enumerate(value) for found in leaves(member, (*path, place))]
    return [path]


@given(st.sampled_from(leaves(GOOD)), st.sampled_from(["", "x", None, 0, True, [], "https://registro.example/x"]))
@settings(max_examples=120, deadline=None)
def test_no_changed_value_reads_valid(path: tuple[str | int, ...], value: Any) -> None:
    tampered = copy.deepcopy(GOOD)
    holder: Any = tampered
    for step in path[:-1]:
        holder = holder[step]
    if holder[path[-1]] == value:
        return
    holder[path[-1]] = value
    assert judge(tampered, FULL).verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE)


@given(st.sampled_from(leaves(GOOD)))
@settings(max_examples=60, deadline=None)
def test_no_removed_value_reads_valid(path: tuple[str | int, ...]) -> None:
    tampered = copy.deepcopy(GOOD)
    holder: Any = tampered
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    assert judge(tampered, FULL).verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE)


@pytest.mark.parametrize("place", range(0, 2600, 97))
def test_no_changed_character_of_a_jwt_reads_valid(place: int) -> None:
    text = PROVIDER.jwt(DOCUMENT)
    changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
    try:
        assert judge(changed, FULL).verdict in (Verdict.INVALID, Verdict.UNVERIFIABLE)
    except Unreadable as refusal:
        assert refusal.said.es


@pytest.mark.parametrize("folder", ["samples/ob-spec-3.0", "vectors/ob-impl-guide"])
def test_others_published_samples_get_a_verdict_and_it_is_not_valid(folder: str) -> None:
    found = sorted((samples.SHARED / "standards" / folder).glob("*.json"))
    if not found:
        pytest.skip(f"../shared/standards/{folder} is not beside the project")
    for path in found:
        try:
            report = judge(path.read_bytes(), Evidence())
        except Unreadable as refusal:
            assert refusal.said.es
        else:
            assert report.verdict is not Verdict.VALID, path.name


# The words.


def test_every_sentence_is_there_in_both_languages() -> None:
    assert set(SENTENCES) == set(QUESTIONS)
    for check, sentences in SENTENCES.items():
        for code, sentence in sentences.items():
            assert sentence.title.es and sentence.title.en, (check, code)
            assert sentence.reason.es and sentence.reason.en, (check, code)
            assert bool(sentence.remedy.es) == bool(sentence.remedy.en), (check, code)
            assert placeholders(sentence.reason.es) == placeholders(sentence.reason.en), (check, code)
    for texts in (LEADS, NOTES, ANSWERS, WORDS):
        for text in texts.values():
            assert text.es and text.en and placeholders(text.es) == placeholders(text.en)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_every_code_that_a_check_can_have_has_a_sentence() -> None:
    """Codes are literals at the calls that make checks; each must be among the sentences of its check."""
    makers = {"passed", "failed", "warning", "not_checked", "make"}
    seen = 0
    package = Path(str(world.verify.__code__.co_filename)).parent
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers:
                arguments = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                if len(arguments) == 2:
                    assert arguments[1] in SENTENCES[arguments[0]], (path.name, node.lineno)
                    seen += 1
    assert seen > 25


def test_what_cannot_be_checked_always_says_what_to_do() -> None:
    for kept in itertools.combinations(FIELDS, len(FIELDS) - 1):
        report = judge(GOOD, Evidence(**{name: getattr(FULL, name) for name in kept}))
        for check in report.checks:
            if check.result is not Result.PASSED:
                assert check.remedy.es and check.remedy.en, check.code
        assert report.headline.es.endswith((".", "…")) and "  " not in report.headline.es


def test_report_says_where_each_piece_of_evidence_came_from() -> None:
    shown = json.loads(json.dumps(judge(GOOD, FULL).as_dict()))
    for check in shown["checks"]:
        if check["result"] == "passed" and NEEDS[check["id"]] and check["id"] not in ("validity_period", "signature"):
            assert {"asOf", "source"} <= set(check["evidence"]), check["id"]
