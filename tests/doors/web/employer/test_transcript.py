"""A transcript handed in at the employer's door, at the API and at the shell: each credential inside by itself."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.cli.verify import _print
from registry.documents import read_presented
from registry.signing import Algorithm
from registry.trust.service import examine
from tests.verification.test_foreign_suites import did_of, prove
from tests.verification.test_transcripts import badge, transcript

pytestmark = pytest.mark.databases("sqlite")


def carrying(*inside: Any) -> dict[str, Any]:
    """An outsider's transcript, signed by its own key."""
    did = did_of(Algorithm.ED25519)
    document = transcript(*inside, issuer={"id": did, "type": ["Profile"], "name": "Academia Ficticia"})
    return {**document, "proof": prove(document, "eddsa-rdfc-2022", Algorithm.ED25519)}


@pytest.fixture
def handed_in(held: Any) -> str:
    return json.dumps(carrying(json.loads(held.signed), badge()), ensure_ascii=False)


def test_the_page_shows_each_with_its_own_verdict(client: Any, handed_in: str) -> None:
    page = client.post("/verify?lang=es", data={"text": handed_in}).text
    section = page.partition('id="contained"')[2].partition("</section>")[0]
    assert "Lo que lleva dentro" in section
    assert len(re.findall(r"<h3>[^<]+</h3>", section)) == 2
    assert section.count('class="state is-valid"') == 1
    assert section.count('class="state is-not_checked"') == 1
    assert "con autorización vigente ese día" in section
    assert "Lleva dentro 2 credenciales (válidas: 1; no se pudieron comprobar del todo: 1)." in page
    english = client.post("/verify?lang=en", data={"text": handed_in}).text
    assert "What it carries inside" in english and "It carries 2 credentials inside (valid: 1;" in english


def test_a_document_that_carries_nothing_shows_no_such_section(client: Any, held: Any) -> None:
    assert 'id="contained"' not in client.post("/verify", data={"text": held.signed.decode()}).text


def test_the_api_answers_with_the_reports_inside(client: Any, handed_in: str) -> None:
    report = client.post("/api/v1/verify", data=handed_in, content_type="application/json").get_json()
    assert report["verdict"] == "unverifiable"
    assert [one["verdict"] for one in report["contained"]] == ["valid", "unverifiable"]
    assert report["containedOmitted"] == 0
    inside = {check["id"]: check["result"] for check in report["contained"][0]["checks"]}
    assert inside["log_inclusion"] == inside["accredited_at_issue"] == "passed"


def test_a_badge_that_was_revoked_since_says_so_inside(client: Any, held: Any, handed_in: str, session: Any) -> None:
    awards.revoke(held.award, reason="issued_in_error", actor=SYSTEM)
    session.commit()
    report = client.post("/api/v1/verify", data=handed_in, content_type="application/json").get_json()
    assert [one["verdict"] for one in report["contained"]] == ["invalid", "unverifiable"]


def test_the_shell_prints_them_indented(session: Any, handed_in: str, capsys: Any) -> None:
    _print("historial.json", examine(read_presented(handed_in.encode())).as_dict(), "es")
    printed = capsys.readouterr().out
    assert "\nhistorial.json: unverifiable\n" in printed
    assert "\n    historial.json / 1: valid\n" in printed
    assert "\n    historial.json / 2: unverifiable\n" in printed
