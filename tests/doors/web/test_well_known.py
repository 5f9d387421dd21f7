"""What browsers and robots ask every site for, and what no search engine may list."""

from __future__ import annotations

import io
from urllib.robotparser import RobotFileParser

import pytest
from PIL import Image

pytestmark = pytest.mark.databases("sqlite")
PERSONAL = ("/s/abc", "/f/7Q4K-M2ZT-9XW3-HA", "/credentials/7b0c7e0e-0000-4000-8000-000000000000", "/recibir/abc",
            "/entrar/enlace/abc")  # fmt: skip


def test_the_favicon_is_the_registry_s_own_mark(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200 and answer.mimetype == "image/vnd.microsoft.icon"
    picture = Image.open(io.BytesIO(answer.data), formats=["ICO"]).convert("RGBA")
    assert picture.size == (48, 48)
    assert picture.getpixel((24, 24)) == (0xB3, 0x8E, 0x5D, 255)  # the gold heart
    assert picture.getpixel((2, 24))[:3] == (0x61, 0x12, 0x32) and picture.getpixel((0, 0))[3] == 0


def test_robots_may_read_what_is_public_and_nothing_of_a_person(client):
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for path in (*PERSONAL, "/mis-microcredenciales", "/institucion/x", "/autoridad", "/metrics", "/api/v1/verify"):
        assert not rules.can_fetch("Googlebot", f"https://registro.example{path}"), path
    for path in ("/", "/catalogue", "/standards", "/providers/x", "/outcomes", "/definitions/x", "/entrar"):
        assert rules.can_fetch("Googlebot", f"https://registro.example{path}"), path


@pytest.mark.parametrize("path", PERSONAL)
def test_a_page_of_a_person_says_itself_that_it_is_not_listed(client, session, path):
    assert "noindex" in client.get(path).headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in client.get("/").headers
