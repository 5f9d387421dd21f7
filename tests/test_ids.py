"""Keys: in the order of their making, also within one millisecond."""

from __future__ import annotations

import datetime as dt
import uuid

from registry import ids


def test_keys_of_one_millisecond_stand_in_the_order_of_their_making(monkeypatch):
    moment = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    monkeypatch.setattr(ids.clock, "now", lambda: moment)
    keys = [ids.new_key() for _ in range(2_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}


def test_keys_and_their_urns_are_spelled_as_uuids_are():
    keys = ids.new_raw_keys(300)
    assert ids.urns_of(keys) == [uuid.UUID(bytes=key).urn for key in keys]
    drawn = [uuid.UUID(one) for one in ids.new_urns(300)]
    assert {(one.version, one.variant) for one in drawn} == {(4, "specified in RFC 4122")}
    assert len(set(drawn)) == 300


def test_a_key_grows_over_the_edge_of_its_halves(monkeypatch):
    """The random part is 74 bits in two pieces: what is added to the lower one carries into the upper one."""
    moment = dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    monkeypatch.setattr(ids.clock, "now", lambda: moment)
    monkeypatch.setattr(ids.secrets, "randbits", lambda bits: (5 << 62) - 1)
    monkeypatch.setattr(ids, "_last_key", (0, 0))
    keys = [uuid.UUID(bytes=key) for key in ids.new_raw_keys(50)]
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}
    assert {key.int >> 64 & 0xFFF for key in keys} == {5}


def test_folios_of_one_act_begin_alike_and_are_guessed_by_nobody():
    made, other = ids.new_folios(2_000), ids.new_folio()
    assert len(set(made)) == 2_000
    assert {ids.read_folio(folio) for folio in made} == set(made)
    assert len({folio[:3] for folio in made}) == 1
    assert len({folio[3:5] for folio in made}) > 800  # of 1,024
    assert len(other) == ids.FOLIO_LENGTH + 1
