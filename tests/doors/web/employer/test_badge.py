"""The badge for web pages: a state and no person."""

from __future__ import annotations

import datetime as dt
import re

import defusedxml.ElementTree
import pytest

from registry.accounts.permissions import Role
from registry.accounts.queries import actor_of
from registry.artefacts.status_badge import WORDS, status_badge
from registry.awards import service as awards
from registry.awards import sharing
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")


def badge(client, token, lang=""):
    answer = client.get(f"/s/{token}/badge.svg{lang}")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    defusedxml.ElementTree.fromstring(answer.text)
    return answer.text


def head(held):
    return actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=held.award.provider_id, name="Directora"))


def test_it_says_the_state_and_the_day_in_the_language_of_its_address(client, held):
    spanish, english = badge(client, held.token), badge(client, held.token, "?lang=en")
    assert ">válida<" in spanish and "Comprobado el 20 de noviembre de 2026" in spanish
    assert ">valid<" in english and "Checked on November 20, 2026" in english
    client.set_cookie("lang", "en")
    assert badge(client, held.token) == spanish


def test_it_names_neither_person_nor_microcredential_nor_folio(client, held):
    drawn = badge(client, held.token)
    for told in ("Ana", "Ñúñez", "aula", held.award.folio, "Universidad", "http"):
        assert told not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"href|url\(|@import|<image|<script", drawn)


def test_it_follows_what_happens_to_the_credential(client, held, session, clock):
    awards.suspend(held.award, reason="under_investigation", actor=head(held))
    session.commit()
    assert ">no vigente<" in badge(client, held.token)
    awards.revoke(held.award, reason="issued_in_error", actor=head(held))
    session.commit()
    assert ">revocada<" in badge(client, held.token)


def test_a_withdrawn_link_and_one_that_never_was_look_the_same(client, held, session, clock):
    _link, expiring = held.share(expires_at=clock() + dt.timedelta(days=1))
    sharing.withdraw(held.link, actor=held.actor)
    session.commit()
    clock.tick(days=2)
    never = badge(client, "never-was")
    assert badge(client, held.token) == never == badge(client, expiring)
    assert "no disponible" in never and "válida" not in never


def test_every_state_has_a_sign_of_its_own_and_room_for_its_word():
    signs = set()
    for state in WORDS:
        for language in ("es", "en"):
            drawn = status_badge(state, day=dt.date(2026, 11, 20), language=language)
            signs.add((state in ("invalid", "revoked"), drawn.split("viewBox")[2]))
            assert WORDS[state].in_(language) in drawn
    assert len({shape for _, shape in signs}) == len(WORDS) - 1  # invalid and revoked share the cross


def test_the_holder_s_page_offers_it_to_paste(client, held):
    page = client.get(f"/mis-microcredenciales/{held.award.id}/enlaces/{held.link.id}?lang=en").text
    assert f"/s/{held.token}/badge.svg?lang=en" in page
    assert "[![State of my microcredential](" in page and "&lt;img src=" in page
