"""Keys: in the order of their making, also within one millisecond."""

from __future__ import annotations

import datetime as dt

from registry import ids


def test_keys_of_one_millisecond_stand_in_the_order_of_their_making(monkeypatch):
    moment = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    monkeypatch.setattr(ids.clock, "now", lambda: moment)
    keys = [ids.new_key() for _ in range(2_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}
