"""Which structures are learnt, and who canonicalises for whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from registry import contexts
from registry.clock import Hand
from registry.documents.read import read_presented
from registry.records import storage
from registry.trust import engine
from registry.trust.service import examine
from registry.verification import Verdict
from registry.verification.known import KnownForms
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def nothing_learnt(monkeypatch: pytest.MonkeyPatch) -> KnownForms:
    """An engine that has seen nothing yet."""
    fresh = KnownForms()
    monkeypatch.setattr(engine, "_here", fresh)
    return fresh


def test_learns_the_structure_of_valid_credentials_of_this_registry_alone(
    session: Any, clock: Hand, nothing_learnt: KnownForms
) -> None:
    (award,) = story.issue(story.open_school(), story.teacher())
    session.commit()
    presented = read_presented(storage.signed_json(award.document))
    tampered = dataclasses.replace(presented, document={**presented.document, "name": "Otra cosa"})
    assert examine(tampered).verdict is Verdict.INVALID
    assert not nothing_learnt.knows(presented, contexts.store())
    assert examine(presented).verdict is Verdict.VALID
    assert nothing_learnt.knows(presented, contexts.store())
    assert examine(presented).verdict is Verdict.VALID
    assert examine(tampered).verdict is Verdict.INVALID


def test_strangers_documents_go_to_the_processes_and_commands_do_without(make_app: Callable[..., Flask]) -> None:
    app = make_app(verify_processes=1)
    with app.app_context():
        assert engine.canonicaliser() is engine._here
    with app.test_request_context("/verify"):
        assert engine.canonicaliser() is app.extensions["canonicaliser"]
    with make_app(verify_processes=0).test_request_context("/verify"):
        assert engine.canonicaliser() is engine._here
    assert engine.canonicaliser() is engine._here
