"""The offline bundle and the versions of the root, as anybody downloads them."""

from __future__ import annotations

import datetime as dt

import pytest

from registry import clock
from registry.db import db
from registry.trust import root_store
from registry.trust.bundle import newest
from registry.trust.bundle.reading import fingerprint, read_bundle
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")
BUNDLE = "/trust/bundle.jsonl.gz"


@pytest.fixture
def school(session, clock):
    """An authority, an institution and their keys."""
    return story.open_school()


def test_before_the_first_one_is_made_it_says_so(client, school):
    answer = client.get(BUNDLE)
    assert answer.status_code == 404
    assert "no_bundle_yet" in answer.text or "todavía no publica" in answer.text
    assert newest.newest() is None  # a request makes none


@pytest.mark.serves("R28")
def test_the_newest_is_served_with_its_etag_to_any_origin(client, school):
    newest.publish()
    db.session.commit()
    answer = client.get(BUNDLE)

    assert answer.status_code == 200 and answer.mimetype == "application/gzip"
    assert "Content-Encoding" not in answer.headers  # the file is the gzip; a browser must not undo it
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=300" in answer.headers["Cache-Control"]
    opened = read_bundle(answer.data, at=clock.now())
    assert opened.expires - opened.made_at == dt.timedelta(hours=48)

    again = client.get(BUNDLE, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(BUNDLE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_version_of_the_root_can_be_fingerprinted(client, school):
    answer = client.get("/trust/root/1.json")
    latest = root_store.latest()
    assert latest is not None
    assert answer.data == client.get("/trust/root.json").data == latest.body
    assert "immutable" in answer.headers["Cache-Control"]
    newest.publish()
    opened = read_bundle(newest.newest().body, at=clock.now(), pinned=fingerprint(answer.data))
    assert opened.fingerprint == fingerprint(answer.data)


@pytest.mark.parametrize("version", ["2", "0", "99999999999999999999", "-1", "x"])
def test_there_is_no_other_version(client, school, version):
    assert client.get(f"/trust/root/{version}.json").status_code == 404
