"""The verdict, over every combination of results, against the five rules written a second time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pytest

from registry.verification import Question, Result, Verdict
from registry.verification.verdict import Outcome, decide

STATES: tuple[Result | None, ...] = (None, *Result)
AUTHENTIC = ("format", "terms", "signature", "key")
CURRENT_RESULTS = (
    (Result.PASSED, ""),
    (Result.FAILED, "revoked"),
    (Result.FAILED, "expired"),
    (Result.NOT_CHECKED, ""),
)
CURRENT = ("validity_period", "revocation", "suspension", "superseded")


def subsets(results: Iterable[Result]) -> Iterator[frozenset[Result]]:
    every = tuple(results)
    for size in range(len(every) + 1):
        yield from map(frozenset, itertools.combinations(every, size))


def outcomes(question: Question, ids: Iterable[str], results: Iterable[Result], code: str = "") -> list[Outcome]:
    return [Outcome(check, question, result, code) for check, result in zip(ids, results, strict=False)]


def single(check: str, question: Question, result: Result | None) -> list[Outcome]:
    return [] if result is None else [Outcome(check, question, result)]


def by_the_book(
    authentic: frozenset[Result],
    identity: Result | None,
    accredited: Result | None,
    logged: Result | None,
    current: frozenset[Result],
    *,
    revoked: bool,
    vouched: bool,
) -> Verdict:
    """CONTRACT, «Verification report», rule by rule."""
    failed, open_ = Result.FAILED, Result.NOT_CHECKED
    rules = (
        (failed in authentic, Verdict.INVALID),
        (open_ in authentic or not authentic, Verdict.UNVERIFIABLE),
        (identity is failed or (vouched and failed in (accredited, logged)), Verdict.INVALID),
        (revoked, Verdict.INVALID),
        (failed in current, Verdict.AUTHENTIC_NOT_CURRENT),
        (open_ in current or not current, Verdict.UNVERIFIABLE),
        (vouched and accredited is open_, Verdict.UNVERIFIABLE),
        (not vouched, Verdict.UNVERIFIABLE),
        (True, Verdict.VALID),
    )
    return next(verdict for matches, verdict in rules if matches)


def test_every_combination_of_results() -> None:
    tried = 0
    for authentic, current in itertools.product(subsets(Result), subsets(Result)):
        for identity, accredited, logged in itertools.product(STATES, repeat=3):
            for revoked, vouched in itertools.product((False, True), repeat=2):
                if revoked and Result.FAILED not in current:
                    continue
                results = [
                    *outcomes(Question.AUTHENTIC, AUTHENTIC, authentic),
                    *single("identity", Question.ISSUER, identity),
                    *single("accredited_at_issue", Question.ISSUER, accredited),
                    *single("log_inclusion", Question.LOG, logged),
                    *outcomes(Question.CURRENT, CURRENT, current, "revoked" if revoked else "suspended"),
                ]
                expected = by_the_book(
                    authentic, identity, accredited, logged, current, revoked=revoked, vouched=vouched
                )
                assert decide(results, vouched=vouched) is expected, (results, vouched)
                tried += 1
    assert tried > 90_000


@pytest.mark.parametrize("vouched", [True, False])
def test_no_other_check_ever_changes_a_verdict(vouched: bool) -> None:
    others = (
        ("accredited_now", Question.ISSUER),
        ("endorsement", Question.ISSUER),
        ("alignment", Question.STANDARD),
        ("requirements", Question.STANDARD),
        ("holder_match", Question.PERSON),
    )
    bases = [
        [Outcome("signature", Question.AUTHENTIC, authentic), Outcome("revocation", Question.CURRENT, current, code)]
        for authentic in Result
        for current, code in (
            (Result.PASSED, ""),
            (Result.FAILED, "revoked"),
            (Result.FAILED, "expired"),
            (Result.NOT_CHECKED, ""),
        )
    ]
    for base in bases:
        plain = decide(base, vouched=vouched)
        for states in itertools.product(Result, repeat=len(others)):
            more = [Outcome(check, question, state) for (check, question), state in zip(others, states, strict=True)]
            assert decide([*base, *more], vouched=vouched) is plain
            assert decide([*more, *base], vouched=vouched) is plain


def test_nothing_at_all_is_not_valid() -> None:
    assert decide([], vouched=True) is Verdict.UNVERIFIABLE


def test_authentic_alone_is_not_valid() -> None:
    good = outcomes(Question.AUTHENTIC, AUTHENTIC, [Result.PASSED] * 4)
    assert decide(good, vouched=True) is Verdict.UNVERIFIABLE
