"""No tick without its computation: where `PASSED` can be written, and that each check loses it with its input."""

from __future__ import annotations

import ast
import copy
import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import registry.verification
from registry.documents import read_presented
from registry.verification import Evidence, Report, Result, verify
from registry.verification.making import QUESTIONS
from tests.verification import world
from tests.verification.world import PARTNER, PARTNER_KEYS, PROVIDER, credential, evidence, known

PACKAGE = Path(registry.verification.__file__).parent
#: The functions that may write `Result.PASSED`, and what it says there.
WRITERS = {
    "making.passed": "a check; see below who may call it",
    "signatures._try_proof": "a signature that was just verified",
    "signatures._try_jwt": "the same in a JWT",
    "receipt.judge_receipt": "a receipt whose signature was just verified",
}
#: Whose argument is the proof: a type that only a parse makes, which raises for anything else.
PARSED_BEFORE = {"paper.check_authentic": "PaperCode", "seal.check_authentic": "SealCode"}
#: Functions that choose or compare results of checks that were made already.
READERS = {"answers", "headline", "verdict", "contained", "report", "past"}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.stem}.{node.name}", node


def writes_passed(function: ast.FunctionDef) -> bool:
    """Whether it hands `Result.PASSED` on as a value; comparing with it makes nothing pass."""
    compared = {id(part) for node in ast.walk(function) if isinstance(node, ast.Compare) for part in ast.walk(node)}
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "PASSED"
        and isinstance(node.value, ast.Name)
        and node.value.id == "Result"
        and id(node) not in compared
        for node in ast.walk(function)
    )


def test_passed_is_written_in_few_places() -> None:
    found = {
        name for name, function in functions() if writes_passed(function) and name.partition(".")[0] not in READERS
    }
    assert found == set(WRITERS)


def test_outside_functions_passed_stands_in_one_table() -> None:
    """What an endorsement's code counts for; `checks.endorsement._code` gives that code after its last refusal."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for part in ast.walk(node)}
        found += [
            path.stem
            for node in ast.walk(tree)
            if path.stem not in READERS
            and isinstance(node, ast.Attribute)
            and ast.unparse(node) == "Result.PASSED"
            and id(node) not in inside
        ]
    assert found == ["endorsement"]


def test_every_check_that_passes_had_a_chance_not_to() -> None:
    """In each function that calls `passed`, a branch or a refusal decides before it: none is said unconditionally."""
    calls = 0
    for name, function in functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "passed":
                calls += 1
                deciding = [
                    one
                    for one in ast.walk(function)
                    if isinstance(one, (ast.If, ast.IfExp, ast.Try, ast.For, ast.Match)) and one.lineno <= node.lineno
                ]
                taken = {ast.unparse(one.annotation) for one in function.args.args if one.annotation is not None}
                assert deciding or PARSED_BEFORE.get(name) in taken, f"{name}, line {node.lineno}"
    assert calls >= len(QUESTIONS)


def endorsed(document: dict[str, Any], **changes: Any) -> Evidence:
    """Everything that proves the award, its partner's countersignature included."""
    both = {PROVIDER.did: known(PROVIDER.periods()), PARTNER.did: known(PARTNER_KEYS.periods())}
    signed = known((world.dumps(world.endorsement(document)),))
    return evidence(document, **({"key_periods": both, "endorsements": signed} | changes))


def judged(
    change: Callable[[dict[str, Any]], object] | None = None,
    *,
    after: Callable[[dict[str, Any]], object] | None = None,
    name: str | None = "Ana Sofía Ñúñez Pérez",
    seal: str | None = "whole",
    **proof: Any,
) -> Report:
    """The award, changed before and after it was honestly signed, by other evidence."""
    document = copy.deepcopy(credential())
    if change is not None:
        change(document)
    signed = copy.deepcopy(PROVIDER.sign(document))
    if after is not None:
        after(signed)
    presented = read_presented(world.dumps(signed))
    printed = world.seal_of(credential()) if seal == "whole" else seal
    return verify(
        dataclasses.replace(presented, seal=printed),
        endorsed(document, **proof),
        world.policy(asked_name=name),
        at=world.NOW,
    )


def without(member: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.pop(member)


def no_standard(document: dict[str, Any]) -> None:
    del document["credentialSubject"]["achievement"]["alignment"]


def no_name(document: dict[str, Any]) -> None:
    del document["credentialSubject"]["identifier"]


#: For each check: the award without what the check looks at, honestly signed where the document itself is changed.
WITHOUT_ITS_INPUT: dict[str, list[Callable[[], Report]]] = {
    "format": [lambda: judged(after=without("issuer")), lambda: judged(after=without("validFrom"))],
    "terms": [lambda: judged(after=lambda document: document.update(unknown="x"))],
    "signature": [lambda: judged(after=without("proof")), lambda: judged(after=without("name"))],
    "key": [lambda: judged(key_periods={}, did_documents={})],
    "identity": [lambda: judged(root=world.Evidence().root)],
    "accredited_at_issue": [
        lambda: judged(accreditations=known(())),
        lambda: judged(accreditations=world.Evidence().accreditations),
        lambda: judged(registration=known(None)),
    ],
    "accredited_now": [lambda: judged(accreditations=known(()))],
    "endorsement": [lambda: judged(endorsements=known(()))],
    "validity_period": [lambda: judged(after=without("validFrom"))],
    "revocation": [lambda: judged(without("credentialStatus")), lambda: judged(status_lists={})],
    "suspension": [lambda: judged(without("credentialStatus")), lambda: judged(status_lists={})],
    "superseded": [lambda: judged(without("credentialStatus")), lambda: judged(status_lists={})],
    "alignment": [lambda: judged(no_standard), lambda: judged(standard=known(None))],
    "requirements": [
        lambda: judged(lambda document: document["credentialSubject"].pop("result")),
        lambda: judged(standard=known(None)),
    ],
    "holder_match": [lambda: judged(name=None), lambda: judged(name="  "), lambda: judged(no_name)],
    "seal": [
        lambda: judged(seal=None),
        lambda: judged(seal=world.seal_of(credential())[:-4]),
        lambda: judged(root=world.Evidence().root),
    ],
    "log_inclusion": [lambda: judged(registration=known(None)), lambda: judged(root=world.Evidence().root)],
}


def result_of(report: Report, check: str) -> Result | None:
    found = report.check(check)
    return found.result if found is not None else None


def test_the_whole_award_passes_every_check() -> None:
    report = judged()
    assert {check: result_of(report, check) for check in QUESTIONS} == dict.fromkeys(QUESTIONS, Result.PASSED)


@pytest.mark.parametrize("check", QUESTIONS)
@pytest.mark.serves("R28")
def test_a_check_without_its_input_does_not_pass(check: str) -> None:
    for make in WITHOUT_ITS_INPUT[check]:
        assert result_of(make(), check) is not Result.PASSED
