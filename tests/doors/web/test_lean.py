"""A status list is answered before the framework exactly as the framework would answer."""

from __future__ import annotations

import pytest

from benchmarks.measure import statements
from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.awards.models import Award
from registry.db import db
from tests.doors.web.provider import world
from tests.doors.web.provider.test_awards import give


@pytest.fixture
def award(session) -> Award:
    return give(world.published(world.institution()))


def test_a_list_is_answered_alike_with_and_without_the_framework(client, award):
    address = f"/status/{award.document.status_list.public_id}"
    db.session.commit()
    for accept in (None, "application/vc", "application/vc+jwt", "*/*"):
        headers = {} if accept is None else {"Accept": accept}
        whole = client.get(address, headers={**headers, "Cookie": "lang=es"})
        client.get(address, headers=headers)
        with statements(db.engine) as sent:
            lean = client.get(address, headers=headers)
        assert sent == [], "the framework answered"
        assert (lean.status, lean.data) == (whole.status, whole.data)
        assert dict(lean.headers, Date="") == dict(whole.headers, Date="")
    assert client.get(address, headers={"If-None-Match": lean.headers["ETag"], "Accept": "*/*"}).status_code == 304
    assert client.get(address, headers={"Accept": "text/html"}).status_code == 406
    assert client.get(f"{address}x").status_code == 404
    before = client.get(address).data
    awards.revoke(award, reason="requirements_not_met", actor=SYSTEM)
    db.session.commit()
    assert client.get(address).data not in (before, b"")
