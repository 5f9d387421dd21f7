"""Share links handed to the API: what their holder keeps back stays back, and other hosts' links are refused."""

from __future__ import annotations

import pytest

from registry import addresses
from registry.accounts import queries as accounts
from registry.awards import sharing
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def held(client, session, clock):
    (award,) = story.issue(story.open_school(), story.teacher())
    story.keep(client, award)
    session.commit()
    return award


def link_to(award, session, **choices):
    account = accounts.by_person(award.person_id)
    _, token = sharing.share(award, actor=accounts.actor_of(account), **choices)
    session.commit()
    return f"{addresses.link_base()}/s/{token}"


def told(client, url):
    return client.post("/api/v1/verify", json={"url": url})


def test_a_link_without_results_tells_no_result(client, session, held):
    whole = told(client, link_to(held, session)).get_json()
    plain = told(client, link_to(held, session, with_results=False)).get_json()
    assert whole["verdict"] == plain["verdict"]
    assert whole["credential"]["average"] is not None and whole["credential"]["levels"]
    assert plain["credential"]["average"] is None and plain["credential"]["levels"] == []
    assert all(not check["evidence"] for check in plain["checks"] if check["question"] == "standard")
    assert plain["credential"]["holder"] == whole["credential"]["holder"]


@pytest.mark.parametrize("spoil", ["https://elsewhere.example/s/{}", "{}", "http://[::1/s/{}", "/s/{}"])
def test_a_link_of_another_host_is_refused_though_it_ends_like_ours(client, session, held, spoil):
    token = link_to(held, session).rsplit("/", 1)[1]
    answer = told(client, spoil.format(token))
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "url_not_ours"


def test_the_public_page_signs_with_no_provider_key(client, session, held, monkeypatch):
    from registry.custody import vault

    signers = []
    real = vault.Vault.signer
    monkeypatch.setattr(vault.Vault, "signer", lambda self, key: signers.append(key.issuer.kind) or real(self, key))
    assert client.get("/status-page").status_code == 200
    assert signers and set(signers) == {"authority"}
