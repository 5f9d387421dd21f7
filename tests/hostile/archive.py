"""The archive of hostile files: each with its builder and the outcome expected, so that a table can be made of them.

A case is data. `tests/hostile/test_archive.py` runs every one, and ``make docs`` writes ``docs/verification-matrix.md``
from what they came to. Whoever reads a new kind of file adds a module with ``CASES`` and names it in `every_case`.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from registry.documents import Presented, read_presented
from registry.errors import RegistryError
from registry.verification import Evidence, Policy, Report, Result, Verdict, verify
from tests.hostile.asked_for import ASKED_FOR
from tests.verification import world

#: Modules with ``CASES``, in the order of the table.
MODULES = (
    "checks",
    "documents",
    "signatures",
    "statuses",
    "elsewhere",
    "files",
    "batches",
    "papers",
    "seals",
    "bundles",
)


class Group(StrEnum):
    """What a case is there to show."""

    HONEST = "Honest"
    TAMPERED = "Tampered"
    READING = "Cannot be read"
    DOCUMENT = "Hostile documents"
    SIGNATURE = "Hostile signatures and keys"
    STATUS = "Hostile status lists, dates and evidence"
    ELSEWHERE = "Issuers of elsewhere, transcripts, and the authority itself"
    FILE = "Hostile files, pictures and links"
    BATCH = "Hostile archives and lists in a batch"
    PAPER = "Codes on paper"
    BUNDLE = "Offline bundles"


@dataclass(frozen=True)
class HandedIn:
    """What a verification is given. ``evidence`` None: all that proves the sample award.

    ``read`` is the entrance that it comes in by (`tests.hostile.entrances` has the others).
    """

    data: bytes
    evidence: Evidence | None = None
    at: dt.datetime = world.NOW
    policy: Policy = field(default_factory=world.policy)
    read: Callable[[bytes], Presented] = read_presented


@dataclass(frozen=True)
class Outcome:
    """What a case came to: the verdict, and one check's result and code. A refusal has a code alone."""

    code: str
    check: str = ""
    result: Result | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Case:
    """One file: its name for the table, what it is there for, how it is made, what must come out."""

    name: str
    group: Group
    expected: Outcome
    build: Callable[[], HandedIn]


def unreadable(name: str, code: str, data: Callable[[], bytes]) -> Case:
    """A case that holds nothing to verify."""
    return Case(name, Group.READING, Outcome(code), lambda: HandedIn(data()))


def outcome_of(case: Case) -> tuple[Outcome, Report | None]:
    """Run a case: what the check named by its expectation says, or the refusal, of a bundle while it is built."""
    try:
        handed = case.build()
        presented = handed.read(handed.data)
    except RegistryError as refusal:
        return Outcome(refusal.code), None
    evidence = handed.evidence or world.evidence(presented.document)
    report = verify(presented, evidence, handed.policy, at=handed.at)
    check = report.check(case.expected.check)
    if check is None:
        return Outcome("absent", case.expected.check, None, report.verdict), report
    return Outcome(check.code, check.id, check.result, report.verdict), report


def every_case() -> Sequence[Case]:
    """The whole archive."""
    found: list[Case] = []
    for name in MODULES:
        found.extend(importlib.import_module(f"tests.hostile.{name}").CASES)
    return found


def matrix_page() -> str:
    """``docs/verification-matrix.md``, from what the cases come to now."""
    lines = [
        "<!-- Made by `make docs` from tests/hostile; edit the cases there. -->",
        "# Verification matrix",
        "",
        "What the tests hand in, and what comes out: made by running every case. The check named is the one that",
        "tells; codes are those of [verification-policy.md](verification-policy.md). A file in which there is nothing",
        "to verify gets a refusal and no verdict. What has to be checked and was not never reads valid.",
    ]
    for group in Group:
        cases = [case for case in every_case() if case.group is group]
        if not cases:
            continue
        lines += ["", f"## {group}", "", "| handed in | check | result | code | verdict |", "|---|---|---|---|---|"]
        lines += [_row(case) for case in cases]
    lines += ["", "## What was asked for", "", "| hostile input | where it stands above |", "|---|---|"]
    lines += [f"| {asked} | {'; '.join(names)} |" for asked, names in ASKED_FOR.items()]
    return "\n".join(lines) + "\n"


def _row(case: Case) -> str:
    came, _ = outcome_of(case)
    verdict = f"`{came.verdict}`" if came.verdict else "refused"
    check = f"`{came.check}`" if came.check else ""
    return f"| {case.name} | {check} | {came.result or ''} | `{came.code}` | {verdict} |"
